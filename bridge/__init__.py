"""The daemon: sources in, plan, library, stages out."""
