"""Puts pictures on a stage: crossfades in linear light, gentle movement with the beat, no flashes, never black."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import moderngl
import numpy as np
from numpy.typing import NDArray

from render.compositor.flash_guard import FlashGuard
from render.compositor.frame import Frame
from render.compositor.live_pictures import LivePictures, Moving
from render.compositor.movement import DRIFT_BARS, Movement, movement_at
from render.oklch import LUMINANCE, decode_srgb
from render.shaders import shader

_WAITING_LUMINANCE = 0.03
_DECODED = decode_srgb(np.arange(256) / 255.0)
_MAX_GAIN = 1.5
# Smaller pictures are shown at half their size at least, where plain linear filtering serves and is 15 % cheaper.
_MIPMAPS_ABOVE_PX = 1280
_UNSEEN_PX = 16


@dataclass(frozen=True, slots=True)
class _Shown:
    texture: moderngl.Texture
    luminance: float


class Compositor:
    """Draws frames with one OpenGL context; call it only where that context is current.

    It sets the framebuffer, viewport, program, textures, blend function, scissor, and switches blending, depth test and culling off;
    nothing else.
    """

    def __init__(self, context: moderngl.Context, monotonic: Callable[[], float] = time.monotonic, *, moving: Moving = "auto") -> None:
        """Compile the shaders; `monotonic` is the clock of the flash guard; `moving`: see `LivePictures`."""
        self._context = context
        self.live = LivePictures(context, moving)
        self._monotonic = monotonic
        self._guard = FlashGuard()
        self._pictures: dict[str, _Shown] = {}
        self._waiting = self._program("common", "waiting common", "waiting")
        self._one = self._program("common", "one")
        self._two = self._program("common", "two")
        self._half_waiting = self._program("common", "waiting common", "two with waiting")
        self._unseen = context.framebuffer([context.texture((_UNSEEN_PX, _UNSEEN_PX), 4)])
        self._warm: set[tuple[tuple[int, int], tuple[int, int] | None, float]] = set()

    def upload(self, picture_id: str, pixels: NDArray[np.uint8]) -> None:
        """Keep a picture, shape (height, width, 3), sRGB, top row first, under an id; replaces one of the same id."""
        self.forget(picture_id)
        height, width = pixels.shape[:2]
        # Four channels: software OpenGL builds mipmaps of three ten times slower (100 against 11 ms at 1024 square).
        padded = np.empty((height, width, 4), dtype=np.uint8)
        padded[..., :3] = pixels
        padded[..., 3] = 255
        texture = self._context.texture((width, height), 4, padded.data)
        texture.repeat_x = texture.repeat_y = False
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        if max(width, height) > _MIPMAPS_ABOVE_PX:
            texture.build_mipmaps()
            texture.filter = (moderngl.LINEAR_MIPMAP_NEAREST, moderngl.LINEAR)
        self._pictures[picture_id] = _Shown(texture, mean_luminance(pixels))

    def forget(self, picture_id: str) -> None:
        """Free a picture; unknown ids are ignored."""
        self.live.forget(picture_id)
        shown = self._pictures.pop(picture_id, None)
        if shown is not None:
            shown.texture.release()

    def has(self, picture_id: str) -> bool:
        """Whether a picture is there."""
        return picture_id in self._pictures

    def release(self) -> None:
        """Free everything."""
        self.live.release()
        for picture_id in tuple(self._pictures):
            self.forget(picture_id)
        for array in (self._waiting, self._one, self._two, self._half_waiting):
            array.program.release()
            array.release()
        for texture in self._unseen.color_attachments:
            texture.release()
        self._unseen.release()

    def compose(self, frame: Frame, target: moderngl.Framebuffer) -> None:
        """Draw a frame into the target's lower left width_px x height_px.

        An id that is not there counts as the other one of the frame, so that a late picture never shows a gap.
        """
        new, old = self._shown(frame, frame.picture_id), self._shown(frame, frame.previous_id)
        if new is None and frame.picture_id:
            new = old
        if old is None and frame.previous_id:
            old = new
        movement = movement_at(frame.beats, frame.beats_per_bar, frame.energy)
        self._draw(frame, new, old, movement, self._guarded_light(frame.mix, new, old, movement.light), target)

    def _shown(self, frame: Frame, picture_id: str) -> _Shown | None:
        """The picture, as it is at the frame's song time if it moves."""
        still = self._pictures.get(picture_id)
        moved = self.live.texture(picture_id, frame.beats, frame.beats_per_bar) if still else None
        return _Shown(moved, still.luminance) if still and moved else still

    def warm_up(self, picture_id: str) -> bool:
        """Draw unseen, one a call, the mixtures in which a new picture can come on stage; False when all were drawn.

        Software OpenGL compiles a program again for each combination of sizes of its pictures when it first draws with them:
        45 to 75 ms, which would hold up just the frame that is due (measured with llvmpipe and an empty shader cache).
        """
        new = self._pictures.get(picture_id)
        if new is None:
            return False
        if self.live.prepare(picture_id):
            return True
        for old in (new, *self._pictures.values()):
            # A copy, so that a picture mixed with another of its size is a mixture and not one picture.
            other = _Shown(old.texture, old.luminance)
            for first, second, mix in ((new, None, 1.0), (new, None, 0.5), (new, other, 0.5), (other, new, 0.5)):
                mixture = (first.texture.size, second.texture.size if second else None, mix)
                if mixture not in self._warm:
                    self._warm.add(mixture)
                    frame = Frame("new", "old", mix, 0.0, 4.0, 0.0, _UNSEEN_PX, _UNSEEN_PX)
                    self._draw(frame, first, second, movement_at(0.0, 4.0, 0.0), 1.0, self._unseen)
                    return True
        return False

    def _draw(
        self, frame: Frame, new: _Shown | None, old: _Shown | None, movement: Movement, light: float, target: moderngl.Framebuffer
    ) -> None:
        target.use()
        target.viewport = (0, 0, frame.width_px, frame.height_px)
        self._context.disable(moderngl.BLEND | moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        array = self._choose(frame, new, old, movement)
        program = array.program
        _set(program, "frame_px", (float(frame.width_px), float(frame.height_px)))
        _set(program, "lens", movement.lens)
        _set(program, "slow", frame.beats / (frame.beats_per_bar * DRIFT_BARS) % 1.0)
        _set(program, "light", light)
        array.render(moderngl.TRIANGLES, vertices=3)

    def _choose(self, frame: Frame, new: _Shown | None, old: _Shown | None, movement: Movement) -> moderngl.VertexArray:
        """Pick the cheapest program for what is to be mixed, and give it its pictures."""
        if new is old or frame.mix in (0.0, 1.0):
            only = old if frame.mix == 0.0 else new
            if only is None:
                return self._waiting
            self._bind(self._one.program, "picture", "window", 0, only, frame, movement)
            return self._one
        if new is not None and old is not None:
            self._bind(self._two.program, "picture", "window", 0, new, frame, movement)
            self._bind(self._two.program, "previous", "previous_window", 1, old, frame, movement)
            _set(self._two.program, "share", frame.mix)
            return self._two
        there = new or old
        assert there is not None
        self._bind(self._half_waiting.program, "picture", "window", 0, there, frame, movement)
        _set(self._half_waiting.program, "share", frame.mix if new is not None else 1.0 - frame.mix)
        return self._half_waiting

    def _bind(
        self, program: moderngl.Program, sampler: str, window: str, unit: int, shown: _Shown, frame: Frame, movement: Movement
    ) -> None:
        shown.texture.use(unit)
        _set(program, sampler, unit)
        _set(program, window, window_of(shown.texture.size, (frame.width_px, frame.height_px), movement))

    def _guarded_light(self, mix: float, new: _Shown | None, old: _Shown | None, light: float) -> float:
        """Factor on linear light after the flash guard has had its say."""
        new_luminance = new.luminance if new else _WAITING_LUMINANCE
        old_luminance = old.luminance if old else _WAITING_LUMINANCE
        wanted = (old_luminance + (new_luminance - old_luminance) * mix) * light
        allowed = self._guard.allow(min(1.0, wanted), self._monotonic())
        return light if wanted <= 0.0 else light * min(_MAX_GAIN, allowed / wanted)

    def _program(self, *names: str) -> moderngl.VertexArray:
        package, file_name = "render.compositor", "compositor.glsl"
        program = self._context.program(
            vertex_shader=shader(package, file_name, "vertex"), fragment_shader=shader(package, file_name, *names)
        )
        return self._context.vertex_array(program, [])


def window_of(picture_px: tuple[int, int], frame_px: tuple[int, int], movement: Movement) -> tuple[float, float, float, float]:
    """The part of a picture that fills a frame: extent x, y and middle x, y, in shares of the picture, y upwards.

    The frame is filled by cropping; the cut-out pans slowly along the side that is too long. It never leaves the picture.
    """
    ratio = (picture_px[0] / picture_px[1]) / (frame_px[0] / frame_px[1])
    extent_x = min(1.0, 1.0 / ratio) / movement.zoom
    extent_y = min(1.0, ratio) / movement.zoom
    middle_x = 0.5 + (movement.pan if ratio > 1.0 else 0.0) * (1.0 - extent_x) / 2 + movement.drift_x * extent_x
    middle_y = 0.5 + (movement.pan if ratio < 1.0 else 0.0) * (1.0 - extent_y) / 2 + movement.drift_y * extent_y
    return (
        extent_x,
        extent_y,
        min(max(middle_x, extent_x / 2), 1.0 - extent_x / 2),
        min(max(middle_y, extent_y / 2), 1.0 - extent_y / 2),
    )


def mean_luminance(pixels: NDArray[np.uint8]) -> float:
    """Mean relative luminance 0..1 of sRGB pixels (WCAG), from about 4000 of them."""
    step = max(1, int((pixels.shape[0] * pixels.shape[1] / 4000) ** 0.5))
    return float((_DECODED[pixels[::step, ::step]] @ LUMINANCE).mean())


def _set(program: moderngl.Program, name: str, value: object) -> None:
    """Give a uniform its value; compilers drop those that a shader does not use."""
    member = program.get(name, None)
    if isinstance(member, moderngl.Uniform):
        member.value = value
