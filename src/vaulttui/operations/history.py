"""What a credential was before: its steps, former values, and going back to one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.revisions import Json, Revision
from vaulttui.domain.text import safe_text
from vaulttui.errors import Ambiguous, InvalidValue, NotFound
from vaulttui.operations.credentials import field_of, refuse_managed
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

_PARTS: Final = ("field", "value", "extra")
_APART: Final = {"tag": "tag", "exempt": "exclusion from"}
"""What is no field, by the first part of its key."""
_OWN_KEYS: Final = frozenset({"type_version", "source", "created_at"})
"""Keys that no person changes."""
LEAST_REV_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One revision: ``fields`` names what it changed, ``at`` in milliseconds since 1970 UTC."""

    rev: str
    at: int
    fields: tuple[str, ...]
    deleted: bool
    husk: bool
    current: bool


def steps(session: Session, credential: Credential, field: str | None = None) -> list[Step]:
    """The revisions of a credential, newest first; with a field, those that changed it."""
    if field is not None and not _ever_had(credential, field):
        field_of(session, credential, field)
    revisions = {revision.rev: revision for revision in credential.record.revisions}
    heads = {head.rev for head in credential.record.heads}
    made = [
        Step(
            rev=revision.rev,
            at=revision.at,
            fields=_changed(revision, revisions),
            deleted=revision.deleted,
            husk=revision.husk,
            current=revision.rev in heads,
        )
        for revision in sorted(revisions.values(), key=lambda one: one.order, reverse=True)
    ]
    return [step for step in made if field is None or field in step.fields]


def restore_field(
    session: Session, credential: Credential, field: str, rev_prefix: str
) -> Credential:
    """Give a field back what it held at a revision; the present value stays in the history."""
    refuse_managed(credential)
    former = revision_at(credential, rev_prefix)
    if field not in former.v and f"field.{field}" not in former.m:
        raise NotFound(f"The field {safe_text(field)} held no value at that revision.")
    draft = Draft.of(credential.record)
    draft.take_back(field, former)
    for part in _PARTS:
        key = f"{part}.{field}"
        draft.m.pop(key, None)
        if key in former.m:
            draft.m[key] = former.m[key]
    with session.edit("restore") as change:
        change.put(draft)
    return session.view.credential(credential.id)


def reveal_former(session: Session, credential: Credential, field: str, rev: str) -> Secret:
    """The value that a field held at a revision, remembered as a read."""
    value = session.peek(revision_at(credential, rev), field)
    session.remember(credential.record, field, "former")
    return value


def purge(session: Session, credential: Credential) -> int:
    """Forget all former revisions for good; return how many. Backups still hold them."""
    heads = {head.rev for head in credential.record.heads}
    former = [
        revision
        for revision in credential.record.revisions
        if revision.rev not in heads and not revision.husk
    ]
    with session.edit("history purge") as change:
        change.forget(former)
    return len(former)


def revision_at(credential: Credential, prefix: str) -> Revision:
    """One revision by at least 6 digits of its id; NotFound, or Ambiguous."""
    if len(prefix) < LEAST_REV_DIGITS or prefix.strip("0123456789abcdef"):
        raise InvalidValue(
            f"{safe_text(prefix)} is no revision.",
            hint="A revision is at least 6 hex digits, as `vaulttui history` prints them.",
        )
    hits = [one for one in credential.record.revisions if one.rev.startswith(prefix)]
    if not hits:
        raise NotFound(
            f"{safe_text(credential.name)} has no revision {prefix}.",
            hint="See `vaulttui history`.",
        )
    if len(hits) > 1:
        raise Ambiguous(f"Several revisions begin with {prefix}.", [one.rev for one in hits])
    return hits[0]


def _ever_had(credential: Credential, field: str) -> bool:
    return any(
        field in revision.v or f"field.{field}" in revision.m
        for revision in credential.record.revisions
    )


def _changed(revision: Revision, revisions: Mapping[str, Revision]) -> tuple[str, ...]:
    parents = [revisions[rev] for rev in revision.par if rev in revisions]
    if revision.husk or revision.deleted:
        return ()
    before: dict[str, Json] = {}
    for parent in parents:
        before.update(_shape(parent))
    after = _shape(revision)
    names = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return tuple(dict.fromkeys(_name(key) for key in names if key not in _OWN_KEYS))


def _shape(revision: Revision) -> dict[str, Json]:
    values = {f"field.{name}": revision.fp.get(name, blob) for name, blob in revision.v.items()}
    return {**revision.m, **values}


def _name(key: str) -> str:
    part, dot, rest = key.partition(".")
    if not dot:
        return part
    return f"{_APART[part]} {rest}" if part in _APART else rest
