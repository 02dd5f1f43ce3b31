"""Making and changing sets and their keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vaulttui.domain.credentials import TYPED, Credential, ValueInfo
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import ORG, REPO, Key, Set, key_to_json
from vaulttui.domain.text import safe_text
from vaulttui.errors import Conflict, InUse, InvalidValue, NotFound, UsageError
from vaulttui.operations.assignments import put_assignment
from vaulttui.operations.belonging import About, about, change_about
from vaulttui.operations.credentials import field_of
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

VALUE_LIMIT = 1 << 20
"""Bytes of one value, as of a credential's."""
PUT, UNSET = "key put", "key unset"
"""The verbs by which changes of keys are remembered; the keys are named behind the set."""


@dataclass(frozen=True, slots=True)
class NewSet:
    """What a set is made with; without ``scope`` it is ``repo`` where there is a project."""

    organization_id: str | None
    name: str
    scope: str | None = None
    project: Project | None = None
    description: str = ""


def create(session: Session, new: NewSet) -> Set:
    """Make an empty set; with a project it is assigned there at once."""
    draft = new_draft(new)
    with session.edit("create", "set") as change:
        change.put(draft)
        if new.project is not None:
            put_assignment(change, draft.id, new.project, of_set=True)
    return living(session, draft.id)


def rename(session: Session, found: Set, name: str) -> Set:
    """Give it another name in its organization; assignments follow."""
    change_about(session, found, replace(about(found), name=name), "rename")
    return living(session, found.id)


def edit(session: Session, found: Set, wanted: About) -> Set:
    """Give it another name, description or owner; keys and assignments follow."""
    change_about(session, found, wanted)
    return living(session, found.id)


def revoke(session: Session, found: Set) -> Set:
    """Let nothing use it any more; keys and values stay to be read. Twice changes nothing."""
    if found.revoked_at is not None:
        return found
    draft = Draft.of(found.record)
    draft.m["revoked_at"] = session.now()
    with session.edit("revoke", "set") as change:
        change.put(draft)
    return living(session, found.id)


def rm(session: Session, found: Set) -> None:
    """Move it to the trash; its assignments come back with it."""
    with session.edit("rm", "set") as change:
        change.delete(found.record)


def put_reference(
    session: Session,
    found: Set,
    name: str,
    credential: Credential,
    field: str,
    *,
    description: str | None = None,
) -> Set:
    """Let a key point at a credential's field, in place of what it was."""
    field_of(session, credential, field)
    kept = _description(found, name, description)
    draft = draft_of(found)
    draft.clear(name)
    draft.m.pop(f"value.{name}", None)
    draft.m[f"key.{name}"] = key_to_json(Key(name, credential.id, field, kept))
    return _put(session, draft, PUT, name)


def put_value(
    session: Session,
    found: Set,
    name: str,
    value: Secret,
    *,
    origin: str = TYPED,
    description: str | None = None,
) -> Set:
    """Let a key hold a value of its own, 1 byte to 1 MiB."""
    kept = _description(found, name, description)
    draft = draft_of(found)
    lay_value(draft, Key(name, None, "", kept), value, ValueInfo(session.now(), origin))
    return _put(session, draft, PUT, name)


def put_values(session: Session, found: Set, values: Mapping[str, Secret]) -> Set:
    """Let keys hold values of their own, all of these or none; other keys stay."""
    draft = draft_of(found)
    info = ValueInfo(session.now(), TYPED)
    for name, value in values.items():
        lay_value(draft, Key(name, None, "", _description(found, name, None)), value, info)
    return _put(session, draft, PUT, *values)


def describe_key(session: Session, found: Set, name: str, description: str) -> Set:
    """Give a key another description; what it points at or holds stays."""
    key = key_of(found, name)
    draft = draft_of(found)
    draft.m[f"key.{name}"] = key_to_json(replace(key, description=description))
    return _put(session, draft, "edit", name)


def unset(session: Session, found: Set, names: Sequence[str]) -> Set:
    """Take keys away; NotFound where one is not there."""
    return _put(session, draft_without(found, names), UNSET, *names)


def key_of(found: Set, name: str) -> Key:
    """One key, or NotFound with the names that are there."""
    key = found.key(name)
    if key is None:
        names = ", ".join(safe_text(one.name) for one in found.keys) or "none yet"
        raise NotFound(
            f"The set {safe_text(found.name)} has no key {safe_text(name)}.",
            hint=f"Its keys: {names}.",
        )
    return key


def target_of(session: Session, key: Key) -> Credential | None:
    """The credential that a key points at; None where it is not living, or the value its own."""
    if key.credential_id is None:
        return None
    record = session.view.record(key.credential_id)
    if record is None or record.deleted or record.kind != "credential":
        return None
    return Credential(record)


def get(session: Session, found: Set, name: str, *, verb: str = "get") -> Secret:
    """The value of one key, its own or that of the field it points at, remembered as a read."""
    key = key_of(found, name)
    if key.own:
        if not found.holds(name):
            raise _unheld(session.view.graph.full_name(found), name)
        return session.reveal(found.record, name, verb=verb)
    credential = target_of(session, key)
    if credential is None:
        raise NotFound(
            f"The key {safe_text(name)} of the set {safe_text(found.name)} points at a credential "
            "that is not there any more.",
            hint="Restore the credential from the trash, or put the key anew.",
        )
    return session.reveal(credential.record, key.field, verb=verb)


def living(session: Session, record_id: str) -> Set:
    """A set by its id; Conflict where another program removed it meanwhile."""
    found = session.view.graph.set(record_id)
    if found is None:
        raise Conflict("The set is not there any more.")
    return found


def new_draft(new: NewSet) -> Draft:
    """An empty set to be put into a change, without its assignment."""
    scope = new.scope or (REPO if new.project else ORG)
    if scope == REPO and new.project is None:
        raise UsageError(
            "A set of the scope repo is seen from its project only.", hint="Name it with --project."
        )
    draft = Draft.new("set")
    draft.m |= {"name": new.name, "scope": scope}
    if new.organization_id is not None:
        draft.m["organization"] = new.organization_id
    if new.description:
        draft.m["description"] = new.description
    if new.project is not None and scope == REPO:
        draft.m["project"] = new.project.id
    return draft


def draft_of(found: Set) -> Draft:
    """A set's keys to be changed; InUse where it is revoked."""
    if found.revoked_at is not None:
        raise InUse(
            f"The set {safe_text(found.name)} is revoked; its keys stay as they are.",
            hint="Make a new set.",
        )
    return Draft.of(found.record)


def lay_value(draft: Draft, key: Key, value: Secret, info: ValueInfo) -> None:
    """Let a key of a set being changed hold a value of its own, in place of what it was."""
    check_size(key.name, value)
    draft.set(key.name, value)
    draft.m[f"key.{key.name}"] = key_to_json(key)
    draft.m[f"value.{key.name}"] = info.to_json()


def check_size(name: str, value: Secret) -> None:
    """Raise InvalidValue where a value is too small or too large to be a key's own."""
    size = len(value.reveal())
    if not 0 < size <= VALUE_LIMIT:
        problem = "is empty" if not size else "is larger than 1 MiB"
        raise InvalidValue(f"The value of {safe_text(name)} {problem}.")


def draft_without(found: Set, names: Sequence[str]) -> Draft:
    """A set to be saved without some keys; NotFound where one is not there."""
    draft = draft_of(found)
    for name in dict.fromkeys(names):
        key_of(found, name)
        draft.clear(name)
        draft.m.pop(f"key.{name}")
        draft.m.pop(f"value.{name}", None)
    return draft


def _unheld(set_name: str, key: str) -> NotFound:
    return NotFound(
        f"Nobody here holds the value of the key {safe_text(key)} of the set {set_name}.",
        hint=f"`vaulttui set put {set_name} {safe_text(key)}` gives it one.",
    )


def _description(found: Set, name: str, given: str | None) -> str:
    key = found.key(name)
    return given if given is not None else (key.description if key else "")


def _put(session: Session, draft: Draft, verb: str, *keys: str) -> Set:
    with session.edit(verb, "set") as change:
        change.put(draft)
        change.mention(*keys)
    return living(session, draft.id)
