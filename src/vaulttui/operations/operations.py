"""Promising to put or unset a key of a project's set, and doing so later, exactly once."""

from collections.abc import Iterator, Mapping, Sequence
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
_MOST_TOGETHER: Final = 100
"""Operations of one commit: with what goes with them fewer records than a save as a new file."""
_BYTES_TOGETHER: Final = 4 << 20
"""Sealed values of one commit, if it has more than one."""


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


def together(waiting: Sequence[Operation]) -> list[Operation]:
    """Of those that wait the first, and what follows in its set and can be done with it.

    No key is named twice, so that the set's history has each of its values.
    """
    first: dict[str, Operation] = {}
    size = 0
    for one in waiting:
        if _place(one) != _place(waiting[0]):
            continue
        size += sum(map(len, one.record.v.values()))
        full = len(first) == _MOST_TOGETHER or size > _BYTES_TOGETHER
        if first and (full or one.removes != waiting[0].removes or one.key in first):
            break
        first[one.key] = one
    return list(first.values())


def carry_out_together(session: Session, batch: Sequence[Operation]) -> None:
    """Do what :func:`together` found, all of it in one commit; what has ended is left alone.

    The set changes and the operations end together: whatever breaks off before, the same
    call again does all of it, and after it nothing. Raises what keeps the vault from being
    changed. Where one of them cannot be done, each is done or fails by itself.
    """
    begun = _begun(session, [one for one in batch if not one.status.ended])
    try:
        if begun:
            _done(session, begun)
    except _Refused as refused:
        if len(begun) == 1:
            fail(session, begun[0].id, refused.reason.code, refused.reason.message)
            return
        for one in begun:
            carry_out_together(session, [one])


def fail(session: Session, operation_id: str, word: str, message: str) -> Operation:
    """End it without doing it, and keep why; one that has ended is left alone."""
    return _ended(session, operation_id, Status.FAILED, {"error": word, "message": message})


def cancel(session: Session, operation_id: str) -> Operation:
    """End it without doing it; one that has ended is left alone."""
    return _ended(session, operation_id, Status.CANCEL, {})


def set_of(session: Session, project: Project, name: str) -> Set | None:
    """The project's set of that name: in its organization, and assigned to it."""
    for found in _named(session, project, name):
        given = session.view.graph.assignments_of(found.id)
        if any(one.project_id == project.id for one in given):
            return found
    return None


class _Refused(Exception):
    """What was promised cannot be done, now or later."""

    def __init__(self, reason: VaulttuiError) -> None:
        super().__init__(reason.code)
        self.reason = reason


def _named(session: Session, project: Project, name: str) -> list[Set]:
    """The sets of that name in the project's organization; more than one only after a merge."""
    called = session.view.graph.sets_called(name)
    return [one for one in called if one.organization_id == project.organization_id]


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


def _place(operation: Operation) -> tuple[str, str]:
    return operation.project_id, operation.set_name


def _begun(session: Session, batch: Sequence[Operation]) -> list[Operation]:
    """The operations, marked as under way, but those that another program has ended by now."""
    fresh = [one for one in batch if one.status is Status.SCHEDULED]
    if fresh:
        with session.bookkeeping() as change:
            for one in fresh:
                change.put(_marked(one, Status.IN_PROGRESS))
    found = [find(session, one.id) for one in batch]
    return [one for one in found if not one.status.ended]


def _done(session: Session, batch: Sequence[Operation]) -> None:
    """Do operations of one set that are all to put or all to unset, in one commit."""
    first = batch[0]
    with _refusing():
        project = _project(session, first)
        found = set_of(session, project, first.set_name)
    with session.edit(UNSET if first.removes else PUT, "set") as change, _refusing():
        if first.removes:
            change.put(_without(batch, found))
        else:
            _put(session, change, batch, project, found)
        for one in batch:
            change.put(_marked(one, Status.SUCCESS))
        change.mention(*(one.key for one in batch))


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


def _without(batch: Sequence[Operation], found: Set | None) -> Draft:
    if found is None:
        raise _no_key(batch[0].set_name, batch[0].key)
    return draft_without(found, [one.key for one in batch])


def _put(
    session: Session,
    change: Change,
    batch: Sequence[Operation],
    project: Project,
    found: Set | None,
) -> None:
    new = NewSet(project.organization_id, batch[0].set_name, REPO, project)
    draft = draft_of(found) if found else new_draft(new)
    info = ValueInfo(change.now, TYPED)
    for one in batch:
        before = found.key(one.key) if found else None
        key = Key(one.key, None, "", before.description if before else "")
        lay_value(draft, key, session.peek(one.record, _VALUE), info)
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
