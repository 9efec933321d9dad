"""From a section, what it is and how it looks to the request that a renderer draws."""

import re

from render.score import is_drums
from vocabulary.descriptor import MusicDescriptor
from vocabulary.live_set import Part, Section
from vocabulary.look import Look
from vocabulary.notes import GM_DRUM_PROGRAM, UNKNOWN_PROGRAM
from vocabulary.pictures import PictureRequest, Quality

_ROOT = re.compile(r"([A-G])([#b]*)")
_NATURALS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def picture_request(
    section: Section, music: MusicDescriptor, look: Look, *, quality: Quality, width_px: int, height_px: int
) -> PictureRequest:
    """The request for a section's picture.

    Names and colours of tracks are left out, so that renaming a track does not draw its pictures again.
    """
    return PictureRequest(
        look=look,
        parts=tuple(_anonymous(part) for part in section.parts if part.notes),
        length=section.length,
        tempo=section.tempo,
        signature_numerator=section.signature_numerator,
        signature_denominator=section.signature_denominator,
        chords=tuple((chord.start_time, chord.end_time, root_of(chord.label), chord.label) for chord in music.chords),
        width_px=width_px,
        height_px=height_px,
        quality=quality,
    )


def root_of(label: str) -> int:
    """Root pitch class of a chord label in Harte syntax, -1 for "N" and "X".

    >>> root_of("Gb:min7/b3"), root_of("N")
    (6, -1)
    """
    match = _ROOT.match(label)
    if match is None:
        return -1
    letter, signs = match.groups()
    return (_NATURALS[letter] + signs.count("#") - signs.count("b")) % 12


def _anonymous(part: Part) -> Part:
    return Part("", part.notes, program=GM_DRUM_PROGRAM if is_drums(part) else UNKNOWN_PROGRAM)
