"""The screen of the local server, over a real one: started, asked, told of, and ended."""

import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx2
import pytest
from textual.pilot import Pilot

from tests.tui.samples import (
    CANARY,
    SMALL,
    USUAL,
    WIDE,
    Clock,
    Run,
    make_vault,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    toasts,
    top,
)
from tests.tui.test_terminal import Terminal, terminal, unlock, vault
from vaulttui.operations.local_server import Served
from vaulttui.operations.serving import DIALECTS, Asked
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.report import Report
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.manual import Manual
from vaulttui.tui.screens.server.server import ServerScreen
from vaulttui.tui.screens.server.sheet import ServerSheet

__all__ = ["terminal", "vault"]

PATIENCE: Final = 20.0
PATH: Final = "/api/v1/app-credentials"


@asynccontextmanager
async def serving(
    path: Path, size: tuple[int, int] = USUAL
) -> AsyncIterator[tuple[VaultApp, Pilot[int]]]:
    """The app at the screen of the server, over a vault on disk; no server outlives it."""
    async with running(make_vault(path), size) as (app, pilot):
        await press(app, pilot, Run("show-server"))
        try:
            yield app, pilot
        finally:
            app.server.close()


def served_by(app: VaultApp) -> Served:
    served = app.server.runs
    assert served is not None
    return served


def token_of(served: Served) -> str:
    return Path(served.token_file).read_text("ascii")


def ask(served: Served, path: str, token: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {token or token_of(served)}"}
    with httpx2.Client(base_url=served.url, headers=headers, trust_env=False) as client:
        return client.get(path).status_code


async def until(app: VaultApp, pilot: Pilot[int], text: str) -> str:
    """The screen, once it says something that a thread or another process brings about."""
    for _ in range(400):
        await settle(app, pilot)
        if text in screen_text(app):
            return screen_text(app)
        await pilot.pause(0.02)
    raise AssertionError(screen_text(app))


async def test_a_request_is_shown_and_stop_ends_it(tmp_path: Path) -> None:
    async with serving(tmp_path / "vault.vtv") as (app, pilot):
        assert "Not running" in screen_text(app)
        await press(app, pilot, "enter")
        served = served_by(app)
        token = token_of(served)
        assert served.url in screen_text(app)
        assert "None so far" in screen_text(app)
        hidden = "hidden-in-the-query"
        assert ask(served, f"{PATH}?q={hidden}") == 200
        assert ask(served, PATH, "another") == 401
        seen = await until(app, pilot, "2 requests, 1 refused")
        assert f"200  GET    {PATH}" in seen
        assert f"401  GET    {PATH}" in seen
        assert "infra0" in seen
        for secret in (token, hidden, CANARY):
            assert secret not in seen
        await press(app, pilot, "s")
        assert "Not running" in screen_text(app)
        assert app.server.runs is None
        assert gone(Path(served.token_file))
        with pytest.raises(httpx2.ConnectError):
            ask(served, PATH, "any")


async def test_it_goes_on_without_its_screen_and_a_sign_leads_back(tmp_path: Path) -> None:
    async with serving(tmp_path / "vault.vtv") as (app, pilot):
        assert "● serving" not in screen_text(app)
        await press(app, pilot, "s", "q")
        top(app, Browse)
        assert "● serving" in screen_text(app)
        assert ask(served_by(app), PATH) == 200
        await pilot.click("KeyBar", offset=(USUAL[0] - 3, 0))
        await settle(app, pilot)
        top(app, ServerScreen)
        await until(app, pilot, f"GET    {PATH}")
        await press(app, pilot, "s", "q")
        assert "● serving" not in screen_text(app)


async def test_one_that_dies_is_told_of_wherever_one_is(tmp_path: Path) -> None:
    async with serving(tmp_path / "vault.vtv") as (app, pilot):
        await press(app, pilot, "s", "q")
        process = int(Path(served_by(app).token_file).stem)
        os.kill(process, signal.SIGKILL)
        while app.server.runs:
            await pilot.pause(0.02)
        await settle(app, pilot)
        assert "SIGKILL" in toasts(app)
        assert "● serving" not in screen_text(app)
        await press(app, pilot, Run("show-server"))
        assert "✗ The server has ended" in screen_text(app)


async def test_a_taken_port_is_said_and_another_can_be_chosen(tmp_path: Path) -> None:
    async with serving(tmp_path / "vault.vtv") as (app, pilot):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            app.server.choose(taken.getsockname()[1], DIALECTS)
            await press(app, pilot, "s")
            assert "✗ Another program listens at port" in screen_text(app)
            assert "Not running" in screen_text(app)
            assert not toasts(app)
        await press(app, pilot, "j", "enter", "ctrl+u", "7", "0", "0", "0", "0", "enter")
        assert "A port is a number" in screen_text(app)
        await press(app, pilot, "ctrl+u", "0", "enter")
        assert "any that is free" in screen_text(app)
        assert "✗" not in screen_text(app)
        await press(app, pilot, "s")
        assert served_by(app).url in screen_text(app)


async def test_only_what_is_ticked_is_spoken(tmp_path: Path) -> None:
    async with serving(tmp_path / "vault.vtv") as (app, pilot):
        sheet = app.screen.query_one(ServerSheet)
        for name in DIALECTS:
            sheet.go_to(f"dialect {name}")
            await press(app, pilot, "enter")
        assert "one of them" in toasts(app)
        assert app.server.dialects == DIALECTS[-1:]
        await press(app, pilot, "s")
        assert ask(served_by(app), "/repos/personal/shop/secrets") == 404
        assert ask(served_by(app), PATH) == 200


async def test_what_a_request_was_and_the_manual(clock: Clock) -> None:
    async with running(sample_session(clock), USUAL) as (app, pilot):
        served = Served("http://127.0.0.1:8484", "/run/token", DIALECTS)
        app.server.served = served
        for number in range(700):
            served.hear(Asked(clock(), "GET", f"/[b]{number}", 404, "", lost=number // 100))
        await press(app, pilot, Run("show-server"))
        assert "706 requests, 700 refused, 206 not listed any more" in screen_text(app)
        await press(app, pilot, "end")
        assert "/[b]200" in screen_text(app)
        await press(app, pilot, "up", "up")
        # What comes meanwhile moves nothing away from under the cursor.
        served.hear(Asked(clock(), "GET", "/later", 200, "", lost=6))
        top(app, ServerScreen).server_changed()
        await press(app, pilot, "enter")
        top(app, Report)
        assert "GET /[b]202" in screen_text(app)
        assert "404 Not Found" in screen_text(app)
        await press(app, pilot, "enter")
        app.screen.query_one(ServerSheet).go_to("paths")
        await press(app, pilot, "enter")
        top(app, Manual)
        assert "The local server" in screen_text(app)


async def test_sizes(tmp_path: Path) -> None:
    async with serving(tmp_path / "vault.vtv", SMALL) as (app, pilot):
        assert "Not running" in screen_text(app)
        assert "s Start" in screen_text(app)
        await press(app, pilot, "s")
        assert served_by(app).url in screen_text(app)
        assert ask(served_by(app), PATH) == 200
        while not served_by(app).total:
            await pilot.pause(0.02)
        top(app, ServerScreen).server_changed()
        await press(app, pilot, "end")
        await until(app, pilot, "200  GET")
        await pilot.resize_terminal(*WIDE)
        await settle(app, pilot)
        assert "200 OK" in screen_text(app)


async def test_after_a_lock_the_same_is_proposed(tmp_path: Path) -> None:
    async with serving(tmp_path / "vault.vtv") as (app, pilot):
        app.server.choose(0, DIALECTS[:2])
        await press(app, pilot, "s")
        port = served_by(app).port
        assert app.present_position().screens == (("server", str(port), *DIALECTS[:2]),)
        await press(app, pilot, "s", "q")
        app.show("server", str(port), *DIALECTS[:2])
        await settle(app, pilot)
        assert (app.server.port, app.server.dialects) == (port, DIALECTS[:2])


@pytest.mark.parametrize("end", ["kill", "lock"])
def test_it_ends_with_the_program(terminal: Terminal, home: Path, end: str) -> None:
    unlock(terminal)
    before = terminal.type("\x10")
    terminal.wait_for("Go to anything", since=before)
    terminal.type("serve this")
    before = terminal.type("\r")
    terminal.wait_for("Not running", since=before)
    before = terminal.type("s")
    terminal.wait_for("Listening", since=before)
    (token,) = (home / "vaulttui" / "state" / "serve").iterdir()
    key = Path(f"/proc/{token.stem}/cmdline")
    assert not key.exists() or token.read_bytes() not in key.read_bytes()
    if end == "kill":
        os.kill(terminal.pid, signal.SIGKILL)
    else:
        before = terminal.type("L")
        terminal.wait_for("Locked.", since=before)
    # It takes its token's file with it.
    assert gone(token)


def gone(path: Path) -> bool:
    until = time.monotonic() + PATIENCE
    while path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not path.exists()
