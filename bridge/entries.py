"""What was found about the sections of the set: how each looks, and the text about it that viewers are told."""

from collections.abc import Iterable

from bridge.control import Control
from bridge.faults import Faults
from bridge.pipeline import Depicted, log_pictured
from bridge.progress import Entry, entry_of
from bridge.section_document import section_document
from bridge.shelf import Shelf
from bridge.stage.server import StageServer
from vocabulary.descriptor import MusicDescriptor
from vocabulary.live_set import Section
from vocabulary.pictures import PictureRequest


class Entries(dict[str, Entry]):
    """Entries by the id of their section."""

    def __init__(self, stage: StageServer, shelf: Shelf, faults: Faults, control: Control) -> None:
        super().__init__()
        self._stage, self._shelf, self._faults, self._control = stage, shelf, faults, control

    def take(self, section: Section, mood: MusicDescriptor | None, depicted: Depicted) -> None:
        """A section was described; pictures of it may be in the library."""
        self._shelf.look_up(depicted.draft_id)
        final = self._shelf.look_up(depicted.final_id)
        if final is not None:
            log_pictured(section, depicted, final, cached=True)
        targets = self._control.of(section)[1]
        document = self._faults.spare(
            f"the text about {section.name!r}",
            lambda: self._stage.keep_document(section_document(section, depicted, targets)),
            lambda: "",
        )
        self[section.id] = Entry(section, mood, depicted, document)

    def replace_all(self, known: list[tuple[Section, Depicted]], mood: MusicDescriptor | None) -> None:
        """The set was cut anew; sections whose music is known, wherever they were before, have their pictures at once."""
        self.clear()
        for section, depicted in known:
            self.take(section, mood, depicted)

    def first_missing(self, wanted: Iterable[Section], mood: MusicDescriptor | None) -> Section | None:
        """The first of these that is not described yet, or for another mood, or drawn by another hand than is in force."""
        for section in wanted:
            entry = entry_of(section, self)
            if entry is None or entry.mood is not mood or entry.depicted.hand != self._control.hand_of(section):
                return section
        return None

    def awaited_draft(self, sections: Iterable[Section]) -> str | None:
        """The draft of the first section that is described and has no picture."""
        known = (entry.depicted for section in sections if (entry := entry_of(section, self)) is not None)
        return next((one.draft_id for one in known if one.draft_id not in self._shelf and one.final_id not in self._shelf), None)

    def request(self, picture_id: str) -> PictureRequest | None:
        """What a picture of the set as it is was painted from, in the size in which it is shown."""
        for entry in self.values():
            depicted = entry.depicted
            if picture_id in (depicted.final_id, depicted.draft_id):
                return depicted.final if picture_id == depicted.final_id else depicted.draft
        return None
