"""Remotes to bind to, and what an apply would have left behind."""

from typing import Final

from tests.operations.samples import values
from vaulttui.domain.bindings import Binding
from vaulttui.domain.credentials import Credential
from vaulttui.domain.ledger import Entry, entry_to_json, ledger_id
from vaulttui.domain.remotes import Remote
from vaulttui.domain.sets import Set
from vaulttui.operations import credentials, remotes, sets
from vaulttui.operations.bindings import Bindable, Bound, Edits, bind, part_of
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

URL: Final = "https://remote.example"
KEYED: Final = "sourcecraft"
RECORDS: Final = "infra0"
_OF: Final = {
    KEYED: ("token", {"repo-id": "r1"}),
    RECORDS: ("bearer", {}),
}


def token(session: Session, name: str = "token") -> Credential:
    edits = credentials.Edits(name=name, values=values(key=f"the {name}"))
    return credentials.add(session, "api-key", edits)


def remote(session: Session, name: str = "hub", dialect: str = KEYED) -> Remote:
    """A remote with a login of its own."""
    key, options = _OF[dialect]
    auth = {key: (token(session, f"token of {name}"), "key")}
    return remotes.add(session, remotes.Edits(name, dialect, URL, auth, options))


def key_set(session: Session, name: str = "deploy", key: str = "PW") -> Set:
    """A set with one key that has a value."""
    made = sets.create(session, NewSet(None, name))
    return sets.put_value(session, made, key, Secret(b"of the key"))


def tied(session: Session, to: Remote, found: Bindable, edits: Edits | None = None) -> Bound:
    return bind(session, to, part_of(session, found), edits)


def written(session: Session, binding: Binding, slot: str, fingerprint: str = "f" * 32) -> str:
    """What a confirmed write leaves: the object's id, and an entry of the ledger; its id."""
    draft = Draft.new("ledger", ledger_id(binding.remote_id, binding.id, slot))
    draft.m = entry_to_json(binding.remote_id, binding.id, slot, session.now())
    draft.m["fingerprint"] = fingerprint
    known = session.view.record(binding.id)
    assert known is not None
    learnt = Draft.of(known)
    learnt.m.setdefault("object", "an object")
    with session.bookkeeping() as change:
        change.put(draft)
        change.put(learnt)
    return draft.id


def entries(session: Session, binding: Binding) -> dict[str, Entry]:
    return session.view.ledger(binding.id)
