"""The hand "weave": a cloth from the loom, composed in large blocks.

Columns are voices and rows are chords, woven upwards in time. In the melody's column each chord is one large motif: the chord's
quality is its kind, the root its dyes, the melody's contour its outline, mirrored. The middle voice has the same motifs small, the
bass stripes. Legato is bound as satin and dyed as ikat, staccato is plain weave in steps. Notes are laid in by hand, drums are the
borders; the block of the melody's summit has the accent. Models: Anni Albers, kilims, ikats of Bukhara.
"""

import math

import numpy as np
from numpy.typing import NDArray

from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.inks import blend, lab_of, linear
from render.painters.weave_draft import ACCENT, BODY, DEEP, GROUND, LIGHT, SECOND, SHADOW, SOFT, Draft, contour_of, motif
from render.painters.weave_layout import BORDER, BORDER_GAP, Block, Cloth, lay_out, three
from render.score import Floats, Voice, drum_voices, fold, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest
from vocabulary.units import TICKS_PER_BEAT

_FILE = "weave.glsl"
_STEPS = 16
# Picks beaten into the length that as many ends are wide: a weft-faced cloth.
_BEAT = 1.5
# Picks from tooth to tooth of an eye-dazzler's edges.
_SERRATION = 14.0
# Dyes from a motif's middle outwards, then of the field around it: home, its neighbours, farther roots, the farthest.
_DYES = (
    (LIGHT, SHADOW, GROUND, BODY),
    (SHADOW, LIGHT, SECOND, GROUND),
    (GROUND, BODY, SHADOW, SECOND),
    (SHADOW, LIGHT, BODY, DEEP),
)
_LIGHT_GROUND = 0.55
_FOCUS_DYES = (ACCENT, LIGHT, ACCENT)


def paint_weave(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    _show(sheet, request.look, weave_draft(sheet.size, request))


def weave_draft(size: tuple[float, float], request: PictureRequest) -> Draft:
    """The draft of a whole cloth; low music has thick yarn."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    voices = pitched_voices(request, 3)
    cloth = lay_out(request, voices, rng)
    ends = (210.0 - 60.0 * look.form.scale) / setting(look, "thread")
    draft = Draft(max(8, round(_BEAT * ends * size[1])), max(8, round(ends * size[0])))
    feather = _feather(draft, look, rng)
    parts = three(voices)
    focus = _focus(cloth, parts[0], rng.uniform(0.0, 1.0, 4))
    vat = int(rng.integers(0, 3))
    for block in cloth.blocks:
        voice = parts[block.voice]
        if voice is None or not voice.notes:
            if not any(part.notes for part in request.parts) and block.voice == 0:
                draft.dye(*_field(draft, block), SOFT)
            continue
        if block.voice == 2:
            _weave_bass(draft, look, block, voice, feather)
        else:
            _weave_motifs(draft, look, block, voice, feather, None if block is focus else (_family(block) + 2 * (vat == 1)) % 4, vat)
    _weave_borders(draft, request, cloth, alone=not voices)
    _lay_notes(draft, cloth, parts[0])
    return draft


def _feather(draft: Draft, look: Look, rng: np.random.Generator) -> Floats:
    """How far each pick's dye has run, in threads: smooth music is dyed as ikat, hard music has straight edges."""
    fine = rng.normal(0.0, 1.0, 1024)
    coarse = np.repeat(rng.normal(0.0, 1.0, 256), 4)
    run = (0.9 * fine + 1.0 * coarse)[np.arange(draft.picks) % 1024]
    return run * 3.0 * max(0.0, look.form.roundness - 0.30)


def _focus(cloth: Cloth, melody: Voice | None, liking: Floats) -> Block:
    """The melody's block that lies highest and lasts longest, as far as the hand's own `liking` for a place allows."""
    own = [block for block in cloth.blocks if block.voice == 0]

    def strength(index: int) -> float:
        block = own[index]
        score = 2.0 * float(liking[index % len(liking)]) + 2.0 * (block.end - block.start)
        if melody is None or not melody.notes:
            return score
        here = (melody.starts >= block.start) & (melody.starts < block.end)
        above = float(melody.pitches[here].mean() - melody.pitches.mean()) / 3.0 if here.any() else -2.0
        return score + float(np.clip(above, -2.0, 2.0))

    return own[max(range(len(own)), key=strength)]


def _field(draft: Draft, block: Block) -> tuple[slice, slice]:
    """Picks and ends of a block."""
    bottom, top = max(0, round(block.bottom * draft.picks)), min(draft.picks, round(block.top * draft.picks))
    return slice(bottom, max(bottom, top)), slice(max(0, round(block.left * draft.ends)), min(draft.ends, round(block.right * draft.ends)))


def _weave_motifs(draft: Draft, look: Look, block: Block, voice: Voice, feather: Floats, family: int | None, vat: int) -> None:
    """A block of one large motif (melody) or of many small ones (middle voice), in the yarns of its chord."""
    rows, columns = _field(draft, block)
    picks, ends = rows.stop - rows.start, columns.stop - columns.start
    if picks < 3 or ends < 3:
        return
    step = 1.0 + 5.0 * max(0.0, 0.62 - look.form.roundness) / 0.62
    y, x = np.floor(np.arange(picks)[:, None] / step) * step, np.arange(ends)[None, :] + 0.5 - 0.5 * ends
    repeats = 1 if block.voice == 0 else max(2, round(picks / ends))
    up = (y + 0.5) / picks * repeats % 1.0
    contour = contour_of(voice, block.start, block.end, picks)[:, None]
    run = feather[rows.start : rows.stop, None]
    distance = np.floor(np.abs(x) / step) * step + run
    across = distance / (0.5 * ends * (0.86 + 0.34 * contour))
    restless = 0.5 * look.form.motion + 0.25 * (look.arousal + 1)
    serrated = np.abs(2.0 * (np.arange(picks)[:, None] / _SERRATION % 1.0) - 1.0)
    across = across + 0.34 * restless * (serrated - 0.5)
    rings = 2.0 + 3.0 * look.form.density if block.voice == 0 else 2.0
    dyes = (*_FOCUS_DYES, _DYES[_family(block)][3]) if family is None else _DYES[family]
    band = np.floor(np.clip(motif(block, across, up), 0.0, 1.0) * rings).astype(int)
    inner = np.array([dyes[(index + vat) % 3] for index in range(8)])
    color = np.where(band >= int(rings), dyes[3], inner[np.minimum(band, 7)])
    draft.dye(rows, columns, color)
    draft.bind(rows, columns, look.form.roundness)


def _family(block: Block) -> int:
    """Which dyes a block has: by its root's distance from home on the circle of fifths."""
    if block.away is None:
        return 1
    away = abs(block.away)
    return 0 if away == 0 else 1 if away <= 2 else 2 if away <= 4 else 3


def _weave_bass(draft: Draft, look: Look, block: Block, voice: Voice, feather: Floats) -> None:
    """Stripes, one a bass note: as tall as it is long, the darker the lower; rests are bare."""
    rows, columns = _field(draft, block)
    picks = rows.stop - rows.start
    if picks < 1:
        return
    low, high = float(voice.pitches.min()), float(voice.pitches.max())
    shades = (SHADOW, DEEP, BODY) if lab_of(look, "ground")[0] > _LIGHT_GROUND else (BODY, DEEP, SECOND)
    color = np.full(picks, GROUND)
    span = block.end - block.start
    notes = fold(voice, 40)
    for start, end, pitch in zip(notes.starts, notes.ends, notes.pitches, strict=True):
        first, last = ((value - block.start) / span * picks for value in (start, end))
        if last <= 0.0 or first >= picks:
            continue
        shade = shades[min(2, int(3.0 * (pitch - low) / max(5.0, high - low + 1.0)))]
        color[max(0, round(first)) : max(round(first) + 1, round(last) - 1)] = shade
    draft.dye(rows, columns, color[:, None])
    draft.bind(rows, columns, look.form.roundness)


def _weave_borders(draft: Draft, request: PictureRequest, cloth: Cloth, *, alone: bool) -> None:
    """Drums as bands under and over the blocks, or all over the cloth where nothing else plays.

    A bar across in sixteen steps: low drums are teeth, middle ones lozenges above them, high ones points at the edge.
    """
    voices = drum_voices(request)
    if not sum(voice.notes for voice in voices):
        return
    bars = request.length * request.signature_denominator / (4 * TICKS_PER_BEAT * request.signature_numerator)
    slices = 4 if alone else 2
    left, right = round(cloth.left * draft.ends), round(cloth.right * draft.ends)
    wide = (right - left) / (_STEPS * (1 if alone else 2))
    place, within = np.divmod(np.arange(right - left) / wide, 1.0)
    heard = max(1, min(slices, math.floor(bars)))
    for index in range(slices):
        room = (cloth.top - cloth.bottom) / slices
        high = 0.80 * room if alone else BORDER
        base = cloth.bottom + index * room if alone else (cloth.bottom - high - BORDER_GAP, cloth.top + BORDER_GAP)[index]
        _band(draft, request, (base, high, left, right), (BODY, SECOND)[index % 2] if alone else BODY)
        for kind, voice in enumerate(voices):
            hits = np.zeros(_STEPS)
            here = np.minimum((voice.starts * heard).astype(int), heard - 1) == index % heard
            np.add.at(hits, (voice.starts[here] * bars % 1.0 * _STEPS + 0.5).astype(int) % _STEPS, voice.velocities[here])
            strength = np.sqrt(np.clip(hits * heard / max(1.0, bars), 0.0, 1.0))[place.astype(int) % _STEPS]
            foot, head = ((0.0, 0.60), (0.48, 0.88), (0.90, 1.0))[kind]
            rows = _picks(draft, base + high * foot, base + high * head)
            up = ((np.arange(rows.start, rows.stop) - rows.start + 0.5) / max(1, rows.stop - rows.start))[:, None]
            room_left = (1.0 - up, 1.0 - np.abs(2.0 * up - 1.0), 0.5 + 0.0 * up)[kind]
            on = (np.abs(within - 0.5) < (0.62, 0.46, 0.25)[kind] * strength * room_left) & (strength > 0.15)
            draft.dye(rows, slice(left, right), (SHADOW, LIGHT, LIGHT)[kind], on)


def _band(draft: Draft, request: PictureRequest, place: tuple[float, float, int, int], color: int) -> None:
    base, high, left, right = place
    rows = _picks(draft, base, base + high)
    draft.dye(rows, slice(left, right), color)
    draft.bind(rows, slice(left, right), request.look.form.roundness)


def _picks(draft: Draft, bottom: float, top: float) -> slice:
    first = min(draft.picks, max(0, round(bottom * draft.picks)))
    return slice(first, min(draft.picks, max(first, round(top * draft.picks), 0)))


def _lay_notes(draft: Draft, cloth: Cloth, melody: Voice | None) -> None:
    """The melody's notes, laid in by hand on both sides of its motifs: the higher, the farther out; long notes long."""
    if melody is None or not melody.notes:
        return
    own = next(block for block in cloth.blocks if block.voice == 0)
    left, right = own.left * draft.ends, own.right * draft.ends
    notes = fold(melody, 48)
    low, high = float(melody.pitches.min()) - 4, float(melody.pitches.max()) + 2
    for start, end, pitch, velocity in zip(notes.starts, notes.ends, notes.pitches, notes.velocities, strict=True):
        pick = round((cloth.bottom + (cloth.top - cloth.bottom) * start) * draft.picks)
        off = 0.46 * (right - left) * (pitch - low) / (high - low)
        half = 1.0 + 1.5 * velocity + 30.0 * min(0.1, end - start)
        for side in (-1.0, 1.0):
            middle = 0.5 * (left + right) + side * off
            first, last = max(0, round(middle - half)), min(draft.ends, round(middle + half))
            for row in range(max(0, pick), min(draft.picks, pick + 2)):
                below: NDArray[np.int8] = draft.color[row, first:last]
                draft.color[row, first:last] = np.where((below == GROUND) | (below == LIGHT), SHADOW, LIGHT)
                draft.laid[row, first:last] = True


def _show(sheet: Sheet, look: Look, draft: Draft) -> None:
    """Draw the cloth in its light."""
    ground, shadow, body, second, accent, light = (lab_of(look, role) for role in ("ground", "shadow", "body", "second", "accent", "light"))
    labs = (ground, shadow, body, second, accent, light, blend(body, shadow, 0.6), blend(ground, body, 0.5))
    colors = np.array([linear(lab) for lab in labs])
    per_pick = sheet.unit_px * sheet.size[1] / draft.picks
    sheet.use()
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "clouds", "cloth")),
        draft=sheet.table(draft.texels(colors)),
        counts=(float(draft.ends), float(draft.picks)),
        sun=(math.radians(look.light.angle), look.light.height),
        relief=0.32 + 0.36 * look.light.contrast,
        slub=setting(look, "slub") * (0.5 + 0.9 * look.form.grain),
        samples=3 if per_pick < 2.0 else 2 if per_pick < 6.0 else 1,
        gap=linear(blend(ground, shadow, 0.5)),
    )
