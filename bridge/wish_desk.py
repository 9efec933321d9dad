"""Where wishes of viewers and new styles come in; each is answered in the status."""

from collections.abc import Callable, Mapping

from bridge.control import Control
from bridge.entries import Entries
from bridge.faults import Faults
from bridge.stage.protocol import Wish
from bridge.status_board import StatusBoard
from render.style import Style
from vocabulary.errors import WishError


class WishDesk:
    """Takes what users want of looks, on the daemon's loop."""

    def __init__(self, control: Control, entries: Entries, board: StatusBoard, faults: Faults, on_change: Callable[[], None]) -> None:
        """`on_change` is called when something is to be drawn anew, or only to be answered."""
        self._control, self._entries, self._board, self._faults, self._on_change = control, entries, board, faults, on_change

    def take_wish(self, wish: Wish) -> None:
        """A viewer wants looks to be another way."""
        self._board.answered, self._board.refused = wish.number, ""
        self._faults.spare("a wish", lambda: self._take(wish), lambda: None)
        self._board.can_undo = self._control.can_undo
        self._on_change()

    def _take(self, wish: Wish) -> None:
        entry = self._entries.get(wish.section)
        try:
            self._control.take(wish, entry.section if entry else None, entry.depicted.look if entry else None)
        except WishError as error:
            self._board.refused = str(error)

    def refuse(self, reason: str) -> None:
        """A stage said what is not understood."""
        self._board.refused = reason
        self._on_change()

    def take_styles(self, styles: Mapping[str, Style], faults: tuple[str, ...]) -> None:
        """A style's file was written, perhaps with a fault."""
        self._control.take_styles(styles)
        self._board.take_styles(styles.values(), faults)
        self._on_change()
