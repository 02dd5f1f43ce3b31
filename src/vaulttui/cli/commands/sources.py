"""``source``: which external credential feeds which field."""

from collections.abc import Sequence

import click

from vaulttui.cli import belonging, opening, output
from vaulttui.cli.command import group, verb
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, sources


@verb("set")
@click.argument("fed", metavar="CRED/FIELD")
@click.argument("external", metavar="EXTERNAL")
@click.argument("words", metavar="[META=TEXT]…", nargs=-1)
@click.pass_obj
def put(options: Options, fed: str, external: str, words: tuple[str, ...]) -> None:
    """Let the credential EXTERNAL, of an external type, feed a field by a lookup."""
    address, field = addresses.split_field(fed)
    metadata = _metadata(words)
    with opening.opened(options) as session:
        credential = addresses.credential_at(session, address)
        looks_up = addresses.credential_at(session, external)
        made = sources.put(session, credential, field, looks_up, metadata)
        if options.json:
            output.put_json(belonging.source(session, made))
            return
    output.tell(f"{safe_text(looks_up.name)} feeds {field} of {safe_text(credential.name)}.")


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List what feeds what."""
    with opening.opened(options) as session:
        found = sources.sources(session)
        if options.json:
            output.put_json([belonging.source(session, one) for one in found])
            return
        credential = session.view.credential
        rows = [
            (
                f"{credential(one.credential_id).name}/{one.field}",
                credential(one.external_id).name,
                ", ".join(f"{meta}={text}" for meta, text in one.metadata.items()),
            )
            for one in found
        ]
    if not put_table(("FIELD", "FED BY", "LOOKUP"), rows):
        output.tell("No field is fed from outside.")


@verb("unset")
@click.argument("fed", metavar="CRED/FIELD")
@click.pass_obj
def unset(options: Options, fed: str) -> None:
    """Let nothing feed a field; its value stays."""
    address, field = addresses.split_field(fed)
    with opening.opened(options) as session:
        credential = addresses.credential_at(session, address)
        sources.unset(session, credential, field)
    if options.json:
        output.put_json({"credential": credential.id, "field": field})
    else:
        output.tell(f"Nothing feeds {field} of {safe_text(credential.name)} any more.")


def _metadata(words: Sequence[str]) -> dict[str, str]:
    metadata: dict[str, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise UsageError(f"{safe_text(word, 80)} is not of the form META=TEXT.")
        metadata[name] = text
    return metadata


entry = group("source", (put, listing, unset))
