from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.look import imagine_look
from render.request import picture_request, root_of
from render.score import drum_voices, fold, is_drums, joined, pitched_voices, voice_of
from tests.render.music import descriptor, note, section
from vocabulary.live_set import Part
from vocabulary.notes import Note
from vocabulary.pictures import PictureRequest
from vocabulary.units import Ticks


def request(*parts: Part, length: int = 16 * 15360) -> PictureRequest:
    return PictureRequest(imagine_look(descriptor()), parts, Ticks(length))


@pytest.mark.parametrize(
    ("label", "root"), [("C", 0), ("Gb:min7/b3", 6), ("A#:maj", 10), ("Cb", 11), ("Bbb:dim", 9), ("N", -1), ("X", -1), ("", -1)]
)
def test_roots_of_harte_labels(label: str, root: int) -> None:
    assert root_of(label) == root


def test_renaming_and_recolouring_tracks_keeps_the_picture() -> None:
    music, plain = descriptor(), section()
    renamed = replace(plain, name="Drop", parts=tuple(replace(part, track_name=f"{part.track_name} 2", color=7) for part in plain.parts))
    look = imagine_look(music)

    digests = {picture_request(each, music, look, quality="final", width_px=64, height_px=64).digest() for each in (plain, renamed)}

    assert len(digests) == 1


def test_what_is_drawn_is_in_the_request() -> None:
    music, plain = descriptor(), section()

    made = picture_request(plain, music, imagine_look(music), quality="draft", width_px=300, height_px=200)

    assert [part.notes for part in made.parts] == [part.notes for part in plain.parts]
    assert made.chords[0] == (0, 61440, 0, "C")
    assert (made.quality, made.width_px, made.height_px, made.length) == ("draft", 300, 200, plain.length)


@pytest.mark.parametrize("name", ["Drums", "808", "Kick 2", "Hi-Hat", "TR-909 Kit", "perc loop"])
def test_drums_are_known_by_name(name: str) -> None:
    assert is_drums(Part(name, (note(0, 36),)))


@pytest.mark.parametrize("name", ["Lead", "What", "Kitchen", "Harp", "Tomorrow", "4 Chords"])
def test_other_names_are_not_drums(name: str) -> None:
    assert not is_drums(Part(name, (note(0, 60),)))


notes = st.builds(note, st.floats(0, 15), st.integers(0, 127), st.floats(0.01, 8), st.integers(1, 127))
parts = st.lists(st.lists(notes, max_size=30).map(sorted).map(tuple), max_size=8)


@given(parts, st.integers(1, 5))
def test_every_pitched_note_is_in_exactly_one_voice(some: list[tuple[Note, ...]], most: int) -> None:
    made = request(*(Part(f"Track {index}", each) for index, each in enumerate(some)))

    voices = pitched_voices(made, most)

    assert sum(voice.notes for voice in voices) == sum(map(len, some))
    assert len(voices) <= max(most, 0)
    assert all(((voice.starts >= 0) & (voice.ends <= 1) & (voice.starts <= voice.ends)).all() for voice in voices)


def test_one_piano_part_is_taken_apart_into_registers() -> None:
    piano = Part("Piano", tuple(sorted(note(beat, pitch) for beat in range(8) for pitch in (40, 60, 64, 79))))

    melody, middle, bass = pitched_voices(request(piano), 5)

    assert set(melody.pitches) == {79}
    assert set(middle.pitches) == {60, 64}
    assert set(bass.pitches) == {40}


def test_drums_are_sorted_by_height() -> None:
    kit = Part("Kit", tuple(sorted(note(beat, pitch) for beat, pitch in enumerate((36, 38, 42, 35, 49)))))

    assert [voice.notes for voice in drum_voices(request(kit))] == [2, 1, 2]


@given(st.integers(1, 20))
def test_folding_keeps_the_order_and_the_limit(slots: int) -> None:
    voice = voice_of(Part("a", tuple(sorted(note(beat / 4, 60) for beat in range(40)))), 16 * 15360)

    folded = fold(voice, slots)

    assert folded.notes <= slots
    assert sorted(folded.starts) == list(folded.starts)
    assert joined([]).notes == 0
