"""Which parts are drums: their notes name instruments, not pitches, so keys and chords leave them out."""

import re

import numpy as np
from numpy.typing import NDArray

from vocabulary.live_set import Part
from vocabulary.notes import GM_DRUM_PROGRAM
from vocabulary.units import TICKS_PER_BEAT

DRUM_NAME = re.compile(
    r"(?<![a-z])("
    r"drums?|drum[ _-]?(kit|rack|loop|machine)|kit|kicks?|bd|bass ?drums?|snares?|sd|claps?|hats?|hi-?hats?|hh|oh|ch|cymbals?|crash|ride"
    r"|toms?|perc|percs|percussions?|bongos?|congas?|shakers?|tambourines?|cowbells?|rim(shot)?s?|breaks?|beats?|[tc]r-?[5-9]0[5-9]"
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
LOWEST_KITS = (35, 36)
"""Bass drum of General MIDI, and of Live's drum racks, whose first pad is C1 = 36."""
FEWEST_NOTES = 8
MOST_PITCHES = 12
SHORT_TICKS = TICKS_PER_BEAT // 2


def is_drums(part: Part) -> bool:
    """Say whether a part is played on drums.

    A General MIDI drum program decides; then the track's name; then the notes: a beat holds a bass drum, few different pitches,
    no semitone-rich chords, and nothing but short notes of about one length.
    """
    if part.program == GM_DRUM_PROGRAM:
        return True
    name = part.track_name.lower()
    if re.search(PITCHED_NAME, name) and not re.search(r"bass ?drum", name):
        return False
    if re.search(DRUM_NAME, name):
        return True
    if part.program >= 0 or len(part.notes) < FEWEST_NOTES:
        return False
    pitches = np.fromiter((note.pitch for note in part.notes), np.int64, len(part.notes))
    durations = np.fromiter((note.duration for note in part.notes), np.int64, len(part.notes))
    return _plays_like_drums(pitches, durations)


def _plays_like_drums(pitches: NDArray[np.int64], durations: NDArray[np.int64]) -> bool:
    """Few short notes in the drum map around a bass drum; a bass line moves by other steps than a kit's scattered pads."""
    used = np.unique(pitches)
    if used[0] not in LOWEST_KITS or used[-1] not in GM_DRUM_PITCHES or len(used) > MOST_PITCHES:
        return False
    share_of_lowest = float(np.mean(pitches <= LOWEST_KITS[-1]))
    kit = np.isin(pitches, (35, 36, 37, 38, 39, 40, 42, 44, 46, 49, 51))
    return bool(np.quantile(durations, 0.9) <= SHORT_TICKS and share_of_lowest >= 0.08 and np.mean(kit) >= 0.75 and len(used) >= 2)
