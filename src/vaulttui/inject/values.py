"""Values for what is given: shown without being opened, or opened and asked for."""

from collections.abc import Callable
from typing import Final, Protocol

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.revisions import Record
from vaulttui.domain.sets import Set
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.inject.fields import lookup_needed, to_ask
from vaulttui.secret import Secret
from vaulttui.session.session import Session

Answers = Callable[[Credential, Field, str], Secret]
"""Asks the user for the value of a field; the text says why an answer was not taken, if any.

An empty answer means that there is none.
"""
_PLACEHOLDER: Final = {FieldKind.BOOLEAN: b"true", FieldKind.INTEGER: b"1", FieldKind.JSON: b"{}"}
_ANY: Final = b"placeholder"
_TRIES: Final = 3


class Values(Protocol):
    """Gives values to what is made of them."""

    def of(self, credential: Credential, field: Field) -> Secret | None:
        """The value of a field, or None."""

    def own(self, found: Set, key: str) -> Secret:
        """The value that a key holds itself."""


class Sketched:
    """Public values, and placeholders for secret ones that are there or will be asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, credential: Credential, field: Field) -> Secret | None:
        """A value to render with; it may be shown."""
        if field.id in credential.public:
            return Secret.from_text(credential.public[field.id])
        if credential.present(field.id) or to_ask(self._session, credential, field):
            return Secret(_PLACEHOLDER.get(field.kind, _ANY))
        return None

    def own(self, _found: Set, _key: str) -> Secret:
        """A placeholder."""
        return Secret(_ANY)


class Opened:
    """The values themselves, each opened once; ``read`` are those that were sealed."""

    def __init__(self, session: Session, answers: Answers) -> None:
        self._session = session
        self._answers = answers
        self._known: dict[tuple[str, str], Secret | None] = {}
        self.read: dict[tuple[str, str], Record] = {}

    def of(self, credential: Credential, field: Field) -> Secret | None:
        """The value held, or the answer to a question; NotFound where a lookup would be needed."""
        key = credential.id, field.id
        if key not in self._known:
            self._known[key] = self._find(credential, field)
        return self._known[key]

    def own(self, found: Set, key: str) -> Secret:
        """The value that a key holds itself."""
        place = found.id, key
        if place not in self._known:
            self._known[place] = self._open(found.record, key)
        return self._known[place] or Secret(b"")

    def _find(self, credential: Credential, field: Field) -> Secret | None:
        if credential.present(field.id):
            return self._open(credential.record, field.id)
        if to_ask(self._session, credential, field):
            return self._answer(credential, field)
        lookup_needed(self._session, credential, field)
        return None

    def _open(self, record: Record, field: str) -> Secret:
        if field in record.v:
            self.read[record.id, field] = record
        return self._session.peek(record, field)

    def _answer(self, credential: Credential, field: Field) -> Secret | None:
        problem = ""
        for _ in range(_TRIES):
            answer = self._answers(credential, field, problem)
            if not answer and not field.required:
                return None
            try:
                return _checked(credential, field, answer)
            except InvalidValue as error:
                problem = error.message
        raise InvalidValue(problem)


def _checked(credential: Credential, field: Field, answer: Secret) -> Secret:
    from vaulttui.domain.validation import check_value

    value = check_value(field, answer.reveal()) if answer else b""
    if not value:
        raise InvalidValue(
            f"The field {safe_text(field.id)} of {safe_text(credential.name)} needs a value."
        )
    return Secret(value)
