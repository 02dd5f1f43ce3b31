"""Several programs on one vault: each change is kept, and no one writes over another's."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.session.forks import forks, pipe
from tests.session.sessions import (
    NAME,
    add,
    delete,
    describe,
    new_session,
    record,
    same_vault,
    value,
)
from vaulttui.errors import Conflict, InUse, NoVault, VaulttuiError
from vaulttui.session.session import Session
from vaulttui.vaultfile import lock
from vaulttui.vaultfile.header import Header

Rounds = Callable[[int, int], int]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Session, Session]:
    """Two sessions on one vault."""
    first = new_session(tmp_path / NAME)
    return first, same_vault(tmp_path / NAME, first.keys)


def test_two_programs_lose_nothing(tmp_path: Path, rounds: Rounds) -> None:
    session = new_session(tmp_path / NAME)
    contended = add(session, "contended", description="0")
    keys, count = session.keys, rounds(40, 1_000)
    words = (tmp_path / NAME, keys.vault_id.hex(), keys.vault_key.reveal().hex(), contended, count)
    with forks("tests.session.rival", *words) as one, forks("tests.session.rival", *words) as two:
        for process in (one, two):
            pipe(process.stdin).write(b"\n")
        ends = [_last_words(pipe(process.stdout).readline) for process in (one, two)]
    session.refresh()
    assert record(session, contended).m["description"] == str(2 * count)
    assert len(record(session, contended).revisions) == 2 * count + 1
    for mine, _ in ends:
        assert value(session, mine) == str(count - 1).encode()
    refused = sum(conflicts for _, conflicts in ends)
    # Each refused try had saved the program's own record before.
    assert sum(len(record(session, mine).revisions) - 1 for mine, _ in ends) == 2 * count + refused
    print(f"{count} rounds, {refused} conflicts raised")  # noqa: T201  # for -s


def _last_words(read: Callable[[], bytes]) -> tuple[str, int]:
    while line := read().split():
        if line[0] == b"done":
            assert read() == b"dead\n"
            return line[1].decode(), int(line[2])
        assert line[0] in (b"pid", b"waited")
    raise AssertionError("a program died")


def test_changes_of_different_records_go_together(pair: tuple[Session, Session]) -> None:
    one, two = pair
    first, second = add(one, "first"), add(two, "second")
    assert {row.name for row in two.view.rows()} == {"first", "second"}
    assert one.refresh()
    assert {row.name for row in one.view.rows()} == {"first", "second"}
    describe(one, second, "by one")
    describe(two, first, "by two")
    assert one.refresh()
    assert not one.refresh()
    assert record(one, first).m["description"] == "by two"


def test_a_conflict_is_raised_once_and_then_seen(pair: tuple[Session, Session]) -> None:
    one, two = pair
    shared = add(one, "shared")
    two.refresh()
    assert [row.name for row in two.view.rows()] == ["shared"]
    heard: list[int] = []
    two.listen(lambda: heard.append(1))
    describe(one, shared, "by one")
    with pytest.raises(Conflict):
        describe(two, shared, "by two")
    assert record(two, shared).m["description"] == "by one"
    describe(two, shared, "by two, after a look")
    one.refresh()
    assert record(one, shared).m["description"] == "by two, after a look"
    assert record(one, shared).conflicts == frozenset()


@pytest.mark.parametrize("times", [1, 3])
def test_a_conflict_over_a_checkpoint_does_not_last(
    pair: tuple[Session, Session], times: int
) -> None:
    one, two = pair
    shared = add(one, "shared")
    two.refresh()
    assert len(two.view.rows()) == 1
    for number in range(times):
        describe(one, shared, f"by one, {number}")
        one.rewrite(lambda header: header, "checkpoint")
    with pytest.raises(Conflict):
        describe(two, shared, "by two")
    describe(two, shared, "by two, after a look")
    assert record(two, shared).m["description"] == "by two, after a look"
    assert two.view.rows()[0].name == "shared"


def test_the_rows_follow_what_a_failed_save_has_read(pair: tuple[Session, Session]) -> None:
    one, two = pair
    shared = add(one, "shared")
    two.refresh()
    assert len(two.view.rows()) == 1
    add(one, "another")
    describe(one, shared, "by one")
    with pytest.raises(Conflict):
        describe(two, shared, "by two")
    two.refresh()
    assert [row.name for row in two.view.rows()] == ["another", "shared"]


def test_a_deleted_record_conflicts(pair: tuple[Session, Session]) -> None:
    one, two = pair
    shared = add(one, "shared")
    two.refresh()
    delete(one, shared)
    with pytest.raises(Conflict):
        describe(two, shared, "still here?")
    assert record(two, shared).deleted


def test_undo_does_not_bring_back_what_another_program_forgot(
    pair: tuple[Session, Session],
) -> None:
    """The other one had not looked since: the save itself has to see it."""
    one, two = pair
    chosen = add(one, "x", b"forgotten")
    delete(one, chosen)
    two.refresh()
    with two.edit("purge") as change:
        change.forget(record(two, chosen).revisions)
    with pytest.raises(Conflict):
        one.undo()
    assert record(one, chosen).purged
    two.refresh()
    assert record(two, chosen).purged


def _replace(target: Path, source: Path) -> None:
    """What a sync client does: a copy under another name, and a rename over the vault."""
    copy = target.with_name("sync.tmp")
    shutil.copyfile(source, copy)
    os.replace(copy, target)


def test_a_file_replaced_by_an_older_one_is_not_overwritten(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    one, _ = pair
    path, old = tmp_path / NAME, tmp_path / "old"
    shutil.copyfile(path, old)
    add(one, "new")
    _replace(path, old)
    before = path.read_bytes()
    for attempt in (lambda: add(one, "newer"), one.refresh, lambda: one.file.rewrite(_same)):
        with pytest.raises(Conflict):
            attempt()
        assert path.read_bytes() == before
    assert [row.name for row in one.view.rows()] == ["new"]


def _same(header: Header) -> Header:
    return header


def test_a_file_replaced_by_a_newer_one_is_followed(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    one, _ = pair
    path = tmp_path / NAME
    shared = add(one, "shared")
    elsewhere = tmp_path / "elsewhere.vtv"
    shutil.copyfile(path, elsewhere)
    add(same_vault(elsewhere, one.keys), "made elsewhere")
    _replace(path, elsewhere)
    describe(one, shared, "goes on")
    assert {row.name for row in one.view.rows()} == {"shared", "made elsewhere"}
    assert {row.name for row in same_vault(path, one.keys).view.rows()} == {
        "shared",
        "made elsewhere",
    }


def test_an_inode_number_that_comes_again_is_no_sign_of_the_same_file(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    one, _ = pair
    path = tmp_path / NAME
    add(one, "shared")
    elsewhere = tmp_path / "elsewhere.vtv"
    shutil.copyfile(path, elsewhere)
    other = same_vault(elsewhere, one.keys)
    other.rewrite(_same, "checkpoint")
    add(other, "made elsewhere")
    # Written in place, as some clients do: the inode stays, whatever the file system.
    path.write_bytes(elsewhere.read_bytes())
    add(one, "goes on")
    assert {row.name for row in same_vault(path, one.keys).view.rows()} == {
        "shared",
        "made elsewhere",
        "goes on",
    }


def test_a_file_replaced_by_another_vault_is_left_alone(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    one, _ = pair
    path, other = tmp_path / NAME, tmp_path / "other.vtv"
    add(new_session(other), "of another vault")
    _replace(path, other)
    before = path.read_bytes()
    with pytest.raises(VaulttuiError):
        add(one, "lost?")
    assert path.read_bytes() == before


def test_a_vault_that_is_gone(pair: tuple[Session, Session], tmp_path: Path) -> None:
    one, _ = pair
    (tmp_path / NAME).unlink()
    for attempt in (lambda: add(one, "x"), one.refresh):
        with pytest.raises(NoVault):
            attempt()


def test_a_checkpoint_of_another_program_is_followed(pair: tuple[Session, Session]) -> None:
    one, two = pair
    shared = add(one, "shared")
    two.refresh()
    one.rewrite(_same, "checkpoint")
    describe(one, shared, "behind it")
    assert two.refresh()
    assert record(two, shared).m["description"] == "behind it"
    describe(two, shared, "goes on")
    assert two.file.header.epoch == one.file.header.epoch


def test_a_lock_that_is_kept(
    pair: tuple[Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    shared = add(one, "shared")
    monkeypatch.setattr(lock, "WAIT", 0.02)
    with one.file.place.writing():
        for attempt in (lambda: add(two, "x"), two.refresh):
            with pytest.raises(InUse):
                attempt()
    assert two.refresh()
    describe(two, shared, "free again")


def test_readers_do_not_wait_for_each_other(
    pair: tuple[Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    monkeypatch.setattr(lock, "WAIT", 0.0)
    with one.file.place.reading() as held, two.file.place.reading() as also:
        assert (held, also) == (True, True)
        with pytest.raises(InUse), two.file.place.writing():
            pass
