"""Read Groove MIDI (Gillick et al. 2019): what drummers played to a click, with the style that each performance is filed under."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.groove_rules import STYLES
from analysis.sections import song_section
from songs.open_song import open_song
from vocabulary.live_set import Section


@dataclass(frozen=True, slots=True)
class DrumPerformance:
    """A performance; drums only, at the tempo of the click."""

    drummer: str
    style: str
    section: Section


def groove_beats(data: Path) -> Iterator[DrumPerformance]:
    """Performances that are beats, not fills, in the styles of `STYLES`; group by drummer."""
    with (data / "groove" / "info.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["midi_filename"])
    for row in rows:
        style = row["style"].split("/")[0]
        path = data / "groove" / row["midi_filename"]
        if row["beat_type"] == "beat" and style in STYLES and path.exists():
            song = open_song(path)
            yield DrumPerformance(row["drummer"], style, song_section(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures))
