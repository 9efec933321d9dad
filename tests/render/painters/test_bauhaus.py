from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from render.look import imagine_look
from render.oklch import lch_to_lab, linear_to_lab
from render.painters.bauhaus_figures import chord_figures, kind_of
from render.painters.bauhaus_frame import Frame, make_frame
from render.painters.bauhaus_press import primaries
from render.painters.canvas import Canvas, Moment
from render.painters.renderer import PAINTERS, PainterRenderer, open_context, sheet_for
from render.request import picture_request
from tests.render.music import descriptor, section
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

pytestmark = pytest.mark.gl
SWEEP = (0.0, 0.25, 0.5, 0.75, 1.0)


@pytest.fixture(scope="module")
def renderer() -> Iterator[PainterRenderer]:
    renderer = PainterRenderer()
    yield renderer
    renderer.close()


def request(valence: float = 0.3, arousal: float = 0.2, seed: int = 0) -> PictureRequest:
    music = descriptor(valence, arousal)
    return picture_request(section(), music, imagine_look(music, style="bauhaus", seed=seed), quality="final", width_px=192, height_px=192)


def formed(look: Look, **values: float) -> Look:
    return replace(look, form=replace(look.form, **values))  # type: ignore[arg-type]  # only numbers, never the reasons


def frame(look: Look) -> Frame:
    return make_frame((1.0, 1.0), look, np.random.default_rng(look.seed))


def nearest_roles(pixels: NDArray[np.uint8], look: Look) -> NDArray[np.intp]:
    """Index in the palette of the colour nearest to each pixel."""
    encoded = pixels.reshape(-1, 3) / 255.0
    lab = linear_to_lab(np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4))
    palette = np.array([lch_to_lab((color.lightness, color.chroma, color.hue)) for color in look.palette])
    return np.asarray(np.linalg.norm(lab[:, None] - palette[None], axis=-1).argmin(axis=1))


@pytest.mark.parametrize(
    ("label", "kind"),
    [("C", "disc"), ("Bb:maj7", "target"), ("A:min", "half"), ("D:min7/5", "three quarters"), ("G:7", "square"), ("B:hdim7", "triangle")],
)
def test_a_chords_quality_is_its_figure(label: str, kind: str) -> None:
    assert kind_of(label) == kind


def test_the_longest_chord_is_the_main_figure() -> None:
    plain = request()
    chords = ((0, 100, 7, "G:7"), (100, 400, 9, "A:min"), (400, 500, 7, "G:7"), (500, 510, -1, "N"))

    figures = chord_figures(replace(plain, chords=chords))

    assert [(figure.root, figure.kind) for figure in figures] == [(9, "half"), (7, "square")]
    assert figures[0].share == pytest.approx(0.6)


def test_far_roots_have_other_inks_than_home() -> None:
    chords = tuple((index, index + 12 - index // 2, root, "C") for index, root in enumerate((0, 7, 4, 6)))

    inks = [figure.ink for figure in chord_figures(replace(request(), chords=chords))]

    assert inks == ["body", "second", "both", "accent"]


def test_the_diagonal_steepens_with_motion() -> None:
    slopes = [abs(np.tan(frame(formed(request().look, motion=value)).angle)) for value in SWEEP]

    assert all(one < other for one, other in pairwise(slopes))


def test_low_music_has_a_larger_main_figure() -> None:
    radii = [frame(formed(request().look, scale=value)).radius for value in SWEEP]

    assert all(one < other for one, other in pairwise(radii))


def test_happy_music_lifts_the_main_figure() -> None:
    heights = [frame(replace(request().look, valence=2.0 * value - 1.0)).y for value in SWEEP]

    assert all(one < other for one, other in pairwise(heights))


def test_repetition_draws_the_main_figure_to_the_middle() -> None:
    look = replace(request().look, valence=0.0)
    away = [float(np.hypot(spot.x - 0.5, spot.y - 0.5)) for spot in (frame(formed(look, symmetry=value)) for value in SWEEP)]

    assert all(one > other for one, other in pairwise(away))


def test_the_harsher_the_larger_the_wedge(renderer: PainterRenderer) -> None:
    plain = request()
    shares = []
    for value in (0.5, 0.35, 0.2, 0.05):
        look = formed(plain.look, roundness=value)
        shares.append((nearest_roles(renderer.render(replace(plain, look=look)), look) == 4).mean())

    assert all(one < other for one, other in pairwise(shares))


def printed(renderer: PainterRenderer, asked: PictureRequest) -> float:
    """Share of the picture that is not bare paper."""
    return float((nearest_roles(renderer.render(asked), asked.look) != 0).mean())


def test_excited_music_has_more_lines_and_a_larger_summit(renderer: PainterRenderer) -> None:
    plain = replace(request(), width_px=320, height_px=320)
    shares = [printed(renderer, replace(plain, look=replace(plain.look, arousal=value))) for value in (-1.0, -0.4, 0.2, 0.8)]

    assert all(one < other for one, other in pairwise(shares))


def test_repetition_echoes_as_rings(renderer: PainterRenderer) -> None:
    plain = replace(request(), width_px=320, height_px=320)
    still = formed(plain.look, scale=0.2)
    shares = []
    for value in (0.2, 0.5, 0.8, 1.0):
        look = formed(still, symmetry=value)
        shares.append((nearest_roles(renderer.render(replace(plain, look=look)), look) == 1).mean())

    assert shares[-1] > shares[1] > shares[0]


@pytest.mark.parametrize("emotion", [(0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8), (0.8, -0.8), (0.0, 0.0)])
def test_about_half_of_the_paper_stays_bare(renderer: PainterRenderer, emotion: tuple[float, float]) -> None:
    asked = request(*emotion)

    roles = nearest_roles(renderer.render(asked), asked.look)

    assert 0.3 < (roles == 0).mean() < 0.85


def test_overprints_lie_between_their_inks_and_the_key() -> None:
    for emotion in ((0.7, 0.3), (-0.7, 0.3)):
        colors = primaries(request(*emotion).look)
        body, second, both, key = (float(colors[bits][0]) for bits in (1, 2, 3, 8))

        assert min(key, (body + second) / 2) <= both <= max(key, (body + second) / 2)


def test_few_changed_notes_change_less_than_another_seed(renderer: PainterRenderer) -> None:
    plain = request()
    lead = plain.parts[0]
    changed = tuple(sorted((*lead.notes[:-1], replace(lead.notes[-1], pitch=lead.notes[-1].pitch - 5))))

    still, edited, other = (
        renderer.render(one).astype(float)
        for one in (plain, replace(plain, parts=(replace(lead, notes=changed), *plain.parts[1:])), request(seed=1))
    )

    assert np.abs(still - edited).mean() < 0.5 * np.abs(still - other).mean()


def test_it_moves_without_flashing() -> None:
    asked = request()
    context = open_context()
    canvas = Canvas(context)
    with context, sheet_for(canvas, asked, moving=True) as sheet:
        PAINTERS["bauhaus"](sheet, asked)
        still = sheet.pixels().astype(float)
        sheet.replay(Moment(5.3, 1.0, 1.0, 0.3))
        moved = sheet.pixels().astype(float)
    context.release()

    assert np.abs(moved - still).mean() > 0.3
    assert abs(moved.mean() - still.mean()) < 2.0
