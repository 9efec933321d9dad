"""What the timeline of a stage shows of a Live set."""

from bridge.stage.protocol import ClipDocument, SetDocument, TrackDocument
from songs.unroll import arrangement_length
from vocabulary.live_set import LiveSet
from vocabulary.notes import Clip, Track
from vocabulary.units import to_beats

CONTOUR_POINTS = 64
"""As many points as a clip on the timeline is wide at most, roughly, in units that an eye tells apart."""


def set_document(live_set: LiveSet) -> SetDocument:
    """Tracks, clips and locators in beats."""
    return SetDocument(
        name=live_set.name,
        tracks=tuple(_track(track) for track in live_set.tracks),
        locators=tuple((to_beats(locator.time), locator.name) for locator in live_set.locators),
        length=to_beats(arrangement_length(live_set)),
        notes=sum(len(clip.notes) for track in live_set.tracks for clip in track.arrangement_clips + track.session_clips),
    )


def contour(clip: Clip) -> tuple[tuple[float, float], ...]:
    """The clip's shape as up to 64 points (time 0..1 of its loop or length, pitch 0..1 of MIDI's range), evenly picked in time."""
    length = clip.loop_end - clip.loop_start
    notes = [note for note in clip.notes if clip.loop_start <= note.start_time < clip.loop_end and not note.mute]
    step = max(1, -(-len(notes) // CONTOUR_POINTS))
    return tuple((round((note.start_time - clip.loop_start) / length, 4), round(note.pitch / 127, 4)) for note in notes[::step])


def _track(track: Track) -> TrackDocument:
    return TrackDocument(track.name, track.color, track.kind, tuple(_clip(clip) for clip in track.arrangement_clips + track.session_clips))


def _clip(clip: Clip) -> ClipDocument:
    if clip.start_time is None or clip.end_time is None:
        start, end = to_beats(0), to_beats(clip.loop_end - clip.loop_start)
    else:
        start, end = to_beats(clip.start_time), to_beats(clip.end_time)
    return ClipDocument(clip.name, clip.color, start, end, -1 if clip.slot is None else clip.slot, contour(clip))
