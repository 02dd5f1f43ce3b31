"""A program killed at any moment of an apply: the next one goes on, and nothing is done twice."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from subprocess import Popen
from typing import Final

import pytest

from tests.session.forks import forks, pipe
from tests.session.sessions import new_session
from tests.sync import far_remote
from tests.sync.far_worlds import Bound, ModelSide, Side
from tests.sync.real_side import RealSide
from vaulttui.domain.journal import JournalEntry, Phase
from vaulttui.operations import plans

Rounds = Callable[[int, int], int]
EFFECTS: Final = 100
NAMES: Final = ("warmhub", "sourcecraft", "infra0")
_PER_VAULT = 20


@dataclass
class Figures:
    """What came of a row of kills."""

    kills: int
    open: int = 0
    repeated: int = 0
    missed: int = 0

    def __add__(self, more: "Figures") -> "Figures":
        return Figures(
            self.kills + more.kills,
            self.open + more.open,
            self.repeated + more.repeated,
            self.missed + more.missed,
        )

    def __str__(self) -> str:
        return (
            f"{self.kills} kills in applies of {EFFECTS} effects, {self.missed} more after their "
            f"end, {self.open} effects were open, {self.repeated} values written twice"
        )


@pytest.fixture(scope="module")
def children() -> Iterator[Popen[bytes]]:
    """What programs are forked from."""
    with forks("tests.sync.applying") as process, pytest.MonkeyPatch.context() as patch:
        far_remote.register(patch)
        yield process


def _run(
    process: Popen[bytes], place: str, kill_after: float | None = None
) -> dict[str, list[float]]:
    """Let a child apply, kill it so long after it began, and return what it said, and when."""
    words = place if kill_after is None else f"{place} wait"
    pipe(process.stdin).write(f"{words}\n".encode())
    lines = pipe(process.stdout)
    _, pid = lines.readline().split()
    said: dict[str, list[float]] = {}
    while (line := lines.readline().strip()) != b"dead":
        assert line, "the child did not start"
        word, *numbers = line.decode().split()
        said[word] = [time.monotonic(), *map(int, numbers)]
        if word == "applying" and kill_after is not None:
            time.sleep(kill_after)
            os.kill(int(pid), signal.SIGKILL)
    return said


def _killed(process: Popen[bytes], side: Side, folder: Path, kills: int, random: Random) -> Figures:
    """One vault and its remote through so many kills."""
    figures = Figures(0)
    session = new_session(folder / "v.vtv")
    bound = Bound(session, side, 1)
    bound.grow(EFFECTS)
    secret = session.keys.vault_key.reveal().hex()
    place = f"{folder / 'v.vtv'} {session.keys.vault_id.hex()} {secret}"
    whole = _run(process, place)
    lasts = whole["applied"][0] - whole["applying"][0]
    while figures.kills < kills:
        session.refresh()
        bound.change(0.9 * EFFECTS / bound.count)
        bound.grow(EFFECTS // 10)
        before = dict(side.written())
        said = _run(process, place, random.random() * lasts)
        session.refresh()
        entries = map(JournalEntry, session.view.records("journal"))
        opened = [one for one in entries if one.phase is not Phase.WRITTEN]
        figures.open += len(opened)
        figures.missed += "applied" in said
        figures.kills += "applied" not in said
        _, done, tried = _run(process, place)["applied"]
        assert done == tried
        session.refresh()
        figures.repeated += _check(bound, side, before, opened)
    session.close()
    return figures


def _check(bound: Bound, side: Side, before: Mapping[str, int], opened: list[JournalEntry]) -> int:
    """The remote equals the vault, and nothing was done twice but what nobody can tell."""
    session = bound.session
    assert list(session.view.records("journal")) == []
    assert side.values() == bound.values()
    assert plans.plan(session, bound.remote).effects == ()
    assert set(side.made().values()) <= {1}, "nothing is made twice"
    twice = [what for what, n in side.written().items() if n - before.get(what, 0) > 1]
    were_open = {(str(one.effect["key"]), slot) for one in opened for slot in _slots(one)}
    found = {(what.split("/")[0], what.split("/")[1].split("=")[0]) for what in twice}
    assert found <= were_open, "only what was open is done again"
    return len(twice)


def _slots(entry: JournalEntry) -> list[str]:
    slots = entry.effect.get("slots")
    return list(slots) if isinstance(slots, dict) else []


@pytest.mark.parametrize("name", NAMES)
def test_a_kill_loses_and_doubles_nothing(
    name: str, children: Popen[bytes], tmp_path: Path, rounds: Rounds
) -> None:
    _kills(ModelSide, name, children, tmp_path, rounds(2, 334))


@pytest.mark.torture
@pytest.mark.parametrize("name", NAMES)
def test_nor_with_the_real_adapter_and_server(
    name: str, children: Popen[bytes], tmp_path: Path
) -> None:
    _kills(RealSide, name, children, tmp_path, int(os.environ.get("KILLS", "334")))


def _kills(
    side_of: Callable[[str], Side], name: str, children: Popen[bytes], place: Path, kills: int
) -> None:
    # Runs beside each other kill at moments of their own.
    random, figures = Random(name + os.environ.get("SEED", "")), Figures(0)
    started = time.monotonic()
    for batch in range(0, kills, _PER_VAULT):
        side, folder = side_of(name), place / str(batch)
        folder.mkdir()
        side.start(folder)
        try:
            figures += _killed(children, side, folder, min(_PER_VAULT, kills - batch), random)
        finally:
            side.stop()
    took = time.monotonic() - started
    print(f"{side_of.__name__} {name}: {figures}, {took:.0f} s", flush=True)  # noqa: T201  # for -s
    assert figures.kills == kills
