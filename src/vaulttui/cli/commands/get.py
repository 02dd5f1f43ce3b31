"""``get``: one value, out of the vault."""

import click

from vaulttui.cli import opening
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.value_out import Place, put_value, value_options
from vaulttui.operations import addresses, credentials, totp


@command("get")
@click.argument("credential")
@click.argument("field", required=False)
@value_options
@click.option("--code", is_flag=True, help="The present TOTP code in place of its secret.")
@click.pass_obj
def entry(
    options: Options,
    credential: str,
    field: str | None,
    place: Place,
    code: bool,
) -> None:
    """FIELD may be left out where the credential holds one secret."""
    with opening.opened(options) as session:
        found = addresses.credential_at(session, credential)
        if code:
            value = totp.code(session, found, field).text
            field = field or "code"
        else:
            field = field or credentials.only_secret(session, found)
            value = credentials.get(session, found, field)
        record = found.id
    put_value(value, {"id": record, "field": field}, place, options)
