"""``edit``: change a credential."""

from functools import partial

import click

from vaulttui.cli import opening
from vaulttui.cli.addressing import owner_named
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.request import Request
from vaulttui.cli.showing import put_written
from vaulttui.cli.telling import tell_uses
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, credentials
from vaulttui.operations.credentials import Edits
from vaulttui.operations.where_used import uses_of


@command("edit")
@click.argument("address", metavar="CREDENTIAL")
@click.argument("words", metavar="VALUE…", nargs=-1)
@click.option("--generate", multiple=True, metavar="FIELD[=RECIPE]", help="Make a new secret.")
@click.option("--prompt", multiple=True, metavar="FIELD", help="Ask for the value.")
@click.option("--clear", multiple=True, metavar="FIELD", help="Take a value away.")
@click.option("--expires", multiple=True, metavar="FIELD=DATE", help="When a value expires.")
@click.option("--name", metavar="NAME", help="Another name.")
@click.option("--description", metavar="TEXT", help="Another description.")
@click.option("--tag", multiple=True, metavar="TAG", help="A tag more.")
@click.option("--untag", multiple=True, metavar="TAG", help="A tag less.")
@click.option("--org", metavar="ORGANIZATION", help="Another owner.")
@click.option("--incomplete", is_flag=True, help="Let required fields wait for their value.")
@click.pass_obj
def entry(
    options: Options,
    address: str,
    words: tuple[str, ...],
    generate: tuple[str, ...],
    prompt: tuple[str, ...],
    clear: tuple[str, ...],
    expires: tuple[str, ...],
    name: str | None,
    description: str | None,
    tag: tuple[str, ...],
    untag: tuple[str, ...],
    org: str | None,
    incomplete: bool,
) -> None:
    """VALUE and RECIPE are written as for `add`; an empty DATE takes the expiry away."""
    request = Request.parse(words, generate, prompt, expires)
    if org is not None:
        check_identifier(org, "organization")
    cleared = frozenset(check_identifier(field_id, "field") for field_id in clear)
    _refuse_both(cleared, request)
    with opening.opened(options) as session:
        found = addresses.credential_at(session, address)
        credentials.refuse_managed(found)
        edits = Edits(
            name=name,
            description=description,
            values=request.given(partial(credentials.field_of, session, found), options.terminal),
            clear=cleared,
            extra=request.extra(),
            expires=request.expires,
            tag=frozenset(tag),
            untag=frozenset(untag),
            owner=owner_named(session, org),
        )
        changed = credentials.edit(session, found, edits, incomplete=incomplete)
        put_written(session, changed, "Changed", options)
        if changed.name != found.name:
            # Types without injectors make their variables of the name.
            tell_uses(safe_text(changed.name), uses_of(session, changed), options)


def _refuse_both(cleared: frozenset[str], request: Request) -> None:
    given = {*(word.field for word in request.words), *request.recipes, *request.prompts}
    for field_id in sorted(cleared & given):
        raise UsageError(f"The field {field_id} cannot be set and cleared at once.")
