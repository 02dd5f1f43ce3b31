"""``get``: one value, out of the vault."""

from pathlib import Path

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, credentials
from vaulttui.secret import Secret


@command("get")
@click.argument("credential")
@click.argument("field", required=False)
@click.option("--raw", is_flag=True, help="Exact bytes, without a newline after them.")
@click.option("--out", metavar="PATH", help="Write exact bytes into a new file, 0600.")
@click.option("--force", is_flag=True, help="With --out: replace a file that is there.")
@click.option("--clip", is_flag=True, help="Copy it, and have the clipboard cleared.")
@click.option("--code", is_flag=True, help="The present TOTP code in place of its secret.")
@click.pass_obj
def entry(
    options: Options,
    credential: str,
    field: str | None,
    raw: bool,
    out: str | None,
    force: bool,
    clip: bool,
    code: bool,
) -> None:
    """FIELD may be left out where the credential holds one secret."""
    if raw + bool(out) + clip > 1:
        raise UsageError("Only one of --raw, --out and --clip can be.")
    if out:
        from vaulttui.host.files import refuse_taken

        refuse_taken(Path(out), force=force)
    with opening.opened(options) as session:
        found = addresses.credential_at(session, credential)
        if code:
            value, _ = credentials.totp_code(session, found, field)
            field = field or "code"
        else:
            field = field or credentials.only_secret(session, found)
            value = credentials.get(session, found, field)
        record = found.id
    shape = {"id": record, "field": field}
    if out:
        _write(value, Path(out), force, shape, options)
    elif clip:
        _copy(value, shape, options)
    elif options.json:
        output.put_json({**shape, **_as_json(value)})
    else:
        output.put_bytes(value.reveal() if raw else value.reveal() + b"\n")


def _write(value: Secret, path: Path, force: bool, shape: dict[str, str], options: Options) -> None:
    from vaulttui.host.files import write_secret

    write_secret(path, value, force=force)
    if options.json:
        output.put_json({**shape, "path": str(path)})
    else:
        output.tell(f"Written to {path}.")


def _copy(value: Secret, shape: dict[str, str], options: Options) -> None:
    from vaulttui.cli.preferences import user_settings
    from vaulttui.host.clipboard import copy

    result = copy(value, user_settings(options).clipboard_seconds)
    if options.json:
        output.put_json({**shape, "clipboard": result.way, "seconds": result.seconds})
    else:
        output.tell(result.sentence)


def _as_json(value: Secret) -> dict[str, str]:
    content = value.reveal()
    try:
        return {"value": content.decode("utf-8")}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"base64": b64encode(content).decode("ascii")}
