from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from render.look import imagine_look
from render.painters.inks import lab_of, linear
from render.painters.renderer import PainterRenderer
from render.painters.riso import overprints
from render.painters.riso_cuts import LEAF, PEBBLE, Layout, chord_fields, cut_shapes, drum_stamps, lay_out, melody_stripes, outlines
from render.request import picture_request
from render.score import Voice, drum_voices, pitched_voices
from tests.render.music import descriptor, note, section
from vocabulary.pictures import PictureRequest

pytestmark = pytest.mark.gl
Floats = NDArray[np.float64]
DICE = np.random.default_rng(5).random(64)
SQUARE = (1.0, 1.0)


@pytest.fixture(scope="module")
def renderer() -> Iterator[PainterRenderer]:
    renderer = PainterRenderer()
    yield renderer
    renderer.close()


def request(*, valence: float = 0.4, arousal: float = 0.2, side: int = 200, **form: float) -> PictureRequest:
    music = descriptor(valence, arousal)
    look = imagine_look(music, style="riso")
    shaped = replace(look, form=replace(look.form, **form))  # type: ignore[arg-type]  # form's numbers
    return picture_request(section(), music, shaped, quality="final", width_px=side, height_px=side)


def layout(asked: PictureRequest) -> Layout:
    return lay_out(asked.look, SQUARE, 1.0, DICE[:8])


def stripes(asked: PictureRequest, melody: Voice | None = None) -> Floats:
    return melody_stripes(asked.look, melody or pitched_voices(asked, 3)[0], SQUARE, layout(asked), DICE[:8])


def inked(asked: PictureRequest) -> float:
    """Area of the stripes, square units."""
    paths = stripes(asked)
    length = np.hypot(*np.diff(paths[..., :2], axis=1).transpose(2, 0, 1))
    return float((2 * paths[:, 1:, 2] * length).sum())


def rising(values: list[float]) -> bool:
    return all(one < other for one, other in pairwise(values))


def test_dense_music_has_more_stripes() -> None:
    assert rising([inked(request(density=share)) for share in (0.0, 0.3, 0.6, 0.9)])


def test_motion_lifts_the_stripes_waves() -> None:
    def wave(share: float) -> float:
        path = stripes(request(valence=0.0, motion=share, roundness=1.0))[0, :, :2]
        chord = path[-1] - path[0]
        away = (path - path[0]) @ np.array([-chord[1], chord[0]]) / np.hypot(*chord)
        return float(np.std(away))

    assert rising([wave(share) for share in (0.0, 0.4, 0.7, 1.0)])


def test_short_notes_make_steps() -> None:
    def sharpest(share: float) -> float:
        path = stripes(request(roundness=share))[0, :, :2]
        way = np.gradient(path, axis=0)
        return float(np.abs(np.diff(np.unwrap(np.arctan2(way[:, 1], way[:, 0])))).max())

    assert rising([sharpest(share) for share in (1.0, 0.6, 0.2)])


def test_loud_notes_weigh_more() -> None:
    asked = request()
    melody = pitched_voices(asked, 3)[0]
    quiet = replace(melody, velocities=0.4 * melody.velocities)

    assert (stripes(asked)[0, :, 2] > stripes(asked, quiet)[0, :, 2]).all()


def test_the_pitch_classes_that_sound_carry_the_star_outwards() -> None:
    asked = request(valence=0.8, arousal=0.8)
    one = replace(asked, parts=(replace(asked.parts[0], notes=(note(0.0, 60), note(1.0, 67))),))

    star = outlines(one, pitched_voices(one, 3)[0])[LEAF]

    tips = star.reshape(12, 30).max(axis=1)
    assert np.flatnonzero(tips > 0.8).tolist() == [0, 1], "C and G lie side by side in fifths"


def test_every_mood_has_a_shape_of_its_own() -> None:
    shapes = []
    for valence, arousal in ((0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8), (0.8, -0.8)):
        asked = request(valence=valence, arousal=arousal)
        shapes.append(outlines(asked, pitched_voices(asked, 3)[0])[LEAF])

    assert all(np.abs(one - other).mean() > 0.08 for index, one in enumerate(shapes) for other in shapes[:index])


def test_repetition_sets_equals_beside_the_leaf() -> None:
    def leaves(share: float) -> float:
        asked = request(symmetry=share)
        rows = cut_shapes(asked.look, layout(asked), SQUARE, DICE[:8])
        return float((rows[rows[:, 4] == LEAF, 2] ** 2).sum())

    assert rising([leaves(share) for share in (0.0, 0.3, 0.5)])


def test_low_music_has_a_large_pebble() -> None:
    def pebble(share: float) -> float:
        asked = request(scale=share)
        rows = cut_shapes(asked.look, layout(asked), SQUARE, DICE[:8])
        return float(rows[rows[:, 4] == PEBBLE, 2][0])

    assert rising([pebble(share) for share in (0.0, 0.5, 1.0)])


def test_roots_far_on_the_circle_of_fifths_are_other_fields() -> None:
    asked = request(dispersion=0.0)
    near = replace(asked, chords=tuple((start, end, 7 * (index % 2) % 12, "C") for index, (start, end, _, _) in enumerate(asked.chords)))
    still = replace(asked, chords=tuple((start, end, 0, "C") for start, end, _, _ in asked.chords))

    fields = chord_fields(near, layout(asked), DICE[:24])

    assert len(chord_fields(still, layout(asked), DICE[:24])) == 1
    assert len(fields) == 8
    assert fields[0, 2] > fields[1, 2], "the first root's fields are the widest"


def test_drums_are_stamped_where_they_fall_in_the_bar() -> None:
    asked = request()
    drums = drum_voices(asked)
    low = (drums[0], drums[0].pick(np.zeros(drums[0].notes, bool)), drums[2])

    stamps = drum_stamps(asked, low, layout(asked), np.ones(360), 0.0)

    assert len(stamps) == 2, "a kick on one and three"


def test_rough_music_is_printed_farther_out_of_register(renderer: PainterRenderer) -> None:
    def fringes(grain: float) -> float:
        pixels = renderer.render(request(grain=grain, side=300)).astype(float)
        return float(np.abs(np.diff(pixels, axis=1)).mean())

    assert rising([fringes(share) for share in (0.0, 0.5, 1.0)])


@pytest.mark.parametrize("valence", [-0.7, 0.7])
def test_overprints_go_towards_the_key(valence: float) -> None:
    look = request(valence=valence).look
    colors = overprints(look)

    both, body, second = colors[3][0], colors[1][0], colors[2][0]
    assert both < min(body, second) if valence > 0 else both > max(body, second)


@pytest.mark.parametrize("emotion", [(0.8, 0.7), (-0.8, 0.7), (-0.8, -0.7), (0.8, -0.7)])
def test_the_paper_covers_about_half(renderer: PainterRenderer, emotion: tuple[float, float]) -> None:
    asked = request(valence=emotion[0], arousal=emotion[1])
    inks = np.array([linear(lab_of(asked.look, color.role)) for color in asked.look.palette]) ** (1 / 2.2) * 255

    pixels = renderer.render(asked).reshape(-1, 1, 3)

    nearest = np.linalg.norm(pixels - inks, axis=2).argmin(axis=1)
    paper = np.isin(nearest, (0,) if emotion[0] > 0 else (0, 1))  # nothing is printed in shadow on dark paper, whose fibres are near it
    assert 0.35 < paper.mean() < 0.75
