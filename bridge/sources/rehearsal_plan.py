"""What a rehearsal plays: the sections as the daemon must find them, in order."""

from dataclasses import dataclass

from analysis.sections import arrangement_sections, session_section
from bridge.sources.rehearsal_measure import Place, arrangement_places, session_places
from bridge.sources.scene_launcher import Launch
from bridge.sources.simulated_set import SimulatedSet
from bridge.sources.true_clock import TrueClock
from songs.unroll import unroll_arrangement_clip
from vocabulary.live_set import LiveSet, Section, SignatureChange
from vocabulary.notes import Clip
from vocabulary.units import Bpm, Ticks, beats_per_bar

SCENE_BARS = 8
"""How long each scene of a set without an arrangement plays."""
SHORTEST_ANNOUNCED_GRID = 0.5
"""Beats of launch quantisation below which nobody can know a launch early enough."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A passage of the rehearsal: a section with its place; `launch` for a scene."""

    section: Section
    place: Place
    launch: Launch | None = None


def plan_stops(live: SimulatedSet, clock: TrueClock) -> tuple[Stop, ...]:
    """The sections of the arrangement, else of the scenes in order, eight bars each.

    They are cut here from the simulated Live's own set, so that a section that the daemon does not find is missed.
    """
    signature = clock.signature_at(0.0)
    tempo = Bpm(round(clock.tempo_at(0.0) * 10000) / 10000)  # as it travels
    arrangement = arrangement_sections(live.live_set, tempo=tempo, signatures=(SignatureChange(Ticks(0), *signature),))
    if arrangement:
        return tuple(Stop(section, place) for section, place in zip(arrangement, arrangement_places(arrangement), strict=True))
    return _scenes(live, signature, tempo)


def sounding_clip(live_set: LiveSet, stop: Stop) -> Clip | None:
    """The first clip that is heard in a section, or None."""
    for track in live_set.tracks:
        clips = track.arrangement_clips if stop.launch is None else track.session_clips
        for clip in () if track.muted else clips:
            if not clip.muted and _sounds(clip, stop):
                return clip
    return None


def _scenes(live: SimulatedSet, signature: tuple[int, int], tempo: Bpm) -> tuple[Stop, ...]:
    live_set = live.live_set
    found: list[tuple[Launch, Section]] = []
    for scene in sorted({clip.slot for track in live_set.tracks for clip in track.session_clips if clip.slot is not None}):
        slots = {track.id: scene for track in live_set.tracks if any(clip.slot == scene for clip in track.session_clips)}
        section = session_section(
            live_set, slots, Ticks(0), tempo=tempo, signature_numerator=signature[0], signature_denominator=signature[1]
        )
        if section is not None:
            found.append((Launch(scene, len(found) * SCENE_BARS * beats_per_bar(*signature)), section))
    announced = live.launch_grid_beats(signature) >= SHORTEST_ANNOUNCED_GRID
    places = session_places([(launch, section.id) for launch, section in found], announced=announced)
    return tuple(Stop(section, place, launch) for (launch, section), place in zip(found, places, strict=True))


def _sounds(clip: Clip, stop: Stop) -> bool:
    if stop.launch is not None:
        return clip.slot == stop.launch.scene and any(not note.mute for note in clip.notes)
    start, end = stop.section.start_time, stop.section.end_time
    if clip.start_time is None or clip.end_time is None or clip.start_time >= end or clip.end_time <= start:
        return False
    return any(start <= note.start_time < end and not note.mute for note in unroll_arrangement_clip(clip))
