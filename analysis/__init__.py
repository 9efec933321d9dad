"""What the music is."""
