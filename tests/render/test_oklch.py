import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.oklch import (
    decode_srgb,
    encode_srgb,
    fit_chroma,
    in_gamut,
    lab_to_lch,
    lch_to_lab,
    lch_to_linear,
    linear_to_lch,
)

shares = st.floats(0.0, 1.0)
rgbs = st.tuples(shares, shares, shares)


@given(rgbs)
def test_linear_light_survives_oklch_and_back(rgb: tuple[float, float, float]) -> None:
    assert lch_to_linear(linear_to_lch(rgb)) == pytest.approx(np.array(rgb), abs=1e-5)


@given(rgbs)
def test_encoding_undoes_decoding(rgb: tuple[float, float, float]) -> None:
    assert encode_srgb(decode_srgb(rgb)) == pytest.approx(np.array(rgb), abs=1e-6)


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.4), st.floats(0.0, 360.0))
def test_polar_and_rectangular_agree(lightness: float, chroma: float, hue: float) -> None:
    lab = lch_to_lab((lightness, chroma, hue))

    assert lch_to_lab(lab_to_lch(lab)) == pytest.approx(lab, abs=1e-9)


@pytest.mark.parametrize(
    ("rgb", "lch"),
    [
        ((1, 1, 1), (1.0, 0.0, None)),
        ((1, 0, 0), (0.62796, 0.25768, 29.234)),
        ((0, 1, 0), (0.86644, 0.29483, 142.495)),
        ((0, 0, 1), (0.45201, 0.31321, 264.052)),
    ],
)
def test_primaries_are_where_css_color_4_puts_them(rgb: tuple[int, int, int], lch: tuple[float, float, float | None]) -> None:
    lightness, chroma, hue = linear_to_lch(rgb)

    assert lightness == pytest.approx(lch[0], abs=1e-3)
    assert chroma == pytest.approx(lch[1], abs=1e-3)
    assert lch[2] is None or hue == pytest.approx(lch[2], abs=0.1)


@given(st.floats(0.02, 0.985), st.floats(0.0, 0.4), st.floats(0.0, 360.0))
def test_fitted_chroma_is_in_gamut_and_as_large_as_it_can_be(lightness: float, chroma: float, hue: float) -> None:
    fitted = fit_chroma(lightness, chroma, hue)

    assert 0.0 <= fitted <= chroma
    assert in_gamut((lightness, fitted, hue))
    assert fitted == chroma or not in_gamut((lightness, fitted + 0.002, hue))
