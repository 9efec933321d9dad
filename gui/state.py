"""All that the viewer shows, as one value; each event gives the next one. No Qt here."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bridge.stage.protocol import CueMessage, SectionDocument, SetDocument, Status, StyleDocument
from gui.cue_list import show_of
from gui.events import AnchorTold, Connected, Disconnected, Event, SectionTold, SetTold, ShowTold, StatusTold, StylesTold
from vocabulary.pictures import Show

NO_SECTIONS: Mapping[str, SectionDocument] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ViewerState:
    """What is known now.

    Attributes:
        connected: Whether a daemon answers.
        reason: Why not, in plain words.
        ever_connected: Whether one did before.
        live_set: None until told.
        cues: In the show's order; `show` is the same for asking which rules.
        styles: Those that can be chosen.
        sections: Descriptions by their hash, those of `cues` only.
        former: Descriptions that stand in for those that are not here yet, by the id of their cue.
        signature: Numerator and denominator.
    """

    connected: bool = False
    reason: str = ""
    ever_connected: bool = False
    status: Status | None = None
    live_set: SetDocument | None = None
    cues: tuple[CueMessage, ...] = ()
    show: Show = field(default=Show(), compare=False)
    sections: Mapping[str, SectionDocument] = field(default_factory=lambda: NO_SECTIONS)
    signature: tuple[int, int] = (4, 4)
    styles: tuple[StyleDocument, ...] = ()
    former: Mapping[str, SectionDocument] = field(default_factory=lambda: NO_SECTIONS)

    def after(self, event: Event) -> "ViewerState":
        """The state after one more event; the same object if the event says nothing new."""
        match event:
            case Connected():
                return replace(self, connected=True, ever_connected=True, reason="")
            case Disconnected(reason=reason):
                return replace(self, connected=False, reason=reason, status=None)
            case StatusTold(status=status):
                return replace(self, status=status)
            case StylesTold(styles=styles):
                return replace(self, styles=styles)
            case SetTold(document=document):
                return replace(self, live_set=document)
            case ShowTold(cues=cues):
                wanted = {cue.document for cue in cues}
                kept = {name: document for name, document in self.sections.items() if name in wanted}
                return replace(self, cues=cues, show=show_of(cues), sections=MappingProxyType(kept), former=self._former(cues))
            case SectionTold(hash=name, document=document):
                return replace(self, sections=MappingProxyType({**self.sections, name: document}))
            case AnchorTold(numerator=numerator, denominator=denominator) if self.signature != (numerator, denominator):
                return replace(self, signature=(numerator, denominator))
            case _:
                return self

    def cue(self, cue_id: str) -> CueMessage | None:
        """The cue of an id."""
        return next((cue for cue in self.cues if cue.id == cue_id), None)

    def cue_at(self, beats: float) -> CueMessage | None:
        """The cue that rules at a song time."""
        ruling = self.show.cue_at(beats)
        return self.cue(ruling.id) if ruling else None

    def section_of(self, cue: CueMessage | None) -> SectionDocument | None:
        """The description of a cue's section, if it is here."""
        if cue is None or not cue.document:
            return None
        return self.sections.get(cue.document) or self.former.get(cue.id)

    def _former(self, cues: tuple[CueMessage, ...]) -> Mapping[str, SectionDocument]:
        """What was known of the cues whose new description is on its way, so that a change of look does not blank the panels."""
        before = {cue.id: cue for cue in self.cues}
        coming = [cue.id for cue in cues if cue.document and cue.document not in self.sections and cue.id in before]
        return MappingProxyType({cue_id: known for cue_id in coming if (known := self.section_of(before[cue_id])) is not None})

    def length(self, beats: float) -> float:
        """Beats that the timeline spans, so that the song, all cues and the playhead are on it; at least 16."""
        ends = [cue.start + 32.0 if cue.end is None else cue.end for cue in self.cues]
        song = self.live_set.length if self.live_set else 0.0
        longest = max([16.0, song, *(end for end in ends if math.isfinite(end))])
        return longest if beats <= longest else math.ceil(beats / 64.0) * 64.0


def sections_wanted(state: ViewerState, beats: float) -> tuple[str, ...]:
    """Hashes of the descriptions to fetch, the nearest to the playhead first."""
    near = sorted(state.cues, key=lambda cue: (cue.start > beats, abs(cue.start - beats)))
    return tuple(dict.fromkeys(cue.document for cue in near if cue.document))


def thumbnails_wanted(state: ViewerState) -> tuple[str, ...]:
    """Ids of the pictures in the row of sections, in its order."""
    return tuple(dict.fromkeys(cue.picture for cue in state.cues if cue.picture))
