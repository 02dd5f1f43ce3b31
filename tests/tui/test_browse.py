"""The browse screen: moving, filtering, revealing, changing, undoing."""

from pathlib import Path

from textual import events

from tests.tui.samples import (
    CANARY,
    DAY,
    NOON,
    PASSPHRASE,
    WIDE,
    Clock,
    login,
    make_vault,
    named,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    toasts,
)
from vaulttui.domain.revisions import see
from vaulttui.operations import credentials, trash
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.settings import Settings
from vaulttui.tui.app import VaultApp
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.widgets.entry import Entry
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile


def browse(app: VaultApp) -> Browse:
    screen = app.screen_stack[0]
    assert isinstance(screen, Browse)
    return screen


def names(app: VaultApp) -> list[str]:
    return [row.name for row in browse(app).items.rows]


def selected(app: VaultApp) -> str:
    row = browse(app).items.selected
    return row.name if row else ""


async def test_moving(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        assert selected(app) == "Deploy robot"
        await press(app, pilot, "j", "down", "k")
        assert selected(app) == "Orders database"
        await press(app, pilot, "end")
        assert selected(app) == "銀行 Bank of Examples"
        await press(app, pilot, "home", "pagedown")
        assert selected(app) == "銀行 Bank of Examples"


async def test_narrow_shows_one_pane_and_wide_all(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        screen = browse(app)
        shown = [pane.id for pane in screen.query(".pane") if pane.display]
        assert shown == ["list-pane"]
        await press(app, pilot, "l")
        assert [pane.id for pane in screen.query(".pane") if pane.display] == ["detail-pane"]
        await press(app, pilot, "q", "h")
        assert [pane.id for pane in screen.query(".pane") if pane.display] == ["sidebar-pane"]
        await pilot.resize_terminal(*WIDE)
        await settle(app, pilot)
        assert all(pane.display for pane in screen.query(".pane"))


async def test_filter_keeps_the_selection_and_says_how_many(clock: Clock) -> None:
    """One that cannot be read is said, and keeps the list."""
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *["down"] * 8)
        assert selected(app) == "Webmail"
        await press(app, pilot, "slash", *"type:login")
        assert names(app) == ["Webmail", "Wiki of the team", "銀行 Bank of Examples"]
        assert selected(app) == "Webmail"
        assert "3 of 12" in screen_text(app)
        await press(app, pilot, "escape")
        assert len(names(app)) == 12
        assert selected(app) == "Webmail"
        assert app.is_running
        app.screen.query_one("#filter", Entry).value = "stale:x"
        await settle(app, pilot)
        assert 'The filter "stale:x" cannot be read.' in screen_text(app)
        assert len(names(app)) == 12


async def test_an_empty_filter_result_and_an_empty_vault(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "slash", *"nosuch", "enter", "r", "c", "e", "d", "x", "y", "g", "l")
        assert "Nothing fits" in screen_text(app)
        await press(app, pilot, "escape", "x")
        assert names(app) == []
        assert "The vault is empty" in screen_text(app)
        await press(app, pilot, "r", "c", "e", "d", "x", "y", "g", "enter", "end")
        assert app.is_running


async def test_sidebar_narrows_and_combines_with_the_filter(clock: Clock) -> None:
    """A tag takes what is below it."""
    async with running(sample_session(clock), WIDE) as (app, pilot):
        await press(app, pilot, "h", *["down"] * 4)
        assert browse(app).scope == ("type", "login")
        assert len(names(app)) == 3
        await press(app, pilot, "enter", "slash", *"wiki")
        assert names(app) == ["Wiki of the team"]
        app.screen.query_one("#filter", Entry).value = ""
        browse(app)._take_scope(("tag", "personal"))
        await settle(app, pilot)
        assert "銀行 Bank of Examples" in names(app)
        assert len(names(app)) == 4


async def test_reveal_counts_down_and_masks_and_so_does_a_second_r(tmp_path: Path) -> None:
    settings = Settings(reveal_seconds=2)
    async with running(make_vault(tmp_path / "vault.vtv"), settings=settings) as (app, pilot):
        screen = browse(app)
        screen.ticking.pause()
        await press(app, pilot, "r")
        assert CANARY in screen_text(app)
        await press(app, pilot, "r")
        assert CANARY not in screen_text(app)
        await press(app, pilot, "r")
        assert CANARY in screen_text(app)
        assert "hides in 2 s" in screen_text(app)
        screen.detail.tick()
        assert "hides in 1 s" in screen_text(app) or screen.detail.revealed is not None
        screen.detail.tick()
        await settle(app, pilot)
        assert CANARY not in screen_text(app)


async def test_what_is_revealed_is_masked_when_one_looks_away(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Other")
    async with running(session, WIDE) as (app, pilot):
        for keys in (["j"], ["question_mark", "q"], ["ctrl+p", "escape"], ["escape"]):
            await press(app, pilot, "r")
            assert CANARY in screen_text(app)
            await press(app, pilot, *keys)
            assert CANARY not in screen_text(app)
            browse(app).jump(named(session, "Mail").id)
            await settle(app, pilot)
        await press(app, pilot, "r")
        app.post_message(events.AppBlur())
        await settle(app, pilot)
        assert browse(app).detail.revealed is None


async def test_code(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        screen = browse(app)
        screen.ticking.pause()
        await press(app, pilot, *["down"] * 8, "enter")
        screen.detail.go_to("totp")
        await press(app, pilot, "r")
        revealed = screen.detail.revealed
        assert revealed is not None
        assert revealed.lines[0].isdigit()
        assert len(revealed.lines[0]) == 6
        assert revealed.code_left == 30
        assert "JBSWY3DP" not in screen_text(app)


async def test_expiry_has_a_word_and_a_sign(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        assert "! expired" in screen_text(app)
        assert "! 9d left" in screen_text(app) or "! 8d left" in screen_text(app)
        await press(app, pilot, *["down"] * 7)
        assert "! expired 3 days ago" in screen_text(app)


async def test_trash_duplicate_undo_and_redo(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "U")
        assert "nothing to redo" in toasts(app)
        await press(app, pilot, "d")
        assert names(app) == ["Mail", "Mail (copy)"]
        assert selected(app) == "Mail (copy)"
        await press(app, pilot, "x")
        assert names(app) == ["Mail"]
        assert "is in the trash" in toasts(app)
        await press(app, pilot, "u")
        assert names(app) == ["Mail", "Mail (copy)"]
        assert "Undone: Mail (copy)" in toasts(app)
        await press(app, pilot, "u")
        assert names(app) == ["Mail"]
        await press(app, pilot, "x", "u")
        assert session.view.named("Mail")
        await press(app, pilot, "U")
        assert "Made again: Mail" in toasts(app)
        assert not session.view.named("Mail")


async def test_the_cursor_stays_when_its_row_goes(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *["down"] * 3, "x")
        assert selected(app) == "Release token"
        await press(app, pilot, "u")
        assert selected(app) == "Release token"


async def test_nothing_to_undo(clock: Clock, tmp_path: Path) -> None:
    make_vault(tmp_path / "vault.vtv").close()
    offer = Unlocking(passphrase=Secret.from_text(PASSPHRASE))
    session = Session(VaultFile.open(tmp_path / "vault.vtv", offer), by="tests", now=clock)
    async with running(session) as (app, pilot):
        await press(app, pilot, "u")
        assert "There is nothing to undo" in toasts(app)


async def test_trash_screen_restores_and_purges(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Gone")
    trash.rm(session, [named(session, "Gone")])
    async with running(session) as (app, pilot):
        await press(app, pilot, "ctrl+p", *"show the trash", "enter")
        assert "Gone" in screen_text(app)
        await press(app, pilot, "X", *"Wrong", "enter")
        assert len(trash.trashed(session)) == 1
        await press(app, pilot, "escape", "b")
        assert session.view.named("Gone")
        trash.rm(session, [named(session, "Gone")])
        await settle(app, pilot)
        await press(app, pilot, "X", *"Gone", "enter")
        assert trash.trashed(session) == []
        assert "The trash is empty" in screen_text(app)


async def test_generate_replaces_and_is_undone(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "g", "enter")
        credential = named(session, "Mail")
        value = session.peek(credential.record, "password")
        assert len(value) == 24
        assert credential.info("password").origin == "generated"
        await press(app, pilot, "u")
        assert session.peek(named(session, "Mail").record, "password").reveal() == CANARY.encode()


async def test_palette_jumps_and_runs(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "slash", *"robot", "enter", "ctrl+p", *"銀行", "enter")
        assert selected(app) == "銀行 Bank of Examples"
        await press(app, pilot, "ctrl+p", *"duplic", "enter")
        assert selected(app) == "銀行 Bank of Examples (copy)"


async def test_q_goes_back_and_quits_only_at_the_top(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        assert screen_text(app).endswith("? Help  q Quit")
        await press(app, pilot, "l")
        assert screen_text(app).endswith("? Help  q Back")
        await press(app, pilot, "q", "slash", "x", "enter")
        assert screen_text(app).endswith("? Help  q Back")
        await press(app, pilot, "escape", "escape", "escape")
        assert app.is_running
        assert screen_text(app).endswith("? Help  q Quit")
        await press(app, pilot, "q")
        assert app.return_code == 0
        assert not app.is_running


async def test_what_another_program_writes_appears(tmp_path: Path) -> None:
    path = tmp_path / "vault.vtv"
    session = make_vault(path)
    other = Session(VaultFile.open_with_keys(session.file.place, session.keys, None), by="other")
    async with running(session) as (app, pilot):
        login(other, "From elsewhere")
        app._tick()
        await settle(app, pilot)
        assert names(app) == ["From elsewhere", "Mail"]
        assert selected(app) == "Mail"


async def test_a_conflict_is_flagged(tmp_path: Path, clock: Clock) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    credential = named(session, "Mail")
    root = credential.record.revisions[0]
    import msgspec

    left = msgspec.structs.replace(root, rev="a" * 32, par=(root.rev,), m={**root.m, "name": "L"})
    right = msgspec.structs.replace(root, rev="b" * 32, par=(root.rev,), m={**root.m, "name": "R"})
    assert see([root, left, right]).conflicts == {"m.name"}
    session.file.document.add([left, right])
    session.view.follow(session.file.document, frozenset({credential.id}))
    async with running(session, WIDE) as (app, _):
        assert "≠ conflict" in screen_text(app)
        assert "Two programs changed this differently" in screen_text(app)


async def test_keys_can_be_remapped(tmp_path: Path) -> None:
    settings = Settings(keys={"trash": "z"})
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session, WIDE, settings=settings) as (app, pilot):
        assert "z Trash" in screen_text(app)
        await press(app, pilot, "x")
        assert names(app) == ["Mail"]
        await press(app, pilot, "z")
        assert names(app) == []


async def test_entering_by_the_mouse(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        await pilot.click("#list", offset=(3, 4))
        await settle(app, pilot)
        assert selected(app) == "Release token"
        assert browse(app).focused is browse(app).items


async def test_ages_are_those_of_now(clock: Clock) -> None:
    session = sample_session(clock)
    clock.at = NOON + 50 * DAY
    async with running(session, WIDE) as (app, _):
        assert "! expired" in screen_text(app)
        assert browse(app).items.now == clock.at
        assert isinstance(browse(app).query_one("#filter"), Entry)


async def test_what_was_undone_is_offered_no_more(tmp_path: Path) -> None:
    settings = Settings(keys={"undo": "z"})
    async with running(make_vault(tmp_path / "vault.vtv"), settings=settings) as (app, pilot):
        app.tell("Something else.")
        await press(app, pilot, "x")
        assert "Mail is in the trash. z brings it back." in toasts(app)
        await press(app, pilot, "z")
        assert toasts(app).splitlines() == [
            "Something else.",
            "Undone: Mail is as it was before. U makes it again.",
        ]
        assert "brings it back" not in screen_text(app)


async def test_a_fast_hand_means_the_fields_of_what_the_cursor_stands_on(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, _):
        screen = browse(app)
        # Nothing is awaited, so the detail has not followed yet.
        screen.items.cursor = 4
        shown = screen.detail.subject
        assert shown is not None
        assert shown.credential.name == "Deploy robot"
        token = named(app.open_session, "Release token")
        assert screen.field in credentials.fields_of(app.open_session, token)
        assert screen.detail.subject is not shown
