"""The command line as a whole: global options, usage, JSON errors, broken outputs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import Cli, make_vault, program
from vaulttui.cli.contents import COMMANDS, MODULES
from vaulttui.cli.program import run
from vaulttui.errors import NoVault


@pytest.fixture
def other(tmp_path: Path, cli: Cli, passphrase_file: Path) -> Path:
    """A vault elsewhere with one credential."""
    path = tmp_path / "other.vtv"
    make_vault(path)
    cli.ok("--vault", str(path), "add", "generic-secret", "there", "value=-", given=b"x")
    return path


@pytest.mark.parametrize(
    "words",
    [
        ["--vault", "{}", "--json", "list"],
        ["list", "--vault", "{}", "--json"],
        ["--json", "list", "--vault={}"],
        ["list", "--json", "there", "--vault", "{}", "--no-input", "--yes"],
    ],
)
def test_global_options_stand_anywhere(other: Path, cli: Cli, words: list[str]) -> None:
    (found,) = cli.ok(*(word.format(other) for word in words)).json
    assert found["name"] == "there"


@pytest.mark.parametrize(
    "words",
    [
        ["--vault", "{}", "--json", "type", "list"],
        ["type", "--json", "list", "--vault", "{}"],
        ["type", "--vault", "{}", "list", "--json"],
        ["type", "--vault", "{}", "--json"],
    ],
)
def test_and_around_a_verb(other: Path, cli: Cli, words: list[str]) -> None:
    assert len(cli.ok(*(word.format(other) for word in words)).json) == 46


def test_the_last_one_counts(other: Path, cli: Cli) -> None:
    assert cli.ok("--vault", "/none", "list", "--vault", str(other)).text.count("\n") == 2


def test_vault_from_environment_and_settings(
    other: Path, cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home / "vaulttui" / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'vault = "{other}"\nlater = 1\n')
    done = cli.ok("list")
    assert "there" in done.text
    assert "unknown key, 'later'" in done.err
    assert cli.ok("list", "--json").err.startswith('{"notice":')
    settings.write_text("lock_minutes = 0\n")
    assert '"lock_minutes" must be' in cli.fails(7, "list")
    monkeypatch.setenv("VAULTTUI_VAULT", "/no/such/vault.vtv")
    assert cli.fails(6, "list").startswith("no_vault:")


def test_demo_needs_no_vault(cli: Cli) -> None:
    assert len(cli.json("list", "--demo")) == 12
    assert cli.ok("get", "--demo", "Release token").out.strip()


def test_help_and_version_import_no_command() -> None:
    probe = (
        "import sys; from vaulttui.__main__ import main; code = main();"
        "print([n for n in sys.modules if n.startswith('vaulttui.cli.commands.')], code)"
    )
    for word in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", probe, word], capture_output=True, text=True, check=True
        )
        assert done.stdout.endswith("[] 0\n")


def test_a_missing_choice_is_told_on_one_line(cli: Cli) -> None:
    assert "Choose from: bash, zsh, fish" in cli.fails(2, "completion")


def test_help_names_every_command(cli: Cli) -> None:
    text = cli.ok("--help").text
    for part, commands in COMMANDS.items():
        assert f"{part}:" in text
        for name in commands:
            assert f"  {name} " in text


@pytest.mark.parametrize("name", MODULES)
def test_every_command_has_help(cli: Cli, name: str) -> None:
    text = cli.ok(name, "--help").text
    assert text.startswith(f"Usage: vaulttui {name} ")
    # The source's indentation is none of the sentences'.
    assert ".   " not in text
    assert "\n\n      " not in text


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["list", "--nonsense"],
        ["--nonsense"],
        ["get"],
        ["show", "a", "b"],
        ["trash", "nonsense"],
        ["slot", "add", "nonsense"],
        ["slot", "add", "both"],
        ["slot", "add", "passphrase", "key"],
        ["slot", "add", "passphrase", "--recovery-out", "x"],
        ["activity", "--limit", "0"],
        ["import", "nonsense", "-"],
        ["import", "dotenv", "-", "--on-conflict", "nonsense"],
        ["generate", "--chars", "9", "--words", "9"],
        ["history", "a", "b", "c"],
        ["restore", "a", "b"],
        ["init", "--kdf-time", "many"],
        ["--vault"],
    ],
)
def test_misuse_is_2_in_both_shapes(cli: Cli, words: list[str]) -> None:
    done = cli(*words)
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith("vaulttui: ")
    assert cli.fails(2, "--json", *words).startswith("usage:")


def test_no_command_without_a_terminal() -> None:
    done = program()
    assert (done.code, "needs a terminal" in done.err) == (2, True)
    done = program("--json")
    assert (done.code, done.error["code"]) == (2, "usage")


def test_misuse_shows_no_escape_sequences(cli: Cli) -> None:
    done = cli("list", "--\x1b]0;PWN\x07")
    assert (done.code, "\x1b" in done.err) == (2, False)


def test_json_after_two_dashes_is_a_name(vault: Path, cli: Cli) -> None:
    done = cli("show", "--", "--json")
    assert (done.code, done.err[:9]) == (3, "vaulttui:")


def test_broken_pipe_is_quiet(vault: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "vaulttui", "type", "list"],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a Linux device")
def test_full_output_is_told() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "vaulttui", "generate"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "vaulttui: The system refused: No space left on device.\n"


def test_closed_output() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m vaulttui generate >&-"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "vaulttui: Standard output is closed.\n")


def test_the_exit_code_is_the_same_where_nobody_hears_the_words(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m vaulttui --vault none list >&- 2>&-"],
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == NoVault.exit_code


def test_a_poor_encoding_does_no_harm(vault: Path, cli: Cli) -> None:
    cli.ok("add", "generic-secret", "銀行", "value=-", given=b"x")
    done = program("list", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.code, b"\\u9280" in done.out) == (0, True)


def test_a_mistake_of_ours_tells_no_value(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    def wrong(_options: object) -> int:
        secret = "canary-91b2"
        raise RuntimeError(secret)

    assert run([], wrong) == 1
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"RuntimeError at test_program.py:" in err
    assert b"canary" not in err


def test_control_c(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    def pressed(_options: object) -> int:
        raise KeyboardInterrupt

    assert run([], pressed) == 130
    _, err = capfdbinary.readouterr()
    assert err == b"vaulttui: Interrupted; nothing was left half done.\n"


def test_generate(cli: Cli) -> None:
    assert len(cli.ok("generate").out) == 25
    assert len(cli.ok("generate", "--hex", "4").out) == 9
    found = cli.json("generate", "--words", "5")
    assert (found["recipe"], found["value"].count("-") >= 4) == ("words:5", True)
    assert "8 to 1024" in cli.fails(7, "generate", "--chars", "3")


def test_help_pages(cli: Cli) -> None:
    pages = {found["page"] for found in cli.json("help")}
    assert "format" in pages
    for page in pages:
        assert cli.json("help", page)["text"] == cli.ok("help", page).text.rstrip("\n") + "\n"
    assert cli.ok("help", "get").text.startswith("Usage: vaulttui get ")
    assert "format" in cli.fails(3, "help", "nonsense")


def test_doctor_needs_nothing(cli: Cli) -> None:
    found = cli.json("doctor")
    assert {"level", "what", "advice"} == set(found[0])
    assert any("There is no vault" in one["what"] for one in found)
