"""A stage without a window, for rehearsals and measurements: `python -m gui.headless_stage --presentations FILE`.

The same client, timeline and compositor as the viewer's, off-screen. A frame counts as presented when OpenGL has finished it.
It ends on SIGTERM or Ctrl-C, after `--seconds`, or when the process that started it ends.
"""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import moderngl

from gui.lifetime import end_with_parent
from gui.presentations import Presentations
from gui.stage import Stage
from gui.stage_client import StageClient
from gui.wish_list import Wanted
from render.compositor.compositor import Compositor
from render.compositor.live_pictures import Moving
from render.compositor.timeline import Timeline

log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.001
"""Python hands over between threads after this; its default of 5 ms would be a third of a frame."""
PACE_SHARE = 0.1
"""How fast the expected drawing time follows the measured one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a headless stage; returns the exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    end_with_parent(ending.set, lifeline=options.lifeline, parent=os.getppid())
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    run(
        options.presentations,
        ending,
        width_px=options.width,
        height_px=options.height,
        fps=options.fps,
        seconds=options.seconds,
        moving=options.moving,
    )
    return 0


def run(
    presentations: Path,
    ending: threading.Event,
    *,
    width_px: int = 640,
    height_px: int = 360,
    fps: float = 60.0,
    seconds: float | None = None,
    moving: Moving = "auto",
) -> None:
    """Show what the running daemon plays until `ending` is set or `seconds` are over; write the record."""
    context = open_context()
    target = context.framebuffer(color_attachments=[context.renderbuffer((width_px, height_px))])
    record = Presentations(presentations, 1 / fps)
    client = StageClient(lambda event: stage.receive(event), role="headless", cover_px=(width_px, height_px))
    timeline = Timeline(width_px, height_px, frame_seconds=1 / fps)
    compositor = Compositor(context, moving=moving)
    stage = Stage(
        compositor, timeline, lambda pictures: client.want(Wanted(pictures, requests=pictures if compositor.live.enabled else ()))
    )
    client.start()
    try:
        _present(stage, context, target, record, ending, 1 / fps, seconds)
    finally:
        client.stop()
        record.close()
        context.release()


def open_context() -> moderngl.Context:
    """An off-screen OpenGL context: EGL on Linux, so that no display is needed."""
    settings: dict[str, Any] = {"backend": "egl"} if sys.platform.startswith("linux") else {}
    return moderngl.create_context(standalone=True, **settings)


def _present(
    stage: Stage,
    context: moderngl.Context,
    target: moderngl.Framebuffer,
    record: Presentations,
    ending: threading.Event,
    frame_seconds: float,
    seconds: float | None,
) -> None:
    """Frames against absolute deadlines; a frame that takes too long costs the ones it covers, never the rhythm."""
    deadline = start = time.monotonic()
    drawing_s = 0.0
    while not ending.is_set() and (seconds is None or deadline - start < seconds):
        time.sleep(max(0.0, deadline - time.monotonic()))
        began_at = time.monotonic()
        changes = stage.draw(began_at + drawing_s, began_at, target)
        context.finish()
        presented_at = time.monotonic()
        record.presented(began_at, presented_at)
        for change in changes:
            record.changed(change, presented_at, stage.timeline.clock.beats_at(presented_at))
        drawing_s += PACE_SHARE * (min(presented_at - began_at, frame_seconds) - drawing_s)
        missed = int(max(0.0, time.monotonic() - deadline) / frame_seconds)
        deadline += (1 + missed) * frame_seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gui.headless_stage", description="A stage without a window, for measuring.")
    parser.add_argument("--presentations", type=Path, required=True, metavar="FILE", help="where the record goes (JSON lines)")
    parser.add_argument("--seconds", type=float, default=None, help="end after so long; else on SIGTERM")
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=360)
    parser.add_argument("--fps", type=float, default=60.0)
    parser.add_argument("--moving", choices=get_args(Moving), default="auto", help="whether pictures move")
    parser.add_argument("--lifeline", action="store_true", help="end when standard input closes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
