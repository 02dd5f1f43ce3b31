"""``set``: named groups of keys."""

from collections.abc import Sequence
from typing import Final

import click

from vaulttui.cli import belonging, opening, output, values
from vaulttui.cli.addressing import check_owned
from vaulttui.cli.command import group, verb
from vaulttui.cli.moments import local
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_pairs, put_table
from vaulttui.cli.telling import tell_uses
from vaulttui.cli.value_out import Place, put_value, value_options
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.sets import SCOPES, Key, Set
from vaulttui.domain.text import plural
from vaulttui.errors import InvalidValue, UsageError
from vaulttui.operations import addresses, sets
from vaulttui.operations.sets import NewSet
from vaulttui.operations.where_used import uses_of_set
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_NOT_HERE: Final = "never taken from the command line"
_HINT: Final = (
    "`vaulttui set put SET KEY --from CRED/FIELD` points at a field; with --stdin, --file or "
    "none of them the key gets a value of its own."
)


@verb("create")
@click.argument("name", metavar="SET")
@click.option("--scope", type=click.Choice(SCOPES), help="Seen from its project, or from all.")
@click.option("--project", metavar="PROJECT", help="Assign it there; with repo, its only one.")
@click.option("--description", metavar="TEXT", default="", help="A line or more for people.")
@click.pass_obj
def create(
    options: Options, name: str, scope: str | None, project: str | None, description: str
) -> None:
    """Make an empty set, NAME or ORGANIZATION/NAME; with a project the scope is repo."""
    addresses.split_owner(name, "set")
    if project is not None:
        check_owned(project, "project")
    with opening.opened(options) as session:
        owner, own_name = addresses.new_owned(session, name, "set")
        found = addresses.project_at(session, project) if project is not None else None
        made = sets.create(session, NewSet(owner, own_name, scope, found, description))
        _put(session, made, f"Made the set {name} (scope {made.scope}).", options)


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List sets."""
    with opening.opened(options) as session:
        graph = session.view.graph
        if options.json:
            output.put_json([belonging.key_set(session, one) for one in graph.sets])
            return
        rows = [
            (
                graph.full_name(one),
                str(len(one.keys)),
                one.scope,
                ", ".join(graph.projects_of(one.id)),
                "revoked" if one.revoked_at is not None else "",
                one.description,
            )
            for one in graph.sets
        ]
    if not put_table(("NAME", "KEYS", "SCOPE", "PROJECTS", "STATE", "DESCRIPTION"), rows):
        output.tell("The vault holds no sets yet.")


@verb("show")
@click.argument("name", metavar="SET")
@click.pass_obj
def show(options: Options, name: str) -> None:
    """Show a set and its keys, without values."""
    check_owned(name, "set")
    with opening.opened(options) as session:
        found = addresses.set_at(session, name)
        if options.json:
            output.put_json(belonging.key_set(session, found))
            return
        graph = session.view.graph
        revoked = local(found.revoked_at) if found.revoked_at is not None else ""
        put_pairs(
            [
                ("name", graph.full_name(found)),
                ("id", found.id),
                ("scope", found.scope),
                ("description", found.description),
                ("revoked", revoked),
                ("changed", local(found.record.at)),
                *(("used by", str(use)) for use in uses_of_set(session, found)),
            ]
        )
        rows = [(key.name, _source(session, found, key), key.description) for key in found.keys]
    if rows:
        output.put("")
        put_table(("KEY", "VALUE FROM", "DESCRIPTION"), rows)


@verb("rename")
@click.argument("name", metavar="SET")
@click.argument("new")
@click.pass_obj
def rename(options: Options, name: str, new: str) -> None:
    """Give a set a NEW name in its organization; assignments follow."""
    check_owned(name, "set")
    _check_new(new)
    with opening.opened(options) as session:
        changed = sets.rename(session, addresses.set_at(session, name), new)
        _put(session, changed, f"Renamed {name} to {new}.", options)
        tell_uses(new, uses_of_set(session, changed), options)


def _check_new(new: str) -> None:
    try:
        check_identifier(new, "set")
    except InvalidValue as error:
        told = "NEW is the name alone, and stays in its organization." if "/" in new else error.hint
        raise InvalidValue(error.message, hint=told) from None


@verb("rm")
@click.argument("name", metavar="SET")
@click.pass_obj
def rm(options: Options, name: str) -> None:
    """Move a set to the trash; `vaulttui trash restore set:NAME` brings it back."""
    check_owned(name, "set")
    with opening.opened(options) as session:
        found = addresses.set_at(session, name)
        shape, uses = belonging.key_set(session, found), uses_of_set(session, found)
        sets.rm(session, found)
    if options.json:
        output.put_json(shape)
    else:
        output.tell(f"Moved the set {name} and its {plural(len(found.keys), 'key')} to the trash.")
    tell_uses(name, uses, options)


@verb("revoke")
@click.argument("name", metavar="SET")
@click.pass_obj
def revoke(options: Options, name: str) -> None:
    """Let nothing use a set any more; its keys and values stay to be read."""
    check_owned(name, "set")
    with opening.opened(options) as session:
        changed = sets.revoke(session, addresses.set_at(session, name))
        _put(session, changed, f"The set {name} is revoked.", options)
        tell_uses(name, uses_of_set(session, changed), options)


@verb("put")
@click.argument("name", metavar="SET")
@click.argument("key")
@click.option("--from", "reference", metavar="CRED/FIELD", help="Point at a credential's field.")
@click.option("--file", "path", metavar="PATH", help="A value of its own, from a file.")
@click.option("--stdin", is_flag=True, help="A value of its own, from standard input.")
@click.option("--description", metavar="TEXT", help="What the key is for.")
@click.argument("more", nargs=-1, metavar="")
@click.pass_obj
def put(
    options: Options,
    name: str,
    key: str,
    more: tuple[str, ...],
    reference: str | None,
    path: str | None,
    stdin: bool,
    description: str | None,
) -> None:
    """Make or change a key. Without --from, --file and --stdin its value is asked for.

    Of what is read, the newline that ends a single line is left out.
    """
    from vaulttui.cli.assigned import tell_collisions

    if (reference is not None) + (path is not None) + stdin > 1:
        raise UsageError("Only one of --from, --file and --stdin can be.")
    check_owned(name, "set")
    _check_key(key, more)
    target = addresses.split_field(reference) if reference is not None else None
    with opening.opened(options) as session:
        found = addresses.set_at(session, name)
        if target is not None:
            credential = addresses.credential_at(session, target[0])
            changed = sets.put_reference(
                session, found, key, credential, target[1], description=description
            )
        else:
            value = _value(key, path, stdin, options)
            changed = sets.put_value(session, found, key, value, description=description)
        _put(session, changed, f"Put the key {key} into the set {name}.", options)
        tell_collisions(session, changed, options)


@verb("unset")
@click.argument("name", metavar="SET")
@click.argument("keys", metavar="KEY…", nargs=-1, required=True)
@click.pass_obj
def unset(options: Options, name: str, keys: tuple[str, ...]) -> None:
    """Take keys out of a set."""
    check_owned(name, "set")
    for key in keys:
        check_identifier(key, "key")
    with opening.opened(options) as session:
        found = addresses.set_at(session, name)
        changed = sets.unset(session, found, keys)
        _put(session, changed, f"Took {', '.join(keys)} out of the set {name}.", options)
        tell_uses(name, uses_of_set(session, changed), options)


@verb("get")
@click.argument("name", metavar="SET")
@click.argument("key")
@value_options
@click.pass_obj
def get(options: Options, name: str, key: str, place: Place) -> None:
    """Print, copy or write out the value of one key."""
    check_owned(name, "set")
    check_identifier(key, "key")
    with opening.opened(options) as session:
        found = addresses.set_at(session, name)
        value = sets.get(session, found, key)
    put_value(value, {"id": found.id, "key": key}, place, options)


def _check_key(key: str, more: Sequence[str]) -> None:
    """Raise for what is no key, without repeating what is meant to be its value."""
    if more:
        raise UsageError(f"A value is {_NOT_HERE}.", hint=_HINT)
    if "=" in key:
        raise InvalidValue(
            f'What holds "=" cannot be the name of a key; a value is {_NOT_HERE}.', hint=_HINT
        )
    check_identifier(key, "key")


def _value(key: str, path: str | None, stdin: bool, options: Options) -> Secret:
    if path is None and not stdin:
        return options.terminal.ask_secret_twice(f"{key}: ")
    content = values.read_file(path) if path is not None else values.read_stdin()
    # A text of several lines is a file, whose last newline belongs to it.
    one_line = content.count(b"\n") == 1 and content.endswith(b"\n")
    return Secret(content[:-1] if one_line else content)


def _source(session: Session, found: Set, key: Key) -> str:
    if key.own and not found.holds(key.name):
        return "a remote alone: nobody here holds it"
    if key.own:
        return f"its own, set {local(found.info(key.name).set_at)}"
    target = sets.target_of(session, key)
    if target is None:
        return "a credential that is not there any more"
    return f"{target.name}/{key.field}"


def _put(session: Session, found: Set, did: str, options: Options) -> None:
    if options.json:
        output.put_json(belonging.key_set(session, found))
    else:
        output.tell(did)


entry = group("set", (create, listing, show, rename, rm, revoke, put, unset, get))
