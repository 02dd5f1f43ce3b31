"""Promising to put or unset a key of a project's set, and doing so later, exactly once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.credentials import TYPED, ValueInfo
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.operations import Operation, Status
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import REPO, Key, Set
from vaulttui.domain.text import safe_text
from vaulttui.errors import Exists, InUse, InvalidValue, NotFound, VaulttuiError
from vaulttui.operations.assignments import put_assignment
from vaulttui.operations.sets import (
    PUT,
    UNSET,
    NewSet,
    check_size,
    draft_of,
    draft_without,
    lay_value,
    new_draft,
)
from vaulttui.secret import Secret
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

_VALUE: Final = "value"


@dataclass(frozen=True, slots=True)
class Asked:
    """A key to be put into a set of a project, or unset where there is no value."""

    project: Project
    set_name: str
    key: str
    value: Secret | None = None


def accept(session: Session, asked: Asked) -> Operation:
    """Promise it: what would be refused now is refused at once, by the error that tells why.

    A key is there to be unset where its set has it, or will have it by then.
    """
    _judge(session, asked)
    waiting = [one.created_at for one in pending(session)]
    draft = Draft.new("operation")
    draft.m |= {
        "status": Status.SCHEDULED,
        "verb": "unset" if asked.value is None else "put",
        "project": asked.project.id,
        "set": asked.set_name,
        "key": asked.key,
        # Operations are carried out by this time, so that no two may have the same.
        "created_at": max(session.now(), *(at + 1 for at in waiting), 0),
    }
    if asked.value is not None:
        draft.set(_VALUE, asked.value)
    return _kept(session, draft)


def find(session: Session, operation_id: str) -> Operation:
    """An operation by its id, or NotFound."""
    record = session.view.record(operation_id)
    if record is None or record.deleted or record.kind != "operation":
        raise NotFound("There is no such operation.")
    return Operation(record)


def pending(session: Session) -> list[Operation]:
    """Those that have not ended, in the order in which they were accepted."""
    found = [Operation(record) for record in session.view.records("operation")]
    waiting = [one for one in found if not one.status.ended]
    return sorted(waiting, key=lambda one: (one.created_at, one.id))


def carry_out(session: Session, operation_id: str) -> Operation:
    """Do what was promised, and return the operation ended; one that has ended is left alone.

    The set changes and the operation ends in one commit: whatever breaks off before, the
    same call again does all of it, and after it nothing. Raises what keeps the vault from
    being changed; where the change itself cannot be made, the operation fails.
    """
    operation = find(session, operation_id)
    if operation.status.ended:
        return operation
    if operation.status is Status.SCHEDULED:
        operation = _kept(session, _marked(operation, Status.IN_PROGRESS))
    try:
        return _done(session, operation)
    except _Refused as refused:
        return fail(session, operation_id, refused.reason.code, refused.reason.message)


def fail(session: Session, operation_id: str, word: str, message: str) -> Operation:
    """End it without doing it, and keep why; one that has ended is left alone."""
    return _ended(session, operation_id, Status.FAILED, {"error": word, "message": message})


def cancel(session: Session, operation_id: str) -> Operation:
    """End it without doing it; one that has ended is left alone."""
    return _ended(session, operation_id, Status.CANCEL, {})


def set_of(session: Session, project: Project, name: str) -> Set | None:
    """The project's set of that name: in its organization, and assigned to it."""
    graph = session.view.graph
    given = {one.subject_id for one in graph.assigned_to(project.id) if one.of_set}
    return next((one for one in _named(session, project, name) if one.id in given), None)


class _Refused(Exception):
    """What was promised cannot be done, now or later."""

    def __init__(self, reason: VaulttuiError) -> None:
        super().__init__(reason.code)
        self.reason = reason


def _named(session: Session, project: Project, name: str) -> list[Set]:
    """The sets of that name in the project's organization; more than one only after a merge."""
    owner = project.organization_id
    sets = session.view.graph.sets
    return [one for one in sets if (one.organization_id, one.name) == (owner, name)]


def _judge(session: Session, asked: Asked) -> None:
    check_identifier(asked.set_name, "set")
    check_identifier(asked.key, "key")
    found = set_of(session, asked.project, asked.set_name)
    if found is not None:
        draft_of(found)
    elif _named(session, asked.project, asked.set_name):
        raise Exists(
            f"There is a set {safe_text(asked.set_name)} that is not assigned to the project.",
            hint="Assign it, or give it another name.",
        )
    if asked.value is not None:
        check_size(asked.key, asked.value)
    elif not _will_be_there(session, asked, found):
        raise _no_key(asked.set_name, asked.key)


def _will_be_there(session: Session, asked: Asked, found: Set | None) -> bool:
    place = (asked.project.id, asked.set_name, asked.key)
    before = [one for one in pending(session) if (one.project_id, one.set_name, one.key) == place]
    if before:
        return not before[-1].removes
    return found is not None and found.key(asked.key) is not None


def _done(session: Session, operation: Operation) -> Operation:
    with _refusing():
        project = _project(session, operation)
        found = set_of(session, project, operation.set_name)
    with session.edit(UNSET if operation.removes else PUT, "set") as change, _refusing():
        if operation.removes:
            change.put(_without(operation, found))
        else:
            _put(session, change, operation, project, found)
        change.put(_marked(operation, Status.SUCCESS))
        change.mention(operation.key)
    return find(session, operation.id)


@contextmanager
def _refusing() -> Iterator[None]:
    """Tell what the vault's rules forbid from what keeps it from being changed just now."""
    try:
        yield
    except (InvalidValue, InUse, NotFound) as reason:
        raise _Refused(reason) from None


def _project(session: Session, operation: Operation) -> Project:
    found = session.view.graph.project(operation.project_id)
    if found is None:
        raise NotFound("The project is not there any more.")
    return found


def _without(operation: Operation, found: Set | None) -> Draft:
    if found is None:
        raise _no_key(operation.set_name, operation.key)
    return draft_without(found, [operation.key])


def _put(
    session: Session, change: Change, operation: Operation, project: Project, found: Set | None
) -> None:
    before = found.key(operation.key) if found else None
    key = Key(operation.key, None, "", before.description if before else "")
    new = NewSet(project.organization_id, operation.set_name, REPO, project)
    draft = draft_of(found) if found else new_draft(new)
    value = session.peek(operation.record, _VALUE)
    lay_value(draft, key, value, ValueInfo(change.now, TYPED))
    change.put(draft)
    if found is None:
        put_assignment(change, draft.id, project, of_set=True)


def _no_key(set_name: str, key: str) -> NotFound:
    return NotFound(f"The set {safe_text(set_name)} has no key {safe_text(key)}.")


def _marked(operation: Operation, status: Status) -> Draft:
    """The operation in another state; in an ended one without its value."""
    draft = Draft.of(operation.record)
    draft.m["status"] = status
    if status.ended:
        draft.clear(_VALUE)
    return draft


def _ended(
    session: Session, operation_id: str, status: Status, told: Mapping[str, str]
) -> Operation:
    operation = find(session, operation_id)
    if operation.status.ended:
        return operation
    draft = _marked(operation, status)
    draft.m |= told
    return _kept(session, draft)


def _kept(session: Session, draft: Draft) -> Operation:
    with session.bookkeeping() as change:
        change.put(draft)
    return find(session, draft.id)
