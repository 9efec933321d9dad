from pathlib import Path

import numpy as np
import pytest

from training.figures import Figure
from training.look_retrieval import permutation_p, precision, thumbnail_distances
from training.look_stability import ATTRIBUTES, sweep_figures
from training.looks_report import looks_report
from training.rank_correlation import interval, spearman


def test_rank_correlation_knows_order_only() -> None:
    assert spearman([1, 2, 3, 9], [0.1, 5, 6, 1000]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert spearman([1, 1, 1], [3, 2, 1]) == 0


def test_equal_values_share_their_rank() -> None:
    # Ranks 1.5 1.5 3 4 and 1 2 3.5 3.5: Pearson's r of them by hand.
    assert spearman([1, 1, 2, 3], [1, 2, 3, 3]) == pytest.approx(4 / 4.5)


def test_an_interval_narrows_with_more_clips() -> None:
    random = np.random.default_rng(0)
    few, many = (random.normal(size=(count, 2)) for count in (20, 400))

    assert interval(few[:, 0], few[:, 1]) > 2 * interval(many[:, 0], many[:, 1])


def test_pictures_of_one_song_that_lie_together_are_found_and_shuffled_music_is_not() -> None:
    random = np.random.default_rng(0)
    songs = np.repeat(np.arange(15), 3)
    small = [np.full((4, 4, 3), 10.0 * song) + random.normal(size=(4, 4, 3)) for song in songs]

    table = thumbnail_distances(small)

    assert precision(table, songs) == 1.0
    assert permutation_p(table, songs) < 0.001
    assert precision(table, songs, random.permutation(len(songs))) < 0.3


def test_chance_is_not_certain() -> None:
    random = np.random.default_rng(1)
    songs = np.repeat(np.arange(15), 3)

    table = thumbnail_distances([random.normal(size=(4, 4, 3)) for _ in songs])

    assert permutation_p(table, songs) > 0.01


@pytest.mark.soak
@pytest.mark.gl
def test_all_figures_come_with_real_music(data: Path) -> None:
    from training.evaluate_looks import figures

    found = figures(data, ["orbits"], clips=12)

    report = looks_report(found)
    assert "| orbits |" in report
    assert all(np.isfinite(figure.value) for figure in found)
    assert {figure.value for figure in found if figure.task == "bytes"} == {1.0}


def test_what_falls_short_is_marked() -> None:
    painters = ("orbits", "all", "all, EMOPIA only", "all, VGMIDI only")
    names = ("rho(arousal, chroma)", "rho(arousal, contrast)", "rho(valence, lightness)", "rho(valence, warmth)")
    found = [Figure(task, data, name, 0.45, 0.1, 10) for task in ("rated", "estimated") for data in painters for name in names]
    found += [
        Figure("palette", data, f"median {what}", 9.0, 0, 10)
        for data in painters
        for what in ("dE2000 of own colours", "over pictures of their mean dE2000")
    ]
    found += [
        Figure("retrieval", data, name, 0.0005, 0, 10)
        for data in ("chance", *painters)
        for name in ("P@1", "permutation p", "P@1, shuffled music")
    ]
    edit, seeds = "edit of 1 % of the notes", "seed to seed"
    distances = {f"{edit}, median": 1, f"{edit}, 90th percentile": 4, f"{seeds}, 10th percentile": 3, f"{seeds}, 95th percentile": 8}
    found += [Figure("distance", "orbits", name, value, 0, 10) for name, value in {**distances, "song to song, median": 20}.items()]
    found += [Figure("bytes", "orbits", "same clip and seed, same bytes", 1.0, 0, 4), Figure("sweep", "orbits", "x moves y", 1.0, 0, 3)]

    report = looks_report(found)

    assert "| all | 0.45 (!) +- 0.10 | 0.45 +- 0.10 |" in report
    assert "9.00 (!)" in report
    assert "| orbits | 1.00 | 4.00 | 3.00 | 8.00 | 20.00 | yes |" in report


def test_one_fact_moves_one_attribute_of_the_look_one_way_only() -> None:
    from tests.render.music import descriptor, section
    from training.rated_music import RatedMusic

    clip = RatedMusic("a song", section(), descriptor(), 0.3, 0.2, is_corner=True)

    found = sweep_figures([clip], [])

    assert len(found) == len(ATTRIBUTES)
    assert {figure.measure: figure.value for figure in found if figure.value < 1} == {}
