"""How long pictures take: 1024 square 0.25 s, 3000 square 3 s on two cores of software OpenGL; a 256 draft 30 ms.

python -m tests.benchmarks.bench_painters
"""

import logging
import time
from statistics import median

import numpy as np

from render.look import imagine_look
from render.painters.catalogue import PAINTERS
from render.painters.renderer import PainterRenderer
from render.request import picture_request
from vocabulary.descriptor import Chord, Emotion, Key, MusicDescriptor, Rhythm, Texture
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Note
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

BUDGETS_S = {256: 0.030, 1024: 0.25, 3000: 3.0}
_BEATS = 64


def main() -> None:
    """Print wall and processor seconds, median and worst of some runs after a warm-up."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    renderer = PainterRenderer()
    log = logging.getLogger("bench")
    for style in (info.name for info in PAINTERS):
        for notes in (200, 5000):
            for side, budget in BUDGETS_S.items():
                section, music = made_up(notes)
                look = imagine_look(music, style=style)
                request = picture_request(section, music, look, quality="final", width_px=side, height_px=side)
                renderer.render(request)
                walls, cores = [], []
                for _ in range(3 if side == 3000 else 7):
                    wall, core = time.perf_counter(), time.process_time()
                    renderer.render(request)
                    walls.append(time.perf_counter() - wall)
                    cores.append(time.process_time() - core)
                log.info(
                    "%-7s %4d notes %4d px: %6.1f ms median, %6.1f ms worst, %6.1f ms of processor; budget %5.0f ms",
                    *(style, notes, side, 1e3 * median(walls), 1e3 * max(walls), 1e3 * median(cores), 1e3 * budget),
                )


def made_up(count: int) -> tuple[Section, MusicDescriptor]:
    """A section of four parts with `count` notes, and what it is; always the same."""
    rng = np.random.default_rng(1)
    parts = []
    for index, (name, center) in enumerate((("Lead", 76), ("Keys", 62), ("Bass", 40), ("Drums", 40))):
        drums = name == "Drums"
        starts = rng.integers(0, _BEATS * 4, count // 4) * (TICKS_PER_BEAT // 4)
        pitches = rng.choice((36, 38, 42), count // 4) if drums else np.clip(rng.normal(center, 6, count // 4), 0, 127).astype(int)
        notes = sorted(
            Note(Ticks(int(start)), int(pitch), Ticks(TICKS_PER_BEAT // (1 + index % 2)), int(velocity))
            for start, pitch, velocity in zip(starts, pitches, rng.integers(4000, 12700, count // 4), strict=True)
        )
        parts.append(Part(name, tuple(notes), program=GM_DRUM_PROGRAM if drums else -1))
    section = Section("a0", "bars 1-16", Ticks(0), Ticks(_BEATS * TICKS_PER_BEAT), tuple(parts))
    labels = ("C", "A:min", "F", "G:7")
    chords = tuple(
        Chord(Ticks(bar * 4 * TICKS_PER_BEAT), Ticks((bar + 1) * 4 * TICKS_PER_BEAT), labels[bar % 4]) for bar in range(_BEATS // 4)
    )
    music = MusicDescriptor(
        Key(0, "major", 0.8),
        chords,
        Rhythm(count / 32, count / _BEATS, 0.2, 0.0, 0.6, 4),
        Texture(3.0, 30, 90, 60.0, 0.7, 0.5, 0.25, 0.2, 0.7, 0.2, 0.4, 4),
        Emotion(0.3, 0.2, 0.6, ("major key",)),
        (),
        Bpm(120.0),
        note_count=count,
    )
    return section, music


if __name__ == "__main__":
    main()
