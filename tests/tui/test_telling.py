"""What is told stands for a while, and never in the way of what is told next."""

from pathlib import Path

from tests.tui.samples import make_vault, press, running, settle, toasts


async def test_a_sentence_stands_once_and_the_last_ones_alone(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        for told in ("one", "two", "two", "three"):
            app.tell(told)
            await settle(app, pilot)
        assert toasts(app).splitlines() == ["two", "three"]


async def test_a_warning_outlasts_what_goes_well(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        app.tell("mind that", severity="warning")
        for told in ("one", "two", "three"):
            app.tell(told)
            await settle(app, pilot)
        assert toasts(app).splitlines() == ["mind that", "two", "three"]


async def test_of_two_changes_the_last_alone_is_said_to_be_undone(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        app.tell("first,", severity="warning", undo="undoes")
        await settle(app, pilot)
        app.tell("second,", undo="undoes")
        await settle(app, pilot)
        assert toasts(app) == "second, u undoes."


async def test_the_next_theme_is_named(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "ctrl+p", *"theme", "enter")
        assert "The theme is light" in toasts(app)
