"""Worlds of faults: each is made once for an adapter, in a real run, and copied for each test."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.api.serving import TOKEN, Running, running
from tests.operations.samples import make_vault, session_on, values
from tests.remotes.faults_adapters import Adapter
from tests.remotes.faults_worlds import World, value
from tests.remotes.faulty_proxy import FaultyProxy
from tests.session.sessions import new_session, same_vault
from tests.transport.certificates import showing
from tests.transport.odd_server import OddServer
from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.remotes import Budget, Remote
from vaulttui.operations import (
    bindings,
    credentials,
    organizations,
    plans,
    projects,
    remotes,
    sets,
    types,
)
from vaulttui.operations.credentials import Edits, Given
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_HERE, _THERE = "here.vtv", "there.vtv"
_QUEUE: Final = """
id = "acme-queue"
name = "Acme queue"
version = 1
kind = "cloud"

[[fields]]
id = "token"
label = "Token"
kind = "secret"
"""


@dataclass(frozen=True)
class Template:
    """A world that lies on the disk; copies of it are lived in."""

    adapter: Adapter
    folder: Path
    proxy: FaultyProxy
    elsewhere: OddServer
    certify: Callable[[bool], None]
    keys: VaultKeys

    @contextmanager
    def world(self, folder: Path) -> Iterator[World]:
        """A copy, with its server running."""
        for name in (_HERE, _THERE):
            shutil.copy(self.folder / name, folder / name)
        with ExitStack() as stack:
            server = stack.enter_context(running(folder / _THERE, [self.adapter.build], {}))
            self.proxy.lead_to(server.port, lambda: _tick(server))
            session = same_vault(folder / _HERE, self.keys, by="cli")
            stack.callback(session.close)
            behind = session_on(folder / _THERE)
            stack.callback(behind.close)
            parts = self.proxy, self.elsewhere, self.certify
            yield World(self.adapter, session, server, behind, *parts)


def made(
    stack: ExitStack, adapter: Adapter, folder: Path, elsewhere: OddServer, *, secure: bool
) -> Template:
    """A world behind a proxy that lives as long as the stack; ``secure`` with TLS."""
    if not secure:
        proxy = stack.enter_context(FaultyProxy(adapter.writes))
        keys = _make(adapter, folder, proxy, {})
        return Template(adapter, folder, proxy, elsewhere, lambda _expired: None, keys)
    good, expired = folder / "good", folder / "expired"
    good.mkdir()
    expired.mkdir()
    shown = showing(good)
    showing(expired, days=(-3, -1))
    proxy = stack.enter_context(FaultyProxy(adapter.writes, tls=shown.tls))

    def certify(is_expired: bool) -> None:
        shown.tls.load_cert_chain((expired if is_expired else good) / "server.pem")

    keys = _make(adapter, folder, proxy, {"ca-file": str(shown.ca_file)})
    return Template(adapter, folder, proxy, elsewhere, certify, keys)


def _make(adapter: Adapter, folder: Path, proxy: FaultyProxy, options: dict[str, str]) -> VaultKeys:
    """Bring the old objects into line, then move on here; the keys of the vault."""
    make_vault(folder / _THERE)
    with closing(session_on(folder / _THERE)) as behind:
        acme = organizations.create(behind, "acme")
        project_id = projects.create(behind, acme.id, "shop").id
    with closing(new_session(folder / _HERE)) as session:
        remote = _remote(session, adapter, proxy.url, options | adapter.options(project_id))
        for name, slots in adapter.old.items():
            _add(session, remote, adapter, name, slots)
        with running(folder / _THERE, [adapter.build], {}) as server:
            proxy.lead_to(server.port, lambda: _tick(server))
            assert plans.apply(session, remote, plans.plan(session, remote)).all_done
            assert plans.plan(session, remote).empty
        _move_on(session, adapter)
        for name, slots in adapter.new.items():
            _add(session, remote, adapter, name, slots)
        return VaultKeys(session.keys.vault_id, Secret(session.keys.vault_key.reveal()))


def _tick(server: Running) -> None:
    server.moments.at += 1


def _remote(session: Session, adapter: Adapter, url: str, options: dict[str, str]) -> Remote:
    login = credentials.add(session, "api-key", Edits(name="login", values=values(key=TOKEN)))
    auth = {adapter.auth: (login, "key")}
    wanted = remotes.Edits("there", adapter.name, url, auth, options, Budget.FULL)
    return remotes.add(session, wanted)


def _add(
    session: Session, remote: Remote, adapter: Adapter, name: str, slots: Sequence[str]
) -> None:
    """An object with values, bound."""
    secrets = {slot: Secret(value(slot)) for slot in slots}
    found: bindings.Bindable
    if adapter.keyed:
        found = sets.put_values(session, sets.create(session, NewSet(None, name, "org")), secrets)
    else:
        type_id = "acme-queue" if "token" in slots else "login"
        if type_id == "acme-queue":
            types.add(session, _QUEUE)
        given = {slot: Given(secret) for slot, secret in secrets.items()}
        found = credentials.add(session, type_id, Edits(name=name, values=given))
    bindings.bind(session, remote, bindings.part_of(session, found))


def _move_on(session: Session, adapter: Adapter) -> None:
    """Another value for the first slot of alpha, and none for the last."""
    first, *_, last = adapter.old["alpha"]
    if adapter.keyed:
        [found] = [one for one in session.view.graph.sets if one.name == "alpha"]
        found = sets.put_value(session, found, first, Secret(value(first, 2)))
        sets.unset(session, found, [last])
    else:
        [row] = session.view.named("alpha")
        edits = Edits(values={first: Given(Secret(value(first, 2)))}, clear=frozenset({last}))
        credentials.edit(session, session.view.credential(row.id), edits)
