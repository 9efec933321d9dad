"""What a source of live sets and transports is."""

from typing import Protocol


class Source(Protocol):
    """Tells what Live plays, through the callbacks it was made with (`on_live_set`, `on_transport`, `on_connection`)."""

    async def open(self, first_port: int) -> int:
        """Begin to listen on the first free of ten ports from `first_port`; return the port taken.

        Raises:
            ConnectionLostError: if none of them is free.
        """
        ...
