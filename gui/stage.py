"""One stage: the timeline that decides and the compositor that draws, fed by the client's events. No Qt here.

Everything runs in the thread of the OpenGL context; events come through a queue that any thread may fill.
"""

from collections import OrderedDict
from collections.abc import Callable
from queue import Empty, SimpleQueue

import moderngl
import numpy as np
from numpy.typing import NDArray

from gui.cue_list import show_of
from gui.events import AnchorTold, Event, PictureTold, RequestTold, ShowTold
from render.compositor.compositor import Compositor
from render.compositor.timeline import Change, Timeline
from vocabulary.pictures import PictureRequest

PICTURES_AHEAD = 8
"""Pictures kept on the graphics card: now's, and those that follow."""
QUIET_BEFORE_CHANGE_S = 0.2
"""No upload or warming up so shortly before a change of picture: up to 25 and 150 ms with software OpenGL, more than a frame."""
REVIEW_EVERY_FRAMES = 15


class Stage:
    """Draws frames; keeps what it shows whatever happens to its supplies.

    Attributes:
        timeline: Decides the frames; may be read.
        wanted: Ids of the pictures to supply, the soonest first.
    """

    def __init__(self, compositor: Compositor, timeline: Timeline, on_wanted: Callable[[tuple[str, ...]], None]) -> None:
        """Join the parts; `on_wanted` is called with `wanted` when it changes."""
        self.timeline = timeline
        self.wanted: tuple[str, ...] = ()
        self._compositor = compositor
        self._on_wanted = on_wanted
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._to_upload: OrderedDict[str, NDArray[np.uint8]] = OrderedDict()
        self._uploaded: set[str] = set()
        self._preparing: str | None = None
        self._requests: dict[str, PictureRequest] = {}
        self._to_move: list[str] = []
        self._frames = 0

    @property
    def moves_pictures(self) -> bool:
        """Whether it wants to know what pictures were painted from, to move them."""
        return self._compositor.live.enabled

    def receive(self, event: Event) -> None:
        """Take an event; from any thread, never blocks."""
        self._events.put(event)

    def draw(self, present_at: float, now: float, target: moderngl.Framebuffer) -> tuple[Change, ...]:
        """Draw the frame that reaches the eye at `present_at`; both times in monotonic seconds.

        Returns:
            The changes that this frame shows for the first time.
        """
        if self._take_events(now) or self._frames % REVIEW_EVERY_FRAMES == 0:
            self._review(now)
        self._frames += 1
        if not self.timeline.changes_within(present_at, QUIET_BEFORE_CHANGE_S):
            self._prepare_one()
        self._compositor.compose(self.timeline.frame_at(present_at), target)
        return self.timeline.take_changes()

    def _take_events(self, now: float) -> bool:
        taken = False
        while True:
            try:
                event = self._events.get_nowait()
            except Empty:
                return taken
            match event:
                case ShowTold(cues=cues):
                    self.timeline.set_show(show_of(cues))
                    taken = True
                case AnchorTold(anchor=anchor):
                    self.timeline.apply(anchor, now)
                    taken = True
                case PictureTold(id=picture_id, pixels=pixels):
                    self._to_upload[picture_id] = pixels
                case RequestTold(id=picture_id, request=request):
                    self._requests[picture_id] = request
                    self._to_move.append(picture_id)
                case _:
                    pass

    def _review(self, now: float) -> None:
        """Ask for what is needed soon, and let go of what is not."""
        wanted = self.timeline.wanted(now, PICTURES_AHEAD)
        if wanted != self.wanted:
            self.wanted = wanted
            self._on_wanted(wanted)
        keep = {*wanted, *self.timeline.in_use(), *self.timeline.spare()}
        for picture_id in self._uploaded - keep:
            self.timeline.remove_picture(picture_id)
            self._compositor.forget(picture_id)
            self._uploaded.discard(picture_id)
            if picture_id == self._preparing:
                self._preparing = None
        for picture_id in [waiting for waiting in self._to_upload if waiting not in keep]:
            del self._to_upload[picture_id]
        self._requests = {picture_id: request for picture_id, request in self._requests.items() if picture_id in keep}

    def _prepare_one(self) -> None:
        """One step a frame, so that no frame waits long: a picture goes to the graphics card, is drawn unseen, and is then there."""
        if self._preparing is not None:
            if not self._compositor.warm_up(self._preparing):
                self.timeline.add_picture(self._preparing)
                self._preparing = None
            return
        if not self._to_upload:
            self._move_one()
            return
        soonest = next((picture_id for picture_id in self.wanted if picture_id in self._to_upload), next(iter(self._to_upload)))
        self._compositor.upload(soonest, self._to_upload.pop(soonest))
        if soonest in self._requests:  # to be made ready while it is warmed up
            self._compositor.live.add(soonest, self._requests[soonest])
        self._uploaded.add(soonest)
        self._preparing = soonest

    def _move_one(self) -> None:
        """What a picture was painted from came after the picture: it begins to move."""
        while self._to_move:
            picture_id = self._to_move.pop()
            if picture_id in self._uploaded and picture_id in self._requests:
                self._compositor.live.add(picture_id, self._requests[picture_id])
                if self._compositor.live.prepare(picture_id):
                    return
