"""Looks once a second whether a style's file was written, off the loop."""

import asyncio
from collections.abc import Callable, Mapping

from render.style import Style
from render.style_shelf import StyleShelf

LOOK_EVERY_S = 1.0


async def watch_styles(shelf: StyleShelf, tell: Callable[[Mapping[str, Style], tuple[str, ...]], None]) -> None:
    """Tell the styles and the faults of their files, at once and whenever either changed."""
    faults: tuple[str, ...] | None = None
    while True:
        changed = await asyncio.to_thread(shelf.refresh)
        if changed or shelf.faults != faults:
            faults = shelf.faults
            tell(shelf.styles, faults)
        await asyncio.sleep(LOOK_EVERY_S)
