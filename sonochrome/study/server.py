"""The page of a study, its sounds and pictures, and the answers that come back; for this machine only."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from render.png import png_bytes
from sonochrome.study.results import Answer, ResultFile, p_of_chance, wilson_interval
from sonochrome.study.tones import sound_of, wav_bytes
from sonochrome.study.trials import EXCERPT_S, Trial
from vocabulary.errors import OutputError, SonochromeError
from vocabulary.pictures import PictureRequest

MOST_BYTES = 4096
LONGEST_NAME = 40
_NEVER_KEPT = {"Cache-Control": "no-store"}


class _Given(msgspec.Struct, forbid_unknown_fields=True):
    listener: str
    number: int
    chosen: str
    seconds: float
    heard: float


class Study:
    """Asks listeners the trials in turn; pictures and sounds are made in one thread, ahead of their time."""

    def __init__(
        self, trials: Sequence[Trial], results: ResultFile, session: int, render: Callable[[PictureRequest], NDArray[np.uint8]]
    ) -> None:
        """`render` is called in one thread only, always the same."""
        self._trials = tuple(trials)
        self._results, self._session, self._render = results, session, render
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="study")
        self._made: dict[tuple[int, str], Future[bytes]] = {}

    def app(self) -> Starlette:
        """The routes."""
        return Starlette(
            routes=[
                Route("/", self._page),
                Route("/trial", self._trial),
                Route("/sound/{number:int}", self._sound),
                Route("/picture/{number:int}/{side}", self._picture),
                Route("/answer", self._answer, methods=["POST"]),
            ],
            exception_handlers={SonochromeError: _told},
        )

    def close(self) -> None:
        """Stop making pictures."""
        self._maker.shutdown(cancel_futures=True)

    async def _page(self, _: Request) -> Response:
        page = files("sonochrome.study").joinpath("page.html").read_text("utf-8")
        policy = "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        return HTMLResponse(page, headers={**_NEVER_KEPT, "Content-Security-Policy": policy})

    async def _trial(self, request: Request) -> Response:
        listener = request.query_params.get("listener", "").strip()[:LONGEST_NAME]
        if not listener:
            return PlainTextResponse("say who listens", 400)
        done = self._results.answered(listener, self._session)
        for ahead in self._trials[done : done + 2]:
            for what in ("sound", "ours", "control"):
                self._make(ahead.number, what)
        if done >= len(self._trials):
            return JSONResponse({"done": True, "result": self.result(listener)}, headers=_NEVER_KEPT)
        return JSONResponse({"done": False, "number": done + 1, "of": len(self._trials)}, headers=_NEVER_KEPT)

    async def _sound(self, request: Request) -> Response:
        return await self._send(request.path_params["number"], "sound", "audio/wav")

    async def _picture(self, request: Request) -> Response:
        number, side = request.path_params["number"], request.path_params["side"]
        if side not in ("left", "right") or not 1 <= number <= len(self._trials):
            return PlainTextResponse("there is no such picture", 404)
        ours = self._trials[number - 1].left == (side == "left")
        return await self._send(number, "ours" if ours else "control", "image/png")

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        try:
            given = msgspec.json.decode(body[:MOST_BYTES], type=_Given)
        except msgspec.DecodeError as error:
            return PlainTextResponse(f"not an answer: {error}", 400)
        listener = given.listener.strip()[:LONGEST_NAME]
        done = self._results.answered(listener, self._session)
        if not listener or given.number != done + 1 or done >= len(self._trials) or given.chosen not in ("left", "right"):
            return PlainTextResponse("this question was answered already; load the page again", 409)
        trial = self._trials[done]
        ours = "left" if trial.left else "right"
        answer = Answer(
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            listener=listener,
            session=self._session,
            trial=trial.number,
            song=trial.song,
            passage=trial.passage.name,
            control=trial.control_kind,
            style=trial.style,
            ours=ours,
            chosen=given.chosen,
            correct=int(given.chosen == ours),
            seconds=round(given.seconds, 2),
            heard=round(given.heard, 2),
        )
        await asyncio.to_thread(self._results.add, answer)
        return JSONResponse({"answered": done + 1}, headers=_NEVER_KEPT)

    def result(self, listener: str) -> str:
        """What a listener is told at the end: the share with its interval, and what it is worth."""
        lines = []
        for control, (answers, right) in self._results.tally(listener, self._session).items():
            low, high = wilson_interval(right, answers)
            against = "the picture of another song" if control == "other" else "the picture of the same notes in disorder"
            lines.append(
                f"You chose the music's own picture {right} times of {answers}, against {against}: "
                f"{right / answers:.0%} (95 % interval {low:.0%} to {high:.0%}; guessing gives 50 %, "
                f"and so many with probability {p_of_chance(right, answers):.2g})."
            )
        return " ".join(lines)

    async def _send(self, number: int, what: str, kind: str) -> Response:
        if not 1 <= number <= len(self._trials):
            return PlainTextResponse("there is no such question", 404)
        content = await asyncio.wrap_future(self._make(number, what))
        return Response(content, media_type=kind, headers=_NEVER_KEPT)

    def _make(self, number: int, what: str) -> Future[bytes]:
        key = number, what
        if key not in self._made:
            self._made[key] = self._maker.submit(self._content, self._trials[number - 1], what)
        return self._made[key]

    def _content(self, trial: Trial, what: str) -> bytes:
        if what == "sound":
            return wav_bytes(sound_of(trial.passage, EXCERPT_S))
        return png_bytes(self._render(trial.ours if what == "ours" else trial.control))


async def _told(_: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 500 if isinstance(error, OutputError) else 503)
