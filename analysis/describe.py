"""Say what a passage of music is: the front door of this folder."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from analysis.beats import BeatMap, find_beat_map
from analysis.blue_notes import BlueSigns
from analysis.chord_line import chord_line
from analysis.chords import label_chords
from analysis.drum_features import drum_features
from analysis.emotion import estimate_emotion
from analysis.emotion_reasons import agree_with_key
from analysis.genre import estimate_genre
from analysis.groove import estimate_groove
from analysis.keys import UNCLEAR_KEY
from analysis.keywords import find_keywords
from analysis.local_keys import PassageKeys, find_keys
from analysis.material import has_harmony
from analysis.passage import Passage, passage_of
from analysis.pitch import pitch_class_profile, sounding_shares
from analysis.progressions import find_progressions
from analysis.rhythm import describe_rhythm
from analysis.rival_tonic import doubted
from analysis.subgenre import refine_genre
from analysis.subgenre_measures import subgenre_measures
from analysis.texture import describe_texture
from vocabulary.descriptor import KeySpan, Models, MusicDescriptor
from vocabulary.live_set import Section
from vocabulary.units import Ticks


def describe(section: Section, *, models: Models = "learned") -> MusicDescriptor:
    """Describe the music of a section: key, chords, rhythm, texture, emotion and keywords, each with its reason.

    A pure function of the notes, tempo and signature: equal sections give equal descriptors, on any machine. Any section is answered,
    the empty one too. Numbers are rounded, so that no sum's last bit shows.

    Args:
        section: The music.
        models: "learned" judges with the shipped trained weights; "formula" with documented formulas and published tables alone.
    """
    passage = passage_of(section)
    profile = pitch_class_profile(passage)
    beat_map = find_beat_map(passage)
    metrical = beat_map.apply(passage) if beat_map else passage
    shares = sounding_shares(metrical)
    harmonic = has_harmony(metrical)
    keys = find_keys(metrical, models, shares) if harmonic else PassageKeys(UNCLEAR_KEY, _unclear(metrical))
    key, key_spans = keys.key, keys.spans
    chords = label_chords(metrical, key_spans, shares, models)
    line = chord_line(chords if harmonic else (), key, key_spans)
    strokes = drum_features(passage)
    names = [part.track_name for part in section.parts]
    heard = estimate_genre(metrical, names, models, None if beat_map else strokes)
    rhythm = describe_rhythm(metrical)
    signs = BlueSigns(line, profile, rhythm.swing, metrical.signature_numerator == 3)
    patterns = progressions = find_progressions(line, metrical.bar_ticks, heard.name, signs, _to_file(beat_map, passage))
    doubtful = doubted(key, line, patterns)
    key, key_spans = doubtful, tuple(replace(span, key=doubtful) if span.key == key else span for span in key_spans)
    if beat_map:
        key_spans = beat_map.restore(key_spans, passage.length)
        chords = beat_map.restore(chords, passage.length)
        progressions = beat_map.restore(progressions, passage.length)
    texture = describe_texture(passage)
    genre = refine_genre(heard, subgenre_measures(line, patterns, key, rhythm, texture, metrical))
    emotion = estimate_emotion(passage, profile, rhythm, texture, models)
    described = MusicDescriptor(
        key=key,
        key_spans=key_spans,
        chords=chords,
        progressions=progressions,
        rhythm=rhythm,
        texture=texture,
        genre=genre,
        groove=estimate_groove(passage, models, strokes),
        emotion=agree_with_key(emotion, key),
        keywords=(),
        tempo=section.tempo,
        signature_numerator=section.signature_numerator,
        signature_denominator=section.signature_denominator,
        pitch_classes=tuple(round(float(share), 6) for share in profile),
        note_count=len(passage.starts),
    )
    return replace(described, keywords=find_keywords(described))


def _unclear(passage: Passage) -> tuple[KeySpan, ...]:
    """The spans of keys of a passage without harmony: one if anything but drums sounds."""
    return (KeySpan(Ticks(0), Ticks(passage.length), UNCLEAR_KEY),) if (~passage.drums).any() else ()


def _to_file(beat_map: BeatMap | None, passage: Passage) -> Callable[[int], int]:
    """Where a tick of the beats that were found lies in the file, which reasons are told in like times."""
    if beat_map is None:
        return int
    return lambda ticks: int(beat_map.restore_ticks(np.array([ticks]), passage.length)[0])
