"""What the viewer says in words: how things stand with the next step, how music feels, where a beat lies."""

import math
from dataclasses import dataclass
from typing import Literal

from gui.state import ViewerState

Mood = Literal["good", "waiting", "bad"]

CIRCUMPLEX = ("pleased", "excited", "aroused", "tense", "displeased", "gloomy", "sleepy", "serene")
"""Words around the valence-arousal plane, 45 degrees each, from pleasant counter-clockwise.

Source: Russell (1980), "A circumplex model of affect", figure 2 (the order of the eight affect concepts).
"""
NEUTRAL_RADIUS = 0.12


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand: a mood for the dot, a headline, and what to do next ("" if nothing)."""

    mood: Mood
    headline: str
    next_step: str = ""


def standing(state: ViewerState) -> Standing:
    """How things stand with daemon and Live, with the next step."""
    if not state.connected:
        if "update both" in state.reason:
            return Standing("bad", "Daemon and viewer are of different versions", state.reason)
        if state.ever_connected:
            return Standing("bad", "The daemon is gone; the picture stays", "it comes back by itself under `sonochrome run`")
        return Standing("waiting", "Waiting for Sonochrome's daemon", "start it with: sonochrome run")
    status = state.status
    if status is None:
        return Standing("waiting", "Connected; asking what plays")
    if status.device == "lost":
        return Standing(
            "bad", "Ableton Live does not answer; the picture stays", "is Live still open, with the Sonochrome device on a track?"
        )
    if status.device == "off":
        return Standing("waiting", "The Sonochrome device is switched off", "switch it on in Live to go on")
    if status.device == "connected" or status.source:
        return Standing("good", _connected_headline(status.source, status.set_name), status.refused or status.message)
    return Standing("waiting", "Waiting for Ableton Live", "put the Sonochrome device on a MIDI track")


def pictures_line(state: ViewerState) -> str:
    """How far the pictures are: "5 of 8 pictures, drawing Chorus"."""
    status = state.status
    if status is None or not status.sections:
        return ""
    done = "all" if status.final_pictures >= status.sections else f"{status.final_pictures} of"
    drawing = f"  ·  drawing {status.drawing}" if status.drawing else ""
    safe = "  ·  safe mode" if status.safe_mode else ""
    return f"{done} {status.sections} pictures{drawing}{safe}"


def emotion_words(valence: float, arousal: float) -> str:
    """A word or two for a point of the plane: "strongly excited", "a little gloomy", "neutral"."""
    radius = math.hypot(valence, arousal)
    if not radius >= NEUTRAL_RADIUS:
        return "neutral"
    word = CIRCUMPLEX[round(math.degrees(math.atan2(arousal, valence)) / 45) % 8]
    degree = "a little " if radius < 0.35 else "strongly " if radius > 0.8 else ""
    return degree + word


def song_position(beats: float, beats_per_bar: float) -> str:
    """Bar and beat counted from 1, as Live shows them: "17.3"; bars before the song's start count down from 0."""
    beats += 1e-6  # a clock that is a hair behind the bar line is on it
    bar = math.floor(beats / beats_per_bar)
    beat = math.floor(beats - bar * beats_per_bar)
    return f"{bar + 1}.{beat + 1}"


def chord_name(label: str) -> str:
    """A chord in Harte syntax as musicians write it: "Gm7" for "G:min7", "A#" for "A#:maj", "C7/b7" for "C:7/b7", "" for none.

    >>> [chord_name(label) for label in ("G:min7", "A#:maj", "C:7/b7", "F:maj7", "D", "N")]
    ['Gm7', 'A#', 'C7/b7', 'Fmaj7', 'D', '']
    """
    chord, slash, bass = label.partition("/")
    root, _, quality = chord.partition(":")
    if root == "N":
        return ""
    short = {"maj": "", "min": "m", "minmaj7": "m(maj7)"}.get(quality, quality)
    if short.startswith("min"):
        short = "m" + short[3:]
    return root + short + slash + bass


def confidence_word(confidence: float) -> str:
    """How sure a finding is, in a word."""
    return "certain" if confidence >= 0.8 else "likely" if confidence >= 0.5 else "perhaps"


def _connected_headline(source: str, set_name: str) -> str:
    name = f"“{set_name}”" if set_name else "an unsaved set"
    return f"Playing the file {name}" if source == "file" else f"Connected to Ableton Live: {name}"
