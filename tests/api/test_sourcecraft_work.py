"""The work behind SourceCraft's answers: failures, restarts, locks, and two servers at once."""

from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.api.conftest import Serve
from tests.api.serving import running
from tests.api.sourcecraft_calls import CANARY, ENDED, PUT, by_id, ended, held, made, refused
from tests.operations.samples import session_on
from vaulttui.api import sourcecraft
from vaulttui.api.dialect import Dialect, ServeOptions
from vaulttui.api.vault import Vault
from vaulttui.domain.operations import Operation, Status
from vaulttui.errors import UsageError
from vaulttui.operations import operations
from vaulttui.operations.activity import activity
from vaulttui.operations.operations import Asked
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def test_failures_that_were_ordered(serve: Serve, vault: Path) -> None:
    fails = {"BAD": "QuotaExceeded", "GONE": "cancel"}
    api = serve(sourcecraft.dialect, fails=fails)
    with closing(api.session()) as session:
        shop = made(session)
        told = {key: api("PUT", by_id(shop, key), json=PUT) for key in ("BAD", "GONE", "GOOD")}
        done = {key: ended(api, one) for key, one in told.items()}
        assert {key: one["status"] for key, one in done.items()} == {
            "BAD": "failed", "GONE": "cancel", "GOOD": "success",
        }  # fmt: skip
        assert done["BAD"]["error"]["error_code"] == "QuotaExceeded"
        assert [key for key, one in done.items() if "error" in one] == ["BAD"]
        assert held(session, shop) == {"GOOD": CANARY.encode()}


@pytest.mark.parametrize("code", ["", "two words", "-x", "x" * 65])
def test_a_failure_that_cannot_be(code: str) -> None:
    with pytest.raises(UsageError):
        sourcecraft.dialect(Vault(None), ServeOptions("http://127.0.0.1:1", fails={"K": code}))


def idle(vault: Vault, options: ServeOptions) -> Dialect:
    """A server whose work is never done: as one that is killed after its answer."""
    return replace(sourcecraft.dialect(vault, options), start=None)


def test_work_survives_a_restart(serve: Serve, vault: Path) -> None:
    first = serve(idle)
    with closing(first.session()) as session:
        shop = made(session)
        told = first("PUT", by_id(shop, "K"), json=PUT).json()
        session.refresh()
        begun = operations.find(session, told["operation_id"])
        _begin(session, begun)
        path = f"/operations/secrets/id:{begun.id}"
        assert first("GET", path).json()["status"] == "in_progress"
        assert held(session, shop) == {}
        second = serve(sourcecraft.dialect)
        while second("GET", path).json()["status"] not in ENDED:
            pass
        assert first("GET", path).json()["status"] == "success"
        assert held(session, shop) == {"K": CANARY.encode()}


def _begin(session: Session, operation: Operation) -> None:
    draft = Draft.of(operation.record)
    draft.m["status"] = Status.IN_PROGRESS
    with session.bookkeeping() as change:
        change.put(draft)


def test_work_waits_until_the_vault_is_open(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a former run promised is done once a request has found the key."""
    monkeypatch.setattr("vaulttui.api.vault._BETWEEN_LOOKS", 0.0)
    with closing(session_on(vault)) as session, closing(session_on(vault)) as unlocked:
        shop = made(session)
        waiting = operations.accept(session, Asked(shop, "shop.default", "K", Secret(b"x")))
        tries = [1, 2, 3]
        opening = partial(_unlock, tries, unlocked)
        with running(vault, [sourcecraft.dialect], {}, locked=opening) as api:
            path = f"/operations/secrets/id:{waiting.id}"
            refused(api("GET", path), 423, "Locked")
            while api("GET", path).json().get("status") not in ENDED:
                pass
        assert held(session, shop) == {"K": b"x"}


def _unlock(tries: list[int], unlocked: Session) -> Session | None:
    """Nobody has the key at first."""
    return None if tries and tries.pop() else unlocked


def test_what_waits_for_one_set_is_done_in_one_commit(serve: Serve) -> None:
    first = serve(idle)
    with closing(first.session()) as session:
        shop = made(session)
        told = [first("PUT", by_id(shop, f"K{number}"), json=PUT) for number in range(5)]
        before = len(activity(session))
        second = serve(sourcecraft.dialect)
        assert {ended(second, one)["status"] for one in told} == {"success"}
        assert held(session, shop).keys() == {f"K{number}" for number in range(5)}
        assert len(activity(session)) - before == 1


def test_two_servers_do_it_once(serve: Serve) -> None:
    servers = [serve(sourcecraft.dialect), serve(sourcecraft.dialect)]
    with closing(servers[0].session()) as session:
        shop = made(session)
        told = [
            (api, api("PUT", by_id(shop, f"K{number}-{at}"), json=PUT))
            for number in range(6)
            for at, api in enumerate(servers)
        ]
        assert {ended(api, one)["status"] for api, one in told} == {"success"}
        keys = held(session, shop).keys()
        assert len(keys) == len(told)
        written = [name for row in activity(session) for name in row.names if name in keys]
        assert sorted(written) == sorted(keys), "each key is written once"
