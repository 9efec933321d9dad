"""Procedural painters: one .glsl and one small .py each."""
