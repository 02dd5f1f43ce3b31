"""One-time codes: the present one of a field, and the address that sets up another app."""

from dataclasses import dataclass

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.text import safe_text
from vaulttui.domain.totp import About
from vaulttui.errors import InvalidValue, NotFound, UsageError
from vaulttui.operations.credentials import fields_of, get
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_TYPE = "totp"


@dataclass(frozen=True, slots=True)
class Code:
    """A code, for how many seconds it still counts, and for how many one does."""

    text: Secret
    left: int
    period: int


def gives_codes(credential: Credential, field: Field) -> bool:
    """True for fields that hold what codes are made of."""
    return field.kind is FieldKind.TOTP or (credential.type_id, field.id) == (_TYPE, "secret")


def code(session: Session, credential: Credential, field_id: str | None = None) -> Code:
    """The present code of a field, or of the only one there is."""
    from vaulttui.domain import totp

    kept = _kept(session, credential, field_id or _only(session, credential), "code")
    said = _about(credential, kept)
    text, left = totp.code(
        kept,
        session.now() / 1000,
        digits=said.digits,
        period=said.period,
        algorithm=said.algorithm,
    )
    return Code(Secret.from_text(text), left, said.period)


def uri(session: Session, credential: Credential, field_id: str) -> Secret:
    """The ``otpauth://`` address of a field; where only a key is kept, it gets the name."""
    from vaulttui.domain import totp

    kept = _kept(session, credential, field_id, "reveal")
    return Secret(totp.uri(kept, _about(credential, kept)))


def _kept(session: Session, credential: Credential, field_id: str, verb: str) -> bytes:
    return get(session, credential, field_id, verb=verb).reveal()


def _about(credential: Credential, kept: bytes) -> About:
    """What the value says; of a mere key, what the fields of a credential for codes say."""
    from vaulttui.domain import totp

    own = credential.type_id == _TYPE
    public = credential.public if own else {}
    digits, period = _number(public.get("digits"), 6), _number(public.get("period"), 30)
    algorithm = public.get("algorithm", "SHA1")
    said = totp.about(kept, digits=digits, period=period, algorithm=algorithm)
    if said is None:
        problem = totp.problem(totp.normalise(kept))
        raise InvalidValue(f"The one-time code cannot be made: the value {problem}.")
    if said.issuer or said.account:
        return said
    issuer = public.get("issuer", "") if own else credential.name
    account = public.get("account", "") if own else credential.public.get("username", "")
    return About(said.digits, said.period, said.algorithm, issuer or credential.name, account)


def _only(session: Session, credential: Credential) -> str:
    fields = [
        found.id
        for found in fields_of(session, credential)
        if credential.present(found.id) and gives_codes(credential, found)
    ]
    if not fields:
        raise NotFound(f"{safe_text(credential.name)} has no field for TOTP codes.")
    if len(fields) > 1:
        raise UsageError(
            f"{safe_text(credential.name)} has several fields for TOTP codes.",
            hint=f"Name one of {', '.join(map(safe_text, fields))}.",
        )
    return fields[0]


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else default
