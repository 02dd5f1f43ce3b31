"""The page of keys and the one table of commands say the same."""

from tests.docs.pages import README, page, rows
from vaulttui.tui.commands import BY_ID, COMMANDS, Place, commands_in, keys_of

NO_KEY = "palette"


def told() -> dict[str, str]:
    """Return the keys by the command's id, as the page has them."""
    return {command: keys for keys, command, _ in rows(page("keys")) if command}


def test_the_page_names_every_command_with_its_keys() -> None:
    wanted = {one.id: " ".join(keys_of(one, {})) or NO_KEY for one in COMMANDS}
    assert told() == wanted


def test_the_page_names_each_command_once() -> None:
    named = [command for _, command, _ in rows(page("keys")) if command]
    assert sorted(named) == sorted(BY_ID)


def test_the_readme_has_the_keys_of_the_first_screen() -> None:
    keyed = [one for one in commands_in(Place.BROWSE) if one.rank and one.keys]
    ranked = sorted(keyed, key=lambda one: one.rank)
    wanted = [f"| `{' '.join(keys_of(one, {}))}` | {one.title}: {one.help} |" for one in ranked]
    lines = README.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("| `") and line in wanted] == wanted
