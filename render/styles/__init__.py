"""One TOML a style."""
