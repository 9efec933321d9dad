"""The command: one file a subcommand; joins the parts below."""

__version__ = "0.1.0"
