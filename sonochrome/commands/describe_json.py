"""What is known of a music file as plain JSON values; every field is told in docs/describe.md and checked by docs/describe.schema.json."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from analysis.contrast import contrast_keywords
from analysis.describe import describe
from analysis.emotion_curve import emotion_curve
from analysis.sections import arrangement_sections, song_section
from songs.open_song import open_song
from sonochrome import __version__
from sonochrome.commands.describe_kept import FORMAT, Header, content_of, shown_name
from sonochrome.commands.passages import song_clips
from vocabulary.descriptor import Emotion, EmotionPoint, Genre, Groove, Key, Models, MusicDescriptor, Progression
from vocabulary.live_set import Section, Song
from vocabulary.notes import Clip, Track
from vocabulary.units import Ticks, to_beats

PLACES = 4
"""Decimal places of shares and rates; more would be noise."""


def describe_file(path: Path, models: Models) -> str:
    """Describe one music file as one line of JSON without its line break.

    Raises:
        SongError: if it cannot be read; the message names the file and the reason.
    """
    song = open_song(path)
    header = Header(FORMAT, shown_name(path), content_of(path), f"sonochrome {__version__}", models)
    return json.dumps({**asdict(header), **song_values(song, models)}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def song_values(song: Song, models: Models) -> dict[str, Any]:
    """All that follows the header: `source`, `name`, `song`, `sections`, `clips`, `warnings`."""
    live_set, tempo_map = song.live_set, song.tempo_map
    whole = song_section(live_set, tempo_map=tempo_map, signatures=song.signatures)
    sections = arrangement_sections(live_set, tempo_map=tempo_map, signatures=song.signatures)
    clips = tuple(song_clips(song))
    return {
        "source": song.source,
        "name": live_set.name,
        "song": {**music_values(describe(whole, models=models)), "emotion_curve": _curve(emotion_curve(whole, models))},
        "sections": [
            {**_place(section), **music_values(music)} for section, music in zip(sections, _described(sections, models), strict=True)
        ],
        "clips": [
            {**_clip_place(track, clip), **music_values(music)}
            for (track, clip, _), music in zip(clips, _described([section for _, _, section in clips], models), strict=True)
        ],
        "warnings": list(song.warnings),
    }


def music_values(music: MusicDescriptor) -> dict[str, Any]:
    """What is known of one passage; times are in beats from the passage's start."""
    progressions = [_progression(found) for found in music.progressions]
    return {
        "key": _key(music.key),
        "key_spans": [{**_span(span.start_time, span.end_time), "key": _key(span.key)} for span in music.key_spans],
        "chords": [{**_span(c.start_time, c.end_time), "label": c.label, "roman": c.roman} for c in music.chords],
        "progression": progressions[0] if progressions else None,
        "progressions": progressions,
        **_genre(music.genre),
        "groove": _groove(music.groove),
        "emotion": _emotion(music.emotion),
        "keywords": [{"word": k.word, "weight": round(k.weight, PLACES), "because": k.because} for k in music.keywords],
        "tempo_bpm": round(music.tempo, PLACES),
        "time_signature": f"{music.signature_numerator}/{music.signature_denominator}",
        "rhythm": _rounded(asdict(music.rhythm)),
        "texture": _rounded(asdict(music.texture)),
        "pitch_classes": [round(share, PLACES) for share in music.pitch_classes],
        "notes": music.note_count,
    }


def _described(sections: Sequence[Section], models: Models) -> tuple[MusicDescriptor, ...]:
    """Describe passages that are heard beside each other: their keywords are those that set one apart from the rest.

    Equal music, wherever it is and whatever it is called, is described once.
    """
    known: defaultdict[tuple[int, int], list[tuple[Section, MusicDescriptor]]] = defaultdict(list)
    found = []
    for section in sections:
        content = replace(section, id="", name="", start_time=Ticks(0), end_time=section.length)
        alike = known[content.length, sum(len(part.notes) for part in content.parts)]  # hashing all notes would take longer
        music = next((music for other, music in alike if other == content), None)
        if music is None:
            music = describe(content, models=models)
            alike.append((content, music))
        found.append(music)
    return tuple(replace(music, keywords=words) for music, words in zip(found, contrast_keywords(found), strict=True))


def _place(section: Section) -> dict[str, Any]:
    return {"id": section.id, "name": section.name, **_span(section.start_time, section.end_time)}


def _clip_place(track: Track, clip: Clip) -> dict[str, Any]:
    placed = clip.start_time is not None and clip.end_time is not None
    return {
        "id": clip.id,
        "name": clip.name,
        "track": track.name,
        "slot": clip.slot,
        "start_beats": to_beats(clip.start_time) if placed and clip.start_time is not None else None,
        "end_beats": to_beats(clip.end_time) if placed and clip.end_time is not None else None,
    }


def _span(start: Ticks, end: Ticks) -> dict[str, float]:
    return {"start_beats": to_beats(start), "end_beats": to_beats(end)}


def _key(key: Key) -> dict[str, Any]:
    return {
        "tonic": key.tonic,
        "mode": key.mode,
        "name": key.name,
        "confidence": round(key.confidence, PLACES),
        "alternative": key.alternative,
    }


def _progression(found: Progression) -> dict[str, Any]:
    return {
        "name": found.name,
        "numerals": list(found.numerals),
        **_span(found.start_time, found.end_time),
        "rounds": found.rounds,
        "because": found.because,
    }


def _genre(genre: Genre) -> dict[str, Any]:
    return {
        "genre": {name: round(probability, PLACES) for name, probability in genre.probabilities},
        "genre_name": genre.name,
        "subgenre": genre.subgenre,
        "genre_because": list(genre.because),
    }


def _groove(groove: Groove) -> dict[str, Any]:
    return {"style": groove.style, "probabilities": {name: round(probability, PLACES) for name, probability in groove.probabilities}}


def _emotion(emotion: Emotion) -> dict[str, Any]:
    return {**_rounded(asdict(emotion), ("valence", "arousal", "confidence")), "because": list(emotion.reasons)}


def _curve(points: Sequence[EmotionPoint]) -> list[dict[str, Any]]:
    return [{**_span(point.start_time, point.end_time), **_emotion(point.emotion)} for point in points]


def _rounded(values: dict[str, Any], names: Sequence[str] = ()) -> dict[str, Any]:
    return {name: round(values[name], PLACES) for name in names or values}
