import numpy as np
import pytest

from analysis.key_judges import network_judge
from analysis.keys import key_correlations
from analysis.passage import passage_of
from tests.analysis.music import block_chords, section
from training.corpora import LabelledKey
from training.fit_key_confidence import calibration_error
from training.key_songs import MOZART, KeyClip, KeySong, cut, random_clips
from vocabulary.descriptor import Key, KeySpan
from vocabulary.units import TICKS_PER_BEAT, Ticks

torch = pytest.importorskip("torch")

from training import train_keys  # noqa: E402 -- needs torch
from training.evaluate_keys import kind_of_error, local_share  # noqa: E402 -- needs torch

BAR = 4 * TICKS_PER_BEAT


def some_song(tonic: int, minor: bool = False) -> KeySong:
    third = "min" if minor else "maj"
    chords = [((root + tonic) % 12, quality) for root, quality in ((0, third), (5, third), (7, "maj"), (0, third))] * 4
    passage = passage_of(section(block_chords(chords)))
    key = LabelledKey(0, passage.length, tonic, "minor" if minor else "major")
    return KeySong(MOZART, f"K{tonic}-1", passage, key, (key,))


def some_clips() -> list[KeyClip]:
    songs = [some_song(tonic, minor) for tonic in (0, 4, 9) for minor in (False, True)]
    return [clip for number in range(len(songs)) for clip in random_clips(songs, number, {4: 8, 8: 8}, seed=0)]


@pytest.fixture(scope="module")
def small(request: pytest.FixtureRequest) -> train_keys.Arrays:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_keys, "BATCH", 16)
        patch.setattr(train_keys, "UNITS", 8)
        return train_keys.train_network(some_clips(), seed=0)


def test_training_twice_gives_the_same_bytes(small: train_keys.Arrays, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_keys, "BATCH", 16)
    monkeypatch.setattr(train_keys, "UNITS", 8)

    again = train_keys.train_network(some_clips(), seed=0)

    assert {name: array.tobytes() for name, array in again.items()} == {name: array.tobytes() for name, array in small.items()}


def test_what_is_shipped_computes_what_was_trained(small: train_keys.Arrays) -> None:
    from analysis import key_judges
    from analysis.key_evidence import key_evidence
    from analysis.pitch import sounding_shares

    clips = some_clips()[:6]
    seen, _ = train_keys.training_arrays(clips)
    units = np.maximum(seen @ small["hidden"] + small["hidden_bias"], 0) @ small["out"] + small["out_bias"]
    evidence = np.array([key_evidence(clip.passage, sounding_shares(clip.passage)).sum(axis=0) for clip in clips])
    blended = units.transpose(0, 2, 1).reshape(-1, 24) + key_judges.PROFILE_BLEND * key_correlations(evidence[:, 0])
    expected = np.log(np.exp(blended) / np.exp(blended).sum(axis=1, keepdims=True))

    np.testing.assert_allclose(network_judge(small).score(evidence), np.maximum(expected, key_judges.LOWEST_SCORE), atol=1e-4)


def test_a_clip_holds_the_notes_that_start_in_it() -> None:
    song = some_song(0)

    clip = cut(song.passage, BAR, 3 * BAR)

    assert clip.length == 2 * BAR
    assert sorted(set(clip.starts.tolist())) == [0, BAR]
    assert clip.ends.max() <= clip.length


def test_the_kinds_of_errors() -> None:
    a_minor, c_major = LabelledKey(0, 1, 9, "minor"), LabelledKey(0, 1, 0, "major")

    assert kind_of_error(Key(9, "dorian", 0.5), a_minor) == "right"
    assert kind_of_error(Key(0, "major", 0.5), a_minor) == "relative"
    assert kind_of_error(Key(9, "minor", 0.5), c_major) == "relative"
    assert kind_of_error(Key(0, "minor", 0.5), c_major) == "parallel"
    assert kind_of_error(Key(7, "mixolydian", 0.5), c_major) == "fifth"
    assert kind_of_error(Key(None, "unclear", 0.0), c_major) == "unclear"
    assert kind_of_error(Key(1, "major", 0.5), c_major) == "other"


def test_the_share_of_time_in_the_right_key() -> None:
    spans = (KeySpan(Ticks(0), Ticks(6), Key(0, "major", 0.5)), KeySpan(Ticks(6), Ticks(10), Key(7, "major", 0.5)))

    assert local_share(spans, (LabelledKey(0, 4, 0, "major"), LabelledKey(4, 8, 7, "major"))) == pytest.approx(0.75)


def test_calibration_error_is_nought_where_confidence_is_right() -> None:
    right = np.array([1.0, 0.0, 1.0, 1.0])

    assert calibration_error(np.full(4, 0.75), right) == pytest.approx(0.0)
    assert calibration_error(np.full(4, 0.95), right) == pytest.approx(0.2)
