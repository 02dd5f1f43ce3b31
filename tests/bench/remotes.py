"""Remotes: a push of 1,000 values, and a plan of 1,000 objects with nothing to do.

Each over a real socket against `vaulttui serve` in a process of its own, whose requests are
counted, beside as many bare requests of the HTTP client to a server that does nothing.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import httpx2

from tests.bench.far import KEYS, Near, fill_credentials, fill_sets
from tests.bench.measure import Row
from tests.bench.servers import Served, bare, new_vault, served
from vaulttui.domain.remotes import Remote
from vaulttui.operations import organizations, plans, projects
from vaulttui.paths import HOME_VARIABLE
from vaulttui.remotes.registry import described

T = TypeVar("T")
VALUES: Final = 1000
OBJECTS: Final = 1000
_BOUND: Final = VALUES // len(KEYS)
_SMALL: Final = 200
"""Bytes of a bare answer."""
_BARE: Final = "as many bare httpx2 requests"
LEAST_PUSH: Final[Mapping[str, int]] = {
    # The list before and after, the agreement on the rules, and for each set to make and fill it.
    "warmhub": 2 + 1 + 2 * _BOUND,
    # The group before; each value put, and its operation looked at once.
    "sourcecraft": 1 + 2 * VALUES,
    # A page of types and one of credentials before; the type, and each credential with values.
    "infra0": 2 + 1 + _BOUND,
}
LEAST_PLAN: Final[Mapping[str, int]] = {
    "warmhub": 1,
    "sourcecraft": OBJECTS,
    "infra0": 1 + OBJECTS // 100,
}
"""The pages of each dialect: a list, a group each, a hundred credentials each and the types."""


def remotes(folder: Path) -> Iterable[Row]:
    """All rows, dialect by dialect."""
    with bare() as port:
        for measured in (_pushes, _plans):
            with _home(folder / measured.__name__) as home:
                yield from measured(home, port)


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took: seconds of wall and of this process's CPU, and requests."""

    wall: float
    cpu: float
    requests: int


def _pushes(home: Path, port: int) -> Iterator[Row]:
    vault = home / "server" / "vault.vtv"
    _with_repository(vault)
    session = new_vault(home / "vault.vtv")
    sets = fill_sets(session, [f"s{number}" for number in range(_BOUND)], KEYS)
    large = fill_sets(session, ["large"], [f"K{number}" for number in range(VALUES)])
    typed = fill_credentials(session, [f"c{number}" for number in range(_BOUND)])
    with served(vault) as server:
        near = Near(session, server)
        kinds = {"warmhub": ("set", sets), "sourcecraft": ("set", large),
                 "infra0": ("credential", typed)}  # fmt: skip
        for dialect, (kind, ids) in kinds.items():
            remote = _remote(near, dialect)
            near.bind(remote, kind, ids)
            yield from _pushed(near, remote, port)
    session.close()


def _pushed(near: Near, remote: Remote, port: int) -> Iterator[Row]:
    plan = plans.plan(near.session, remote)
    report, cost = _cost(near.server, lambda: plans.apply(near.session, remote, plan))
    assert report.all_done
    assert plans.plan(near.session, remote).empty
    floor = _floor(remote, cost.requests, port)
    what = f"push to {remote.dialect}"
    yield Row(f"{what}, wall", VALUES, cost.wall * 1000, "ms", floor.wall * 1000, _BARE)
    yield Row(f"{what}, CPU here", VALUES, cost.cpu * 1000, "ms", floor.cpu * 1000, _BARE)
    yield Row(f"{what}, requests", VALUES, cost.requests, "",
              LEAST_PUSH[remote.dialect], "the least possible")  # fmt: skip


def _plans(home: Path, port: int) -> Iterator[Row]:
    vault = home / "server" / "vault.vtv"
    _with_repository(vault, objects=OBJECTS)
    session = new_vault(home / "vault.vtv")
    names = [f"o{number}" for number in range(OBJECTS)]
    sets = fill_sets(session, names, KEYS)
    typed = fill_credentials(session, names)
    with served(vault) as server:
        near = Near(session, server)
        kinds = {"warmhub": ("set", sets), "sourcecraft": ("set", sets),
                 "infra0": ("credential", typed)}  # fmt: skip
        for dialect, (kind, ids) in kinds.items():
            remote = _remote(near, dialect)
            near.bind(remote, kind, ids)
            near.have_written(remote)
            yield from _planned(near, remote, port)
    session.close()


def _planned(near: Near, remote: Remote, port: int) -> Iterator[Row]:
    plan, cost = _cost(near.server, lambda: plans.plan(near.session, remote))
    assert plan.empty
    assert not plan.left
    floor = _floor(remote, cost.requests, port)
    what = f"plan of {remote.dialect} in sync"
    least = LEAST_PLAN[remote.dialect]
    yield Row(f"{what}, wall", OBJECTS, cost.wall * 1000, "ms", floor.wall * 1000, _BARE)
    yield Row(f"{what}, CPU", OBJECTS, cost.cpu * 1000, "ms", floor.cpu * 1000, _BARE)
    yield Row(f"{what}, requests", OBJECTS, cost.requests, "", least, "the dialect's pages", least)


def _with_repository(vault: Path, objects: int = 0) -> None:
    """The server's vault: an organization with two repositories, and so many objects of each."""
    session = new_vault(vault)
    acme = organizations.create(session, "acme")
    projects.create(session, acme.id, "shop")
    lab = projects.create(session, acme.id, "lab")
    if objects:
        names = [f"o{number}" for number in range(objects)]
        fill_sets(session, names, KEYS, acme.id)
        fill_sets(session, [f"lab.{name}" for name in names], KEYS, acme.id, lab)
        fill_credentials(session, names)
    session.close()


def _remote(near: Near, dialect: str) -> Remote:
    key = "bearer" if dialect == "infra0" else "token"
    options = {"warmhub": {"org": "acme", "repo": "shop"},
               "sourcecraft": {"org": "acme", "repo": "lab"}}  # fmt: skip
    return near.remote(dialect, dialect, key, **options.get(dialect, {}))


def _cost(server: Served, work: Callable[[], T]) -> tuple[T, Cost]:
    before, wall, cpu = server.asked, time.perf_counter(), time.process_time()
    done = work()
    taken = time.perf_counter() - wall, time.process_time() - cpu
    return done, Cost(*taken, server.asked - before)


def _floor(remote: Remote, count: int, port: int) -> Cost:
    """As many requests of the bare client, as many of them at once."""
    at_once = described(remote.dialect).ABILITIES.at_once
    wall, cpu = time.perf_counter(), time.process_time()
    asyncio.run(_bare_requests(f"http://127.0.0.1:{port}/{_SMALL}", count, at_once))
    return Cost(time.perf_counter() - wall, time.process_time() - cpu, count)


async def _bare_requests(url: str, count: int, at_once: int) -> None:
    numbers = iter(range(count))
    async with httpx2.AsyncClient(trust_env=False) as client, asyncio.TaskGroup() as group:

        async def work() -> None:
            for _ in numbers:
                (await client.get(url)).raise_for_status()

        for _ in range(at_once):
            group.create_task(work())


@contextmanager
def _home(folder: Path) -> Iterator[Path]:
    """This process's own folders, for as long as it is a client."""
    folder.mkdir()
    before = os.environ.get(HOME_VARIABLE)
    os.environ[HOME_VARIABLE] = str(folder)
    try:
        yield folder
    finally:
        if before is None:
            del os.environ[HOME_VARIABLE]
        else:
            os.environ[HOME_VARIABLE] = before
