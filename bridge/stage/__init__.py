"""What stages (the viewer, a headless stage) see of the daemon."""
