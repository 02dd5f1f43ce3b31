"""``remote``: servers that hold credentials and never give their values back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import click

from vaulttui.cli import bound, opening, output
from vaulttui.cli.addressing import check_remote
from vaulttui.cli.command import group, verb
from vaulttui.cli.moments import local
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_pairs, put_table, put_whole
from vaulttui.domain.remotes import Budget, Remote
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, bindings, remotes
from vaulttui.operations.remotes import Edits, Login
from vaulttui.session.session import Session

_CHOSEN: Final = (
    click.option("--auth", multiple=True, metavar="KEY=CRED/FIELD", help="What logs in there."),
    click.option("--option", multiple=True, metavar="K=V", help="What the dialect must know."),
    click.option(
        "--budget", type=click.Choice([one.value for one in Budget]), help="What a plan may do."
    ),
    click.option("--max-effects", type=int, metavar="N", help="At most, in one plan; 0: any."),
)


def _chosen(function: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_CHOSEN):
        function = option(function)
    return function


@verb("add")
@click.argument("name")
@click.argument("dialect")
@click.argument("url")
@_chosen
@click.pass_obj
def add(
    options: Options,
    name: str,
    dialect: str,
    url: str,
    auth: tuple[str, ...],
    option: tuple[str, ...],
    budget: str | None,
    max_effects: int | None,
) -> None:
    """Add a remote NAME that speaks DIALECT at URL; nothing is sent to it.

    KEY is token; for infra0 it is bearer, cookie:NAME or header:NAME.
    """
    given = bound.pairs(option, "K=V")
    wanted = Edits(name, dialect, url, {}, given, _budget(budget), max_effects)
    remotes.check_words(wanted)
    named = _named(auth)
    with opening.opened(options) as session:
        made = remotes.add(session, replace(wanted, auth=_logins(session, named)))
        _put(session, made, f"Added the remote {made.name}.", options)


@verb("edit")
@click.argument("remote")
@click.argument("dialect", required=False)
@click.argument("url", required=False)
@click.option("--name", metavar="NEW", help="Another name.")
@_chosen
@click.pass_obj
def edit(
    options: Options,
    remote: str,
    dialect: str | None,
    url: str | None,
    name: str | None,
    auth: tuple[str, ...],
    option: tuple[str, ...],
    budget: str | None,
    max_effects: int | None,
) -> None:
    """Change what is named; --auth replaces the whole login, --option K= takes an option away.

    At another address or place nothing is known to be written: the next plan writes it anew.
    """
    check_remote(remote)
    if not any((dialect, url, name, auth, option, budget)) and max_effects is None:
        raise UsageError(
            "Nothing is named that is to be other.", hint="See `vaulttui remote edit --help`."
        )
    given = bound.pairs(option, "K=V")
    wanted = Edits(name, dialect, url, {}, given, _budget(budget), max_effects)
    remotes.check_words(wanted)
    named = _named(auth)
    with opening.opened(options) as session:
        found = addresses.remote_at(session, remote)
        knew = _written(session, found)
        changed = remotes.edit(session, found, replace(wanted, auth=_logins(session, named)))
        _put(session, changed, f"Changed the remote {changed.name}.", options)
        if knew and not _written(session, changed):
            told = "What was written there before is not known to be at the new place."
            output.notice(told, as_json=options.json)


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List remotes, and when this machine last read each."""
    with opening.opened(options) as session:
        graph = session.view.graph
        if options.json:
            output.put_json([bound.remote(session, one) for one in graph.remotes])
            return
        rows = [
            (
                one.name,
                one.dialect,
                one.url,
                one.budget.value,
                str(len(graph.bindings_of(one.id))),
                _told(bound.last_contact(session, one)),
            )
            for one in graph.remotes
        ]
    if not put_table(("NAME", "DIALECT", "ADDRESS", "BUDGET", "BOUND", "LAST CONTACT"), rows):
        output.tell("The vault knows no remotes yet.")


@verb("show")
@click.argument("remote")
@click.pass_obj
def show(options: Options, remote: str) -> None:
    """Show a remote, and what is bound to it."""
    check_remote(remote)
    with opening.opened(options) as session:
        found = addresses.remote_at(session, remote)
        known = bindings.bound(session, found)
        if options.json:
            output.put_json(bound.remote_with_bindings(session, found))
            return
        logins = bound.logins(session, found)
        put_pairs(
            [
                ("name", found.name),
                ("id", found.id),
                ("dialect", found.dialect),
                ("address", found.url),
                *(("login", f"{key} from {source}") for key, source in logins.items()),
                *(("option", f"{name}={text}") for name, text in found.options.items()),
                ("budget", found.budget.value),
                ("effects", f"at most {found.max_effects}" if found.max_effects else ""),
                ("last contact", _told(bound.last_contact(session, found))),
            ]
        )
        rows = [
            (one.part.kind, one.part.title, *bound.there(one), bound.told(one)) for one in known
        ]
    if rows:
        output.put("")
        put_whole(("KIND", "BOUND", "NAME THERE", "OBJECT", "POLICY"), rows)


@verb("test")
@click.argument("remote")
@click.pass_obj
def test(options: Options, remote: str) -> None:
    """Ask a remote for something that needs the login, and say what answers."""
    from vaulttui.operations.plans import test

    check_remote(remote)
    with opening.opened(options) as session:
        found = addresses.remote_at(session, remote)
        with output.patience(f"Asking {found.name}"):
            answered = test(session, found)
    if options.json:
        output.put_json({"name": found.name, "answer": answered})
    else:
        output.put(safe_text(answered))


@verb("rm")
@click.argument("remote")
@click.pass_obj
def rm(options: Options, remote: str) -> None:
    """Move a remote to the trash; `vaulttui trash restore remote:NAME` brings it back."""
    check_remote(remote)
    with opening.opened(options) as session:
        found = addresses.remote_at(session, remote)
        shape = bound.remote_with_bindings(session, found)
        count = len(session.view.graph.bindings_of(found.id))
        remotes.rm(session, found)
    if options.json:
        output.put_json(shape)
    else:
        along = f" and its {plural(count, 'binding')}" if count else ""
        output.tell(f"Moved the remote {found.name}{along} to the trash; nothing was sent to it.")


def _told(at: int | None) -> str:
    return "never" if at is None else local(at)


def _budget(word: str | None) -> Budget | None:
    return Budget(word) if word is not None else None


def _named(auth: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Credential and field by the dialect's key, as they are addressed."""
    pairs = bound.pairs(auth, "KEY=CRED/FIELD")
    return {key: addresses.split_field(address) for key, address in pairs.items()}


def _logins(session: Session, named: dict[str, tuple[str, str]]) -> dict[str, Login]:
    return {
        key: (addresses.credential_at(session, address), field)
        for key, (address, field) in named.items()
    }


def _written(session: Session, found: Remote) -> bool:
    """True where something is known to be there."""
    known = session.view.graph.bindings_of(found.id)
    return any(session.view.ledger(one.id) for one in known)


def _put(session: Session, found: Remote, did: str, options: Options) -> None:
    if options.json:
        output.put_json(bound.remote_with_bindings(session, found))
    else:
        output.tell(did)


entry = group("remote", (add, edit, listing, show, test, rm))
