"""A session's promises: what an edit costs, what looking leaves alone, what is kept."""

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.session.sessions import (
    NAME,
    Clock,
    add,
    delete,
    describe,
    memory_session,
    new_session,
    put,
    record,
    same_vault,
    value,
)
from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain import document, revisions
from vaulttui.domain.revisions import OddRevision
from vaulttui.errors import InvalidValue, NotFound, VaulttuiError
from vaulttui.secret import Secret
from vaulttui.session import view
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.frames import PLAINTEXT_LIMIT
from vaulttui.vaultfile.vault import VaultFile

Rounds = Callable[[int, int], int]


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often the dear calls are made meanwhile."""
    counts: Counter[str] = Counter()
    dear = [
        (VaultKeys, "open_value"), (VaultKeys, "seal_value"), (document, "see"),
        (revisions, "see"), (view, "credential_row"), (Disk, "sync"), (Disk, "write_at"),
        (Disk, "read_at"),
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in dear:
            patch.setattr(owner, name, _counting(counts, name, getattr(owner, name)))
        yield counts


def _counting(
    counts: Counter[str], name: str, real: Callable[..., object]
) -> Callable[..., object]:
    def counting(*words: object, **named: object) -> object:
        counts[name] += 1
        return real(*words, **named)

    return counting


def _filled(path: Path, count: int) -> Session:
    session = new_session(path)
    with session.edit("import") as change:
        for number in range(count):
            draft = Draft.new("credential")
            draft.m.update({"name": f"number {number}", "type": "login"})
            draft.set("password", Secret(b"x"))
            change.put(draft)
    session.rewrite(lambda header: header, "checkpoint")
    return session


def _cost_of_an_edit(path: Path, count: int) -> Counter[str]:
    session = _filled(path, count)
    chosen = session.view.rows()[count // 2].id
    session.view.named("number 1")
    put(session, chosen, b"warm")
    with counted() as counts:
        put(session, chosen, b"y")
        assert session.view.rows()[0].name
    return counts


def test_an_edit_costs_the_same_in_a_vault_of_any_size(tmp_path: Path) -> None:
    small = _cost_of_an_edit(tmp_path / "small.vtv", 10)
    large = _cost_of_an_edit(tmp_path / "large.vtv", 2_000)
    assert small == large
    assert (large["open_value"], large["seal_value"], large["sync"]) == (0, 1, 1)
    assert large["credential_row"] == 1
    assert large["see"] <= 4


def test_an_edit_costs_the_same_however_long_the_history(tmp_path: Path) -> None:
    session = new_session(tmp_path / NAME)
    chosen = add(session, "x", b"0")
    costs = []
    for number in range(60):
        with counted() as counts:
            put(session, chosen, str(number).encode())
        costs.append(counts)
    assert costs[5] == costs[-1]


def test_opening_looks_at_no_value(tmp_path: Path, rounds: Rounds) -> None:
    count = rounds(2_000, 10_000)
    keys = _filled(tmp_path / NAME, count).keys
    with counted() as counts:
        session = same_vault(tmp_path / NAME, keys)
        assert len(session.view.rows()) == count
    assert (counts["open_value"], counts["sync"], counts["write_at"]) == (0, 0, 0)
    # One revision each: nothing is merged, but the one activity.
    assert counts["see"] <= 2
    assert counts["read_at"] < count / 5


def test_looking_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    session = new_session(path)
    chosen = add(session, "x", b"value")
    before = (path.read_bytes(), path.stat().st_mtime_ns, {*os.listdir(tmp_path)})
    reads = tmp_path / "home" / "reads"
    looking = same_vault(path, session.keys)
    looking._reads = Session(looking.file, by="cli", reads=reads)._reads
    for _ in range(3):
        assert looking.reveal(record(looking, chosen), "password").reveal() == b"value"
        looking.view.rows()
        looking.view.trash()
        looking.refresh()
        assert not looking.can_undo
    assert (path.read_bytes(), path.stat().st_mtime_ns, {*os.listdir(tmp_path)}) == before
    assert [read.field for read in looking.reads()] == ["password"] * 3


def test_reads_that_cannot_be_remembered_do_not_stop_a_look(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.write_bytes(b"")
    _, session = memory_session()
    chosen = add(session, "x", b"value")
    blocked = Session(session.file, by="cli", reads=file)
    assert blocked.reveal(record(blocked, chosen), "password").reveal() == b"value"
    assert blocked.reads() == []


def test_an_empty_change_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    session = new_session(path)
    chosen = add(session, "x", b"value")
    before = path.read_bytes()
    with session.edit("nothing"):
        pass
    with session.edit("the same") as change:
        change.put(Draft.of(record(session, chosen)))
    assert path.read_bytes() == before


def test_a_change_that_is_abandoned_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    session = new_session(path)
    before = path.read_bytes()
    draft = Draft.new("credential")
    draft.m.update({"name": "x", "type": "login"})
    with contextlib.suppress(RuntimeError), session.edit("add") as change:
        change.put(draft)
        raise RuntimeError
    assert (path.read_bytes(), session.view.rows(), session.can_undo) == (before, [], False)
    add(session, "the next one")


def test_one_wrong_record_spoils_the_change(tmp_path: Path) -> None:
    session = new_session(tmp_path / NAME)
    good, bad = Draft.new("credential"), Draft.new("credential")
    good.m.update({"name": "good", "type": "login"})
    bad.m.update({"name": "", "type": "login"})
    with contextlib.suppress(VaulttuiError), session.edit("add") as change:
        change.put(good)
        change.put(bad)
    assert session.view.rows() == []


def test_one_change_is_one_commit(tmp_path: Path) -> None:
    session = new_session(tmp_path / NAME)
    before = session.file.next_seq
    with session.edit("add") as change:
        for number in range(50):
            draft = Draft.new("credential")
            draft.m.update({"name": f"n{number}", "type": "login"})
            change.put(draft)
    assert session.file.next_seq == before + 1
    assert len(session.undo()) == 50
    assert session.view.rows() == []


def test_undo_goes_back_step_by_step_and_ends() -> None:
    _, session = memory_session()
    chosen = add(session, "x", b"one")
    put(session, chosen, b"two")
    describe(session, chosen, "text")
    delete(session, chosen)
    session.undo()
    assert (value(session, chosen), record(session, chosen).m["description"]) == (b"two", "text")
    session.undo()
    assert "description" not in record(session, chosen).m
    session.undo()
    assert value(session, chosen) == b"one"
    session.undo()
    assert record(session, chosen).deleted
    with pytest.raises(NotFound):
        session.undo()


def test_undo_does_not_bring_back_what_was_forgotten() -> None:
    _, session = memory_session()
    chosen = add(session, "x", b"forgotten")
    put(session, chosen, b"new")
    with session.edit("history purge") as change:
        change.forget(record(session, chosen).revisions[:1])
    with pytest.raises(VaulttuiError, match="forgotten"):
        session.undo()
    assert value(session, chosen) == b"new"


def test_a_clock_that_jumps_back_changes_no_order() -> None:
    _, session = memory_session()
    clock = Clock()
    session.now = clock
    chosen = add(session, "x", b"0")
    for number, now in enumerate((10**12, -(10**12), 0, 2**41), 1):
        clock.now = now
        put(session, chosen, str(number).encode())
        assert value(session, chosen) == str(number).encode()
    moments = [one.at for one in record(session, chosen).revisions]
    assert sorted(moments) == moments
    assert len(set(moments)) == len(moments)


def test_unknown_keys_survive_an_edit() -> None:
    disk, session = memory_session()
    odd = OddRevision(
        k="credential", id="a" * 32, rev="b" * 32, par=(), at=5,
        m={"name": "odd", "type": "login", "future": {"x": [1]}}, unknown={"zz": [True]},
    )  # fmt: skip
    session.file.commit([odd])
    session = Session(session.file, by="cli")
    describe(session, odd.id, "changed")
    put(session, odd.id, b"value")
    session.rewrite(lambda header: header, "checkpoint")
    again = VaultFile.open_with_keys(session.file.place, session.keys, None)
    found = again.document.record(odd.id)
    assert found is not None
    assert (found.m["future"], dict(found.more)) == ({"x": [1]}, {"zz": [True]})
    assert disk.names(again.place.folder)


def test_values_that_did_not_change_stay_the_same_bytes() -> None:
    _, session = memory_session()
    chosen = add(session, "x", b"value")
    before = record(session, chosen).v["password"]
    describe(session, chosen, "text")
    delete(session, chosen)
    session.undo()
    session.rewrite(lambda header: header, "checkpoint")
    assert record(session, chosen).v["password"] == before


def test_a_change_larger_than_a_frame_is_saved_whole(tmp_path: Path) -> None:
    session = new_session(tmp_path / NAME)
    text = "y" * 60_000
    with session.edit("import") as change:
        for number in range(PLAINTEXT_LIMIT // 60_000 + 5):
            draft = Draft.new("credential")
            draft.m.update({"name": f"n{number}", "type": "login", "description": text})
            change.put(draft)
    again = same_vault(tmp_path / NAME, session.keys)
    assert len(again.view.rows()) == PLAINTEXT_LIMIT // 60_000 + 5


def test_what_fits_no_frame_is_refused(tmp_path: Path) -> None:
    path = tmp_path / NAME
    session = new_session(path)
    before = path.read_bytes()
    with pytest.raises(InvalidValue):
        add(session, "x", description="y" * PLAINTEXT_LIMIT)
    assert path.read_bytes() == before
    assert session.view.rows() == []
    add(session, "the next one")


def test_listeners_hear_of_what_others_wrote_when_a_save_is_refused(tmp_path: Path) -> None:
    one = new_session(tmp_path / NAME)
    shared = add(one, "shared")
    two = same_vault(tmp_path / NAME, one.keys)
    describe(one, shared, "by one")
    shown: list[object] = []
    two.listen(lambda: shown.append(record(two, shared).m["description"]))
    with pytest.raises(VaulttuiError):
        describe(two, shared, "by two")
    assert shown == ["by one"]
