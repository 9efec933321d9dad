"""A stage moves the pictures of which it is told what they were painted from."""

from collections.abc import Iterator

import moderngl
import numpy as np
import pytest

from bridge.stage.protocol import CueMessage
from gui.events import AnchorTold, PictureTold, RequestTold, ShowTold
from gui.headless_stage import open_context
from gui.stage import Stage
from gui.stage_hub import StageHub
from gui.wish_list import Job, Wanted, WishList
from render.compositor.compositor import Compositor
from render.compositor.live_pictures import Moving
from render.compositor.stage_clock import Anchor
from render.compositor.timeline import Timeline
from tests.render.compositor.test_live_pictures import request

pytestmark = pytest.mark.gl
W, H = 64, 64


@pytest.fixture
def context() -> Iterator[moderngl.Context]:
    made = open_context()
    with made:
        yield made
    made.release()


def stage_on(context: moderngl.Context, moving: Moving) -> Stage:
    return Stage(Compositor(context, lambda: 0.0, moving=moving), Timeline(W, H), lambda pictures: None)


def tell(receiver: Stage | StageHub) -> None:
    for event in (
        ShowTold((CueMessage("a0", "", 0.0, 64.0, "p", "final", 0.0, 1.0),)),
        AnchorTold(Anchor(0.0, 0.0, 120.0, playing=True), 4, 4),
        PictureTold("p", np.full((64, 64, 3), 90, np.uint8)),
        RequestTold("p", request("orbits", 64)),
    ):
        receiver.receive(event)


def frames(context: moderngl.Context, stage: Stage, beats: float) -> bytes:
    target = context.framebuffer([context.texture((W, H), 4)])
    for frame in range(120):
        now = beats / 2 + frame * 1e-6
        stage.draw(now, now, target)
    return target.read()


def test_a_picture_moves_once_its_request_is_there(context: moderngl.Context) -> None:
    stage = stage_on(context, "on")
    tell(stage)
    frames(context, stage, 8.0)

    assert stage.moves_pictures
    assert stage._compositor.live.texture("p", 9.0, 4.0) is not None


def test_a_stage_that_does_not_move_asks_for_nothing_and_shows_the_same(context: moderngl.Context) -> None:
    hub, stage = StageHub(), stage_on(context, "off")
    hub.attach(stage)
    tell(hub)
    frames(context, stage, 8.0)
    hub.review()

    assert (hub.wanted, hub.requests_wanted) == (("p",), ())
    assert stage._compositor.live.texture("p", 9.0, 4.0) is None


def test_a_stage_that_opens_later_moves_at_once_and_what_is_not_shown_is_forgotten(context: moderngl.Context) -> None:
    hub, first = StageHub(), stage_on(context, "on")
    hub.attach(first)
    tell(hub)
    frames(context, first, 8.0)
    hub.review()
    assert hub.requests_wanted == ("p",)

    second = stage_on(context, "on")
    hub.attach(second)
    frames(context, second, 8.0)

    assert second._compositor.live.texture("p", 9.0, 4.0) is not None


def test_software_graphics_keep_their_timing(context: moderngl.Context) -> None:
    if "llvmpipe" not in context.info["GL_RENDERER"]:
        pytest.skip("these graphics are quick")

    assert not stage_on(context, "auto").moves_pictures


def test_requests_are_fetched_last() -> None:
    wishes = WishList(lambda: 0.0)
    wishes.want(Wanted(("p", "q", "r"), ("t",), ("d",), ("p",)))
    kinds = []
    while (job := wishes.next_job()[0]) is not None:
        kinds.append(job.kind)
        wishes.note_done(job)

    assert kinds == ["picture", "picture", "section", "picture", "request", "thumbnail"]
    assert Job("/request/p", "request", "p") in set(wishes._jobs())
