"""What the user is changing about a look: the wishes of the scope in hand, one step further with each touch. No Qt here."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from bridge.stage.protocol import ControlDocument, Status, Wish
from vocabulary.wishes import LONGEST_TEXT, MOST_WORDS, WISH_NUMBERS, Wishes

Scope = Literal["clip", "track", "set"]
SCOPES: tuple[Scope, ...] = ("clip", "track", "set")
Act = Literal["change", "another", "previous", "like_this", "free", "undo"]
NO_WISHES = Wishes()
LONGEST_WORD = 60
TRUST_S = 3.0
"""So long what was asked for counts before the daemon has told it back."""
GESTURE_S = 0.8
"""Changes of one thing that follow each other so quickly are undone together."""


class Wishing:
    """Makes the messages, and knows what was asked for but not told back yet.

    Attributes:
        scope: Whose wishes are edited; one that is not there gives way to the next wider.
    """

    def __init__(self, send: Callable[[Wish], None], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._send, self._monotonic = send, monotonic
        self.scope: Scope = "clip"
        self._section = ""
        self._control: ControlDocument | None = None
        self._asked: tuple[str, Scope, Wishes, float] | None = None
        # Another viewer's numbers should not be taken for ours.
        self._number = time.time_ns() // 1000 % 10**9
        self._gesture = self._number
        self._touched = ("", 0.0)

    def show(self, section: str, control: ControlDocument | None) -> None:
        """The section in hand (its cue's id), and what is known of it."""
        self._section, self._control = section, control
        if self._asked is not None and self._asked[:2] == (section, self.scope_in_force) and self._told() == self._asked[2]:
            self._asked = None

    def take_status(self, status: Status) -> None:
        """A wish of ours that was refused is none any more."""
        if status.refused and status.answered == self._number:
            self._asked = None

    @property
    def is_possible(self) -> bool:
        """Whether there is a section to change."""
        return self._control is not None

    def name_of(self, scope: Scope) -> str | None:
        """The clip's or the track's name, "" for the set, None for what is not there."""
        control = self._control
        if control is None:
            return None
        return {"clip": control.clip, "track": control.track, "set": ""}[scope]

    @property
    def scope_in_force(self) -> Scope:
        """The chosen scope if there is one here, else the next wider."""
        return next((scope for scope in SCOPES[SCOPES.index(self.scope) :] if self.name_of(scope) is not None), "set")

    @property
    def own(self) -> Wishes:
        """What is wished for the scope, with what was asked for just now."""
        if self._asked is not None:
            section, scope, wishes, at = self._asked
            if (section, scope) == (self._section, self.scope_in_force) and self._monotonic() - at < TRUST_S:
                return wishes
        return self._told()

    @property
    def wider(self) -> Wishes:
        """What is wished for all that the scope lies in."""
        control, scope = self._control, self.scope_in_force
        if control is None or scope == "set":
            return NO_WISHES
        return control.of_set if scope == "track" else control.of_track.over(control.of_set)

    @property
    def values(self) -> dict[str, float]:
        """The value of each number now, locked or free."""
        found = dict(self._control.numbers) if self._control else {}
        return {**found, **{name: value for name, value in self.own.numbers if name in found}}

    def act(self, act: Act) -> None:
        """Ask for another one, the previous one, more like this, or for freedom; or take back the last wish."""
        if act == "undo" or self._control is not None:
            self._asked = None
            self._tell(act, None, 0)

    def choose_style(self, name: str) -> None:
        """Choose a style, "" to leave it to the music."""
        self._change(replace(self.own, style=name), "style")

    def lock(self, name: str, value: float | None) -> None:
        """Lock a number, or free it (None)."""
        numbers = dict(self.own.numbers)
        numbers.pop(name, None)
        if value is not None:
            low, high = WISH_NUMBERS[name]
            numbers[name] = min(high, max(low, value))
        self._change(replace(self.own, numbers=tuple(numbers.items())), name)

    def fix_color(self, role: str, rgb: int | None) -> None:
        """Fix a colour (0xRRGGBB), or free it (None)."""
        colors = dict(self.own.colors)
        colors.pop(role, None)
        if rgb is not None:
            colors[role] = rgb
        self._change(replace(self.own, colors=tuple(colors.items())), role)

    def add_word(self, text: str) -> None:
        """Ask for a word."""
        word, own = " ".join(text.split())[:LONGEST_WORD], self.own
        if word:
            words = tuple(dict.fromkeys((word, *own.words)))[:MOST_WORDS]
            self._change(replace(own, words=words, without=tuple(one for one in own.without if one.lower() != word.lower())), "")

    def remove_word(self, word: str) -> None:
        """Drop a word of one's own, or do without one that the music gave."""
        own = self.own
        words = tuple(one for one in own.words if one != word)
        without = own.without if word in own.words and word not in self.wider.words else (*own.without, word)[-MOST_WORDS:]
        self._change(replace(own, words=words, without=without), "")

    def write_prompt(self, text: str) -> None:
        """Replace the prompt; "" lets it be built."""
        self._change(replace(self.own, prompt=" ".join(text.split())[:LONGEST_TEXT]), "")

    def _told(self) -> Wishes:
        control = self._control
        if control is None:
            return NO_WISHES
        return {"clip": control.of_clip, "track": control.of_track, "set": control.of_set}[self.scope_in_force]

    def _change(self, wishes: Wishes, what: str) -> None:
        """Tell it if it is a change; `what` is touched, "" for what is undone alone."""
        if self._control is None or wishes == self.own:
            return
        now = self._monotonic()
        if not what or self._touched[0] != what or now - self._touched[1] > GESTURE_S:
            self._gesture += 1
        self._touched = what, now
        self._asked = self._section, self.scope_in_force, wishes, now
        self._tell("change", wishes, self._gesture)

    def _tell(self, act: Act, wishes: Wishes | None, gesture: int) -> None:
        self._number += 1
        self._send(Wish(self._number, act, self.scope_in_force, self._section, wishes, gesture))
