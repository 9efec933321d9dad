"""This machine only: the port that nobody else can reach, and the refusal of web pages from elsewhere."""

import logging
import socket
import sys
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from vocabulary.errors import ConnectionLostError

log = logging.getLogger(__name__)

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class LoopbackOnly:
    """Refuses what does not name this machine as Host, or comes from a page that is not of this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", ())}
        allowed = _is_loopback("//" + headers.get("host", "")) and ("origin" not in headers or _is_loopback(headers["origin"]))
        if allowed:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            log.warning("refused a stage: host=%s origin=%s", headers.get("host"), headers.get("origin"))
            await send({"type": "websocket.close", "code": 4403})
        else:
            log.warning("refused a request: host=%s origin=%s", headers.get("host"), headers.get("origin"))
            await PlainTextResponse("Sonochrome answers this machine only", 403)(scope, receive, send)


def _is_loopback(url: str) -> bool:
    try:
        return urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


def listen_on_first_free(first: int, last: int) -> socket.socket:
    """A socket that listens on the first free port of 127.0.0.1 from `first` to `last`.

    Raises:
        ConnectionLostError: if all are taken.
    """
    for port in range(first, last + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":  # there it would allow two daemons on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(64)
        except OSError:
            listener.close()
            continue
        listener.setblocking(False)
        return listener
    raise ConnectionLostError(f"all stage ports {first}-{last} are taken; `sonochrome doctor` says by whom")
