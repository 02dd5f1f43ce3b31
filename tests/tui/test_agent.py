"""The key agent in the terminal UI: opening by it, what it shows, and a lock from outside."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent import agents
from tests.security.canaries import Canaries
from tests.security.memory import memory_of
from tests.security.terminal import Terminal
from tests.tui.samples import (
    PASSPHRASE,
    login,
    make_vault,
    press,
    running,
    screen_text,
    settle,
    toasts,
)
from vaulttui.agent import client, place
from vaulttui.operations import agent
from vaulttui.settings import Settings
from vaulttui.tui import lock
from vaulttui.tui.position import Position
from vaulttui.tui.screens.before.unlock import Unlock
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.widgets.entry import SecretEntry

NOTE = "The agent holds the key of this vault: enter opens it."


@pytest.fixture(autouse=True)
def none_left(home: Path) -> Iterator[None]:
    yield
    agents.kill_the_one_that_runs()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A vault whose key the agent holds."""
    return unlocked(tmp_path / "vault.vtv")


def unlocked(path: Path, *, ask: bool = False) -> Path:
    session = make_vault(path)
    agent.hand_over(session, agent.limits(Settings(), ask=ask))
    session.close()
    return path


def left_behind(path: Path) -> str:
    """The number of a descriptor as a locked run leaves one."""
    from tests.tui.test_lock import resumed

    other = make_vault(path.with_name("other.vtv"))
    sealed = lock.seal(Position(), other.keys)
    other.close()
    return str(resumed(sealed))


async def test_it_opens_without_asking(path: Path) -> None:
    async with running(path=path) as (app, _):
        assert isinstance(app.screen, Browse)


async def test_after_a_lock_enter_opens_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(lock.RESUME_VARIABLE, left_behind(path))
    async with running(path=path) as (app, pilot):
        assert isinstance(app.screen, Unlock)
        assert NOTE in screen_text(app)
        assert "Locked. You go on where you were." in screen_text(app)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Browse)


async def test_a_key_that_is_asked_for_is_not_used_unasked(tmp_path: Path) -> None:
    path = unlocked(tmp_path / "vault.vtv", ask=True)
    async with running(path=path) as (app, pilot):
        assert isinstance(app.screen, Unlock)
        await pilot.click("#agent")
        await settle(app, pilot)
        assert isinstance(app.screen, Browse)


async def test_an_agent_that_forgot_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lock.RESUME_VARIABLE, left_behind(path))
    async with running(path=path) as (app, pilot):
        agent.lock()
        await press(app, pilot, "enter")
        assert "does not hold the key of this vault any more" in screen_text(app)
        app.screen.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Browse)


async def test_without_an_agent_nothing_is_said_of_it(tmp_path: Path) -> None:
    make_vault(tmp_path / "vault.vtv").close()
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        assert NOTE not in screen_text(app)
        assert not app.screen.query_one("#agent").display
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Unlock)


async def test_the_sidebar_and_the_palette_lead_to_the_agent(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "h", "end", "up", "up", "enter")
        assert "No agent runs." in screen_text(app)
        await press(app, pilot, "escape", "q")
        for told, way, then in (
            ("No agent runs.", "unlock", "holds the key"),
            ("min more if nobody uses it", "forget", "has forgotten"),
            ("does not hold the key", "unlock", "holds the key"),
            ("The agent holds the key", "stop", "has ended"),
        ):
            await press(app, pilot, "ctrl+p", *"agent", "enter")
            assert told in " ".join(screen_text(app).replace("│", " ").split())
            await pilot.click(f"#{way}")
            await settle(app, pilot)
            assert then in toasts(app)
            app.clear_notifications()
        assert client.status() is None
    session.close()


def locking() -> subprocess.Popen[bytes]:
    """Somebody who says lock, and waits."""
    return subprocess.Popen(
        [sys.executable, "-m", "vaulttui", "lock", "--json"], stdout=subprocess.PIPE
    )


async def test_lock_from_outside_seals_and_leaves(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Other")
    async with running(session) as (app, pilot):
        assert app.holder is not None
        (name,) = [one.name for one in place.folder().glob("holder-*")]
        await press(app, pilot, "down")
        # It ends as this process would with its exec: with the connection.
        asker = locking()
        while app.is_running:
            await pilot.pause(0.01)
        assert app.sealed is not None
        assert lock.unseal(app.sealed, session.keys).selected
        for connection in app.holder._asking:
            connection.close()
        assert asker.communicate()[0] == b'{"locked":1}\n'
    assert not (place.folder() / name).exists()
    session.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root reads the memory of others")
def test_lock_reaches_a_real_one(path: Path, tmp_path: Path) -> None:
    session = make_vault(tmp_path / "for its key.vtv")
    agent.hand_over(session, agent.limits(Settings()))
    canaries = Canaries({"key": session.keys.vault_key.reveal()})
    session.close()
    words = [sys.executable, "-P", "-m", "vaulttui", "--vault", str(tmp_path / "for its key.vtv")]
    terminal = Terminal(words, os.environ, tmp_path)
    try:
        terminal.wait_for("Mail", "Filter")
        assert memory_of(terminal.pid, canaries, ["key"]) == ["key (raw)"]
        terminal.cut()
        asker = locking()
        terminal.wait_for("Locked. You go on where you were.")
        assert asker.communicate()[0] == b'{"locked":2}\n'
        assert memory_of(terminal.pid, canaries, ["key"]) == []
        assert memory_of(agents.pid(), canaries, ["key"]) == []
    finally:
        terminal.kill()
