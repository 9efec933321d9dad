from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from render.look import imagine_look
from render.painters.inks import lab_of, linear
from render.painters.nebula_drops import Stream, curl_of, whirls_of
from render.painters.renderer import PainterRenderer
from render.request import picture_request
from tests.render.music import descriptor, section
from vocabulary.pictures import PictureRequest

pytestmark = pytest.mark.gl
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def renderer() -> Iterator[PainterRenderer]:
    renderer = PainterRenderer()
    yield renderer
    renderer.close()


def request(*, valence: float = 0.4, arousal: float = 0.2, side: int = 200, **form: float) -> PictureRequest:
    music = descriptor(valence, arousal)
    look = imagine_look(music, style="nebula")
    shaped = replace(look, form=replace(look.form, **form))  # type: ignore[arg-type]  # form's numbers
    return picture_request(section(), music, shaped, quality="final", width_px=side, height_px=side)


def luma(pixels: Pixels) -> NDArray[np.float64]:
    return np.asarray(pixels.astype(float) @ np.array([0.2126, 0.7152, 0.0722]))


def edges(pixels: Pixels) -> float:
    return float(np.abs(np.diff(luma(pixels), axis=0)).mean() + np.abs(np.diff(luma(pixels), axis=1)).mean())


def likeness_turned(pixels: Pixels) -> float:
    """Correlation of a picture with itself, turned by half."""
    values = luma(pixels)
    return float(np.corrcoef(values.ravel(), values[::-1, ::-1].ravel())[0, 1])


def rising(values: list[float]) -> bool:
    return all(one < other for one, other in pairwise(values))


def test_density_draws_finer_rings(renderer: PainterRenderer) -> None:
    assert rising([edges(renderer.render(request(density=share))) for share in (0.0, 0.3, 0.6, 0.9)])


def test_repetition_makes_the_picture_repeat_itself_turned(renderer: PainterRenderer) -> None:
    assert rising([likeness_turned(renderer.render(request(symmetry=share))) for share in (0.3, 0.7, 1.0)])


def test_short_harsh_notes_are_combed(renderer: PainterRenderer) -> None:
    assert rising([edges(renderer.render(request(roundness=1.0 - share))) for share in (0.4, 0.7, 1.0)])


def test_motion_draws_pigments_out(renderer: PainterRenderer) -> None:
    assert rising([edges(renderer.render(request(motion=share, side=256))) for share in (0.0, 0.5, 1.0)])


def test_major_and_minor_turn_the_water_against_each_other() -> None:
    plain = request()
    stream = Stream.of(plain.look, (1.0, 1.0))
    minor = replace(plain, chords=tuple((start, end, root, "A:min") for start, end, root, _ in plain.chords))
    major = replace(plain, chords=tuple((start, end, root, "A") for start, end, root, _ in plain.chords))

    one, other = (whirls_of(asked, stream, (1.0, 1.0)) for asked in (minor, major))

    assert np.allclose(one[:, 2], -other[:, 2])
    assert np.allclose(one[:, :2], other[:, :2])
    assert curl_of("N") == 1.0


def test_neighbours_on_the_circle_of_fifths_whirl_side_by_side() -> None:
    plain = request()
    whirls = whirls_of(plain, Stream.of(plain.look, (1.0, 1.0)), (1.0, 1.0))

    def gap(one: int, other: int) -> float:
        return float(np.hypot(*(whirls[one, :2] - whirls[other, :2])))

    assert gap(0, 7) < gap(0, 2) < gap(0, 6)


@pytest.mark.parametrize("emotion", [(0.8, 0.7), (-0.8, 0.7), (-0.8, -0.7), (0.8, -0.7)])
def test_the_ground_covers_about_half(renderer: PainterRenderer, emotion: tuple[float, float]) -> None:
    asked = request(valence=emotion[0], arousal=emotion[1])
    roles = [color.role for color in asked.look.palette]
    inks = np.array([linear(lab_of(asked.look, role)) for role in roles]) ** (1 / 2.2) * 255

    pixels = renderer.render(asked).reshape(-1, 1, 3)

    nearest = np.linalg.norm(pixels - inks, axis=2).argmin(axis=1)
    assert 0.35 < (nearest == 0).mean() < 0.75


def test_drums_splash_beside_the_stream(renderer: PainterRenderer) -> None:
    plain = request()
    silent = replace(plain, parts=plain.parts[:2])

    assert (np.abs(renderer.render(plain).astype(int) - renderer.render(silent)).max(axis=2) > 12).mean() > 0.02


def test_happy_music_rises_and_unhappy_music_sinks() -> None:
    angles = [Stream.of(replace(request().look, valence=valence), (1.0, 1.0)).angle for valence in (-1.0, -0.3, 0.4, 1.0)]

    assert rising(angles)


def test_dispersion_and_low_music_spread_the_drops() -> None:
    plain = request()
    widths = [Stream.of(request(dispersion=share).look, (1.0, 1.0)).width for share in (0.0, 0.5, 1.0)]
    radii = [float(whirls_of(request(scale=share), Stream.of(plain.look, (1.0, 1.0)), (1.0, 1.0))[:, 3].sum()) for share in (0.0, 0.5, 1.0)]

    assert rising(widths)
    assert rising(radii)
