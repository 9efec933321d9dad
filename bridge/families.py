"""Which picture family each section of the live set belongs to, and what is remembered of it while the set is edited.

Until the set is whole and quiet for the first time, its families are found anew with every cut, from what was kept of it and nothing
else: it does not matter in which pieces it came in. From then on every version of a section is remembered, so that the next one stays in
its family.
"""

from collections.abc import Collection, Iterable

from analysis.families import Member, Sketch, find_families, sketch_of
from vocabulary.live_set import Part, Section

_Notes = tuple[tuple[Part, ...], int, int, int]


class Families:
    """Families of the newest set."""

    def __init__(self) -> None:
        self._sketches: dict[_Notes, Sketch] = {}
        self._at_hand: dict[int, tuple[Section, Sketch]] = {}  # by identity: to hash all notes takes longer than all else here
        self._kept: tuple[Member, ...] = ()
        self._members: tuple[Member, ...] = ()
        self._of_sketch: dict[Sketch, int] = {}
        self._is_settled = False

    @property
    def is_news(self) -> bool:
        """Whether there is something to settle."""
        return not self._is_settled or self._members != self._kept

    def start(self, kept: tuple[Member, ...]) -> None:
        """Another set begins; `kept` is what was kept of it, nothing if it was never seen."""
        self._kept = kept
        self._is_settled = False
        self._use(kept)

    def take(self, sections: Iterable[Section]) -> None:
        """The set has these sections now, in its order."""
        self._at_hand.clear()
        sketched = [(section, self._sketch(section)) for section in sections]
        self._use(find_families(sketched, self._members if self._is_settled else self._kept))

    def family_of(self, section: Section) -> int:
        """The number of a section's family, 0..2**31-1; clips that happen to play together are a section of their own."""
        sketch = self._sketch(section)
        if sketch not in self._of_sketch:
            self._use(find_families([(section, sketch)], self._members))
        return self._of_sketch[sketch]

    def settle(self) -> tuple[Member, ...]:
        """The set is whole and quiet; what is to be kept of it."""
        self._is_settled = True
        self._kept = self._members
        return self._kept

    def forget_all_but(self, sections: Collection[Section]) -> None:
        """Drop the sketches of what is not in the set any more; who was in which family stays."""
        keep = {_notes(section) for section in sections}
        self._sketches = {notes: sketch for notes, sketch in self._sketches.items() if notes in keep}

    def _use(self, members: tuple[Member, ...]) -> None:
        self._members = members
        self._of_sketch = {member.sketch: member.family for member in reversed(members)}

    def _sketch(self, section: Section) -> Sketch:
        at_hand = self._at_hand.get(id(section))
        if at_hand is not None and at_hand[0] is section:
            return at_hand[1]
        notes = _notes(section)
        sketch = self._sketches.get(notes)
        if sketch is None:
            sketch = self._sketches[notes] = sketch_of(section)
        self._at_hand[id(section)] = section, sketch
        return sketch


def _notes(section: Section) -> _Notes:
    return section.parts, section.length, section.signature_numerator, section.signature_denominator
