import asyncio
from pathlib import Path

import pytest

import bridge.style_watch
from bridge.style_watch import watch_styles
from render.style_shelf import StyleShelf


def test_styles_are_told_at_once_and_when_a_file_changes_or_has_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge.style_watch, "LOOK_EVERY_S", 0.01)
    told: list[tuple[bool, tuple[str, ...]]] = []
    file = tmp_path / "mine.toml"

    async def until_told(count: int) -> None:
        async with asyncio.timeout(5.0):
            while len(told) < count:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert len(told) == count  # once

    async def play() -> None:
        watch = asyncio.create_task(watch_styles(StyleShelf(tmp_path), lambda styles, faults: told.append(("mine" in styles, faults))))
        await until_told(1)
        file.write_text('painter = "paper"')
        await until_told(2)
        file.write_text('painter = "oil"  # no such')
        await until_told(3)
        file.unlink()
        await until_told(4)
        watch.cancel()

    asyncio.run(play())

    assert [mine for mine, _ in told] == [False, True, True, False]
    assert [len(faults) for _, faults in told] == [0, 0, 1, 0]
    assert "mine.toml" in told[2][1][0]
