"""A plan, the apply of it, and its report; the remote is as this file says, and nobody is asked."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from tests.operations.remote_samples import written
from tests.tui.samples import named, top
from tests.tui.scenes.stage import Stage, scene
from vaulttui.domain.journal import JournalEntry
from vaulttui.domain.remotes import Remote
from vaulttui.errors import NotFound
from vaulttui.operations import bindings, remotes
from vaulttui.operations.plans import abilities_of
from vaulttui.remotes.protocol import Found, Kind
from vaulttui.session.session import Session
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan, make_plan
from vaulttui.sync.report import Outcome, Report, Result, Watcher
from vaulttui.sync.wanted import wanted
from vaulttui.tui.screens.remotes.apply_run import Doing, Run
from vaulttui.tui.screens.remotes.plan import PlanScreen
from vaulttui.tui.screens.remotes.run_line import RunLine

BOUND: Final = ("Orders database", "Session cache", "Release token")
REFUSED: Final = (
    "apps.example.com answered 409 (CONFLICT) for the credential Orders database.",
    "Another credential there has the name.",
)


@dataclass
class Prepared:
    """Work on a remote that holds ``there``, and refuses the credential ``refuses``."""

    session: Session
    remote: Remote
    there: tuple[Found, ...]
    refuses: str = ""

    def opened(self) -> Sequence[JournalEntry]:
        """Nothing is open."""
        return ()

    def writing(self) -> bool:
        """Nobody does."""
        return False

    def read(self, deletes: Sequence[str], watcher: Watcher) -> Plan:
        """What would be done of what it holds."""
        abilities = abilities_of(self.remote)
        wants = wanted(self.session, self.remote, abilities)
        of = {one.binding_id: self.session.view.ledger(one.binding_id) for one in wants}
        return make_plan(self.remote, wants, self.there, of, abilities, deletes)

    def apply(self, plan: Plan, watcher: Watcher, chosen: Collection[str]) -> Report:
        """Do all but the refused, and what needs it."""
        results = []
        for one in plan.effects:
            if one.id in chosen:
                watcher.began(one)
                results.append(self._result(one))
                watcher.ended(results[-1])
        return Report(self.remote.name, tuple(results))

    def _result(self, effect: Effect) -> Result:
        if effect.key == self.refuses:
            return Result(effect, Outcome.FAILED, *REFUSED)
        return Result(effect, Outcome.DONE)

    def resume(self, watcher: Watcher) -> Report:
        """Nothing is open."""
        return Report(self.remote.name, ())

    def adopt(self, object_id: str, watcher: Watcher) -> str:
        """Nothing here is taken over."""
        raise NotFound(f"There is no {object_id} on staging.")


def prepared(session: Session) -> Prepared:
    """A remote with credentials of the sample bound to it, and others of its own."""
    login = named(session, "Deploy robot")
    field = next(iter(login.sealed))
    auth = {"bearer": (login, field)}
    edits = remotes.Edits("staging", "infra0", "https://apps.example.com", auth)
    remote = remotes.add(session, edits)
    for name in BOUND:
        bindings.bind(session, remote, bindings.part_of(session, named(session, name)))
    mail = bindings.bind(
        session, remote, bindings.part_of(session, named(session, "Outgoing mail"))
    )
    for slot in ("password", "", "host"):
        written(session, mail.binding, slot)
    smtp = session.view.type("smtp")
    assert smtp is not None
    fields = tuple(one.id for one in smtp.fields)
    there = (
        Found(Kind.TYPE, "t-3", "Mail server", fields=fields),
        Found(Kind.CREDENTIAL, "an object", "Outgoing mail", type_key="Mail server"),
        Found(Kind.CREDENTIAL, "c-17", "Session cache", mark="1"),
        Found(Kind.CREDENTIAL, "c-18", "Legacy mail relay", mark="1"),
    )
    found = session.view.graph.remote(remote.id)
    assert found is not None
    return Prepared(session, found, there, "Orders database")


async def opened(stage: Stage) -> PlanScreen:
    """The screen with its plan."""
    work = prepared(stage.session)
    stage.app.push_screen(PlanScreen(work.remote.id, work=work))
    await stage.settle()
    return top(stage.app, PlanScreen)


@scene("plan")
async def plan(stage: Stage) -> None:
    """One effect is left out, and stands under the cursor."""
    await opened(stage)
    await stage.press("down", "space")


@scene("plan-applying")
async def applying(stage: Stage) -> None:
    """Some are done, one is under way."""
    screen = await opened(stage)
    run = Run(Doing.APPLY, screen.ticks.effects)
    run.began_at = math.inf
    done, failed, under_way = list(run.effects.values())[:3]
    for effect, outcome in ((done, Outcome.DONE), (failed, Outcome.DONE)):
        run.began(effect)
        run.ended(Result(effect, outcome))
    run.began(under_way)
    screen.begin(run)
    line = screen.query_one(RunLine)
    line._timer.stop()
    # A turn may have been on its way.
    await stage.settle()
    line._turns = 0
    line.turn()
    await stage.settle()


@scene("plan-report")
async def report(stage: Stage) -> None:
    """One was refused."""
    await opened(stage)
    await stage.press("ctrl+s", "enter")
