"""What a stage is told: the newest state, and the messages that bring one client from what it knows to it.

Pure: no socket. A client that was slow gets one step from its last known state to the newest one, never a queue of steps in between.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.stage.protocol import MAX_MESSAGE_BYTES, Anchor, CueMessage, Cues, Message, SetChanged, Status, encode

_ROOM_BYTES = MAX_MESSAGE_BYTES - 500
"""For the frame around cues and ids."""


@dataclass(frozen=True, slots=True)
class StageState:
    """Everything a stage knows; None and () before there is anything."""

    set_hash: str = ""
    cues: tuple[CueMessage, ...] = ()
    anchor: Anchor | None = None
    status: Status | None = None


def steps(known: StageState | None, newest: StageState) -> Iterator[Message]:
    """Messages from `known` (None: a client that has just come) to `newest`, the most urgent first."""
    before = known or StageState()
    if newest.anchor is not None and newest.anchor != before.anchor:
        yield newest.anchor
    if newest.cues != before.cues or known is None:
        yield from cue_messages(before.cues, newest.cues, whole=known is None)
    if newest.set_hash and newest.set_hash != before.set_hash:
        yield SetChanged(newest.set_hash)
    if newest.status is not None and newest.status != before.status:
        yield newest.status


def cue_messages(before: tuple[CueMessage, ...], after: tuple[CueMessage, ...], *, whole: bool) -> tuple[Cues, ...]:
    """The patch from one show to the next, in as many parts as 16 kB each ask for."""
    old = {} if whole else {cue.id: cue for cue in before}
    changed = [cue for cue in after if old.get(cue.id) != cue]
    now = {cue.id for cue in after}
    removed = [cue_id for cue_id in old if cue_id not in now]
    order = [cue.id for cue in after]
    # The order travels with the first part, after which the client knows which cues to expect.
    items: list[tuple[str, CueMessage | str]] = []
    if whole or order != list(old):
        items += [("order", cue_id) for cue_id in order]
    items += [("removed", cue_id) for cue_id in removed]
    items += [("changed", cue) for cue in changed]
    groups = _fit(items)
    reordered = whole or order != list(old)
    return tuple(_part(group, reordered=reordered, whole=whole, part=part, parts=len(groups)) for part, group in enumerate(groups))


def _fit(items: list[tuple[str, CueMessage | str]]) -> list[list[tuple[str, CueMessage | str]]]:
    groups: list[list[tuple[str, CueMessage | str]]] = [[]]
    room = _ROOM_BYTES
    for kind, item in items:
        size = _size(item)
        if size > room:
            groups.append([])
            room = _ROOM_BYTES
        groups[-1].append((kind, item))
        room -= size
    return groups


def _size(item: CueMessage | str) -> int:
    if isinstance(item, str):
        return len(item.encode()) * 2 + 8
    return len(encode(Cues(changed=(item,))))


def _part(group: list[tuple[str, CueMessage | str]], *, reordered: bool, whole: bool, part: int, parts: int) -> Cues:
    order = tuple(str(item) for kind, item in group if kind == "order")
    return Cues(
        changed=tuple(item for _, item in group if isinstance(item, CueMessage)),
        removed=tuple(str(item) for kind, item in group if kind == "removed"),
        order=order if reordered and (order or part == 0) else None,
        whole=whole and part == 0,
        part=part,
        parts=parts,
    )
