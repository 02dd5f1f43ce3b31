"""A vault with a record of every kind, and two vaults compared by all that they hold."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.operations.samples import login, values
from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import OddRevision, Revision, canonical
from vaulttui.operations import (
    assignments,
    credentials,
    organizations,
    projects,
    sets,
    sources,
    trash,
    types,
)
from vaulttui.operations.credentials import Edits, Owner
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.vault import VaultFile

TYPE: Final = """
id = "acme-queue"
name = "Acme queue"
version = 1
kind = "cloud"

[[fields]]
id = "token"
label = "Token"
kind = "secret"
required = true
"""
LATER_KINDS: Final = ("remote", "binding", "ledger", "journal", "operation", "later")


def furnish(session: Session) -> None:
    """Put in what every kind of record is for, with history, trash and keys of later versions."""
    types.add(session, TYPE)
    acme = organizations.create(session, "acme", "the firm")
    shop = projects.create(session, acme.id, "shop")
    projects.link(session, shop, Path("/srv/shop"))
    wiki = login(session, "wiki", username="ada", password="first")
    for password in ("second", "third", "first"):
        wiki = credentials.edit(session, wiki, Edits(values=values(password=password)))
    wiki = credentials.edit(session, wiki, Edits(tag=frozenset({"work/db"}), owner=Owner(acme.id)))
    queue = credentials.add(
        session, "acme-queue", Edits(name="queue", values=values(token=b"\xff\x00 bytes"))
    )
    keys = values(url="https://v.example/", client="c", secret="azure secret", tenant="t")
    azure = credentials.add(session, "azure_kv", Edits(name="azure", values=keys))
    sources.put(session, wiki, "password", azure, {"secret_field": "wiki"})
    found = sets.create(session, NewSet(acme.id, "deploy", project=shop))
    found = sets.put_reference(session, found, "TOKEN", queue, "token")
    sets.put_value(session, found, "OWN", Secret(b"a value of its own"))
    assignments.assign(session, wiki, [shop], prefix="W_", renames={"X": "Y"})
    gone = login(session, "gone", password="deleted")
    trash.rm(session, [gone])
    login(session, "pin", password="x", notes="public")
    session.file.commit([*_later(session.keys)])
    session.view.turn_to(session.file.document)


def _later(keys: VaultKeys) -> Iterable[Revision]:
    """Records that this version knows nothing of, with keys that it knows nothing of."""
    for number, kind in enumerate(LATER_KINDS):
        record = f"{number:032x}"
        blob = keys.seal_value(record, "slot", Secret(b"later value"))
        yield OddRevision(
            k=kind, id=record, rev=f"{number + 100:032x}", par=(), at=5, v={"slot": blob},
            m={"name": kind, "deep": {"er": [1, None, {"x": True}]}}, unknown={"new": {"a": [1]}},
        )  # fmt: skip


def opened_revisions(document: Document, keys: VaultKeys) -> dict[str, bytes]:
    """Every revision by its id, with each value opened: equal where nothing was lost."""
    return {
        revision.rev: canonical(
            {
                "op": [revision.k, revision.id, revision.par, revision.at, revision.m],
                "more": dict(revision.more),
                "del": revision.deleted,
                "husk": revision.husk,
                "values": {
                    field: keys.open_value(revision.id, field, sealed).reveal()
                    for field, sealed in revision.v.items()
                },
            }
        )
        for revision in document.revisions()
        if revision.k != "meta"
    }


def holdings(file: VaultFile) -> dict[str, bytes]:
    return opened_revisions(file.document, file.keys)
