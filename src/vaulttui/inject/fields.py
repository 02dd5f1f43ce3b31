"""The fields of a credential as far as programs are given them."""

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.session.session import Session


def field_of(session: Session, credential: Credential, field_id: str) -> Field:
    """A field of its type, of its own, or one that its type has no more; NotFound for others."""
    credential_type = session.view.type(credential.type_id)
    known = (*(credential_type.fields if credential_type else ()), *credential.extra)
    for field in known:
        if field.id == field_id:
            return field
    if credential.present(field_id):
        return Field(field_id, field_id, secret=field_id in credential.sealed)
    names = ", ".join(safe_text(field.id) for field in known)
    raise NotFound(
        f"{safe_text(credential.name)} has no field {safe_text(field_id)}.",
        hint=f"Its fields are {names}.",
    )


def to_ask(session: Session, credential: Credential, field: Field) -> bool:
    """True where the user is to be asked: it is asked for at use, and what it needs is there."""
    if not field.ask or credential.present(field.id):
        return False
    return all(_can_be(session, credential, needed) for needed in field.needs)


def feeding(session: Session, credential: Credential, field_id: str) -> str | None:
    """The name of the external credential that would look a field up."""
    for source in session.view.graph.sources_of(credential.id):
        if source.field == field_id:
            return session.view.credential(source.external_id).name
    return None


def lookup_needed(session: Session, credential: Credential, field: Field) -> None:
    """Raise NotFound where only a lookup could give the value, which none is held of here."""
    if credential.present(field.id) or to_ask(session, credential, field):
        return
    external = feeding(session, credential, field.id)
    if external is not None:
        raise NotFound(
            f"The field {safe_text(field.id)} of {safe_text(credential.name)} is fed by "
            f"{safe_text(external)}, and no value of it is held here.",
            hint="Set it with `vaulttui edit` for the time being.",
        )


def text_of(credential: Credential, field: Field, value: bytes) -> str:
    """A value as text, or InvalidValue naming the field."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValue(
            f"The field {safe_text(field.id)} of {safe_text(credential.name)} is not UTF-8 text, "
            "which a template needs."
        ) from None


def _can_be(session: Session, credential: Credential, field_id: str) -> bool:
    credential_type = session.view.type(credential.type_id)
    needed = credential_type.field(field_id) if credential_type else None
    return credential.present(field_id) or (needed is not None and needed.ask)
