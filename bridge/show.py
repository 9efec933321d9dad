"""The current show: from planned sections and the pictures that are ready to cues, and from cues to what stages are told."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.planner import Planned
from bridge.stage.protocol import Anchor, CueMessage
from vocabulary.live_set import Transport
from vocabulary.pictures import Cue, Picture, Show
from vocabulary.units import Beats, to_beats

SHORTEST_FADE_SHARE = 0.25
"""A crossfade takes at most this share of its section."""
_QUIET_FADE, _EXCITED_FADE = 2.0, 0.5
"""Factors of the usual crossfade at energy 0 and 1: calm music changes slowly."""


@dataclass(frozen=True, slots=True)
class Depiction:
    """What is known of a section's picture: digests of its two requests, its energy, and the hash of its description."""

    draft_id: str
    final_id: str
    energy: float = 0.5
    document: str = ""


def make_show(
    planned: tuple[Planned, ...],
    depictions: Mapping[str, Depiction],
    picture: Callable[[str], Picture | None],
    before: Show,
    *,
    fade_beats: float,
) -> Show:
    """Cues for all planned sections.

    A section whose picture is not ready keeps what was shown at that place before, so that an edit never empties the stage.

    Args:
        planned: Sections in their places; where two overlap, the later in the tuple rules.
        depictions: By section id; sections that are not described yet are missing.
        picture: The ready picture of a request's digest.
        before: The show until now.
        fade_beats: The usual crossfade.
    """
    return Show(tuple(_cue(place, depictions.get(place.section.id), picture, before, fade_beats) for place in planned))


def cue_messages(show: Show, depictions: Mapping[str, Depiction]) -> tuple[CueMessage, ...]:
    """The show as stages are told it; an endless cue ends at None."""
    return tuple(
        CueMessage(
            id=cue.id,
            name=cue.name,
            start=cue.start_time,
            end=None if math.isinf(cue.end_time) else cue.end_time,
            picture=cue.picture_id,
            quality=cue.quality,
            fade=cue.fade_beats,
            energy=cue.energy,
            document=depictions[cue.id].document if cue.id in depictions else "",
        )
        for cue in show.cues
    )


def anchor_of(transport: Transport, jump: int) -> Anchor:
    """Where the playhead was, as stages are told it; `jump` counts its unannounced jumps."""
    return Anchor(
        at=transport.received_at,
        beats=to_beats(transport.song_time),
        tempo=transport.tempo,
        playing=transport.is_playing,
        loop=transport.loop,
        loop_start=to_beats(transport.loop_start),
        loop_length=to_beats(transport.loop_length),
        numerator=transport.signature_numerator,
        denominator=transport.signature_denominator,
        jump=jump,
    )


def _cue(place: Planned, depiction: Depiction | None, picture: Callable[[str], Picture | None], before: Show, fade_beats: float) -> Cue:
    start = to_beats(place.start_time)
    end = Beats(math.inf) if place.end_time is None else to_beats(place.end_time)
    energy = depiction.energy if depiction else 0.5
    factor = _QUIET_FADE + (_EXCITED_FADE - _QUIET_FADE) * energy
    fade = min(fade_beats * factor, SHORTEST_FADE_SHARE * (end - start))
    for digest in (depiction.final_id, depiction.draft_id) if depiction else ():
        ready = picture(digest)
        if ready is not None:
            return Cue(place.section.id, start, end, ready.id, ready.quality, Beats(fade), energy, place.section.name)
    last = next((cue for cue in before.cues if cue.id == place.section.id and cue.start_time == start), None) or before.cue_at(start)
    if last is None:
        return Cue(place.section.id, start, end, "", "draft", Beats(fade), energy, place.section.name)
    return Cue(
        place.section.id,
        start,
        end,
        last.picture_id,
        "draft",
        Beats(fade),
        depiction.energy if depiction else last.energy,
        place.section.name,
    )
