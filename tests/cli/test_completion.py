"""``completion`` in real shells: TAB is pressed, and the program gets the words that came of it."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.cli import named_vault as of
from tests.cli.named_vault import NamedVault, unlocked
from tests.cli.shells import RAN, SHELLS, Shell, open_shell
from tests.operations.samples import make_vault

FILE: Final = "my $(file).env"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NamedVault]:
    with unlocked(tmp_path_factory.mktemp("completion")) as made:
        make_vault(made.home / "locked.vtv")
        (made.home / "damaged.vtv").write_bytes(made.path.read_bytes()[:100])
        yield made


@pytest.fixture(scope="module", params=SHELLS)
def shell(
    request: pytest.FixtureRequest, named: NamedVault, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shell]:
    place = tmp_path_factory.mktemp("shell")
    opened = open_shell(request.param, place, {"VAULTTUI_HOME": str(named.home)})
    (opened.folder / FILE).touch()
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def nothing_is_executed(shell: Shell) -> Iterator[None]:
    yield
    assert [one.name for one in shell.folder.iterdir()] == [FILE]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("get --ra", ["get", "--raw"]),
        ("show 'wi", ["show", "wiki"]),
        ("get wiki us", ["get", "wiki", "username"]),
        ("run --project=acme/", ["run", "--project=acme/shop"]),
        ("assign set:d", ["assign", "set:deploy"]),
        ("import dotenv my", ["import", "dotenv", FILE]),
        ("add login new password=@my", ["add", "login", "new", f"password=@{FILE}"]),
        ("run -- cat my", ["run", "--", "cat", FILE]),
    ],
)
def test_a_word_is_completed(shell: Shell, typed: str, words: list[str]) -> None:
    assert shell.words(f"vaulttui {typed}") == words


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\"it's", of.QUOTES),
        (r"\`touch", of.TICKS),
        (r"\~ro", of.GLOB),
        (r"\=ls:co", of.COLON),
        ("'$HO", of.DOLLAR),
        (r"grüße\ 🔑\ ada+x@ex", of.UNICODE),
    ],
)
def test_a_name_is_one_word_whatever_it_holds(shell: Shell, typed: str, name: str) -> None:
    assert shell.words(f"vaulttui get {typed}") == ["get", name]


def test_what_cannot_be_typed_goes_by_its_id(shell: Shell, named: NamedVault) -> None:
    digits = named.ids[of.UNTYPABLE[0]]
    assert shell.words(f"vaulttui get id:{digits[:6]}") == ["get", f"id:{digits[:8]}"]


def test_the_list_of_names(shell: Shell) -> None:
    # In fish every TAB beyond the first walks through the list; in bash the second shows it.
    shown = shell.shown("vaulttui get ", {"bash": 2, "zsh": 1, "fish": 1}[shell.name])
    assert "wiki" in shown
    assert [char for char in shown if not char.isprintable() and char not in "\r\n\b"] == []
    assert of.CANARY not in shown


@pytest.mark.parametrize("vault", ["locked", "missing"])
def test_silence(shell: Shell, named: NamedVault, vault: str) -> None:
    typed = f"vaulttui --vault {named.home / vault}.vtv get wi"
    assert words_shown(shell, typed) == {*typed.split(), RAN}
    assert shell.words(typed, 0)[-1] == "wi"


def test_silence_without_an_agent(shell: Shell, named: NamedVault) -> None:
    typed = "vaulttui get wi"
    shell.do("export VAULTTUI_HOME=/nowhere")
    shown = words_shown(shell, typed)
    shell.do(f"export VAULTTUI_HOME={named.home}")
    assert shown == {*typed.split(), RAN}


def words_shown(shell: Shell, typed: str) -> set[str]:
    """What stood on the terminal after TAB."""
    # zsh writes the first character again.
    return {word.rpartition("\b")[2] for word in shell.shown(typed).split()}
