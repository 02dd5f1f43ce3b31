"""Access keys of AWS, from every type that holds one."""

from dataclasses import dataclass
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.operations import credentials
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_AWS: Final = ("username", "password", "security_token")
_PLAIN: Final = ("access_key_id", "secret_access_key", "session_token")


@dataclass(frozen=True, slots=True)
class AwsKey:
    """``expires_at`` is when the first of its parts does, in milliseconds since 1970 UTC."""

    access_key_id: Secret
    secret_access_key: Secret
    session_token: Secret | None
    expires_at: int | None


def read(session: Session, credential: Credential, *, verb: str) -> AwsKey:
    """The key in a credential, remembered as a read; InvalidValue where its type holds none."""
    access, secret, token = _fields(session, credential)
    moments = [
        moment
        for field in (access, secret, token)
        if credential.present(field) and (moment := credential.info(field).expires_at) is not None
    ]
    return AwsKey(
        access_key_id=credentials.get(session, credential, access, verb=verb),
        secret_access_key=credentials.get(session, credential, secret, verb=verb),
        session_token=(
            credentials.get(session, credential, token, verb=verb)
            if credential.present(token)
            else None
        ),
        expires_at=min(moments, default=None),
    )


def _fields(session: Session, credential: Credential) -> tuple[str, str, str]:
    if credential.type_id == "aws":
        return _AWS
    known = {field.id for field in credentials.fields_of(session, credential)}
    if not set(_PLAIN[:2]) <= known:
        raise InvalidValue(
            f"{safe_text(credential.name)} holds no access key of AWS.",
            hint="It needs the type aws or s3, or fields access_key_id and secret_access_key.",
        )
    return _PLAIN
