"""Ledger and journal written by many at once: few commits, and everybody hears how it went."""

import asyncio
from pathlib import Path

import pytest

from tests.operations.samples import make_vault, session_on
from tests.session.sessions import memory_session
from tests.sync.world import World
from vaulttui.domain.ledger import entry_to_json, ledger_id
from vaulttui.errors import ReadOnly
from vaulttui.session.session import Session
from vaulttui.sync.book import Book, Note, Page

REMOTE, BINDING = "a" * 32, "b" * 32


def note(slot: str, at: int = 5, more: str = "") -> Note:
    def write(page: Page) -> None:
        draft = page.draft("ledger", ledger_id(REMOTE, BINDING, slot))
        draft.m |= entry_to_json(REMOTE, BINDING, slot, at)
        if more:
            draft.m[more] = True

    return write


async def keep_all(book: Book, notes: list[Note]) -> list[BaseException | None]:
    return await asyncio.gather(*map(book.keep, notes), return_exceptions=True)


def commits(session: Session) -> int:
    return session.file.next_seq


def test_what_waits_is_saved_together() -> None:
    _, session = memory_session()
    before = commits(session)
    asyncio.run(keep_all(Book(session), [note(f"K{at}") for at in range(200)]))
    assert commits(session) - before <= 2
    assert len(session.view.ledger(BINDING)) == 200
    session.close()


def test_several_notes_add_to_one_record() -> None:
    _, session = memory_session()
    asyncio.run(keep_all(Book(session), [note("K", more=f"m{at}") for at in range(20)]))
    record = session.view.ledger(BINDING)["K"].record
    assert {f"m{at}" for at in range(20)} <= record.m.keys()
    session.close()


def test_a_note_is_durable_when_its_writer_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "v.vtv"
    make_vault(path)
    session, seen = session_on(path), list[int]()

    async def one(book: Book, at: int) -> None:
        await book.keep(note(f"K{at}"))
        other = session_on(path)
        seen.append(f"K{at}" in other.view.ledger(BINDING))
        other.close()

    async def several() -> None:
        book = Book(session)
        await asyncio.gather(*(one(book, at) for at in range(3)))

    asyncio.run(several())
    assert seen == [True] * 3
    session.close()


def test_another_program_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "v.vtv"
    make_vault(path)
    session, other = session_on(path), session_on(path)
    asyncio.run(keep_all(Book(session), [note("K", more="first")]))
    other.refresh()
    asyncio.run(keep_all(Book(other), [note("K", more="theirs")]))
    asyncio.run(keep_all(Book(session), [note("K", more="ours")]))
    found = session.view.ledger(BINDING)["K"].record.m
    assert {"first", "theirs", "ours"} <= found.keys()
    session.close()
    other.close()


def test_a_save_that_fails_is_told_to_all_who_wait_and_the_next_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, session = memory_session()
    book_errors: list[BaseException | None] = []

    async def work() -> None:
        book = Book(session)
        with monkeypatch.context() as patch:

            def full(*_: object) -> None:
                raise ReadOnly("no space")

            patch.setattr(session.file, "commit", full)
            book_errors.extend(await keep_all(book, [note(f"K{at}") for at in range(5)]))
        assert session.view.ledger(BINDING) == {}
        await book.keep(note("K0"))

    asyncio.run(work())
    assert [type(error) for error in book_errors] == [ReadOnly] * 5
    assert set(session.view.ledger(BINDING)) == {"K0"}
    session.close()


def test_whatever_goes_wrong_nobody_waits_for_ever() -> None:
    _, session = memory_session()

    def broken(_page: Page) -> None:
        raise ZeroDivisionError

    async def work() -> list[BaseException | None]:
        async with asyncio.timeout(5):
            return await keep_all(Book(session), [broken, note("K")])

    assert {type(error) for error in asyncio.run(work())} <= {ZeroDivisionError, type(None)}
    session.close()


def test_nothing_is_sent_that_cannot_be_noted_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add("db", **{world.slots[0]: "1"})

    def full(*_: object) -> None:
        raise ReadOnly("no space")

    monkeypatch.setattr(world.session.file, "commit", full)
    report = world.apply()
    assert not report.all_done
    assert world.model.asked["write"] == 0
    assert world.model.things == {}


def test_bookkeeping_is_no_activity(world: World) -> None:
    world.add("db", **{world.slots[0]: "1"})
    before = len(list(world.session.view.records("activity")))
    assert world.apply().all_done
    assert len(list(world.session.view.records("activity"))) == before
