"""What was odd in a file, collected as plain lines while it is read."""

import re


class Warnings:
    """Collects lines; equal ones once, counted ones with their number."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def add(self, line: str) -> None:
        """Note a line."""
        self._counts.setdefault(line, 1)

    def count(self, template: str, number: int = 1) -> None:
        """Note one more of what `template` names; its "{}" becomes the number, "[one|many]" what goes with it."""
        self._counts[template] = self._counts.get(template, 0) + number

    def lines(self) -> tuple[str, ...]:
        """All lines, in the order in which they first came up."""
        return tuple(_agreeing(template, number).replace("{}", str(number), 1) for template, number in self._counts.items())


def _agreeing(template: str, number: int) -> str:
    return _CHOICE.sub(r"\1" if number == 1 else r"\2", template) if "{}" in template else template


_CHOICE = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")
