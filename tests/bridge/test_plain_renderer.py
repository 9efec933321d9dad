import numpy as np
import pytest

from bridge.plain_renderer import PlainRenderer
from render.checks import is_black_or_flat
from tests.bridge.small_sets import request


@pytest.mark.parametrize("seed", range(3))
def test_it_draws_the_same_picture_each_time_and_it_can_be_shown(seed: int) -> None:
    wanted = request(seed, side_px=200)

    pixels = PlainRenderer().render(wanted)

    assert pixels.shape == (200, 200, 3)
    assert pixels.dtype == np.uint8
    assert not is_black_or_flat(pixels)
    assert np.array_equal(pixels, PlainRenderer().render(wanted))


def test_notes_are_seen() -> None:
    from dataclasses import replace

    wanted = request(side_px=200)
    without = replace(wanted, parts=())

    assert not np.array_equal(PlainRenderer().render(wanted), PlainRenderer().render(without))
