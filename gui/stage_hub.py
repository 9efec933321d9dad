"""One client's supplies for several stages: the preview in the window and the one on another display. No Qt here."""

from collections import OrderedDict
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from gui.events import AnchorTold, Event, PictureTold, RequestTold, ShowTold
from gui.stage import Stage


class StageHub:
    """Hands events to all stages and keeps what a stage that opens later needs, so that its first frame shows a picture.

    Attributes:
        wanted: Ids of the pictures that the stages together want, the soonest first.
        requests_wanted: Ids of those of which they want to know what they were painted from.
    """

    def __init__(self) -> None:
        self.wanted: tuple[str, ...] = ()
        self.requests_wanted: tuple[str, ...] = ()
        self._stages: list[Stage] = []
        self._show: ShowTold | None = None
        self._anchor: AnchorTold | None = None
        self._pictures: OrderedDict[str, NDArray[np.uint8]] = OrderedDict()
        self._requests: dict[str, RequestTold] = {}

    def receive(self, event: Event) -> None:
        """Take an event from the client and give it to every stage."""
        match event:
            case ShowTold():
                self._show = event
            case AnchorTold():
                self._anchor = event
            case PictureTold(id=picture_id, pixels=pixels):
                self._pictures[picture_id] = pixels
            case RequestTold(id=picture_id):
                self._requests[picture_id] = event
            case _:
                return
        for stage in self._stages:
            stage.receive(event)

    def attach(self, stage: Stage) -> None:
        """Add a stage and tell it all that is known."""
        self._stages.append(stage)
        for event in (self._show, self._anchor):
            if event is not None:
                stage.receive(event)
        for picture_id, pixels in self._pictures.items():
            stage.receive(PictureTold(picture_id, pixels))
        for request in self._requests.values():
            stage.receive(request)

    def detach(self, stage: Stage) -> None:
        """Remove a stage; unknown ones are ignored."""
        if stage in self._stages:
            self._stages.remove(stage)

    def review(self) -> bool:
        """Collect what the stages want and forget pictures that none shows; whether `wanted` changed."""
        lists = [stage.wanted for stage in self._stages]
        wanted = tuple(dict.fromkeys(picture for picture in chain.from_iterable(zip_longest(*lists)) if picture))
        in_use = {picture for stage in self._stages for picture in stage.timeline.in_use()}
        for picture in [known for known in self._pictures if known not in in_use and known not in wanted]:
            del self._pictures[picture]
            self._requests.pop(picture, None)
        requests = wanted if any(stage.moves_pictures for stage in self._stages) else ()
        changed = (wanted, requests) != (self.wanted, self.requests_wanted)
        self.wanted, self.requests_wanted = wanted, requests
        return changed
