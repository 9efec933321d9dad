"""Clips that people rated, described without what the emotion model learned from them: for looks to be judged by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.describe import describe
from analysis.passage import passage_of
from training.corpora import RatedClip, emopia, vgmidi
from training.emotion_table import CUT, EMOPIA, FOLDS, EmotionTable, folds, make_table
from training.train_emotion import fit
from vocabulary.descriptor import Emotion, MusicDescriptor
from vocabulary.live_set import Section

FEWEST_NOTES = 24


@dataclass(frozen=True, slots=True)
class RatedMusic:
    """A clip, what it is, and what people heard.

    Attributes:
        song: Which song it is of; a piece of VGMIDI is its own.
        section: Its notes.
        music: With an emotion estimated by a model that knows neither its song nor its series.
        valence, arousal: Human ratings, -1..1 (EMOPIA: the quadrant's corner).
        is_corner: Whether it is EMOPIA's.
    """

    song: str
    section: Section
    music: MusicDescriptor
    valence: float
    arousal: float
    is_corner: bool


class Ratings:
    """All rated clips of the research data, and estimates of them by models that left them out."""

    def __init__(self, data: Path) -> None:
        """Read and listen to everything: about half a minute."""
        corners, means = list(emopia(data)), list(vgmidi(data))
        self._clips: list[RatedClip] = corners + means
        self._songs = [clip.group for clip in corners] + [clip.name for clip in means]
        kinds = [EMOPIA] * len(corners) + [CUT] * len(means)
        self._table = make_table([passage_of(clip.section) for clip in self._clips], self._clips, kinds)
        self._estimates = left_out_estimates(self._table)

    def one_a_song(self, count: int, seed: int = 0) -> list[RatedMusic]:
        """Clips drawn at random, half of each set while there are enough, no song twice."""
        random = np.random.default_rng(seed)
        chosen: list[int] = []
        for kind, wanted in ((CUT, count // 2), (EMOPIA, count - count // 2)):
            drawn = random.permutation(np.flatnonzero(self._table.kinds == kind)).tolist()
            order = [clip for clip in drawn if self._is_long_enough(clip)]
            first = {self._songs[clip]: clip for clip in reversed(order)}
            chosen += sorted(first.values(), key=order.index)[:wanted]
        return [self._describe(clip) for clip in chosen]

    def several_a_song(self, songs: int, clips: int, seed: int = 0) -> list[RatedMusic]:
        """So many clips each of so many songs of EMOPIA, song by song."""
        random = np.random.default_rng(seed)
        of_song: dict[str, list[int]] = {}
        for clip in np.flatnonzero(self._table.kinds == EMOPIA).tolist():
            if self._is_long_enough(clip):
                of_song.setdefault(self._songs[clip], []).append(clip)
        names = sorted(name for name, found in of_song.items() if len(found) >= clips)
        chosen = [names[place] for place in random.permutation(len(names))[:songs]]
        return [self._describe(int(clip)) for name in chosen for clip in random.permutation(of_song[name])[:clips]]

    def _is_long_enough(self, clip: int) -> bool:
        return len(self._table.passages[clip].starts) >= FEWEST_NOTES

    def _describe(self, clip: int) -> RatedMusic:
        rated = self._clips[clip]
        described = describe(rated.section)
        valence, arousal = (round(float(value), 4) for value in self._estimates[clip])
        music = replace(described, emotion=Emotion(valence, arousal, described.emotion.confidence, described.emotion.reasons))
        corner = bool(self._table.kinds[clip] == EMOPIA)
        return RatedMusic(self._songs[clip], rated.section, music, rated.valence, rated.arousal, corner)


def left_out_estimates(table: EmotionTable) -> NDArray[np.float64]:
    """What `analysis.emotion.learned_emotion` would say of each clip, had the model never heard its song or series; shape (clips, 2)."""
    fold = folds(table)
    places = np.zeros_like(table.ratings)
    for number in range(FOLDS):
        model = fit(table, fold != number)
        for clip in np.flatnonzero(fold == number):
            places[clip] = model.predict(table.seen[clip])[0].mean(axis=0)
    return np.tanh(places)


def songs_of(clips: Sequence[RatedMusic]) -> NDArray[np.int64]:
    """Number of each clip's song."""
    names = {song: number for number, song in enumerate(dict.fromkeys(clip.song for clip in clips))}
    return np.array([names[clip.song] for clip in clips])
