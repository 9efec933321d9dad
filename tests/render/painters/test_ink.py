"""What the painter "ink" promises: which fact moves which stroke, and how."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from render.look import imagine_look
from render.painters.ink_field import chord_blots, flow_strokes, melody_flecks, spatter
from render.painters.ink_gesture import STEPS, Stroke, drips, main_stroke, phrase_strokes
from render.request import picture_request
from render.score import Floats, Voice, drum_voices, pitched_voices
from tests.render.music import descriptor, section
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

SIZE = (1.0, 1.0)
DICE = np.random.default_rng(5).random(4000)
SWEEP = (0.05, 0.3, 0.5, 0.7, 0.95)


def request(valence: float = 0.3, arousal: float = 0.2, *, drums: bool = True) -> PictureRequest:
    music = descriptor(valence, arousal)
    look = imagine_look(music, style="ink")
    return picture_request(section(drums=drums), music, look, quality="final", width_px=64, height_px=64)


def look_with(name: str, value: float) -> Look:
    look = request().look
    changed: dict[str, Any] = {name: value}
    return replace(look, form=replace(look.form, **changed))


def melody() -> Voice:
    return pitched_voices(request(), 4)[0]


def gesture(look: Look, voice: Voice | None = None) -> Stroke:
    return main_stroke(look, voice or melody(), SIZE, DICE[:8])


def turning(stroke: Stroke) -> float:
    """How far the heading turns from end to end, radians."""
    steps = np.diff(stroke.points, axis=0)
    heading = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    return float(abs(heading[-1] - heading[0]))


def test_repetition_closes_the_gesture_to_a_circle() -> None:
    turns = [turning(gesture(look_with("symmetry", value))) for value in (0.3, 0.5, 0.7, 0.95)]

    assert all(one < other for one, other in pairwise(turns))
    assert turns[-1] > 1.5 * np.pi


def test_low_music_has_a_broad_brush() -> None:
    widths = [float(gesture(look_with("scale", value)).half_width.mean()) for value in SWEEP]

    assert all(one < other for one, other in pairwise(widths))


def test_dense_music_has_a_large_gesture_and_many_fine_strokes() -> None:
    asked = request()
    lengths, counts = [], []
    for value in SWEEP:
        look = look_with("density", value)
        main = gesture(look)
        lengths.append(float(np.ptp(main.points, axis=0).max()))
        counts.append(len(flow_strokes(look, asked, melody(), main, DICE[:1920])[1]))

    assert all(one < other for one, other in pairwise(lengths))
    assert all(one < other for one, other in pairwise(counts))


def test_happy_music_rises_and_sad_music_sinks() -> None:
    rises = []
    for valence in (-0.8, -0.3, 0.0, 0.3, 0.8):
        look = replace(request().look, valence=valence)
        ends = gesture(look).points[-1] - gesture(look).points[0]
        rises.append(float(np.arctan2(ends[1], abs(ends[0]))))

    assert all(one <= other for one, other in pairwise(rises))
    assert rises[0] < rises[1] < rises[2] < rises[-1]


def test_haste_dries_the_brush() -> None:
    dry = [float(gesture(replace(request().look, arousal=arousal)).dry.mean()) for arousal in (-0.8, -0.3, 0.0, 0.3, 0.8)]

    assert all(one < other for one, other in pairwise(dry))


def test_ink_runs_down_in_sad_calm_music_alone() -> None:
    look = request().look
    main = gesture(look)

    def run(valence: float, arousal: float) -> float:
        return sum(float(np.ptp(drip.points[:, 1])) for drip in drips(replace(look, valence=valence, arousal=arousal), main, DICE[:18]))

    assert run(0.5, -0.8) == run(0.0, 0.0) == 0.0
    assert 0.0 < run(-0.3, -0.5) < run(-0.8, -0.5) < run(-0.8, -0.9)


def test_loud_music_presses_the_brush() -> None:
    voice = melody()
    soft = Voice(voice.starts, voice.ends, voice.pitches, 0.4 * voice.velocities)

    assert gesture(request().look, soft).half_width.mean() < gesture(request().look).half_width.mean()


@pytest.mark.parametrize("symmetry", SWEEP)
def test_a_stroke_is_nowhere_wider_than_its_bend(symmetry: float) -> None:
    stroke = gesture(look_with("symmetry", symmetry))
    along = np.gradient(stroke.points, axis=0)
    bent = np.abs(np.gradient(np.unwrap(np.arctan2(along[:, 1], along[:, 0])))) / np.hypot(along[:, 0], along[:, 1])

    assert (stroke.half_width * bent)[5:-5].max() < 1.3


def test_a_silent_phrase_leaves_its_place_empty() -> None:
    voice = melody()
    main = gesture(request().look)

    first_half = voice.pick(voice.ends < 0.45)

    assert len(phrase_strokes(request().look, first_half, main, DICE[:24])) < len(phrase_strokes(request().look, voice, main, DICE[:24]))


def test_drums_alone_spatter_and_loud_ones_spatter_more() -> None:
    look, main = request().look, gesture(request().look)

    def area(drums: tuple[Voice, Voice, Voice]) -> float:
        drops = spatter(look, drums, main, DICE[: 3 * 64 * 3 * 4])
        return float((drops[:, 2] ** 2).sum())

    low, middle, high = drum_voices(request())
    softer = Voice(low.starts, low.ends, low.pitches, 0.3 * low.velocities)
    assert area(drum_voices(request(drums=False))) == 0.0
    assert 0.0 < area((softer, middle, high)) < area((low, middle, high))


def test_the_melodys_notes_are_flicks_that_pitch_lifts() -> None:
    main = gesture(request().look)
    straight = Stroke(np.column_stack([np.linspace(0.1, 0.9, STEPS), np.full(STEPS, 0.5)]), main.half_width, main.dry, main.ink)
    times = np.array([0.1, 0.4, 0.7])

    def heights(pitches: Floats) -> Floats:
        table, _ = melody_flecks(request().look, Voice(times, times + 0.1, pitches, np.full(3, 0.8)), straight, DICE[:192])
        return np.asarray(table[::2, :, 1].mean(axis=1))

    low, middle, high = heights(np.array([60.0, 64.0, 72.0]))
    assert low < middle < high


def test_changing_chords_scatter_the_blots() -> None:
    plain = request()
    main = gesture(plain.look)
    one_root = replace(plain, chords=tuple((start, end, 0, "C") for start, end, _, _ in plain.chords))

    def far(asked: PictureRequest) -> float:
        blots = chord_blots(asked, main, np.full(16, 0.5))
        return float(np.hypot(blots[:, None, 0] - main.points[:, 0], blots[:, None, 1] - main.points[:, 1]).min(axis=1).mean())

    assert far(one_root) < far(plain)
