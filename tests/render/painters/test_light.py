from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from render.look import imagine_look
from render.painters.inks import lab_of, linear
from render.painters.light_lamps import chord_lamps, melody_beads, sparks
from render.painters.light_trails import Trails, draw_trails
from render.painters.renderer import PainterRenderer
from render.request import picture_request
from render.score import Voice, drum_voices, pitched_voices
from tests.render.music import descriptor, section
from vocabulary.pictures import PictureRequest

pytestmark = pytest.mark.gl
Floats = NDArray[np.float64]
DICE = np.random.default_rng(5).random(4096)


@pytest.fixture(scope="module")
def renderer() -> Iterator[PainterRenderer]:
    renderer = PainterRenderer()
    yield renderer
    renderer.close()


def request(*, valence: float = 0.4, arousal: float = 0.2, side: int = 200, notes: int = 60, **form: float) -> PictureRequest:
    music = descriptor(valence, arousal)
    look = imagine_look(music, style="light")
    shaped = replace(look, form=replace(look.form, **form))  # type: ignore[arg-type]  # form's numbers
    return picture_request(section(notes=notes), music, shaped, quality="final", width_px=side, height_px=side)


def trails(asked: PictureRequest) -> Trails:
    voices = pitched_voices(asked, 3)
    return draw_trails(asked, (voices[0], voices[len(voices) // 2], voices[-1]), (1.0, 1.0), DICE[:12])


def melody(asked: PictureRequest) -> Voice:
    return pitched_voices(asked, 3)[0]


def turning(points: Floats) -> float:
    """How far a way turns in all, radians."""
    way = np.gradient(points, axis=0)
    return float(np.abs(np.diff(np.unwrap(np.arctan2(way[:, 1], way[:, 0])))).sum())


def corners(points: Floats) -> float:
    """Share of all turning that the sharpest tenth of the way does."""
    way = np.gradient(points, axis=0)
    bent = np.sort(np.abs(np.diff(np.unwrap(np.arctan2(way[:, 1], way[:, 0])))))
    return float(bent[-len(bent) // 10 :].sum() / bent.sum())


def rising(values: list[float]) -> bool:
    return all(one < other for one, other in pairwise(values))


def test_dense_music_winds_more() -> None:
    assert rising([turning(trails(request(density=share, roundness=1.0, motion=0.6)).points[0]) for share in (0.0, 0.3, 0.6, 0.9)])


def test_short_harsh_notes_are_straight_flicks() -> None:
    assert rising([corners(trails(request(roundness=share, motion=0.0)).points[0]) for share in (1.0, 0.6, 0.2, 0.0)])


def test_motion_makes_loops_large() -> None:
    def winding(share: float) -> float:
        points = trails(request(motion=share, roundness=1.0)).points[0]
        steps = np.hypot(*np.diff(points, axis=0).T).sum()
        return float(steps / np.ptp(points, axis=0).max())

    assert rising([winding(share) for share in (0.1, 0.4, 0.7, 1.0)])


def test_everything_drawn_lies_within_the_picture() -> None:
    for valence, arousal in ((0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8), (0.8, -0.8)):
        points = trails(request(valence=valence, arousal=arousal)).points

        assert points.min() > 0.0
        assert points.max() < 1.0


def test_a_silent_melody_is_dark_where_it_is_silent() -> None:
    asked = request()
    half = replace(
        asked, parts=tuple(replace(part, notes=tuple(n for n in part.notes if n.start_time < asked.length // 2)) for part in asked.parts)
    )

    whole, cut = (trails(one).bright[0] for one in (asked, half))

    assert cut[-128:-32].mean() < 0.5 * whole[-128:-32].mean()


def test_roots_far_on_the_circle_of_fifths_twist_the_veil() -> None:
    asked = request()
    still = replace(asked, chords=tuple((start, end, 0, "C") for start, end, _, _ in asked.chords))
    restless = replace(asked, chords=tuple((start, end, 6 * (index % 2), "C") for index, (start, end, _, _) in enumerate(asked.chords)))

    def twist(one: PictureRequest) -> float:
        points = trails(one).points
        across = points[1] - points[0]
        return float(np.abs(np.diff(np.unwrap(np.arctan2(across[:, 1], across[:, 0])))).sum())

    assert twist(restless) > 1.5 * twist(still)


def test_minor_chords_are_rings_and_each_note_a_bead() -> None:
    asked = request()
    minor = replace(asked, chords=tuple((start, end, root, "A:min") for start, end, root, _ in asked.chords))
    major = replace(asked, chords=tuple((start, end, root, "A") for start, end, root, _ in asked.chords))

    assert (chord_lamps(minor, DICE[:32])[:, 6] == 1.0).all()
    assert (chord_lamps(major, DICE[:32])[:, 6] == 0.0).all()
    assert len(melody_beads(asked.look, melody(request(notes=3)))) == melody(request(notes=3)).notes


def test_loud_drums_throw_sparks_farther() -> None:
    asked = request()
    drums = drum_voices(asked)
    quiet = tuple(replace(voice, velocities=0.3 * voice.velocities) for voice in drums)

    far, near = (sparks(asked.look, voices, DICE.repeat(2)[: 3 * 64 * 6 * 4], trails(asked)) for voices in (drums, quiet))

    assert (np.hypot(far[:, 2], far[:, 3]) > np.hypot(near[:, 2], near[:, 3])).all()


def test_undone_repetition_bends_the_way_only_a_little() -> None:
    strict, loose, other = (
        trails(one).points for one in (request(symmetry=0.8), request(symmetry=0.5), request(symmetry=0.8, density=0.9))
    )

    assert np.abs(strict - loose).mean() < 0.5 * np.abs(strict - other).mean()


@pytest.mark.parametrize("emotion", [(0.8, 0.7), (0.8, -0.7)])
def test_bright_grounds_hold_real_darks(renderer: PainterRenderer, emotion: tuple[float, float]) -> None:
    asked = request(valence=emotion[0], arousal=emotion[1])
    luma = renderer.render(asked).astype(float) @ np.array([0.2126, 0.7152, 0.0722])
    shadow = np.array(linear(lab_of(asked.look, "shadow"))) ** (1 / 2.2) * 255 @ np.array([0.2126, 0.7152, 0.0722])

    assert np.quantile(luma, 0.005) < 0.5 * (shadow + np.median(luma))


@pytest.mark.parametrize("emotion", [(0.8, 0.7), (-0.8, 0.7), (-0.8, -0.7), (0.8, -0.7)])
def test_the_ground_covers_about_half(renderer: PainterRenderer, emotion: tuple[float, float]) -> None:
    asked = request(valence=emotion[0], arousal=emotion[1])
    inks = np.array([linear(lab_of(asked.look, color.role)) for color in asked.look.palette]) ** (1 / 2.2) * 255

    pixels = renderer.render(asked).reshape(-1, 1, 3)

    nearest = np.linalg.norm(pixels - inks, axis=2).argmin(axis=1)
    assert 0.35 < (nearest == 0).mean() < 0.8
