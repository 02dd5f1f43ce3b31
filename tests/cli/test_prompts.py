"""Every question of the command line, on a real terminal, and control-C at each."""

import re
import sys
from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli, make_vault
from tests.host.pty_child import Child, start

LEAST = ["--kdf-memory", "64MiB", "--kdf-time", "3", "--kdf-lanes", "4"]
UNLOCK = "Passphrase for vault.vtv: "


def on_terminal(*arguments: str) -> Child:
    return start([sys.executable, "-m", "vaulttui", *arguments])


@pytest.fixture
def path(home: Path) -> Path:
    """A vault whose passphrase is asked for."""
    path = home / "vaulttui" / "data" / "vault.vtv"
    make_vault(path)
    return path


def test_unlock(path: Path) -> None:
    child = on_terminal("list")
    child.wait_for(UNLOCK)
    child.type(PASSPHRASE)
    code, shown = child.end()
    assert code == 0
    assert PASSPHRASE.encode() not in shown
    assert b"holds no credentials yet" in shown


def test_a_mistyped_passphrase_is_asked_for_again(path: Path) -> None:
    child = on_terminal("list")
    child.wait_for(UNLOCK)
    child.type("no")
    child.wait_for("does not fit")
    child.wait_for(UNLOCK)
    child.type(PASSPHRASE)
    code, shown = child.end()
    assert (code, b"holds no credentials yet" in shown) == (0, True)


def test_the_third_wrong_passphrase_is_the_last(path: Path) -> None:
    child = on_terminal("list")
    for _ in range(3):
        child.wait_for(UNLOCK)
        child.type("no")
    code, shown = child.end()
    assert (code, b"does not fit" in shown) == (4, True)


def test_nothing_is_asked_where_no_vault_is(home: Path) -> None:
    code, shown = on_terminal("list").end()
    assert (code, b"Passphrase" in shown) == (6, False)


def test_no_input(path: Path) -> None:
    code, shown = on_terminal("list", "--no-input").end()
    assert (code, b"--no-input forbids: Passphrase" in shown) == (2, True)
    assert b"`vaulttui unlock`" in shown
    assert b"VAULTTUI_PASSPHRASE_FILE" in shown


def test_init_whole(home: Path) -> None:
    child = on_terminal("init", *LEAST)
    child.wait_for("New passphrase: ")
    child.type("correct horse battery")
    child.wait_for("Strength: ")
    child.wait_for("The same again: ")
    child.type("correct horse battery")
    child.wait_for("opens the vault without the passphrase:")
    shown = child.wait_for("Type it back: ").decode()
    key = re.search(r"VTREC1-\S+", shown)
    assert key
    child.type("VTREC1-NONSENSE")
    child.wait_for("That is not the key.")
    child.wait_for("Type it back: ")
    child.type(key[0].lower().replace("vtrec1-", "VTREC1-"))
    child.wait_for("is made.")
    assert child.end()[0] == 0
    assert (home / "vaulttui" / "data" / "vault.vtv").exists()


def test_init_with_two_passphrases(home: Path) -> None:
    child = on_terminal("init", *LEAST, "--no-recovery")
    child.wait_for("New passphrase: ")
    child.type("tractor horizon velvet 41")
    child.wait_for("The same again: ")
    child.type("tractor horizon velvet 42")
    assert child.end()[0] == 7
    assert not (home / "vaulttui" / "data").exists()


def test_init_asks_whether_a_weak_passphrase_is_meant(home: Path) -> None:
    child = on_terminal("init", *LEAST, "--no-recovery")
    child.wait_for("New passphrase: ")
    child.type("qwerty")
    child.wait_for("Use it all the same? [y/N] ")
    child.type("n")
    assert child.end()[0] == 1
    assert not (home / "vaulttui" / "data").exists()


def test_required_secret_is_asked_for_twice(path: Path, cli: Cli) -> None:
    child = on_terminal("add", "api-key", "x")
    child.wait_for(UNLOCK)
    child.type(PASSPHRASE)
    child.wait_for("Key: ")
    child.type("the key")
    child.wait_for("The same again: ")
    child.type("the key")
    child.wait_for("Added x")
    assert child.end()[0] == 0
    child = on_terminal("get", "x")
    child.wait_for(UNLOCK)
    child.type(PASSPHRASE)
    child.wait_for("the key")
    assert child.end()[0] == 0


def test_declined(path: Path) -> None:
    child = on_terminal("repair")
    child.wait_for(UNLOCK)
    child.type(PASSPHRASE)
    child.wait_for("[y/N] ")
    child.type("")
    code, shown = child.end()
    assert (code, b"Nothing was changed" in shown) == (1, True)


# Each: the command, and the prompts up to the one where control-C is pressed.
ASKED = [
    (["list"], [UNLOCK]),
    (["list", "--recovery"], ["Recovery key for vault.vtv: "]),
    (["add", "api-key", "x"], [UNLOCK, "Key: "]),
    (["add", "api-key", "x"], [UNLOCK, "Key: ", "The same again: "]),
    (["add", "login", "x", "--prompt", "username"], [UNLOCK, "User name: "]),
    (["passwd"], [UNLOCK, "New passphrase: "]),
    (["passwd"], [UNLOCK, "New passphrase: ", "The same again: "]),
    (["slot", "add", "recovery"], [UNLOCK, "Type it back: "]),
    (["repair"], [UNLOCK, "[y/N] "]),
]


@pytest.mark.parametrize(("words", "prompts"), ASKED)
def test_control_c(path: Path, words: list[str], prompts: list[str]) -> None:
    before = path.read_bytes()
    child = on_terminal(*words)
    for prompt in prompts:
        child.wait_for(prompt)
        if prompt is not prompts[-1]:
            child.type(PASSPHRASE)
    child.press(b"\x03")
    code, shown = child.end()
    assert code == 130
    assert b"Interrupted" in shown
    assert b"Traceback" not in shown
    if words[0] != "slot":
        assert path.read_bytes() == before


def test_control_c_leaves_no_slot_behind(path: Path, cli: Cli, home: Path) -> None:
    test_control_c(path, ["slot", "add", "recovery"], [UNLOCK, "Type it back: "])
    (home / "passphrase").write_text(PASSPHRASE)
    child = on_terminal("slot", "list", "--json")
    child.wait_for(UNLOCK)
    child.type(PASSPHRASE)
    code, shown = child.end()
    assert (code, b"recovery" in shown) == (0, False)


@pytest.mark.parametrize(
    "prompts",
    [
        ["New passphrase: "],
        ["New passphrase: ", "The same again: "],
        ["New passphrase: ", "The same again: ", "Type it back: "],
    ],
)
def test_control_c_in_init_makes_no_vault(home: Path, prompts: list[str]) -> None:
    key = home / "key"
    child = on_terminal("init", *LEAST, "--key-file", str(key))
    for prompt in prompts:
        child.wait_for(prompt)
        if prompt is not prompts[-1]:
            child.type("a passphrase")
    child.press(b"\x03")
    assert child.end()[0] == 130
    assert not (home / "vaulttui" / "data" / "vault.vtv").exists()
    assert not key.exists()


def test_copying_says_which_clipboard_took_it(
    path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    settings = home / "vaulttui" / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("clipboard_seconds = 1\n")
    child = on_terminal("get", "--demo", "Release token", "--clip")
    child.wait_for("\x1b]52;c;")
    child.wait_for("Sent to the terminal (unconfirmed)")
    child.wait_for("\x1b]52;c;IA==\x07")
    assert child.end()[0] == 0
