"""The names of an open vault, as they are typed."""

from collections import Counter
from collections.abc import Iterable, Iterator

from vaulttui.cli.completing.offer import Item, offer, typable
from vaulttui.domain.fields import Field
from vaulttui.domain.organizations import PERSONAL
from vaulttui.errors import VaulttuiError
from vaulttui.operations import addresses
from vaulttui.session.session import Session

_ID: str = "id:"
_SET: str = "set:"
_PROJECT: str = "project:"
_TYPE: str = "type:"
_SHORT: int = 8
"""Digits of an id that are shown where they are enough."""


def credentials(session: Session, typed: str, taken: tuple[str, ...] = (_ID,)) -> Iterator[Item]:
    """By name where it is clear and can be typed, else ``id:HEX``; ``TYPE:NAME`` where begun.

    What begins with one of ``taken`` means something else there.
    """
    known = session.view.names()
    if typed.startswith(_ID):
        digits = max(_SHORT, len(typed) - len(_ID))
        return (offer(f"{_ID}{one[:digits]}", name) for one, name, _ in known)
    # An id may stand for any name, where no part of one was typed.
    begun = known if _ID.startswith(typed) else [one for one in known if one[1].startswith(typed)]
    counts = Counter(name for _, name, _ in begun)
    clear = {name for name, count in counts.items() if count == 1 and _is_name(name, taken)}
    named = ((name, of) for _, name, of in begun if name in clear)
    others = ((one, name) for one, name, _ in begun if name not in clear)
    return (
        offer(value, about)
        for found in (named, _of_type(known, typed), _ids(others, typed))
        for value, about in found
    )


def subjects(session: Session, typed: str) -> Iterator[Item]:
    """Credentials, and sets as ``set:SET``."""
    yield from credentials(session, typed, (_ID, _SET))
    yield from (offer(f"{_SET}{one.value}", "a set") for one in sets(session, typed))


def bindable(session: Session, typed: str) -> Iterator[Item]:
    """Credentials, and sets, projects and types, each with its word in front."""
    yield from credentials(session, typed, (_ID, _SET, _PROJECT, _TYPE))
    yield from (offer(f"{_SET}{one.value}", "a set") for one in sets(session, typed))
    yield from (offer(f"{_PROJECT}{one.value}", "a project") for one in projects(session, typed))
    yield from (offer(f"{_TYPE}{one.value}", one.help or "") for one in types(session, typed))


def bound(session: Session, remote: str) -> Iterator[Item]:
    """What is bound to a remote."""
    from vaulttui.operations import bindings

    try:
        found = addresses.remote_at(session, remote)
    except VaulttuiError:
        return
    for one in bindings.bound(session, found):
        kind, title = one.part.kind, one.part.title
        if kind == "credential":
            title = addresses.address_of(session, session.view.credential(one.part.id))
        yield offer(title if kind == "credential" else f"{kind}:{title}", f"there {one.name}")


def remotes(session: Session, _typed: str) -> Iterator[Item]:
    """The names of remotes."""
    graph = session.view.graph
    return (offer(one.name, f"{one.dialect}, {one.url}") for one in graph.remotes)


def fields(session: Session, address: str, *, held: bool = True) -> Iterator[Item]:
    """The fields of a credential; with ``held`` those that have a value."""
    yield from (offer(one.id, one.label) for one in fields_at(session, address, held=held))


def fields_at(session: Session, address: str, *, held: bool) -> list[Field]:
    """The same as fields; none where the address names no credential."""
    try:
        credential = addresses.credential_at(session, address)
    except VaulttuiError:
        return []
    # Most words are names, which need none of it.
    from vaulttui.operations.credentials import fields_of

    known = fields_of(session, credential)
    return [one for one in known if not held or credential.present(one.id)]


def references(session: Session, typed: str) -> Iterator[Item]:
    """``CRED/FIELD``: credentials first, then the fields of the one that is named."""
    address, slash, _ = typed.rpartition("/")
    if slash:
        for one in fields(session, address):
            yield offer(f"{address}/{one.value}", one.help or "")
    for one in credentials(session, typed):
        yield offer(f"{one.value}/", one.help or "", more=True)


def types(session: Session, _typed: str) -> Iterator[Item]:
    """The ids of types."""
    return (offer(one.id, one.name) for one in session.view.types())


def projects(session: Session, _typed: str) -> Iterator[Item]:
    """PROJECT or ORG/PROJECT."""
    graph = session.view.graph
    return (offer(graph.full_name(one), one.description) for one in graph.projects)


def sets(session: Session, _typed: str) -> Iterator[Item]:
    """SET or ORG/SET."""
    graph = session.view.graph
    return (offer(graph.full_name(one), one.description) for one in graph.sets)


def keys(session: Session, address: str) -> Iterator[Item]:
    """The keys of a set."""
    try:
        found = addresses.set_at(session, address)
    except VaulttuiError:
        return iter(())
    return (offer(key.name, key.description) for key in found.keys)


def organizations(session: Session, _typed: str) -> Iterator[Item]:
    """``personal`` and the others."""
    yield offer(PERSONAL)
    yield from (offer(one.name, one.description) for one in session.view.graph.organizations)


def tags(session: Session, _typed: str) -> Iterator[Item]:
    """Every tag in use."""
    return map(offer, sorted({tag for row in session.view.rows() for tag in row.tags}))


def trashed(session: Session, _typed: str) -> Iterator[Item]:
    """What lies in the trash: by name where it is clear, else by id; ``set:SET`` and the like."""
    found = [(one, addresses.former_state(one)) for one in session.view.trash()]
    named = [(one.id, _trashed_name(one.kind, str(was.m.get("name")))) for one, was in found]
    counts = Counter(name for _, name in named)
    for record_id, name in named:
        clear = counts[name] == 1 and _is_name(name, (_ID,))
        yield offer(name) if clear else offer(f"{_ID}{record_id}", name)


def _trashed_name(kind: str, name: str) -> str:
    return name if kind == "credential" else f"{kind}:{name}"


def _is_name(name: str, taken: tuple[str, ...]) -> bool:
    return typable(name) and not name.startswith(taken)


def _of_type(known: Iterable[tuple[str, str, str]], typed: str) -> Iterable[tuple[str, str]]:
    type_id, colon, _ = typed.partition(":")
    counts = Counter(name for _, name, of in known if colon and of == type_id)
    return (
        (f"{type_id}:{name}", "") for name, count in counts.items() if count == 1 and typable(name)
    )


def _ids(rows: Iterable[tuple[str, str]], typed: str) -> Iterable[tuple[str, str]]:
    # What is typed so far begins a name, and no id stands for that.
    if not _ID.startswith(typed):
        return ()
    found = list(rows)
    short = Counter(record_id[:_SHORT] for record_id, _ in found)
    return (
        (_ID + (record_id[:_SHORT] if short[record_id[:_SHORT]] == 1 else record_id), name)
        for record_id, name in found
    )
