"""Looks once a second whether a style's file was written, off the loop."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from render.style import Style
from render.style_shelf import StyleShelf

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0


async def watch_styles(shelf: StyleShelf, tell: Callable[[Mapping[str, Style], tuple[str, ...]], None]) -> None:
    """Tell the styles and the faults of their files, at once and whenever either changed."""
    faults: tuple[str, ...] | None = None
    while True:
        try:
            changed = await asyncio.to_thread(shelf.refresh)
            if changed or shelf.faults != faults:
                faults = shelf.faults
                tell(shelf.styles, faults)
        except Exception:  # styles stay as they are; no show ends for them
            log.exception("the styles were not read again by a fault of ours")
        await asyncio.sleep(LOOK_EVERY_S)
