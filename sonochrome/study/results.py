"""The answers of a study as a CSV file, each row with the share of right answers so far and its interval."""

import csv
import math
import os
from dataclasses import dataclass, fields
from pathlib import Path

from vocabulary.errors import OutputError

Z_95 = 1.959964
"""Standard score of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        time: UTC, ISO 8601.
        listener: The name or number that the listener gave.
        session: Seed of the session: the same seed asks the same.
        trial: 1 is the first.
        song, passage: What was heard.
        control: "other" (the picture of another song) or "shuffled" (of the same notes in disorder).
        style: The hand of both pictures.
        ours: "left" or "right".
        chosen: "left" or "right".
        correct: 1 if ours was chosen.
        seconds: From the showing to the answer.
        heard: Seconds of music that were played before the answer.
    """

    time: str
    listener: str
    session: int
    trial: int
    song: str
    passage: str
    control: str
    style: str
    ours: str
    chosen: str
    correct: int
    seconds: float
    heard: float


COLUMNS = (*(field.name for field in fields(Answer)), "answers", "right", "share", "low_95", "high_95", "p_chance")
"""After the answer's own: of all answers of this listener under this control in this session so far, how many there are and how many
are right, their share with its interval, and the probability of at least as many by guessing."""


def wilson_interval(right: int, answers: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927, JASA 22(158)); 0..1 without answers.

    >>> [round(bound, 3) for bound in wilson_interval(15, 20)]
    [0.531, 0.888]
    """
    if not answers:
        return 0.0, 1.0
    share, square = right / answers, Z_95**2
    middle = (share + square / (2 * answers)) / (1 + square / answers)
    reach = Z_95 / (1 + square / answers) * math.sqrt(share * (1 - share) / answers + square / (4 * answers**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def p_of_chance(right: int, answers: int) -> float:
    """Probability of at least so many right answers by guessing: the upper tail of the binomial distribution with p = 1/2.

    >>> p_of_chance(15, 20)
    0.020694732666015625
    """
    as_good: int = sum(math.comb(answers, count) for count in range(right, answers + 1))
    return float(as_good / 2**answers)


class ResultFile:
    """Appends answers to a CSV file, each safe on the disk before the next is asked."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            OutputError: if it cannot be written, or is no file of a study.
        """
        self.path = path
        self._tally: dict[tuple[str, int, str], tuple[int, int]] = {}
        try:
            header = _first_line(path) if path.exists() else ""
            if header and header != ",".join(COLUMNS):
                raise OutputError(f"{path} holds something else than answers of a study; choose another file")
            if header:
                self._take_up()
            else:
                with path.open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerow(COLUMNS)
        except (OSError, UnicodeDecodeError, KeyError, ValueError) as error:
            raise OutputError(f"cannot go on in {path}: {error}; choose another file") from error

    def add(self, answer: Answer) -> None:
        """Append an answer.

        Raises:
            OutputError: if the disk is full or the file gone.
        """
        key = answer.listener, answer.session, answer.control
        answers, right = self._tally.get(key, (0, 0))
        answers, right = answers + 1, right + answer.correct
        low, high = wilson_interval(right, answers)
        values = [getattr(answer, field.name) for field in fields(Answer)]
        told = [round(value, 4) for value in (right / answers, low, high, p_of_chance(right, answers))]
        try:
            with self.path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file).writerow([*(_plain(value) for value in values), answers, right, *told])
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror}; is the disk full?") from error
        self._tally[key] = answers, right

    def answered(self, listener: str, session: int) -> int:
        """How many trials of a session a listener has answered, also before this run."""
        return sum(answers for answers, _ in self.tally(listener, session).values())

    def _take_up(self) -> None:
        """Count what the file holds, and end a line that was cut off."""
        text = self.path.read_text("utf-8")
        if not text.endswith("\n"):
            with self.path.open("a", encoding="utf-8", newline="") as file:
                file.write("\r\n")
        for row in csv.DictReader(text.splitlines()):
            key = row["listener"].removeprefix("'"), int(row["session"]), row["control"]
            answers, right = self._tally.get(key, (0, 0))
            self._tally[key] = answers + 1, right + int(row["correct"])

    def tally(self, listener: str, session: int) -> dict[str, tuple[int, int]]:
        """Answers and right ones of a listener in a session, by control."""
        return {control: counts for (who, number, control), counts in self._tally.items() if (who, number) == (listener, session)}


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.readline(1000).strip()


def _plain(value: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
