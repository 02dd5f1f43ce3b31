"""The history of a credential: former values, read and brought back."""

from pathlib import Path

import pytest

from tests.tui.samples import (
    CANARY,
    SMALL,
    USUAL,
    WIDE,
    Clock,
    make_vault,
    named,
    press,
    running,
    sample_session,
    screen_text,
    toasts,
)
from vaulttui.operations.credentials import Edits, Given, edit
from vaulttui.secret import Secret


@pytest.mark.parametrize("size", [USUAL, SMALL], ids=["80x24", "40x10"])
async def test_a_former_value_is_read_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    long = "".join(f"{number:03}-" for number in range(40))
    edit(session, named(session, "Mail"), Edits(values={"password": Given(Secret.from_text(long))}))
    edit(session, named(session, "Mail"), Edits(values={"password": Given(Secret(b"now"))}))
    async with running(session, size) as (app, pilot):
        await press(app, pilot, "y", "down", "r")
        shown = screen_text(app)
        assert "000-" in shown
        assert "hides in" in shown
        await press(app, pilot, "pagedown")
        assert "039-" in screen_text(app)
        await press(app, pilot, "down")
        assert "039-" not in screen_text(app)


async def test_what_opens_on_the_last_line_is_seen(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    for number in range(40):
        value = {"password": Given(Secret.from_text(f"value {number}"))}
        edit(session, named(session, "Mail"), Edits(values=value))
    async with running(session, USUAL) as (app, pilot):
        await press(app, pilot, "y", "end", "r")
        assert CANARY in screen_text(app)


async def test_history_reveals_and_brings_back(clock: Clock) -> None:
    session = sample_session(clock)
    former = session.peek(named(session, "Webmail").record.revisions[-2], "password")
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, *["down"] * 8, "y", "b")
        assert "Password holds this now." in toasts(app)
        await press(app, pilot, "down", "r")
        assert former.reveal().decode() in screen_text(app)
        await press(app, pilot, "b")
        record = named(session, "Webmail").record
        assert session.peek(record, "password") == former
        assert "Password is as it was" in toasts(app)
