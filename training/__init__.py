"""Trains the shipped networks and measures; not part of the installed product."""
