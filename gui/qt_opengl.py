"""moderngl on the OpenGL context that Qt made, on every platform Qt has (GLX, EGL, Wayland, WGL, CGL)."""

from typing import Any

import moderngl
from PySide6.QtGui import QOpenGLContext, QSurfaceFormat


class _QtFunctions:
    """What moderngl asks of a context that somebody else owns: the addresses of OpenGL's functions."""

    def load_opengl_function(self, name: str) -> int:
        """Address of an OpenGL function, 0 if there is none."""
        context = QOpenGLContext.currentContext()
        return int(context.getProcAddress(name.encode())) if context else 0

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...

    def release(self) -> None:
        """Do nothing: the context is Qt's."""


def current_context() -> moderngl.Context:
    """moderngl's view of the context that is current in this thread."""
    settings: dict[str, Any] = {"context": _QtFunctions()}
    return moderngl.create_context(require=330, **settings)


def surface_format() -> QSurfaceFormat:
    """OpenGL 3.3 core, synchronised with the display: what macOS has, and what the compositor needs."""
    made = QSurfaceFormat()
    made.setVersion(3, 3)
    made.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    made.setSwapInterval(1)
    made.setDepthBufferSize(0)
    made.setStencilBufferSize(0)
    return made
