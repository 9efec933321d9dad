"""Rules of composition that a blind judge asked for, checked on numbers."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.look import imagine_look
from render.oklch import lab_to_lch
from render.painters.land import Layer, horizon_of, make_layers, place_sun, raise_sun, voices_of_sheets
from render.painters.paper_colors import bird_colors, face_color, sky_colors, sun_color, tree_color
from render.painters.planting import TALL, Row, flock, lead, plan_rows, stand
from render.palette import signed_turn
from render.request import picture_request
from render.score import drum_voices, joined, pitched_voices
from tests.render.music import descriptor, section
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

SIZE = (1.0, 1.0)
points = st.floats(-1.0, 1.0)
shares = st.floats(0.0, 1.0)


def request(valence: float, arousal: float, articulation: float, pitch: float, seed: int, drums: bool = True) -> PictureRequest:
    music = descriptor(valence, arousal, articulation=articulation, mean_pitch=pitch)
    look = imagine_look(music, style="paper", seed=seed)
    return picture_request(section(seed=seed, drums=drums), music, look, quality="final", width_px=64, height_px=64)


def compose(asked: PictureRequest) -> tuple[list[Layer], dict[int, Row]]:
    voices, drums = pitched_voices(asked, 5), drum_voices(asked)
    drawn, whole = voices_of_sheets(asked.look, voices, drums)
    rows = plan_rows(asked, voices, len(drawn), False, min(1.0, 0.35 + 1.5 * horizon_of(asked.look)))
    return make_layers(asked.look, drawn, whole, rows, place_sun(asked.look, joined(voices))[0], False), rows


requests = st.builds(request, points, points, shares, st.floats(36, 84), st.integers(0, 50), st.booleans())
looks = st.builds(lambda *values: request(*values).look, points, points, shares, st.floats(36, 84), st.integers(0, 50))


@given(looks)
def test_the_sun_is_the_lightest_thing_and_near_the_sky_in_hue(look: Look) -> None:
    sun = lab_to_lch(sun_color(look))
    sky = [lab_to_lch(color) for color in sky_colors(look, [0.0, 1.0, 0.5, 0.0, 0.2])]

    assert all(sun[0] > ring[0] + 0.02 for ring in sky)
    ground = next(color for color in look.palette if color.role == "ground")
    assert abs(signed_turn(ground.hue, sun[2])) <= 60


@given(looks)
def test_the_sky_runs_along_one_arc_and_keeps_its_chroma(look: Look) -> None:
    sky = [lab_to_lch(color) for color in sky_colors(look, [0.0] * 5)]

    turns = [signed_turn(one[2], other[2]) for one, other in pairwise(sky)]
    assert all(turn > -1e-6 for turn in turns) or all(turn < 1e-6 for turn in turns)
    assert min(ring[1] for ring in sky) >= 0.99 * min(sky[0][1], sky[-1][1])


@given(looks, st.integers(3, 5))
def test_sheets_step_in_lightness_within_the_skys_hues(look: Look, count: int) -> None:
    faces = [lab_to_lch(face_color(look, index / (count - 1))) for index in range(count)]

    assert all(far[0] > near[0] + 0.015 for far, near in pairwise(faces))
    outer = lab_to_lch(sky_colors(look, [0.0] * 5)[-1])
    assert all(abs(signed_turn(outer[2], face[2])) <= 40 for face in faces)


@given(looks, shares, shares, shares)
def test_trees_stand_out_from_what_lies_behind(look: Look, own: float, behind: float, lit: float) -> None:
    faces = face_color(look, own), face_color(look, behind)

    tree = tree_color(*faces, lit)

    assert all(abs(tree[0] - face[0]) >= 0.12 for face in faces)


@given(requests)
def test_every_sheet_shows_as_a_band(asked: PictureRequest) -> None:
    layers, _ = compose(asked)

    for far, near in pairwise(layers):
        assert (far.heights - near.heights).min() > 0.0


@given(requests)
def test_trees_keep_apart_and_rows_do_not_collide(asked: PictureRequest) -> None:
    layers, rows = compose(asked)

    placed = {}
    for index, row in rows.items():
        behind = layers[index - 1].heights if index - 1 in rows else None
        placed[index] = stand(row, layers[index].heights, SIZE, behind=behind)[0]

    for places in placed.values():
        gaps = np.diff(places[:, 0]) - places[:-1, 2] - places[1:, 2]
        assert (gaps > 0).all()
        assert (places[:, 0] - places[:, 2] > 0).all()
        assert (places[:, 0] + places[:, 2] < 1).all()
    for index, places in placed.items():
        if index - 1 in placed and len(placed[index - 1]):
            behind = np.interp(places[:, 0], (np.arange(1024) + 0.5) / 1024, layers[index - 1].heights)
            assert (places[:, 1] + TALL * places[:, 2] < behind).all()


@given(requests)
def test_the_sun_never_just_touches_the_ridge(asked: PictureRequest) -> None:
    layers, _ = compose(asked)
    x, radius = place_sun(asked.look, joined(pitched_voices(asked, 5)))

    y = raise_sun(asked.look, layers[0].heights, x, radius, SIZE)

    columns = (np.arange(1024) + 0.5) / 1024
    below = layers[0].heights[np.abs(columns - x) < radius]
    assert y - radius >= below.max() + 0.3 * radius or y - radius <= below.min() - 0.5 * radius


@given(requests, st.sampled_from([(1.0, 1.0), (1.78, 1.0), (1.0, 1.6)]))
def test_a_dozen_birds_at_most_fly_off_into_the_distance(asked: PictureRequest, size: tuple[float, float]) -> None:
    voices = pitched_voices(asked, 5)

    birds, striking = flock(asked.look, lead(voices), (0.5 * size[0], 0.7 * size[1], 0.1), 0.45 * size[1], size)

    assert len(birds) == len(striking) <= 12
    if len(birds) > 4:
        assert birds[0, 2] > birds[-1, 2]
        assert np.ptp(birds[:, 0]) < 0.45
    assert ((birds[:, 0] > 0.03) & (birds[:, 0] < size[0] - 0.03) & (birds[:, 1] < size[1])).all()


@given(looks)
def test_birds_stand_out_from_the_sky(look: Look) -> None:
    sky = sky_colors(look, [0.0] * 5)[-1]

    assert all(abs(bird[0] - sky[0]) >= 0.12 for bird in bird_colors(look))


def test_low_music_has_more_land_than_high_music() -> None:
    low, high = (request(0.2, 0.0, 0.7, pitch, 0).look for pitch in (42.0, 72.0))

    assert horizon_of(low) > horizon_of(high) + 0.1


@pytest.mark.parametrize(("arousal", "trees"), [(-0.4, True), (0.6, False)])
def test_without_drums_only_calm_land_has_trees(arousal: float, trees: bool) -> None:
    asked = request(0.2, arousal, 0.9, 60.0, 0, drums=False)

    assert bool(plan_rows(asked, pitched_voices(asked, 5), 4, False, 1.0)) is trees
