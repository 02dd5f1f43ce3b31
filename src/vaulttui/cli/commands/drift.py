"""``drift``: how what is bound stands on remotes."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from vaulttui.cli import opening, output
from vaulttui.cli.addressing import check_remote
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_whole
from vaulttui.domain.remotes import Remote
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import InvalidValue, NotFound, RemoteFailed, SomethingToDo, VaulttuiError
from vaulttui.operations import addresses
from vaulttui.session.session import Session

if TYPE_CHECKING:
    from vaulttui.sync.plan import Plan


@command("drift")
@click.argument("name", metavar="[REMOTE]", required=False)
@click.option("--check", is_flag=True, help="End with 9 where something is not in sync.")
@click.pass_obj
def entry(options: Options, name: str | None, check: bool) -> None:
    """A fingerprint proves what was written from here, never what is there now: "in sync" is
    as of the last confirmed write. Without REMOTE all remotes are read; of one that cannot be
    read the others are shown all the same, and it ends with 8.
    """
    from vaulttui.cli.states import state_shape, unread

    if name is not None:
        check_remote(name)
    with opening.opened(options) as session:
        if name is not None:
            remotes = [addresses.remote_at(session, name)]
            read = [_read(session, remotes[0])]
        else:
            remotes = list(session.view.graph.remotes)
            read = list(_readable(session, remotes, options))
    bound = [(plan.remote.name, one) for plan in read for one in plan.compared if one.wanted]
    if options.json:
        output.put_json([state_shape(remote, one) for remote, one in bound])
    else:
        _put(read)
        if not remotes:
            output.tell("There are no remotes.")
    known = {plan.remote.id for plan in read}
    failed = [one.name for one in remotes if one.id not in known]
    if failed:
        raise RemoteFailed(unread(failed, len(remotes)), hint="See above for why.")
    drifted = sum(one.drifts for _, one in bound)
    if check and drifted:
        verb = "is" if drifted == 1 else "are"
        counted = plural(len(bound), "bound object")
        raise SomethingToDo(f"{drifted} of {counted} {verb} not in sync.")


def _read(session: Session, remote: Remote) -> "Plan":
    from vaulttui.operations.plans import plan

    with output.patience(f"Asking {remote.name}"):
        return plan(session, remote)


def _readable(session: Session, remotes: Iterable[Remote], options: Options) -> Iterator["Plan"]:
    """The remotes that can be read; of others is told why not."""
    for remote in remotes:
        try:
            yield _read(session, remote)
        except (RemoteFailed, NotFound, InvalidValue) as error:
            output.notice(_why_not(remote, error), as_json=options.json)


def _why_not(remote: Remote, error: VaulttuiError) -> str:
    name = safe_text(remote.name)
    return f"{name}: not read: {error.message.removeprefix(f'{name}: ')}"


def _put(read: Iterable["Plan"]) -> None:
    from vaulttui.cli.states import STATES_HEAD, state_rows, strangers_line

    for plan in read:
        if not put_whole((plan.remote.name.upper(), *STATES_HEAD), state_rows(plan)):
            output.tell(f"Nothing is bound to {plan.remote.name}.")
        told = strangers_line(plan)
        if told:
            output.tell(told)
