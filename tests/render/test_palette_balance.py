from itertools import pairwise

import numpy as np
import pytest

from render.palette import make_palette
from render.palette_balance import AREAS, lightness_spread, mean_chroma, mean_lightness
from tests.render.music import descriptor
from vocabulary.look import Color

SWEPT = np.linspace(-0.95, 0.95, 20).tolist()


def weighed(colors: tuple[Color, ...]) -> tuple[float, float, float]:
    """Mean lightness, its spread, mean chroma."""
    shares = np.array([AREAS[color.role] for color in colors])
    lightness = np.array([color.lightness for color in colors])
    mean = float(shares @ lightness)
    return mean, float(shares @ (lightness - mean) ** 2) ** 0.5, float(shares @ [color.chroma for color in colors])


def whole(valence: float, arousal: float, own: float) -> tuple[float, float, float]:
    music = descriptor(valence, arousal)
    return weighed(make_palette(music, music, own))


def test_areas_are_shares_of_the_whole() -> None:
    assert sum(AREAS.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("own", [10.0, 100.0, 190.0, 280.0])
@pytest.mark.parametrize("other", [-0.7, 0.0, 0.7])
def test_valence_lifts_the_whole_and_arousal_gives_it_contrast_and_chroma(own: float, other: float) -> None:
    lightness = [whole(valence, other, own)[0] for valence in SWEPT]
    contrast = [whole(other, arousal, own)[1] for arousal in SWEPT]
    chroma = [whole(other, arousal, own)[2] for arousal in SWEPT]

    assert all(low < high for low, high in pairwise(lightness))
    assert all(low < high for low, high in pairwise(contrast))
    assert all(low < high + 5e-3 for low, high in pairwise(chroma))  # dark teal on a screen has no more
    assert contrast[-1] > 2 * contrast[0]
    assert chroma[-1] > 1.5 * chroma[0]


def test_lightness_does_not_depend_on_arousal_nor_contrast_on_valence() -> None:
    calm, excited = whole(0.4, -0.8, 30.0), whole(0.4, 0.8, 30.0)
    sad, happy = whole(-0.6, 0.2, 30.0), whole(0.6, 0.2, 30.0)

    assert calm[0] == pytest.approx(excited[0], abs=0.03)
    assert sad[1] == pytest.approx(happy[1], abs=0.01)


def test_targets_rise() -> None:
    for target in (mean_lightness, lightness_spread, mean_chroma):
        assert all(target(low) < target(high) for low, high in pairwise(SWEPT))
