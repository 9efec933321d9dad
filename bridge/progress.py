"""How far the pictures of a plan are: what is found, what is ready, what is to be drawn next. Pure."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from bridge.pipeline import Depicted
from bridge.planner import Plan
from bridge.show import Depiction
from bridge.wish_book import Targets
from bridge.workshop import Order
from vocabulary.descriptor import MusicDescriptor
from vocabulary.live_set import Section
from vocabulary.pictures import PictureRequest, Show
from vocabulary.units import to_beats


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found about a section within a set of this mood; `document` names its description."""

    section: Section
    mood: MusicDescriptor | None
    depicted: Depicted
    document: str


class Places(Protocol):
    """Where files of pictures go: the library."""

    def path(self, picture_id: str) -> Path:
        """Where the picture goes."""
        ...

    def thumbnail_path(self, picture_id: str) -> Path:
        """Where its small copy goes."""
        ...


class SectionLine(msgspec.Struct, frozen=True):
    """One line of `/sections`; beats; `end` None until further notice. Ids of pictures are "" until they are ready.

    `request` names the final picture ready or not; `/request/<id>` has what to paint it from in any size. `track` and `clip` are
    those whose wishes rule the section.
    """

    id: str
    name: str
    start: float
    end: float | None
    draft: str
    final: str
    request: str
    style: str = ""
    track: str = ""
    clip: str = ""


def entry_of(section: Section, entries: Mapping[str, Entry]) -> Entry | None:
    """What was found about this very section, not about one that had its place before an edit."""
    entry = entries.get(section.id)
    return entry if entry is not None and entry.section is section else None


def unfinished(plan: Plan, entries: Mapping[str, Entry], ready: Container[str]) -> tuple[Section, ...]:
    """The sections without a final picture, most wanted first."""
    return tuple(
        section for section in plan.wanted if (entry := entry_of(section, entries)) is None or entry.depicted.final_id not in ready
    )


def orders(plan: Plan, entries: Mapping[str, Entry], ready: Container[str], places: Places, *, finals: bool) -> tuple[Order, ...]:
    """What to draw: drafts and finals of what is on stage now and next, then all drafts, then all finals.

    Args:
        ready: Digests of the pictures that are there.
        finals: Whether final pictures may be drawn now.
    """
    found: dict[str, Order] = {}
    for sections in (plan.wanted[: plan.urgent], plan.wanted[plan.urgent :]):
        known = [entry.depicted for section in sections if (entry := entry_of(section, entries)) is not None]
        missing = [depicted for depicted in known if depicted.final_id not in ready]
        for digest, request in (*_drafts(missing), *(_finals(missing) if finals else ())):
            if digest not in ready:
                found[digest] = Order(digest, request, places.path(digest), places.thumbnail_path(digest))
    return tuple(found.values())


def section_lines(
    plan: Plan, entries: Mapping[str, Entry], ready: Container[str], targets_of: Callable[[Section], Targets]
) -> tuple[SectionLine, ...]:
    """All sections of the set and what plays, in order."""
    lines = []
    for place in plan.planned:
        section, entry = place.section, entry_of(place.section, entries)
        draft, final = (entry.depicted.draft_id, entry.depicted.final_id) if entry else ("", "")
        end = None if place.end_time is None else to_beats(place.end_time)
        shown = (draft if draft in ready else "", final if final in ready else "")
        targets = targets_of(section)
        names = (targets.track.name if targets.track else "", targets.clip.name if targets.clip else "")
        style = entry.depicted.look.style if entry else ""
        lines.append(SectionLine(section.id, section.name, to_beats(place.start_time), end, *shown, final, style, *names))
    return tuple(lines)


def depictions_of(entries: Iterable[Entry]) -> dict[str, Depiction]:
    """What the show needs to know of sections, by their ids."""
    return {
        entry.section.id: Depiction(entry.depicted.draft_id, entry.depicted.final_id, entry.depicted.look.energy, entry.document)
        for entry in entries
    }


def in_use(entries: Mapping[str, Entry], show: Show) -> set[str]:
    """Pictures that are in the show, or belong to the set as it is."""
    digests = {digest for entry in entries.values() for digest in (entry.depicted.draft_id, entry.depicted.final_id)}
    return digests | {cue.picture_id for cue in show.cues}


def _drafts(depicted: list[Depicted]) -> Iterator[tuple[str, PictureRequest]]:
    return ((one.draft_id, one.draft) for one in depicted)


def _finals(depicted: list[Depicted]) -> Iterator[tuple[str, PictureRequest]]:
    return ((one.final_id, one.final) for one in depicted)
