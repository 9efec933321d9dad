from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.contrast import stand_out, told_apart
from render.look import imagine_look
from render.palette import signed_turn
from tests.render.music import descriptor

points = st.floats(-1.0, 1.0)


@given(points, points)
def test_a_passage_on_its_own_and_the_whole_itself_stay_as_they_are(valence: float, arousal: float) -> None:
    music = descriptor(valence, arousal)

    assert stand_out(music, None) == music
    assert stand_out(music, music) == music


@given(points, points, points, points)
def test_order_and_limits_are_kept(valence: float, arousal: float, other: float, middle: float) -> None:
    whole = descriptor(middle, middle)
    low, high = sorted((valence, other))

    one, two = stand_out(descriptor(low, arousal), whole).emotion, stand_out(descriptor(high, arousal), whole).emotion

    assert -1.0 <= one.valence <= two.valence + 1e-6 <= 1.0 + 1e-6


def test_what_differs_from_the_set_differs_more_and_on_the_same_side() -> None:
    whole, bright = descriptor(0.1, 0.0), descriptor(0.3, -0.2)

    shown = stand_out(bright, whole).emotion

    assert shown.valence > 0.3
    assert shown.arousal < -0.2


def test_a_set_of_small_range_is_spread_and_one_of_large_range_left() -> None:
    whole = descriptor(0.2, 0.0)
    near = [descriptor(valence) for valence in (0.15, 0.2, 0.25)]
    far = [descriptor(valence) for valence in (-0.7, 0.2, 0.9)]

    spread = np.ptp([stand_out(music, whole, near).emotion.valence for music in near])
    left = [stand_out(music, whole, far).emotion.valence for music in far]

    assert spread > 0.19
    assert left == pytest.approx([-0.7, 0.2, 0.9])


def test_silence_stays_silent() -> None:
    silence = replace(descriptor(), note_count=0)

    assert stand_out(silence, descriptor(0.9, 0.9)) == silence


def test_sections_are_told_apart_by_colours_but_share_a_key_palette() -> None:
    whole = descriptor(0.25, 0.1)
    sections = [descriptor(valence, arousal) for valence, arousal in ((0.1, -0.15), (0.25, 0.1), (0.4, 0.35))]

    looks = [imagine_look(section, whole, neighbours=sections) for section in sections]

    grounds = [look.palette[0] for look in looks]
    assert grounds[-1].lightness - grounds[0].lightness > 0.1
    assert looks[-1].palette[2].chroma > 1.2 * looks[0].palette[2].chroma
    assert all(abs(signed_turn(grounds[1].hue, ground.hue)) < 60 for ground in grounds)
    assert len({look.painter for look in looks}) == 1


def test_reasons_tell_what_was_heard_and_how_it_differs() -> None:
    whole, section = descriptor(0.3, 0.3), descriptor(-0.1, -0.3, notes_per_second=2.0)

    look = imagine_look(section, whole)

    assert "beside the set: darker, calmer" in look.reasons
    assert any("2.0 notes a second" in reason for reason in look.reasons)
    assert told_apart(whole, whole) == ()


def test_what_the_user_locks_is_not_enlarged() -> None:
    from vocabulary.wishes import Wishes

    look = imagine_look(descriptor(-0.2, 0.1), descriptor(0.5, 0.0), wishes=Wishes(numbers=(("valence", 0.4),)))

    assert look.valence == 0.4
