"""Do pictures follow what people heard? Correlations of human ratings with measures of pixels, and how true colours are to the palette."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.figures import Figure
from training.painted_looks import Easel, Painted
from training.rank_correlation import interval, spearman
from training.rated_music import RatedMusic

PAIRS = (("arousal", "chroma"), ("arousal", "contrast"), ("valence", "lightness"), ("valence", "warmth"))
"""What is heard and what is to be seen of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """All clips painted by all painters, each on its own; `pictures[painter]` in the order of clips."""

    clips: Sequence[RatedMusic]
    pictures: dict[str, list[Painted]]


def paint_gallery(clips: Sequence[RatedMusic], easels: Sequence[Easel]) -> Gallery:
    """Paint all clips by all painters."""
    return Gallery(clips, {easel.painter: [easel.paint(clip.section, clip.music) for clip in clips] for easel in easels})


def faithfulness_figures(gallery: Gallery) -> list[Figure]:
    """For all painters together, each picture a point, and for each painter: ratings, our own estimate, and colours."""
    found = []
    everyone = list(gallery.pictures)
    for name, painters in (("all", everyone), *((painter, [painter]) for painter in everyone)):
        for heard, seen in PAIRS:
            found.append(_correlated(gallery, name, painters, heard, seen, by_people=True))
            found.append(_correlated(gallery, name, painters, heard, seen, by_people=False))
        far = [picture.strangeness for painter in painters for picture in gallery.pictures[painter]]
        found.append(Figure("palette", name, "median dE2000 of own colours", float(np.median(np.concatenate(far))), 0.0, len(far)))
        means = [float(one.mean()) for one in far]
        found.append(Figure("palette", name, "median over pictures of their mean dE2000", float(np.median(means)), 0.0, len(far)))
    return [*found, *_in_each_set(gallery)]


def _correlated(gallery: Gallery, name: str, painters: Sequence[str], heard: str, seen: str, *, by_people: bool) -> Figure:
    ratings, measured = _table(gallery, painters, heard, seen, by_people=by_people)
    task = "rated" if by_people else "estimated"
    rho = spearman(ratings.ravel(), measured.ravel())
    return Figure(task, name, f"rho({heard}, {seen})", rho, interval(ratings, measured) if by_people else 0.0, ratings.size)


def _table(
    gallery: Gallery, painters: Sequence[str], heard: str, seen: str, *, by_people: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ratings or estimates, and measures, both of shape (clips, painters)."""
    ratings = [getattr(clip if by_people else clip.music.emotion, heard) for clip in gallery.clips]
    measured = [[getattr(picture.measures, seen) for picture in gallery.pictures[painter]] for painter in painters]
    return np.repeat(np.array(ratings)[:, None], len(painters), axis=1), np.array(measured).T


def _in_each_set(gallery: Gallery) -> list[Figure]:
    """The same by EMOPIA's clips alone and by VGMIDI's: ratings of one kind only."""
    found = []
    for name, corner in (("all, EMOPIA only", True), ("all, VGMIDI only", False)):
        kept = [place for place, clip in enumerate(gallery.clips) if clip.is_corner == corner]
        part = Gallery(
            [gallery.clips[place] for place in kept],
            {painter: [pictures[place] for place in kept] for painter, pictures in gallery.pictures.items()},
        )
        found += [_correlated(part, name, list(part.pictures), heard, seen, by_people=True) for heard, seen in PAIRS]
    return found
