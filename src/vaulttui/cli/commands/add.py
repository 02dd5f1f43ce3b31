"""``add``: a new credential."""

from collections.abc import Mapping, Sequence
from functools import partial

import click

from vaulttui.cli import opening
from vaulttui.cli.addressing import check_owned, owner_named, projects_named
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.prompting import prompted
from vaulttui.cli.request import Request
from vaulttui.cli.showing import put_written
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.identifiers import check_identifier, check_name
from vaulttui.domain.projects import Project
from vaulttui.domain.types import CredentialType
from vaulttui.errors import NotFound
from vaulttui.operations import credentials
from vaulttui.operations.credentials import Edits, Given
from vaulttui.session.session import Session


@command("add")
@click.argument("type_id", metavar="TYPE")
@click.argument("name")
@click.argument("words", metavar="VALUE…", nargs=-1)
@click.option("--generate", multiple=True, metavar="FIELD[=RECIPE]", help="Make a new secret.")
@click.option("--prompt", multiple=True, metavar="FIELD", help="Ask for the value.")
@click.option("--incomplete", is_flag=True, help="Let required fields wait for their value.")
@click.option("--expires", multiple=True, metavar="FIELD=DATE", help="When a value expires.")
@click.option("--tag", multiple=True, metavar="TAG", help="A tag; / makes a tree of them.")
@click.option("--description", metavar="TEXT", help="A line or more for people.")
@click.option("--org", metavar="ORGANIZATION", help="Who owns it, in place of personal.")
@click.option("--project", multiple=True, metavar="PROJECT", help="Assign it there at once.")
@click.pass_obj
def entry(
    options: Options,
    type_id: str,
    name: str,
    words: tuple[str, ...],
    generate: tuple[str, ...],
    prompt: tuple[str, ...],
    incomplete: bool,
    expires: tuple[str, ...],
    tag: tuple[str, ...],
    description: str | None,
    org: str | None,
    project: tuple[str, ...],
) -> None:
    """\b
    VALUE is FIELD=TEXT (public fields only), FIELD=@PATH (what a file holds), FIELD=-
    (standard input, once), FIELD==TEXT (a text that begins with @ or =, or is -), or
    +FIELD:KIND=… for a field that the type does not have. @PATH and - lose a newline
    at the end, but for fields of the kinds file and multiline.
    RECIPE is chars:24, words:6, hex:32, base64:32 or pattern:P.
    """
    _check(type_id, name, org, project)
    request = Request.parse(words, generate, prompt, expires)
    with opening.opened(options) as session:
        found = credentials.type_named(session, type_id)
        owner, projects = owner_named(session, org), projects_named(session, project)
        given = request.given(partial(_field, found), options.terminal)
        given |= {} if incomplete else _lacking(found, given, options)
        edits = Edits(
            name=name,
            description=description,
            values=given,
            extra=request.extra(),
            expires=request.expires,
            tag=frozenset(tag),
            owner=owner,
            projects=projects,
        )
        credential = credentials.add(session, found.id, edits, incomplete=incomplete)
        _put(session, credential, projects, options)


def _put(
    session: Session, credential: Credential, projects: Sequence[Project], options: Options
) -> None:
    put_written(session, credential, "Added", options)
    if projects:
        from vaulttui.cli.assigned import tell_names

        tell_names(session, projects, credential, options)


def _check(type_id: str, name: str, org: str | None, projects: Sequence[str]) -> None:
    """Before anything is looked up."""
    check_identifier(type_id, "type")
    check_name(name)
    if org is not None:
        check_identifier(org, "organization")
    for project in projects:
        check_owned(project, "project")


def _field(found: CredentialType, field_id: str) -> Field:
    field = found.field(field_id)
    if field is None:
        raise NotFound(
            f"The type {found.id} has no field {field_id}.",
            hint=f"Its fields are {', '.join(one.id for one in found.fields)}; "
            "an extra field is written +FIELD:KIND=….",
        )
    return field


def _lacking(
    found: CredentialType, given: Mapping[str, Given], options: Options
) -> dict[str, Given]:
    """Ask for the required secrets without a value, unless something else is lacking anyway."""
    lacking = [field for field in found.fields if field.required and field.id not in given]
    if options.no_input or not all(field.secret for field in lacking):
        return {}
    return prompted(lacking, options.terminal)
