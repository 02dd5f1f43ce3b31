"""The form of a type, a field of it and the migration come back after a lock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.samples import Run, named, press, screen_text, top
from tests.tui.test_lock_forms import beyond_a_lock
from tests.tui.type_samples import furnished
from vaulttui.tui.app import VaultApp
from vaulttui.tui.screens.types.field_form import TypeFieldForm
from vaulttui.tui.screens.types.form import TypeForm
from vaulttui.tui.screens.types.migration import TypeMigration
from vaulttui.tui.screens.types.template_form import TypeTemplateForm
from vaulttui.tui.screens.types.types import Types
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.text_entry import TextEntry


@asynccontextmanager
async def unlocked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *keys: str
) -> AsyncIterator[tuple[VaultApp, Pilot[int], str]]:
    """The app locked after these keys on the screen of types, and unlocked again."""
    session = furnished(tmp_path / "vault.vtv")
    keys = (Run("show-types"), *keys)
    async with beyond_a_lock(session, monkeypatch, *keys) as (app, pilot, before):
        yield app, pilot, before


async def test_the_form_crosses_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("e", "minus", "n", *"Room", "enter")
    async with unlocked(tmp_path, monkeypatch, *keys) as (app, pilot, before):
        form = top(app, TypeForm)
        assert form.unsaved
        assert [one.field.id for one in form.state.fields] == ["token", "room"]
        assert "Room" in before
        await press(app, pilot, "escape", "tab", "enter")
        assert top(app, Types).selected_id == "acme-queue"


async def test_the_text_crosses_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("e", "ctrl+r", *"unsaved")
    async with unlocked(tmp_path, monkeypatch, *keys) as (app, _, _before):
        area = top(app, TypeForm).query_one("#as-text", TextEntry)
        assert area.text.startswith("unsaved")
        assert area.display


async def test_a_field_crosses_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("e", "n", *"unsaved")
    async with unlocked(tmp_path, monkeypatch, *keys) as (app, pilot, before):
        form = top(app, TypeFieldForm)
        assert form.query_one("#label", Entry).value == "unsaved"
        assert screen_text(app) == before
        await press(app, pilot, "enter")
        assert top(app, TypeForm).state.fields[-1].field.id == "unsaved"


async def test_a_template_crosses_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("e", "end", "up", "n", "tab", *"unsaved {{ url }}")
    async with unlocked(tmp_path, monkeypatch, *keys) as (app, _, _before):
        form = top(app, TypeTemplateForm)
        assert form.query_one("#template", TextEntry).text == "unsaved {{ url }}"


async def test_the_migration_crosses_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ("e", "minus", "n", *"Place", "enter", "ctrl+s", "enter", "enter")
    async with unlocked(tmp_path, monkeypatch, *keys) as (app, pilot, before):
        top(app, TypeMigration)
        assert "→ place" in before
        assert screen_text(app) == before
        await press(app, pilot, "ctrl+s")
        top(app, Types)
        assert "place" in named(app.open_session, "Queue").public
