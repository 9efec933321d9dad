import numpy as np
import pytest

from training.picture_measures import ciede2000, measure, own_colors, thumbnail, thumbnail_distance, to_cielab

# Pairs 1, 4, 7, 13, 17, 20 and 25 of the test data of Sharma, Wu & Dalal (2005), table 1.
SHARMA = (
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, -0.0010, 2.4900), (50.0, 0.0009, -2.4900), 4.8045),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
)


def flat(*rgb: int) -> np.ndarray:
    return np.full((64, 64, 3), rgb, np.uint8)


@pytest.mark.parametrize(("one", "other", "expected"), SHARMA)
def test_color_difference_is_that_of_the_published_table(one: tuple[float, ...], other: tuple[float, ...], expected: float) -> None:
    assert float(ciede2000(np.array(one), np.array(other))) == pytest.approx(expected, abs=1e-4)
    assert float(ciede2000(np.array(other), np.array(one))) == pytest.approx(expected, abs=1e-4)


def test_white_is_light_and_without_color() -> None:
    measures = measure(to_cielab(flat(255, 255, 255)))

    assert measures.lightness == pytest.approx(100, abs=0.01)
    assert measures.chroma == pytest.approx(0, abs=0.02)
    assert measures.contrast == 0


def test_orange_is_warm_and_blue_is_cool() -> None:
    warm, cool = (measure(to_cielab(flat(*rgb))).warmth for rgb in ((230, 130, 40), (40, 90, 200)))

    assert cool < -0.5 < 0 < warm


def test_half_black_half_white_has_the_most_contrast() -> None:
    pixels = flat(0, 0, 0)
    pixels[:32] = 255

    assert measure(to_cielab(pixels)).contrast == pytest.approx(50, abs=0.01)


def test_own_colors_are_found_with_their_shares() -> None:
    pixels = flat(200, 40, 40)
    pixels[:16] = (20, 40, 160)

    centers, shares = own_colors(to_cielab(pixels))

    order = np.argsort(shares)
    assert shares[order].tolist() == [0.25, 0.75]
    assert np.allclose(centers[order], [to_cielab(pixels)[0, 0], to_cielab(pixels)[63, 0]])


def test_own_colors_are_the_same_each_time() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (96, 64, 3), dtype=np.uint8)

    assert own_colors(to_cielab(pixels))[0].tobytes() == own_colors(to_cielab(pixels))[0].tobytes()


def test_a_thumbnail_keeps_the_mean_and_is_no_distance_from_itself() -> None:
    lab = to_cielab(np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8))

    small = thumbnail(lab)

    assert small.shape == (32, 32, 3)
    assert np.allclose(small.mean(axis=(0, 1)), lab.mean(axis=(0, 1)))
    assert thumbnail_distance(small, small) == 0
