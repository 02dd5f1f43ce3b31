"""Any program that holds a key, reached by lock."""

import os
import socket
from threading import Event

from tests.agent.agents import PATIENCE, all_of
from vaulttui.agent import client, place, wire
from vaulttui.agent.holder import Holder
from vaulttui.agent.wire import Verb, Word


def address() -> str:
    (name,) = [path.name for path in place.folder().iterdir() if path.name.startswith("holder-")]
    return f"{place.folder()}/{name}"


def said(content: bytes) -> bytes:
    raw = socket.socket(socket.AF_UNIX)
    raw.settimeout(PATIENCE)
    with place.opened() as folder:
        raw.connect(place.address(folder, os.path.basename(address())))
    raw.sendall(content)
    raw.shutdown(socket.SHUT_WR)
    return all_of(raw)


def test_only_lock_locks() -> None:
    told = Event()
    holder = Holder(told.set)
    holder.listen()
    try:
        for content in (b"", b"garbage" * 10, wire.request(Verb.GET), wire.request(Verb.STOP)):
            assert said(content) == b""
        assert not told.is_set()
    finally:
        holder.close()
    assert not list(place.folder().glob("holder-*"))


def test_who_asks_waits_until_it_is_forgotten() -> None:
    ready, write = os.pipe()
    child = os.fork()
    if child == 0:
        # As a locked program does: become another one, which knows nothing.
        holder = Holder(lambda: os.execv("/bin/true", ["true"]))  # noqa: S606 - as above
        holder.listen()
        os.write(write, b"+")
        Event().wait()
    os.read(ready, 1)
    assert client.lock_all() == 1
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(ready)
    os.close(write)
    # What it left behind is swept by whoever comes by.
    assert list(place.folder().glob("holder-*"))
    assert client.lock_all() == 0
    assert not list(place.folder().glob("holder-*"))


def test_the_answer_comes_before_the_end() -> None:
    told = Event()
    holder = Holder(told.set)
    holder.listen()
    try:
        raw = socket.socket(socket.AF_UNIX)
        raw.settimeout(PATIENCE)
        with place.opened() as folder:
            raw.connect(place.address(folder, os.path.basename(address())))
        raw.sendall(wire.request(Verb.LOCK))
        assert raw.recv(100) == wire.answer(Word.DONE)
        assert told.wait(PATIENCE)
        raw.close()
        (asking,) = holder._asking
        asking.close()
    finally:
        holder.close()
