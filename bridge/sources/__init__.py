"""Where Live sets come from: the device, files, the simulated Live."""
