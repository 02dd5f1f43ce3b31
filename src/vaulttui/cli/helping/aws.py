"""``helper aws``: what a ``credential_process`` prints (AWS SDKs and Tools Reference Guide)."""

from typing import Final

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import verb
from vaulttui.cli.helping.given import as_text
from vaulttui.cli.moments import rfc3339
from vaulttui.cli.options import Options
from vaulttui.operations import addresses, aws_keys

_VERSION: Final = 1
_VERB: Final = "aws"


@verb("aws")
@click.argument("credential")
@click.pass_obj
def aws(options: Options, credential: str) -> None:
    """Print an access key of AWS for `credential_process`. See `vaulttui help helpers`."""
    with opening.opened(options) as session:
        found = addresses.credential_at(session, credential)
        key = aws_keys.read(session, found, verb=_VERB)
    answer: dict[str, object] = {
        "Version": _VERSION,
        "AccessKeyId": as_text(key.access_key_id, "access key ID"),
        "SecretAccessKey": as_text(key.secret_access_key, "secret access key"),
    }
    if key.session_token is not None:
        answer["SessionToken"] = as_text(key.session_token, "session token")
    if key.expires_at is not None:
        answer["Expiration"] = rfc3339(key.expires_at)
    output.put_json(answer)
