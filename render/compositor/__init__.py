"""What a stage shows each frame: pictures mixed, moved and guarded."""
