"""Which parts are drums: their notes name instruments, not pitches, so keys and chords leave them out."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from vocabulary.live_set import Part
from vocabulary.notes import GM_DRUM_PROGRAM, Note
from vocabulary.units import TICKS_PER_BEAT

DRUM_NAME = re.compile(
    r"(?<![a-z])("
    r"drums?|drs?|drum[ _-]?(kit|rack|loop|machine)|kit|kicks?|bd|bass ?drums?|snares?|sd|claps?|hats?|hi-?hats?|hh|oh|ch|cymbals?|crash"
    r"|ride|toms?|perc|percs|percussions?|bongos?|congas?|shakers?|tambourines?|cowbells?|rim(shot)?s?|breaks?|beats?|[tc]r-?[5-9]0[5-9]"
    r"|schlagzeug|batterie|bateria|batteria"
    r")(?![a-z])"
)
"""Words that name a drum track, whole words only: "Kick 2" and "808 hats", not "Hatfield strings"."""

PITCHED_NAME = re.compile(
    r"(?<![a-z])(piano|keys|strings?|bass|lead|pads?|synth|guitar|violin|cello|flute|vocals?|voice|melody|chords?|arp|organ"
    r"|brass|horns?|bells?|vibes?|marimba|steel drums?|timpani)(?![a-z])"
)
"""Words that name a pitched track, even where its notes look like drums."""

GM_DRUM_PITCHES = range(35, 82)
"""Key-based percussion map of General MIDI level 1: 35 acoustic bass drum .. 81 open triangle."""
FIRST_PAD = 36
"""C1, where the first of a sampler's slices lies."""
LOWEST_KITS = (35, FIRST_PAD)
"""Bass drum of General MIDI, and of Live's drum racks, whose first pad is C1 = 36."""
FEWEST_NOTES = 8
MOST_PITCHES = 12
SHORT_TICKS = TICKS_PER_BEAT // 2
CLICK_NOTES, CLICK_TICKS = 16, TICKS_PER_BEAT // 4
"""A part of one pitch, at least so many notes and none longer: a metronome, or what opens a gate."""
TRIGGER_TICKS = TICKS_PER_BEAT // 32
"""Pads send notes no longer than this, which nobody plays on keys."""
FEWEST_SLICES, MOST_JUMPS = 8, 0.2
"""Pads that slices fill without a gap, and share of steps to another than the next one: a loop cut up, played as it was."""


def is_drums(part: Part) -> bool:
    """Say whether a part is played on drums.

    A General MIDI drum program decides; then the track's name; then the notes: a beat holds a bass drum, few different pitches,
    no semitone-rich chords, and nothing but short notes of about one length. Of parts of a Live set, which have a name, clicks, pads
    without length and the slices of a loop are told too.
    """
    if part.program == GM_DRUM_PROGRAM:
        return True
    named = _names_drums(part.track_name)
    if named is not None:
        return named
    if part.program >= 0 or len(part.notes) < FEWEST_NOTES:
        return False
    return _plays_like_drums(part.notes) or (part.track_name != "" and _has_no_pitches(part.notes))


@lru_cache(maxsize=1024)
def _names_drums(track_name: str) -> bool | None:
    """What a track's name says; None for nothing."""
    name = track_name.lower()
    if re.search(PITCHED_NAME, name) and not re.search(r"bass ?drum", name):
        return False
    return True if re.search(DRUM_NAME, name) else None


def _plays_like_drums(notes: Sequence[Note]) -> bool:
    """Few short notes in the drum map around a bass drum; a bass line moves by other steps than a kit's scattered pads."""
    heights = [note.pitch for note in notes]
    used = sorted(set(heights))
    if used[0] not in LOWEST_KITS or used[-1] not in GM_DRUM_PITCHES or len(used) > MOST_PITCHES:
        return False
    pitches, durations = np.array(heights), np.array([note.duration for note in notes])
    share_of_lowest = float(np.mean(pitches <= LOWEST_KITS[-1]))
    kit = np.isin(pitches, (35, 36, 37, 38, 39, 40, 42, 44, 46, 49, 51))
    return bool(np.quantile(durations, 0.9) <= SHORT_TICKS and share_of_lowest >= 0.08 and np.mean(kit) >= 0.75 and len(used) >= 2)


def _has_no_pitches(notes: Sequence[Note]) -> bool:
    """Whether notes stand for something else than pitches: a click, pads of an electronic kit, or slices of a recording."""
    pitches, durations = np.array([note.pitch for note in notes]), np.array([note.duration for note in notes])
    used = np.unique(pitches)
    if len(used) == 1:
        return len(notes) >= CLICK_NOTES and int(durations.max()) <= CLICK_TICKS
    if np.quantile(durations, 0.9) <= TRIGGER_TICKS:
        return True
    gapless = used[0] == FIRST_PAD and used[-1] - used[0] + 1 == len(used) >= FEWEST_SLICES
    return bool(gapless and np.mean(np.diff(pitches) != 1) <= MOST_JUMPS)
