"""Checked by a counter of flashes of its own, written from WCAG's words and not from the guard."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from render.compositor.flash_guard import FlashGuard

FPS = 60


def flashes_in_any_second(levels: list[float]) -> int:
    """Most pairs of opposing changes of at least 0.10, darker state below 0.80, within one second."""
    turns = [levels[0]]
    places = [0]
    for index in range(1, len(levels) - 1):
        if (levels[index] - levels[index - 1]) * (levels[index + 1] - turns[-1]) < 0 or (levels[index] > levels[index - 1]) != (
            levels[index + 1] > levels[index]
        ):
            turns.append(levels[index])
            places.append(index)
    turns.append(levels[-1])
    places.append(len(levels) - 1)
    merged: list[tuple[int, float]] = []
    for place, level in zip(places, turns, strict=True):
        while len(merged) >= 2 and (merged[-1][1] - merged[-2][1]) * (level - merged[-1][1]) >= 0:
            merged.pop()
        if len(merged) >= 2 and abs(level - merged[-1][1]) < 0.1:
            continue
        merged.append((place, level))
    swings = [(place, low < high) for (_, low), (place, high) in pairwise(merged) if abs(high - low) >= 0.1 and min(low, high) < 0.8]
    return max((len([1 for place, _ in swings if start <= place < start + FPS]) // 2 for start in range(len(levels))), default=0)


def guarded(levels: list[float]) -> list[float]:
    guard = FlashGuard()
    return [guard.allow(level, index / FPS) for index, level in enumerate(levels)]


def test_a_strobe_is_a_strobe_for_the_counter() -> None:
    assert flashes_in_any_second([float(index // 3 % 2) for index in range(120)]) >= 9


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 20)), min_size=1, max_size=30))
def test_whatever_is_wanted_at_most_three_flashes_a_second_are_shown(steps: list[tuple[float, int]]) -> None:
    wanted = [level for level, frames in steps for _ in range(frames)]

    shown = guarded(wanted)

    assert flashes_in_any_second(shown) <= 3
    assert all(0.0 <= level <= 1.0 for level in shown)


@given(st.integers(1, 30))
def test_strobes_of_any_rate_are_tamed(frames: int) -> None:
    shown = guarded([0.05 + 0.9 * (index // frames % 2) for index in range(240)])

    assert flashes_in_any_second(shown) <= 3


@given(st.lists(st.floats(0.3, 0.37), min_size=1, max_size=200))
def test_gentle_changes_pass_untouched(levels: list[float]) -> None:
    assert guarded(levels) == levels


def test_slow_changes_of_any_size_pass_untouched() -> None:
    levels = [float(index // 45 % 2) for index in range(600)]

    assert guarded(levels) == levels


def test_after_a_calm_second_everything_is_allowed_again() -> None:
    guard = FlashGuard()
    for index in range(30):
        guard.allow(float(index % 2), index / FPS)

    guard.allow(0.5, 5.0)

    assert guard.allow(0.0, 5.1) == 0.0
