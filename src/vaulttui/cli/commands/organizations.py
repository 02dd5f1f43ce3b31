"""``organization``: owners of projects, sets and credentials."""

import click

from vaulttui.cli import belonging, opening, output
from vaulttui.cli.command import group, verb
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.organizations import Organization
from vaulttui.operations import addresses, organizations
from vaulttui.session.session import Session


@verb("create")
@click.argument("name")
@click.option("--description", metavar="TEXT", default="", help="A line or more for people.")
@click.pass_obj
def create(options: Options, name: str, description: str) -> None:
    """Make an organization."""
    check_identifier(name, "organization")
    with opening.opened(options) as session:
        made = organizations.create(session, name, description)
        _put(session, made, f"Made the organization {name}.", options)


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List organizations, personal first, and how much each owns."""
    with opening.opened(options) as session:
        known = (None, *session.view.graph.organizations)
        shapes = [belonging.organization(session, one) for one in known]
    if options.json:
        output.put_json(shapes)
        return
    counted = ("projects", "sets", "credentials")
    put_table(
        ("NAME", *(word.upper() for word in counted), "DESCRIPTION"),
        (
            (str(one["name"]), *(str(one[word]) for word in counted), str(one["description"]))
            for one in shapes
        ),
    )


@verb("rename")
@click.argument("name")
@click.argument("new")
@click.pass_obj
def rename(options: Options, name: str, new: str) -> None:
    """Give an organization a NEW name; what it owns follows."""
    check_identifier(new, "organization")
    with opening.opened(options) as session:
        changed = organizations.rename(session, _named(session, name), new)
        owned = organizations.owned(session, changed.id)
        _put(session, changed, f"Renamed {name} to {new}; it owns {owned}.", options)


@verb("rm")
@click.argument("name")
@click.pass_obj
def rm(options: Options, name: str) -> None:
    """Move an organization that owns nothing to the trash."""
    with opening.opened(options) as session:
        found = _named(session, name)
        shape = belonging.organization(session, found)
        organizations.rm(session, found)
    if options.json:
        output.put_json(shape)
    else:
        output.tell(f"Moved the organization {name} to the trash.")


def _named(session: Session, name: str) -> Organization:
    found = addresses.organization_at(session, name)
    if found is None:
        raise organizations.personal_refused()
    return found


def _put(session: Session, found: Organization, did: str, options: Options) -> None:
    if options.json:
        output.put_json(belonging.organization(session, found))
    else:
        output.tell(did)


entry = group("organization", (create, listing, rename, rm))
