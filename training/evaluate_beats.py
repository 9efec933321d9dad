"""Measure the beats of performed music: against recorded beats (POP909) and on labelled music performed with a wandering tempo.

Beats are right within 70 ms (Davies, Degara & Plumbley 2009, "Evaluation methods for musical audio beat tracking algorithms"); F counts the
labelled level only, "any level" also twice and half of it and the off-beat (AMLt).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import mir_eval
import numpy as np
from numpy.typing import NDArray

from analysis.beats import BeatMap, find_beat_map
from analysis.describe import describe
from analysis.passage import passage_of
from analysis.sections import song_section
from songs.open_song import open_song
from training.corpora import LabelledChord, LabelledSong, dcml, emopia, pop909_cl
from training.figures import Figure, mean_figure, share_figure
from vocabulary.descriptor import Chord
from vocabulary.errors import SongError
from vocabulary.live_set import Part, Section
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks, to_ticks

FILE_TEMPO = Bpm(120.0)
WANDER = 0.10
"""How far the performed tempo leaves its middle, as a share."""
JITTER_SECONDS = 0.015
SLOWER, FASTER = 0.6, 1.2
"""The performed middle tempo as a multiple of the file's."""
FEWEST_NOTES = 50
EDGE_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Performance:
    """A song as one might play it into a file of 120 bpm: music and labels in the performed time, and its beats in seconds."""

    song: LabelledSong
    beats: NDArray[np.float64]
    downbeats: NDArray[np.float64]
    to_seconds: Callable[[NDArray[np.int64]], NDArray[np.float64]]


def figures(data: Path) -> list[Figure]:
    """Beats, what not knowing them costs the chords, and false alarms on files with a beat grid."""
    return [*_recorded(data), *_performed("POP909-CL", pop909_cl(data)), *_performed("DCML Mozart", dcml(data)), *_verdicts(data)]


def perform(song: LabelledSong, seed: int) -> Performance:
    """Play a song with a tempo that wanders by up to 10 % in slow waves, and each note 15 ms early or late (normal)."""
    random = np.random.default_rng(seed)
    section = song.section
    numbers = np.arange(section.length // TICKS_PER_BEAT + 2)
    waves = [(share, random.uniform(8, 64), random.uniform(0, 2 * np.pi)) for share in random.dirichlet(np.ones(3)) * WANDER]
    curve = 1 + sum(share * np.sin(2 * np.pi * numbers / period + phase) for share, period, phase in waves)
    middle = section.tempo * np.exp(random.uniform(np.log(SLOWER), np.log(FASTER)))
    times = random.uniform(0, 1) + np.concatenate([[0.0], np.cumsum(60 / middle / curve)[:-1]])

    def to_seconds(ticks: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.interp(np.asarray(ticks) / TICKS_PER_BEAT, numbers, times)

    def to_file(tick: int, late: float = 0.0) -> Ticks:
        return to_ticks(max(0.0, float(to_seconds(np.array([tick]))[0]) + late) * FILE_TEMPO / 60)

    parts = tuple(_played(part, to_file, random) for part in section.parts)
    end = max(note.end_time for part in parts for note in part.notes)
    chords = tuple(
        LabelledChord(start, stop, chord.label) for chord in song.chords if (stop := to_file(chord.end)) > (start := to_file(chord.start))
    )
    performed = LabelledSong(song.name, Section("song", song.name, Ticks(0), Ticks(end), parts, FILE_TEMPO), chords, ())
    phase = beat_phase(song)
    beats = np.arange(phase, section.length, TICKS_PER_BEAT)
    bar = section.signature_numerator
    return Performance(performed, to_seconds(beats), to_seconds(beats[::bar]), to_seconds)


def beat_phase(song: LabelledSong) -> int:
    """Where in the file's beat the labelled chords begin: ticks. Some files begin with an upbeat and are late as a whole."""
    starts = np.array([chord.start for chord in song.chords]) % TICKS_PER_BEAT
    eighths = np.bincount(np.round(starts * 8 / TICKS_PER_BEAT).astype(np.int64) % 8, minlength=8)
    return int(eighths.argmax()) * TICKS_PER_BEAT // 8


def beat_scores(true: NDArray[np.float64], found: NDArray[np.float64]) -> tuple[float, float]:
    """F-measure and AMLt of beats in seconds, within the stretch that has labels."""
    found = found[(found >= true[0] - EDGE_SECONDS) & (found <= true[-1] + EDGE_SECONDS)]
    if len(found) < 2:
        return 0.0, 0.0
    return float(mir_eval.beat.f_measure(true, found)), float(mir_eval.beat.continuity(true, found)[3])


def majmin(chords: Sequence[Chord], true: Sequence[LabelledChord], to_seconds: Callable[[NDArray[np.int64]], NDArray[np.float64]]) -> float:
    """mir_eval's majmin accuracy weighted by seconds; labels and chords in ticks of one time line."""
    spans = to_seconds(np.array([(chord.start, chord.end) for chord in true]))
    kept = spans[:, 1] > spans[:, 0]
    names = [chord.label for chord, keep in zip(true, kept, strict=True) if keep]
    guess = to_seconds(np.array([(chord.start_time, chord.end_time) for chord in chords]))
    real = guess[:, 1] > guess[:, 0]
    labels = [chord.label for chord, keep in zip(chords, real, strict=True) if keep]
    spans = spans[kept]
    guess, labels = mir_eval.util.adjust_intervals(guess[real], labels, spans.min(), spans.max(), "N", "N")
    merged, reference, estimate = mir_eval.util.merge_labeled_intervals(spans, names, guess, labels)
    durations = mir_eval.util.intervals_to_durations(merged)
    return float(mir_eval.chord.weighted_accuracy(mir_eval.chord.majmin(reference, estimate), durations))


def _played(part: Part, to_file: Callable[..., Ticks], random: np.random.Generator) -> Part:
    notes = []
    for note in part.notes:
        late = random.normal(0, JITTER_SECONDS)
        start = to_file(note.start_time, late)
        notes.append(replace(note, start_time=start, duration=Ticks(max(1, to_file(note.end_time, late) - start))))
    return replace(part, notes=tuple(sorted(notes)))


def _performed(name: str, songs: Iterator[LabelledSong]) -> list[Figure]:
    """Beats of performed songs, and their chords with the beats found against chords with the beats known."""
    rows = []
    for number, song in enumerate(songs):
        if not song.chords or sum(len(part.notes) for part in song.section.parts) < FEWEST_NOTES:
            continue
        played = perform(song, number)
        found = describe(played.song.section).chords
        known = describe(song.section).chords
        beats = beats_found(played.song.section)
        rows.append(
            (
                *beat_scores(played.beats, beats),
                majmin(found, played.song.chords, lambda ticks: np.asarray(ticks) / TICKS_PER_BEAT * 60 / FILE_TEMPO),
                majmin(known, song.chords, played.to_seconds),
            )
        )
    measures = ("F, beats within 70 ms", "AMLt, any level", "chords majmin, beats unknown", "chords majmin, beats known")
    return [
        mean_figure("beats", f"{name}, performed", measure, values)
        for measure, values in zip(measures, zip(*rows, strict=True), strict=True)
    ]


def beats_found(section: Section) -> NDArray[np.float64]:
    """Seconds of the beats that `analysis` hears in a section, or those of its grid where it believes that."""
    passage = passage_of(section)
    found = find_beat_map(passage)
    ticks = np.arange(0, passage.length, TICKS_PER_BEAT) if found is None else np.array(found.beats)
    return np.asarray(ticks / TICKS_PER_BEAT * 60 / section.tempo)


def _recorded(data: Path) -> list[Figure]:
    """POP909 as recorded: beats in the file's own time, and with the whole file laid on 120 bpm as a recorder does."""
    in_file: list[float] = []
    on_grid: list[float] = []
    free: list[tuple[float, float]] = []
    for folder in sorted((data / "pop909").glob("[0-9]*")):
        song = open_song(folder / f"{folder.name}.mid")
        section = song_section(song.live_set, tempo=song.tempo_map.points[0][1], signatures=song.signatures)
        true = np.loadtxt(folder / "beat_midi.txt")[:, 0]
        passage = passage_of(section)
        found = find_beat_map(passage)
        for beat_map, scores in ((None, on_grid), (found, in_file)):
            ticks = np.array(beat_map.beats) if beat_map else np.arange(0, passage.length, TICKS_PER_BEAT)
            scores.append(beat_scores(true, np.array([song.tempo_map.seconds_at(tick / TICKS_PER_BEAT) for tick in ticks]))[0])

        def to_file(tick: int, late: float = 0.0, seconds_at: Callable[[float], float] = song.tempo_map.seconds_at) -> Ticks:
            return to_ticks((seconds_at(tick / TICKS_PER_BEAT) + late) * FILE_TEMPO / 60)

        random = np.random.default_rng(0)
        parts = tuple(_played(part, to_file, random) for part in section.parts)
        end = max(note.end_time for part in parts for note in part.notes)
        free.append(beat_scores(true, beats_found(replace(section, parts=parts, end_time=Ticks(end), tempo=FILE_TEMPO))))
    return [
        mean_figure("beats", "POP909, the file's tempo map", "F of the file's own grid", on_grid),
        mean_figure("beats", "POP909, the file's tempo map", "F", in_file),
        mean_figure("beats", "POP909, tempo map lost, +-15 ms", "F", [f for f, _ in free]),
        mean_figure("beats", "POP909, tempo map lost, +-15 ms", "AMLt, any level", [any_level for _, any_level in free]),
    ]


def _verdicts(data: Path) -> list[Figure]:
    """How many files are heard as being on no grid; near 0 where there is one, near 1 for transcribed performances."""
    found = [share_figure("beats", "EMOPIA", "on no grid", [_on_no_grid(clip.section) for clip in emopia(data)])]
    for name, songs in (("POP909-CL", pop909_cl(data)), ("DCML Mozart", dcml(data))):
        found.append(share_figure("beats", name, "on no grid", [_on_no_grid(song.section) for song in songs]))
    for name in ("genre_midi", "vgmidi"):
        found.append(share_figure("beats", name, "on no grid", [_on_no_grid(section) for section in _sections(data / name)]))
    return found


def _on_no_grid(section: Section) -> bool:
    found = find_beat_map(passage_of(section))
    return found is not None and not is_shift(found)


def is_shift(found: BeatMap) -> bool:
    """Whether the map only moves the grid."""
    return bool((np.diff(found.beats) == TICKS_PER_BEAT).all())


def _sections(folder: Path) -> Iterator[Section]:
    for path in sorted(folder.rglob("*.mid")):
        try:
            song = open_song(path)
        except SongError:
            continue
        yield song_section(song.live_set, tempo=song.tempo_map.points[0][1], signatures=song.signatures)
