"""Painted pictures that move: painters draw them again for each frame, at the moment of the music.

A picture moves only where the graphics are quick enough for it: each is timed, unseen, when it is made ready, and drawn smaller, or
left still, if a frame would take too long. A still picture and a moving one at rest are the same, and movement grows from nothing,
so that it does not matter when a picture is ready.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import moderngl

from render.compositor.movement import beat_pulse
from render.painters.canvas import Canvas, Moment, Sheet
from render.painters.renderer import PAINTERS, sheet_for
from vocabulary.pictures import PictureRequest

log = logging.getLogger(__name__)

Moving = Literal["auto", "on", "off"]
"""Whether pictures move: where the graphics are quick enough, whatever it takes, or never."""

LONGEST_SIDE_PX = 1024
SMALLEST_SIDE_PX = 384
"""Below it a moving picture is softer than its movement is worth."""
FRAME_S = 0.006
"""What drawing a picture may take of a frame's 16.7 ms; in a crossfade there are two."""
AWAKENING_BEATS = 4.0
"""Movement grows from nothing over so many beats."""
_SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "software", "microsoft basic")


@dataclass(slots=True)
class _Live:
    sheet: Sheet
    texture: moderngl.Texture
    target: moderngl.Framebuffer
    energy: float
    awake_since: float | None = None
    shown_at: float | None = None


class LivePictures:
    """Moving pictures of one OpenGL context; call only where it is current."""

    def __init__(self, context: moderngl.Context, moving: Moving = "auto", perf_counter: Callable[[], float] = time.perf_counter) -> None:
        """Nothing is made yet; `perf_counter` times the drawing, in seconds."""
        self._context = context
        self._perf_counter = perf_counter
        self._patient = moving == "on"
        renderer = str(context.info.get("GL_RENDERER", "")).lower()
        self._side_px = LONGEST_SIDE_PX
        self.enabled = moving == "on" or (moving == "auto" and not any(name in renderer for name in _SOFTWARE))
        self._canvas: Canvas | None = None
        self._waiting: dict[str, PictureRequest] = {}
        self._live: dict[str, _Live] = {}

    def add(self, picture_id: str, request: PictureRequest) -> None:
        """Take a picture's request, to be made ready when there is time; one by a renderer that is no painter stays still."""
        if self.enabled and request.renderer == "painter" and request.look.painter in PAINTERS and picture_id not in self._live:
            self._waiting[picture_id] = request

    def forget(self, picture_id: str) -> None:
        """Free a picture; unknown ids are ignored."""
        self._waiting.pop(picture_id, None)
        live = self._live.pop(picture_id, None)
        if live is not None:
            _release(live)

    def release(self) -> None:
        """Free everything."""
        for picture_id in (*self._waiting, *self._live):
            self.forget(picture_id)

    def prepare(self, picture_id: str) -> bool:
        """Make a waiting picture ready, some 50 ms; True if there was anything to do."""
        request = self._waiting.pop(picture_id, None)
        if request is None or not self.enabled:
            return False
        live = self._made(request)
        while not self._patient and (seconds := self._timed(live)) > FRAME_S:
            _release(live)
            self._side_px //= 2
            if self._side_px < SMALLEST_SIDE_PX:
                self.enabled = False
                log.info("pictures stay still: painter=%s ms=%.1f side_px=%d", request.look.painter, 1e3 * seconds, self._side_px * 2)
                self.release()
                return True
            live = self._made(request)
        self._live[picture_id] = live
        return True

    def texture(self, picture_id: str, beats: float, beats_per_bar: float) -> moderngl.Texture | None:
        """The picture as it is at a song time, sRGB, top row first; None if it does not move.

        Beats are counted from when it woke, and its energy is its look's, so that what turns with beats times energy never leaps.
        """
        live = self._live.get(picture_id)
        if live is None:
            return None
        if live.awake_since is None:
            live.awake_since = beats
        if live.shown_at != beats:
            # The playhead may go back before it woke: it stays awake, at rest is only the moment itself.
            since = beats - live.awake_since
            awake = min(1.0, abs(since) / AWAKENING_BEATS)
            energy = live.energy * awake * awake * (3 - 2 * awake)
            live.sheet.replay(Moment(since, beat_pulse(beats, beats_per_bar), energy, beats % beats_per_bar / beats_per_bar))
            live.sheet.finish(live.target)
            live.shown_at = beats
        return live.texture

    def _made(self, request: PictureRequest) -> _Live:
        scale = min(1.0, self._side_px / max(request.width_px, request.height_px))
        width_px, height_px = (max(16, round(side * scale)) for side in (request.width_px, request.height_px))
        self._canvas = self._canvas or Canvas(self._context)
        small = replace(request, width_px=width_px, height_px=height_px)
        sheet = sheet_for(self._canvas, small, moving=True)
        with sheet.kept():
            PAINTERS[small.look.painter](sheet, small)
        texture = self._context.texture((width_px, height_px), 4)
        texture.repeat_x = texture.repeat_y = False
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        return _Live(sheet, texture, self._context.framebuffer([texture]), request.look.energy)

    def _timed(self, live: _Live) -> float:
        """Seconds of one drawing, the second of two: the first also compiles."""
        seconds = 0.0
        for beats in (0.5, 1.0):
            began = self._perf_counter()
            live.sheet.replay(Moment(beats, 0.5, 0.5, 0.5))
            live.sheet.finish(live.target)
            self._context.finish()
            seconds = self._perf_counter() - began
        return seconds


def _release(live: _Live) -> None:
    live.sheet.release()
    live.texture.release()
    live.target.release()
