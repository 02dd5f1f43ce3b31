"""``export``: credentials into a file, as a vault of its own or in clear."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from vaulttui.cli import clear_file, opening, output
from vaulttui.cli.command import command
from vaulttui.cli.not_carried import put_not_carried, shapes
from vaulttui.cli.options import Options
from vaulttui.cli.query import QueryCommand, joined
from vaulttui.domain.text import plural
from vaulttui.errors import UsageError
from vaulttui.formats.imported import NotCarried
from vaulttui.host.files import refuse_taken
from vaulttui.vaultfile.slots import check_passphrase

_VAULT: Final = "vtv"
_FORMATS: Final = (_VAULT, "dotenv", "json")
_PROMPT: Final = "Passphrase of the new file: "


@command("export", QueryCommand)
@click.argument("format_name", type=click.Choice(_FORMATS), metavar="|".join(_FORMATS))
@click.argument("file")
@click.argument("query", nargs=-1)
@click.option("--new-passphrase-file", metavar="PATH", help="vtv: the passphrase of FILE.")
@click.option("--plaintext", is_flag=True, help="dotenv, json: yes, write secrets in clear.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.pass_obj
def entry(
    options: Options,
    format_name: str,
    file: str,
    query: tuple[str, ...],
    new_passphrase_file: str | None,
    plaintext: bool,
    force: bool,
) -> None:
    """vtv is a vault of its own, under a passphrase of its own, with the whole history;
    dotenv and json are in clear. A QUERY as of `list` takes the credentials that fit.
    """
    path = Path(file)
    _refuse(format_name, file, plaintext, new_passphrase_file)
    if format_name == _VAULT:
        refuse_taken(path, force=force)
        _as_vault(options, path, joined(query), new_passphrase_file, force)
    else:
        clear_file.agree(path, options, force=force)
        _in_clear(options, path, joined(query), format_name, force)


def _refuse(format_name: str, file: str, plaintext: bool, passphrase_file: str | None) -> None:
    if file == "-":
        raise UsageError("An export goes into a file, never to standard output.")
    if format_name == _VAULT and plaintext:
        raise UsageError(
            "An export as vtv is encrypted; --plaintext is for dotenv and json.",
        )
    if format_name != _VAULT and passphrase_file is not None:
        raise UsageError(f"An export as {format_name} is in clear and has no passphrase.")
    if format_name != _VAULT and not plaintext:
        raise UsageError(
            f"An export as {format_name} holds every secret in clear.",
            hint="Say --plaintext if you mean it, or export vtv, which is encrypted.",
        )


def _as_vault(
    options: Options, path: Path, query: str, passphrase_file: str | None, force: bool
) -> None:
    from vaulttui.operations import exports

    with opening.opened(options) as session:
        passphrase = check_passphrase(opening.new_passphrase(passphrase_file, options, _PROMPT))
        done = exports.to_vault(
            session, path, passphrase, exports.fitting(session, query), force=force
        )
    _tell(
        options,
        path,
        {"credentials": done.credentials, "records": done.records},
        f"{plural(done.credentials, 'credential')}, {plural(done.records, 'record')} in all",
        done.left,
    )


def _in_clear(options: Options, path: Path, query: str, format_name: str, force: bool) -> None:
    from vaulttui.operations import clear_exports, exports

    make = {"json": clear_exports.as_json, "dotenv": clear_exports.as_dotenv}[format_name]
    with opening.opened(options) as session:
        clear = make(session, exports.fitting(session, query))
        clear_exports.write(session, path, clear, force=force)
    _tell(
        options,
        path,
        {"credentials": clear.credentials, "values": clear.values},
        f"{plural(clear.values, 'value')} of {plural(clear.credentials, 'credential')} in clear",
        (),
    )


def _tell(
    options: Options,
    path: Path,
    counts: Mapping[str, int],
    words: str,
    left: Sequence[NotCarried],
) -> None:
    if options.json:
        output.put_json({"path": str(path), **counts, "not_carried": shapes(left)})
        return
    put_not_carried(left)
    output.tell(f"Written to {path}: {words}.")
