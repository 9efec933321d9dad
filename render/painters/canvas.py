"""What all painters draw on: one OpenGL context, programs kept by name, a half-float surface, noise, and the last pass.

A sheet remembers what was drawn on it, so that a picture that moves is drawn again with another `Moment` and nothing is planned twice.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Literal

import moderngl
import numpy as np
from numpy.typing import NDArray

from render.shaders import shader

_PACKAGE = "render.painters"
_NOISE_PX = 256
_COMMON = ("screen", "units", "finish", "clouds", "colors")

Blend = Literal["over", "add", "multiply", "screen"]
_BLENDS: dict[Blend, tuple[int, int]] = {
    "over": (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA),
    "add": (moderngl.ONE, moderngl.ONE),
    "multiply": (moderngl.DST_COLOR, moderngl.ZERO),
    "screen": (moderngl.ONE, moderngl.ONE_MINUS_SRC_COLOR),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a moving picture is in the music; a still picture shows `Moment()`.

    Attributes:
        beats: Song time since the picture's section began.
        pulse: 0..1, how near the last beat is (`render.compositor.movement.beat_pulse`).
        energy: 0..1, how much the picture may move.
        bar_phase: 0..1 through the bar.
    """

    beats: float = 0.0
    pulse: float = 0.0
    energy: float = 0.0
    bar_phase: float = 0.0


@dataclass(slots=True)
class Canvas:
    """An OpenGL context and what lives as long as it; used by one thread at a time.

    Attributes:
        context: The moderngl context, current while painting.
    """

    context: moderngl.Context
    noise: moderngl.Texture = field(init=False)
    _arrays: dict[tuple[str, ...], moderngl.Program] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        values = np.random.default_rng(20).random((_NOISE_PX, _NOISE_PX, 4)).astype(np.float16)
        self.noise = self.context.texture((_NOISE_PX, _NOISE_PX), 4, values.tobytes(), dtype="f2")
        self.noise.build_mipmaps()
        self.noise.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)

    def program(self, file_name: str, vertex: tuple[str, ...], fragment: tuple[str, ...]) -> moderngl.Program:
        """A program joined from pieces; "screen" and "units" come from common.glsl. Compiled once."""
        key = (file_name, *vertex, "/", *fragment)
        if key not in self._arrays:
            self._arrays[key] = self.context.program(vertex_shader=_source(file_name, vertex), fragment_shader=_source(file_name, fragment))
        return self._arrays[key]


class Sheet:
    """One picture in the making: a half-float surface in linear light. Use as a context manager; it frees what was made for it."""

    def __init__(self, canvas: Canvas, width_px: int, height_px: int, grain: float, vignette: float, *, moving: bool = False) -> None:
        """Make a surface; see `common.glsl` for grain and vignette. One that is `moving` can be drawn again with `replay`."""
        self.canvas = canvas
        self.width_px, self.height_px = width_px, height_px
        self.unit_px = float(min(width_px, height_px))
        self.size = width_px / self.unit_px, height_px / self.unit_px
        self._grain, self._vignette = grain, vignette
        self._moving = moving
        self._moment = Moment()
        self._stack = ExitStack()
        self._drawn: list[Callable[[], None]] = []
        self._surface = self._target = self._surface_of(4)

    def __enter__(self) -> "Sheet":
        self.use(clear=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    @contextmanager
    def kept(self) -> Iterator["Sheet"]:
        """As `with sheet`, but what was made for it stays until `release`, unless something raises."""
        try:
            yield self.__enter__()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Free what was made for the sheet."""
        self._drawn.clear()
        self._stack.close()

    def use(self, surface: moderngl.Framebuffer | None = None, blend: Blend = "over", *, clear: bool = False) -> None:
        """Draw on this sheet, or on an extra surface, from now on.

        Args:
            surface: What `extra_surface` gave; None for the sheet itself.
            blend: "over": premultiplied colours over what is there; "add", "multiply" and "screen" as in every paint program.
            clear: Empty it first.
        """
        self._do(lambda: self._use(surface or self._surface, blend, clear))

    def extra_surface(self, scale: float = 1.0) -> moderngl.Framebuffer:
        """Another half-float surface, cleared to 0, of the same size or `scale` times it (a soft glow needs few pixels)."""
        surface = self._surface_of(4, scale)
        surface.clear()
        return surface

    def replay(self, moment: Moment) -> None:
        """Draw all again as it is at another moment; only for a moving sheet."""
        self._moment = moment
        for draw in self._drawn:
            draw()

    def table(self, values: NDArray[np.floating], *, repeat_x: bool = False) -> moderngl.Texture:
        """A float texture of shape (rows, columns) or (rows, columns, components), linear along both."""
        array = np.ascontiguousarray(values, dtype=np.float32)
        components = 1 if array.ndim == 2 else array.shape[2]
        texture = self.canvas.context.texture((array.shape[1], array.shape[0]), components, array.data, alignment=4, dtype="f4")
        texture.repeat_x, texture.repeat_y = repeat_x, False
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._stack.callback(texture.release)
        return texture

    def fill(self, program: moderngl.Program, rows: tuple[float, float] | None = None, **uniforms: object) -> None:
        """Run a fragment program over the whole surface, or over the rows between two heights in units."""
        array = self.canvas.context.vertex_array(program, [])
        self._keep(array)
        self._do(lambda: self._fill(program, array, rows, uniforms))
        self._drop(array)

    def stamp(self, program: moderngl.Program, instances: NDArray[np.floating], names: tuple[str, ...], **uniforms: object) -> None:
        """Draw one quad (triangle strip of 4) per row of `instances`, shape (n, 4 * len(names)): four floats an attribute."""
        self.strips(program, instances, names, 4, **uniforms)

    def strips(
        self, program: moderngl.Program, instances: NDArray[np.floating], names: tuple[str, ...], vertices: int, **uniforms: object
    ) -> None:
        """Draw one triangle strip of so many vertices per row of `instances`."""
        if not len(instances):
            return
        buffer = self.canvas.context.buffer(np.ascontiguousarray(instances, dtype=np.float32).tobytes())
        used = [name for name in names if name in program]
        layout = " ".join("4f" if name in program else "16x" for name in names) + "/i"
        array = self.canvas.context.vertex_array(program, [(buffer, layout, *used)])
        count = len(instances)

        def draw() -> None:
            self._give(program, uniforms)
            array.render(moderngl.TRIANGLE_STRIP, vertices=vertices, instances=count)

        self._keep(array, buffer)
        self._do(draw)
        self._drop(array, buffer)

    def pixels(self) -> NDArray[np.uint8]:
        """Finish: sRGB bytes of shape (height, width, 3), top row first."""
        texture = self.canvas.context.texture((self.width_px, self.height_px), 4)
        target = self.canvas.context.framebuffer([texture])
        self._stack.callback(texture.release)
        self._stack.callback(target.release)
        self.finish(target)
        data = np.frombuffer(target.read(components=4), dtype=np.uint8).reshape(self.height_px, self.width_px, 4)
        return np.ascontiguousarray(data[..., :3])

    def finish(self, target: moderngl.Framebuffer) -> None:
        """Write the sheet as sRGB bytes, top row first, into a framebuffer of its size."""
        context = self.canvas.context
        target.use()
        context.disable(moderngl.BLEND)
        program = self.canvas.program("common.glsl", ("screen",), ("units", "finish"))
        self._give(program, {"painted": self._surface.color_attachments[0], "grain": self._grain, "vignette": self._vignette})
        array = context.vertex_array(program, [])
        array.render(moderngl.TRIANGLES, vertices=3)
        array.release()

    def _do(self, draw: Callable[[], None]) -> None:
        """Draw now, and again whenever a moving sheet is replayed."""
        if self._moving:
            self._drawn.append(draw)
        draw()

    def _keep(self, *made: moderngl.VertexArray | moderngl.Buffer) -> None:
        if self._moving:
            for one in made:
                self._stack.callback(one.release)

    def _drop(self, *made: moderngl.VertexArray | moderngl.Buffer) -> None:
        if not self._moving:
            for one in made:
                one.release()

    def _use(self, surface: moderngl.Framebuffer, blend: Blend, clear: bool) -> None:
        context = self.canvas.context
        self._target = surface
        surface.use()
        if clear:
            surface.clear()
        context.disable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        context.enable(moderngl.BLEND)
        context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        context.blend_func = _BLENDS[blend]

    def _fill(
        self, program: moderngl.Program, array: moderngl.VertexArray, rows: tuple[float, float] | None, uniforms: dict[str, object]
    ) -> None:
        self._give(program, uniforms)
        width, height = self._target.size
        if rows is not None:
            unit_px = min(width, height)
            low = max(0, int(rows[0] * unit_px))
            high = min(height, int(rows[1] * unit_px) + 2)
            self._target.scissor = 0, low, width, max(0, high - low)
        array.render(moderngl.TRIANGLES, vertices=3)
        self._target.scissor = 0, 0, width, height

    def _give(self, program: moderngl.Program, uniforms: dict[str, object]) -> None:
        unit = 0
        moment = self._moment
        known: dict[str, object] = {
            "size": self.size,
            "unit_px": float(min(self._target.size)),
            "noise": self.canvas.noise,
            "live": (moment.beats, moment.pulse, moment.energy, moment.bar_phase),
        }
        for name, value in {**known, **uniforms}.items():
            member = program.get(name, None)
            if not isinstance(member, moderngl.Uniform):  # compilers drop uniforms that a shader does not use
                continue
            if isinstance(value, moderngl.Texture):
                value.use(unit)
                member.value = unit
                unit += 1
            elif isinstance(value, np.ndarray):
                member.write(np.ascontiguousarray(value, dtype=np.float32).tobytes())
            else:
                member.value = value

    def _surface_of(self, components: int, scale: float = 1.0) -> moderngl.Framebuffer:
        width_px, height_px = max(1, round(self.width_px * scale)), max(1, round(self.height_px * scale))
        texture = self.canvas.context.texture((width_px, height_px), components, dtype="f2")
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        texture.repeat_x = texture.repeat_y = False
        surface = self.canvas.context.framebuffer([texture])
        self._stack.callback(texture.release)
        self._stack.callback(surface.release)
        return surface


def _source(file_name: str, names: tuple[str, ...]) -> str:
    return "#version 330 core\n" + "".join(_piece("common.glsl" if name in _COMMON else file_name, name) for name in names)


def _piece(file_name: str, name: str) -> str:
    return shader(_PACKAGE, file_name, name).removeprefix("#version 330 core\n")
