"""A remote of the vault, connected: its login is opened here, and goes to its origin alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from vaulttui.domain.remotes import Remote
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound
from vaulttui.remotes.protocol import Dialect
from vaulttui.remotes.registry import CA_FILE, described
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.sync.report import Unwatched, Watcher
from vaulttui.transport.client import Client, Origin

_noted: Final[set[tuple[bytes, str, str, str]]] = set()
"""The logins that this program noted already."""


@asynccontextmanager
async def connected(
    session: Session, remote: Remote, watcher: Watcher | None = None
) -> AsyncIterator[Dialect]:
    """Speak a remote's dialect; nothing is sent before the first question.

    Raises NotFound where what logs in is gone or holds no value, InvalidValue for an
    address or options that cannot be.
    """
    dialect = described(remote.dialect)
    auth = {key: _login(session, remote, *at) for key, at in remote.auth.items()}
    file = remote.options.get(CA_FILE)
    origin = Origin(remote.url, dialect.headers(auth), Path(file) if file else None)
    told = watcher or Unwatched()

    def waiting(seconds: float) -> None:
        told.waits(seconds, None, asked=False)

    async with Client(origin, waiting=waiting, at_once=dialect.ABILITIES.at_once) as client:
        options = {name: text for name, text in remote.options.items() if name != CA_FILE}
        yield dialect.connect(client, options)


def _login(session: Session, remote: Remote, credential_id: str, field: str) -> Secret:
    record = session.view.record(credential_id)
    if record is None or record.deleted:
        raise NotFound(
            f"The credential that logs in to {safe_text(remote.name)} is not there any more.",
            hint="Restore it, or name another with `vaulttui remote edit --auth`.",
        )
    # One command asks more than once, and a screen again and again: one look is told of each.
    seen = (session.keys.vault_id, remote.id, credential_id, field)
    if seen in _noted:
        return session.peek(record, field)
    _noted.add(seen)
    return session.reveal(record, field, verb=f"login to {remote.name}")
