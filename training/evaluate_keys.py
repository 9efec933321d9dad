"""Measure keys against POP909-CL (human-corrected pop) and DCML (Mozart's piano sonatas, expert labels)."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.key_judges import FORMULA, Judge, network_judge
from analysis.keys import is_minor
from analysis.local_keys import judged_keys
from training.corpora import LabelledKey
from training.figures import INTERVAL, Figure, mean_figure, share_figure
from training.fit_key_confidence import calibration_error
from training.key_songs import FOUND, MODES, MOZART, POP, KeyClip, KeySong, key_songs, random_clips
from training.train_keys import Arrays, fold_networks, folds_of, training_clips
from vocabulary.descriptor import Key, KeySpan

CLIPS = {4: 6, 8: 6, 16: 6}
"""Clips of each song by bars; others than those that are learned from."""
JudgeOf = Callable[[int], Judge]
"""The judge of a song, by its number."""


def figures(data: Path) -> list[Figure]:
    """Share of exactly right keys of whole songs and of clips, and of time in the right local key, trained and by formula."""
    songs = key_songs(data)
    networks = fold_networks(songs, training_clips(songs))
    formula = [Figure(f.task, f.data, f"{f.measure}, formula", f.value, f.margin, f.n) for f in key_figures(songs, lambda song: FORMULA)]
    return [*learned_figures(songs, networks), *formula]


def learned_figures(songs: list[KeySong], networks: Sequence[Arrays]) -> list[Figure]:
    """Figures of networks that have not seen the songs they judge."""
    judges, folds = [network_judge(network) for network in networks], folds_of(songs)
    return key_figures(songs, lambda song: judges[folds[song]])


def clip_confusion(songs: list[KeySong], networks: Sequence[Arrays]) -> NDArray[np.int64]:
    """Clips of eight bars by true mode (`MODES`) and what was found (`FOUND`), by networks that have not seen their songs."""
    judges, folds = [network_judge(network) for network in networks], folds_of(songs)
    counts = np.zeros((len(MODES), len(FOUND)), np.int64)
    for number in range(len(songs)):
        for clip in random_clips(songs, number, {8: CLIPS[8]}, seed=2):
            found = _found(clip, lambda song: judges[folds[song]])
            counts[MODES.index(clip.key.mode), FOUND.index(kind_of_error(found, clip.key))] += 1
    return counts


def key_figures(songs: list[KeySong], judge_of: JudgeOf) -> list[Figure]:
    """All figures of one judge a song."""
    wholes = {
        corpus: [KeyClip(n, 0, song.passage, song.key) for n, song in enumerate(songs) if song.corpus == corpus] for corpus in (POP, MOZART)
    }
    found = [
        share_figure("key", corpus, "exact, whole", [_right(_found(clip, judge_of), clip.key) for clip in wholes[corpus]])
        for corpus in wholes
    ]
    for corpus in wholes:
        for bars, count in CLIPS.items():
            clips = [clip for whole in wholes[corpus] for clip in random_clips(songs, whole.song, {bars: count}, seed=2)]
            found += _clip_figures(corpus, bars, clips, judge_of)
    for corpus in wholes:
        shares = [local_share(judged_keys(songs[w.song].passage, judge_of(w.song)).spans, songs[w.song].local_keys) for w in wholes[corpus]]
        found.append(mean_figure("local key", corpus, "share of time right", shares))
    moving = [w.song for w in wholes[POP] if len({(key.tonic, key.mode) for key in songs[w.song].local_keys}) > 1]
    shares = [local_share(judged_keys(songs[n].passage, judge_of(n)).spans, songs[n].local_keys) for n in moving]
    found.append(mean_figure("local key", f"{POP}, songs that modulate", "share of time right", shares))
    return found


def _clip_figures(corpus: str, bars: int, clips: Sequence[KeyClip], judge_of: JudgeOf) -> list[Figure]:
    """Exactness with the interval over songs, kinds of error, and calibration."""
    keys = [_found(clip, judge_of) for clip in clips]
    kinds = Counter(kind_of_error(key, clip.key) for key, clip in zip(keys, clips, strict=True))
    right = np.array([_right(key, clip.key) for key, clip in zip(keys, clips, strict=True)], float)
    by_song = _means([clip.song for clip in clips], right)
    margin = INTERVAL * float(by_song.std()) / len(by_song) ** 0.5
    found = [Figure("key", corpus, f"exact, {bars} bars", float(right.mean()), margin, len(clips))]
    found += [Figure("key", corpus, f"{kind}, {bars} bars", kinds[kind] / len(clips), 0.0, len(clips)) for kind in FOUND[1:]]
    confidence = np.array([key.confidence for key in keys])
    error = calibration_error(confidence, right)
    return [*found, Figure("key", corpus, f"calibration error, {bars} bars", error, 0.0, len(clips))]


def kind_of_error(found: Key, true: LabelledKey) -> str:
    """Right, or the kind of neighbour that was found: "relative", "fifth" (same mode), "parallel", "other", "unclear"."""
    if found.tonic is None:
        return "unclear"
    above, same_mode = (found.tonic - true.tonic) % 12, is_minor(found.mode) == (true.mode == "minor")
    if same_mode:
        return {0: "right", 5: "fifth", 7: "fifth"}.get(above, "other")
    return {0: "parallel", 3 if true.mode == "minor" else 9: "relative"}.get(above, "other")


def local_share(spans: Sequence[KeySpan], true: Sequence[LabelledKey]) -> float:
    """Share of the labelled time in which the right key is named."""
    right = sum(
        max(0, min(span.end_time, key.end) - max(span.start_time, key.start)) for span in spans for key in true if _right(span.key, key)
    )
    return right / sum(key.end - key.start for key in true)


def _found(clip: KeyClip, judge_of: JudgeOf) -> Key:
    return judged_keys(clip.passage, judge_of(clip.song)).key


def _right(found: Key, true: LabelledKey) -> bool:
    """Tonic and kind of third; the labels know no church modes, so dorian counts as minor."""
    return kind_of_error(found, true) == "right"


def _means(groups: Sequence[int], values: NDArray[np.float64]) -> NDArray[np.float64]:
    sums, counts = np.bincount(groups, values), np.bincount(groups)
    return np.asarray(sums[counts > 0] / counts[counts > 0])
