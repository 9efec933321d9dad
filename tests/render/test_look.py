from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.look import imagine_form, imagine_look, music_seed
from render.palette import signed_turn
from render.prompt import MAX_WORDS
from render.style_files import shipped_styles
from tests.render.music import descriptor
from vocabulary.descriptor import Keyword
from vocabulary.errors import SettingsError
from vocabulary.units import Bpm

points = st.floats(-1.0, 1.0)


@given(points, points, st.floats(0, 1), st.floats(0, 1), st.one_of(st.none(), st.integers(0, 11)))
def test_any_music_has_a_look_with_reasons(
    valence: float, arousal: float, articulation: float, repetition: float, tonic: int | None
) -> None:
    music = descriptor(valence, arousal, articulation=articulation, repetition=repetition, tonic=tonic)

    look = imagine_look(music)

    assert look == imagine_look(music)
    assert len(look.reasons) >= 5
    assert len(look.prompt.split()) <= MAX_WORDS
    assert look.words[0] in look.prompt
    assert (look.valence, look.arousal) == (valence, arousal)


def test_the_users_seed_asks_for_another_and_zero_for_the_musics_own() -> None:
    music = descriptor()

    assert imagine_look(music).seed == music_seed(music)
    assert imagine_look(music, seed=5).seed == music_seed(music) ^ 5
    assert imagine_look(music, seed=2**31 + 5).seed < 2**31


def test_a_small_edit_keeps_the_seed() -> None:
    music = descriptor()

    assert music_seed(replace(music, note_count=101, tempo=Bpm(music.tempo + 0.3))) == music_seed(music)


def test_sections_of_a_set_share_hand_and_base_hue() -> None:
    whole = descriptor(0.2, 0.1)
    sections = [descriptor(valence, arousal, articulation=share) for valence, arousal, share in ((0.4, 0.3, 0.9), (0.0, -0.2, 0.1))]

    looks = [imagine_look(section, whole) for section in sections]

    assert len({look.painter for look in looks}) == 1
    home = imagine_look(whole).palette[0].hue
    assert all(abs(signed_turn(home, look.palette[0].hue)) < 60 for look in looks)


def test_a_chosen_style_rules_and_an_unknown_one_names_the_choices() -> None:
    assert {imagine_look(descriptor(), style=style).style for style in shipped_styles()} == set(shipped_styles())
    with pytest.raises(SettingsError, match=r"there is no style 'oil'; choose one of: .*orbits, paper"):
        imagine_look(descriptor(), style="oil")


@given(st.floats(0, 1), st.floats(0, 1))
def test_legato_is_rounder(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert imagine_form(descriptor(articulation=low)).roundness <= imagine_form(descriptor(articulation=high)).roundness


@given(st.floats(0, 60), st.floats(0, 60))
def test_more_notes_a_second_are_denser(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert imagine_form(descriptor(notes_per_second=low)).density <= imagine_form(descriptor(notes_per_second=high)).density


def test_keywords_of_the_analysis_reach_words_and_prompt() -> None:
    music = replace(descriptor(), keywords=(Keyword("tango", 0.9, "habanera rhythm"),))

    look = imagine_look(music)

    assert "tango" in look.words
    assert "tango" in look.prompt


def test_a_long_list_of_words_is_cut_at_the_end() -> None:
    music = replace(descriptor(), keywords=tuple(Keyword(f"word {index} of a very long list indeed", 0.5, "x") for index in range(9)))

    look = imagine_look(music)

    assert len(look.prompt.split()) <= MAX_WORDS
    strongest = max(shipped_styles()[look.style].prompt, key=lambda part: part.weight)
    assert "{" in strongest.text or strongest.text in look.prompt
