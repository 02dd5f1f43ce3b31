"""``import``: credentials from a file of another tool."""

import contextlib
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.not_carried import put_not_carried, shapes
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import UsageError, WrongSecret
from vaulttui.formats.imported import ImportedFile, NotCarried, SourceSecret
from vaulttui.formats.registry import FORMAT_NAMES, format_named
from vaulttui.host.files import refuse_irreplaceable, replace_content
from vaulttui.host.passphrase import from_file
from vaulttui.host.reading import read_file, read_stdin
from vaulttui.operations import imports
from vaulttui.operations.imports import Action, ImportPlan, OnConflict, PlannedRow
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_STDIN: Final = "-"
_VAULT: Final = "vtv"


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """What is to be read, and what opens it."""

    format_name: str
    file: str
    on_conflict: OnConflict
    passphrase_file: str | None
    key_file: str | None


@command("import")
@click.argument("format_name", metavar="|".join((*FORMAT_NAMES, _VAULT)))
@click.argument("file", metavar="FILE|-")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option(
    "--on-conflict",
    type=click.Choice([str(choice) for choice in OnConflict]),
    default=str(OnConflict.SKIP),
    show_default=True,
    help="What befalls a credential that was imported before.",
)
@click.option("--source-passphrase-file", metavar="PATH", help="The passphrase of FILE.")
@click.option("--source-key-file", metavar="PATH", help="The key file of FILE.")
@click.option(
    "--replace", is_flag=True, help="dotenv: let the values in FILE become references to the vault."
)
@click.pass_obj
def entry(
    options: Options,
    format_name: str,
    file: str,
    dry_run: bool,
    on_conflict: str,
    source_passphrase_file: str | None,
    source_key_file: str | None,
    replace: bool,
) -> None:
    """A credential is known by its identity in the source, so importing again adds nothing."""
    request = Request(
        format_name, file, OnConflict(on_conflict), source_passphrase_file, source_key_file
    )
    if replace:
        _refuse_replace(format_name, file)
    if format_name == _VAULT:
        _vault(options, request, dry_run)
    else:
        _file(options, request, dry_run, replace)


def _vault(options: Options, request: Request, dry_run: bool) -> None:
    from vaulttui.cli.vault_source import VaultSource
    from vaulttui.operations import vault_imports

    source = VaultSource(request.file)
    with opening.opened(options) as session:
        offer = source.offer(request.passphrase_file, request.key_file, options)
        with source.opened(offer, options) as found:
            planned = vault_imports.plan(session, found, request.on_conflict)
        if not dry_run:
            vault_imports.apply(session, planned)
    report(options, planned.told(), dry_run)


def _file(options: Options, request: Request, dry_run: bool, replace: bool) -> None:
    file, needs_secret = request.file, format_named(request.format_name).needs_secret
    data = read_stdin(imports.LARGEST) if file == _STDIN else read_file(file, imports.LARGEST)
    origin = file if file == _STDIN else str(Path(file).absolute())
    if needs_secret:
        _judge(request.format_name, origin, data)
    with opening.opened(options) as session:
        secret = _secret(request, options) if needs_secret else None
        found = imports.read_file(request.format_name, origin, data, secret)
        planned = imports.plan(session, found, request.on_conflict)
        if not dry_run:
            imports.apply(session, planned)
        references = None
        if replace and not dry_run:
            references, kept = _replace(session, data, origin, found, planned)
            planned = dataclasses.replace(planned, not_carried=(*planned.not_carried, *kept))
    report(options, planned, dry_run, references)


def _refuse_replace(format_name: str, file: str) -> None:
    """Judge what --replace asks for before anything is imported."""
    if format_name != "dotenv" or file == _STDIN:
        raise UsageError("--replace is for a dotenv file that has a path.")
    refuse_irreplaceable(Path(file))


def _replace(
    session: Session, data: bytes, origin: str, found: ImportedFile, done: ImportPlan
) -> tuple[int, Sequence[NotCarried]]:
    """Let the values in the file become references, now that the vault holds them."""
    from vaulttui.operations.dotenv_references import with_references

    content, count, kept = with_references(session, data, origin, found, done)
    if content != data:
        replace_content(Path(origin), data, Secret(content))
    return count, kept


def _judge(format_name: str, origin: str, data: bytes) -> None:
    """Refuse a file of another kind before anybody is asked for its passphrase."""
    with contextlib.suppress(WrongSecret):
        imports.read_file(format_name, origin, data, None)


def _secret(request: Request, options: Options) -> SourceSecret:
    file = request.file
    key = Path(request.key_file) if request.key_file else None
    if request.passphrase_file is not None:
        return SourceSecret(from_file(Path(request.passphrase_file)), key)
    if key is not None and not options.terminal.answers:
        return SourceSecret(None, key)
    if not options.terminal.answers:
        raise UsageError(
            f"{safe_text(file)} is encrypted, and nobody can be asked for its passphrase.",
            hint="Give it with --source-passphrase-file PATH.",
        )
    typed = options.terminal.ask_secret(f"Passphrase of {safe_text(Path(file).name, 80)}: ")
    return SourceSecret(typed if typed or key is None else None, key)


def report(
    options: Options, planned: ImportPlan, dry_run: bool, references: int | None = None
) -> None:
    """Tell what an import did, or would do."""
    if options.json:
        replaced = {} if references is None else {"replaced": references}
        output.put_json({**_shape(planned, dry_run), **replaced})
        return
    _tell(planned, dry_run)
    if references is not None:
        output.tell(f"{plural(references, 'value')} in the file became references.")


def _shape(planned: ImportPlan, dry_run: bool) -> dict[str, object]:
    shape: dict[str, object] = {
        "new": planned.count(Action.NEW),
        "updated": planned.count(Action.UPDATE),
        "skipped": planned.count(Action.SKIP),
        "not_carried": shapes(planned.not_carried),
    }
    if dry_run:
        shape["rows"] = [
            {
                "name": row.name,
                "type": row.type_id,
                "tags": row.tags,
                "fields": row.fields,
                "action": row.action,
                "deleted": row.deleted,
            }
            for row in planned.rows
        ]
    return shape


def _action(row: PlannedRow) -> str:
    if not row.deleted or row.action is Action.SKIP:
        return row.action
    return f"{row.action}, in the trash" if row.trashed else f"{row.action}, deleted"


def _tell(planned: ImportPlan, dry_run: bool) -> None:
    if dry_run:
        put_table(
            ("NAME", "TYPE", "TAGS", "FIELDS", "ACTION"),
            [
                (row.name, row.type_id, ", ".join(row.tags), str(row.fields), _action(row))
                for row in planned.rows
            ],
        )
    put_not_carried(planned.not_carried)
    new, updated, skipped = (planned.count(action) for action in Action)
    deleted = sum(row.deleted and row.action is Action.NEW for row in planned.rows)
    done = "Would be" if dry_run else "Done:"
    of_them = f" ({deleted} of them in the trash or deleted)" if deleted else ""
    output.tell(
        f"{done} {new} new{of_them}, {updated} updated, {skipped} skipped, "
        f"{len(planned.not_carried)} not carried."
    )
