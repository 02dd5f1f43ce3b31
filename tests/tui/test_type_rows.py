"""A field and a template of a credential type: what is wrong is a sentence."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Select

from tests.tui.samples import (
    press,
    screen_text,
    settle,
    top,
)
from tests.tui.type_samples import at_types, furnished, go, put
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.types.field_form import TypeFieldForm
from vaulttui.tui.screens.types.form import TypeForm
from vaulttui.tui.screens.types.template_form import TypeTemplateForm
from vaulttui.tui.widgets.text_entry import TextEntry


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return furnished(tmp_path / "vault.vtv")


async def field_form(app: VaultApp, pilot: Pilot[int]) -> TypeFieldForm:
    await go(app, pilot, "new fields")
    await press(app, pilot, "enter")
    return top(app, TypeFieldForm)


async def test_what_is_wrong_with_a_field_is_a_sentence(session: Session) -> None:
    wrong = {
        "needs a label": {"label": ""},
        "cannot be the name": {"label": "X", "id": "a b"},
        "There is a field url already": {"label": "X", "id": "url"},
        "templates use it": {"label": "X", "id": "tower"},
    }
    async with at_types(session, "e", size=(100, 30)) as (app, pilot):
        await field_form(app, pilot)
        for sentence, filled in wrong.items():
            await put(app, pilot, **filled)
            await press(app, pilot, "ctrl+s")
            top(app, TypeFieldForm)
            shown = screen_text(app)
            assert [one for one in wrong if one in shown] == [sentence], filled


async def test_a_choice_needs_its_choices_and_a_default_among_them(session: Session) -> None:
    async with at_types(session, "e", size=(100, 30)) as (app, pilot):
        form = await field_form(app, pilot)
        await press(app, pilot, *"Region")
        form.query_one("#kind", Select).value = "choice"
        await settle(app, pilot)
        await press(app, pilot, "ctrl+s")
        assert "needs its choices" in screen_text(app)
        form.query_one("#choices", TextEntry).text = "eu\nus\n"
        await put(app, pilot, default="asia")
        await press(app, pilot, "ctrl+s")
        assert "The default cannot be" in screen_text(app)
        await put(app, pilot, default="eu")
        await press(app, pilot, "ctrl+s")
        made = top(app, TypeForm).state.fields[-1].field
        assert (made.id, made.choices, made.default) == ("region", ("eu", "us"), "eu")


async def test_a_secret_kind_is_ticked_and_has_no_default(session: Session) -> None:
    async with at_types(session, "e") as (app, pilot):
        await go(app, pilot, "fields 1")
        await press(app, pilot, "enter")
        assert "[X] secret" in screen_text(app) or "▐X▌ secret" in screen_text(app)
        assert "Default" not in screen_text(app)
        assert "Choices" not in screen_text(app)


async def test_a_field_that_is_filled_in_is_not_left_by_accident(session: Session) -> None:
    async with at_types(session, "e") as (app, pilot):
        await field_form(app, pilot)
        await press(app, pilot, *"Room", "escape")
        top(app, Question)


async def test_what_is_wrong_with_a_variable_is_a_sentence(session: Session) -> None:
    wrong = {
        "cannot be a name": ("9X", "{{ url }}"),
        "needs a name": ("", "{{ url }}"),
        "no field of this type": ("X", "{{ uri }}"),
        "not closed": ("X", "{{ url"),
        "There is ACME_TOKEN already": ("ACME_TOKEN", "x"),
    }
    async with at_types(session, "e") as (app, pilot):
        await go(app, pilot, "new env")
        await press(app, pilot, "enter")
        for sentence, (name, template) in wrong.items():
            top(app, TypeTemplateForm).query_one("#template", TextEntry).text = template
            await put(app, pilot, name=name)
            await press(app, pilot, "ctrl+s")
            top(app, TypeTemplateForm)
            shown = screen_text(app)
            assert [one for one in wrong if one in shown] == [sentence], (name, template)


async def test_a_file_keeps_its_last_line_end_and_a_second_one_needs_names(
    session: Session,
) -> None:
    async with at_types(session, "e") as (app, pilot):
        await go(app, pilot, "new file")
        await press(app, pilot, "enter")
        app.screen.query_one("#template", TextEntry).text = "url={{ url }}\n"
        await press(app, pilot, "ctrl+s")
        assert top(app, TypeForm).state.file == (("template", "url={{ url }}\n"),)
        await go(app, pilot, "new file")
        await press(app, pilot, "enter", *"ca", "tab", *"x", "ctrl+s")
        assert "each needs a name" in screen_text(app)
