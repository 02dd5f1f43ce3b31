"""One vault for all requests at once, beside other programs."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.api import small_dialect
from tests.api.conftest import Serve
from tests.api.serving import running
from tests.operations.samples import login, opened, secret_of, values
from vaulttui.api import vault as api_vault
from vaulttui.api.vault import Locked, Vault
from vaulttui.errors import Conflict, VaulttuiError
from vaulttui.operations import credentials, organizations
from vaulttui.operations.credentials import Edits
from vaulttui.session.session import Session

NAMES = "/small/names"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the agent be asked as often as anybody wants to know."""
    monkeypatch.setattr(api_vault, "_BETWEEN_LOOKS", 0.0)


def count_up(session: Session) -> int:
    """Read a number and write the next: what two at once would lose."""
    found = session.view.credential(session.view.named("wiki")[0].id)
    number = int(secret_of(session, found)) + 1
    credentials.edit(session, found, Edits(values=values(password=str(number))))
    return number


def test_no_update_is_lost(vault: Path, session: Session) -> None:
    login(session, password="0")
    shared = Vault(Session(opened(vault), by="api"))

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(shared.change(count_up) for _ in range(40)))

    assert sorted(asyncio.run(all_at_once())) == list(range(1, 41))
    session.refresh()
    assert secret_of(session, session.view.credential(session.view.named("wiki")[0].id)) == b"40"


def test_no_update_of_another_program_is_lost(vault: Path, session: Session) -> None:
    login(session, password="0")
    shared = Vault(Session(opened(vault), by="api"))

    def other() -> None:
        done = 0
        while done < 15:
            session.refresh()
            try:
                count_up(session)
                done += 1
            except Conflict:
                pass

    async def both() -> None:
        rival = asyncio.to_thread(other)
        await asyncio.gather(rival, *(shared.change(count_up) for _ in range(15)))

    asyncio.run(both())
    session.refresh()
    assert secret_of(session, session.view.credential(session.view.named("wiki")[0].id)) == b"30"


def test_who_never_gets_through_hears_of_it(vault: Path, session: Session) -> None:
    login(session, password="0")
    shared = Vault(Session(opened(vault), by="api"))
    tries = []

    def beaten(own: Session) -> None:
        tries.append(1)
        found = own.view.credential(own.view.named("wiki")[0].id)
        session.refresh()
        count_up(session)
        credentials.edit(own, found, Edits(values=values(password="mine")))

    with pytest.raises(Conflict):
        asyncio.run(shared.change(beaten))
    assert len(tries) == 5
    session.refresh()
    assert secret_of(session, session.view.credential(session.view.named("wiki")[0].id)) == b"5"


def test_many_clients(serve: Serve, session: Session) -> None:
    api = serve(small_dialect.dialect)
    names = [f"acme-{number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda name: api("POST", NAMES, json={"name": name}), names * 2))
    assert sorted(answer.status_code for answer in answers) == [201] * 24 + [409] * 24
    session.refresh()
    assert len(list(session.view.records("organization"))) == 24
    assert sorted(api("GET", NAMES).json()) == sorted(names)


def test_what_other_programs_write_is_seen(serve: Serve, session: Session) -> None:
    api = serve(small_dialect.dialect)
    assert api("GET", NAMES).json() == []
    organizations.create(session, "theirs")
    assert api("GET", NAMES).json() == ["theirs"]


def test_the_activity_names_the_server(serve: Serve, session: Session) -> None:
    serve(small_dialect.dialect)("POST", NAMES, json={"name": "acme"})
    session.refresh()
    (noted,) = session.view.records("activity")
    assert noted.m["by"] == "api"


def answers(*found: Session | VaulttuiError | None) -> Callable[[], Session | None]:
    """What the agent says, time after time."""
    left = list(found)

    def unlock() -> Session | None:
        one = left.pop(0)
        if isinstance(one, VaulttuiError):
            raise one
        return one

    return unlock


@pytest.mark.usefixtures("at_once")
def test_locked_until_the_agent_has_the_key(vault: Path) -> None:
    own = Session(opened(vault), by="api")
    with running(vault, [small_dialect.dialect], {}, locked=answers(None, None, own)) as api:
        for line in (("GET", NAMES), ("POST", NAMES)):
            answer = api(*line)
            assert (answer.status_code, answer.json()["small"]) == (423, "LOCKED")
        assert api.client.get(NAMES, headers={"Authorization": "none"}).status_code == 401
        assert api("GET", NAMES).status_code == 200
        assert api("GET", "/nowhere").status_code == 404
    own.close()


@pytest.mark.usefixtures("at_once")
def test_a_vault_that_cannot_be_opened_again(vault: Path) -> None:
    failing = answers(VaulttuiError("The file is odd."), None)
    with running(vault, [small_dialect.dialect], {}, locked=failing) as api:
        answer = api("GET", NAMES)
        assert (answer.status_code, answer.json()["says"]) == (503, "The file is odd.")
        assert api("GET", "/nowhere").status_code == 423


def test_the_agent_is_asked_once_for_all_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_vault, "_BETWEEN_LOOKS", 0.3)
    asked = []

    async def many() -> list[object]:
        shared = Vault(None, lambda: asked.append(time.monotonic()))
        with pytest.raises(Locked):
            await shared.look(lambda _: None)
        waiting = [shared.look(lambda _: None) for _ in range(20)]
        return list(await asyncio.gather(*waiting, return_exceptions=True))

    found = asyncio.run(many())
    assert all(isinstance(one, Locked) for one in found)
    assert len(asked) == 2
    assert 0.2 < asked[1] - asked[0] < 3


@pytest.mark.usefixtures("at_once")
def test_work_waits_for_the_key(vault: Path) -> None:
    own = Session(opened(vault), by="api")

    async def worker() -> list[str]:
        shared = Vault(None, answers(None, own))
        seen: list[str] = []

        async def work() -> None:
            await shared.until_open()
            seen.append("open")

        task = asyncio.create_task(work())
        with pytest.raises(Locked):
            await shared.look(lambda _: None)
        assert seen == []
        await shared.look(lambda _: seen.append("looked"))
        await task
        return seen

    assert sorted(asyncio.run(worker())) == ["looked", "open"]
    own.close()
