from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.oklch import in_gamut, lch_to_lab
from render.palette import base_hue, fifths_between, ground_lightness, make_palette, signed_turn
from tests.render.music import descriptor
from vocabulary.look import COLOR_ROLES, Color

points = st.floats(-1.0, 1.0)
hues = st.floats(0.0, 359.0)


def palette(valence: float, arousal: float, hue: float = 40.0) -> dict[str, Color]:
    music = descriptor(valence, arousal)
    return {color.role: color for color in make_palette(music, music, hue)}


@given(points, points, hues, st.sampled_from([1, -1]), st.floats(0, 1))
def test_every_palette_has_all_roles_in_gamut_with_reasons(
    valence: float, arousal: float, hue: float, turn: int, dissonance: float
) -> None:
    music = descriptor(valence, arousal, dissonance=dissonance)

    colors = make_palette(music, music, hue, turn)

    assert tuple(color.role for color in colors) == COLOR_ROLES
    assert all(in_gamut((color.lightness, color.chroma, color.hue)) for color in colors)
    assert all(color.because for color in colors)


@given(points, points, hues)
def test_body_and_accent_stand_out_from_the_ground(valence: float, arousal: float, hue: float) -> None:
    colors = {role: lch_to_lab((c.lightness, c.chroma, c.hue)) for role, c in palette(valence, arousal, hue).items()}

    assert np.linalg.norm(colors["body"] - colors["ground"]) > 0.12
    assert np.linalg.norm(colors["accent"] - colors["ground"]) > 0.09
    assert abs(colors["shadow"][0] - colors["light"][0]) > 0.5


@pytest.mark.parametrize("arousal", [-0.6, 0.0, 0.6])
def test_happier_music_has_a_lighter_ground(arousal: float) -> None:
    lightness = [ground_lightness(descriptor(valence, arousal)) for valence in np.linspace(-1, 1, 21)]

    assert all(low < high for low, high in pairwise(lightness))


@pytest.mark.parametrize("valence", [-0.6, 0.0, 0.6])
@pytest.mark.parametrize("own", [0.0, 90.0, 180.0, 270.0])
def test_excited_music_has_more_chroma_and_contrast(valence: float, own: float) -> None:
    palettes = [palette(valence, arousal, own) for arousal in np.linspace(-1, 1, 5)]

    chroma = [np.mean([color.chroma for color in colors.values()]) for colors in palettes]
    contrast = [colors["light"].lightness - colors["shadow"].lightness for colors in palettes]
    assert chroma[-1] > 1.4 * chroma[0]
    assert all(low < high for low, high in pairwise(contrast))


def test_happy_is_warmer_than_sad_whatever_the_sets_own_hue() -> None:
    def warmth(valence: float) -> float:
        colors = [palette(valence, 0.0, own)["ground"] for own in range(0, 360, 15)]
        return float(np.mean([np.cos(np.radians(color.hue - 70)) for color in colors]))

    values = [warmth(valence) for valence in (-0.8, -0.4, 0.0, 0.4, 0.8)]

    assert values[0] < 0.0 < values[-1]
    assert values == sorted(values)


@given(st.integers(0, 11), hues)
def test_the_home_key_itself_does_not_turn_the_hue(tonic: int, own: float) -> None:
    home = descriptor(tonic=0)
    moved = descriptor(tonic=tonic)

    assert base_hue(moved, moved, own) == pytest.approx(base_hue(home, home, own))


def test_a_modulation_turns_the_hue_by_steps_of_fifths() -> None:
    home, dominant, far = (descriptor(tonic=tonic) for tonic in (0, 7, 6))

    near_turn = signed_turn(base_hue(home, home, 40.0), base_hue(dominant, home, 40.0))
    far_turn = signed_turn(base_hue(home, home, 40.0), base_hue(far, home, 40.0))

    assert 5 < near_turn < 20
    assert far_turn == pytest.approx(6 * near_turn)


@given(st.integers(0, 11), st.integers(0, 11))
def test_fifths_lead_from_home_to_the_tonic(home: int, tonic: int) -> None:
    steps = fifths_between(home, tonic)

    assert -5 <= steps <= 6
    assert (home + 7 * steps) % 12 == tonic


def test_minor_has_no_colour_of_its_own() -> None:
    from dataclasses import replace

    major = descriptor(tonic=9)
    minor = replace(major, key=replace(major.key, mode="minor"))

    assert make_palette(major, major, 40.0) == make_palette(minor, minor, 40.0)
