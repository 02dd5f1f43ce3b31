"""``type``: credential types of one's own, and the managed ones."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import group, verb
from vaulttui.cli.migrating import migrated, parse_moves, preview_shape
from vaulttui.cli.options import Options
from vaulttui.cli.shapes import type_listed
from vaulttui.cli.table import put_pairs, put_table
from vaulttui.domain.fields import Field
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.types import CredentialType, parse_type
from vaulttui.inject.of_type import given_by
from vaulttui.operations import credentials, types
from vaulttui.operations.type_file import type_text


@verb("add")
@click.argument("file", metavar="FILE")
@click.option("--migrate", is_flag=True, help="Change the credentials of the type as well.")
@click.option(
    "--move", metavar="OLD=NEW", multiple=True, help="Field NEW takes over from OLD; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.pass_obj
def add(options: Options, file: str, migrate: bool, move: tuple[str, ...], dry_run: bool) -> None:
    """Add a type from a TOML file; a known id gets its next version.

    What would break credentials of the type needs --migrate: it says what becomes of each
    of them, and asks. No value is lost.
    """
    text, moves = type_text(file), parse_moves(move, migrate)
    with opening.opened(options) as session:
        if migrate or dry_run:
            new = parse_type(text)
            found = migrated(session, new, moves, options, migrate=migrate, dry_run=dry_run)
            made, told = found.type, preview_shape(found, done=not dry_run)
        else:
            made, told = types.add(session, text), {}
    if options.json:
        output.put_json({**_shape(made), **told})
    elif not dry_run:
        output.tell(f"The type {made.id} is there in version {made.version}.")


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List all types."""
    with opening.opened(options) as session:
        found = session.view.types()
    if options.json:
        output.put_json([type_listed(one) for one in found])
        return
    rows = [
        (one.id, one.name, str(one.version), one.kind, "managed" if one.managed else "own")
        for one in found
    ]
    put_table(("ID", "NAME", "VERSION", "KIND", "ORIGIN"), rows)


@verb("show")
@click.argument("type_id", metavar="TYPE")
@click.pass_obj
def show(options: Options, type_id: str) -> None:
    """Show a type with its fields."""
    check_identifier(type_id, "type")
    with opening.opened(options) as session:
        found = credentials.type_named(session, type_id)
    if options.json:
        output.put_json(_shape(found))
        return
    pairs = [("id", found.id), ("name", found.name), ("version", str(found.version))]
    put_pairs([*pairs, ("kind", found.kind), ("description", found.description)])
    output.put("")
    put_table(("FIELD", "LABEL", "KIND", "NOTES"), [_row(field) for field in found.fields])
    names, about = given_by(found)
    output.put("")
    put_pairs([("injects", names), ("", about)])


@verb("export")
@click.argument("type_id", metavar="TYPE")
@click.pass_obj
def export(options: Options, type_id: str) -> None:
    """Print a type as the TOML that `type add` reads."""
    check_identifier(type_id, "type")
    with opening.opened(options) as session:
        text = types.export(session, type_id)
    if options.json:
        output.put_json({"id": type_id, "toml": text})
    else:
        output.put_bytes(text.encode("utf-8"))


@verb("rm")
@click.argument("type_id", metavar="TYPE")
@click.pass_obj
def rm(options: Options, type_id: str) -> None:
    """Remove a type that no credential is of."""
    check_identifier(type_id, "type")
    with opening.opened(options) as session:
        found = credentials.type_named(session, type_id)
        if not found.managed and not types.users_of(session, type_id):
            options.terminal.confirm(f"Remove the type {found.id}?")
        types.rm(session, type_id)
    if options.json:
        output.put_json(_shape(found))
    else:
        output.tell(f"The type {found.id} is removed.")


def _shape(found: CredentialType) -> dict[str, object]:
    return {
        **type_listed(found),
        "description": found.description,
        "fields": [_field_shape(field) for field in found.fields],
        "metadata": [_field_shape(field) for field in found.metadata],
        "injectors": {
            "env": found.injectors.env,
            "file": found.injectors.file,
            "extra_vars": found.injectors.extra_vars,
        },
    }


def _field_shape(field: Field) -> dict[str, object]:
    return {
        "id": field.id,
        "label": field.label,
        "kind": field.kind,
        "secret": field.secret,
        "required": field.required,
        "ask": field.ask,
        "choices": field.choices,
        "default": field.default,
        "help": field.help,
    }


def _row(field: Field) -> tuple[str, str, str, str]:
    notes = [
        word
        for word, there in (
            ("required", field.required),
            ("secret", field.secret),
            (f"one of {', '.join(field.choices)}", bool(field.choices)),
        )
        if there
    ]
    return field.id, field.label, field.kind, ", ".join(notes)


entry = group("type", (add, listing, show, export, rm))
