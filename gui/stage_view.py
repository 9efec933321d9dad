"""The stage in a window: the compositor in a QOpenGLWidget, drawn at the display's own rate."""

import logging
import time
from collections.abc import Callable

import moderngl
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from gui.presentations import Presentations
from gui.qt_opengl import current_context
from gui.stage import Stage
from gui.stage_hub import StageHub
from render.compositor.compositor import Compositor
from render.compositor.live_pictures import Moving
from render.compositor.timeline import Change, Timeline

log = logging.getLogger(__name__)

USUAL_HZ = 60.0
PACE_SHARE = 0.1


class StageView(QOpenGLWidget):
    """One stage on the screen.

    Attributes:
        double_clicked: The user wants full screen, or out of it.
        frame_begins: What moves with the music should be brought up to date; it is painted together with this frame.
        timeline: What this stage shows; lives as long as the view, also when OpenGL starts anew.
    """

    double_clicked = Signal()
    frame_begins = Signal()

    def __init__(
        self,
        hub: StageHub,
        *,
        offset_s: float = 0.0,
        presentations: Presentations | None = None,
        moving: Moving = "auto",
        monotonic: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        """Make a stage that `hub` supplies; a `presentations` record is written to if given; `moving`: see `LivePictures`."""
        super().__init__(parent)
        self.timeline = Timeline(16, 16, offset_s=offset_s)
        self._hub, self._monotonic, self._presentations, self._moving = hub, monotonic, presentations, moving
        self._context: moderngl.Context | None = None
        self._compositor: Compositor | None = None
        self._stage: Stage | None = None
        self._slowest_s = 0.0
        self._began_at = 0.0
        self._to_screen_s = 1 / USUAL_HZ
        self._fresh: list[Change] = []
        self._clock = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._begin)
        self.frameSwapped.connect(self._after_swap)
        self.setAccessibleName("Stage")
        self.setAccessibleDescription("The picture for the music that plays now")

    def set_slowest(self, frames_per_second: float) -> None:
        """Draw at most so many frames a second; 0 = as the display does."""
        self._slowest_s = 1 / frames_per_second if frames_per_second else 0.0
        self.update()

    def now(self) -> float:
        """Monotonic seconds of this stage's clock."""
        return self._monotonic()

    def initializeGL(self) -> None:  # noqa: N802 - Qt's name
        """Take up the OpenGL context that Qt made; also after the window moved to another one."""
        context = self.context()
        context.aboutToBeDestroyed.connect(self._release, Qt.ConnectionType.DirectConnection)
        self._context = current_context()
        log.info("OpenGL: %s, %s", self._context.info["GL_RENDERER"], self._context.info["GL_VERSION"])
        self._compositor = Compositor(self._context, moving=self._moving)
        self._stage = Stage(self._compositor, self.timeline, lambda pictures: None)
        self._hub.attach(self._stage)

    def paintGL(self) -> None:  # noqa: N802 - Qt's name
        """Draw the frame that the display shows next."""
        if self._stage is None or self._context is None:
            return
        now = self._began_at = self._monotonic()
        screen = self.screen()
        self.timeline.pace(1 / (screen.refreshRate() or USUAL_HZ))
        ratio = self.devicePixelRatioF()
        self.timeline.resize(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        target = self._context.detect_framebuffer(self.defaultFramebufferObject())
        changes = self._stage.draw(now + self._to_screen_s, now, target)
        self._fresh += changes

    def event(self, event: QEvent) -> bool:
        """Begin to draw when shown."""
        if event.type() == QEvent.Type.Show:
            self._clock.start(0)
        return super().event(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for full screen."""
        self.double_clicked.emit()
        event.accept()

    def _begin(self) -> None:
        self.frame_begins.emit()
        self.update()

    def _after_swap(self) -> None:
        """Learn how long a frame takes to the screen, and plan the next one."""
        now = self._monotonic()
        self._to_screen_s += PACE_SHARE * (min(now - self._began_at, 0.1) - self._to_screen_s)
        if self._presentations is not None:
            self._presentations.presented(self._began_at, now)
            for change in self._fresh:
                self._presentations.changed(change, now, self.timeline.clock.beats_at(now))
        self._fresh.clear()
        frame_s = max(self._slowest_s, 1 / ((self.screen().refreshRate() or USUAL_HZ) + 1))
        self._clock.start(max(0, int((self._began_at + frame_s - now) * 1000)))

    def _release(self) -> None:
        """Let go of everything in the context that is about to end."""
        if self._stage is not None:
            self._hub.detach(self._stage)
        self.makeCurrent()
        if self._compositor is not None:
            self._compositor.release()
        self._stage = self._compositor = self._context = None
        self.timeline.unload()
        self.doneCurrent()
