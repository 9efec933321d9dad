"""Tells people how far things are: the stages in words, the device in numbers."""

from bridge.device_link import DeviceLink
from bridge.stage.protocol import Status
from bridge.stage.server import StageServer
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
    """

    def __init__(self, stage: StageServer, source: DeviceLink, *, safe_mode: bool) -> None:
        self._stage, self._source, self._safe_mode = stage, source, safe_mode
        self.connection = "waiting"
        self.stages = 0
        self.message = ""

    def tell(self, *, set_name: str, sections: int, waiting: tuple[Section, ...], shows_something: bool) -> None:
        """Tell everybody.

        Args:
            sections: How many the set has.
            waiting: Those without a final picture, most wanted first.
            shows_something: Whether any cue has a picture.
        """
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
            )
        )
        if waiting:
            state = DRAWING
        elif self.stages > 0 and shows_something:
            state = ON_STAGE
        else:
            state = CONNECTED if self.connection == "connected" else WAITING
        self._source.show_status(state, finals, sections, self.stages)
