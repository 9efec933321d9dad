"""Do pictures keep still where music hardly changes, and differ where it differs? And does one fact move one attribute, one way only?"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from analysis.describe import describe
from render.look import imagine_look
from render.palette_balance import AREAS
from training.evaluate_families import changed_notes
from training.figures import Figure
from training.painted_looks import Easel
from training.picture_measures import measure, thumbnail_distance, to_cielab
from training.rank_correlation import spearman
from training.rated_music import RatedMusic
from vocabulary.descriptor import Emotion, MusicDescriptor
from vocabulary.live_set import Section
from vocabulary.look import Look
from vocabulary.units import Bpm

SEEDS = 4
EDITED_SHARE = 0.01
EDITS = 2
STEPS = 9
TEMPI = (0.6, 0.75, 0.9, 1.0, 1.15, 1.35, 1.6)


def stability_figures(clips: Sequence[RatedMusic], easels: Sequence[Easel]) -> list[Figure]:
    """Thumbnail distances: one seed to another, one song to another, before and after an edit; and whether bytes come again."""
    found = []
    described = [describe(clip.section) for clip in clips]
    changed = [_edits(clip.section, number) for number, clip in enumerate(clips)]
    for easel in easels:
        own, seeds, edits = [], [], []
        for clip, music, variants in zip(clips, described, changed, strict=True):
            shown = [easel.thumbnail(clip.section, music, easel.look(music, seed)) for seed in range(SEEDS)]
            own.append(shown[0])
            seeds += [thumbnail_distance(*pair) for pair in combinations(shown, 2)]
            edits += [thumbnail_distance(shown[0], easel.thumbnail(section, new)) for section, new in variants]
        songs = [thumbnail_distance(*pair) for pair in combinations(own, 2)]
        found += _distance_figures(easel.painter, seeds, songs, edits)
        found.append(Figure("bytes", easel.painter, "same clip and seed, same bytes", _same_bytes(easel, clips[:4]), 0.0, 4))
    return found


def sweep_figures(clips: Sequence[RatedMusic], easels: Sequence[Easel]) -> list[Figure]:
    """Share of steps that go the right way: attributes of the look, then measures of the picture, as one fact is swept."""
    music = clips[0].music
    style = imagine_look(music).style
    found = []
    for name, sign, read, sweep in ATTRIBUTES:
        values = [read(imagine_look(one, style=style)) for one in sweep(music)]
        found.append(Figure("sweep", "look", name, _monotone(values, sign), 0.0, STEPS - 1))
    for easel in easels:
        for axis, seen in (("valence", "lightness"), ("valence", "warmth"), ("arousal", "chroma"), ("arousal", "contrast")):
            shares = []
            for clip in clips:
                looks = [easel.look(one) for one in _moods(clip.music, axis)]
                labs = [to_cielab(easel.pixels(clip.section, clip.music, look)) for look in looks]
                shares.append(_monotone([getattr(measure(lab), seen) for lab in labs], 1))
            found.append(Figure("sweep", easel.painter, f"{axis} moves {seen}", float(np.mean(shares)), 0.0, len(clips)))
    return found


def tempo_figures(clips: Sequence[RatedMusic]) -> list[Figure]:
    """Tempo alone: the same notes, faster, have richer palettes (Tsang & Schloss): median rank correlation over clips."""
    values = []
    for clip in clips:
        style = imagine_look(clip.music).style
        played = [describe(replace(clip.section, tempo=Bpm(clip.section.tempo * factor))) for factor in TEMPI]
        palettes = [imagine_look(music, style=style).palette for music in played]
        values.append(spearman(TEMPI, [sum(AREAS[color.role] * color.chroma for color in palette) for palette in palettes]))
    return [Figure("sweep", "look", "tempo alone: median rho with the palette's chroma", float(np.median(values)), 0.0, len(clips))]


def _distance_figures(painter: str, seeds: list[float], songs: list[float], edits: list[float]) -> list[Figure]:
    low, high = np.quantile(seeds, (0.1, 0.95))
    values = (
        ("edit of 1 % of the notes, median", float(np.median(edits)), len(edits)),
        ("edit of 1 % of the notes, 90th percentile", float(np.quantile(edits, 0.9)), len(edits)),
        ("seed to seed, 10th percentile", float(low), len(seeds)),
        ("seed to seed, 95th percentile", float(high), len(seeds)),
        ("song to song, median", float(np.median(songs)), len(songs)),
    )
    return [Figure("distance", painter, name, value, 0.0, count) for name, value, count in values]


def _edits(section: Section, seed: int) -> list[tuple[Section, MusicDescriptor]]:
    random = np.random.default_rng(seed)
    edited = [_edited(section, random) for _ in range(EDITS)]
    return [(one, describe(one)) for one in edited]


def _edited(section: Section, random: np.random.Generator) -> Section:
    """One note in a hundred left out, moved or joined by another, one at least, in the whole of the section."""
    sizes = [len(part.notes) for part in section.parts]
    chosen = np.sort(random.choice(sum(sizes), max(1, round(EDITED_SHARE * sum(sizes))), replace=False))
    parts, first = [], 0
    for part, size in zip(section.parts, sizes, strict=True):
        here = set((chosen[(chosen >= first) & (chosen < first + size)] - first).tolist())
        notes = [note for number, one in enumerate(part.notes) for note in (changed_notes(one, random) if number in here else (one,))]
        parts.append(replace(part, notes=tuple(sorted(notes))))
        first += size
    return replace(section, parts=tuple(parts))


def _same_bytes(easel: Easel, clips: Sequence[RatedMusic]) -> float:
    twice = ([easel.pixels(c.section, c.music, easel.look(c.music)).tobytes() for c in clips] for _ in range(2))
    return float(np.mean([one == other for one, other in zip(*twice, strict=True)]))


def _monotone(values: Sequence[float], sign: int) -> float:
    return float(np.mean([sign * (after - before) > 0 for before, after in pairwise(values)]))


def _moods(music: MusicDescriptor, axis: str) -> list[MusicDescriptor]:
    places = np.linspace(-0.8, 0.8, STEPS)
    emotions = [Emotion(float(place), 0.0) if axis == "valence" else Emotion(0.1, float(place)) for place in places]
    return [replace(music, emotion=emotion) for emotion in emotions]


def _textures(name: str, low: float, high: float) -> Callable[[MusicDescriptor], list[MusicDescriptor]]:
    def sweep(music: MusicDescriptor) -> list[MusicDescriptor]:
        changes: list[dict[str, Any]] = [{name: float(value)} for value in np.linspace(low, high, STEPS)]
        return [replace(music, texture=replace(music.texture, **change)) for change in changes]

    return sweep


def _rates(music: MusicDescriptor) -> list[MusicDescriptor]:
    return [replace(music, rhythm=replace(music.rhythm, notes_per_second=float(value))) for value in np.geomspace(0.5, 24, STEPS)]


_Row = tuple[str, int, Callable[[Look], float], Callable[[MusicDescriptor], list[MusicDescriptor]]]
ATTRIBUTES: tuple[_Row, ...] = (
    ("articulation moves roundness", 1, lambda look: look.form.roundness, _textures("articulation", 0.3, 1.0)),
    ("notes a second move density", 1, lambda look: look.form.density, _rates),
    ("repetition moves symmetry", 1, lambda look: look.form.symmetry, _textures("repetition", 0.0, 1.0)),
    ("register moves scale down", -1, lambda look: look.form.scale, _textures("mean_pitch", 42.0, 80.0)),
    ("register moves light up", 1, lambda look: look.light.height, _textures("mean_pitch", 46.0, 74.0)),
    ("dissonance moves grain", 1, lambda look: look.form.grain, _textures("dissonance", 0.0, 0.8)),
    ("valence moves dispersion down", -1, lambda look: look.form.dispersion, lambda music: _moods(music, "valence")),
    ("valence moves the ground's lightness", 1, lambda look: look.palette[0].lightness, lambda music: _moods(music, "valence")),
    ("arousal moves motion", 1, lambda look: look.form.motion, lambda music: _moods(music, "arousal")),
    ("arousal moves the light's contrast", 1, lambda look: look.light.contrast, lambda music: _moods(music, "arousal")),
    (
        "arousal moves the palette's chroma",
        1,
        lambda look: sum(AREAS[color.role] * color.chroma for color in look.palette),
        lambda music: _moods(music, "arousal"),
    ),
)
