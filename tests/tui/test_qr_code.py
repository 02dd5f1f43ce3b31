"""QR codes on the screen: drawn on demand, gone in time, said where they do not fit."""

from pathlib import Path

import pytest

from tests.tui.samples import (
    CANARY,
    SMALL,
    USUAL,
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
    top,
)
from vaulttui.domain.qr import modules
from vaulttui.operations import sets, totp
from vaulttui.secret import Secret
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.qr_code import QrCode
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.widgets.qr_square import QrSquare


def drawn(app: VaultApp) -> list[str]:
    """The rows of modules as they stand on the screen, from the light above to the light below."""
    square = top(app, QrCode).query_one(QrSquare)
    rows: list[str] = []
    for line in screen_text(app).split("\n")[1:-1]:
        rows += [
            "".join("#" if char in "▀█" else "." for char in line),
            "".join("#" if char in "▄█" else "." for char in line),
        ]
    assert square.light >= 1
    return rows


async def test_the_value_under_the_cursor_is_drawn(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "Q")
        wanted = modules(Secret.from_text(CANARY))
        code = [
            "".join("#" if wanted.is_dark(x, y) else "." for x in range(wanted.size))
            for y in range(wanted.size)
        ]
        inside = [row.strip(".") for row in drawn(app) if "#" in row]
        assert inside == [row.strip(".") for row in code]
        assert CANARY not in screen_text(app)
        assert "Mail · Password" in screen_text(app)


@pytest.mark.parametrize("theme", ["dark", "light", "ansi-dark"])
async def test_black_on_white_whatever_the_theme(tmp_path: Path, theme: str) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        app.theme = theme
        await press(app, pilot, "Q")
        strips = app.screen._compositor.render_strips()
        inked = [one for strip in strips for one in strip if set(one.text) & set("▀▄█")]
        colours = {
            (one.style.color.get_truecolor().hex, one.style.bgcolor.get_truecolor().hex)
            for one in inked
            if one.style and one.style.color and one.style.bgcolor
        }
        assert colours == {("#000000", "#ffffff")}


async def test_it_is_masked_in_time_and_drawn_again_on_demand(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "Q")
        seconds = app.settings.reveal_seconds
        assert f"hides in {seconds} s" in screen_text(app)
        for _ in range(seconds):
            top(app, QrCode).tick()
        await settle(app, pilot)
        assert "Hidden. r draws it again" in screen_text(app)
        assert "█" not in screen_text(app)
        await press(app, pilot, "r")
        assert "█" in screen_text(app)
        await press(app, pilot, "r")
        assert "█" not in screen_text(app)
        await press(app, pilot, "q")
        assert isinstance(app.screen, Browse)


async def test_it_is_hidden_where_nobody_looks(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "Q")
        app.on_app_blur()
        await settle(app, pilot)
        assert "█" not in screen_text(app)
        assert top(app, QrCode).query_one(QrSquare)._modules is None


async def test_what_gives_codes_is_drawn_as_its_address(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, "slash", *"webmail", "enter", "l")
        top(app, Browse).detail.go_to("totp")
        await press(app, pilot, "Q")
        assert "One-time codes" in screen_text(app).split("\n")[0]
        address = totp.uri(session, named(session, "Webmail"), "totp")
        assert top(app, QrCode).query_one(QrSquare)._modules == modules(address)


@pytest.mark.parametrize(("size", "fits"), [(USUAL, True), (SMALL, False)])
async def test_where_it_does_not_fit_it_says_what_it_needs(
    tmp_path: Path, size: tuple[int, int], fits: bool
) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Aa", "a" * 134)
    async with running(session, size) as (app, pilot):
        await press(app, pilot, "home", "Q")
        assert ("█" in screen_text(app)) is fits
        assert ("43 columns and 24 lines" in " ".join(screen_text(app).split())) is not fits


async def test_what_is_too_long_is_said_and_opens_nothing(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Aa", "a" * 3000)
    async with running(session) as (app, pilot):
        await press(app, pilot, "home", "Q")
        assert isinstance(app.screen, Browse)
        assert "too long for a QR code: it has 3,000 bytes" in toasts(app)


async def test_keys_of_sets_and_former_values(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    found = sets.create(session, sets.NewSet(None, "deploy"))
    sets.put_value(session, found, "TOKEN", Secret(b"t0ken"))
    async with running(session) as (app, pilot):
        app.show("sets")
        await settle(app, pilot)
        await press(app, pilot, "l", "Q")
        assert "TOKEN" in screen_text(app).split("\n")[0]
        await press(app, pilot, "escape", "q", "q", "y")
        await press(app, pilot, "end", "Q")
        assert isinstance(app.screen, QrCode) or "no value on this line" in toasts(app)
