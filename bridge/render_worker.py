"""The render worker: a process that draws what the workshop asks for, and ends when its pipe closes.

Run as `python -m bridge.render_worker MODULE:CLASS...`: renderers in the order in which they are tried. When one raises, or draws a
black or flat picture, the next one draws; the plain renderer, which needs no OpenGL, always stands last. The renderers are named as
strings, so that neither this module nor the daemon imports OpenGL or torch.
"""

import contextlib
import importlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bridge.worker_protocol import Cancel, Failed, Frames, FromWorker, Progress, Ready, Render, Result, frame, to_worker
from render.checks import is_black_or_flat
from render.png import thumbnail, write_png
from render.renderer import Renderer
from vocabulary.errors import LibraryError, ProtocolError, RenderError
from vocabulary.pictures import PictureRequest

log = logging.getLogger(__name__)

PLAIN_RENDERER = "bridge.plain_renderer:PlainRenderer"
THUMBNAIL_PX = 160
"""What the device shows, see docs/osc-protocol.md."""
_ORPHANED, _NOT_UNDERSTOOD = 3, 4
"""Exit status when the pipe closed in the middle of a picture, and when a message came that is none."""


def main(arguments: Sequence[str]) -> None:
    """Draw until the pipe closes."""
    inbox, outbox = _take_pipes()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s", datefmt="%H:%M:%S")
    with contextlib.suppress(OSError, AttributeError):  # Windows has no nice; there the workshop starts us below normal
        os.nice(10)
    Worker([*arguments, PLAIN_RENDERER], inbox, outbox).run()


class Worker:
    """Reads requests in a thread of its own, so that a request can be withdrawn while it is drawn; draws in the main thread."""

    def __init__(self, renderers: Sequence[str], inbox: int, outbox: int) -> None:
        self._names = tuple(dict.fromkeys(renderers))
        self._opened: dict[str, Renderer] = {}
        self._inbox, self._outbox = inbox, outbox
        self._requests: queue.SimpleQueue[Render] = queue.SimpleQueue()
        self._withdrawn: set[str] = set()

    def run(self) -> None:
        """Draw one request after the other; the reading thread ends the process."""
        threading.Thread(target=self._read, name="inbox", daemon=True).start()
        self._say(Ready(self._names))
        while True:
            self._draw(self._requests.get())

    def _read(self) -> None:
        try:
            self._take_messages()
        except ProtocolError as error:  # the workshop sees the end at once, and a picture that is never drawn after half a minute
            log.error("%s", error)
            os._exit(_NOT_UNDERSTOOD)
        # The daemon is gone. A driver call may hang for ever, so nothing is waited for.
        os._exit(_ORPHANED)

    def _take_messages(self) -> None:
        frames = Frames()
        while data := os.read(self._inbox, 65536):
            for body in frames.feed(data):
                match to_worker(body):
                    case Render() as request:
                        self._withdrawn.discard(request.id)
                        self._requests.put(request)
                    case Cancel(id=withdrawn):
                        self._withdrawn.add(withdrawn)

    def _draw(self, job: Render) -> None:
        started = time.monotonic()
        reasons: list[str] = []
        for name in self._names:
            if job.id in self._withdrawn:
                return self._say(Failed(job.id, "withdrawn", "cancelled"))
            self._say(Progress(job.id, name))
            try:
                pixels = self._pixels(name, job.request)
                if job.id in self._withdrawn:
                    return self._say(Failed(job.id, "withdrawn", "cancelled"))
                self._keep(job, pixels, name, time.monotonic() - started, "; ".join(reasons))
            except LibraryError as error:
                return self._say(Failed(job.id, str(error)))
            except Exception as error:  # drivers and models raise anything; the next renderer draws, and the reason is told
                log.warning("%s could not draw %s: %s", name, job.id, error, exc_info=not isinstance(error, RenderError))
                reasons.append(f"{_short(name)}: {error}")
                continue
            return None
        return self._say(Failed(job.id, "; ".join(reasons)))

    def _pixels(self, name: str, request: PictureRequest) -> NDArray[np.uint8]:
        if name not in self._opened:
            module, _, attribute = name.partition(":")
            self._opened[name] = getattr(importlib.import_module(module), attribute)()
        pixels = np.asarray(self._opened[name].render(request))
        expected = (request.height_px, request.width_px, 3)
        if pixels.shape != expected or pixels.dtype != np.uint8:
            raise RenderError(f"the picture has shape {pixels.shape} of {pixels.dtype}, not {expected} of uint8")
        if is_black_or_flat(pixels):
            raise RenderError("the picture came out black or of one colour")
        return pixels

    def _keep(self, job: Render, pixels: NDArray[np.uint8], name: str, seconds: float, stand_in: str) -> None:
        who = "painter:" + job.request.look.painter if name.startswith("render.painters.") else _short(name)
        metadata = {
            "Software": "Sonochrome",
            "sonochrome:id": job.id,
            "sonochrome:quality": job.request.quality,
            "sonochrome:renderer": who,
            "sonochrome:seconds": f"{seconds:.3f}",
            "sonochrome:stand_in": stand_in,
            "sonochrome:prompt": job.request.look.prompt,
            "sonochrome:seed": str(job.request.look.seed),
        }
        Path(job.path).parent.mkdir(parents=True, exist_ok=True)
        # The small copy first: once the picture is there, both are.
        write_png(Path(job.thumbnail_path), thumbnail(pixels, THUMBNAIL_PX))
        write_png(Path(job.path), pixels, metadata)
        self._say(Result(job.id, job.request.width_px, job.request.height_px, who, seconds, stand_in))

    def _say(self, message: FromWorker) -> None:
        data = memoryview(frame(message))
        while data:
            data = data[os.write(self._outbox, data) :]


def _take_pipes() -> tuple[int, int]:
    """Keep both pipes for us alone; what libraries print goes to standard error instead."""
    inbox, outbox = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    devnull = os.open(os.devnull, os.O_RDONLY)
    os.dup2(devnull, 0)
    os.close(devnull)
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (inbox, outbox):
            msvcrt.setmode(descriptor, os.O_BINARY)
    return inbox, outbox


def _short(name: str) -> str:
    return name.rpartition(":")[2] or name


if __name__ == "__main__":
    main(sys.argv[1:])
