"""How long a composed frame of 640 x 360 takes: well under 8 ms on one core of software OpenGL.

LP_NUM_THREADS=1 python -m tests.benchmarks.bench_compositor
"""

import logging
import os
import time
from statistics import quantiles

import numpy as np
from PIL import Image

os.environ.setdefault("LP_NUM_THREADS", "1")

from render.compositor.compositor import Compositor
from render.compositor.frame import Frame
from render.painters.renderer import open_context

_FRAMES = 150


def main() -> None:
    """Print processor milliseconds a frame and an upload."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    log = logging.getLogger("bench")
    context = open_context()
    compositor = Compositor(context)
    target = context.simple_framebuffer((640, 360), 4)
    dice = np.random.default_rng(0)
    for name in ("a", "b", "warm-up"):
        small = Image.fromarray(dice.integers(0, 256, (12, 12, 3), dtype=np.uint8))
        pixels = np.asarray(small.resize((1024, 1024), Image.Resampling.BICUBIC))
        start = time.process_time()
        compositor.upload(name, pixels)
        context.finish()
        log.info("upload of 1024 square: %.1f ms", 1e3 * (time.process_time() - start))
    for name, picture, previous, mix in (("one picture", "a", "a", 1.0), ("crossfade", "a", "b", 0.5), ("waiting", "", "", 1.0)):
        times = []
        for index in range(_FRAMES):
            start = time.process_time()
            compositor.compose(Frame(picture, previous, mix, beats=index / 30), target)
            context.finish()
            times.append(1e3 * (time.process_time() - start))
        cuts = quantiles(times[10:], n=20)
        log.info("%-12s %.1f ms median, %.1f ms p95 of processor; budget 8 ms", name, cuts[9], cuts[18])


if __name__ == "__main__":
    main()
