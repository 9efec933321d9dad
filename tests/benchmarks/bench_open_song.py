"""How long songs take to open: a large set of each kind, made here, or every song in a folder.

python -m tests.benchmarks.bench_open_song [FOLDER]
"""

import io
import statistics
import sys
import tempfile
import time
from pathlib import Path

import mido

from songs.open_song import count_notes, open_song
from songs.unroll import arrangement_length, arrangement_parts
from tests.songs.als_builder import ClipPlan, NotePlan, SetPlan, TrackPlan, build_als
from vocabulary.errors import SongError
from vocabulary.units import Ticks

TRACKS, CLIPS, NOTES = 20, 20, 50


def main() -> None:
    """Print seconds to open, and to cut into passages of eight bars."""
    if len(sys.argv) > 1:
        paths = sorted(path for path in Path(sys.argv[1]).rglob("*") if path.is_file())
        _report(paths)
        return
    with tempfile.TemporaryDirectory() as folder:
        live_set, midi = Path(folder, "made.als"), Path(folder, "made.mid")
        live_set.write_bytes(_made_set())
        midi.write_bytes(_made_midi())
        _report([live_set, midi])


def _report(paths: list[Path]) -> None:
    for path in paths:
        try:
            open_s = statistics.median(_seconds_to_open(path) for _ in range(3))
        except SongError as error:
            sys.stdout.write(f"{error}\n")
            continue
        live_set = open_song(path).live_set
        began = time.perf_counter()
        passage = Ticks(32 * 15360)
        for start in range(0, arrangement_length(live_set), passage):
            arrangement_parts(live_set, Ticks(start), Ticks(start + passage))
        unroll_s = time.perf_counter() - began
        size_kb = path.stat().st_size / 1000
        sys.stdout.write(
            f"{path.suffix} {size_kb:8.0f} kB {count_notes(live_set):7d} notes: open {open_s:6.3f} s, unroll {unroll_s:6.3f} s\n"
        )


def _seconds_to_open(path: Path) -> float:
    began = time.perf_counter()
    open_song(path)
    return time.perf_counter() - began


def _made_set() -> bytes:
    def clip(number: int) -> ClipPlan:
        notes = tuple(NotePlan(index * 0.25, 36 + index % 48, 0.2) for index in range(NOTES))
        return ClipPlan(notes, start=number * 32, end=number * 32 + 32, loop_on=True, loop_end=16)

    return build_als(SetPlan(tracks=tuple(TrackPlan(clips=tuple(clip(number) for number in range(CLIPS))) for _ in range(TRACKS))))


def _made_midi() -> bytes:
    file = mido.MidiFile()
    for channel in range(15):
        track = file.add_track()
        for index in range(TRACKS * CLIPS * NOTES // 15):
            track.append(mido.Message("note_on", channel=channel, note=36 + index % 48, time=20))
            track.append(mido.Message("note_off", channel=channel, note=36 + index % 48, time=100))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


if __name__ == "__main__":
    main()
