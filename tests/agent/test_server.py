"""Clients that send garbage, half a request, nothing, or come in crowds."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.agents import OTHER, VAULT, all_of, connected, pid
from vaulttui.agent import client, wire
from vaulttui.agent.holding import Limits
from vaulttui.agent.server import CLIENTS
from vaulttui.agent.wire import Verb, Word
from vaulttui.errors import AgentFailed
from vaulttui.secret import Secret

KEY = Secret(bytes(range(32)))
LONG = Limits(900, 9000)
HARMLESS = st.integers(0, 255).filter(lambda verb: verb not in (Verb.LOCK, Verb.STOP))


def never() -> None:
    raise AssertionError("nobody was to be asked")


def unlock(vault_id: bytes = VAULT, limits: Limits = LONG) -> None:
    assert client.unlock(vault_id, KEY, limits, "/v.vtv")


def frames() -> st.SearchStrategy[bytes]:
    """What begins as a request does, and is one or not."""
    return st.builds(
        lambda verb, vault_id, length, rest: (
            wire.REQUEST.pack(wire.MAGIC, verb, vault_id, length) + rest
        ),
        HARMLESS,
        st.binary(min_size=16, max_size=16),
        st.integers(0, 65535),
        st.binary(max_size=200),
    )


def test_garbage_changes_nothing(running: int) -> None:
    @given(st.one_of(st.binary(max_size=3000), frames()))
    def send(content: bytes) -> None:
        raw = connected()
        try:
            raw.sendall(content)
            raw.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it hung up before all was said
        answer = all_of(raw)
        assert KEY.reveal() not in answer
        assert answer == b"" or wire.read_answer(answer[: wire.ANSWER.size]) is not None

    unlock()
    send()
    assert pid() == running
    assert client.key_of(VAULT, never) == KEY


@pytest.mark.parametrize(
    "content",
    [b"GET / HTTP/1.1\r\n\r\n" * 2, b"\x00" * 23, wire.request(99), wire.request(Verb.UNLOCK)],
)
def test_nonsense_is_answered_at_once(running: int, content: bytes) -> None:
    raw = connected()
    raw.sendall(content)
    assert all_of(raw) in (b"", wire.answer(Word.REFUSED))


def test_more_than_was_announced_is_refused(running: int) -> None:
    unlock()
    raw = connected()
    raw.sendall(wire.request(Verb.GET, VAULT) + b"x")
    assert KEY.reveal() not in all_of(raw)


def test_a_request_may_come_in_pieces(running: int) -> None:
    unlock()
    raw = connected()
    for byte in wire.request(Verb.GET, VAULT):
        raw.sendall(bytes([byte]))
    assert all_of(raw) == wire.answer(Word.DONE, 32) + KEY.reveal()


def test_who_says_half_or_nothing_is_dropped_and_holds_nobody_up(running: int) -> None:
    half, silent = connected(), connected()
    half.sendall(wire.request(Verb.GET, VAULT)[:-1])
    unlock()
    assert client.key_of(VAULT, never) == KEY
    assert all_of(half) == all_of(silent) == b""
    assert pid() == running


def test_a_crowd_waits_and_is_served(running: int) -> None:
    crowd = [connected() for _ in range(CLIENTS + 10)]
    unlock()
    assert client.key_of(VAULT, never) == KEY
    for raw in crowd:
        raw.close()


def test_who_does_not_read_holds_nobody_up(running: int) -> None:
    deaf = [connected() for _ in range(5)]
    for raw in deaf:
        raw.sendall(wire.request(Verb.STATUS))
    assert pid() == running
    for raw in deaf:
        raw.close()


def test_each_vault_by_itself(running: int) -> None:
    unlock(VAULT)
    unlock(OTHER, Limits(900, 9000, ask=True))
    assert client.key_of(VAULT, never) == KEY
    asked: list[bool] = []
    assert client.key_of(OTHER, lambda: asked.append(True)) == KEY
    assert asked == [True]
    client.forget(VAULT)
    assert client.key_of(VAULT, never) is None
    state = client.status()
    assert state is not None
    assert [one.vault_id for one in state.vaults] == [OTHER]


def test_who_does_not_agree_gets_nothing(running: int) -> None:
    unlock(VAULT, Limits(900, 9000, ask=True))
    raw = connected()
    raw.sendall(wire.request(Verb.GET, VAULT))
    assert all_of(raw) == wire.answer(Word.ASK)
    with pytest.raises(AssertionError, match="nobody was to be asked"):
        client.key_of(VAULT, never)


def test_the_page_is_full(running: int) -> None:
    for number in range(32):
        unlock(number.to_bytes(16))
    with pytest.raises(AgentFailed, match="32 vaults"):
        unlock()
    unlock((0).to_bytes(16))
