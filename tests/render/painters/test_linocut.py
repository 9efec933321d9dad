"""What the painter "linocut" promises: which fact grows which leaf, and how."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from render.look import imagine_look
from render.painters.ink_gesture import Stroke
from render.painters.linocut import disc_of, land_of, nicks_of, rays_of
from render.painters.linocut_plant import LEAVES, Bed, falling_leaves, grow_berries, grow_blades, grow_leaves, grow_stem
from render.request import picture_request
from render.score import Voice, drum_voices, pitched_voices
from tests.render.music import descriptor, section
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

SIZE = (1.0, 1.0)
DICE = np.random.default_rng(5).random(200)
SWEEP = (0.05, 0.3, 0.5, 0.7, 0.95)
BED = Bed((0.3, 0.0), 1.3, 0.3, 0.8, 0.01)


def request(valence: float = 0.3, arousal: float = 0.2, *, drums: bool = True) -> PictureRequest:
    music = descriptor(valence, arousal)
    look = imagine_look(music, style="linocut")
    return picture_request(section(drums=drums), music, look, quality="final", width_px=64, height_px=64)


def look_with(name: str, value: float) -> Look:
    look = request().look
    changed: dict[str, Any] = {name: value}
    return replace(look, form=replace(look.form, **changed))


def melody() -> Voice:
    return pitched_voices(request(), 4)[0]


def stem(look: Look) -> Stroke:
    return grow_stem(look, melody(), BED)


def test_round_music_has_broad_leaves_and_harsh_music_thorns() -> None:
    leaves = [grow_leaves(look_with("roundness", value), melody(), stem(look_with("roundness", value)), DICE[:72], 0.2) for value in SWEEP]

    slender = [float((one[:, 4] / one[:, 3]).mean()) for one in leaves]
    assert all(one < other for one, other in pairwise(slender))


def test_repetition_pairs_the_leaves_and_curls_the_tip() -> None:
    pairs, tips = [], []
    for value in (0.1, 0.4, 0.6, 0.9):
        look = look_with("symmetry", value)
        plant = stem(look)
        pairs.append(float(grow_leaves(look, melody(), plant, DICE[:72], 0.2)[:, 3].sum()))
        tips.append(float(plant.points[-1, 1]))

    assert all(one < other for one, other in pairwise(pairs))
    assert all(one > other for one, other in pairwise(tips))


def test_sad_music_hangs() -> None:
    tips = [float(stem(replace(request().look, valence=valence)).points[-1, 1]) for valence in (-0.9, -0.5, -0.2, 0.0)]

    assert all(one < other for one, other in pairwise(tips))


def test_wind_turns_leaves_one_way() -> None:
    def spread(motion: float) -> float:
        look = look_with("motion", motion)
        angles = grow_leaves(look, melody(), stem(look), DICE[:72], 0.2)[:, 2]
        return float(abs(np.exp(1j * angles).mean()))

    assert all(one < other for one, other in pairwise(spread(value) for value in SWEEP))


def test_scattered_emotion_lets_leaves_fall() -> None:
    counts = [
        float(falling_leaves(look_with("dispersion", value), (2.0, 2.0), stem(request().look), DICE[:28], 0.2)[:, 3].sum())
        for value in (0.2, 0.5, 0.7, 0.9)
    ]

    assert counts[0] == 0.0
    assert all(one < other for one, other in pairwise(counts))


def test_short_notes_bear_berries_and_long_ones_none() -> None:
    starts = (np.arange(LEAVES) + 0.5) / LEAVES
    pitches, loud = np.full(LEAVES, 70.0), np.full(LEAVES, 0.8)

    def berries(beats: float) -> float:
        voice = Voice(starts, starts + beats / 64.0, pitches, loud)
        leaves = grow_leaves(request().look, voice, stem(request().look), DICE[:72], 0.2)
        return float(grow_berries(voice, 64.0, leaves)[:, 2].sum())

    assert berries(1.0) == 0.0
    assert 0.0 < berries(0.5) < berries(0.1)


def test_loud_bass_has_longer_blades() -> None:
    bass = pitched_voices(request(), 4)[-1]
    soft = Voice(bass.starts, bass.ends, bass.pitches, 0.4 * bass.velocities)

    lengths = [float(grow_blades(request().look, voice, SIZE, DICE[:36])[:, 3].sum()) for voice in (soft, bass)]

    assert lengths[0] < lengths[1]


@pytest.mark.parametrize("name", ["height", "radius"])
def test_the_disc_rises_with_the_light_and_grows_with_arousal(name: str) -> None:
    look = request().look
    if name == "height":
        looks = [replace(look, light=replace(look.light, height=value)) for value in (0.0, 0.25, 0.5, 0.7)]
    else:
        looks = [replace(look, arousal=value) for value in (-0.9, -0.3, 0.3, 0.9)]

    values = [disc_of(one, melody(), SIZE, DICE[:12])[1 if name == "height" else 2] for one in looks]

    assert all(one < other for one, other in pairwise(values))


def test_the_disc_stands_where_the_melody_culminates() -> None:
    times = np.linspace(0.0, 0.95, 20)

    def across(peak: int) -> float:
        pitches = np.full(20, 60.0)
        pitches[peak] = 80.0
        return disc_of(request().look, Voice(times, times + 0.04, pitches, np.full(20, 0.8)), SIZE, DICE[:12])[0]

    assert across(1) < across(10) < across(18)


def test_far_chords_have_long_rays() -> None:
    plain = request()
    home = replace(plain, chords=tuple((start, end, 0, "C") for start, end, _, _ in plain.chords))
    away = replace(plain, chords=tuple((start, end, 6 * (index % 2), "C") for index, (start, end, _, _) in enumerate(plain.chords)))

    assert rays_of(home)[0, :, 0].mean() < rays_of(plain)[0, :, 0].mean() < rays_of(away)[0, :, 0].mean()


def test_drums_nick_the_land_and_no_drums_leave_it() -> None:
    assert nicks_of(drum_voices(request(drums=False))).sum() == 0.0
    assert nicks_of(drum_voices(request())).sum() > 0.0


def test_the_land_stays_low() -> None:
    bass = pitched_voices(request(), 4)[-1]

    for arousal in (-1.0, 0.0, 1.0):
        heights = land_of(replace(request().look, arousal=arousal), bass, SIZE, DICE[:8])[0]
        assert heights.min() > 0.02
        assert heights.max() < 0.3
