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
from render.painters.weave_draft import GROUND, SHADOW, Draft, contour_of, motif
from render.painters.weave_layout import Block, Cloth, lay_out
from render.request import picture_request
from render.score import pitched_voices, voice_of
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
    return lay_out(asked, pitched_voices(asked, 3), np.random.default_rng(asked.look.seed))


def test_every_quality_of_chord_has_a_motif_of_its_own() -> None:
    across, up = np.linspace(0, 1, 20)[None, :], np.linspace(0, 1, 24)[:, None]
    shapes = [(motif(Block(0, 1, 0, 1, 0, 1, 0, kind, 0), across, up) < 0.7).tobytes() for kind in QUALITIES]

    assert len(set(shapes)) == len(QUALITIES)


def test_legato_floats_longer_than_staccato() -> None:
    dives = []
    for articulation in (0.1, 0.3, 0.5, 0.7, 0.9):
        draft = Draft(40, 40)
        draft.bind(slice(0, 40), slice(0, 40), articulation)
        dives.append((~draft.over).mean())

    assert all(one > other for one, other in pairwise(dives))


def test_dye_stays_inside_its_field() -> None:
    draft = Draft(10, 10)

    draft.dye(slice(2, 4), slice(3, 6), SHADOW)

    assert (draft.color == SHADOW).sum() == 6
    assert (draft.color == GROUND).sum() == 94


def test_happy_music_hangs_higher() -> None:
    plain = request()
    feet = [laid_out(replace(plain, look=replace(plain.look, valence=2 * value - 1))).bottom for value in SWEEP]

    assert all(one < other for one, other in pairwise(feet))


def test_scattered_music_leaves_wider_gaps() -> None:
    gaps = []
    for value in SWEEP:
        blocks = laid_out(formed(request(), dispersion=value, symmetry=0.0)).blocks
        edges = sorted({(block.left, block.right) for block in blocks})
        gaps.append(edges[1][0] - edges[0][1])

    assert all(one < other for one, other in pairwise(gaps))


def test_music_that_repeats_is_woven_symmetrically() -> None:
    cloth = laid_out(formed(request(), symmetry=1.0))

    edges = sorted({(round(block.left, 6), round(block.right, 6)) for block in cloth.blocks})

    assert edges == sorted({(round(1 - right, 6), round(1 - left, 6)) for left, right in edges})


def test_the_melody_has_the_widest_column_and_the_smallest_rows() -> None:
    blocks = laid_out(formed(request(), symmetry=0.0)).blocks
    columns = [[block for block in blocks if block.voice == voice] for voice in range(3)]

    assert len(columns[0]) >= len(columns[1]) >= len(columns[2]) >= 1
    assert columns[0][0].right - columns[0][0].left > max(column[0].right - column[0].left for column in columns[1:])


def test_a_motif_is_wide_where_the_melody_is_high() -> None:
    part = section(notes=2, drums=False).parts[0]
    early, late = part.notes
    voice = voice_of(replace(part, notes=tuple(sorted((replace(early, pitch=60), replace(late, pitch=76))))), section().length)

    contour = contour_of(voice, 0.0, 1.0, 50)

    assert contour[int(voice.starts[1] * 50)] > 0.5 > -0.5 > contour[int(voice.starts[0] * 50)]


def seams(asked: PictureRequest) -> int:
    """How many crossings differ in colour from the one beside or above."""
    color = weave_draft((1.0, 1.0), asked).color
    return int((np.diff(color, axis=0) != 0).sum() + (np.diff(color, axis=1) != 0).sum())


def test_low_music_has_thicker_yarn() -> None:
    ends = [weave_draft((1.0, 1.0), formed(request(), scale=value)).ends for value in SWEEP]

    assert all(one > other for one, other in pairwise(ends))


def test_music_that_moves_has_ragged_outlines() -> None:
    counts = [seams(formed(request(), motion=value, roundness=0.3)) for value in SWEEP]

    assert all(one < other for one, other in pairwise(counts))


def test_dense_music_has_more_rings() -> None:
    counts = [seams(formed(request(), density=value, roundness=0.3)) for value in (0.0, 0.34, 0.67, 1.0)]

    assert all(one < other for one, other in pairwise(counts))


def test_higher_notes_are_laid_in_farther_out() -> None:
    plain = section(notes=2, drums=False)
    lead = plain.parts[0]
    spreads = []
    for pitch in (84, 64):
        notes = tuple(sorted((replace(lead.notes[0], pitch=60), replace(lead.notes[1], pitch=pitch), replace(lead.notes[1], pitch=90))))
        asked = replace(request(), parts=(replace(lead, notes=notes), *plain.parts[1:]))
        spreads.append(float(np.nonzero(weave_draft((1.0, 1.0), asked).laid)[1].std()))

    assert spreads[0] > spreads[1]


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
