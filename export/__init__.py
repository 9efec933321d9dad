"""Things to keep."""
