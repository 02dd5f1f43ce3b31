"""``resume``: what was interrupted, settled."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from vaulttui.cli import opening, output
from vaulttui.cli.addressing import check_remote
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.remotes import Remote
from vaulttui.domain.revisions import Json
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import Interrupted, RemoteFailed, VaulttuiError
from vaulttui.operations import addresses
from vaulttui.session.session import Session

if TYPE_CHECKING:
    from vaulttui.cli.watching import Following
    from vaulttui.sync.report import Report


@command("resume")
@click.argument("name", metavar="[REMOTE]", required=False)
@click.pass_obj
def entry(options: Options, name: str | None) -> None:
    """Effects that this machine sent and whose answer it never saw: a reading tells of most,
    a repeat of those that are safe to repeat. Those of other machines are theirs. Without
    REMOTE all remotes are settled; one that cannot be keeps none of the others.
    """
    from vaulttui.cli.watching import Following

    if name is not None:
        check_remote(name)
    following = Following(quiet=options.json)
    with opening.opened(options) as session, following.stoppable():
        settling = _Settling(session, following, options)
        if name is not None:
            settling.settle(addresses.remote_at(session, name))
        else:
            settling.settle_all()
    settling.tell()
    settling.refuse()


@dataclass
class _Settling:
    """What became of each remote that was come to; ``left`` are open ones that were not."""

    session: Session
    following: "Following"
    options: Options
    reports: "list[Report]" = field(default_factory=list)
    failed: list[tuple[str, VaulttuiError]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def settle_all(self) -> None:
        """Settle one remote after the other, and tell of each that cannot be."""
        from vaulttui.operations.plans import left_behind

        for remote in self.session.view.graph.remotes:
            try:
                self.settle(remote)
            except VaulttuiError as error:
                self._failed(remote.name, error)
        for name, opened in left_behind(self.session):
            self._failed(name, _in_trash(name, opened))

    def settle(self, remote: Remote) -> None:
        """Settle one, unless somebody wants to stop."""
        from vaulttui.operations.plans import open_effects, resume
        from vaulttui.sync.wording import outcomes

        if self.following.stop.is_set():
            self.left += [remote.name] if open_effects(self.session, remote) else []
            return
        report = resume(self.session, remote, self.following)
        if report.results:
            self.reports.append(report)
            if not self.options.json:
                output.tell(f"{report.remote}: {outcomes(report)}.")

    def _failed(self, name: str, error: VaulttuiError) -> None:
        self.failed.append((name, error))
        why = error.message.removeprefix(f"{safe_text(name)}: ")
        told = f"{safe_text(name)}: not settled: {why} {error.hint}"
        output.notice(told.rstrip(), as_json=self.options.json)

    def tell(self) -> None:
        """Say the whole as JSON, or that there was nothing to do."""
        from vaulttui.cli.plans import report_shape

        if self.options.json:
            output.put_json([*map(report_shape, self.reports), *map(_unsettled, self.failed)])
        elif not (self.reports or self.failed or self.left):
            output.tell("Nothing is open.")

    def refuse(self) -> None:
        """Raise what is to be said where not everything is settled."""
        from vaulttui.cli.commands.apply import refuse_undone
        from vaulttui.sync.report import SETTLES, Outcome

        left = self.left or any(one.count(Outcome.LEFT) for one in self.reports)
        if left and self.following.stop.is_set():
            raise Interrupted("Stopped; see above for what was settled.", hint=SETTLES)
        if self.failed:
            raise _first(self.failed)
        refuse_undone(self.reports)


def _in_trash(name: str, opened: int) -> RemoteFailed:
    return RemoteFailed(
        f"It is in the trash, with {plural(opened, 'effect')} open.",
        hint=f"`vaulttui trash restore remote:{safe_text(name)}` brings it back.",
    )


def _unsettled(failed: tuple[str, VaulttuiError]) -> dict[str, Json]:
    name, error = failed
    told: dict[str, Json] = {"code": error.code, "message": error.message, "hint": error.hint}
    return {"remote": name, "results": [], "error": told}


def _first(failed: list[tuple[str, VaulttuiError]]) -> VaulttuiError:
    """The first failure, for its code; all of them are told of already."""
    names = [safe_text(name) for name, _ in failed]
    verb = "was" if len(names) == 1 else "were"
    _, error = failed[0]
    error.message = f"{plural(len(names), 'remote')} {verb} not settled: {', '.join(names)}."
    error.hint = "See above for why."
    return error
