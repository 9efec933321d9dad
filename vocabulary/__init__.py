"""The values everybody talks about: frozen, checked when made, standard library only."""
