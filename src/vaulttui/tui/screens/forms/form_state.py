"""A form's content apart from its widgets: what it begins with, and the edits it comes to."""

from collections.abc import Sequence

from vaulttui.domain.credentials import GENERATED, TYPED, Credential
from vaulttui.domain.expiry import own_expiry
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.types import CredentialType
from vaulttui.operations.credentials import Edits, Given, Owner
from vaulttui.secret import Secret
from vaulttui.tui.position import FieldState, FormState
from vaulttui.tui.text import day, read_day


def blank(credential_type: CredentialType) -> FormState:
    """A new credential of a type."""
    fields = tuple(
        FieldState(
            id=field.id, text="" if field.secret else field.default or "", secret=field.secret
        )
        for field in credential_type.fields
    )
    return FormState(type_id=credential_type.id, fields=fields)


def filled(credential: Credential, fields: Sequence[Field]) -> FormState:
    """A credential to be changed; its secrets stay sealed and are not in it."""
    extra = {field.id for field in credential.extra}
    states = tuple(
        FieldState(
            id=field.id,
            text="" if field.secret else credential.public.get(field.id, ""),
            held=field.secret and credential.present(field.id),
            kept=True,
            expires=day(credential.info(field.id).expires_at),
            extra=field.id in extra,
            label=field.label,
            kind=field.kind.value,
            secret=field.secret,
        )
        for field in fields
    )
    return FormState(
        type_id=credential.type_id,
        credential_id=credential.id,
        heads=heads_of(credential),
        name=credential.name,
        description=credential.description,
        tags=", ".join(credential.tags),
        organization=credential.organization_id or "",
        fields=states,
    )


def heads_of(credential: Credential) -> tuple[str, ...]:
    """The revisions that a change of a credential is a change of."""
    return tuple(sorted(head.rev for head in credential.record.heads))


def field_of(state: FieldState, credential_type: CredentialType) -> Field:
    """The field that a state is of: the type's, or an extra one."""
    known = None if state.extra else credential_type.field(state.id)
    return known or Field(
        id=state.id, label=state.label or state.id, kind=FieldKind(state.kind), secret=state.secret
    )


def tags_in(text: str) -> frozenset[str]:
    """Tags as they are typed, with commas between."""
    return frozenset(tag.strip() for tag in text.split(",") if tag.strip())


def edits(before: FormState, after: FormState, now: int) -> Edits:
    """What is different; raises InvalidValue for an expiry that cannot be read."""
    known = {state.id: state for state in before.fields}
    values: dict[str, Given] = {}
    cleared: set[str] = {state.id for state in before.fields} - {s.id for s in after.fields}
    extra: list[tuple[Field, Given]] = []
    expires: dict[str, int | None] = {}
    for state in after.fields:
        former = known.get(state.id)
        given = _given(former, state)
        if given is not None and former is None:
            extra.append((_extra(state), given))
        elif given is not None:
            values[state.id] = given
        elif former is not None and _emptied(former, state):
            cleared.add(state.id)
        if state.id not in cleared:
            _expiry(former, state, expires, now, given)
    tags, former_tags = tags_in(after.tags), tags_in(before.tags)
    return Edits(
        name=after.name if after.name != before.name or not before.credential_id else None,
        description=after.description if after.description != before.description else None,
        values=values,
        clear=frozenset(cleared) if before.credential_id else frozenset(),
        extra=tuple(extra),
        expires=expires,
        tag=tags - former_tags,
        untag=former_tags - tags,
        owner=_owner(before, after),
    )


def _owner(before: FormState, after: FormState) -> Owner | None:
    return None if after.organization == before.organization else Owner(after.organization or None)


def _given(former: FieldState | None, state: FieldState) -> Given | None:
    if state.secret:
        if not state.value:
            return None
        return Given(state.value, GENERATED if state.generated else TYPED)
    # Nothing is saved of a new form, so what it begins with counts as typed.
    same = former is not None and former.text == state.text and former.kept
    return None if same or not state.text else Given(Secret.from_text(state.text))


def _emptied(former: FieldState, state: FieldState) -> bool:
    return state.cleared if state.secret else bool(former.text) and not state.text


def _extra(state: FieldState) -> Field:
    return Field(
        id=state.id, label=state.label or state.id, kind=FieldKind(state.kind), secret=state.secret
    )


def _expiry(
    former: FieldState | None,
    state: FieldState,
    expires: dict[str, int | None],
    now: int,
    given: Given | None,
) -> None:
    before = former.expires if former is not None else ""
    at = read_day(state.expires, now)
    # A new value does not inherit the former one's expiry, so it is said again, unless the
    # value tells its own and nobody has typed another.
    said_again = given is not None and own_expiry(given.value) is None
    if at is not None and (said_again or state.expires != before):
        expires[state.id] = at
    elif at is None and before:
        expires[state.id] = None
