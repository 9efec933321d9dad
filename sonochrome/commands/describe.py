"""`sonochrome describe`: what a song is, for people or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from vocabulary.descriptor import MusicDescriptor
    from vocabulary.live_set import Section, Song


@click.command(short_help="Say what a song is: key, chords, rhythm, emotion, keywords.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a file, for programs.")
def command(files: tuple[Path, ...], as_json: bool) -> None:
    """Describe the music in FILES (.als or .mid): the song, its sections and its clips.

    A file that cannot be read is reported on one line; the others are described all the same, and the exit status is 2.
    """
    from songs.open_song import open_song
    from vocabulary.errors import SonochromeError

    failures = 0
    for file in files:
        try:
            song = open_song(file)
            if as_json:
                click.echo(json.dumps(song_as_json(file, song), ensure_ascii=False, separators=(",", ":")))
            else:
                print_song(file, song)
        except SonochromeError as error:
            failures += 1
            click.echo(f"sonochrome: {error}", err=True)
    if failures:
        raise SystemExit(2)


def song_as_json(file: Path, song: Song) -> dict[str, Any]:
    """All that is known of a song as plain JSON values: `file`, `source`, `song`, `sections`, `clips`, `warnings`."""
    from analysis.describe import describe
    from analysis.sections import arrangement_sections, clip_section, song_section

    tempo, first = song.tempo_map.points[0][1], song.signatures[0]
    whole = song_section(song.live_set, tempo=tempo, signatures=song.signatures)
    sections = arrangement_sections(song.live_set, tempo_map=song.tempo_map, tempo=tempo, signatures=song.signatures)
    clips = []
    for track in song.live_set.tracks:
        for clip in track.arrangement_clips + track.session_clips:
            described = _descriptor_as_json(describe(clip_section(track, clip, tempo=tempo)))
            clips.append({"id": clip.id, "name": clip.name, "track": track.name, "slot": clip.slot, **described})
    return {
        "file": str(file),
        "source": song.source,
        "song": _descriptor_as_json(describe(whole)),
        "sections": [
            {
                "id": section.id,
                "name": section.name,
                "start_beats": section.start_time / 15360,
                "end_beats": section.end_time / 15360,
                **_descriptor_as_json(describe(section)),
            }
            for section in sections
        ],
        "clips": clips,
        "time_signature": f"{first.numerator}/{first.denominator}",
        "warnings": list(song.warnings),
    }


def _descriptor_as_json(music: MusicDescriptor) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "key": {
            "tonic": music.key.tonic,
            "mode": music.key.mode,
            "name": music.key.name,
            "confidence": round(music.key.confidence, 4),
            "alternative": music.key.alternative,
        },
        "chords": [
            {"start_beats": c.start_time / 15360, "end_beats": c.end_time / 15360, "label": c.label, "roman": c.roman} for c in music.chords
        ],
        "emotion": {
            "valence": round(music.emotion.valence, 4),
            "arousal": round(music.emotion.arousal, 4),
            "confidence": round(music.emotion.confidence, 4),
            "because": list(music.emotion.reasons),
        },
        "keywords": [{"word": k.word, "weight": round(k.weight, 4), "because": k.because} for k in music.keywords],
        "tempo_bpm": round(music.tempo, 4),
        "time_signature": f"{music.signature_numerator}/{music.signature_denominator}",
        "rhythm": {name: round(value, 4) for name, value in asdict(music.rhythm).items()},
        "texture": {name: round(value, 4) for name, value in asdict(music.texture).items()},
        "notes": music.note_count,
    }


def print_song(file: Path, song: Song) -> None:
    """Write a song's description to the terminal, for people."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from analysis.describe import describe
    from analysis.sections import arrangement_sections, song_section

    console = Console(highlight=False)
    tempo = song.tempo_map.points[0][1]
    whole = song_section(song.live_set, tempo=tempo, signatures=song.signatures)
    console.print(Text(song.live_set.name or file.name, style="bold"))
    for warning in song.warnings:
        console.print(Text(f"  note: {warning}", style="yellow"))
    _print_music(console, describe(whole))
    sections = arrangement_sections(song.live_set, tempo_map=song.tempo_map, tempo=tempo, signatures=song.signatures)
    if not sections:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("section", "beats", "key", "chords", "emotion", "keywords"):
        table.add_column(column)
    for section in sections:
        table.add_row(*(Text(cell) for cell in _section_row(section, describe(section))))
    console.print(table)


def _print_music(console: Any, music: MusicDescriptor) -> None:
    from rich.text import Text

    alternative = f" (or {music.key.alternative})" if music.key.alternative else ""
    lines = [
        f"key       {music.key.name}, confidence {music.key.confidence:.2f}{alternative}",
        f"tempo     {music.tempo:g} bpm, {music.signature_numerator}/{music.signature_denominator}, {music.note_count} notes",
        f"emotion   {_emotion_words(music)}",
        *(f"          because: {reason}" for reason in music.emotion.reasons[:3]),
        *(f"{'keywords' if i == 0 else '':9} {k.word:14} {k.because}" for i, k in enumerate(music.keywords[:8])),
    ]
    for line in lines:
        console.print(Text("  " + line), soft_wrap=True)


def _emotion_words(music: MusicDescriptor) -> str:
    emotion = music.emotion
    return f"valence {emotion.valence:+.2f}, arousal {emotion.arousal:+.2f}"


def _section_row(section: Section, music: MusicDescriptor) -> tuple[str, ...]:
    chords = [chord.label for chord in music.chords if chord.label != "N"]
    shown = " ".join(chords[:6]) + (" …" if len(chords) > 6 else "")
    beats = f"{section.start_time / 15360:g}-{section.end_time / 15360:g}"
    words = ", ".join(k.word for k in music.keywords[:4])
    return section.name, beats, music.key.name, shown, f"{music.emotion.valence:+.2f} {music.emotion.arousal:+.2f}", words
