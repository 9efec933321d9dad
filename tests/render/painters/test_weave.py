from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from render.look import imagine_look
from render.oklch import lch_to_lab, linear_to_lab
from render.painters.bauhaus_figures import Kind
from render.painters.canvas import Canvas, Moment
from render.painters.renderer import PAINTERS, PainterRenderer, open_context, sheet_for
from render.painters.weave import weave_draft
from render.painters.weave_draft import GROUND, SHADOW, Draft, contour_of, radius_of
from render.painters.weave_layout import Cloth, lay_out, rings_of
from render.request import picture_request
from render.score import is_drums, voice_of
from tests.render.music import descriptor, section
from vocabulary.pictures import PictureRequest

pytestmark = pytest.mark.gl
SWEEP = (0.0, 0.25, 0.5, 0.75, 1.0)
QUALITIES: tuple[Kind, ...] = ("disc", "target", "half", "three quarters", "square", "triangle", "hexagon", "cross")


@pytest.fixture(scope="module")
def renderer() -> Iterator[PainterRenderer]:
    renderer = PainterRenderer()
    yield renderer
    renderer.close()


def request(valence: float = 0.3, arousal: float = 0.2, seed: int = 0) -> PictureRequest:
    music = descriptor(valence, arousal)
    return picture_request(section(), music, imagine_look(music, style="weave", seed=seed), quality="final", width_px=256, height_px=256)


def formed(plain: PictureRequest, **values: float) -> PictureRequest:
    look = replace(plain.look, form=replace(plain.look.form, **values))  # type: ignore[arg-type]  # only numbers, never the reasons
    return replace(plain, look=look)


def laid_out(asked: PictureRequest) -> Cloth:
    return lay_out((1.0, 1.0), asked.look, (0.6, 0.2, 0.5), bass=True, drums=True)


def draft_of(asked: PictureRequest) -> Draft:
    return weave_draft((1.0, 1.0), asked)[1]


def seams(asked: PictureRequest) -> float:
    """How much neighbouring crossings differ in colour."""
    lab = draft_of(asked).lab
    return float(np.abs(np.diff(lab, axis=0)).sum() + np.abs(np.diff(lab, axis=1)).sum())


def test_every_quality_of_chord_has_an_outline_of_its_own() -> None:
    x, y = np.linspace(-1, 1, 40)[None, :], np.linspace(-1, 1, 44)[:, None]
    shapes = [(radius_of(kind, x, y, 0.0) < 0.7).tobytes() for kind in QUALITIES]

    assert len(set(shapes)) == len(QUALITIES)


def test_legato_floats_longer_than_staccato() -> None:
    dives = []
    for articulation in (0.1, 0.3, 0.5, 0.7, 0.9):
        draft = Draft(40, 40, np.zeros((8, 3)))
        draft.bind(articulation)
        dives.append(draft.over.mean())

    assert all(one > other for one, other in pairwise(dives))


def test_dye_stays_inside_its_field_and_mixes_where_it_has_run() -> None:
    colors = np.arange(24.0).reshape(8, 3)
    draft = Draft(10, 10, colors)

    draft.dye(slice(2, 4), slice(3, 6), SHADOW)
    draft.dye(slice(6, 7), slice(0, 1), SHADOW, 0.5)

    assert (draft.lab == colors[SHADOW]).all(axis=2).sum() == 6
    assert (draft.lab == colors[GROUND]).all(axis=2).sum() == 93
    assert np.allclose(draft.lab[6, 0], 0.5 * (colors[GROUND] + colors[SHADOW]))


def test_the_motif_of_happy_music_stands_higher() -> None:
    plain = request()
    middles = [laid_out(replace(plain, look=replace(plain.look, valence=2 * value - 1))).middle[1] for value in SWEEP]

    assert all(one < other for one, other in pairwise(middles))


def test_excited_music_fills_the_picture_and_calm_music_is_long() -> None:
    plain = request()
    cloths = [laid_out(replace(plain, look=replace(plain.look, arousal=2 * value - 1))) for value in SWEEP]
    areas = [(cloth.right - cloth.left) * (cloth.top - cloth.bottom) for cloth in cloths]
    tall = [
        cloth.radii[1] * (cloth.top - cloth.bottom) / (cloth.radii[0] * (cloth.right - cloth.left)) for cloth in (cloths[0], cloths[-1])
    ]

    assert all(one < other for one, other in pairwise(areas))
    assert tall[0] > tall[1]


def test_music_that_repeats_hangs_in_the_middle() -> None:
    offs = []
    for value in SWEEP:
        cloth = laid_out(formed(request(), symmetry=value))
        offs.append(abs(0.5 * (cloth.left + cloth.right) - 0.5))

    assert all(one > other for one, other in pairwise(offs))
    assert offs[-1] < 1e-9


def test_rings_are_the_chords_in_time_from_the_middle_outwards() -> None:
    asked = request()
    length = asked.length
    rings = rings_of(
        replace(
            asked, chords=((0, length // 2, 0, "C:maj"), (length // 2, length * 3 // 4, 7, "G:7"), (length * 3 // 4, length, 9, "A:min"))
        )
    )

    assert [ring.away for ring in rings] == [0, 1, 3]
    assert [ring.kind for ring in rings] == ["disc", "square", "half"]
    assert rings[0].inner == 0.0
    assert rings[-1].outer == pytest.approx(1.0)


def test_a_motif_is_wide_where_the_melody_is_high() -> None:
    part = section(notes=2, drums=False).parts[0]
    early, late = part.notes
    voice = voice_of(replace(part, notes=tuple(sorted((replace(early, pitch=60), replace(late, pitch=76))))), section().length)

    contour = contour_of(voice, 50)

    assert contour[int(voice.starts[1] * 50)] > 0.5 > -0.5 > contour[int(voice.starts[0] * 50)]


def test_low_music_has_thicker_yarn() -> None:
    ends = [draft_of(formed(request(), scale=value)).ends for value in SWEEP]

    assert all(one > other for one, other in pairwise(ends))


def test_dye_runs_in_smooth_music() -> None:
    mixed = []
    for value in (0.0, 0.5, 1.0):
        draft = draft_of(formed(request(), roundness=value))
        mixed.append(float((np.abs(draft.lab[:, :, None] - draft.colors).max(axis=3).min(axis=2) > 1e-3).mean()))

    assert all(one < other for one, other in pairwise(mixed))


def test_music_that_moves_has_ragged_outlines() -> None:
    assert seams(formed(request(), motion=1.0, roundness=0.3)) > seams(formed(request(), motion=0.0, roundness=0.3))


def test_tense_music_is_broken() -> None:
    def crookedness(valence: float, arousal: float) -> float:
        plain = request()
        lab = draft_of(replace(plain, look=replace(plain.look, valence=valence, arousal=arousal))).lab
        return float(np.abs(lab - lab[:, ::-1]).mean())

    assert crookedness(-0.9, 0.9) > 1.3 * crookedness(0.9, 0.9)


def test_drums_alone_are_rays_of_one_motif() -> None:
    asked = request()
    only = replace(asked, parts=tuple(part for part in asked.parts if is_drums(part)))
    fewer = replace(only, parts=tuple(replace(part, notes=part.notes[:2]) for part in only.parts))

    assert np.abs(draft_of(only).lab - draft_of(fewer).lab).max() > 0.05


@pytest.mark.parametrize("emotion", [(0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8), (0.8, -0.8), (0.0, 0.0)])
def test_plain_cloth_has_the_largest_share(renderer: PainterRenderer, emotion: tuple[float, float]) -> None:
    asked = request(*emotion)

    encoded = renderer.render(asked).reshape(-1, 3) / 255.0
    lab = linear_to_lab(np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4))
    palette = np.array([lch_to_lab((color.lightness, color.chroma, color.hue)) for color in asked.look.palette])
    shares = np.bincount(np.linalg.norm(lab[:, None] - palette[None], axis=-1).argmin(axis=1), minlength=6) / len(lab)

    assert shares[0] == shares.max()
    assert 0.25 < shares[0] < 0.8


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
        PAINTERS["weave"](sheet, asked)
        still = sheet.pixels().astype(float)
        sheet.replay(Moment(5.3, 1.0, 1.0, 0.3))
        moved = sheet.pixels().astype(float)
    context.release()

    assert np.abs(moved - still).mean() > 0.3
    assert abs(moved.mean() - still.mean()) < 2.0
