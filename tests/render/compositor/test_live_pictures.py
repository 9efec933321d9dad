from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray

from render.compositor.compositor import Compositor
from render.compositor.frame import Frame
from render.compositor.live_pictures import AWAKENING_BEATS, FRAME_S, SMALLEST_SIDE_PX, LivePictures
from render.look import imagine_look
from render.painters.canvas import Canvas
from render.painters.renderer import PAINTERS, open_context, sheet_for
from render.request import picture_request
from tests.render.music import descriptor, section
from vocabulary.pictures import PictureRequest

pytestmark = pytest.mark.gl
W, H = 160, 90
painters = pytest.mark.parametrize("painter", sorted(PAINTERS))


def request(painter: str = "orbits", side: int = 96) -> PictureRequest:
    music = descriptor(0.3, 0.6)
    look = imagine_look(music, style=painter)
    return picture_request(section(), music, look, quality="final", width_px=side, height_px=side)


@pytest.fixture(scope="module")
def opened() -> Iterator[moderngl.Context]:
    context = open_context()
    yield context
    context.release()


@pytest.fixture
def context(opened: moderngl.Context) -> Iterator[moderngl.Context]:
    with opened:
        yield opened


@pytest.fixture
def live(context: moderngl.Context) -> Iterator[LivePictures]:
    pictures = LivePictures(context, "on")
    yield pictures
    pictures.release()


def painted(context: moderngl.Context, asked: PictureRequest) -> NDArray[np.uint8]:
    with sheet_for(Canvas(context), asked) as sheet:
        PAINTERS[asked.look.painter](sheet, asked)
        return sheet.pixels()


def seen(texture: moderngl.Texture | None) -> NDArray[np.uint8]:
    assert texture is not None
    width, height = texture.size
    return np.frombuffer(texture.read(), dtype=np.uint8).reshape(height, width, 4)[..., :3]


@painters
def test_a_picture_wakes_from_the_still_one_and_moves_without_leaps(context: moderngl.Context, live: LivePictures, painter: str) -> None:
    asked = request(painter)
    still = painted(context, asked).astype(int)
    live.add("one", asked)
    assert live.prepare("one")

    first = seen(live.texture("one", 8.0, 4.0)).astype(int)
    later = seen(live.texture("one", 8.0 + AWAKENING_BEATS + 3.4, 4.0)).astype(int)
    next_frame = seen(live.texture("one", 8.0 + AWAKENING_BEATS + 3.4 + 0.033, 4.0)).astype(int)

    assert np.array_equal(first, still)
    assert np.abs(later - still).mean() > 0.15, "it moves"
    assert np.abs(next_frame - later).mean() < 4.0, "from frame to frame a little"


@painters
def test_movement_does_not_flash(live: LivePictures, painter: str) -> None:
    live.add("one", request(painter))
    live.prepare("one")
    live.texture("one", 0.0, 4.0)

    luma = np.array([seen(live.texture("one", 20 + beat / 8, 4.0)).mean() for beat in range(24)])

    assert np.ptp(luma) < 0.1 * max(76.0, float(luma.mean()))


def test_no_energy_is_the_still_picture_whatever_the_beat(live: LivePictures) -> None:
    asked = request()
    live.add("one", replace(asked, look=replace(asked.look, energy=0.0)))
    live.prepare("one")

    assert np.array_equal(seen(live.texture("one", 3.0, 4.0)), seen(live.texture("one", 77.3, 4.0)))


def test_a_slow_machine_makes_them_smaller_then_leaves_them_still(context: moderngl.Context) -> None:
    ticks = count()
    slow = LivePictures(context, "auto", perf_counter=lambda: next(ticks) * 10 * FRAME_S)
    slow.enabled = True
    slow.add("one", request(side=1200))

    assert slow.prepare("one")

    assert not slow.enabled
    assert slow.texture("one", 1.0, 4.0) is None
    slow.add("two", request())
    assert not slow.prepare("two")


def test_a_machine_in_between_gets_the_size_it_can(context: moderngl.Context) -> None:
    timed: list[float] = []

    def clock() -> float:
        timed.append(0.0)
        # Each drawing asks twice, each size draws twice: the first size is too slow, the second quick.
        return len(timed) * (2 * FRAME_S if len(timed) <= 4 else FRAME_S / 4)

    pictures = LivePictures(context, "auto", perf_counter=clock)
    pictures.enabled = True
    pictures.add("one", request(side=1200))
    pictures.prepare("one")

    texture = pictures.texture("one", 1.0, 4.0)
    assert texture is not None
    assert SMALLEST_SIDE_PX <= texture.size[0] < 1024
    pictures.release()


def test_off_and_pictures_by_others_stay_still(context: moderngl.Context) -> None:
    off, on = LivePictures(context, "off"), LivePictures(context, "on")

    off.add("one", request())
    on.add("two", replace(request(), renderer="some model"))

    assert not off.prepare("one")
    assert not on.prepare("two")
    assert on.texture("two", 1.0, 4.0) is None


def test_the_stage_shows_the_moving_picture_upright_in_place_of_the_still_one(context: moderngl.Context) -> None:
    asked = request("paper", side=128)
    still = painted(context, asked)
    compositor = Compositor(context, moving="on")
    target = context.framebuffer([context.texture((W, H), 4)])

    def shown(beats: float, energy: float) -> NDArray[np.int_]:
        compositor.compose(Frame("one", "", 1.0, beats, 4.0, energy, W, H), target)
        return np.frombuffer(target.read(components=3, alignment=1), dtype=np.uint8).reshape(H, W, 3).astype(int)

    compositor.upload("one", still)
    before = shown(16.0, 0.0)
    compositor.live.add("one", asked)
    while compositor.warm_up("one"):
        pass

    assert np.abs(shown(16.0, 0.0) - before).max() <= 2
    assert np.abs(shown(40.0, 0.0) - before).mean() > 0.1
    compositor.forget("one")
    assert compositor.live.texture("one", 1.0, 4.0) is None
    compositor.release()
