"""What must hold on every screen: a crash tells no value, and hostile names do nothing."""

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.samples import USUAL, Clock, press, running, sample_session, settle
from tests.tui.scenes import SCENES, Scene, Stage
from tests.tui.test_leaks import HOSTILE, assert_harmless
from vaulttui.operations import credentials
from vaulttui.operations.credentials import Edits
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp

OPEN = [one for one in SCENES.values() if one.vault == "sample" and not one.once]
NAMED = pytest.mark.parametrize("scene", OPEN, ids=lambda scene: scene.name)


def secrets_of(session: Session) -> set[str]:
    """Every secret value of the vault that is long enough to be told from other words."""
    found = set()
    for row in session.view.rows():
        credential = session.view.credential(row.id)
        for field in credential.sealed:
            value = session.peek(credential.record, field).reveal()
            found.add(value.decode("utf-8", "replace"))
    return {value for value in found if len(value) >= 8}


@NAMED
async def test_what_holds_on_every_screen(
    scene: Scene, clock: Clock, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Names that turn hostile, tiny terminals, and a crash in the end: the way here is long."""
    session = sample_session(clock)
    secrets = secrets_of(session)
    assert secrets

    def fail() -> None:
        held = sorted(secrets)
        raise ValueError(f"cannot use {held}")

    async def visit() -> None:
        async with running(session, USUAL) as (app, pilot):
            stage = Stage(app, pilot, tmp_path, clock)
            await scene.play(stage)
            screen = app.screen
            turn_hostile(session)
            await settle(app, pilot)
            assert_harmless(app)
            await assert_harmless_in_sizes(app, pilot)
            if app.screen is not screen:  # any key puts some away
                await scene.play(stage)
            assert type(app.screen) is type(screen)
            app.screen.call_later(fail)
            await pilot.pause()

    with pytest.raises(ValueError, match="cannot use"):
        await visit()
    out, err = capfd.readouterr()
    assert "ValueError" in out + err
    assert not [value for value in secrets if value in out + err]


def turn_hostile(session: Session) -> None:
    """Give everything that can be renamed a name that a terminal would obey."""
    for row in list(session.view.rows()):
        credential = session.view.credential(row.id)
        if not credential.managed:
            edits = Edits(name=HOSTILE, description=HOSTILE, tag=frozenset({"a/[/b]\u202e"}))
            credentials.edit(session, credential, edits)


async def assert_harmless_in_sizes(app: VaultApp, pilot: Pilot[int]) -> None:
    """What does not fit is cut, and never runs in circles."""
    for size in ((40, 10), (1, 1), (20, 5), USUAL):
        await pilot.resize_terminal(*size)
        async with asyncio.timeout(20):
            await settle(app, pilot)
            assert_harmless(app)
            await press(app, pilot, "down", "tab")
    assert app._exception is None
