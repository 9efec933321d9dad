"""OSC messages of the device, bytes in, values out."""
