from collections.abc import Iterator
from itertools import pairwise

import moderngl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from render.compositor.compositor import Compositor, mean_luminance, window_of
from render.compositor.frame import Frame
from render.compositor.movement import DRIFT_BARS, MAX_BREATH, beat_pulse, movement_at
from render.painters.renderer import open_context

Pixels = NDArray[np.uint8]
W, H = 96, 54


class Stage:
    """A compositor with a target and a clock that tests set."""

    def __init__(self) -> None:
        self.context = open_context()
        self.now = 0.0
        self.target = self.context.simple_framebuffer((W, H), 4)
        self.restart()

    def restart(self) -> None:
        self.compositor = Compositor(self.context, lambda: self.now)
        ramp = np.linspace(40, 220, 64, dtype=np.uint8)
        self.red = np.zeros((64, 64, 3), dtype=np.uint8)
        self.red[..., 0], self.red[..., 1] = ramp[None, :], 60
        self.blue = np.full((64, 64, 3), (30, 90, 200), dtype=np.uint8)
        self.compositor.upload("red", self.red)
        self.compositor.upload("blue", self.blue)

    def show(self, frame: Frame) -> Pixels:
        self.now += 10.0
        self.compositor.compose(frame, self.target)
        return np.frombuffer(self.target.read(components=3, alignment=1), dtype=np.uint8).reshape(H, W, 3)[::-1].astype(np.uint8)


@pytest.fixture(scope="module")
def opened() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.compositor.release()
    stage.context.release()


@pytest.fixture
def stage(opened: Stage) -> Stage:
    opened.compositor.release()
    opened.restart()
    return opened


def frame(picture: str, previous: str = "", mix: float = 1.0, beats: float = 3.3, energy: float = 0.5) -> Frame:
    return Frame(picture, previous, mix, beats, 4.0, energy, W, H)


def close(one: Pixels, other: Pixels, steps: int = 2) -> bool:
    return int(np.abs(one.astype(int) - other.astype(int)).max()) <= steps


@pytest.mark.gl
class TestFrames:
    def test_mix_0_is_the_old_picture_and_mix_1_the_new(self, stage: Stage) -> None:
        assert close(stage.show(frame("blue", "red", 0.0)), stage.show(frame("red", "red", 1.0)))
        assert close(stage.show(frame("blue", "red", 1.0)), stage.show(frame("blue", "blue", 0.0)))

    def test_warming_up_ends_is_done_once_for_a_size_and_changes_nothing_on_stage(self, stage: Stage) -> None:
        before = stage.show(frame("blue", "red", 0.5))

        steps = 0
        while stage.compositor.warm_up("blue"):
            steps += 1

        assert 1 <= steps <= 4
        assert not stage.compositor.warm_up("red"), "a picture of the same size has the same mixtures"
        assert not stage.compositor.warm_up("unknown")
        assert stage.target.read(components=3, alignment=1) == before[::-1].tobytes()
        assert close(stage.show(frame("blue", "red", 0.5)), before)

    def test_a_crossfade_begins_and_ends_without_a_jump(self, stage: Stage) -> None:
        assert close(stage.show(frame("blue", "red", 0.0004)), stage.show(frame("blue", "red", 0.0)))
        assert close(stage.show(frame("blue", "red", 0.9996)), stage.show(frame("blue", "red", 1.0)))
        assert close(stage.show(frame("blue", "", 0.0004)), stage.show(frame("blue", "", 0.0)))
        assert close(stage.show(frame("blue", "", 0.9996)), stage.show(frame("blue", "", 1.0)))

    def test_the_middle_of_a_crossfade_is_the_mean_of_linear_light(self, stage: Stage) -> None:
        black, white = (np.full((8, 8, 3), value, dtype=np.uint8) for value in (0, 255))
        stage.compositor.upload("black", black)
        stage.compositor.upload("white", white)

        middle = stage.show(frame("white", "black", 0.5, energy=0.0))

        assert abs(float(middle.mean()) - 188) < 3

    def test_colours_pass_unchanged(self, stage: Stage) -> None:
        assert close(stage.show(frame("blue", energy=0.0)), np.broadcast_to(np.array([30, 90, 200], np.uint8), (H, W, 3)))

    def test_pictures_stand_upright_and_are_not_mirrored(self, stage: Stage) -> None:
        corner = np.zeros((64, 64, 3), dtype=np.uint8)
        corner[:32, :32] = 255
        stage.compositor.upload("corner", corner)

        shown = stage.show(frame("corner", energy=0.0)).mean(axis=2)

        assert shown[:10, :20].mean() > 200
        assert shown[:, -20:].mean() < 10
        assert shown[-5:].mean() < 10

    def test_beats_are_periodic_and_the_same_beat_looks_the_same(self, stage: Stage) -> None:
        period = 4.0 * DRIFT_BARS
        stage.compositor.upload("fine", np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8))

        one, again, later, other = (stage.show(frame("fine", beats=beats, energy=1.0)) for beats in (2.25, 2.25, 2.25 + period, 10.05))

        assert np.array_equal(one, again)
        assert close(one, later, 1)
        assert not close(one, other)

    def test_nothing_there_is_dark_and_never_black(self, stage: Stage) -> None:
        for beats in np.linspace(0, 64, 9):
            shown = stage.show(frame("", beats=float(beats)))
            assert shown.max(axis=2).min() > 24
            assert 20 < shown.mean() < 120

    def test_a_late_picture_never_shows_a_gap(self, stage: Stage) -> None:
        red = stage.show(frame("red"))

        for mix in (0.0, 0.4, 1.0):
            assert close(stage.show(frame("not there", "red", mix)), red)
            assert close(stage.show(frame("red", "forgotten", mix)), red)

    def test_forgotten_pictures_are_gone(self, stage: Stage) -> None:
        stage.compositor.forget("red")
        stage.compositor.forget("never known")

        assert not stage.compositor.has("red")
        assert stage.compositor.has("blue")

    def test_it_draws_into_any_framebuffer_whatever_state_it_finds(self, stage: Stage) -> None:
        expected = stage.show(frame("red"))
        small = stage.context.simple_framebuffer((16, 16), 4)
        small.use()
        stage.context.enable(moderngl.BLEND | moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        stage.context.blend_func = moderngl.ONE, moderngl.ONE

        assert close(stage.show(frame("red")), expected, 0)
        assert not any(small.read())
        small.release()

    def test_fast_changes_between_black_and_white_do_not_flash(self, stage: Stage) -> None:
        for name, value in (("dark", 20), ("white", 250)):
            stage.compositor.upload(name, np.full((8, 8, 3), value, dtype=np.uint8))
        levels = []
        for index in range(120):
            stage.now += 1 / 60 - 10.0
            levels.append(mean_luminance(stage.show(frame(("dark", "white")[index // 4 % 2], energy=0.0))))

        swings = [index for index, (one, other) in enumerate(pairwise(levels)) if abs(one - other) >= 0.1]
        assert len(swings) >= 2
        assert all(len([swing for swing in swings if start <= swing < start + 60]) <= 6 for start in range(60))


@given(st.floats(-1000, 100000), st.floats(0.5, 16), st.floats(0, 1))
def test_movement_is_gentle(beats: float, beats_per_bar: float, energy: float) -> None:
    movement = movement_at(beats, beats_per_bar, energy)

    assert 1.0 <= movement.zoom <= 1.08
    assert abs(movement.light - 1.0) <= MAX_BREATH
    assert 0.0 <= beat_pulse(beats, beats_per_bar) <= 1.0


@given(st.floats(0, 1000), st.floats(0, 1))
def test_movement_is_continuous_at_sixty_frames_a_second(beats: float, energy: float) -> None:
    step = 200 / 60 / 60

    one, other = movement_at(beats, 4.0, energy), movement_at(beats + step, 4.0, energy)

    assert abs(one.zoom - other.zoom) < 0.012
    assert abs(one.light - other.light) < MAX_BREATH
    assert abs(one.pan - other.pan) < 0.01


sides = st.integers(16, 4000)


@given(st.tuples(sides, sides), st.tuples(sides, sides), st.floats(0, 500), st.floats(0, 1))
def test_windows_fill_the_frame_unstretched_and_stay_inside(
    picture: tuple[int, int], shown: tuple[int, int], beats: float, energy: float
) -> None:
    extent_x, extent_y, middle_x, middle_y = window_of(picture, shown, movement_at(beats, 4.0, energy))

    scale_x, scale_y = shown[0] / (extent_x * picture[0]), shown[1] / (extent_y * picture[1])
    assert scale_x == pytest.approx(scale_y)
    for extent, middle in ((extent_x, middle_x), (extent_y, middle_y)):
        assert middle - extent / 2 >= -1e-9
        assert middle + extent / 2 <= 1 + 1e-9


@pytest.mark.parametrize("bad", [{"mix": 1.1}, {"beats": float("nan")}, {"beats_per_bar": 0.0}, {"width_px": 0}, {"energy": -0.1}])
def test_impossible_frames_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"must be|at least"):
        Frame(**bad)  # type: ignore[arg-type]
