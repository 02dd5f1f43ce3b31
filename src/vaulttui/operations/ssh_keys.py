"""Private keys of SSH, from every type that holds one, without their passphrase."""

from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.text import safe_text
from vaulttui.errors import AnswerNeeded, InvalidValue, UsageError
from vaulttui.operations import credentials
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_FORMAT: Final = "ssh_private_key"
_PASSPHRASES: Final = ("passphrase", "ssh_key_unlock")
_VERB: Final = "ssh"


def private_key(session: Session, credential: Credential, *, ask: bool) -> Secret:
    """The key as OpenSSH reads it, remembered as a read.

    It keeps its passphrase only where the vault does not hold that: AnswerNeeded unless
    ssh-add may ``ask`` for it. Raises InvalidValue where the credential holds no key, or
    the passphrase is not the key's.
    """
    from vaulttui.crypto.ssh_keys import is_locked, unlocked

    found = unlocked(*_read(session, credential))
    if not ask and is_locked(found):
        raise AnswerNeeded(f"The key of {safe_text(credential.name)} has a passphrase.")
    return found


def public_key(session: Session, credential: Credential) -> bytes:
    """The line of the public key that belongs to it."""
    from vaulttui.crypto.ssh_keys import public_line

    return public_line(*_read(session, credential))


def _read(session: Session, credential: Credential) -> tuple[Secret, Secret | None]:
    key = credentials.get(session, credential, _field(session, credential), verb=_VERB)
    named = next((name for name in _PASSPHRASES if credential.present(name)), None)
    if named is None:
        return key, None
    return key, credentials.get(session, credential, named, verb=_VERB)


def _field(session: Session, credential: Credential) -> str:
    fields = [
        field.id
        for field in credentials.fields_of(session, credential)
        if field.format == _FORMAT and credential.present(field.id)
    ]
    if not fields:
        raise InvalidValue(
            f"{safe_text(credential.name)} holds no SSH private key.",
            hint="The types ssh-key, ssh and scm do, and custom ones with such a field.",
        )
    if len(fields) > 1:
        raise UsageError(
            f"{safe_text(credential.name)} holds several SSH private keys.",
            hint="Keep each in a credential of its own.",
        )
    return fields[0]
