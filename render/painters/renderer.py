"""Draws requests with procedural painters, off-screen, with or without a GPU."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from render.painters.bauhaus import paint_bauhaus
from render.painters.canvas import Canvas, Sheet
from render.painters.catalogue import painter_info
from render.painters.glass import paint_glass
from render.painters.ink import paint_ink
from render.painters.light import paint_light
from render.painters.linocut import paint_linocut
from render.painters.nebula import paint_nebula
from render.painters.orbits import paint_orbits
from render.painters.paper import paint_paper
from render.painters.riso import paint_riso
from render.painters.weave import paint_weave
from vocabulary.errors import RenderError
from vocabulary.pictures import PictureRequest

log = logging.getLogger(__name__)

PAINTERS: dict[str, Callable[[Sheet, PictureRequest], None]] = {
    "bauhaus": paint_bauhaus,
    "glass": paint_glass,
    "ink": paint_ink,
    "light": paint_light,
    "linocut": paint_linocut,
    "nebula": paint_nebula,
    "orbits": paint_orbits,
    "paper": paint_paper,
    "riso": paint_riso,
    "weave": paint_weave,
}


class PainterRenderer:
    """A `Renderer` that needs no weights; keeps one OpenGL context, opened with the first picture. For one thread."""

    def __init__(self) -> None:
        self._canvas: Canvas | None = None

    def render(self, request: PictureRequest) -> NDArray[np.uint8]:
        """Paint a request: pixels (height_px, width_px, 3), sRGB, top row first; equal requests, equal bytes.

        Raises:
            RenderError: if there is no OpenGL 3.3, no such painter, or too little memory.
        """
        painter = PAINTERS.get(request.look.painter)
        if painter is None:
            raise RenderError(f"there is no painter {request.look.painter!r}; choose one of: {', '.join(sorted(PAINTERS))}")
        canvas = self._canvas = self._canvas or Canvas(open_context())
        try:
            with canvas.context, sheet_for(canvas, request) as sheet:
                painter(sheet, request)
                return sheet.pixels()
        except (moderngl.Error, MemoryError) as error:
            size = f"{request.width_px} x {request.height_px}"
            raise RenderError(f"OpenGL could not draw a picture of {size}: {error}; try a smaller size") from error

    def close(self) -> None:
        """Free the OpenGL context."""
        if self._canvas is not None:
            self._canvas.context.release()
            self._canvas = None


def sheet_for(canvas: Canvas, request: PictureRequest, *, moving: bool = False) -> Sheet:
    """An empty sheet as the request's painter likes it."""
    info = painter_info(request.look.painter)
    grain = info.fibres * (0.75 + 0.6 * request.look.form.grain)
    return Sheet(canvas, request.width_px, request.height_px, grain, info.vignette, moving=moving)


def open_context() -> moderngl.Context:
    """An OpenGL 3.3 core context without a window: EGL on Linux, else what the system offers.

    Raises:
        RenderError: if there is none.
    """
    attempts: list[dict[str, Any]] = [{"backend": "egl"}, {}] if sys.platform.startswith("linux") else [{}]
    reasons = []
    for settings in attempts:
        try:
            context = moderngl.create_standalone_context(require=330, **settings)
        except Exception as error:  # glcontext raises bare Exception
            reasons.append(str(error))
            continue
        log.info("painting with %s", context.info["GL_RENDERER"])
        return context
    hint = (
        "install Mesa (Debian, Ubuntu: sudo apt install libegl1 libgl1-mesa-dri)"
        if sys.platform.startswith("linux")
        else "update the graphics driver"
    )
    raise RenderError(f"no OpenGL 3.3 here ({'; '.join(reasons)}); {hint}")
