"""Wherever the power goes, the vault is at its last saved change or the one being saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

import pytest

from tests.vaultfile.crashes import LoggedDisk, Wreck
from tests.vaultfile.samples import (
    NAME,
    State,
    memory_place,
    recovery_slot,
    revision,
    sealed,
    state,
)
from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Revision
from vaulttui.errors import NoVault, VaulttuiError
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.vault import VaultFile

Rounds = Callable[[int, int], int]


@dataclass
class Story:
    """A disk, what happened on it, and after how many steps which state was acknowledged."""

    disk: LoggedDisk = field(default_factory=LoggedDisk)
    keys: VaultKeys | None = None
    states: list[State | None] = field(default_factory=lambda: [None])
    acknowledged: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])

    def create(self) -> VaultFile:
        def slots(keys: VaultKeys) -> list[bytes]:
            self.keys = keys
            self.states.append(frozenset())
            return recovery_slot(keys)

        vault = VaultFile.create(f"/{NAME}", slots, self.disk)
        self.acknowledge()
        return vault

    def open(self) -> VaultFile:
        return open_on(self.disk, self.keys)

    def commit(self, vault: VaultFile, *revisions: Revision) -> None:
        self.states.append((self.states[-1] or frozenset()) | state_of(revisions))
        vault.commit(revisions)
        self.acknowledge()

    def rewrite(self, vault: VaultFile, *revisions: Revision) -> None:
        self.states.append((self.states[-1] or frozenset()) | state_of(revisions))
        vault.rewrite(lambda header: header, revisions)
        self.acknowledge()

    def acknowledge(self) -> None:
        self.acknowledged.append((len(self.disk.log), len(self.states) - 1))

    def allowed(self, steps: int) -> list[State | None]:
        """The states that may be found after a cut behind so many steps."""
        last = max(index for at, index in self.acknowledged if at <= steps)
        later = [index for at, index in self.acknowledged if at > steps]
        return self.states[last : (later[0] if later else len(self.states)) + 1]


def state_of(revisions: tuple[Revision, ...]) -> State:
    return state(Document(revisions))


def open_on(disk: Disk, keys: VaultKeys | None) -> VaultFile:
    assert keys is not None
    return VaultFile.open_with_keys(memory_place(disk), keys, None)


def _create(story: Story) -> None:
    story.create()


def _append(story: Story) -> None:
    vault = story.create()
    for number in range(3):
        story.commit(vault, revision(m={"number": number}))


def _append_much(story: Story) -> None:
    vault = story.create()
    story.commit(vault, *(revision(m={"name": "x" * 300}) for _ in range(12)))
    story.commit(vault, sealed(vault.keys, "file", b"y" * 3000))


def _checkpoint(story: Story) -> None:
    vault = story.create()
    story.commit(vault, revision())
    story.rewrite(vault, *(revision(m={"name": "x" * 900}) for _ in range(5)))
    story.commit(vault, revision())
    story.rewrite(vault, revision())


def _unsynced_name(story: Story) -> None:
    """A checkpoint fails at its last step; the next save must not rest on its name."""
    vault = story.create()
    story.commit(vault, revision())
    story.rewrite(vault, revision())
    refused = _FolderSyncsAfterRename(story.disk)
    refused.arm()
    with pytest.raises(VaulttuiError):
        story.rewrite(vault, revision())
    refused.disarm()
    story.commit(story.open(), revision())
    story.commit(vault, revision())


class _FolderSyncsAfterRename:
    """Lets the first folder sync behind a rename fail."""

    def __init__(self, disk: LoggedDisk) -> None:
        self._disk = disk
        self._rename = disk.rename

    def arm(self) -> None:
        def renaming(folder: int, name: str, to_name: str) -> None:
            self._rename(folder, name, to_name)
            self._disk.refuse_folders = 1

        self._disk.rename = renaming  # type: ignore[method-assign]  # one disk, one test

    def disarm(self) -> None:
        self._disk.rename = self._rename  # type: ignore[method-assign]  # and back


def _torn(story: Story) -> None:
    vault = story.create()
    story.commit(vault, revision())
    place = memory_place(story.disk)
    descriptor = story.disk.open_to_append(place.folder, NAME)
    story.disk.write_at(descriptor, b"VTF1" + bytes(700), story.disk.status(descriptor).st_size)
    story.disk.sync(descriptor)
    again = story.open()
    assert again.notices
    story.commit(again, revision())
    story.commit(again, revision())


STORIES: Final[Mapping[str, Callable[[Story], None]]] = {
    "create": _create,
    "append": _append,
    "append much": _append_much,
    "checkpoint": _checkpoint,
    "a name that was not synced": _unsynced_name,
    "a torn tail": _torn,
}


def _found(disk: Disk, keys: VaultKeys | None) -> State | None:
    try:
        return state(open_on(disk, keys).document)
    except NoVault:
        return None


def _goes_on(disk: Disk, keys: VaultKeys | None, found: State) -> None:
    vault = open_on(disk, keys)
    more = revision()
    vault.commit([more])
    assert _found(disk, keys) == found | state_of((more,))


@pytest.mark.parametrize("name", STORIES)
def test_power_cut(name: str, rounds: Rounds) -> None:
    story = Story()
    STORIES[name](story)
    random, wreck = Random(name), Wreck()
    per_cut = -(-rounds(300, 20_000) // (len(story.disk.log) + 1))
    for steps in range(len(story.disk.log) + 1):
        for turn in range(per_cut):
            disk = wreck.raise_from(random)
            found = _found(disk, story.keys)
            assert found in story.allowed(steps), f"after {steps} steps, turn {turn}"
            if turn % 10 == 0 and found is not None:
                _goes_on(disk, story.keys, found)
        if steps < len(story.disk.log):
            wreck.take(story.disk.log[steps])
    assert len(story.acknowledged) > 1
