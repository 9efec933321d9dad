from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.oklch import in_gamut, lch_to_cielab, lch_to_lab
from render.palette import base_hue, felt_arousal, felt_valence, fifths_between, hue_name, make_palette, own_turn, signed_turn
from render.palette_balance import AREAS
from tests.render.music import descriptor
from vocabulary.look import COLOR_ROLES, Color

points = st.floats(-1.0, 1.0)
turns = st.floats(0.0, 359.0)
SWEPT = np.linspace(-0.95, 0.95, 20).tolist()


def palette(valence: float, arousal: float, own: float = 40.0) -> dict[str, Color]:
    music = descriptor(valence, arousal)
    return {color.role: color for color in make_palette(music, music, own)}


def warmth(colors: dict[str, Color]) -> float:
    """Warmth of the whole after Ou et al. (2004), weighed by areas."""
    found = 0.0
    for role, area in AREAS.items():
        _, a, b = lch_to_cielab(colors[role].lightness, colors[role].chroma, colors[role].hue)
        found += area * (-0.5 + 0.02 * np.hypot(a, b) ** 1.07 * np.cos(np.arctan2(b, a) - np.radians(50)))
    return float(found)


@given(points, points, turns, st.floats(0, 1))
def test_every_palette_has_all_roles_in_gamut_with_reasons(valence: float, arousal: float, own: float, dissonance: float) -> None:
    music = descriptor(valence, arousal, dissonance=dissonance)

    colors = make_palette(music, music, own)

    assert tuple(color.role for color in colors) == COLOR_ROLES
    assert all(in_gamut((color.lightness, color.chroma, color.hue)) for color in colors)
    assert all(color.because for color in colors)


@given(points, points, turns)
def test_body_accent_light_and_shadow_stand_out_from_the_ground(valence: float, arousal: float, own: float) -> None:
    colors = {role: lch_to_lab((c.lightness, c.chroma, c.hue)) for role, c in palette(valence, arousal, own).items()}

    assert np.linalg.norm(colors["body"] - colors["ground"]) > 0.08
    assert np.linalg.norm(colors["accent"] - colors["ground"]) > 0.1
    assert colors["light"][0] - colors["ground"][0] > 0.03
    assert colors["ground"][0] - colors["shadow"][0] > 0.015
    assert colors["light"][0] - colors["shadow"][0] > 0.2


@given(points, points, turns)
def test_no_ground_is_middle_grey(valence: float, arousal: float, own: float) -> None:
    assert not 0.535 < palette(valence, arousal, own)["ground"].lightness < 0.6


@pytest.mark.parametrize("arousal", [-0.6, 0.0, 0.6])
@pytest.mark.parametrize("own", [10.0, 100.0, 190.0, 280.0])
def test_happier_music_has_a_lighter_ground_and_warmer_colours(arousal: float, own: float) -> None:
    palettes = [palette(valence, arousal, own) for valence in SWEPT]

    grounds = [colors["ground"].lightness for colors in palettes]
    warm = [warmth(colors) for colors in palettes]
    assert all(one < other + 1e-3 for one, other in pairwise(grounds))
    assert grounds[0] + 0.4 < grounds[-1]
    assert all(one < other + 0.03 for one, other in pairwise(warm))
    assert warm[0] + 0.25 < warm[10] + 0.1 < warm[-1]


@given(turns, st.floats(0.3, 0.9), st.floats(-0.5, 0.9))
def test_happy_is_warmer_than_sad_whatever_the_sets_own_hue(own: float, valence: float, arousal: float) -> None:
    assert warmth(palette(-valence, arousal, own)) + 0.12 < warmth(palette(valence, arousal, own))


def test_sets_of_one_mood_differ_in_hue() -> None:
    hues = [palette(0.3, 0.2, own)["ground"].hue for own in (10.0, 60.0, 190.0, 240.0)]

    assert min(abs(signed_turn(one, other)) for one in hues[:2] for other in hues[2:]) > 30


def test_angry_music_has_a_red_accent_and_sad_music_has_none() -> None:
    assert all(abs(signed_turn(25.0, palette(-0.9, 0.9, own)["accent"].hue)) < 30 for own in (10.0, 100.0, 190.0, 280.0))


@given(points, points)
def test_what_is_felt_keeps_its_order(one: float, other: float) -> None:
    low, high = sorted((one, other))

    for felt in (felt_valence, felt_arousal):
        assert felt(low) <= felt(high)
        assert -1.0 <= felt(low) <= 1.0


def test_an_edit_hardly_moves_what_is_a_songs_own_and_another_song_moves_it_far() -> None:
    song = descriptor()
    edited = replace(song, texture=replace(song.texture, mean_pitch=62.1), rhythm=replace(song.rhythm, notes_per_second=4.05))
    other = descriptor(tempo=97.0, mean_pitch=68.0)

    assert abs(signed_turn(own_turn(song), own_turn(edited))) < 10
    assert abs(signed_turn(own_turn(song), own_turn(other))) > 20


@given(st.integers(0, 11), turns)
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
    major = descriptor(tonic=9)
    minor = replace(major, key=replace(major.key, mode="minor"))

    assert make_palette(major, major) == make_palette(minor, minor)


def test_colours_have_plain_names() -> None:
    assert hue_name(0.95, 0.01, 80.0) == "off-white"
    assert hue_name(0.2, 0.08, 260.0) == "navy"
    assert hue_name(0.6, 0.2, 28.0) == "vermilion"
    assert hue_name(0.86, 0.08, 5.0) == hue_name(0.86, 0.08, 355.0) == "rose"
    assert hue_name(0.6, 0.04, 150.0) == "dusty jade"
