"""What must hold on every screen: a crash tells no value, and hostile names do nothing."""

import asyncio
from pathlib import Path

import pytest

from tests.tui.samples import USUAL, Clock, press, running, sample_session, settle
from tests.tui.scenes import SCENES, Scene, Stage
from tests.tui.test_leaks import HOSTILE, assert_harmless
from vaulttui.operations import credentials
from vaulttui.operations.credentials import Edits
from vaulttui.session.session import Session

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
async def test_a_crash_tells_no_value(
    scene: Scene, clock: Clock, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    session = sample_session(clock)
    secrets = secrets_of(session)
    assert secrets

    def fail() -> None:
        held = sorted(secrets)
        raise ValueError(f"cannot use {held}")

    async def crash() -> None:
        async with running(session, USUAL) as (app, pilot):
            await scene.play(Stage(app, pilot, tmp_path, clock))
            app.screen.call_later(fail)
            await pilot.pause()

    with pytest.raises(ValueError, match="cannot use"):
        await crash()
    out, err = capfd.readouterr()
    assert "ValueError" in out + err
    assert not [value for value in secrets if value in out + err]


@NAMED
async def test_hostile_names_and_tiny_terminals(scene: Scene, clock: Clock, tmp_path: Path) -> None:
    """Names that turn hostile do nothing; what does not fit is cut, and never runs in circles."""
    session = sample_session(clock)
    async with running(session, USUAL) as (app, pilot):
        await scene.play(Stage(app, pilot, tmp_path, clock))
        for row in list(session.view.rows()):
            credential = session.view.credential(row.id)
            if not credential.managed:
                edits = Edits(name=HOSTILE, description=HOSTILE, tag=frozenset({"a/[/b]\u202e"}))
                credentials.edit(session, credential, edits)
        await settle(app, pilot)
        assert_harmless(app)
        for size in ((40, 10), (1, 1), (20, 5), USUAL):
            await pilot.resize_terminal(*size)
            async with asyncio.timeout(20):
                await settle(app, pilot)
                assert_harmless(app)
                await press(app, pilot, "down", "tab")
        assert app._exception is None
