"""Binding parts of the vault to objects on remotes, and letting them go."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vaulttui.domain.bindings import Binding, binding_id, slot_name
from vaulttui.domain.credentials import Credential
from vaulttui.domain.identifiers import check_identifier, check_name
from vaulttui.domain.metadata import text_of
from vaulttui.domain.projects import Project
from vaulttui.domain.remotes import Policy, Remote
from vaulttui.domain.revisions import Json
from vaulttui.domain.sets import Set
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.errors import Conflict, Exists, InvalidValue, NotFound, UsageError
from vaulttui.operations.credentials import field_of, fields_of
from vaulttui.operations.sets import key_of
from vaulttui.remotes.protocol import Abilities, Kind
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

Bindable = Credential | Set | Project | CredentialType


class Part(NamedTuple):
    """A part of the vault: ``name`` is what it is called there unless it is bound otherwise.

    ``title`` is how it is addressed here: ORG/NAME of a set or project, the id of a type.
    """

    kind: str
    id: str
    name: str
    title: str


class Bound(NamedTuple):
    """A binding that counts, and the part of the vault that it binds."""

    binding: Binding
    part: Part

    @property
    def name(self) -> str:
        """What it is called there; of a project its id there."""
        return _called(self.binding.record.m, self.part)


@dataclass(frozen=True, slots=True)
class Edits:
    """What is to be other; what is None or not named stays.

    ``policies`` are by field or key; the one under the empty name is for all that no other
    names, whatever they had before.
    """

    name: str | None = None
    object_id: str | None = None
    policies: Mapping[str, Policy] = field(default_factory=dict)


def part_of(session: Session, found: Bindable) -> Part:
    """What is to be bound."""
    if isinstance(found, CredentialType):
        return Part("type", found.id, found.name, found.id)
    if isinstance(found, Credential):
        return Part("credential", found.id, found.name, found.name)
    kind = "set" if isinstance(found, Set) else "project"
    return Part(kind, found.id, found.name, session.view.graph.full_name(found))


def bound(session: Session, remote: Remote) -> list[Bound]:
    """All that is bound to a remote, by kind and title."""
    found = [
        Bound(one, part)
        for one in session.view.graph.bindings_of(remote.id)
        if (part := _part(session, one)) is not None
    ]
    return sorted(found, key=lambda one: (one.part.kind, one.part.title.casefold(), one.part.id))


def bind(session: Session, remote: Remote, part: Part, edits: Edits | None = None) -> Bound:
    """Let a part of the vault answer for an object there; what is bound is bound otherwise.

    Nothing is sent. Raises InvalidValue for what the dialect cannot bind or name, NotFound
    for a field or key that is not there, Exists where the object has another binding.
    """
    draft = drafted(session, remote, part, edits or Edits())
    with session.edit("bind", "binding") as change:
        change.mention(part.title, remote.name)
        put_binding(session, change, draft, part)
    found = session.view.graph.bindings_at(part.kind, part.id)
    for one in found:
        if one.id == draft.id:
            return Bound(one, part)
    raise Conflict(f"{safe_text(part.title)} or the remote is not there any more.")


def bind_several(
    session: Session, remote: Remote, parts: Sequence[Part], policy: Policy
) -> list[Part]:
    """Bind in one change, under their own names, those that are not bound; which they are.

    Raises as ``bind`` does, and Exists for two of one name; then none is bound.
    """
    known = {one.part.id for one in bound(session, remote)}
    new = [one for one in parts if one.id not in known]
    _refuse_namesakes(new)
    edits = Edits(policies={"": policy})
    drafts = [(drafted(session, remote, one, edits), one) for one in new]
    with session.edit("bind", "binding") as change:
        change.mention(*(one.title for one in new), remote.name)
        for draft, one in drafts:
            put_binding(session, change, draft, one)
    return new


def unbind(session: Session, remote: Remote, part: Part) -> Bound:
    """Let nothing of the vault answer for its object, which stays as it is; what it was.

    What was known to be written there is forgotten. NotFound where it was not bound.
    """
    for binding in session.view.graph.bindings_at(part.kind, part.id):
        if binding.remote_id == remote.id:
            with session.edit("unbind", "binding") as change:
                change.mention(part.title, remote.name)
                change.delete(binding.record)
                forget_written(session, change, binding)
            return Bound(binding, part)
    raise NotFound(
        f"{safe_text(part.title)} is not bound to {safe_text(remote.name)}.",
        hint=f"See `vaulttui remote show {safe_text(remote.name)}`.",
    )


def drafted(session: Session, remote: Remote, part: Part, edits: Edits) -> Draft:
    """The binding as it is to be, judged as ``bind`` says, for a change that holds more."""
    from vaulttui.remotes.registry import described

    abilities = described(remote.dialect).ABILITIES
    _check_kind(remote, abilities, part)
    keyed = is_keyed(abilities)
    record_id = binding_id(remote.id, part.kind, part.id)
    record = session.view.record(record_id)
    draft = Draft.of(record) if record else Draft.new("binding", record_id)
    draft.m |= {"remote": remote.id, part.kind: part.id}
    if part.kind == "project":
        _lay_project(draft, edits)
    elif keyed:
        _lay_container(draft, part, edits)
    else:
        _lay_object(draft, edits)
    if keyed and part.kind == "credential":
        _refuse_same_keys(session, part)
    if "" in edits.policies:
        draft.m = {key: kept for key, kept in draft.m.items() if not key.startswith("policy.")}
    for name, policy in edits.policies.items():
        slot = _slot(session, part, name, keyed=keyed) if name else ""
        draft.m[f"policy.{slot}" if slot else "policy"] = policy.value
    _refuse_taken(session, remote, draft, part, keyed=keyed)
    return draft


def put_binding(session: Session, change: Change, draft: Draft, part: Part) -> None:
    """Save a binding that was drafted; what was written to another object is forgotten."""
    before = draft.before
    change.put(draft)
    if before is not None and _answers_otherwise(before.m, draft.m, part):
        forget_written(session, change, Binding(before))


def forget_written(session: Session, change: Change, binding: Binding) -> None:
    """Let the ledger hold nothing of a binding's object any more."""
    for entry in session.view.ledger(binding.id).values():
        change.delete(entry.record)


def is_keyed(abilities: Abilities) -> bool:
    """True for a remote that holds keys in containers, and knows no typed credentials."""
    return Kind.CREDENTIAL not in abilities.kinds


def bindable(abilities: Abilities) -> list[str]:
    """The kinds of what a remote has something for."""
    kinds = ["credential", "set"] if is_keyed(abilities) else ["credential"]
    return kinds + ["type"] * (Kind.TYPE in abilities.kinds) + ["project"] * abilities.projects


def _check_kind(remote: Remote, abilities: Abilities, part: Part) -> None:
    kinds = bindable(abilities)
    if part.kind not in kinds:
        raise InvalidValue(
            f"A remote of the dialect {remote.dialect} has nothing that a {part.kind} answers for.",
            hint=f"Bound to it can be a {', a '.join(kinds)}.",
        )


def _lay_project(draft: Draft, edits: Edits) -> None:
    if edits.name is not None:
        raise UsageError("A project is known there by its id alone.", hint="Name it with --object.")
    if edits.object_id is not None:
        _point_at(draft, edits.object_id)
    if not text_of(draft.m, "object"):
        raise InvalidValue(
            "A project answers for one there, whose id only you know.",
            hint="Name it with --object.",
        )


def _lay_container(draft: Draft, part: Part, edits: Edits) -> None:
    """A container there has no other id than its name."""
    name = edits.name if edits.name is not None else edits.object_id
    if edits.object_id is not None and name != edits.object_id:
        raise UsageError("There an object's id is its name: --as and --object say the same.")
    if name is not None and name != _called(draft.m, part):
        draft.m["as"] = name
        for known in ("object", "key"):
            draft.m.pop(known, None)
    if edits.object_id is not None:
        _point_at(draft, edits.object_id)
    try:
        check_identifier(_called(draft.m, part), "set there")
    except InvalidValue as error:
        raise InvalidValue(error.message, hint="Give it another name there, with --as.") from None


def _lay_object(draft: Draft, edits: Edits) -> None:
    if edits.name is not None:
        draft.m["as"] = check_name(edits.name)
    if edits.object_id is not None:
        _point_at(draft, edits.object_id)


def _point_at(draft: Draft, object_id: str) -> None:
    check_name(object_id)
    if draft.m.get("object") != object_id:
        draft.m.pop("key", None)
    draft.m["object"] = object_id


def _slot(session: Session, part: Part, name: str, *, keyed: bool) -> str:
    """The slot that a field or key fills; NotFound where there is none of that name."""
    if part.kind == "set":
        found = session.view.graph.set(part.id)
        return key_of(found, name).name if found else name
    if part.kind != "credential":
        raise UsageError(f"A {part.kind} has no values; a policy for all of it needs no field.")
    credential = session.view.credential(part.id)
    slots = {one.id: slot_name(one.id, keyed=keyed) for one in fields_of(session, credential)}
    if name not in slots.values():
        name = slots[field_of(session, credential, name).id]
    return name


def _refuse_same_keys(session: Session, part: Part) -> None:
    """Raise InvalidValue where two fields of a credential would be one key."""
    fields: dict[str, str] = {}
    for one in fields_of(session, session.view.credential(part.id)):
        other = fields.setdefault(slot_name(one.id, keyed=True), one.id)
        if other != one.id:
            key = slot_name(one.id, keyed=True)
            raise InvalidValue(
                f"{safe_text(other)} and {safe_text(one.id)} would both be the key {key} there.",
                hint="Bind a set whose keys point at them.",
            )


def _refuse_taken(
    session: Session, remote: Remote, draft: Draft, part: Part, *, keyed: bool
) -> None:
    """Raise Exists where another binding of the remote answers for the same object."""
    called, object_id = _called(draft.m, part), text_of(draft.m, "object")
    for one in bound(session, remote):
        if one.binding.id == draft.id or not (keyed or one.part.kind == part.kind):
            continue
        other = one.binding.object_id
        same_id = bool(object_id) and object_id == other
        # Where both ids are known the names say nothing: records there may share one.
        by_name = keyed or not (object_id and other)
        if same_id or (by_name and called == one.name):
            raise Exists(
                f"{safe_text(one.part.title)} answers for {safe_text(one.name)} "
                f"on {safe_text(remote.name)} already.",
                hint="Give it another name there with --as, or unbind the other.",
            )


def _refuse_namesakes(parts: Sequence[Part]) -> None:
    (name, times) = Counter(one.name for one in parts).most_common(1)[0] if parts else ("", 0)
    if times > 1:
        raise Exists(
            f"{times} of them are called {safe_text(name)}, and would be one object there.",
            hint="Bind these one by one, each under a name of its own.",
        )


def _answers_otherwise(before: Mapping[str, Json], after: Mapping[str, Json], part: Part) -> bool:
    """True where what was written there was written to another object."""
    known, now = text_of(before, "object"), text_of(after, "object")
    if now:
        return bool(known) and known != now
    return bool(known) or _called(before, part) != _called(after, part)


def _called(m: Mapping[str, Json], part: Part) -> str:
    return text_of(m, "object") if part.kind == "project" else text_of(m, "as") or part.name


def _part(session: Session, binding: Binding) -> Part | None:
    """What a binding binds; None where that is gone."""
    view = session.view
    look_up: Mapping[str, Callable[[str], Bindable | None]] = {
        "credential": view.credential,
        "set": view.graph.set,
        "project": view.graph.project,
        "type": view.type,
    }
    found = look_up[binding.kind](binding.subject_id)
    return part_of(session, found) if found is not None else None
