"""Does a picture lead to its song? Each clip's picture looks for those of the same song's other clips, by thumbnails alone.

All is painted with one seed and without a hue of its own, so that only what the music does can lead there.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from render.look import imagine_look
from render.palette import make_palette
from training.figures import Figure
from training.painted_looks import Easel
from training.picture_measures import Floats
from training.rated_music import RatedMusic, songs_of
from vocabulary.descriptor import MusicDescriptor
from vocabulary.look import Look

PERMUTATIONS = 2000
SHUFFLES = 50
"""Shuffled-music controls that are averaged."""
_HUE = 0.0
_FAMILY = 7


def retrieval_figures(clips: Sequence[RatedMusic], easels: Sequence[Easel]) -> list[Figure]:
    """P@1 of each painter and of all, each with its permutation p, and the control: pictures of other music under the clips' names."""
    songs = songs_of(clips)
    distances = {}
    for easel in easels:
        small = [easel.thumbnail(clip.section, clip.music, bare(easel, clip.music)) for clip in clips]
        distances[easel.painter] = thumbnail_distances(small)
    fused = np.sum([table / np.median(table) for table in distances.values()], axis=0)
    chance = float(np.mean([((songs == song).sum() - 1) / (len(songs) - 1) for song in songs]))
    found = [Figure("retrieval", "chance", "P@1", chance, 0.0, len(clips))]
    for name, table in (("all", fused), *distances.items()):
        found.append(Figure("retrieval", name, "P@1", precision(table, songs), 0.0, len(clips)))
        found.append(Figure("retrieval", name, "permutation p", permutation_p(table, songs), 0.0, len(clips)))
        shuffled = [precision(table, songs, order) for order in _orders(len(songs), SHUFFLES, seed=1)]
        found.append(Figure("retrieval", name, "P@1, shuffled music", float(np.mean(shuffled)), 0.0, len(clips)))
    return found


def bare(easel: Easel, music: MusicDescriptor) -> Look:
    """A look with nothing of its set and no seed of its own."""
    look = imagine_look(music, family=_FAMILY)
    return replace(look, style=easel.painter, painter=easel.painter, settings=(), palette=make_palette(music, music, _HUE))


def thumbnail_distances(small: Sequence[Floats]) -> Floats:
    """Mean CIELAB distance of the cells of each two thumbnails; infinite to itself. Shape (n, n)."""
    stack = np.stack(small).reshape(len(small), -1, 3).astype(np.float32)
    table = np.array([np.sqrt(((stack - one) ** 2).sum(axis=2)).mean(axis=1) for one in stack], np.float64)
    np.fill_diagonal(table, np.inf)
    return table


def precision(table: Floats, songs: NDArray[np.int64], order: NDArray[np.int64] | None = None) -> float:
    """Share of pictures whose nearest is of the same song; with an `order`, each clip shows the picture of another clip's music."""
    nearest = table.argmin(axis=1)
    shown = songs if order is None else songs[order]
    return float((shown[nearest] == shown).mean())


def permutation_p(table: Floats, songs: NDArray[np.int64]) -> float:
    """How often clips dealt anew to songs do as well, the true deal counted in."""
    true = precision(table, songs)
    as_good = sum(precision(table, songs, order) >= true for order in _orders(len(songs), PERMUTATIONS, seed=0))
    return (1 + as_good) / (1 + PERMUTATIONS)


def _orders(size: int, count: int, seed: int) -> list[NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    return [random.permutation(size) for _ in range(count)]
