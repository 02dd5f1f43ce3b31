"""A credential's value as the QR code that a camera takes it from."""

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.qr import Modules, modules
from vaulttui.operations import credentials, totp
from vaulttui.secret import Secret
from vaulttui.session.session import Session


def of_field(session: Session, credential: Credential, field: Field) -> Modules:
    """The code of one value; of what gives one-time codes, the address that sets up another app."""
    return modules(_value(session, credential, field))


def _value(session: Session, credential: Credential, field: Field) -> Secret:
    if totp.gives_codes(credential, field):
        return totp.uri(session, credential, field.id)
    if not field.secret:
        return Secret.from_text(credential.public.get(field.id, ""))
    return credentials.get(session, credential, field.id, verb="reveal")
