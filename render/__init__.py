"""How the music looks: look, painters, compositor."""
