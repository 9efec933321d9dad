"""What a rehearsal sees of the daemon: its set and pictures over HTTP, and its cues as any stage gets them, with the time of each."""

import contextlib
import logging
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Self

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from bridge.live_set_json import from_json
from bridge.stage.protocol import PROTOCOL_VERSION, Cues, Hello, Ping, Pong, Status, decode, encode
from vocabulary.errors import ConnectionLostError, ProtocolError
from vocabulary.live_set import LiveSet

log = logging.getLogger(__name__)

TIMEOUT_S = 10.0
RETRY_S = 0.2


@dataclass(frozen=True, slots=True)
class CueSeen:
    """A cue that named another picture or quality than before, and when it came (monotonic seconds)."""

    at: float
    cue: str
    picture: str
    quality: str


class DaemonView:
    """What the daemon gives over HTTP."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"

    def live_set(self) -> LiveSet:
        """The set that the daemon holds."""
        return from_json(self._get("/live_set"))

    def picture(self, picture_id: str) -> bytes:
        """A picture's PNG."""
        return self._get(f"/pictures/{picture_id}")

    def _get(self, path: str) -> bytes:
        try:
            with urllib.request.urlopen(self._root + path, timeout=TIMEOUT_S) as answer:
                data: bytes = answer.read()
                return data
        except (urllib.error.URLError, OSError) as error:
            raise ConnectionLostError(f"the daemon does not answer {self._root}{path}: {error}; is it still running?") from error


class StageWatcher:
    """A stage that shows nothing: notes when which cue got which picture. Use as a context manager."""

    def __init__(self, port: int) -> None:
        self._url = f"ws://127.0.0.1:{port}/stage"
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="stage-watcher", daemon=True)
        self.seen: list[CueSeen] = []
        """Grows at its end only."""
        self.newest: dict[str, CueSeen] = {}
        """By cue; kept when the cue goes."""
        self.status: Status | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._ended = True
        self._thread.join(3)

    def wait_for_picture(self, cue: str, unlike: str, since: float, timeout_s: float) -> float | None:
        """Monotonic time after `since` at which a cue first named a picture other than `unlike`, or None if it did not in time."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            for seen in reversed(self.seen):
                if seen.at < since:
                    break
                if seen.cue == cue and seen.picture not in ("", unlike):
                    return next(s.at for s in self.seen if s.at >= since and s.cue == cue and s.picture not in ("", unlike))
            time.sleep(0.005)
        return None

    def _run(self) -> None:
        while not self._ended:
            try:
                self._watch()
            except (OSError, WebSocketException, ProtocolError) as error:
                log.debug("the stage watcher connects again: %s", error)
                time.sleep(RETRY_S)

    def _watch(self) -> None:
        with connect(self._url, open_timeout=TIMEOUT_S, proxy=None) as socket:
            socket.send(encode(Hello(PROTOCOL_VERSION, "watcher", "")).decode())
            while not self._ended:
                with contextlib.suppress(TimeoutError):
                    self._take(decode(socket.recv(timeout=0.2)), time.monotonic(), socket)

    def _take(self, message: Any, at: float, socket: Any) -> None:
        if isinstance(message, Ping):
            socket.send(encode(Pong(message.number, time.monotonic())).decode())
        elif isinstance(message, Status):
            self.status = message
        elif isinstance(message, Cues):
            for cue in message.changed:
                seen = CueSeen(at, cue.id, cue.picture, cue.quality)
                known = self.newest.get(cue.id)
                if known is None or (known.picture, known.quality) != (seen.picture, seen.quality):
                    self.newest[cue.id] = seen
                    self.seen.append(seen)
