"""One picture per screen; the README shows them."""

from pathlib import Path

import pytest

from tests.tui.conftest import Picture
from tests.tui.samples import (
    DAY,
    SMALL,
    USUAL,
    WIDE,
    Clock,
    Run,
    make_vault,
    named,
    press,
    running,
    sample_session,
    settle,
    top,
)
from vaulttui.crypto.keys import TextKey
from vaulttui.operations import assignments, sources, trash
from vaulttui.operations.credentials import Edits, Given, add
from vaulttui.secret import Secret
from vaulttui.settings import Settings
from vaulttui.tui.screens.browse import Browse
from vaulttui.tui.screens.create import Create
from vaulttui.tui.screens.recovery import Recovery
from vaulttui.tui.widgets.entry import Entry, SecretEntry

PATH = Path("/home/ada/.local/share/vaulttui/vault.vtv")


async def test_first_screen(picture: Picture) -> None:
    async with running(path=PATH) as (app, _):
        picture(app, "first-80x24")


async def test_create(picture: Picture) -> None:
    async with running(path=PATH) as (app, pilot):
        app.push_screen(Create())
        await settle(app, pilot)
        app.screen.query_one("#passphrase", SecretEntry).value = "correct horse battery staple"
        app.screen.query_one("#again", SecretEntry).value = "correct horse battery staple"
        await settle(app, pilot)
        picture(app, "create-80x24")


async def test_recovery(picture: Picture, clock: Clock) -> None:
    line = TextKey.write(TextKey.RECOVERY, Secret(bytes(range(32))))
    async with running(path=PATH) as (app, pilot):
        app.push_screen(Recovery(sample_session(clock), line))
        await settle(app, pilot)
        picture(app, "recovery-80x24")


async def test_unlock(picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_vault(tmp_path / "vault.vtv", recovery=Secret(bytes(32))).close()
    monkeypatch.chdir(tmp_path)
    async with running(path=Path("vault.vtv")) as (app, pilot):
        app.screen.query_one("#secret", Entry).value = "wrong"
        await press(app, pilot, "enter")
        picture(app, "unlock-wrong-80x24")


@pytest.mark.parametrize(("size", "name"), [(WIDE, "160x50"), (USUAL, "80x24"), (SMALL, "40x10")])
async def test_browse(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    async with running(sample_session(clock), size) as (app, pilot):
        await press(app, pilot, *["down"] * 8)
        picture(app, f"browse-{name}")


@pytest.mark.parametrize(("size", "name"), [(WIDE, "160x50"), (USUAL, "80x24"), (SMALL, "40x10")])
async def test_reveal(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    async with running(sample_session(clock), size) as (app, pilot):
        _stop_the_seconds(app.screen)
        await press(app, pilot, *["down"] * 8, "enter", "r")
        picture(app, f"reveal-{name}")


async def test_code(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        _stop_the_seconds(app.screen)
        await press(app, pilot, *["down"] * 8, "enter", "down", "down", "r")
        picture(app, "code-80x24")


async def test_filter(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "slash")
        app.screen.query_one("#filter", Entry).value = "tag:work -mail"
        await settle(app, pilot)
        picture(app, "filter-80x24")


async def test_sidebar(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "h", "down", "down")
        picture(app, "sidebar-80x24")


@pytest.mark.parametrize("theme", ["light", "ansi"])
async def test_themes(picture: Picture, clock: Clock, theme: str) -> None:
    settings = Settings(theme=theme)
    async with running(sample_session(clock), (120, 30), settings=settings) as (app, pilot):
        await press(app, pilot, "down", "down")
        picture(app, f"theme-{theme}-120x30")


async def test_no_colour(picture: Picture, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(sample_session(clock), (120, 30)) as (app, pilot):
        await press(app, pilot, "down", "down")
        picture(app, "no-colour-120x30")


@pytest.mark.parametrize(("size", "name"), [(WIDE, "160x50"), (USUAL, "80x24")])
async def test_form(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    async with running(sample_session(clock), size) as (app, pilot):
        await press(app, pilot, *["down"] * 8, "e")
        picture(app, f"form-{name}")


async def test_note(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "n", *"secure note", "enter", *"Alarm", "tab", *"Code is")
        picture(app, "note-80x24")


async def test_choose_type(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "n")
        picture(app, "type-80x24")


async def test_generator(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *["down"] * 8, "g", "down", "right")
        picture(app, "generate-80x24")


async def test_palette(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "ctrl+p", "o", "r", "d")
        picture(app, "palette-80x24")


async def test_trash(picture: Picture, clock: Clock) -> None:
    session = sample_session(clock)
    for name in ("Session cache", "Outgoing mail"):
        trash.rm(session, [named(session, name)])
        clock.at += DAY
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-trash"))
        picture(app, "trash-80x24")


async def test_history(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *["down"] * 8, "y")
        picture(app, "history-80x24")


async def test_activity(picture: Picture, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "ada-laptop")
    async with running(sample_session(clock), (120, 30)) as (app, pilot):
        await press(app, pilot, Run("show-activity"))
        picture(app, "activity-120x30")


async def test_import(picture: Picture, clock: Clock, tmp_path: Path) -> None:
    source = tmp_path / ".env"
    source.write_text("STRIPE_KEY=made-up\nexport SMTP_PASSWORD='also made up'\nEMPTY=\n", "utf-8")
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        app.screen.query_one("#path", Entry).value = str(source)
        await press(app, pilot, "enter")
        with app.prevent(Entry.Changed):
            app.screen.query_one("#path", Entry).value = "~/work/.env"
        await settle(app, pilot)
        picture(app, "import-80x24")


async def test_help(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock), (100, 50)) as (app, pilot):
        await press(app, pilot, "question_mark")
        picture(app, "help-100x50")


BOTH = pytest.mark.parametrize(("size", "name"), [(WIDE, "160x50"), (USUAL, "80x24")])


@BOTH
async def test_set(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    session = sample_session(clock)
    async with running(session, size) as (app, pilot):
        found = next(one for one in session.view.graph.sets if one.name == "deploy-hooks")
        top(app, Browse).go_to("set", found.id, "key SESSION_SECRET")
        await settle(app, pilot)
        picture(app, f"set-{name}")


@BOTH
async def test_key(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    session = sample_session(clock)
    async with running(session, size) as (app, pilot):
        await press(app, pilot, Run("show-sets"), "plus")
        await press(app, pilot, "tab", "tab", "enter", *"orders", "enter", "enter")
        picture(app, f"key-{name}")


async def test_new_set(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, Run("show-sets"), "n", *"not possible", "enter")
        picture(app, "new-set-80x24")


@BOTH
async def test_project(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    async with running(sample_session(clock), size) as (app, pilot):
        await press(app, pilot, Run("show-projects"), "down", "l")
        picture(app, f"project-{name}")


@BOTH
async def test_environment(
    picture: Picture, clock: Clock, size: tuple[int, int], name: str
) -> None:
    session = sample_session(clock)
    (shop,) = (one for one in session.view.graph.projects if one.name == "shop")
    assignments.assign(session, named(session, "Orders database, staging"), [shop])
    async with running(session, size) as (app, pilot):
        await press(app, pilot, Run("show-projects"), "down", "v")
        picture(app, f"environment-{name}")


@BOTH
async def test_assign(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    async with running(sample_session(clock), size) as (app, pilot):
        await press(app, pilot, "down", "down", "a", "down", "e")
        app.screen.query_one("#prefix", Entry).value = ""
        await press(app, pilot, "enter")
        picture(app, f"assign-{name}")


@BOTH
async def test_organization(
    picture: Picture, clock: Clock, size: tuple[int, int], name: str
) -> None:
    async with running(sample_session(clock), size) as (app, pilot):
        await press(app, pilot, Run("show-organizations"), "down")
        picture(app, f"organizations-{name}")


@BOTH
async def test_where_used(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    async with running(sample_session(clock), size) as (app, pilot):
        await press(app, pilot, *["down"] * 4, "w")
        picture(app, f"where-used-{name}")


@BOTH
async def test_source(picture: Picture, clock: Clock, size: tuple[int, int], name: str) -> None:
    session = sample_session(clock)
    values = {"url": Given(Secret(b"https://vault.example.com"))}
    vault = add(session, "hashivault_kv", Edits(name="Team vault", values=values), incomplete=True)
    asked = {"secret_path": "/team/cache", "secret_key": "password"}
    sources.put(session, named(session, "Session cache"), "password", vault, asked)
    async with running(session, size) as (app, pilot):
        await press(app, pilot, *["down"] * 5, "l", "s", "enter")
        picture(app, f"source-{name}")


async def test_marked(picture: Picture, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "space", "down", "space", "space")
        picture(app, "marked-80x24")


def _stop_the_seconds(screen: object) -> None:
    assert isinstance(screen, Browse)
    screen.ticking.pause()
