"""Every command of the table, on every screen it counts on, as often as not after others."""

from pathlib import Path
from typing import Final

import pytest

from tests.tui.samples import USUAL, Clock, running, sample_session, settle
from tests.tui.scenes import SCENES, Stage
from vaulttui.tui.commands import Place, commands_in
from vaulttui.tui.frames.screen import VaultScreen

LEAVING: Final = frozenset({"quit", "lock"})
"""What ends the program; the tests of the lock and of the terminal see to these."""
STARTED: Final = {
    Place.BROWSE: "browse", Place.SETS: "set", Place.PROJECTS: "project",
    Place.ORGANIZATIONS: "organizations", Place.ASSIGNMENTS: "assign", Place.TRASH: "trash",
    Place.HISTORY: "history", Place.ACTIVITY: "activity", Place.ENVIRONMENT: "environment",
    Place.WHERE_USED: "where-used", Place.IMPORT: "import", Place.HELP: "help",
    Place.GENERATOR: "generate", Place.FORM: "form", Place.SETTINGS: "settings",
    Place.MANUAL: "manual", Place.WHOSE: "whose",
    Place.REMOTES: "remotes", Place.PLACEHOLDERS: "placeholders",
    Place.TYPES: "types", Place.TYPE: "type-form", Place.ROW: "type-field",
    Place.MIGRATION: "type-migration", Place.QR: "qr", Place.FILES: "files",
    Place.EXPORT: "export", Place.HEALTH: "health", Place.VAULT: "vault",
    Place.SERVER: "server",
    Place.PLAN: "plan", Place.WELCOME: "first", Place.LOCKED: "unlock",
}  # fmt: skip
"""A scene for each place."""


@pytest.mark.parametrize(
    "place", [one for one in STARTED if SCENES[STARTED[one]].vault == "sample"]
)
async def test_every_command_of_a_place(
    place: Place, clock: Clock, tmp_path: Path, torture: bool, impatient: None
) -> None:
    left = [
        command
        for command in commands_in(place)
        if command.id not in LEAVING
        and (command.id, place) != ("back", Place.BROWSE)
        # What the app itself does is the same from everywhere.
        and (torture or place is Place.BROWSE or not command.action.startswith("app."))
    ]
    assert left
    while left:
        async with running(sample_session(clock), USUAL) as (app, pilot):
            await SCENES[STARTED[place]].play(Stage(app, pilot, tmp_path, clock))
            screen = app.screen
            assert isinstance(screen, VaultScreen)
            assert screen.place is place
            # Once a command has left the screen, the next begin anew.
            while left and screen in app.screen_stack:
                command = left.pop()
                app.call_later(screen.run_action, command.action)
                await settle(app, pilot)
                assert app.is_running, command.id
                assert app._exception is None, command.id
                while screen in app.screen_stack and app.screen is not screen:
                    app.pop_screen()
                    await settle(app, pilot)


def test_every_place_has_its_scene() -> None:
    assert set(Place) - {Place.LINES} == set(STARTED)
