"""Small live sets, looks and requests for the tests of the daemon's side."""

from collections.abc import Sequence

from vocabulary.live_set import LiveSet, Locator, Part, Section, Transport
from vocabulary.look import COLOR_ROLES, Color, Form, Light, Look
from vocabulary.notes import Clip, Note, Track
from vocabulary.pictures import PictureRequest, Quality
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks


def ticks(beats: float) -> Ticks:
    return Ticks(round(beats * TICKS_PER_BEAT))


def notes(count: int, pitch: int = 60, step: float = 1.0) -> tuple[Note, ...]:
    return tuple(Note(ticks(index * step), pitch + (index * 7) % 24, ticks(step)) for index in range(count))


def arrangement_clip(number: int, start: float, end: float, pitch: int = 60) -> Clip:
    length = ticks(end - start)
    return Clip(
        number,
        f"clip {number}",
        notes(int(end - start), pitch),
        Ticks(0),
        length,
        Ticks(0),
        length,
        start_time=ticks(start),
        end_time=ticks(end),
    )


def session_clip(number: int, slot: int, pitch: int = 60, beats: float = 16) -> Clip:
    return Clip(number, f"clip {number}", notes(int(beats), pitch), Ticks(0), ticks(beats), Ticks(0), ticks(beats), looping=True, slot=slot)


def arrangement_set(starts: Sequence[float] = (0, 32, 64, 96), end: float = 128, pitch: int = 60, set_id: int = 7) -> LiveSet:
    """One track; a locator and a clip at each start."""
    edges = [*starts, end]
    clips = tuple(arrangement_clip(10 + index, edges[index], edges[index + 1], pitch + index) for index in range(len(starts)))
    locators = tuple(Locator(ticks(start), f"part {index}") for index, start in enumerate(starts))
    return LiveSet(set_id, "small", (Track(1, "keys", arrangement_clips=clips),), locators)


def session_set(scenes: int = 3, **playing: int | None) -> LiveSet:
    """Two tracks, ids 1 and 2, with a clip in each of the scenes."""
    tracks = tuple(
        Track(
            track,
            f"track {track}",
            session_clips=tuple(session_clip(100 * track + slot, slot, 40 + 12 * track + slot) for slot in range(scenes)),
        )
        for track in (1, 2)
    )
    return LiveSet(8, "session", tracks, scenes=tuple(f"scene {index}" for index in range(scenes)), launch_quantization=ticks(4))


def transport(beats: float = 0.0, *, playing: bool = True, loop: tuple[float, float] | None = None) -> Transport:
    start, end = loop or (0.0, 0.0)
    return Transport(playing, ticks(beats), Bpm(120.0), loop=loop is not None, loop_start=ticks(start), loop_length=ticks(end - start))


def section(section_id: str = "a0", start: float = 0.0, end: float = 16.0) -> Section:
    return Section(section_id, f"name of {section_id}", ticks(start), ticks(end), (Part("keys", notes(int(end - start))),))


def look(seed: int = 1) -> Look:
    palette = tuple(Color(role, 0.15 + 0.13 * index, 0.05, 40.0 * index) for index, role in enumerate(COLOR_ROLES))
    return Look("paper", "paper", palette, Light(), Form(), 0.1, 0.2, 0.6, ("hills",), "hills", "", seed)


def request(seed: int = 1, *, quality: Quality = "draft", side_px: int = 32, renderer: str = "painter") -> PictureRequest:
    return PictureRequest(
        look(seed), (Part("", notes(16)),), ticks(16), width_px=side_px, height_px=side_px, quality=quality, renderer=renderer
    )
