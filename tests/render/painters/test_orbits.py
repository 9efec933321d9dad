import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.look import imagine_look
from render.painters.orbits_staging import Stage, set_stage
from render.painters.renderer import PainterRenderer
from render.request import picture_request
from tests.render.music import descriptor, section
from vocabulary.look import Look

SIZES = ((1.0, 1.0), (16 / 9, 1.0), (1.0, 16 / 9))
shares = st.floats(0.0, 1.0, exclude_max=True)


def look(*, valence: float = 0.3, arousal: float = 0.2, **form: float) -> Look:
    plain = imagine_look(descriptor(valence, arousal), style="orbits")
    return replace(plain, form=replace(plain.form, **form))  # type: ignore[arg-type]  # form's numbers


def stage(seed: int, size: tuple[float, float] = (1.0, 1.0), asked: Look | None = None) -> Stage:
    return set_stage(asked or look(), size, np.random.default_rng(seed).random(16))


@pytest.fixture(scope="module")
def renderer() -> Iterator[PainterRenderer]:
    renderer = PainterRenderer()
    yield renderer
    renderer.close()


def test_seeds_set_different_stages() -> None:
    heroes = [stage(seed).hero for seed in range(40)]

    assert np.ptp([hero.radius for hero in heroes]) > 0.2
    assert np.ptp([hero.x for hero in heroes]) > 0.35
    assert np.ptp([hero.y for hero in heroes]) > 0.35


@pytest.mark.parametrize("seed", range(12))
def test_low_and_excited_music_is_large_and_happy_music_stands_high(seed: int) -> None:
    low = [stage(seed, asked=look(scale=share)).hero.radius for share in (0.0, 0.4, 0.8)]
    excited = [stage(seed, asked=look(arousal=value, scale=0.5)).hero.radius for value in (-0.8, 0.0, 0.8)]
    happy = [stage(seed, asked=look(valence=value, dispersion=0.5)).hero.y for value in (-0.8, 0.0, 0.8)]

    for values in (low, excited, happy):
        assert all(one < other for one, other in pairwise(values))


@given(st.integers(0, 10_000), st.sampled_from(SIZES), shares, st.floats(-math.pi, math.pi), st.floats(0.01, 0.12))
def test_what_orbits_stands_within_the_picture(seed: int, size: tuple[float, float], share: float, angle: float, rim: float) -> None:
    set_so = stage(seed, size)

    satellite = set_so.free_place(set_so.hero.radius * (1.0 + share), rim, share, [set_so.moon])
    for x, y in (set_so.shown(angle, set_so.hero.radius, rim), (satellite.x, satellite.y)):
        assert rim <= x <= size[0] - rim
        assert rim <= y <= size[1] - rim


@pytest.mark.parametrize("seed", range(20))
def test_two_satellites_do_not_touch(seed: int) -> None:
    set_so = stage(seed)

    first = set_so.free_place(1.4 * set_so.hero.radius, 0.1, 0.5, [])
    second = set_so.free_place(1.4 * set_so.hero.radius, 0.06, 0.5, [first])

    assert math.hypot(first.x - second.x, first.y - second.y) > 0.16


@pytest.mark.gl
def test_calm_music_has_no_polygons(renderer: PainterRenderer) -> None:
    def changed(arousal: float) -> int:
        music = descriptor(0.3, arousal)
        asked = picture_request(section(), music, imagine_look(music, style="orbits"), quality="final", width_px=256, height_px=256)
        other = replace(asked, chords=tuple((start, end, root, f"{label[0]}:aug") for start, end, root, label in asked.chords))
        one, two = (renderer.render(each).astype(int) for each in (asked, other))
        return int((np.abs(one - two).max(axis=2) > 24).sum())

    assert changed(-0.8) == 0
    assert changed(0.7) > 20
