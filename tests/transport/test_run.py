"""Code that knows no event loop calls code that has one; control-C comes back out."""

import asyncio
import os
import signal
import threading
from dataclasses import replace

import pytest

from tests.transport.asking import QUICK, ask, origin
from tests.transport.odd_answers import as_json
from tests.transport.odd_server import OddServer, Talk
from vaulttui.transport.client import Client, run


def test_it_works_in_any_thread() -> None:
    found: list[int] = []
    with OddServer([as_json({})]) as server:
        threads = [
            threading.Thread(target=lambda: found.append(ask(server).status)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [200] * 4


def test_what_is_raised_comes_out() -> None:
    async def work() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        run(work())


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_control_c_ends_a_request(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    hung_up: list[bool] = []

    def interrupt(talk: Talk) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        hung_up.append(talk.gone(5))
        talk.hang_up()

    patient = replace(QUICK, silence=9, total=9)
    try:
        with OddServer([interrupt]) as server:
            with pytest.raises(KeyboardInterrupt):
                ask(server, method, limits=patient)
            assert len(server.requests) == 1
    finally:
        signal.signal(signal.SIGINT, before)
    assert hung_up == [True]


def test_control_c_ends_a_pause() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupt(_seconds: float) -> None:
        signal.raise_signal(signal.SIGINT)

    async def work(server: OddServer) -> None:
        async with Client(origin(server.url), waiting=interrupt) as client:
            await client.read("GET", "/")

    try:
        with OddServer([as_json({}, 503)]) as server, pytest.raises(KeyboardInterrupt):
            run(work(server))
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_cancelled_request_leaves_the_client_usable() -> None:
    patient = replace(QUICK, silence=9, total=9)
    arrived = threading.Event()

    def stuck(talk: Talk) -> None:
        arrived.set()
        talk.gone()
        talk.hang_up()

    async def work(server: OddServer) -> int:
        async with Client(origin(server.url), limits=patient, at_once=1) as client:
            request = asyncio.ensure_future(client.read("GET", "/stuck"))
            assert await asyncio.to_thread(arrived.wait, 5)
            request.cancel()
            with pytest.raises(asyncio.CancelledError):
                await request
            return (await client.read("GET", "/next")).status

    with OddServer([stuck, as_json({})]) as server:
        assert run(work(server)) == 200
