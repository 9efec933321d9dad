"""Keep display and computer awake while a stage is full screen: by each system's own service, silently without it."""

import contextlib
import logging
import os
import subprocess
import sys

log = logging.getLogger(__name__)

_WINDOWS_AWAKE = 0x80000000 | 0x00000001 | 0x00000002
"""ES_CONTINUOUS, ES_SYSTEM_REQUIRED, ES_DISPLAY_REQUIRED (SetThreadExecutionState, winbase.h)."""


class StayAwake:
    """Asks for no sleep between `begin` and `end`; the request ends with the process in any case."""

    def __init__(self) -> None:
        self._caffeinate: subprocess.Popen[bytes] | None = None
        self._cookie: int | None = None

    def begin(self) -> None:
        """Keep awake from now on."""
        if sys.platform == "darwin":
            with contextlib.suppress(OSError):
                self._caffeinate = self._caffeinate or subprocess.Popen(["caffeinate", "-d", "-i", "-w", str(os.getpid())])
        elif sys.platform == "win32":
            import ctypes

            ctypes.windll.kernel32.SetThreadExecutionState(_WINDOWS_AWAKE)
        elif self._cookie is None:
            self._cookie = _screen_saver("Inhibit", "Sonochrome", "a show is running")

    def end(self) -> None:
        """Let the system sleep again."""
        if sys.platform == "darwin":
            if self._caffeinate is not None:
                self._caffeinate.terminate()
                self._caffeinate = None
        elif sys.platform == "win32":
            import ctypes

            ctypes.windll.kernel32.SetThreadExecutionState(0x80000000)
        elif self._cookie is not None:
            _screen_saver("UnInhibit", self._cookie)
            self._cookie = None


def _screen_saver(method: str, *arguments: object) -> int | None:
    """Call the desktop's screen saver service (freedesktop.org idle inhibition); None if there is none."""
    try:
        from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage
    except ImportError:
        return None
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return None
    service = QDBusInterface("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", bus)
    service.setTimeout(500)
    answer = service.call(method, *arguments)
    if answer.type() != QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
        log.debug("the desktop has no screen saver service")
        return None
    return int(answer.arguments()[0])
