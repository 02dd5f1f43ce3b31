"""Taking over what is on a remote: bound to what waits for it here, or to placeholders."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.credentials import PLACEHOLDER, ValueInfo
from vaulttui.domain.organizations import PERSONAL
from vaulttui.domain.projects import Project
from vaulttui.domain.remotes import Remote
from vaulttui.domain.sets import ORG, REPO, Key, Set, key_to_json
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.errors import Ambiguous, Exists, InvalidValue, NotFound
from vaulttui.operations import bindings
from vaulttui.operations.assignments import put_assignment
from vaulttui.operations.plans import plan
from vaulttui.remotes.protocol import DESCRIPTION, REVOKED, SCOPE, Found, Kind, Presence
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.sync.asked import address, container, meant
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Watcher
from vaulttui.sync.states import Compared


@dataclass(frozen=True, slots=True)
class Adopted:
    """An object that the vault answers for from now on.

    ``made`` is True where a placeholder was made for it: its values are nowhere to be read.
    ``gained`` are the keys without values that a set got which was here already.
    """

    object_id: str
    key: str
    kind: str
    title: str
    made: bool
    gained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What answers for an object: drafted where it is made or gets more, and its projects."""

    part: bindings.Part
    draft: Draft | None = None
    gained: tuple[str, ...] = ()
    projects: tuple[Project, ...] = ()


def adopt(
    session: Session, remote: Remote, object_ids: Sequence[str], watcher: Watcher | None = None
) -> list[Adopted]:
    """Bind objects by the remote's ids, all in one change; nothing is written there.

    What is bound here and waits for an object of that natural key gets it, and stays as it
    is here; a set gets a key without value for each that only the remote has. For others a
    set or credential is made as it is there, in the projects that are bound; its values
    nobody holds yet. An id may be KIND:ID. Raises NotFound for one that is not there,
    Ambiguous where two fit, Exists where a set that is not bound has the name, InvalidValue
    where nothing here can answer for it.
    """
    seen = plan(session, remote, watcher=watcher, also=map(container, object_ids))
    asked = [_place(seen, one) for one in object_ids]
    places = {(found.kind, found.object_id): (found, waiting) for found, waiting in asked}
    with session.edit("adopt", "binding") as change:
        answers = [
            (found, _answering(session, remote, seen, found, waiting))
            for found, waiting in places.values()
        ]
        _refuse_one_for_two(seen, answers)
        return [_taken_over(session, remote, change, *one) for one in answers]


def _taken_over(
    session: Session, remote: Remote, change: Change, found: Found, answer: _Answer
) -> Adopted:
    part, draft = answer.part, answer.draft
    if draft is not None:
        change.put(draft)
    for project in answer.projects:
        put_assignment(change, part.id, project)
    edits = bindings.Edits(name=_other_name(part, found), object_id=found.object_id)
    bound = bindings.drafted(session, remote, part, edits)
    bindings.put_binding(session, change, bound, part)
    change.mention(part.title, remote.name)
    made = draft is not None and draft.before is None
    return Adopted(found.object_id, found.key, part.kind, part.title, made, answer.gained)


def _refuse_one_for_two(seen: Plan, answers: Sequence[tuple[Found, _Answer]]) -> None:
    """Raise Ambiguous where one part of the vault would answer for two objects."""
    known: dict[str, Found] = {}
    for found, answer in answers:
        other = known.setdefault(answer.part.id, found)
        if other is not found:
            both = [address(seen.compared, one.kind, one.object_id) for one in (other, found)]
            raise Ambiguous(
                f"{' and '.join(map(safe_text, both))} are both called {safe_text(found.key)} "
                f"there, and {safe_text(answer.part.title)} here can answer for one of them. "
                "Nothing was taken over.",
                both,
                hint="Adopt the one that is meant.",
            )


def _place(seen: Plan, asked: str) -> tuple[Found, Compared | None]:
    """The object that is asked for, and what waits for it here."""
    one = meant(seen.compared, asked)
    if one is not None and one.found is not None:
        return one.found, one if one.wanted else _waiting(seen, one.found)
    raise NotFound(
        f'There is no "{safe_text(asked)}" on {safe_text(seen.remote.name)}.',
        hint=f"See `vaulttui placeholders {safe_text(seen.remote.name)}`.",
    )


def _waiting(seen: Plan, found: Found) -> Compared | None:
    """What waits here for an object of that natural key, and has none."""
    named = (one for one in seen.compared if (one.kind, one.key) == (found.kind, found.key))
    return next((one for one in named if one.wanted and not (one.found and one.ours)), None)


def _answering(
    session: Session, remote: Remote, seen: Plan, found: Found, waiting: Compared | None
) -> _Answer:
    """The part of the vault that is to answer for an object, drafted where it has to be made."""
    if waiting is not None and waiting.wanted and waiting.wanted.binding:
        binding = waiting.wanted.binding
        known = {one.binding.id: one.part for one in bindings.bound(session, remote)}
        kept = session.view.graph.set(binding.subject_id) if binding.kind == "set" else None
        return _grown(session, kept, found) if kept else _Answer(known[binding.id])
    return _MAKERS[found.kind](session, remote, found)


def _set(session: Session, remote: Remote, found: Found) -> _Answer:
    project = _project(session, remote)
    _refuse_namesake(session, remote, found, project)
    draft = Draft.new("set")
    inside = found.public.get(SCOPE) == REPO and project is not None
    draft.m |= {"name": found.key, "scope": REPO if inside else ORG}
    if project is not None:
        draft.m |= {"project": project.id} if inside else {}
        draft.m |= {"organization": project.organization_id} if project.organization_id else {}
    if found.public.get(DESCRIPTION):
        draft.m["description"] = found.public[DESCRIPTION]
    if found.public.get(REVOKED):
        draft.m["revoked_at"] = session.now()
    _lay_keys(session, draft, _held(found))
    return _Answer(bindings.Part("set", draft.id, found.key, found.key), draft)


def _grown(session: Session, kept: Set, found: Found) -> _Answer:
    """A set that is here, with the keys that only the remote has."""
    part = bindings.part_of(session, kept)
    gained = tuple(slot for slot in _held(found) if kept.key(slot) is None)
    if not gained:
        return _Answer(part)
    draft = Draft.of(kept.record)
    _lay_keys(session, draft, gained)
    return _Answer(part, draft, gained)


def _held(found: Found) -> list[str]:
    return [slot for slot, how in sorted(found.slots.items()) if how is not Presence.ABSENT]


def _lay_keys(session: Session, draft: Draft, keys: Iterable[str]) -> None:
    """Keys whose values nobody holds."""
    for key in keys:
        draft.m[f"key.{key}"] = key_to_json(Key(key, None, "", ""))
        draft.m[f"value.{key}"] = ValueInfo(session.now(), PLACEHOLDER).to_json()


def _refuse_namesake(
    session: Session, remote: Remote, found: Found, project: Project | None
) -> None:
    """Raise Exists where a set has the name that a placeholder would get.

    It is never taken for the object: the next apply would write its values there.
    """
    owner = project.organization_id if project else None
    for one in session.view.graph.sets:
        if (one.name, one.organization_id) != (found.key, owner):
            continue
        name, there = safe_text(session.view.graph.full_name(one)), safe_text(remote.name)
        raise Exists(
            f"There is a set {name} here, which is not bound to {there}: "
            f"it is not taken for the {safe_text(found.key)} there.",
            hint=f"If it is meant: `vaulttui bind {there} set:{name} "
            f"--object {safe_text(found.object_id)}`. A set of another name can be bound so, too.",
        )


def _credential(session: Session, remote: Remote, found: Found) -> _Answer:
    credential_type = _type_called(session, found.type_key)
    draft = Draft.new("credential")
    draft.m |= {"name": found.key, "type": credential_type.id}
    draft.m["type_version"] = credential_type.version
    if found.public.get(DESCRIPTION):
        draft.m["description"] = found.public[DESCRIPTION]
    for field in credential_type.fields:
        if found.slots.get(field.id, Presence.UNKNOWN) is not Presence.ABSENT:
            draft.m[f"value.{field.id}"] = ValueInfo(session.now(), PLACEHOLDER).to_json()
    part = bindings.Part("credential", draft.id, found.key, found.key)
    return _Answer(part, draft, projects=tuple(_projects(session, remote, found)))


def _projects(session: Session, remote: Remote, found: Found) -> Iterator[Project]:
    """The projects here that answer for those there which an object is in."""
    for binding in session.view.graph.bindings_of(remote.id):
        if binding.kind == "project" and binding.object_id in (found.projects or ()):
            project = session.view.graph.project(binding.subject_id)
            if project is not None:
                yield project


def _type(session: Session, _remote: Remote, found: Found) -> _Answer:
    return _Answer(bindings.part_of(session, _type_called(session, found.key)))


_MAKERS: Final[Mapping[Kind, Callable[[Session, Remote, Found], _Answer]]] = {
    Kind.SET: _set,
    Kind.CREDENTIAL: _credential,
    Kind.TYPE: _type,
}


def _type_called(session: Session, name: str) -> CredentialType:
    for one in session.view.types():
        if name in (one.name, one.id):
            return one
    raise InvalidValue(
        f"There is no type here that is called {safe_text(name) or 'as its type there'}.",
        hint="Add one with that name and the same fields: `vaulttui type add`.",
    )


def _project(session: Session, remote: Remote) -> Project | None:
    """The project here that is called as the repository that a remote is."""
    organization, repository = remote.options.get("org", ""), remote.options.get("repo", "")
    graph = session.view.graph
    names = [f"{organization}/{repository}"]
    names += [repository] if organization in ("", PERSONAL) else []
    return next((one for one in graph.projects if graph.full_name(one) in names), None)


def _other_name(part: bindings.Part, found: Found) -> str | None:
    """What it is called there, where that is not its name here."""
    return None if part.name == found.key else found.key
