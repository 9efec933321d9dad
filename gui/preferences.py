"""What the viewer remembers between starts: the visual offset, its window, and the display for full screen."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from bridge.launch import settings_path


class Preferences:
    """A small INI file beside the settings; damaged or foreign values count as absent."""

    def __init__(self, path: Path | None = None) -> None:
        self._settings = QSettings(str(path or settings_path().with_name("viewer.ini")), QSettings.Format.IniFormat)

    @property
    def offset_ms(self) -> int:
        """The visual offset in milliseconds, above 0 = later; -500..500."""
        try:
            return max(-500, min(500, int(str(self._settings.value("visual_offset_ms", 0)))))
        except ValueError:
            return 0

    @offset_ms.setter
    def offset_ms(self, value: int) -> None:
        self._settings.setValue("visual_offset_ms", value)

    @property
    def display(self) -> str:
        """Name of the display that full screen uses, "" for the window's own."""
        return str(self._settings.value("display", ""))

    @display.setter
    def display(self, name: str) -> None:
        self._settings.setValue("display", name)

    @property
    def geometry(self) -> QByteArray:
        """The window's place as Qt saves it, empty if none."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)
