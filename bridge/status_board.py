"""Tells people how far things are: the stages in words, the device in numbers."""

from collections.abc import Iterable

from bridge.device_link import DeviceLink
from bridge.stage.protocol import Status, StyleDocument, StylesDocument
from bridge.stage.server import StageServer
from render.style import Style
from vocabulary.live_set import Section

WAITING, CONNECTED, DRAWING, ON_STAGE = range(4)
"""State of /sonochrome/status in docs/osc-protocol.md."""
LONGEST_MESSAGE = 300
"""Characters; what an exception says may be of any length, and a stage message is not."""


class StatusBoard:
    """The parts of the status that outlive one step.

    Attributes:
        connection: Of the device: "waiting", "connected", "off" or "lost".
        stages: How many are connected.
        message: The last thing that the user should know.
        styles: Hash of the document that lists all styles.
        answered, refused: Number of the last wish, and why it was refused.
        can_undo: Whether a wish can be taken back.
    """

    def __init__(self, stage: StageServer, source: DeviceLink, *, safe_mode: bool) -> None:
        self._stage, self._source, self._safe_mode = stage, source, safe_mode
        self.connection = "waiting"
        self.stages = 0
        self.message = ""
        self._faults: tuple[str, ...] = ()
        self.styles, self.answered, self.refused, self.can_undo = "", 0, "", False

    def take_styles(self, styles: Iterable[Style], faults: tuple[str, ...]) -> None:
        """These are all styles, and this is wrong with the files of some."""
        listed = tuple(StyleDocument(style.name, style.description, style.painter, style.yours) for style in styles)
        self.styles = self._stage.keep_document(StylesDocument(listed))
        if faults or self.message in self._faults:
            self.message = faults[0] if faults else ""
        self._faults = faults

    def tell(self, *, set_name: str, sections: int, waiting: tuple[Section, ...], shows_something: bool) -> None:
        """Tell everybody.

        Args:
            sections: How many the set has.
            waiting: Those without a final picture, most wanted first.
            shows_something: Whether any cue has a picture.
        """
        self._stage.touch_document(self.styles)
        finals = sections - len(waiting)
        self._stage.show(
            status=Status(
                source="" if self.connection == "waiting" else "device",
                device=self.connection,
                set_name=set_name,
                sections=sections,
                final_pictures=finals,
                drawing=waiting[0].name if waiting else "",
                message=self.message[:LONGEST_MESSAGE],
                safe_mode=self._safe_mode,
                dropped=self._source.resent,
                styles=self.styles,
                answered=self.answered,
                refused=self.refused[:LONGEST_MESSAGE],
                can_undo=self.can_undo,
            )
        )
        if waiting:
            state = DRAWING
        elif self.stages > 0 and shows_something:
            state = ON_STAGE
        else:
            state = CONNECTED if self.connection == "connected" else WAITING
        self._source.show_status(state, finals, sections, self.stages)
