import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from render.look import imagine_look
from render.painters.glass import lay_window
from render.painters.glass_chords import PARTS, RINGS, is_minor, lit_triads
from render.painters.glass_rose import Layout, Rose, choose_layout, lay_arches, lay_corners, lay_rose
from render.painters.renderer import PainterRenderer
from render.request import picture_request
from render.score import Voice
from tests.render.music import descriptor, section
from vocabulary.pictures import PictureRequest

pytestmark = pytest.mark.gl
Pixels = NDArray[np.uint8]
SIZE = (1.0, 1.0)
SHEETS = np.full((64, 48), 0.5)
STEPS = (0.0, 0.35, 0.7, 1.0)


@pytest.fixture(scope="module")
def renderer() -> Iterator[PainterRenderer]:
    renderer = PainterRenderer()
    yield renderer
    renderer.close()


def request(*, valence: float = 0.4, arousal: float = 0.2, contrast: float = 0.5, side: int = 200, **form: float) -> PictureRequest:
    music = descriptor(valence, arousal)
    look = imagine_look(music, style="glass")
    shaped = replace(look, form=replace(look.form, **form), light=replace(look.light, contrast=contrast))  # type: ignore[arg-type]
    return picture_request(section(), music, shaped, quality="final", width_px=side, height_px=side)


def rose(**form: float) -> Rose:
    return Rose.of(request(**form).look, SIZE, 1.0)  # type: ignore[arg-type]


def luma(pixels: Pixels) -> NDArray[np.float64]:
    return np.asarray(pixels.astype(float) @ np.array([0.2126, 0.7152, 0.0722]))


def rising(values: list[float]) -> bool:
    return all(one < other for one, other in pairwise(values))


def test_a_chord_lights_its_triad_most_in_the_part_where_it_sounds() -> None:
    plain = request()
    part = plain.length // PARTS
    lit = lit_triads(replace(plain, chords=((part, 2 * part, 9, "A:min"),)))

    assert lit[1].argmax() == np.ravel_multi_index((9, 1), (12, 2))
    assert lit[0].max() == 0.0
    assert lit[1, 9, 1] > lit[1, 4, 1] > lit[1, 11, 1]


def test_longer_chords_are_brighter() -> None:
    plain = request()
    lengths = (0.02, 0.06, 0.1)

    assert rising([float(lit_triads(replace(plain, chords=((0, int(share * plain.length), 0, "C"),)))[0, 0, 0]) for share in lengths])


def test_minor_and_diminished_chords_light_the_inward_petals() -> None:
    assert [is_minor(label) for label in ("C", "A:min7", "B:dim", "G:7", "D:sus4", "C:maj7")] == [False, True, True, False, False, False]


def test_repetition_brings_the_rose_to_the_middle() -> None:
    assert rising([-math.hypot(rose(symmetry=share).x - 0.5, rose(symmetry=share).y - 0.5) for share in STEPS])


def test_dense_music_has_smaller_pieces_in_the_middle() -> None:
    assert rising([-rose(density=share).radius(3) for share in STEPS])


def test_legato_bows_petals_and_motion_twists_them() -> None:
    assert rising([rose(roundness=share).bow for share in STEPS])
    assert rising([abs(rose(motion=share).twist) for share in (0.2, 0.6, 1.0)])


def test_low_music_has_heavy_lead() -> None:
    assert rising([rose(scale=share).came for share in STEPS])


def test_dispersion_lets_more_petals_glow() -> None:
    assert rising([float(lit_triads(request(dispersion=share)).sum()) for share in STEPS])


def test_grain_and_contrast_show(renderer: PainterRenderer) -> None:
    grains = [luma(renderer.render(request(grain=share))) for share in STEPS]
    contrasts = [luma(renderer.render(request(contrast=share))) for share in STEPS]

    assert rising([float(np.abs(np.diff(one, axis=0)).mean()) for one in grains])
    assert rising([float(np.abs(one - contrasts[0]).mean()) for one in contrasts])


def test_a_middle_voice_sets_jewels_at_the_corners_of_its_pitch_class() -> None:
    plain = replace(rose(), layout="rose")
    voice = Voice(np.array([0.0]), np.array([0.15]), np.array([64.0]), np.array([0.8]))

    triangles, _ = lay_corners(plain, [voice], SHEETS).tables()

    corner = plain.points(1, np.array([((4 - 4) * 7) % 12 + 0.5]))[0]
    assert np.allclose(triangles[:, :2], corner, atol=1e-3)


def test_the_rose_covers_the_window_to_its_corners() -> None:
    for wide in ((1.0, 1.0), (16 / 9, 1.0), (1.0, 16 / 9), (5.0, 1.0)):
        whole = replace(Rose.of(request(roundness=0.0).look, wide, 1.0), layout="rose")

        assert whole.radius(RINGS) * math.cos(math.pi / 12) >= math.hypot(max(whole.x, wide[0] - whole.x), max(whole.y, wide[1] - whole.y))


def test_pieces_of_the_rose_leave_no_hole(renderer: PainterRenderer) -> None:
    asked = request()
    triangles, _ = lay_rose(asked, replace(Rose.of(asked.look, SIZE, 1.0), layout="rose"), SHEETS).tables()
    a, b, c = triangles[:, 0:2], triangles[:, 2:4], triangles[:, 4:6]
    area = 0.5 * np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).sum()
    outer = Rose.of(asked.look, SIZE, 1.0).radius(RINGS)

    assert 0.95 * math.pi * outer**2 < area < 1.06 * math.pi * outer**2


def test_music_without_chords_or_melody_still_has_a_window() -> None:
    bare = replace(request(), chords=(), parts=())

    assert len(lay_window(bare, rose(), SIZE)[0].tables()[0]) > 1000


def test_energy_lights_more_of_the_window() -> None:
    plain = request()

    assert rising([float(lit_triads(replace(plain, look=replace(plain.look, energy=share))).sum()) for share in STEPS])


def test_high_bright_music_lifts_the_rose() -> None:
    plain = request(symmetry=0.0).look

    assert rising([Rose.of(replace(plain, light=replace(plain.light, height=share)), SIZE, 1.0).y for share in STEPS])


def test_form_chooses_between_rose_lancets_and_field() -> None:
    assert choose_layout(request(symmetry=0.0, roundness=1.0, scale=0.2).look) == "rose"
    assert choose_layout(request(symmetry=1.0, roundness=0.6, scale=0.6).look) == "lancets"
    assert choose_layout(request(symmetry=0.0, roundness=0.0, scale=0.3).look) == "field"


def test_a_mood_keeps_its_window() -> None:
    plain = request().look

    assert len({choose_layout(replace(plain, valence=mood, arousal=-mood)) for mood in (-1.0, -0.3, 0.3, 1.0)}) == 1


@pytest.mark.parametrize("layout", ["rose", "lancets", "field"])
@pytest.mark.parametrize("size", [(1.0, 1.0), (16 / 9, 1.0), (1.0, 16 / 9)])
def test_every_layout_covers_the_window(layout: Layout, size: tuple[float, float]) -> None:
    asked = request()
    window = replace(Rose.of(asked.look, size, 1.0), layout=layout)
    triangles, _ = lay_rose(asked, window, SHEETS).tables()
    a, b, c = triangles[:, 0:2], triangles[:, 2:4], triangles[:, 4:6]

    def side(one: NDArray[np.float64], other: NDArray[np.float64], point: NDArray[np.float64]) -> NDArray[np.float64]:
        way, to = other - one, point - one
        return np.asarray(way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0])

    for point in np.random.default_rng(0).uniform(0.005, 0.995, (200, 2)) * np.array(size):
        signs = np.stack([side(a, b, point), side(b, c, point), side(c, a, point)])
        assert ((signs >= -1e-9).all(axis=0) | (signs <= 1e-9).all(axis=0)).any()


def test_lancets_have_arches_and_others_none() -> None:
    assert len(lay_arches(replace(rose(), layout="lancets"), SHEETS).tables()[0]) > 50
    assert len(lay_arches(replace(rose(), layout="field"), SHEETS).tables()[0]) == 0
