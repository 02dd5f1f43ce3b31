"""The form of a credential type: made, changed with its credentials, as text."""

from pathlib import Path

import pytest
from textual.widgets import Select

from tests.tui.samples import (
    named,
    press,
    screen_text,
    settle,
    toasts,
    top,
)
from tests.tui.type_samples import QUEUE, at_types, furnished, go, put, told
from vaulttui.domain.types import type_to_toml
from vaulttui.operations import types
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.types.field_form import TypeFieldForm
from vaulttui.tui.screens.types.form import TypeForm
from vaulttui.tui.screens.types.migration import TypeMigration
from vaulttui.tui.screens.types.types import Types
from vaulttui.tui.widgets.text_entry import TextEntry


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return furnished(tmp_path / "vault.vtv")


async def test_a_type_is_made_from_nothing(session: Session) -> None:
    async with at_types(session, "n", *"Acme mail") as (app, pilot):
        assert top(app, TypeForm).state.id == "acme-mail"
        assert "needs a field" in told(app)
        await go(app, pilot, "new fields")
        await press(app, pilot, "enter", *"Access token")
        top(app, TypeFieldForm).query_one("#kind", Select).value = "secret"
        await settle(app, pilot)
        await press(app, pilot, "enter")
        await go(app, pilot, "new env")
        await press(app, pilot, "enter", *"ACME_PASS", "tab", *"{{ access_token }}", "ctrl+s")
        assert "It can be saved" in told(app)
        await press(app, pilot, "ctrl+s")
        assert top(app, Types).selected_id == "acme-mail"
        made = session.view.type("acme-mail")
        assert made is not None
        assert made.secret_fields == ("access_token",)
        assert made.injectors.env == {"ACME_PASS": "{{ access_token }}"}


async def test_an_id_that_is_taken_is_told_at_once(session: Session) -> None:
    async with at_types(session, "d") as (app, pilot):
        await put(app, pilot, id="login")
        assert "login ships with the program" in told(app)
        await put(app, pilot, id="acme-queue")
        assert "is there already" in told(app)


async def test_what_changes_nothing_is_told_and_saved_at_once(session: Session) -> None:
    async with at_types(session, "e") as (app, pilot):
        assert "Nothing is changed yet" in told(app)
        await press(app, pilot, "n", *"Room", "enter")
        assert "nothing changes for them" in told(app)
        assert "perhaps empty: room" in told(app)
        await press(app, pilot, "ctrl+s")
        top(app, Types)
        assert "Saved version 2" in toasts(app)


async def test_a_renamed_field_moves_its_values_in_one_change(session: Session) -> None:
    async with at_types(session, "e") as (app, pilot):
        await go(app, pilot, "fields 1")
        await press(app, pilot, "enter")
        await put(app, pilot, id="key")
        assert "token becomes key" in screen_text(app)
        await press(app, pilot, "enter")
        assert "{{ key }}" in screen_text(app)
        assert 'The field "token" becomes "key".' in told(app)
        await press(app, pilot, "ctrl+s")
        top(app, TypeMigration)
        assert "→ key" in screen_text(app)
        assert session.view.type("acme-queue").version == 1  # type: ignore[union-attr]  # it is there
        await press(app, pilot, "ctrl+s")
        top(app, Types)
        assert "1 credential changed with it" in toasts(app)
        assert session.peek(named(session, "Queue").record, "key").reveal() == b"t0ken-value"
        await press(app, pilot, "u")
        assert session.peek(named(session, "Queue").record, "token").reveal() == b"t0ken-value"
        assert session.view.type("acme-queue").field("key") is None  # type: ignore[union-attr]  # as above


async def test_what_takes_over_is_chosen_where_the_form_cannot_know(session: Session) -> None:
    async with at_types(session, "e", "minus") as (app, pilot):
        await press(app, pilot, "n", *"Place", "enter", "ctrl+s")
        assert "an extra field of each credential" in screen_text(app)
        await go(app, pilot, "move url")
        await press(app, pilot, "enter", "enter")
        assert "→ place" in screen_text(app)
        assert "url becomes place" in screen_text(app)
        await go(app, pilot, "migrate")
        await press(app, pilot, "enter")
        assert named(session, "Queue").public["place"] == "https://q.example"


async def test_a_template_that_names_what_is_gone_is_told(session: Session) -> None:
    async with at_types(session, "e", "down", "minus") as (app, pilot):
        assert 'uses "token", which is no field' in told(app)
        await press(app, pilot, "ctrl+s")
        top(app, TypeForm)
        assert "Not saved" in toasts(app)


async def test_rows_change_places(session: Session) -> None:
    async with at_types(session, "e", "J") as (app, pilot):
        ids = [one.field.id for one in top(app, TypeForm).state.fields]
        assert ids == ["token", "url"]
        await press(app, pilot, "K", "K")
        ids = [one.field.id for one in top(app, TypeForm).state.fields]
        assert ids == ["url", "token"]


async def test_what_is_not_saved_is_asked_for(session: Session) -> None:
    async with at_types(session, "e", "minus", "escape") as (app, pilot):
        top(app, Question)
        await press(app, pilot, "escape", "ctrl+q")
        top(app, Question)
        await press(app, pilot, "tab", "enter")
    assert session.view.type("acme-queue").field("url") is not None  # type: ignore[union-attr]  # it is there


async def test_the_type_that_another_program_changed_is_not_written_over(session: Session) -> None:
    async with at_types(session, "e", "n", *"Room", "enter") as (app, pilot):
        types.add(session, QUEUE.replace('"Acme queue"', '"Theirs"'))
        await press(app, pilot, "ctrl+s")
        top(app, TypeForm)
        assert "another program changed" in toasts(app)
        await press(app, pilot, "ctrl+s")
        assert session.view.type("acme-queue").name == "Acme queue"  # type: ignore[union-attr]  # it is there


async def test_the_same_type_as_text_and_back(session: Session) -> None:
    async with at_types(session, "e", "ctrl+r") as (app, pilot):
        form = top(app, TypeForm)
        area = form.query_one("#as-text", TextEntry)
        known = session.view.type("acme-queue")
        assert known is not None
        assert area.text == type_to_toml(known)
        assert not form.unsaved
        area.text = area.text.replace("version = 1", "version = ")
        await settle(app, pilot)
        assert "not TOML" in told(app)
        await press(app, pilot, "ctrl+r")
        assert "Not a form yet" in toasts(app)
        area.text = type_to_toml(known).replace('"Address"', '"Where"')
        await press(app, pilot, "ctrl+r")
        assert form.state.fields[0].field.label == "Where"
        assert form.state.fields[0].was == "url"


async def test_the_text_cannot_make_it_another_type(session: Session) -> None:
    async with at_types(session, "e", "ctrl+r") as (app, pilot):
        area = app.screen.query_one("#as-text", TextEntry)
        area.text = area.text.replace('id = "acme-queue"', 'id = "other"')
        await settle(app, pilot)
        assert "The id stays acme-queue" in told(app)


async def test_the_text_is_saved_as_it_is(session: Session) -> None:
    async with at_types(session, "e", "ctrl+r") as (app, pilot):
        area = app.screen.query_one("#as-text", TextEntry)
        area.text = area.text.replace('"Address"', '"Where"')
        await press(app, pilot, "ctrl+s")
        top(app, Types)
        made = session.view.type("acme-queue")
        assert made is not None
        assert made.fields[0].label == "Where"
