"""A program killed at any moment of an apply: the next one goes on, and nothing is done twice."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from subprocess import Popen

import pytest

from tests.session.forks import forks, pipe
from tests.session.sessions import new_session
from tests.sync import far_remote
from tests.sync.far_worlds import Bound, ModelSide, Side
from vaulttui.domain.journal import JournalEntry, Phase
from vaulttui.operations import plans

Rounds = Callable[[int, int], int]
EFFECTS = 100
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
            f"{self.kills} kills of applies of {EFFECTS} effects ({self.missed} after their end), "
            f"{self.open} effects were open, {self.repeated} values written twice"
        )


@pytest.fixture(scope="module")
def children() -> Iterator[Popen[bytes]]:
    """What programs are forked from."""
    with forks("tests.sync.applying") as process:
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
    figures = Figures(kills)
    session = new_session(folder / "v.vtv")
    bound = Bound(session, side, 1)
    bound.grow(EFFECTS)
    secret = session.keys.vault_key.reveal().hex()
    place = f"{folder / 'v.vtv'} {session.keys.vault_id.hex()} {secret}"
    whole = _run(process, place)
    lasts = whole["applied"][0] - whole["applying"][0]
    for _ in range(kills):
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


@pytest.mark.parametrize("name", ["warmhub", "sourcecraft", "infra0"])
def test_a_kill_loses_and_doubles_nothing(
    name: str, children: Popen[bytes], tmp_path: Path, rounds: Rounds
) -> None:
    far_remote.register()
    kills, random, figures = rounds(2, 334), Random(name), Figures(0)
    started = time.monotonic()
    for batch in range(0, kills, _PER_VAULT):
        side, folder = ModelSide(name), tmp_path / str(batch)
        folder.mkdir()
        side.start(folder)
        try:
            figures += _killed(children, side, folder, min(_PER_VAULT, kills - batch), random)
        finally:
            side.stop()
    took = time.monotonic() - started
    print(f"{name}: {figures}, {took:.0f} s")  # noqa: T201  # for -s
    assert figures.kills == kills
