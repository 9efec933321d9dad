import asyncio
from pathlib import Path

import msgspec

from bridge.stage.protocol import Wish, encode
from bridge.stage.server import StageServer
from tests.bridge.small_sets import request as picture_request
from tests.bridge.stage.test_server import PICTURE, REFUSALS, WISHES, fetch, run, stage
from vocabulary.pictures import PictureRequest
from vocabulary.wishes import Wishes


def test_a_wish_is_handed_on_and_one_that_means_nothing_is_refused_with_the_reason(tmp_path: Path) -> None:
    wish = Wish(4, "change", "clip", "a1", Wishes(numbers=(("roundness", 1.0),), colors=(("accent", 0xFF0000),), words=("fog",)), 9)

    async def play(server: StageServer) -> None:
        async with stage(server) as client:
            await client.socket.send(encode(wish).decode())
            for damaged in (encode(wish).replace(b"1.0", b"7.0"), encode(wish).replace(b'"accent"', b'"frame"'), b'{"type": "wish"}'):
                await client.socket.send(damaged.decode())
            await client.socket.send(encode(wish).decode())
            async with asyncio.timeout(5.0):
                while len(WISHES) < 2:
                    await asyncio.sleep(0.01)

    WISHES.clear()
    REFUSALS.clear()
    run(play, tmp_path)

    assert [wish, wish] == WISHES
    assert len(REFUSALS) == 3
    assert "roundness must be in 0..1, got 7.0" in REFUSALS[0]
    assert "a colour is one of" in REFUSALS[1]


def test_what_a_picture_was_painted_from_can_be_fetched(tmp_path: Path) -> None:
    async def play(server: StageServer) -> None:
        status, body = await asyncio.to_thread(fetch, server.port, f"/request/{PICTURE}")
        missing, _ = await asyncio.to_thread(fetch, server.port, f"/request/{'0' * 32}")
        elsewhere, _ = await asyncio.to_thread(fetch, server.port, f"/request/{PICTURE}", Host="example.org")

        assert (status, missing, elsewhere) == (200, 404, 403)
        assert msgspec.json.decode(body, type=PictureRequest) == picture_request(3)

    run(play, tmp_path)
