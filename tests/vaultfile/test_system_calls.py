"""The real program under strace: what it asks of the system, and what it does when refused."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.vaultfile import strace
from tests.vaultfile.samples import NAME, opened, revision, small_vault, state, state_at, strangers
from tests.vaultfile.strace import Call
from vaulttui.crypto.keys import VaultKeys

Rounds = Callable[[int, int], int]
pytestmark = pytest.mark.skipif(strace.why_not() is not None, reason=str(strace.why_not()))

_KINDS: Final = {
    "commit": [("pwrite64", 1), ("fsync", 2)],
    "checkpoint": [("pwrite64", 3), ("fsync", 4), ("linkat", 1), ("renameat", 1), ("mkdirat", 1)],
}
_ERRORS: Final = ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EACCES")


class Laid:
    """A vault in a folder of its own, and the words that tell the traced process of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "place"
        self.folder.mkdir()
        self.path = self.folder / NAME
        vault = small_vault(self.path)
        # A vault without backups, so that making their folder is seen as well.
        shutil.rmtree(self.folder / f".{NAME}.backups")
        self.keys: VaultKeys = vault.keys
        self.before = state(vault.document)
        vault.close()

    def words(self, doing: str) -> list[object]:
        secret = self.keys.vault_key.reveal().hex()
        return [doing, self.path, self.keys.vault_id.hex(), secret]


@pytest.fixture
def laid(tmp_path: Path) -> Laid:
    return Laid(tmp_path)


def _ours(calls: list[Call], folder: Path) -> list[Call]:
    return [call for call in calls if str(folder) in call.text]


def _written_at(calls: list[Call]) -> list[str]:
    """Paths opened in a way that could write."""
    flags = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC")
    return [
        call.text for call in calls if call.name == "openat" and any(f in call.text for f in flags)
    ]


@pytest.mark.parametrize("doing", ["create", "commit", "checkpoint"])
def test_how_files_are_opened(doing: str, laid: Laid, tmp_path: Path) -> None:
    words = laid.words(doing)
    if doing == "create":
        words[1] = laid.folder / "new.vtv"
    said, calls = strace.traced(tmp_path / "log", words)
    assert said == "saved"
    assert all(str(laid.folder) in text or "/dev/" in text for text in _written_at(calls))
    assert not [call for call in calls if "O_TRUNC" in call.text]
    assert not [call for call in calls if "truncate" in call.name]
    for text in _written_at(_ours(calls, laid.folder)):
        assert "O_NOFOLLOW" in text
        assert "O_CLOEXEC" in text
        assert ".lock" in text or "O_EXCL" in text or "O_CREAT" not in text
    made = [text for text in _written_at(calls) if ".tmp-" in text]
    assert [("O_CREAT|O_EXCL|O_NOFOLLOW" in text, ", 0600" in text) for text in made] == (
        [] if doing == "commit" else [(True, True)]
    )


def test_a_commit_writes_once_and_syncs_behind_it(laid: Laid, tmp_path: Path) -> None:
    _, calls = strace.traced(tmp_path / "log", laid.words("commit"))
    names = [
        (call.name, Path(call.path).name)
        for call in _ours(calls, laid.folder)
        if call.name in ("pwrite64", "fsync", "renameat", "linkat")
    ]
    assert names == [("fsync", "place"), ("pwrite64", NAME), ("fsync", NAME)]


def test_a_checkpoint_syncs_before_and_behind_its_name(laid: Laid, tmp_path: Path) -> None:
    _, calls = strace.traced(tmp_path / "log", laid.words("checkpoint"))
    steps = [
        f"{call.name} {'tmp' if '.tmp-' in call.path else Path(call.path).name}"
        for call in _ours(calls, laid.folder)
        if call.name in ("fsync", "renameat", "linkat", "mkdirat", "pwrite64")
    ]
    writes = [step for step in steps if step.startswith("pwrite64")]
    assert set(writes) == {"pwrite64 tmp"}
    backups = f".{NAME}.backups"
    assert [step for step in steps if not step.startswith("pwrite64")] == [
        "fsync tmp", "mkdirat place", "fsync place", "linkat place", f"fsync {backups}",
        "renameat place", "fsync place",
    ]  # fmt: skip
    assert steps.index("fsync tmp") > max(i for i, s in enumerate(steps) if s == "pwrite64 tmp")


def _no_second_sync(calls: list[Call]) -> None:
    """A descriptor, from its opening to its closing, is not synced again after it failed."""
    failed: set[str] = set()
    for call in calls:
        number = call.text.partition("<")[0].strip()
        if call.name == "close":
            failed.discard(number)
        elif call.name == "fsync":
            assert number not in failed
            if call.error:
                failed.add(number)


def _all_faults() -> list[tuple[str, str]]:
    return [
        (doing, f"{name}:error={error}:when={when}")
        for doing, kinds in _KINDS.items()
        for name, count in kinds
        for at in range(1, count + 1)
        for error in _ERRORS
        for when in (f"{at}", f"{at}+")
    ]


def test_refusals(tmp_path: Path, rounds: Rounds) -> None:
    faults = _all_faults()
    count = rounds(8, len(faults))
    for number, (doing, rule) in enumerate(Random(8).sample(faults, count)):
        folder = tmp_path / str(number)
        folder.mkdir()
        laid = Laid(folder)
        said, calls = strace.traced(folder / "log", laid.words(doing), [rule])
        assert any(call.error for call in calls if call.name == rule.partition(":")[0]), rule
        _judge(laid, said, calls)


def test_closing_that_fails_loses_nothing(tmp_path: Path, laid: Laid) -> None:
    # strace refuses the call whole, so a lock would stay: only the vault itself is meant.
    said, calls = strace.traced(
        tmp_path / "log", laid.words("commit"), ["close:error=EIO:when=1+"], [laid.path]
    )
    assert sum(call.name == "close" and call.error == "EIO" for call in calls) >= 2
    assert said == "saved"
    _judge(laid, said, calls)


def test_a_folder_whose_sync_failed_is_synced_by_another_descriptor(
    tmp_path: Path, laid: Laid
) -> None:
    said, calls = strace.traced(tmp_path / "log", laid.words("commit"), ["fsync:error=EIO:when=1"])
    folders = [call for call in calls if call.name == "fsync" and call.path == str(laid.folder)]
    assert [call.error for call in folders] == ["EIO", None, None]
    assert said == "saved"
    _judge(laid, said, calls)


def test_what_cannot_be_appended_is_written_anew(tmp_path: Path, laid: Laid) -> None:
    said, calls = strace.traced(
        tmp_path / "log", laid.words("commit"), ["pwrite64:error=ENOSPC:when=1"]
    )
    assert said == "saved"
    _judge(laid, said, calls)


def _judge(laid: Laid, said: str, calls: list[Call]) -> None:
    found = state_at(laid.path, laid.keys)
    assert laid.before <= found
    assert len(found - laid.before) <= 1
    assert said != "saved" or len(found) == len(laid.before) + 1
    assert said in ("saved", "VaulttuiError", "ReadOnly")
    assert strangers(laid.folder) == []
    _no_second_sync(calls)
    vault = opened(laid.path, laid.keys)
    vault.commit([revision()])
    assert state_at(laid.path, laid.keys) == state(vault.document)
