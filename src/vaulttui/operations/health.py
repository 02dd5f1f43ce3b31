"""The health of a vault in one report, and what is excluded from it."""

import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import Final

from vaulttui.domain.credentials import GENERATED, PLACEHOLDER, Credential
from vaulttui.domain.exclusions import EXEMPT, exclusion_to_json, exclusions
from vaulttui.domain.expiry import own_expiry
from vaulttui.domain.health import (
    AGE,
    EXPIRY,
    GRADES,
    INCOMPLETE,
    NAMES,
    REUSE,
    STRENGTH,
    Place,
    Report,
    check_named,
    is_password,
)
from vaulttui.domain.metadata import under
from vaulttui.domain.strength import grade
from vaulttui.domain.tally import Tally
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType, Inject
from vaulttui.errors import NotFound, Tampered
from vaulttui.operations.credentials import refuse_managed
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

Progress = Callable[[int, int], None]
"""Told now and then how many credentials of how many were looked at; what it raises ends that."""
Grades = MutableMapping[tuple[str, ...], int]
"""What was found of passwords, by field and the revisions that hold it: no value."""
_STEP: Final = 50
_WORD: Final = re.compile(r"\w{3,}")
_MOST_WORDS: Final = 50


def report(
    session: Session, *, progress: Progress | None = None, grades: Grades | None = None
) -> Report:
    """Look at every living credential; no look at a value is remembered, and no value kept.

    Passwords are graded anew unless they stand in ``grades``, which is added to.
    """
    look = Look(session, {} if grades is None else grades)
    found = sorted(map(Credential, session.view.records("credential")), key=_by_name)
    for done, credential in enumerate(found):
        if progress is not None and done % _STEP == 0:
            progress(done, len(found))
        look.at(credential)
    if progress is not None:
        progress(len(found), len(found))
    return Report(look.now, len(found), look.tally.findings())


def exclude(session: Session, credential: Credential, check_id: str, reason: str) -> Credential:
    """Leave a credential out of a check from now on; another reason replaces the former.

    Raises InvalidValue where there is no such check, or no reason.
    """
    key = EXEMPT + check_named(check_id).id
    refuse_managed(credential)
    draft = Draft.of(credential.record)
    draft.m[key] = exclusion_to_json(reason, session.now())
    return _put(session, "exclude", draft)


def include(session: Session, credential: Credential, check_id: str) -> Credential:
    """Let a check look at a credential again; NotFound where it was not excluded."""
    key = EXEMPT + check_named(check_id).id
    refuse_managed(credential)
    draft = Draft.of(credential.record)
    if draft.m.pop(key, None) is None:
        raise NotFound(
            f"{safe_text(credential.name)} is not excluded from the check {check_id}.",
            hint="What is excluded says `vaulttui health show CHECK`.",
        )
    return _put(session, "include", draft)


def _put(session: Session, verb: str, draft: Draft) -> Credential:
    with session.edit(verb) as change:
        change.put(draft)
    return session.view.credential(draft.id)


class Look:
    """A look at credentials one by one, and the ``tally`` of what it finds."""

    def __init__(self, session: Session, grades: Grades) -> None:
        self.now = session.now()
        self.tally = Tally()
        self._session = session
        self._grades = grades
        self._types: dict[str, CredentialType | None] = {}

    def at(self, credential: Credential) -> None:
        """Tally one credential and all its values."""
        self.tally.exclude(credential.id, exclusions(credential.id, credential.record.m))
        self.tally.liken(NAMES, credential.name.strip().casefold(), Place(credential.id))
        self._incomplete(credential)
        passwords = set(self._passwords(credential))
        for field in sorted(credential.sealed):
            if credential.info(field).origin != PLACEHOLDER:
                self._secret(credential, field, is_password=field in passwords)
        for field, text in credential.public.items():
            self._expiry(credential, field, Secret.from_text(text))

    def _secret(self, credential: Credential, field: str, *, is_password: bool) -> None:
        place, info = Place(credential.id, field), credential.info(field)
        try:
            value = self._session.peek(credential.record, field)
        except Tampered:
            # `check` tells of it; the report goes on.
            return
        mark = credential.record.fp.get(field) or self._session.keys.fingerprint(value)
        self.tally.liken(REUSE, mark, place)
        if self._expiry(credential, field, value):
            # What has expired is worth no other complaint.
            return
        self.tally.measure(AGE, self.now - info.set_at, place)
        if is_password and info.origin == GENERATED:
            self.tally.put(STRENGTH, "generated", place)
        elif is_password:
            self.tally.put(STRENGTH, GRADES[self._grade(credential, field, value)], place)

    def _expiry(self, credential: Credential, field: str, value: Secret) -> bool:
        """Tally when a value expires, the earliest counting; True where it has."""
        known = (credential.info(field).expires_at, own_expiry(value))
        ends = [end for end in known if end is not None]
        place = Place(credential.id, field)
        if ends:
            self.tally.measure(EXPIRY, min(ends) - self.now, place)
        elif field in credential.sealed:
            self.tally.put(EXPIRY, "none", place)
        return bool(ends) and min(ends) < self.now

    def _incomplete(self, credential: Credential) -> None:
        known = sorted(field for field, _ in under(credential.record.m, "value."))
        stand_ins = [field for field in known if credential.info(field).origin == PLACEHOLDER]
        missing = [field for field in self._missing(credential) if field not in stand_ins]
        places = [("missing", field) for field in missing]
        places += [("placeholder", field) for field in stand_ins]
        for bucket, field in places or [("whole", "")]:
            self.tally.put(INCOMPLETE, bucket, Place(credential.id, field))

    def _missing(self, credential: Credential) -> Iterator[str]:
        """The required fields without a value that is held, asked for at use, or looked up."""
        found = self._type(credential)
        fed = {one.field for one in self._session.view.graph.sources_of(credential.id)}
        for field in found.fields if found else ():
            given = field.ask or field.id in fed or credential.present(field.id)
            if field.required and not given:
                yield field.id

    def _passwords(self, credential: Credential) -> Iterator[str]:
        found = self._type(credential)
        # Where the name is the variable's, it is what says what the value is.
        name = credential.name if found and found.inject is Inject.NAME else ""
        fields = (*(found.fields if found else ()), *credential.extra)
        return (field.id for field in fields if is_password(field, name))

    def _type(self, credential: Credential) -> CredentialType | None:
        if credential.type_id not in self._types:
            self._types[credential.type_id] = self._session.view.type(credential.type_id)
        return self._types[credential.type_id]

    def _grade(self, credential: Credential, field: str, value: Secret) -> int:
        key = (field, *(head.rev for head in credential.record.heads))
        if key not in self._grades:
            text = value.reveal().decode("utf-8", "replace")
            self._grades[key] = grade(text, _words(credential))
        return self._grades[key]


def _by_name(credential: Credential) -> tuple[str, str]:
    return credential.name.casefold(), credential.id


def _words(credential: Credential) -> list[str]:
    """What a guesser who knows of the credential tries first."""
    known = (credential.name, *credential.public.values())
    return [*known, *(word for text in known for word in _WORD.findall(text))][:_MOST_WORDS]
