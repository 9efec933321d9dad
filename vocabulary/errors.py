"""What can go wrong outside our code, one class per reaction.

::

    SonochromeError            the world misbehaved; the message says what to do next
    |-- SongError              a music file cannot be read, or holds no notes
    |-- ProtocolError          a datagram or stage message is not ours: drop it, go on
    |-- ConnectionLostError    device, daemon or stage went away: try again
    |-- RenderError            a picture could not be made: retry, then paint procedurally
    |   `-- RenderCancelled    the request went stale while it was drawn: forget it
    |-- LibraryError           pictures cannot be stored or found
    |-- DeviceFileError        the Max for Live device cannot be read or put in its place
    |-- SettingsError          the settings file says something we do not understand
    |-- WishError              a wish of the user cannot be granted
    |-- DisplayError             there is no screen to open a window on
    |-- OutputError              a result cannot be written where the user wants it
    `-- MissingExtraError      an optional part is not installed: says the pip line

A `ValueError` is a bug in the caller; a `SonochromeError` never is.
"""


class SonochromeError(Exception):
    """Say what went wrong in the world, and what to do next."""


class SongError(SonochromeError):
    """Say why a music file cannot be used."""


class ProtocolError(SonochromeError):
    """Say which message is not understood."""


class ConnectionLostError(SonochromeError):
    """Say which process does not answer any more."""


class RenderError(SonochromeError):
    """Say why a picture could not be made."""


class RenderCancelled(RenderError):  # noqa: N818 - an outcome that was asked for, not a fault
    """Say that a request was withdrawn while it was drawn."""


class LibraryError(SonochromeError):
    """Say why pictures cannot be stored or found."""


class DeviceFileError(SonochromeError):
    """Say why a Max for Live device cannot be read, or put into Ableton's library."""


class SettingsError(SonochromeError):
    """Say which setting is wrong, and what it may be."""


class WishError(SonochromeError):
    """Say why a wish about looks cannot be granted."""


class DisplayError(SonochromeError):
    """Say that there is no screen for a window, and what to do without."""


class OutputError(SonochromeError):
    """Say where a result cannot be written, and why."""


class MissingExtraError(SonochromeError):
    """Say which optional part is missing, and the line that installs it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what} needs an optional part; install it with: pip install "sonochrome[{extra}]"')
        self.extra = extra
