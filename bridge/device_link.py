"""What the daemon tells the device, and asks about the connection to it."""

from typing import Protocol


class DeviceLink(Protocol):
    """The way back to the device; `bridge.sources.max_device` has it."""

    @property
    def agreed(self) -> bool:
        """Whether we hold the same set as the device."""
        ...

    @property
    def resent(self) -> int:
        """Datagrams that had to be asked for again so far."""
        ...

    def show_status(self, state: int, pictures: int, sections: int, stages: int) -> None:
        """See /sonochrome/status in docs/osc-protocol.md."""
        ...

    def show_thumbnail(self, slot: int) -> None:
        """See /sonochrome/thumbnail."""
        ...

    def set_thumbnail_paths(self, path_0: str, path_1: str) -> None:
        """See /sonochrome/thumbnail_paths."""
        ...
