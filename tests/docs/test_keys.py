"""The page of keys and the one table of commands say the same."""

from tests.docs.pages import page, rows
from vaulttui.tui.commands import BY_ID, COMMANDS, keys_of

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
