"""The show as the daemon's messages build it up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bridge.stage.protocol import CueMessage, Cues
from vocabulary.pictures import Cue, Show
from vocabulary.units import Beats


@dataclass(frozen=True, slots=True)
class CueList:
    """Cues by id in the show's order, and the parts of an update that is not whole yet."""

    cues: tuple[CueMessage, ...] = ()
    parts: tuple[Cues, ...] = ()

    def after(self, message: Cues) -> "CueList":
        """The list after one more message; nothing but `parts` changes until an update's last part is there."""
        parts = (message,) if message.part == 0 else (*self.parts, message)
        if [part.part for part in parts] != list(range(len(parts))):
            return replace(self, parts=())
        if len(parts) < message.parts:
            return replace(self, parts=parts)
        return CueList(_merge(self.cues, parts))


def show_of(cues: Iterable[CueMessage]) -> Show:
    """The cues as the timeline reads them; an open end is endless."""
    return Show(
        tuple(
            Cue(
                id=cue.id,
                start_time=Beats(cue.start),
                end_time=Beats(float("inf") if cue.end is None else cue.end),
                picture_id=cue.picture,
                quality=cue.quality,
                fade_beats=Beats(cue.fade),
                energy=min(1.0, max(0.0, cue.energy)),
                name=cue.name,
            )
            for cue in cues
        )
    )


def _merge(before: tuple[CueMessage, ...], parts: tuple[Cues, ...]) -> tuple[CueMessage, ...]:
    known = {} if parts[0].whole else {cue.id: cue for cue in before}
    order: list[str] | None = None
    for part in parts:
        known.update((cue.id, cue) for cue in part.changed)
        for cue_id in part.removed:
            known.pop(cue_id, None)
        if part.order is not None:
            order = [*(order or ()), *part.order]
    ordered = [known.pop(cue_id) for cue_id in order or () if cue_id in known]
    return (*ordered, *known.values())
