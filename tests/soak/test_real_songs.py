"""Every real song file at hand opens as an independent reading says, or is refused in one line."""

import gzip
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from songs.open_song import count_notes, open_song
from songs.unroll import arrangement_length, arrangement_parts, unroll_arrangement_clip
from tests.songs.plain_midi import plain_parse
from vocabulary.errors import SongError
from vocabulary.live_set import LiveSet, Song
from vocabulary.notes import Clip
from vocabulary.units import Ticks

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

MAX_OPEN_S = 10.0


def opened(path: Path) -> Song | str:
    """The song, or the one line that refuses it."""
    began = time.perf_counter()
    try:
        result: Song | str = open_song(path)
    except SongError as error:
        result = str(error)
        assert "\n" not in result
    assert time.perf_counter() - began < MAX_OPEN_S, path.name
    return result


def clips_of(live_set: LiveSet) -> list[Clip]:
    return [clip for track in live_set.tracks for clip in (*track.arrangement_clips, *track.session_clips)]


def clips_in_xml(data: bytes) -> list[Counter[tuple[int, float, float]]]:
    """Notes (pitch, time, duration) of every MIDI clip outside groove pool and take lanes, by a plain walk over the whole XML."""
    root = ElementTree.fromstring(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    clips = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag == "MidiClip":
            tracks = list(element.iter("KeyTrack"))
            notes = Counter(
                (int(track.find("MidiKey").get("Value")), float(note.get("Time")), float(note.get("Duration")))  # type: ignore[union-attr,arg-type]
                for track in tracks
                for note in track.iter("MidiNoteEvent")
            )
            clips.append(notes)
        elif element.tag not in ("GroovePool", "TakeLanes"):
            waiting.extend(element)
    return clips


def test_every_live_set_opens_with_all_its_clips_or_is_refused(data: Path) -> None:
    refused = 0
    for path in sorted(data.glob("live_sets/*.als")):
        result = opened(path)
        if isinstance(result, str):
            refused += 1
            continue

        ours = sorted(sorted((n.pitch, n.start_time, n.duration) for n in clip.notes) for clip in clips_of(result.live_set))
        theirs = [
            sorted((pitch, round(start * 15360), max(1, round(length * 15360))) for (pitch, start, length) in notes.elements())
            for notes in clips_in_xml(path.read_bytes())
        ]
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, sorted(theirs), strict=True):
            # round() takes halves to even, ours up: one tick at most.
            assert all(abs(a - b) <= 1 for m, o in zip(mine, other, strict=True) for a, b in zip(m, o, strict=True)), path.name
    assert refused <= 1


def test_every_live_set_unrolls_as_note_by_note_and_bar_by_bar(data: Path) -> None:
    for path in sorted(data.glob("live_sets/*.als")):
        song = opened(path)
        if isinstance(song, str):
            continue
        live_set = song.live_set
        bar = Ticks(4 * 15360)

        bars = [arrangement_parts(live_set, Ticks(start), Ticks(start + bar)) for start in range(0, arrangement_length(live_set), bar)]

        whole = arrangement_parts(live_set, Ticks(0), arrangement_length(live_set))
        assert sum(n.duration for parts in bars for p in parts for n in p.notes) == sum(n.duration for p in whole for n in p.notes)
        for clip in (clip for track in live_set.tracks for clip in track.arrangement_clips):
            assert sorted((n.start_time, n.pitch, n.duration) for n in unroll_arrangement_clip(clip)) == note_by_note(clip), path.name


def note_by_note(clip: Clip) -> list[tuple[int, int, int]]:
    """Another way to unroll: for each note, the times at which the clip's position comes by it."""
    assert clip.start_time is not None
    assert clip.end_time is not None
    begin = clip.start_marker if clip.looping else clip.loop_start
    loop = clip.loop_end - clip.loop_start
    played = []
    for note in clip.notes:
        times = [clip.start_time + note.start_time - begin] if begin <= note.start_time < clip.loop_end else []
        if clip.looping and clip.loop_start <= note.start_time < clip.loop_end:
            second = clip.start_time + clip.loop_end - begin + note.start_time - clip.loop_start
            times += range(second, clip.end_time, loop)
        for start in times:
            end = min(start + note.duration, start + clip.loop_end - note.start_time, clip.end_time)
            if start < clip.end_time:
                played.append((start, note.pitch, end - start))
    return sorted(played)


@pytest.mark.parametrize("folder", ["odd_midi", "web_midi"])
def test_every_odd_midi_file_opens_or_is_refused_in_time(data: Path, folder: str) -> None:
    paths = [path for path in sorted((data / folder).rglob("*")) if path.is_file()]

    results = [opened(path) for path in paths]

    assert sum(isinstance(result, Song) for result in results) >= 0.95 * len(paths)


def test_pop_songs_equal_a_plain_parse(data: Path) -> None:
    for path in sorted(data.glob("pop909_cl/*.mid")):
        song = opened(path)

        assert isinstance(song, Song)
        ours = Counter(note for clip in clips_of(song.live_set) for note in clip.notes)
        assert ours == Counter(plain_parse(path.read_bytes())), path.name
        assert count_notes(song.live_set) > 0
