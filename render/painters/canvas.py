"""What all painters draw on: one OpenGL context, programs kept by name, a half-float surface, noise, and the last pass."""

from contextlib import ExitStack
from dataclasses import dataclass, field

import moderngl
import numpy as np
from numpy.typing import NDArray

from render.shaders import shader

_PACKAGE = "render.painters"
_NOISE_PX = 256


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
        values = np.random.default_rng(20).integers(0, 256, (_NOISE_PX, _NOISE_PX, 4), dtype=np.uint8)
        self.noise = self.context.texture((_NOISE_PX, _NOISE_PX), 4, values.tobytes())
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

    def __init__(self, canvas: Canvas, width_px: int, height_px: int, grain: float, vignette: float) -> None:
        """Make a surface; see `common.glsl` for grain and vignette."""
        self.canvas = canvas
        self.width_px, self.height_px = width_px, height_px
        self.unit_px = float(min(width_px, height_px))
        self.size = width_px / self.unit_px, height_px / self.unit_px
        self._grain, self._vignette = grain, vignette
        self._stack = ExitStack()
        self._surface = self._surface_of(4)

    def __enter__(self) -> "Sheet":
        self.use()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def use(self) -> None:
        """Draw on this sheet from now on, premultiplied colours over what is there."""
        context = self.canvas.context
        self._surface.use()
        context.disable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        context.enable(moderngl.BLEND)
        context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA

    def extra_surface(self) -> moderngl.Framebuffer:
        """Another half-float surface of the same size, cleared to 0."""
        surface = self._surface_of(4)
        surface.clear()
        return surface

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
        """Run a fragment program over the whole sheet, or over the rows between two heights in units."""
        self._give(program, uniforms)
        if rows is not None:
            low = max(0, int(rows[0] * self.unit_px))
            high = min(self.height_px, int(rows[1] * self.unit_px) + 2)
            self._surface.scissor = 0, low, self.width_px, max(0, high - low)
        array = self.canvas.context.vertex_array(program, [])
        array.render(moderngl.TRIANGLES, vertices=3)
        array.release()
        self._surface.scissor = 0, 0, self.width_px, self.height_px

    def stamp(self, program: moderngl.Program, instances: NDArray[np.floating], names: tuple[str, ...], **uniforms: object) -> None:
        """Draw one quad (triangle strip of 4) per row of `instances`, shape (n, 4 * len(names)): four floats an attribute."""
        self.strips(program, instances, names, 4, **uniforms)

    def strips(
        self, program: moderngl.Program, instances: NDArray[np.floating], names: tuple[str, ...], vertices: int, **uniforms: object
    ) -> None:
        """Draw one triangle strip of so many vertices per row of `instances`."""
        if not len(instances):
            return
        self._give(program, uniforms)
        buffer = self.canvas.context.buffer(np.ascontiguousarray(instances, dtype=np.float32).tobytes())
        used = [name for name in names if name in program]
        layout = " ".join("4f" if name in program else "16x" for name in names) + "/i"
        array = self.canvas.context.vertex_array(program, [(buffer, layout, *used)])
        array.render(moderngl.TRIANGLE_STRIP, vertices=vertices, instances=len(instances))
        array.release()
        buffer.release()

    def pixels(self) -> NDArray[np.uint8]:
        """Finish: sRGB bytes of shape (height, width, 3), top row first."""
        context = self.canvas.context
        texture = context.texture((self.width_px, self.height_px), 4)
        target = context.framebuffer([texture])
        self._stack.callback(texture.release)
        self._stack.callback(target.release)
        target.use()
        context.disable(moderngl.BLEND)
        program = self.canvas.program("common.glsl", ("screen",), ("units", "finish"))
        self.fill(program, painted=self._surface.color_attachments[0], grain=self._grain, vignette=self._vignette)
        data = np.frombuffer(target.read(components=4), dtype=np.uint8).reshape(self.height_px, self.width_px, 4)
        return np.ascontiguousarray(data[..., :3])

    def _give(self, program: moderngl.Program, uniforms: dict[str, object]) -> None:
        unit = 0
        known: dict[str, object] = {"size": self.size, "unit_px": self.unit_px, "noise": self.canvas.noise}
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

    def _surface_of(self, components: int) -> moderngl.Framebuffer:
        texture = self.canvas.context.texture((self.width_px, self.height_px), components, dtype="f2")
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        texture.repeat_x = texture.repeat_y = False
        surface = self.canvas.context.framebuffer([texture])
        self._stack.callback(texture.release)
        self._stack.callback(surface.release)
        return surface


def _source(file_name: str, names: tuple[str, ...]) -> str:
    from_common = {"screen", "units", "finish"}
    return "#version 330 core\n" + "".join(_piece("common.glsl" if name in from_common else file_name, name) for name in names)


def _piece(file_name: str, name: str) -> str:
    return shader(_PACKAGE, file_name, name).removeprefix("#version 330 core\n")
