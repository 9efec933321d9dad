"""The daemon: the one place where its objects are built and joined.

One asyncio loop. What the source reports is taken at once; cutting, describing and imagining run in one thread, one step after the other,
and always for what is wanted first; the workshop's worker draws. It loads no Qt, no OpenGL and no torch.
"""

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bridge.conductor import Conductor
from bridge.control import Control
from bridge.launch import DaemonAddress, RuntimeFile, library_folder, runtime_path, settings_path, styles_folder, watch_lifeline
from bridge.library import Library
from bridge.live_set_json import to_json
from bridge.pipeline import Pipeline
from bridge.settings import Settings, load_settings
from bridge.sources.max_device import MaxDeviceSource
from bridge.stage.server import StageServer
from bridge.style_watch import watch_styles
from bridge.workshop import PAINTER, Workshop
from render.style_shelf import StyleShelf

log = logging.getLogger(__name__)

RENDERER_VARIABLE = "SONOCHROME_RENDERER"
"""Another renderer as `module:class`; for tests."""
_LAST_RESORT_S = 4.0
"""If the orderly end takes longer than this after the parent is gone, the process ends all the same."""


@dataclass(frozen=True, slots=True)
class DaemonOptions:
    """How this daemon was started; `version` is told to stages."""

    version: str
    safe_mode: bool = False
    lifeline: bool = False


async def run_daemon(options: DaemonOptions) -> None:
    """Run until a signal comes, or the parent is gone.

    Raises:
        SettingsError: if the settings file is wrong.
        SonochromeError: if a daemon runs already, or no port or folder can be used.
    """
    settings = load_settings(settings_path())
    runtime = RuntimeFile(runtime_path())
    ended = asyncio.Event()
    try:
        _end_on(ended, lifeline=options.lifeline)
        async with contextlib.AsyncExitStack() as stack:
            address, tasks = await _assemble(options, settings, stack)
            runtime.publish(address)
            log.info("daemon ready: osc_port=%d stage_port=%d", address.osc_port, address.stage_port)
            end = asyncio.create_task(ended.wait())
            await asyncio.wait((end, *tasks), return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():  # a fault of ours: half a daemon is worse than a new one, which the supervisor starts
                    task.result()
            log.info("daemon ends")
    finally:
        runtime.withdraw()


async def _assemble(
    options: DaemonOptions, settings: Settings, stack: contextlib.AsyncExitStack
) -> tuple[DaemonAddress, list[asyncio.Task[None]]]:
    session = secrets.token_hex(8)
    folder = Path(settings.library_folder).expanduser() if settings.library_folder else library_folder()
    library = Library(folder, limit_bytes=settings.library_limit_mb * 1_000_000)
    stack.callback(library.close)
    conductor: Conductor
    stage = StageServer(
        version=options.version,
        session=session,
        picture_path=library.path,
        live_set=lambda: asyncio.to_thread(to_json, conductor.live_set),
        sections=lambda: msgspec.json.encode(conductor.section_list()),
        on_stages=lambda count: conductor.take_stages(count),
        on_wish=lambda wish: conductor.wish_desk.take_wish(wish),
        on_refusal=lambda reason: conductor.wish_desk.refuse(reason),
        request=lambda picture_id: conductor.entries.request(picture_id),
    )
    workshop = Workshop(
        on_made=lambda made: conductor.take_picture(made),
        on_failed=lambda picture_id, reason: conductor.take_failure(picture_id, reason),
        renderers=(os.environ.get(RENDERER_VARIABLE, PAINTER),),
        safe_mode=options.safe_mode,
    )
    source = MaxDeviceSource(
        on_live_set=lambda live_set: conductor.take_live_set(live_set),
        on_transport=lambda transport, jump: conductor.take_transport(transport, jump),
        on_connection=lambda state: conductor.take_connection(state),
    )
    shelf = await asyncio.to_thread(StyleShelf, styles_folder())
    conductor = Conductor(
        settings=settings,
        library=library,
        workshop=workshop,
        stage=stage,
        source=source,
        pipeline=Pipeline(settings),
        control=Control(settings.style, shelf.styles),
        safe_mode=options.safe_mode,
    )
    stage_port = await stage.open()
    stack.push_async_callback(stage.close)
    tasks = [workshop.start()]
    stack.push_async_callback(workshop.close)
    tasks.append(conductor.start())
    stack.push_async_callback(conductor.close)
    tasks.append(asyncio.create_task(watch_styles(shelf, conductor.wish_desk.take_styles), name="styles"))
    stack.callback(tasks[-1].cancel)
    osc_port = await source.open()
    stack.callback(source.close)
    return DaemonAddress(stage_port, osc_port, os.getpid(), session), tasks


def _end_on(ended: asyncio.Event, *, lifeline: bool) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(ended.set))
        else:
            loop.add_signal_handler(number, ended.set)
    if lifeline:
        watch_lifeline(lambda: _parent_gone(lambda: loop.call_soon_threadsafe(ended.set)))


def _parent_gone(end: Callable[[], object]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended by itself
        end()
    last_resort = threading.Timer(_LAST_RESORT_S, os._exit, args=(1,))
    last_resort.daemon = True
    last_resort.start()
