"""A pipe or a device where a file is asked for: refused, for nobody could stop waiting for it."""

import os
from pathlib import Path

import pytest
from textual.widgets import Static

from tests.tui.samples import Run, make_vault, press, running, settle, toasts, top
from vaulttui.errors import InvalidValue
from vaulttui.host.reading import refuse_endless
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.screens.types.types import Types
from vaulttui.tui.screens.whose import Whose
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.hidden_box import HiddenBox

TOLD = "is a pipe or a device"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_what_is_refused(pipe: Path, tmp_path: Path) -> None:
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(InvalidValue, match=TOLD):
            refuse_endless(path)
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path, tmp_path / "nothing", Path("a\0b")):
        refuse_endless(path)


async def test_a_value(pipe: Path, tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "n", *"note", "enter")
        box = top(app, Form).query_one(HiddenBox)
        box.take(str(pipe))
        await settle(app, pilot)
        assert str(box.query_one(".wrong", Static).render()).startswith("!")
        assert box.state.value is None


async def test_whose(pipe: Path, tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-whose"))
        top(app, Whose)._look_into(str(pipe))
        await settle(app, pilot)
        assert TOLD in str(app.screen.query_one("#told", Static).render())


async def test_an_import(pipe: Path, tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        app.screen.query_one("#path", Entry).value = str(pipe)
        await press(app, pilot, "enter")
        assert TOLD in str(app.screen.query_one("#told", Static).render())


async def test_a_type(pipe: Path, tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-types"))
        top(app, Types).action_from_file()
        await settle(app, pilot)
        await press(app, pilot, *str(pipe), "enter")
        assert TOLD in toasts(app)
