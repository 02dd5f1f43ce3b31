"""What is promised of a project's set, what it holds, and a program that dies at a commit."""

from collections.abc import Container, Sequence
from typing import Final

from vaulttui.domain.operations import Operation
from vaulttui.domain.projects import Project
from vaulttui.domain.revisions import Revision
from vaulttui.operations.operations import (
    Asked,
    accept,
    carry_out_together,
    find,
    set_of,
)
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.known import Changed

NAME: Final = "shop.default"


def put(session: Session, project: Project, key: str, value: bytes) -> Operation:
    return accept(session, Asked(project, NAME, key, Secret(value)))


def unset(session: Session, project: Project, key: str) -> Operation:
    return accept(session, Asked(project, NAME, key))


def carry_out(session: Session, operation_id: str) -> Operation:
    """Do one of them alone; the operation, ended."""
    carry_out_together(session, [find(session, operation_id)])
    return find(session, operation_id)


def held(session: Session, project: Project) -> dict[str, bytes]:
    """The values of the set's keys."""
    found = set_of(session, project, NAME)
    keys = found.keys if found else ()
    return {key.name: session.peek(found.record, key.name).reveal() for key in keys if found}


class Killed(BaseException):
    """What a program that is killed does not live to see."""


def cut(session: Session, at: int, after: bool) -> None:
    """Let the program die at its commit of that number: before it, or when it is durable."""
    commit, left = session.file.commit, [at]

    def dying(revisions: Sequence[Revision], united: Container[str] = ()) -> Changed:
        left[0] -= 1
        if left[0] == -1 and not after:
            raise Killed
        saved = commit(revisions, united)
        if left[0] == -1:
            raise Killed
        return saved

    session.file.commit = dying  # type: ignore[method-assign]  # a kill has no other door
