"""Rated clips as the emotion model hears them: EMOPIA, and VGMIDI both whole and cut after a minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.emotion_model import listen, views
from analysis.passage import Passage, passage_of
from training.corpora import RatedClip, emopia, vgmidi
from training.folds import grouped_folds

FOLDS = 5
MINUTE, LONGEST = 60.0, 36000.0
"""Seconds."""
EMOPIA, CUT, WHOLE = range(3)
"""Kinds of rows: EMOPIA's clips, the first minute of VGMIDI's pieces, and the pieces whole."""


@dataclass(frozen=True, slots=True, eq=False)
class EmotionTable:
    """Rated clips, EMOPIA's first.

    Attributes:
        passages: One a clip.
        rows: From `listen`, whole, shape (clips, d).
        seen: Rows of the views of each clip, each of shape (views, d).
        ratings: Valence and arousal, shape (clips, 2).
        groups: Song or series.
        kinds: See above, shape (clips,).
    """

    passages: tuple[Passage, ...]
    rows: NDArray[np.float64]
    seen: tuple[NDArray[np.float64], ...]
    ratings: NDArray[np.float64]
    groups: tuple[str, ...]
    kinds: NDArray[np.int64]


def read_emotion_table(data: Path) -> EmotionTable:
    """Listen to all rated clips."""
    clips = list(_rated(data))
    return make_table([passage_of(clip.section) for _, clip in clips], [clip for _, clip in clips], [kind for kind, _ in clips])


def make_table(passages: list[Passage], clips: list[RatedClip], kinds: list[int]) -> EmotionTable:
    """Listen to passages."""
    seen = tuple(listen(views(passage)) for passage in passages)
    return EmotionTable(
        passages=tuple(passages),
        rows=listen(passages),
        seen=seen,
        ratings=np.array([(clip.valence, clip.arousal) for clip in clips]),
        groups=tuple(clip.group for clip in clips),
        kinds=np.array(kinds),
    )


def folds(table: EmotionTable, seed: int = 0) -> NDArray[np.int64]:
    """Deal songs of EMOPIA and series of VGMIDI to five folds, each set by itself."""
    fold = np.zeros(len(table.kinds), np.int64)
    for kinds in ((EMOPIA,), (CUT, WHOLE)):
        chosen = np.flatnonzero(np.isin(table.kinds, kinds))
        fold[chosen] = grouped_folds([table.groups[clip] for clip in chosen], FOLDS, seed)
    return fold


def _rated(data: Path) -> Iterator[tuple[int, RatedClip]]:
    return chain(
        ((EMOPIA, clip) for clip in emopia(data)),
        ((CUT, clip) for clip in vgmidi(data, MINUTE)),
        ((WHOLE, clip) for clip in vgmidi(data, LONGEST)),
    )
