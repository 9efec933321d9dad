"""What the user decides about a set's looks: takes wishes, undoes them, and says which hand draws a section."""

import logging
from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec

from bridge.hand import Hand
from bridge.stage.protocol import Wish
from bridge.wish_book import Scope, Targets, WishBook, targets_of
from render.choose_style import choose_style, style_named
from render.look import music_seed
from render.style import Style
from vocabulary.descriptor import MusicDescriptor
from vocabulary.errors import SettingsError, WishError
from vocabulary.live_set import LiveSet, Section
from vocabulary.look import Look
from vocabulary.wishes import Wishes

log = logging.getLogger(__name__)

MOST_UNDOS = 100
NOTHING = WishBook()
SCOPES: tuple[Scope, ...] = ("set", "track", "clip")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is in force at a moment; may be asked in any thread.

    Attributes:
        first: The style of what has no other; None before the set's mood is known.
        by_user: Whether `first` is the settings' choice.
    """

    book: WishBook = NOTHING
    live_set: LiveSet = LiveSet()
    styles: Mapping[str, Style] = field(default_factory=dict)
    first: Style | None = None
    by_user: bool = False

    def targets(self, section: Section) -> Targets:
        """Whose wishes rule a section."""
        return targets_of(self.live_set, section, self.book)

    def hand(self, targets: Targets) -> Hand:
        """The hand that draws what belongs to these."""
        of_set, of_track, of_clip = (self.book.own(targets, scope) for scope in SCOPES)
        wished = self.styles.get(of_clip.style or of_track.style or of_set.style)
        return Hand(wished or self.first, wished is not None or self.by_user, of_set, of_track, of_clip)

    def hand_of(self, section: Section) -> Hand:
        """The hand that draws a section."""
        return self.hand(self.targets(section))


class _Known(NamedTuple):
    section: Section
    hand: Hand
    targets: Targets


class Control:
    """The wishes of the set that is open, on the daemon's loop.

    Attributes:
        ruling: What is in force now.
    """

    def __init__(self, style: str, styles: Mapping[str, Style]) -> None:
        """`style` is the settings' name of the usual one, "" for the one that fits the set."""
        self._usual = style
        self.ruling = Ruling(styles=styles)
        self._mood: MusicDescriptor | None = None
        self._known: dict[str, _Known] = {}
        self._undo: list[WishBook] = []
        self._gesture = 0
        self._kept = NOTHING

    @property
    def book(self) -> WishBook:
        """All wishes, to be kept."""
        return self.ruling.book

    @property
    def is_news(self) -> bool:
        """Whether there is something to keep."""
        return self.book != self._kept

    @property
    def can_undo(self) -> bool:
        """Whether a wish can be taken back."""
        return bool(self._undo)

    def note_kept(self) -> None:
        """The book was kept."""
        self._kept = self.book

    def start(self, book: WishBook) -> None:
        """Another set begins, with the wishes kept of it."""
        self._kept, self._mood = book, None
        self._undo.clear()
        self._choose(book)

    async def follow(self, live_set: LiveSet) -> None:
        """The set is edited: find its tracks and clips again."""
        while True:
            before = self.book
            after = await to_thread(before.followed, live_set)
            if self.book is before:  # no wish came in between
                self.ruling = replace(self.ruling, book=after, live_set=live_set)
                self._known.clear()
                return

    def take_mood(self, mood: MusicDescriptor, *, settled: bool) -> None:
        """What the whole set is; the style that fits is kept from the first time that the set was whole."""
        self._mood = mood
        self._choose(self.book, keep=settled)

    def take_styles(self, styles: Mapping[str, Style]) -> None:
        """A style's file was written."""
        self.ruling = replace(self.ruling, styles=styles)
        self._choose(self.book)

    def of(self, section: Section) -> tuple[Hand, Targets]:
        """The hand that draws a section, and whose wishes rule it."""
        known = self._known.get(section.id)
        if known is None or known.section is not section:
            targets = self.ruling.targets(section)
            known = self._known[section.id] = _Known(section, self.ruling.hand(targets), targets)
        return known.hand, known.targets

    def hand_of(self, section: Section) -> Hand:
        """The hand that draws a section."""
        return self.of(section)[0]

    def take(self, wish: Wish, section: Section | None, look: Look | None) -> None:
        """Take a wish of a viewer.

        Args:
            section: The one that the wish names, if it is there.
            look: How it looks now, if that is known.

        Raises:
            WishError: says why not.
        """
        if wish.act == "undo":
            self._take_back()
            return
        targets = self.of(section)[1] if section is not None else Targets()
        target = {"set": self.book, "track": targets.track, "clip": targets.clip}[wish.scope]
        if target is None:
            raise WishError(f"there is no {wish.scope} to change; choose a section in which one plays")
        own = self.book.own(targets, wish.scope)
        match wish.act:
            case "change":
                book = self.book.with_own(targets, wish.scope, self._checked(wish.wishes or Wishes()))
            case "another" | "previous":
                by = 1 if wish.act == "another" else -1
                book = self.book.with_own(targets, wish.scope, replace(own, another=self._other(targets, wish.scope, by)))
            case "like_this":
                book = self.book.with_own(Targets(), "set", _like(look, self.book.of_set))
            case "free":
                book = self.book.with_own(targets, wish.scope, Wishes())
                if wish.scope == "set" and book.style:
                    book = msgspec.structs.replace(book, style="")
        self._set(book, wish.gesture)

    def _other(self, targets: Targets, scope: Scope, by: int) -> int:
        """The number of the next or previous composition within the scope."""
        hand = self.ruling.hand(targets)
        wider = {"set": Wishes(), "track": hand.of_set, "clip": hand.of_track.over(hand.of_set)}[scope].another
        number = (self.book.own(targets, scope).another or wider) + by
        if number < 0:
            raise WishError("this is the first picture; ask for another one")
        if number == 0 and wider:
            raise WishError("the first picture is the whole set's to choose; ask for the previous one of the set")
        return 0 if number == wider else min(number, 2**31 - 1)

    def _checked(self, wishes: Wishes) -> Wishes:
        try:
            if wishes.style:
                style_named(wishes.style, self.ruling.styles)
        except SettingsError as error:
            raise WishError(str(error)) from error
        return wishes

    def _take_back(self) -> None:
        if not self._undo:
            raise WishError("there is nothing to undo")
        self._gesture = 0
        self._choose(self._undo.pop().followed(self.ruling.live_set))

    def _set(self, book: WishBook, gesture: int) -> None:
        """Take a new book; all wishes of one gesture (a slider that is dragged) are undone at once."""
        if book == self.book:
            return
        if not gesture or gesture != self._gesture:
            self._undo = [*self._undo[1 - MOST_UNDOS :], self.book]
        self._gesture = gesture
        self._choose(book, keep=bool(self.book.style))  # a kept style that was freed is chosen anew

    def _choose(self, book: WishBook, *, keep: bool = False) -> None:
        """Take a book, with the style of what has no other: the settings', else the kept one, else the one that fits, which may be kept."""
        styles = self.ruling.styles
        first = styles.get(self._usual) or styles.get(book.style)
        if first is None and self._mood is not None:
            first = choose_style(self._mood, styles, music_seed(self._mood))[0]
        if keep and first is not None and self._usual not in styles and not book.style:
            book = msgspec.structs.replace(book, style=first.name)
            log.info("style of the set: name=%s", first.name)
        self.ruling = replace(self.ruling, book=book, first=first, by_user=self._usual in styles)
        self._known.clear()


def _like(look: Look | None, of_set: Wishes) -> Wishes:
    """The set's wishes with the style and the ground's hue of a look."""
    if look is None:
        raise WishError("this section is not imagined yet; ask again in a moment")
    numbers = {**dict(of_set.numbers), "hue": look.palette[0].hue}
    return replace(of_set, style=look.style, numbers=tuple(numbers.items()))
