"""The hand "weave": one cloth that hangs on a wall, dyed as ikat, with one great motif.

Chords are the motif's rings, in time from its middle outwards: the quality is a ring's outline, the root its dye. The melody's
contour widens it and its notes are laid in beside it; the middle voice is a faint diaper in the field, the bass stripes across
one end, drums a border across the other, or the motif itself where nothing else plays. Calm music has a long soft lozenge, driving
music serrated edges, tense music broken bands. Models: ikats of Bukhara, Navajo blankets, Anni Albers.
"""

import math

import numpy as np

from render.oklch import lab_to_linear
from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.inks import blend, lab_of, linear
from render.painters.weave_draft import ACCENT, BODY, DEEP, GROUND, LIGHT, SECOND, SHADOW, SOFT, Draft, contour_of, radius_of
from render.painters.weave_layout import Cloth, Ring, lay_out, rings_of
from render.score import Floats, Voice, drum_voices, fold, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest
from vocabulary.units import TICKS_PER_BEAT

_FILE = "weave.glsl"
_STEPS = 16
# Picks in the length that as many ends are wide: a warp-faced cloth, as ikat is.
_BEAT = 0.72
# A ring's dyes by its root's distance from home on the circle of fifths: every second ring, the outermost too, stands out.
_LOUD = (BODY, SECOND, DEEP, BODY), (BODY, SECOND, LIGHT, BODY)
_QUIET = (LIGHT, LIGHT, LIGHT, LIGHT), (SHADOW, GROUND, DEEP, SHADOW)
_BREAKS = 9
# Where stripes of the bass begin and end, in time: one broad one between slim ones; more, or equal ones, would be a barcode.
_STRIPES = np.array([0.0, 0.13, 0.30, 0.70, 0.87, 1.0])
# Below this lightness of the ground, lines and notes are light on it.
_DARK_GROUND = 0.5
# A dye nearer in lightness to the ground cannot carry the motif.
_FAINT = 0.14


def paint_weave(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    cloth, draft = weave_draft(sheet.size, request)
    _show(sheet, request.look, cloth, draft)


def weave_draft(size: tuple[float, float], request: PictureRequest) -> tuple[Cloth, Draft]:
    """The draft of a whole cloth and where it hangs; low music has thick yarn."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    sideways, upwards, turn = (float(value) for value in rng.uniform(-1.0, 1.0, 3))
    voices, drums = pitched_voices(request, 3), drum_voices(request)
    drummed = sum(voice.notes for voice in drums) > 0
    alone = drummed and not voices
    cloth = lay_out(size, look, (sideways, upwards, turn), bass=len(voices) > 1, drums=drummed and not alone)
    ends = (340.0 - 90.0 * look.form.scale) / setting(look, "thread")
    width, height = cloth.right - cloth.left, cloth.top - cloth.bottom
    draft = Draft(max(8, round(_BEAT * ends * height)), max(8, round(ends * width)), _colors(look))
    x, y = _places(draft, cloth, look, rng)
    if len(voices) > 2:
        _weave_field(draft, look, cloth, voices[1])
    if voices and voices[0].notes:
        _lay_notes(draft, look, cloth, voices[0])
        wide = contour_of(voices[0], 128)[np.clip((64.0 + 64.0 * y).astype(int), 0, 127)]
        x = x / (1.0 + 0.22 * wide)
    motif = _drum_rings(request, drums) if alone else rings_of(request)
    _weave_motif(draft, look, motif, (x, y), int(rng.integers(0, 2)), quiet=not voices and not drummed)
    if alone:
        _weave_rhythm(draft, request, drums, (x, y))
    if len(voices) > 1:
        _weave_bass(draft, look, cloth, voices[-1])
    if drummed and not alone:
        _weave_border(draft, request, cloth, drums)
    _weave_selvedges(draft)
    draft.bind(look.form.roundness)
    return cloth, draft


def _colors(look: Look) -> Floats:
    ground, shadow, body, second, accent, light = (lab_of(look, role) for role in ("ground", "shadow", "body", "second", "accent", "light"))
    return np.array([ground, shadow, body, second, accent, light, blend(body, shadow, 0.6), blend(ground, body, 0.20)])


def _places(draft: Draft, cloth: Cloth, look: Look, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Where each crossing lies from the motif's middle, 1 at its tips.

    Each warp end is dyed before it is woven and slips a little (more in smooth music); tense music breaks across; sad motifs droop.
    """
    fine, coarse = rng.normal(0.0, 1.0, 2048), np.repeat(rng.normal(0.0, 1.0, 512), 4)
    breaks = rng.uniform(-1.0, 1.0, _BREAKS)
    slip = (0.5 * fine + 0.8 * coarse)[np.arange(draft.ends) % 2048] * (0.004 + 0.018 * look.form.roundness)
    across = ((np.arange(draft.ends) + 0.5) / draft.ends - cloth.middle[0]) / cloth.radii[0]
    up = ((np.arange(draft.picks) + 0.5) / draft.picks - cloth.middle[1]) / cloth.radii[1]
    tension = (0.5 + 0.5 * look.arousal) * (0.5 - 0.5 * look.valence)
    place = np.clip((up + 1.0) * 0.5 * _BREAKS, 0, _BREAKS - 1).astype(int)
    x = across[None, :] + (0.62 * tension**1.3 * breaks[place] * (np.abs(up) < 1.05))[:, None]
    y = up[:, None] + slip[None, :]
    # What is sad hangs: its widest place sinks.
    droop = 0.42 * max(0.0, -look.valence) * (1.0 - tension)
    y = np.where(np.abs(y) < 1.0, y + droop * (1.0 - y * y), y)
    return x.astype(np.float32), y.astype(np.float32)


def _weave_motif(draft: Draft, look: Look, rings: tuple[Ring, ...], at: tuple[Floats, Floats], vat: int, *, quiet: bool) -> None:
    """The great motif, from its rim inwards; the dye has run a little over every edge."""
    x, y = at
    excited = 0.5 + 0.5 * look.arousal
    softness = (1.0 - excited) * (0.4 + 0.6 * look.form.roundness)
    teeth = 2.5 + 3.5 * look.form.motion
    wave = np.abs(2.0 * ((np.abs(y) - np.abs(x) + 4.0) * teeth / 2.0 % 1.0) - 1.0) - 0.5
    serrated = 0.24 * (0.5 * look.form.motion + 0.5 * excited) ** 1.4 * wave
    run = 0.006 + 0.022 * look.form.roundness
    everything = slice(0, draft.picks), slice(0, draft.ends)
    if quiet:
        draft.dye(*everything, SOFT, (1.0 - radius_of("disc", x, y, 1.0)) / run)
        return
    lines = 1 + round(2.0 * look.form.density)
    line_dye, other = (LIGHT, SHADOW) if _is_dark(look) else (SHADOW, LIGHT)
    for index in range(len(rings) - 1, -1, -1):
        ring = rings[index]
        far = radius_of(ring.kind, x, y, softness) + serrated
        loud = (len(rings) - 1 - index) % 2 == 0
        dye = (_LOUD if loud else _QUIET)[_is_dark(look)][(_family(ring) + vat) % 4]
        if loud and abs(float(draft.colors[dye][0] - draft.colors[GROUND][0])) < _FAINT:
            dye = LIGHT if _is_dark(look) else DEEP
        line = (0.035 if loud else 0.02) * (1.0 + 0.6 * (index == len(rings) - 1))
        guard = other if not loud else line_dye
        draft.dye(*everything, guard, (ring.outer - far) / run + 0.5)
        draft.dye(*everything, dye, (ring.outer - line - far) / run + 0.5)
        for place in range(1, lines if loud and ring.outer - ring.inner > 0.085 * lines else 1):
            edge = ring.inner + (ring.outer - ring.inner) * place / lines
            draft.dye(*everything, ACCENT if place == 1 and index == len(rings) - 1 else other, 0.5 - (np.abs(far - edge) - 0.010) / run)
    core = rings[0].outer * 0.62
    far = radius_of(rings[0].kind, x, y, softness) + 0.5 * serrated
    draft.dye(*everything, ACCENT, (core - far) / run + 0.5)


def _is_dark(look: Look) -> bool:
    return bool(lab_of(look, "ground")[0] < _DARK_GROUND)


def _family(ring: Ring) -> int:
    """Which dye a ring has: by its root's distance from home on the circle of fifths."""
    if ring.away is None:
        return 1
    away = abs(ring.away)
    return 0 if away == 0 else 1 if away <= 2 else 2 if away <= 4 else 3


def _drum_rings(request: PictureRequest, drums: tuple[Voice, Voice, Voice]) -> tuple[Ring, ...]:
    """Of drums alone: a ring each for low, middle and high ones, wider the more they play."""
    weights = np.array([1.0 + math.sqrt(voice.notes) / 8.0 if voice.notes else 0.6 for voice in drums])
    edges = np.concatenate([[0.0], np.cumsum(np.minimum(weights, 3.0) / np.minimum(weights, 3.0).sum())]) ** 0.8
    return tuple(Ring(float(edges[one]), float(edges[one + 1]), "disc", (0, 1, 4)[one]) for one in range(3))


def _hits(request: PictureRequest, voice: Voice) -> Floats:
    """How strongly each sixteenth of a bar is struck, 0..1."""
    bars = request.length * request.signature_denominator / (4 * TICKS_PER_BEAT * request.signature_numerator)
    hits = np.zeros(_STEPS)
    np.add.at(hits, (voice.starts * bars % 1.0 * _STEPS + 0.5).astype(int) % _STEPS, voice.velocities)
    return np.asarray(np.sqrt(np.clip(hits / max(1.0, bars), 0.0, 1.0)))


def _weave_rhythm(draft: Draft, request: PictureRequest, drums: tuple[Voice, Voice, Voice], at: tuple[Floats, Floats]) -> None:
    """Drums alone: a bar goes around the motif as rays, low ones from the middle, high ones as points outside."""
    x, y = at
    far = radius_of("disc", x, y, 0.0)
    around = (np.arctan2(x, y) / (2.0 * math.pi) % 1.0) * _STEPS
    place = np.floor(around + 0.5).astype(int) % _STEPS
    off = np.abs(around + 0.5 - np.floor(around + 0.5) - 0.5)
    everything = slice(0, draft.picks), slice(0, draft.ends)
    for voice, (inner, outer), color in zip(drums, ((0.16, 0.62), (0.50, 0.92), (1.01, 1.15)), (SHADOW, LIGHT, SHADOW), strict=True):
        strength = _hits(request, voice)[place]
        along = (far - inner) / (outer - inner)
        wide = 0.46 * np.clip(1.0 - np.abs(2.0 * along - 1.0), 0.0, 1.0) * np.clip(1.6 * strength, 0.0, 1.0)
        draft.dye(*everything, color, (wide - off) * 14.0 * (strength > 0.0))


def _weave_field(draft: Draft, look: Look, cloth: Cloth, voice: Voice) -> None:
    """The middle voice: a faint diaper of small lozenges in the field, the closer the more of it sounds."""
    sounding = float(np.clip((voice.ends - voice.starts).sum(), 0.0, 1.0))
    across = 7.0 + round(4.0 * look.form.density + 3.0 * sounding)
    tall = across * (cloth.top - cloth.bottom) / (cloth.right - cloth.left) * 0.8
    x = (np.arange(draft.ends)[None, :] + 0.5) / draft.ends * across + 0.5
    y = (np.arange(draft.picks)[:, None] + 0.5) / draft.picks * tall
    row = np.floor(y)
    far = np.abs((x + 0.5 * (row % 2)) % 1.0 - 0.5) + np.abs(y - row - 0.5)
    low, high = min(cloth.bass[1], cloth.drums[1]), max(cloth.bass[0], cloth.drums[0])
    slots = ((low + (high - low) * np.minimum(voice.starts, 0.999)) * tall).astype(int)
    count = np.bincount(slots, minlength=int(tall) + 1)
    pitch = np.bincount(slots, weights=voice.pitches, minlength=int(tall) + 1) / np.maximum(1, count) - float(voice.pitches.mean())
    large = np.where(count > 0, np.clip(0.17 + 0.014 * pitch, 0.08, 0.32), 0.06)[row.astype(int)]
    draft.dye(slice(0, draft.picks), slice(0, draft.ends), SOFT, (large - far) * 16.0)


def _weave_bass(draft: Draft, look: Look, cloth: Cloth, voice: Voice) -> None:
    """Stripes right across: as tall as its notes are long, the darker the lower; rests are bare."""
    first, last = (round(edge * draft.picks) for edge in cloth.bass)
    low, high = float(voice.pitches.min()), float(voice.pitches.max())
    shades = (BODY, SECOND, DEEP) if _is_dark(look) else (SHADOW, DEEP, BODY)
    slots = np.searchsorted(_STRIPES[1:-1], voice.starts, side="right")
    for slot, share in enumerate(np.diff(_STRIPES)):
        here = slots == slot
        if not here.any():
            continue
        depth = 1.0 - (float(voice.pitches[here].mean()) - low) / max(5.0, high - low + 1.0)
        lasting = min(1.0, float((voice.ends[here] - voice.starts[here]).mean()) / share)
        tall = (0.32 + 0.30 * depth + 0.30 * lasting) * (last - first) * share
        foot = first + round(_STRIPES[slot] * (last - first))
        color = shades[min(2, int(3.0 * (1.0 - depth)))]
        draft.dye(slice(foot, min(last, foot + max(1, round(tall)))), slice(0, draft.ends), color)


def _weave_border(draft: Draft, request: PictureRequest, cloth: Cloth, drums: tuple[Voice, Voice, Voice]) -> None:
    """A bar across in sixteen steps: low drums are peaks from the foot, high ones from the head, middle ones lozenges between."""
    rows = slice(round(cloth.drums[0] * draft.picks), round(cloth.drums[1] * draft.picks))
    columns = slice(0, draft.ends)
    draft.dye(rows, columns, BODY)
    within = np.clip(((np.arange(draft.ends) + 0.5) / draft.ends - 0.03) / 0.94, 0.0, 0.9999) * _STEPS
    place, off = np.minimum(within.astype(int), _STEPS - 1), np.abs(within % 1.0 - 0.5)
    up = ((np.arange(rows.stop - rows.start) + 0.5) / max(1, rows.stop - rows.start))[:, None]
    for kind, (voice, color) in enumerate(zip(drums, (SHADOW, LIGHT, SECOND), strict=True)):
        strength = np.clip(1.5 * _hits(request, voice), 0.0, 1.0)[place]
        tall = (0.85, 0.72, 0.42)[kind]
        room = (1.0 - up / tall, 1.0 - np.abs(2.0 * up - 1.0) / tall, 1.0 - (1.0 - up) / tall)[kind]
        draft.dye(rows, columns, color, (0.5 * strength * room - off) * 12.0 * (strength > 0.0))
    edge = max(1, round(0.006 * draft.picks))
    for row in (slice(rows.start, rows.start + edge), slice(rows.stop - edge, rows.stop)):
        draft.dye(row, columns, SHADOW)


def _weave_selvedges(draft: Draft) -> None:
    """The cloth's own edges, left and right."""
    wide = max(1, round(0.018 * draft.ends))
    for columns in (slice(0, wide), slice(draft.ends - wide, draft.ends)):
        draft.dye(slice(0, draft.picks), columns, DEEP)


def _lay_notes(draft: Draft, look: Look, cloth: Cloth, melody: Voice) -> None:
    """The melody's notes as lozenges at both sides of the motif, in time upwards: farther out the higher, long notes long."""
    notes = fold(melody, 32)
    low, high = float(melody.pitches.min()) - 3, float(melody.pitches.max()) + 3
    wide, tall = cloth.radii[0] * draft.ends, cloth.radii[1] * draft.picks
    color = LIGHT if _is_dark(look) else SHADOW
    for start, end, pitch, velocity in zip(notes.starts, notes.ends, notes.pitches, notes.velocities, strict=True):
        up = 1.7 * float(start) - 0.85
        off = (1.0 - abs(up)) + 0.16 + 0.20 * (float(pitch) - low) / (high - low)
        half = 0.016 + 0.022 * float(velocity) + 0.30 * min(0.15, float(end - start))
        high_half = 0.018 + 0.014 * float(velocity)
        for side in (-1.0, 1.0):
            middle = cloth.middle[0] * draft.ends + side * off * wide, cloth.middle[1] * draft.picks + up * tall
            columns = slice(*(int(np.clip(middle[0] + one * half * wide + 0.5, 0, draft.ends)) for one in (-1.0, 1.0)))
            rows = slice(*(int(np.clip(middle[1] + one * high_half * tall + 0.5, 0, draft.picks)) for one in (-1.0, 1.0)))
            x = (np.arange(columns.start, columns.stop) + 0.5 - middle[0])[None, :] / (half * wide)
            y = (np.arange(rows.start, rows.stop) + 0.5 - middle[1])[:, None] / (high_half * tall)
            draft.dye(rows, columns, color, (1.15 - np.abs(x) - np.abs(y)) * 6.0)


def _show(sheet: Sheet, look: Look, cloth: Cloth, draft: Draft) -> None:
    """Draw the cloth in its light, on a wall of the ground's colour."""
    ground, shadow, body = (lab_of(look, role) for role in ("ground", "shadow", "body"))
    per_pick = sheet.unit_px * (cloth.right - cloth.left) / draft.ends
    which = draft.over.astype(float)
    sheet.use()
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "clouds", "colors", "cloth")),
        draft=sheet.table(np.dstack([np.clip(lab_to_linear(draft.lab), 0.0, 1.0), which])),
        counts=(float(draft.ends), float(draft.picks)),
        cloth=(cloth.left, cloth.bottom, cloth.right, cloth.top),
        sun=(math.radians(look.light.angle), look.light.height),
        relief=0.32 + 0.36 * look.light.contrast,
        slub=setting(look, "slub") * (0.5 + 0.9 * look.form.grain),
        samples=3 if per_pick < 2.0 else 2 if per_pick < 6.0 else 1,
        gap=linear(blend(ground, shadow, 0.5)),
        wall=linear(ground),
        shade=linear(shadow),
        fringe=linear(blend(body, ground, 0.35)),
    )
