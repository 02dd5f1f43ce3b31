"""What must never leave: values in crashes and clipboards, text that a terminal obeys."""

import threading
from pathlib import Path

import pytest
from textual.app import App

from tests.tui.samples import (
    CANARY,
    USUAL,
    WIDE,
    Run,
    login,
    make_vault,
    press,
    running,
    screen_text,
    settle,
    toasts,
)
from vaulttui.operations import credentials, trash
from vaulttui.operations.credentials import Edits
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.widgets.entry import Entry, SecretEntry

HOSTILE = (
    "\x1b]52;c;RVZJTA==\x1b\\ \x1b]0;PWN\x07 \x9b31m \u202eabc [@click=app.quit]x[/] [/foo] "
    "$primary {x} \u200b銀行e\u0301"
)
LONG = "x" * 512


def hostile_vault(path: Path) -> Session:
    """Every text that a file can bring, as bad as it can be."""
    session = make_vault(path)
    bad = login(session, HOSTILE, username=HOSTILE.replace("\x1b", "").replace("\x07", "")[40:])
    credentials.edit(session, bad, Edits(description=HOSTILE + "\n" + LONG))
    login(session, LONG)
    # A tag may hold what is no control character, so the rest of it does.
    tag = "work/[@click=app.quit]x[/]\u202e[/foo]"
    credentials.edit(session, session.view.credential(bad.id), Edits(tag=frozenset({tag})))
    gone = login(session, HOSTILE)
    trash.rm(session, [gone])
    return session


def assert_harmless(app: VaultApp) -> None:
    text = screen_text(app)
    assert not [char for char in text if char in "\x1b\x07\x9b\u202e\u200b"]
    assert app.is_running
    assert app._exception is None


@pytest.mark.parametrize("size", [USUAL, WIDE, (40, 10)])
async def test_hostile_text_on_every_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    session = hostile_vault(tmp_path / "vault.vtv")
    async with running(session, size) as (app, pilot):
        for keys in (
            ["home", "enter"],
            ["r"],
            ["escape", "y"],
            ["q", "e"],
            ["escape", "ctrl+p", "x"],
            ["escape", "h", "down", "down", "down", "down", "down", "down"],
            ["escape", Run("show-trash")],
            ["X"],
            ["escape", "q", Run("show-activity")],
            ["q", "g"],
        ):
            await press(app, pilot, *keys)
            assert_harmless(app)
        await press(app, pilot, "escape", "d", "x", "u")
        assert_harmless(app)
        assert not [char for char in toasts(app) if char in "\x1b\x9b\u202e"]


async def test_a_link_in_a_name_is_no_link(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "[@click=app.exit]A[/]")
    async with running(session) as (app, pilot):
        for y in range(4):
            await pilot.click(offset=(2, y))
            await settle(app, pilot)
        assert app.is_running
        assert "[@click=app.exit]A[/]" in screen_text(app)


async def test_pasted_sequences_are_drawn_as_stand_ins(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "slash")
        app.screen.query_one("#filter", Entry).value = "a\x1b]52;c;RVZJTA==\x07b"
        await settle(app, pilot)
        assert "a\ufffd]52;c;RVZJTA==\ufffdb" in screen_text(app)


async def test_secret_inputs_are_not_copied(tmp_path: Path) -> None:
    make_vault(tmp_path / "vault.vtv").close()
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        entry = app.screen.query_one("#secret", SecretEntry)
        entry.value = CANARY
        entry.action_select_all()
        await press(app, pilot, "ctrl+c", "ctrl+x")
        assert app.clipboard == ""
        assert entry.value == CANARY
        assert CANARY not in app.export_screenshot()


async def test_copying_public_text_never_reaches_the_terminal(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, _):
        written: list[str] = []
        driver = app._driver
        assert driver is not None
        driver.write = written.append  # type: ignore[assignment,method-assign]  # listens to the driver
        app.copy_to_clipboard("public")
        assert not [text for text in written if "\x1b]52" in text]


async def test_no_command_saves_a_picture(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, _):
        assert list(app.get_system_commands(app.screen)) == []
        assert app.ENABLE_COMMAND_PALETTE is False


def test_textual_still_has_what_is_overridden() -> None:
    assert callable(App._fatal_error)
    assert VaultApp._fatal_error is not App._fatal_error


@pytest.mark.parametrize("where", ["handler", "callback", "worker"])
async def test_a_crash_shows_no_values(
    tmp_path: Path, where: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        local_secret = CANARY
        raise ValueError(f"bad literal {local_secret}")

    app_told = ""
    with pytest.raises(ValueError, match="bad literal") if where != "worker" else _nothing():
        async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
            match where:
                case "worker":
                    app.perform(fail)
                    await settle(app, pilot)
                    app_told = toasts(app)
                    assert app.is_running
                case "handler":
                    app.screen.action_reveal = fail  # type: ignore[attr-defined]  # a broken command
                    await pilot.press("r")
                    await pilot.pause()
                case _:
                    app.call_later(fail)
                    await pilot.pause()
    out, err = capfd.readouterr()
    told = app_told + out + err
    assert CANARY not in told
    assert "ValueError" in told


class _nothing:  # stands where pytest.raises stands otherwise
    def __enter__(self) -> None: ...
    def __exit__(self, *_error: object) -> None: ...


async def test_a_lost_thread_shows_no_values(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from vaulttui.host import hardening

    def fail() -> None:
        raise ValueError(CANARY)

    hook = threading.excepthook
    async with running(make_vault(tmp_path / "vault.vtv")):
        threading.excepthook = hardening._on_thread_crash
        try:
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
        finally:
            threading.excepthook = hook
    out, err = capfd.readouterr()
    assert CANARY not in out + err


async def test_browsing_and_filtering_show_no_value(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv"), WIDE) as (app, pilot):
        await press(app, pilot, "slash", *"mail", "enter", "l", "e", "escape", "y")
        assert CANARY not in app.export_screenshot()
        assert isinstance(app.screen_stack[0], Browse)


async def test_a_question_shows_text_as_it_is(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        app.push_screen(Question("[b]Sure?[/nope]", [("yes", "[i]Yes")]))
        await settle(app, pilot)
        assert "[b]Sure?[/nope]" in screen_text(app)


def test_secrets_stay_masked_in_positions() -> None:
    from vaulttui.tui.position import FieldState

    assert CANARY not in repr(FieldState("password", value=Secret.from_text(CANARY)))
