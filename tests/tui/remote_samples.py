"""Remotes over the sample vault, as this machine read them once; nothing is ever asked."""

from collections.abc import Iterable
from typing import Final

from tests.tui.samples import DAY, NOON, Clock, named, sample_session
from vaulttui.domain.bindings import Binding
from vaulttui.domain.ledger import entry_to_json, ledger_id
from vaulttui.domain.remotes import Remote
from vaulttui.domain.sets import Set
from vaulttui.operations import bindings, remotes
from vaulttui.operations.credentials import Edits, Given, edit
from vaulttui.operations.plans import abilities_of
from vaulttui.remotes.protocol import Found, Kind, Presence
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.sync import sightings
from vaulttui.sync.wanted import wanted

HOUR: Final = 3_600_000
DATABASE: Final = "Orders database"


def known(clock: Clock) -> Session:
    """The sample with two remotes that were read, and one that never was.

    ``staging`` holds a set in sync, and one that is not ours; ``apps`` a credential whose
    password is another one by now, and one that is not ours.
    """
    session = sample_session(clock)
    know(session, clock)
    return session


def know(session: Session, clock: Clock) -> None:
    """The same over the vault of an app that runs."""
    clock.at = NOON - 3 * DAY
    staging = make(session, "staging", "warmhub", org="acme", repo="shop")
    apps = make(session, "apps", "infra0")
    make(session, "archive", "sourcecraft", **{"repo-id": "17"})
    hooks = a_set(session, "deploy-hooks")
    bindings.bind(session, staging, bindings.part_of(session, hooks))
    bindings.bind(session, apps, bindings.part_of(session, named(session, DATABASE)))
    for one in (staging, apps):
        write(session, one)
    clock.at = NOON - HOUR
    given = Given(Secret(b"another one by now"))
    edit(session, named(session, DATABASE), Edits(values={"password": given}))
    clock.at = NOON - HOUR // 2
    see(session, staging, [one_there("old-hooks", "SIGNING_KEY", "SLACK_URL")])
    see(session, apps, [Found(Kind.CREDENTIAL, "c-7", "Analytics", type_key="api-key")])
    clock.at = NOON


def make(session: Session, name: str, dialect: str, **options: str) -> Remote:
    """A remote that the release token logs in to."""
    key = "bearer" if dialect == "infra0" else "token"
    auth = {key: (named(session, "Release token"), "token")}
    url = f"https://{name}.example.com"
    return remotes.add(session, remotes.Edits(name, dialect, url, auth, options))


def a_set(session: Session, name: str) -> Set:
    """The one set of that name."""
    (found,) = (one for one in session.view.graph.sets if one.name == name)
    return found


def one_there(name: str, *slots: str) -> Found:
    """A set there that nothing here answers for."""
    return Found(Kind.SET, name, name, slots=dict.fromkeys(slots, Presence.PRESENT), mark="m1")


def write(session: Session, remote: Remote) -> None:
    """What an apply leaves behind in the vault: an id, and what was written of each slot."""
    for one in wanted(session, remote, abilities_of(remote)):
        if one.binding is not None:
            slots = {name: slot.fingerprint for name, slot in one.slots.items()}
            _enter(session, one.binding, one.key, {"": "", **slots})


def see(session: Session, remote: Remote, others: Iterable[Found]) -> None:
    """Read the remote: what was written is there, and beside it others."""
    there = [
        Found(
            one.kind,
            one.object_id,
            one.key,
            one.public,
            dict.fromkeys(one.slots, Presence.PRESENT),
            "m1",
            one.type.key if one.type else "",
        )
        for one in wanted(session, remote, abilities_of(remote))
        if one.binding is not None and one.object_id
    ]
    sightings.save(session, remote.id, (*there, *others))


def _enter(session: Session, binding: Binding, key: str, fingerprints: dict[str, str]) -> None:
    learnt = Draft.of(binding.record)
    learnt.m |= {"object": key, "key": key}
    with session.bookkeeping() as change:
        change.put(learnt)
        for slot, fingerprint in fingerprints.items():
            draft = Draft.new("ledger", ledger_id(binding.remote_id, binding.id, slot))
            draft.m = entry_to_json(binding.remote_id, binding.id, slot, session.now())
            draft.m |= {"fingerprint": fingerprint} if slot else {"mark": "m1"}
            change.put(draft)
