"""Each fault, at each adapter, wherever it strikes: told clearly, done once, and made good.

The short form lets each fault strike one adapter in one phase, in turn; ``--torture`` lets each
strike everywhere, and from later requests on too.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.remotes.faults import DONE, FAILED, LEFT, ROWS, UNKNOWN, Row
from tests.remotes.faults_adapters import ADAPTERS, Adapter
from tests.remotes.faults_cells import Cell, done_once, nothing_kept, raised
from tests.remotes.faults_making import Template, made
from tests.remotes.faults_worlds import THEIRS, to_adopt
from tests.remotes.faulty_proxy import Phase
from tests.transport.odd_answers import closed
from tests.transport.odd_server import OddServer
from vaulttui.errors import Stale, VaulttuiError
from vaulttui.operations.adoption import adopt
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Outcome

_LONGEST: Final = 10.0
"""Seconds: what is waited out in vain takes minutes."""
_TRIES: Final = 20
_UNCLOSED: Final = "ignore::pytest.PytestUnraisableExceptionWarning"
_Kind = type[VaulttuiError] | None
Templates = Callable[[Adapter, bool], Template]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """The world of an adapter, behind TLS or not, made when it is first asked for."""
    known: dict[tuple[str, bool], Template] = {}
    with ExitStack() as stack:
        elsewhere = stack.enter_context(OddServer([closed()]))

        def template(adapter: Adapter, secure: bool) -> Template:
            at = adapter.name, secure
            if at not in known:
                folder = tmp_path_factory.mktemp(adapter.name)
                known[at] = made(stack, adapter, folder, elsewhere, secure=secure)
            return known[at]

        yield template


def _cells() -> Iterator[object]:
    for i, row in enumerate(ROWS):
        for j, adapter in enumerate(ADAPTERS):
            for k, phase in enumerate(Phase):
                for first in _firsts(row, adapter, phase):
                    short = first == 1 and (j, k) == (i % 3, i // 3 % 3)
                    marks = [] if short else [pytest.mark.torture]
                    if row.certificate:
                        # httpcore2 forgets a socket whose TLS handshake is cancelled.
                        marks.append(pytest.mark.filterwarnings(_UNCLOSED))
                    name = f"{row.name}-{adapter.name}-{phase}-{first}"
                    yield pytest.param(row, adapter, phase, first, id=name, marks=marks)


def _firsts(row: Row, adapter: Adapter, phase: Phase) -> tuple[int, ...]:
    """From which requests on it strikes; WarmHub confirms with one reading alone."""
    once = row.moved or row.certificate
    return (1,) if once or (adapter.name, phase) == ("warmhub", "confirming") else (1, 2)


@pytest.mark.parametrize(("row", "adapter", "phase", "first"), _cells())
def test_a_fault_is_told_and_made_good(
    row: Row,
    adapter: Adapter,
    phase: Phase,
    first: int,
    templates: Templates,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with templates(adapter, row.certificate).world(tmp_path) as world:
        cell = Cell(row, world, phase, first, monkeypatch)
        cell.healed()
        began = time.monotonic()
        if phase is Phase.READING:
            _strike_reading(cell)
        else:
            _strike_apply(cell)
        assert time.monotonic() - began < _LONGEST
        assert row.certificate or (cell.strike is not None and cell.strike.struck)
        nothing_kept(cell, home)
        cell.healed()
        _make_good(cell)
        if not row.moved:
            done_once(cell)
        nothing_kept(cell, home)
        assert world.elsewhere.requests == []
    assert capfd.readouterr() == ("", "")
    if row.certificate:
        # What was forgotten is found here, and not in the test that happens to come next.
        gc.collect()


def _strike_reading(cell: Cell) -> None:
    """While a plan is made, and while its apply looks again: nothing is written."""
    row = cell.row
    expected = row.reading if cell.name not in row.exceptions else None
    if not row.moved:
        cell.struck()
        _raises(cell, expected, cell.plan)
        cell.healed()
    approved = cell.plan()
    cell.struck()
    again = _moved(cell) or expected
    error = _raises(cell, again, lambda: cell.apply(approved))
    if error is not None:
        assert cell.world.proxy.done == []
        assert cell.journal == 0


def _moved(cell: Cell) -> type[VaulttuiError] | None:
    """What is raised where what is read differs from what the plan was made of."""
    return Stale if cell.row.changes and cell.name not in cell.row.unseen else None


def _raises(cell: Cell, kind: _Kind, work: Callable[[], object]) -> VaulttuiError | None:
    """The error of this kind, or none where no request was struck."""
    error = raised(work)
    struck = cell.row.certificate or (cell.strike is not None and cell.strike.struck)
    if cell.name == "warmhub-reading" and cell.first > 1 and error is None:
        # It was the handshake before the first write, which fails with that write alone.
        return None
    assert isinstance(error, kind if kind and struck else type(None)), error
    return error


def _strike_apply(cell: Cell) -> None:
    """While writes are sent, or while it is looked what became of them."""
    approved = cell.plan()
    cell.struck()
    report = cell.apply(approved)
    ends = {one.outcome for one in report.results}
    assert ends <= _allowed(cell), report
    if cell.first == 1:
        assert _expected(cell) in (None, *ends), report
    if FAILED not in ends and UNKNOWN not in ends:
        assert ends == {DONE}


def _expected(cell: Cell) -> Outcome | None:
    """How at least one effect ends."""
    row, phase = cell.row, cell.phase
    if cell.name in row.exceptions:
        return row.exceptions[cell.name]
    if row.moved or (row.passes and (row.writing is not FAILED or phase is Phase.CONFIRMING)):
        return None
    if phase is Phase.WRITING:
        return row.writing
    quiet = row.reading is None or cell.world.adapter.name == "warmhub" or row.certificate
    return None if quiet else UNKNOWN


def _allowed(cell: Cell) -> set[Outcome]:
    """How effects may end; those that wait for one that did not end well are left."""
    row = cell.row
    worst = row.exceptions.get(cell.name, row.writing)
    if cell.phase is Phase.CONFIRMING and cell.name not in row.exceptions:
        worst = UNKNOWN
    # What cannot be sent any more fails, whatever was sent before.
    more = {FAILED} if row.certificate else set[Outcome]()
    if cell.name in row.also:
        more |= {row.also[cell.name], LEFT}
    return {DONE} | ({worst, LEFT} if worst not in (None, DONE) else set()) | more


def _make_good(cell: Cell) -> None:
    """Resume, plan and apply: then the remote equals the vault, and nothing is left to do."""
    resumed = cell.resume()
    assert resumed.count(DONE) == len(resumed.results)
    assert cell.journal == 0
    seen = cell.plan()
    waiting = to_adopt(seen)
    if waiting:
        assert cell.row.moved
        assert any("vaulttui adopt there" in one.hint for one in seen.left)
        adopt(cell.world.session, cell.world.remote, waiting)
        seen = cell.plan()
    _apply(cell, seen)
    last = cell.plan()
    assert (last.effects, last.left) == ((), ())
    _compare(cell)


def _apply(cell: Cell, approved: Plan) -> None:
    """Do all of it; what was sent before may still be going on there, so plan again if it does."""
    for _ in range(_TRIES):
        try:
            report = cell.apply(approved)
        except Stale:
            assert cell.world.adapter.comes_and_goes
            approved = cell.plan()
        else:
            assert report.all_done, report
            return
    raise AssertionError("it never comes to rest")


def _compare(cell: Cell) -> None:
    """What is there is what should be, but for what nobody can know of."""
    here, held = cell.world.here(), cell.world.there()
    there = dict(held)
    _, second, last = cell.world.adapter.old["alpha"]
    if cell.row.name == "edited-meanwhile" and cell.name in cell.row.unseen:
        here = [(name, {**one, second: THEIRS} if name == "alpha" else one) for name, one in here]
    if cell.row.name == "ids-changed":
        # What was gone here is not ours in the object that somebody made anew.
        there["alpha"] = {name: one for name, one in there["alpha"].items() if name != last}
    if cell.row.name == "a-rival-of-the-name" and cell.world.adapter.name == "infra0":
        # Where both were made, only one of them is ours.
        there["beta"] = next(one for name, one in held if (name, one) in here and name == "beta")
        assert len(held) - len(here) in (0, 1)
    else:
        assert len(held) == len(here)
    assert there == dict(here)
