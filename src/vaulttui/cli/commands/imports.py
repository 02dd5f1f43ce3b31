"""``import``: credentials from a file of another tool."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound, UsageError, VaulttuiError, WrongSecret
from vaulttui.formats.imported import NotCarried, SourceSecret
from vaulttui.formats.registry import FORMAT_NAMES, format_named
from vaulttui.host.passphrase import from_file
from vaulttui.operations import imports
from vaulttui.operations.imports import Action, ImportPlan, OnConflict

_STDIN: Final = "-"
_NAMED_SINGLY: Final = 5


@command("import")
@click.argument("format_name", metavar="|".join(FORMAT_NAMES))
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
@click.pass_obj
def entry(
    options: Options,
    format_name: str,
    file: str,
    dry_run: bool,
    on_conflict: str,
    source_passphrase_file: str | None,
    source_key_file: str | None,
) -> None:
    """A credential is known by its identity in the source, so importing again adds nothing."""
    needs_secret = format_named(format_name).needs_secret
    data = _data(file)
    origin = file if file == _STDIN else str(Path(file).absolute())
    if needs_secret:
        _judge(format_name, origin, data)
    with opening.opened(options) as session:
        secret = None
        if needs_secret:
            secret = _secret(file, source_passphrase_file, source_key_file, options)
        found = imports.read_file(format_name, origin, data, secret)
        planned = imports.plan(session, found, OnConflict(on_conflict))
        if not dry_run:
            imports.apply(session, planned)
    if options.json:
        output.put_json(_shape(planned, dry_run))
    else:
        _tell(planned, dry_run)


def _judge(format_name: str, origin: str, data: bytes) -> None:
    """Refuse a file of another kind before anybody is asked for its passphrase."""
    with contextlib.suppress(WrongSecret):
        imports.read_file(format_name, origin, data, None)


def _data(file: str) -> bytes:
    if file == _STDIN:
        if sys.stdin is None:
            raise VaulttuiError("Standard input is closed.")
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no file {safe_text(file)}.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the path is none"
        raise VaulttuiError(f"{safe_text(file)} cannot be read: {reason}.") from None


def _secret(
    file: str, passphrase_file: str | None, key_file: str | None, options: Options
) -> SourceSecret:
    key = Path(key_file) if key_file else None
    if passphrase_file is not None:
        return SourceSecret(from_file(Path(passphrase_file)), key)
    if key is not None and not options.terminal.answers:
        return SourceSecret(None, key)
    if not options.terminal.answers:
        raise UsageError(
            f"{safe_text(file)} is encrypted, and nobody can be asked for its passphrase.",
            hint="Give it with --source-passphrase-file PATH.",
        )
    typed = options.terminal.ask_secret(f"Passphrase of {safe_text(Path(file).name, 80)}: ")
    return SourceSecret(typed if typed or key is None else None, key)


def _shape(planned: ImportPlan, dry_run: bool) -> dict[str, object]:
    shape: dict[str, object] = {
        "new": planned.count(Action.NEW),
        "updated": planned.count(Action.UPDATE),
        "skipped": planned.count(Action.SKIP),
        "not_carried": [
            {"name": one.name, "what": one.what, "why": one.why} for one in planned.not_carried
        ],
    }
    if dry_run:
        shape["rows"] = [
            {
                "name": row.name,
                "type": row.type_id,
                "tags": row.tags,
                "fields": row.fields,
                "action": row.action,
            }
            for row in planned.rows
        ]
    return shape


def _tell(planned: ImportPlan, dry_run: bool) -> None:
    if dry_run:
        put_table(
            ("NAME", "TYPE", "TAGS", "FIELDS", "ACTION"),
            [
                (row.name, row.type_id, ", ".join(row.tags), str(row.fields), row.action)
                for row in planned.rows
            ],
        )
    for sentence in _left_behind(planned.not_carried):
        output.tell(f"Not carried: {sentence}")
    new, updated, skipped = (planned.count(action) for action in Action)
    done = "Would be" if dry_run else "Done:"
    output.tell(
        f"{done} {new} new, {updated} updated, {skipped} skipped, "
        f"{len(planned.not_carried)} not carried."
    )


def _left_behind(rows: Sequence[NotCarried]) -> Iterator[str]:
    """A sentence a row; what stays behind a hundred times for one reason is one sentence."""
    reasons: dict[str, list[NotCarried]] = {}
    for row in rows:
        reasons.setdefault(row.why, []).append(row)
    for why, alike in reasons.items():
        if len(alike) <= _NAMED_SINGLY:
            for row in alike:
                yield f"{row.name}: {row.what} ({why})" if row.name else f"{row.what} ({why})"
        else:
            first = ", ".join(f"{row.name}: {row.what}" for row in alike[:2])
            yield f"{first} and {len(alike) - 2} more ({why}); --json names them all"
