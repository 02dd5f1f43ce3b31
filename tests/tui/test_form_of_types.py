"""Every built-in type has its form."""

from pathlib import Path

import pytest

from tests.tui.samples import make_vault, press, running, settle, toasts, top
from tests.tui.test_form import open_new
from tests.tui.type_samples import QUEUE
from vaulttui.domain.catalogue import managed, managed_ids
from vaulttui.domain.fields import FieldKind
from vaulttui.domain.types import CredentialType
from vaulttui.operations import types
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.form import Form, box_for
from vaulttui.tui.screens.forms.form_state import blank, field_of
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.field_box import FieldBox


def the_type(type_id: str) -> CredentialType:
    found = managed(type_id)
    assert found is not None
    return found


Look = tuple[FieldKind, bool, bool, bool, bool]


def looks(type_id: str) -> set[Look]:
    """All that a form's boxes depend on."""
    return {
        (one.kind, one.secret, one.required, bool(one.choices), one.default is not None)
        for one in the_type(type_id).fields
    }


def few_types() -> list[str]:
    """So many types that each look of a field is among theirs."""
    left: set[Look] = set().union(*map(looks, managed_ids()))
    chosen = []
    while left:
        chosen.append(max(managed_ids(), key=lambda one: len(looks(one) & left)))
        left -= looks(chosen[-1])
    return chosen


@pytest.mark.parametrize("type_id", managed_ids())
def test_every_field_of_every_type_has_a_box(type_id: str) -> None:
    kind = the_type(type_id)
    boxes = [box_for(field_of(state, kind), state) for state in blank(kind).fields]
    assert [one.field for one in boxes] == list(kind.fields)


async def test_a_type_that_goes_while_its_form_is_open(tmp_path: Path) -> None:
    """Another program may take it away; what is typed stays, and saving says what is wrong."""
    session = make_vault(tmp_path / "vault.vtv")
    types.add(session, QUEUE)
    async with running(session) as (app, pilot):
        await press(app, pilot, "n", *"acme", "enter")
        form = top(app, Form)
        types.rm(session, "acme-queue")
        form.form_extra()
        await settle(app, pilot)
        await press(app, pilot, *"Extra", "enter")
        assert app._exception is None
        form.query_one("#name", Entry).value = "Queue"
        await press(app, pilot, "ctrl+s", "ctrl+s")
        assert top(app, Form).query_one("#name", Entry).value == "Queue"
        assert "acme-queue" in toasts(app)


async def test_every_look_of_a_field_has_a_form(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        for type_id in few_types():
            await open_new(app, pilot, type_id)
            shown = [one.field.id for one in app.screen.query(FieldBox)]
            assert shown == [field.id for field in the_type(type_id).fields], type_id
            await press(app, pilot, "escape")
            assert isinstance(app.screen, Browse), type_id
