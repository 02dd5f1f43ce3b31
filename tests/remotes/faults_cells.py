"""One fault at one adapter in one phase: what it is struck by, and what must be true of it."""

import traceback
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import Final

import pytest

from tests.api.serving import TOKEN
from tests.remotes.faults import USUAL, Row
from tests.remotes.faults_adapters import GONE
from tests.remotes.faults_worlds import CANARY, THEIRS, World, to_delete
from tests.remotes.faulty_proxy import Fault, Forward, Phase, Strike
from tests.transport.odd_answers import closed
from tests.transport.odd_server import Arrived, Behaviour
from vaulttui.errors import VaulttuiError
from vaulttui.operations import plans
from vaulttui.remotes import sourcecraft
from vaulttui.remotes.sourcecraft import SourceCraft
from vaulttui.sync import connection, plan_file, runner, sightings
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Outcome, Report, Result
from vaulttui.transport.client import Client, Limits

_IMPATIENT: Final = 1.0
"""Seconds for which operations are looked at while their looks are struck."""
_PATIENT: Final = 60.0
_FORBIDDEN: Final = (
    CANARY,
    b64encode(CANARY[:15].encode()).decode(),
    TOKEN,
    THEIRS.decode(),
)


class Heard:
    """Who is told of all that happens."""

    def __init__(self, began: Callable[[], None] = lambda: None) -> None:
        self.stop = Event()
        self.results: list[Result] = []
        self.waited: list[float] = []
        self._began = began

    def began(self, _effect: Effect) -> None:
        self._began()

    def waits(self, seconds: float, _effect: Effect | None, *, asked: bool) -> None:
        self.waited.append(seconds)

    def ended(self, result: Result) -> None:
        self.results.append(result)


@dataclass
class Cell:
    """``first`` is the request of its phase from which on it strikes."""

    row: Row
    world: World
    phase: Phase
    first: int
    patch: pytest.MonkeyPatch
    heard: Heard = field(default_factory=Heard)
    strike: Strike | None = None

    @property
    def name(self) -> str:
        """As the exceptions of a row name it."""
        return f"{self.world.adapter.name}-{self.phase}"

    def struck(self) -> None:
        """Let it strike from now on."""
        polls = self.name == "sourcecraft-confirming"
        self._limits(self.row.limits, _IMPATIENT if polls else _PATIENT)
        self.heard = Heard()
        if self.row.certificate:
            self.strike = self._expiring()
        else:
            confirms = self.world.adapter.confirms if self.phase is Phase.CONFIRMING else _never
            fault = self.row.fault(self.world)
            row = self.row
            self.strike = Strike(fault, self.phase, self.first, row.nth, row.most, confirms)
        self.world.proxy.strike(self.strike)

    def healed(self) -> None:
        """Let it be over."""
        self.patch.setattr(runner, "FIRST_PAUSE", 0.0)
        self._limits(USUAL, _PATIENT)
        self.world.proxy.strike(None)
        self.world.certify(False)
        self.heard = Heard()

    def _limits(self, limits: Limits, patience: float) -> None:
        self.patch.setattr(connection, "Client", partial(Client, limits=limits))
        self.patch.setattr(sourcecraft, "SourceCraft", partial(SourceCraft, patience=patience))

    def _expiring(self) -> Strike:
        """A certificate is shown before anything is asked, so that it is no answer's fault."""
        world = self.world
        if self.phase is Phase.READING:
            world.certify(True)
        elif self.phase is Phase.WRITING:
            self.heard = Heard(lambda: world.certify(True))
        return Strike(self._expires_after(), Phase.WRITING, most=1)

    def _expires_after(self) -> Fault:
        lost = self.world.adapter.confirms

        def fault(request: Arrived, forward: Forward) -> Behaviour:
            told = forward()
            if self.phase is Phase.CONFIRMING:
                self.world.certify(True)
            return closed() if lost(request) else told.behaviour()

        return fault

    # The engine

    def plan(self) -> Plan:
        """What would be done, with what is gone here deleted there."""
        seen = plans.plan(self.world.session, self.world.remote, watcher=self.heard)
        deletes = to_delete(seen, GONE)
        if deletes:
            seen = plans.plan(self.world.session, self.world.remote, deletes, self.heard)
        no_secrets(plan_file.write(self.world.session, seen).decode())
        return seen

    def apply(self, plan: Plan) -> Report:
        """Do it; every word that is said of it is looked at."""
        report = plans.apply(self.world.session, self.world.remote, plan, self.heard)
        for one in (*self.heard.results, *report.results):
            no_secrets(one.message, one.hint)
            no_escapes(one.message, one.hint)
            assert (one.outcome is Outcome.DONE) == (not one.message)
        assert [one.effect.id for one in report.results] == [one.id for one in plan.effects]
        return report

    def resume(self) -> Report:
        """Settle what is open."""
        return plans.resume(self.world.session, self.world.remote, self.heard)

    @property
    def journal(self) -> int:
        """How many effects are open."""
        return len(list(self.world.session.view.records("journal")))


def _never(_request: Arrived) -> bool:
    return False


def raised(work: Callable[[], object]) -> VaulttuiError | None:
    """The error of it, whose every frame is without secrets."""
    try:
        work()
    except VaulttuiError as error:
        seen: BaseException | None = error
        while seen is not None:
            shown = traceback.TracebackException.from_exception(seen, capture_locals=True)
            no_secrets("".join(shown.format()), repr(vars(seen)))
            seen = seen.__cause__ or seen.__context__
        return _spoken(error)
    return None


def _spoken(error: VaulttuiError) -> VaulttuiError:
    no_escapes(error.message, error.hint)
    assert error.message.endswith(".")
    return error


# What must be true


def no_secrets(*texts: str) -> None:
    """No value and no login stands there."""
    for text in texts:
        assert not [one for one in _FORBIDDEN if one in text]


def no_escapes(*texts: str) -> None:
    """Nothing that a terminal would obey."""
    for text in texts:
        assert text.isprintable(), repr(text)


def done_once(cell: Cell) -> None:
    """Nothing was done again whose answer was heard, and nothing made twice."""
    heard: set[tuple[str, str, bytes]] = set()
    made = Counter[tuple[str, bytes]]()
    for one in cell.world.proxy.done:
        what = one.request.method, one.request.target, one.request.body
        assert what not in heard, what[:2]
        # With hardly any patience what was told may have come too late.
        heard |= {what} if one.intact and cell.row.limits is USUAL else set()
        made[what[1:]] += cell.world.adapter.makes(one.request)
    assert set(made.values()) <= {0, 1}, made


def nothing_kept(cell: Cell, home: Path) -> None:
    """No value or login stands in journal, ledger, sighting, or a file of the program's."""
    session = cell.world.session
    for kind in ("journal", "ledger"):
        for record in session.view.records(kind):
            no_secrets(*(repr(revision.m) for revision in record.revisions))
    no_secrets(repr(sightings.load(session, cell.world.remote.id)))
    for file in home.rglob("*"):
        if file.is_file():
            no_secrets(file.read_bytes().decode("latin-1"))
