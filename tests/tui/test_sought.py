"""What is typed into the palette and the choosers, and what is found first."""

from pathlib import Path

import pytest

from tests.tui.samples import Clock, make_vault, press, running, sample_session, top
from vaulttui.domain.catalogue import managed, managed_ids
from vaulttui.tui.dialogs.palette import Palette
from vaulttui.tui.dialogs.picker import ChoiceList
from vaulttui.tui.screens.browse.type_chooser import TypeChooser
from vaulttui.tui.screens.records.projects import Projects
from vaulttui.tui.sought import Sought


def found(typed: str, *names: str) -> list[str]:
    return Sought(typed).best([(name, name) for name in names], 10)


def test_words_are_parts_of_words_in_any_order() -> None:
    names = ("Show the projects", "Show the sets", "acme/shop")
    assert found("show projects", *names) == ["Show the projects"]
    assert found("PROJ how", *names) == ["Show the projects"]
    assert found("projects missing", *names) == []
    assert found("", *names) == list(names)


def test_the_same_then_its_beginning_then_words_that_begin_so_then_the_rest() -> None:
    names = ("Webmail", "Old mail", "Mail of the shop", "Mail", "my_mail", "Another mail")
    assert found("mail", *names) == [
        "Mail", "Mail of the shop", "Old mail", "my_mail", "Another mail", "Webmail",
    ]  # fmt: skip


def test_only_the_best_are_given() -> None:
    assert Sought("a").best([(name, name) for name in ("ba", "ca", "a")], 2) == ["a", "ba"]


@pytest.mark.parametrize("typed", ["[a", "a.b", "(", "\\", "*"])
def test_what_is_typed_is_no_pattern(typed: str) -> None:
    assert found(typed, "xaxb", f"x {typed}") == [f"x {typed}"]


async def test_the_palette_takes_words_singly_and_the_best_first(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "ctrl+p", *"projects show")
        choices = top(app, Palette).query_one(ChoiceList).rows
        assert [one.key for one in choices] == ["command show-projects"]
        assert top(app, Palette).answers("acme shop")[0].kind == "project"
        assert top(app, Palette).answers("webmail")[0].title == "Webmail"
        assert top(app, Palette).answers("show-sets")[0].key == "command show-sets"
        await press(app, pilot, "enter")
        top(app, Projects)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("aws", ["aws", "aws_secretsmanager_credential"]),
        ("ssh", ["ssh", "ssh-key"]),
        ("api key", ["api-key"]),
        ("machine", ["ssh"]),
        ("secret", ["generic-secret"]),
        ("github", ["github_token"]),
        ("storage", ["s3"]),
    ],
)
def test_types_are_found_by_id_then_by_name(typed: str, first: list[str]) -> None:
    types = [kind for one in managed_ids() if (kind := managed(one))]
    answers = TypeChooser(types).answers(typed)
    assert [one.key for one in answers][: len(first)] == first


async def test_enter_opens_the_type_that_was_typed(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "n", *"aws", "enter")
        assert "Amazon Web Services" in str(app.screen.query_one("#form").border_title)
