"""No widget of a form holds what is typed, but the masked input it is typed into."""

from pathlib import Path

import pytest
from textual.widget import Widget
from textual.widgets import Button, Static

from tests.tui.samples import CANARY, make_vault, press, running, screen_text, settle
from tests.tui.test_form import box, open_new, put
from vaulttui.secret import Secret
from vaulttui.tui.app import VaultApp
from vaulttui.tui.widgets.entry import SecretEntry
from vaulttui.tui.widgets.hidden_box import HiddenBox
from vaulttui.tui.widgets.text_entry import SecretTextEntry

HOSTILE = "otpauth://totp/%1b%5d0%3bx%07%5bb%5d:%e2%80%ae%0a?secret=GEZDGNBV&issuer=%5b/%5d%9b"


def strings_of(widget: Widget) -> list[str]:
    """All texts that a widget holds as they are."""
    held = [value for value in vars(widget).values() if isinstance(value, str | bytes)]
    held += [str(widget.render())] if isinstance(widget, Static) else []
    held += [str(widget.label)] if isinstance(widget, Button) else []
    return [one if isinstance(one, str) else one.decode("latin-1") for one in held]


def holders(app: VaultApp) -> set[str]:
    """The widgets of the screen that hold the canary."""
    return {
        type(widget).__name__
        for widget in app.screen.walk_children(with_self=True)
        if isinstance(widget, Widget) and any(CANARY in one for one in strings_of(widget))
    }


async def test_only_the_masked_input_holds_what_is_typed(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv"), (100, 50)) as (app, pilot):
        await press(app, pilot, "e")
        put(app, "password", CANARY)
        put(app, "totp", f"otpauth://totp/a?secret={CANARY}")
        await settle(app, pilot)
        for field_id in ("password", "totp"):
            box(app, field_id).judge()
        await settle(app, pilot)
        assert holders(app) == {SecretEntry.__name__}
        assert CANARY not in app.export_screenshot()


async def test_a_file_that_was_loaded_is_in_no_string(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv"), (100, 50)) as (app, pilot):
        await open_new(app, pilot, "ssh")
        hidden = app.screen.query(HiddenBox).first()
        hidden.put(Secret.from_text(CANARY), generated=False)
        await settle(app, pilot)
        assert holders(app) == set()
        assert hidden.query_one(SecretTextEntry).text == ""
        assert CANARY not in app.export_screenshot()


async def test_a_generated_secret_is_in_no_string_until_it_is_shown(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "g")
        screen = app.screen
        screen._made = Secret.from_text(CANARY)  # type: ignore[attr-defined]  # as if it were made
        assert holders(app) == set()
        await press(app, pilot, "r")
        assert CANARY in screen_text(app)
        app.on_app_blur()
        await settle(app, pilot)
        assert holders(app) == set()


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (160, 50)])
async def test_a_hostile_address_of_codes_is_told_harmlessly(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with running(make_vault(tmp_path / "vault.vtv"), size) as (app, pilot):
        await press(app, pilot, "e")
        put(app, "totp", HOSTILE)
        box(app, "totp").query_one(".value").focus()
        await settle(app, pilot)
        assert not set("\x1b\x07\x9b\u202e") & set(screen_text(app))
        assert "digits" in screen_text(app)
