"""Renderers that work, and some that fail in the ways renderers do; the tests' workers load them by name.

What they are to do is in the request's prompt-free part, its seed, so that one worker process can be driven from outside:
folders for their marks come in the environment.
"""

import os
import signal
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vocabulary.errors import RenderError
from vocabulary.pictures import PictureRequest

MARKS = "SONOCHROME_TEST_MARKS"
DIES_ONCE, DIES_ALWAYS, HANGS, BLACK, RAISES, SLOW, NAN = 101, 102, 103, 104, 105, 106, 107


def stripes(request: PictureRequest) -> NDArray[np.uint8]:
    """A picture that depends on the seed."""
    x = np.arange(request.width_px)
    row = (128 + 100 * np.sin(x * (1 + request.look.seed % 7) / 5)).astype(np.uint8)
    return np.repeat(np.repeat(row[None, :, None], request.height_px, axis=0), 3, axis=2)


class FakeRenderer:
    """Draws stripes, or fails as the seed says; notes each try in the marks' folder."""

    def render(self, request: PictureRequest) -> NDArray[np.uint8]:
        seed = request.look.seed
        marks = Path(os.environ[MARKS])
        tries = len(list(marks.glob(f"{seed}.*")))
        (marks / f"{seed}.{tries}").touch()
        if seed == DIES_ALWAYS or (seed == DIES_ONCE and tries == 0):
            os.kill(os.getpid(), signal.SIGKILL)
        if seed == HANGS:
            time.sleep(60)
        if seed == SLOW:
            time.sleep(0.5)
        if seed == BLACK:
            return np.zeros((request.height_px, request.width_px, 3), np.uint8)
        if seed == RAISES:
            raise RenderError("out of memory; choose a smaller size")
        if seed == NAN:
            return np.full((request.height_px, request.width_px, 3), np.nan)  # what a broken model returns
        return stripes(request)
