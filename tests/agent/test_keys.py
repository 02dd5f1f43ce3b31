"""How long a key is held, on a clock that the test moves."""

import pytest

from tests.agent.agents import OTHER, VAULT
from vaulttui.agent.holding import (
    VAULTS_LIMIT,
    Limits,
    State,
    Unlocked,
    pack_state,
    pack_unlock,
    unpack_state,
    unpack_unlock,
)
from vaulttui.agent.keys import Keys

KEY = bytes(range(32))


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(clock: Clock) -> Keys:
    """One key: 100 seconds unused, 250 in all."""
    held = Keys(clock)
    assert held.put(VAULT, memoryview(KEY), Limits(100, 250), b"/v.vtv")
    return held


def test_a_key_comes_back_as_it_was(keys: Keys) -> None:
    key = keys.use(VAULT)
    assert key is not None
    assert bytes(key) == KEY
    assert keys.use(OTHER) is None


def test_use_begins_the_idle_time_anew_and_never_the_whole(keys: Keys, clock: Clock) -> None:
    for _ in range(2):
        clock.at += 99
        assert keys.use(VAULT) is not None
    (one,) = keys.unlocked()
    assert one.left == Limits(52, 52)
    clock.at += 52
    assert keys.use(VAULT) is None
    assert len(keys) == 0


def test_looking_is_no_use(keys: Keys, clock: Clock) -> None:
    clock.at += 60
    assert keys.unlocked() == (Unlocked(VAULT, b"/v.vtv", Limits(40, 190)),)
    clock.at += 40
    assert keys.unlocked() == ()


def test_the_page_is_wiped(keys: Keys, clock: Clock) -> None:
    assert KEY in bytes(keys._page[:])
    clock.at += 100
    assert keys.seconds_to_next_end() == 0
    assert keys.expire()
    assert bytes(keys._page[:]) == bytes(len(keys._page))
    assert not keys.expire()


def test_only_time_that_takes_the_last_key_is_told(keys: Keys, clock: Clock) -> None:
    keys.put(OTHER, memoryview(KEY), Limits(500, 500), b"")
    clock.at += 200
    assert not keys.expire()
    keys.forget(OTHER)
    assert not keys.expire()
    assert keys.seconds_to_next_end() is None


def test_a_second_key_of_a_vault_replaces_the_first(keys: Keys, clock: Clock) -> None:
    clock.at += 90
    keys.put(VAULT, memoryview(KEY[::-1]), Limits(100, 250, ask=True), b"/v.vtv")
    key = keys.use(VAULT)
    assert key is not None
    assert bytes(key) == KEY[::-1]
    assert keys.asks(VAULT)
    assert KEY not in bytes(keys._page[:])
    assert keys.unlocked()[0].left == Limits(100, 250, ask=True)


def test_no_more_vaults_than_a_page_and_an_answer_hold() -> None:
    keys = Keys()
    longest = "/" + "x" * 5000
    for number in range(VAULTS_LIMIT):
        payload = memoryview(pack_unlock(Limits(2**32 - 1, 2**32 - 1), KEY, longest))
        read = unpack_unlock(payload)
        assert read is not None
        limits, key, path = read
        assert keys.put(number.to_bytes(16), key, limits, path)
    assert not keys.put(VAULT, memoryview(KEY), Limits(1, 1), b"")
    state = State(1, keys.unlocked())
    assert len(pack_state(state)) < 1 << 16
    assert unpack_state(pack_state(state)) == state


@pytest.mark.parametrize("size", [0, 9, 40])
def test_what_is_too_short_for_a_key_is_none(size: int) -> None:
    assert unpack_unlock(memoryview(bytes(size))) is None
