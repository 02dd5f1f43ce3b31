"""``agent``, ``lock`` and ``unlock``, and every other command while an agent runs."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent import agents
from tests.cli.running import PASSPHRASE, Cli, make_vault, program
from tests.host.pty_child import Child, start
from vaulttui.agent import client, place

UNLOCK = "Passphrase for vault.vtv: "
AGREE = "Let this command use the key of vault.vtv? [y/N] "


@pytest.fixture(autouse=True)
def none_left(home: Path) -> Iterator[None]:
    yield
    agents.kill_the_one_that_runs()


@pytest.fixture
def unlocked(vault: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with one secret, its agent, and no passphrase at hand any more."""
    cli.ok("add", "generic-secret", "there", "value=-", given=b"canary")
    cli.ok("agent", "start")
    monkeypatch.delenv("VAULTTUI_PASSPHRASE_FILE")
    return vault


@pytest.fixture
def on_demand(home: Path) -> None:
    settings = home / "vaulttui" / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('agent = "on-demand"\nagent_idle_minutes = 2\nagent_hours = 1\n')


def on_terminal(*arguments: str, **variables: str) -> Child:
    return start([sys.executable, "-m", "vaulttui", *arguments], variables)


def test_one_unlock_for_all_commands(unlocked: Path, cli: Cli) -> None:
    assert cli.ok("get", "there", "--no-input").out == b"canary\n"
    assert program("get", "there", "--no-input").out == b"canary\n"
    cli.ok("add", "generic-secret", "more", "value=-", "--no-input", given=b"x")
    assert [row["name"] for row in cli.json("list", "--no-input")] == ["more", "there"]
    assert cli.json("check", "--no-input")["values"] == 2


def test_status(unlocked: Path, cli: Cli) -> None:
    (one,) = cli.json("agent", "status")["vaults"]
    assert (one["path"], one["confirm"]) == (str(unlocked), False)
    assert 0 < one["idle_seconds_left"] <= 900
    assert 28_000 < one["seconds_left"] <= 28_800
    shown = cli.ok("agent")
    assert str(unlocked) in shown.text
    assert f"as process {agents.pid()}" in shown.err


def test_nothing_runs(vault: Path, cli: Cli) -> None:
    assert cli.fails(3, "agent", "status").startswith("not_found: No agent runs.")
    assert "vaulttui agent start" in cli.fails(3, "unlock")
    assert cli.json("lock") == {"locked": 0}
    assert cli.json("agent", "stop") == {"stopped": False}
    assert not place.folder().exists()


def test_lock_and_unlock(
    unlocked: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    process = agents.pid()
    assert cli.json("lock") == {"locked": 1}
    assert cli.fails(2, "get", "there", "--no-input").startswith("answer_needed:")
    assert cli.json("agent") == {"pid": process, "vaults": []}
    assert cli.fails(2, "unlock", "--no-input").startswith("answer_needed:")
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", str(home / "passphrase"))
    assert len(cli.json("unlock")["vaults"]) == 1
    monkeypatch.delenv("VAULTTUI_PASSPHRASE_FILE")
    cli.ok("get", "there", "--no-input")
    assert cli.json("agent", "stop") == {"stopped": True}
    cli.fails(2, "get", "there", "--no-input")


def test_start_again_asks_nothing(unlocked: Path, cli: Cli) -> None:
    before = agents.pid()
    assert cli.json("agent", "start", "--no-input")["pid"] == before


def test_a_wrong_passphrase_starts_nothing(vault: Path, cli: Cli, passphrase_file: Path) -> None:
    passphrase_file.write_text("wrong")
    assert cli.fails(4, "agent", "start").startswith("wrong_secret:")
    assert client.status() is None


@pytest.mark.parametrize(
    "words", [("passwd",), ("slot", "add", "recovery", "--recovery-out", "r"), ("slot", "rm", "x")]
)
def test_what_changes_slots_asks_for_the_secret(
    unlocked: Path,
    cli: Cli,
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Passphrase for" in cli.fails(2, *words, "--no-input")


def test_the_recovery_key_is_asked_for_where_it_was_named(unlocked: Path, cli: Cli) -> None:
    assert "Recovery key for" in cli.fails(2, "list", "--recovery", "--no-input")


def test_the_sample_needs_none(cli: Cli) -> None:
    for words in (("agent", "start"), ("unlock",)):
        assert cli.fails(2, *words, "--demo").startswith("usage:")


def test_a_deleted_vault(unlocked: Path, cli: Cli) -> None:
    unlocked.unlink()
    assert cli.fails(6, "list").startswith("no_vault:")


def test_a_dead_agent_is_no_trouble(unlocked: Path, cli: Cli, passphrase_file: Path) -> None:
    agents.kill(agents.pid())
    done = program("list", env={**os.environ, "VAULTTUI_PASSPHRASE_FILE": str(passphrase_file)})
    assert (done.code, done.err) == (0, "")
    assert cli.fails(3, "agent", "status")


def test_an_agent_that_hangs_is_told_of_and_passed_by(
    unlocked: Path, cli: Cli, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", str(passphrase_file))
    process = agents.pid()
    os.kill(process, signal.SIGSTOP)
    # What is stopped never answers, however long one waits.
    monkeypatch.setattr("vaulttui.agent.client._PATIENCE", 0.3)
    try:
        done = cli.ok("get", "there")
    finally:
        os.kill(process, signal.SIGCONT)
    assert done.out == b"canary\n"
    assert "does not answer" in done.err


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_socket_of_another_user(unlocked: Path, cli: Cli) -> None:
    os.chown(agents.socket_path(), agents.NOBODY, agents.NOBODY)
    done = cli("list", "--no-input", "--json")
    assert done.code == 2
    assert "belongs to another user; it is not used." in done.err
    assert cli.fails(1, "agent", "status").startswith("agent_failed:")
    os.chown(agents.socket_path(), 0, 0)


def test_the_person_agrees_to_each_use(vault: Path, cli: Cli, home: Path) -> None:
    cli.ok("agent", "start", "--confirm")
    # Where the passphrase is at hand, nobody has to be asked.
    assert program("list").code == 0
    for answer, code in (("y", 0), ("n", 4), ("", 4)):
        child = on_terminal("list", "--yes", VAULTTUI_PASSPHRASE_FILE="")
        child.wait_for(AGREE)
        child.type(answer)
        assert child.end()[0] == code
    code, shown = on_terminal("list", "--no-input", VAULTTUI_PASSPHRASE_FILE="").end()
    assert (code, b"--no-input forbids" in shown) == (2, True)


@pytest.mark.usefixtures("on_demand")
def test_on_demand_after_a_prompt(home: Path, cli: Cli) -> None:
    make_vault(home / "vaulttui" / "data" / "vault.vtv")
    child = on_terminal("list")
    child.wait_for(UNLOCK)
    child.type(PASSPHRASE)
    assert child.end()[0] == 0
    assert cli.ok("list", "--no-input").code == 0
    (one,) = cli.json("agent")["vaults"]
    assert (one["idle_seconds_left"] <= 120, one["seconds_left"] <= 3600) == (True, True)


@pytest.mark.usefixtures("on_demand")
def test_never_by_surprise(vault: Path, cli: Cli) -> None:
    cli.ok("list")
    cli.ok("list", "--no-input")
    assert program("list").code == 0
    code, _ = on_terminal("list").end()
    assert code == 0
    assert client.status() is None


def test_never_unless_the_settings_say_so(home: Path) -> None:
    make_vault(home / "vaulttui" / "data" / "vault.vtv")
    child = on_terminal("list")
    child.wait_for(UNLOCK)
    child.type(PASSPHRASE)
    assert child.end()[0] == 0
    assert client.status() is None


@pytest.mark.usefixtures("on_demand")
def test_unlock_starts_it_on_demand(vault: Path, cli: Cli) -> None:
    assert len(cli.json("unlock")["vaults"]) == 1


def test_no_agent_loads_nothing_of_it(vault: Path, home: Path) -> None:
    probe = (
        "import sys; from vaulttui.__main__ import main; sys.argv = ['vaulttui', 'list']; main();"
        "print([n for n in sys.modules if n == 'socket' or n.startswith('vaulttui.agent.')])"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['vaulttui.agent.place']"


def test_asking_loads_no_more_than_it_needs(unlocked: Path) -> None:
    import subprocess

    probe = (
        "import sys; from vaulttui.__main__ import main; sys.argv = ['vaulttui', 'list']; main();"
        "print([n for n in ('vaulttui.agent.holding', 'vaulttui.settings', 'subprocess', 'mmap',"
        " 'argon2') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
