"""Every call of every operation fails in every manner: before or after, never between."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.vaultfile.faults import NUMBERS, Died, Fault, FaultyDisk, Manner
from tests.vaultfile.samples import State, opened, revision, state, strangers
from tests.vaultfile.scenes import SCENES, Scene, Seen, Stage, Theatre
from vaulttui.domain.revisions import canonical
from vaulttui.errors import Exists, VaulttuiError
from vaulttui.vaultfile import vault as vault_module

Rounds = Callable[[int, int], int]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A torn tail without a lock is looked at again at once."""
    monkeypatch.setattr(vault_module, "_TORN_PATIENCE", 0.0)


class Case:
    """One scene played with one fault, and all that must hold afterwards."""

    def __init__(self, scene: Scene, stage: Stage, before: Seen, after: Seen) -> None:
        self.scene = scene
        self.stage = stage
        self.before = before
        self.after = after
        self.acknowledged = False
        self.died = False

    def play(self, fault: Fault | None) -> None:
        self.stage.disk.arm(fault)
        try:
            self.scene.act(self.stage)
            self.acknowledged = True
        except VaulttuiError:
            pass
        except Died:
            self.died = True
        self.stage.disk.arm(None)
        if self.died:
            self.stage.disk.bury()

    def judge(self) -> None:
        seen = self.stage.seen()
        assert seen in (self.before, self.after)
        if self.acknowledged:
            assert seen == self.after
        assert strangers(self.stage.folder) == []
        assert self.stage.disk.resynced == 0
        if self.stage.vault is not None and not self.died:
            expected = self.after if self.acknowledged else self.before
            assert state(self.stage.vault.document) == expected[0]

    def go_on(self) -> None:
        """What the user does next, on a disk that works again."""
        if self.died:
            self._come_back()
        if self.scene.inside:
            self._save_again()
        elif not self.acknowledged:
            self._do_again()
        self._save_more()

    def _come_back(self) -> None:
        self.stage.disk = FaultyDisk(links=self.scene.links)
        if self.scene.inside:
            self.stage.enter()

    def _save_again(self) -> None:
        self.stage.open_vault.commit([self.stage.change])
        assert self.stage.revisions() == self.after[0]

    def _do_again(self) -> None:
        keys = self.stage.keys
        try:
            self.scene.act(self.stage)
        except Exists:
            # What was made and not acknowledged stays, and has keys of its own.
            assert self.before == "NoVault"
            self.stage.keys = keys

    def _save_more(self) -> None:
        vault = self.stage.vault or opened(self.stage.path, self.stage.keys)
        more = revision(m={"name": "more"})
        vault.commit([more])
        assert self.stage.revisions() == state(vault.document)
        assert vault.document.holds(more.rev)
        if vault is not self.stage.vault:
            vault.close()


def _cases(calls: list[str], manners: list[Manner]) -> Iterator[Fault]:
    for (at, kind), manner in itertools.product(enumerate(calls, 1), manners):
        if manner in (Manner.PARTLY, Manner.DIE_WITHIN) and kind != "write_at":
            continue
        for number in NUMBERS[:1] if manner.dies else NUMBERS:
            yield Fault(at, manner, number)


def _rehearse(scene: Scene, theatre: Theatre) -> tuple[list[str], Seen, Seen]:
    stage = theatre.stage()
    before = stage.seen()
    stage.disk.arm(None)
    scene.act(stage)
    calls, after = list(stage.disk.calls), stage.seen()
    theatre.clear(stage)
    return calls, before, after


def _play(theatre: Theatre, case: Case, fault: Fault) -> None:
    try:
        case.play(fault)
        case.judge()
        case.go_on()
    except BaseException as error:
        error.add_note(f"{fault.manner.value}: call {fault.call}, errno {fault.number}")
        raise
    theatre.clear(case.stage)


@pytest.mark.parametrize("name", SCENES)
def test_one_fault(name: str, tmp_path: Path, rounds: Rounds) -> None:
    scene, theatre = SCENES[name], Theatre(SCENES[name], tmp_path)
    calls, before, after = _rehearse(scene, theatre)
    assert len(calls) > 5
    cases = list(_cases(calls, list(Manner)))
    count = min(rounds(70, 2_000), len(cases))
    for fault in Random(name).sample(cases, count):
        _play(theatre, Case(scene, theatre.stage(), before, after), fault)
    print(f"{name}: {count} of {len(cases)} cases over {len(calls)} calls")  # noqa: T201  # for -s


class Pair:
    """A fault, and another while the user tries to go on after the first."""

    def __init__(self, scene: Scene, stage: Stage) -> None:
        self.first = Case(scene, stage, stage.seen(), "")
        self.stage = stage
        self.second = revision(m={"name": "the second change"})
        self.acknowledged = False

    def play(self, faults: tuple[Fault, Fault]) -> None:
        self.first.play(faults[0])
        disk = FaultyDisk(links=self.stage.disk.links) if self.first.died else self.stage.disk
        self.stage.disk = disk
        disk.arm(faults[1])
        try:
            if self.first.died:
                self.stage.enter()
            self.stage.open_vault.commit([self.second])
            self.acknowledged = True
        except VaulttuiError:
            pass
        except Died:
            disk.bury()
        disk.arm(None)

    def judge(self) -> None:
        found = self.stage.revisions()
        change, second = (canonical(one) for one in (self.stage.change, self.second))
        assert found - {change, second} == self.first.before[0]
        assert change in found or not self.first.acknowledged
        assert second in found or not self.acknowledged
        assert strangers(self.stage.folder) == []
        assert self.stage.disk.resynced == 0
        self.go_on(found)

    def go_on(self, found: State) -> None:
        vault = opened(self.stage.path, self.stage.keys)
        third = revision()
        vault.commit([third])
        assert self.stage.revisions() == found | {canonical(third)}
        vault.close()


def _pairs(calls: list[str], count: int, random: Random) -> Iterator[tuple[Fault, Fault]]:
    firsts = list(_cases(calls, list(Manner)))
    # What goes on after a fault may append or write anew, and open before that.
    seconds = list(_cases(["write_at"] * 55, list(Manner)))
    for _ in range(count):
        yield random.choice(firsts), random.choice(seconds)


@pytest.mark.parametrize("name", [name for name in SCENES if SCENES[name].inside])
def test_two_faults(name: str, tmp_path: Path, rounds: Rounds) -> None:
    scene, theatre = SCENES[name], Theatre(SCENES[name], tmp_path)
    calls, _, _ = _rehearse(scene, theatre)
    for faults in _pairs(calls, rounds(80, 1_200), Random(name)):
        pair = Pair(scene, theatre.stage())
        try:
            pair.play(faults)
            pair.judge()
        except BaseException as error:
            error.add_note(f"{faults}")
            raise
        theatre.clear(pair.stage)
