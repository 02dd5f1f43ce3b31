"""What a request asks for: a part of a list, values by field, projects."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec
from msgspec import Raw
from starlette.requests import Request

from vaulttui.api.problems import Problem, Refusal
from vaulttui.domain.credentials import Credential
from vaulttui.domain.projects import Project
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.errors import NotFound
from vaulttui.operations.credentials import Given
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.wire import infra0 as wire

T = TypeVar("T")
_DIGITS: Final = 9
_NULL: Final = b"null"


@dataclass(frozen=True, slots=True)
class Part:
    """Which page of a list, and what its names contain."""

    page: int
    size: int
    search: str

    @classmethod
    def of(cls, request: Request) -> "Part":
        """Read ``page``, ``pageSize`` and ``search``."""
        return cls(
            page=_number(request, "page", 1, None),
            size=_number(request, "pageSize", wire.USUAL_PAGE, wire.LARGEST_PAGE),
            search=request.query_params.get("search", "").casefold(),
        )

    def names(self, name: str) -> bool:
        """Whether a name is searched for."""
        return self.search in name.casefold()

    def cut(self, found: Sequence[T]) -> Sequence[T]:
        """The page of a list; nothing beyond its end."""
        return found[(self.page - 1) * self.size : self.page * self.size]


def _number(request: Request, name: str, usual: int, most: int | None) -> int:
    text = request.query_params.get(name, str(usual))
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0
    if number < 1 or (most is not None and number > most):
        bounds = f"from 1 to {most}" if most else "from 1"
        raise Refusal(Problem.INVALID, f"{name} must be a whole number {bounds}.")
    return number


@dataclass(frozen=True, slots=True)
class Values:
    """What ``keys`` ask for: values to be set, and fields to be emptied."""

    given: dict[str, Given]
    clear: frozenset[str]

    @classmethod
    def of(cls, known: CredentialType, keys: Sequence[wire.Key[Raw]]) -> "Values":
        """Read them; a blank text asks for nothing. Refusal for a field that is not of the type."""
        read: dict[str, Secret | None] = {}
        for key in keys:
            if known.field(key.field_id) is None:
                raise _refused(f"The type {known.id} has no field", key.field_id)
            if key.field_id in read:
                raise _refused("Two keys name the field", key.field_id)
            read[key.field_id] = _value(key.key_value)
        return cls(
            given={field: Given(value) for field, value in read.items() if value},
            clear=frozenset(field for field, value in read.items() if value is None),
        )


def _value(raw: Raw) -> Secret | None:
    """A text as itself, anything else as the JSON that was sent: its own spelling is kept."""
    spelt = bytes(raw)
    if not spelt.startswith(b'"'):
        return None if spelt == _NULL else Secret(spelt)
    try:
        return Secret.from_text(msgspec.json.decode(spelt, type=str))
    except msgspec.DecodeError:
        raise Refusal(Problem.BAD_JSON) from None


def credential_of(session: Session, request: Request) -> Credential:
    """The credential whose id stands in the path; Refusal where there is none."""
    with suppress(NotFound):
        return session.view.credential(request.path_params["id"])
    raise Refusal(Problem.NOT_FOUND, "There is no such credential.")


def projects_of(session: Session, ids: Sequence[str]) -> tuple[Project, ...]:
    """The projects of these ids, each once; Refusal for one that is not there."""
    found: list[Project] = []
    for project_id in dict.fromkeys(ids):
        project = session.view.graph.project(project_id)
        if project is None:
            raise _refused("There is no project", project_id)
        found.append(project)
    return tuple(found)


def required(name: str, value: object) -> str:
    """A text that must be there; Refusal names it."""
    if isinstance(value, str) and value.strip():
        return value
    raise Refusal(Problem.INVALID, f"{name} is required.")


def _refused(words: str, name: str) -> Refusal:
    return Refusal(Problem.INVALID, f'{words} "{safe_text(name, 80)}".')
