"""Decide which sections there are, where each is shown, and which pictures are wanted first.

Everything follows from the Live set, the transport and the set's reference; the only memory is the start of an announced launch, so that
an announcement does not wander while Live takes its time to report that the clip plays.

In the arrangement, the section under the playhead comes first, then what the playhead reaches next (the loop taken into account), then
the rest. When session clips play, their section rules from the moment it started until further notice; clips that are about to start
are announced for the next line of the launch quantisation grid. All scenes are drawn in the background, so that a launched one is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.sections import arrangement_sections, session_section
from vocabulary.live_set import LiveSet, Section, SignatureChange, Transport
from vocabulary.units import Bpm, Ticks

Slots = tuple[tuple[int, int], ...]
"""(track id, scene index) of the session clips that play together, in track order."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Tempo (bpm) and signature that all pictures of a set are made with, whatever the automation does at the moment.

    They are the ones first heard with the set, kept in the library under the set's id: same set, same pictures.
    """

    tempo: Bpm = Bpm(120.0)
    signature_numerator: int = 4
    signature_denominator: int = 4


@dataclass(frozen=True, slots=True)
class Planned:
    """A section in its place; `end_time` None until further notice. Ticks of the song."""

    section: Section
    start_time: Ticks
    end_time: Ticks | None


@dataclass(frozen=True, slots=True)
class Cut:
    """What could be shown of a set: its arrangement in order of time, and its scenes in order."""

    live_set: LiveSet
    reference: Reference
    arrangement: tuple[Section, ...] = ()
    scenes: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is shown where, and every section once in the order in which its picture is wanted.

    Where two of `planned` overlap, the later one rules. `urgent` counts the first of `wanted` that are on stage now or next.
    """

    planned: tuple[Planned, ...] = ()
    wanted: tuple[Section, ...] = ()
    urgent: int = 0


def cut(live_set: LiveSet, reference: Reference) -> Cut:
    """Cut a set into sections; takes milliseconds to a tenth of a second, so it runs in a thread."""
    signatures = (SignatureChange(Ticks(0), reference.signature_numerator, reference.signature_denominator),)
    arrangement = arrangement_sections(live_set, tempo=reference.tempo, signatures=signatures)
    found: dict[str, Section] = {}
    for scene in sorted({clip.slot for track in live_set.tracks for clip in track.session_clips if clip.slot is not None}):
        section = _of_slots(live_set, _scene_slots(live_set, scene), reference)
        if section is not None:
            found.setdefault(section.id, section)
    return Cut(live_set, reference, arrangement, tuple(found.values()))


class Planner:
    """Plans for the newest set and transport."""

    def __init__(self) -> None:
        self._cut = Cut(LiveSet(), Reference())
        self._of_slots: dict[Slots, Section | None] = {}
        self._announced: tuple[Slots, Ticks] | None = None

    def take(self, newest: Cut) -> None:
        """From now on, plan for this set."""
        self._cut = newest
        self._of_slots = {}

    def plan(self, live_set: LiveSet, transport: Transport) -> Plan:
        """The plan of this moment.

        Args:
            live_set: For which clips play and are about to; its sections are those last taken.
            transport: Where the playhead is.
        """
        playing = self._section(_playing(live_set))
        coming_slots, start = self._launch(live_set, transport)
        coming = self._section(coming_slots)
        if coming is not None and playing is not None and coming.id == playing.id:
            coming = None
        planned = [Planned(section, section.start_time, section.end_time) for section in self._cut.arrangement]
        if playing is not None:
            planned.append(Planned(playing, _playing_start(live_set, transport), None))
        if coming is not None and start is not None:
            planned.append(Planned(coming, start, None))
        arrangement = in_order_of_need(self._cut.arrangement, transport)
        scenes = _from(self._cut.scenes, playing)
        first = [section for section in (playing, coming) if section is not None]
        if playing is not None:
            wanted = _once([*first, *scenes, *arrangement])
        else:
            wanted = _once([*arrangement[:1], *first, *arrangement[1:], *scenes])
        return Plan(tuple(planned), wanted, min(max(2, len(first) + (playing is None)), len(wanted)))

    def _launch(self, live_set: LiveSet, transport: Transport) -> tuple[Slots, Ticks | None]:
        """Which slots are about to play together, and when; the start is None where it cannot be announced."""
        fired = tuple((track.id, track.fired_slot) for track in live_set.tracks if track.fired_slot is not None)
        if not fired:
            self._announced = None
            return (), None
        slots = _after_launch(live_set, dict(fired))
        if self._announced is None or self._announced[0] != slots:
            self._announced = (slots, next_launch(transport, live_set.launch_quantization))
        start = self._announced[1]
        loop_end = transport.loop_start + transport.loop_length
        if transport.loop and transport.song_time < loop_end <= start:  # the playhead never gets there
            return slots, None
        return slots, start

    def _section(self, slots: Slots) -> Section | None:
        if not slots:
            return None
        if slots not in self._of_slots:
            self._of_slots[slots] = _of_slots(self._cut.live_set, dict(slots), self._cut.reference)
        return self._of_slots[slots]


def in_order_of_need(sections: Sequence[Section], transport: Transport) -> tuple[Section, ...]:
    """Sections of an arrangement (in order of time) in the order in which the playhead reaches them; the ones it has passed last.

    A loop is followed if the playhead is before its end: then comes the rest of the loop, its beginning, what follows it, what is before.
    """
    now = transport.song_time
    loop_end = transport.loop_start + transport.loop_length
    ahead = [section for section in sections if section.end_time > now]
    behind = [section for section in sections if section.end_time <= now]
    if not transport.loop or now >= loop_end:
        return (*ahead, *behind)
    to_loop_end = [section for section in ahead if section.start_time < loop_end]
    again = [section for section in sections if section.start_time < loop_end and section.end_time > transport.loop_start]
    return _once([*to_loop_end, *again, *ahead, *behind])


def next_launch(transport: Transport, quantization: Ticks) -> Ticks:
    """Song time at which a clip that was fired now starts: the next line of the launch quantisation grid (0: at once)."""
    now = max(transport.song_time, 0)
    return Ticks(-(-now // quantization) * quantization) if quantization > 0 else Ticks(now)


def _playing(live_set: LiveSet) -> Slots:
    return tuple((track.id, track.playing_slot) for track in live_set.tracks if track.playing_slot is not None)


def _playing_start(live_set: LiveSet, transport: Transport) -> Ticks:
    """When the newest of the playing clips started; earlier if the playhead went back since (the clips play on).

    Inside a loop it is the loop's start: the playhead will be there again while the clips still play.
    """
    times = [track.playing_since for track in live_set.tracks if track.playing_slot is not None and track.playing_since is not None]
    since = max(times, default=Ticks(0))
    if transport.loop and transport.song_time < transport.loop_start + transport.loop_length:
        return min(since, transport.loop_start)
    return since if since <= transport.song_time else Ticks(0)


def _after_launch(live_set: LiveSet, fired: Mapping[int, int]) -> Slots:
    """What plays once the fired clips do.

    A launched scene also stops the tracks that have no clip in it (Live's empty slots hold stop buttons). It is taken for one when all
    its clips are fired, and either there are several, or everything that plays is of one scene, too.
    """
    playing = dict(_playing(live_set))
    scenes = set(fired.values())
    if len(scenes) == 1:
        scene = _scene_slots(live_set, next(iter(scenes)))
        if scene == dict(fired) and (len(scene) > 1 or len(set(playing.values())) == 1):
            return _sorted(live_set, scene)
    return _sorted(live_set, {**playing, **fired})


def _scene_slots(live_set: LiveSet, scene: int) -> dict[int, int]:
    return {track.id: scene for track in live_set.tracks if any(clip.slot == scene for clip in track.session_clips)}


def _sorted(live_set: LiveSet, slots: Mapping[int, int]) -> Slots:
    return tuple((track.id, slots[track.id]) for track in live_set.tracks if track.id in slots)


def _of_slots(live_set: LiveSet, slots: Mapping[int, int], reference: Reference) -> Section | None:
    """The section counts from 0: its picture does not depend on when it is launched."""
    return session_section(
        live_set,
        slots,
        Ticks(0),
        tempo=reference.tempo,
        signature_numerator=reference.signature_numerator,
        signature_denominator=reference.signature_denominator,
    )


def _from(scenes: Sequence[Section], playing: Section | None) -> tuple[Section, ...]:
    """Scenes beginning with the one after the playing one: sets are mostly played downwards."""
    place = next((index for index, scene in enumerate(scenes) if playing is not None and scene.id == playing.id), -1)
    return (*scenes[place + 1 :], *scenes[: place + 1])


def _once(sections: Iterable[Section]) -> tuple[Section, ...]:
    return tuple({section.id: section for section in sections}.values())
