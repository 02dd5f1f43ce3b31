"""What can be completed where, and where nothing is said: the answers that the shells' scripts ask.

How real shells take them is in test_completion.py.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.agent import agents
from tests.cli.named_vault import CANARY, NO_SET, TWICE, TYPABLE, UNTYPABLE, NamedVault, unlocked
from tests.cli.running import Cli
from vaulttui.agent import client
from vaulttui.cli.contents import MODULES
from vaulttui.cli.root import program
from vaulttui.operations import agent
from vaulttui.operations.addresses import credential_at
from vaulttui.settings import Settings

NOTHING = (b"", b"names\n")
LOGIN = """
id = "login"
name = "Login"
version = 2
kind = "cloud"
[[fields]]
id = "account"
label = "Account"
"""
SHELLS = ("bash", "zsh", "fish")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NamedVault]:
    with unlocked(tmp_path_factory.mktemp("completing")) as made:
        yield made


@pytest.fixture
def named(shared: NamedVault, home: Path, monkeypatch: pytest.MonkeyPatch) -> NamedVault:
    monkeypatch.setenv("VAULTTUI_HOME", str(shared.home))
    return shared


def answer(cli: Cli, *words: str, shell: str = "fish") -> bytes:
    """The answer where the last word is under the cursor."""
    bash = " ".join(["vaulttui", *words]) + "\0 \t\n\"'><=;|&(:"
    asked = bash if shell == "bash" else "\0".join(words)
    done = cli.ok("completion", shell, "--answer", given=asked.encode())
    assert done.err == ""
    return done.out


def names(cli: Cli, *words: str) -> list[str]:
    """What may stand in the place of the last word."""
    first, *lines = answer(cli, *words).decode().splitlines()
    assert first == "names"
    return [line.partition("\t")[0] for line in lines]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["pro"], ["project"]),
        (["type", "ex"], ["export"]),
        (["--vau"], ["--vault"]),
        (["get", "--cl"], ["--clip"]),
        (["get", "--vau"], ["--vault"]),
        (["get", "wi"], ["wiki"]),
        (["show", "login:wi"], ["login:wiki"]),
        (["rm", "wiki", "not"], ["notes"]),
        (["get", "wiki", ""], ["username", "password"]),
        (["restore", "login:wiki", "pass"], ["password"]),
        (["history", "pu"], ["purge"]),
        (["history", "purge", "wi"], ["wiki"]),
        (["history", "wiki", "us"], ["username"]),
        (["add", "secure"], ["secure-note"]),
        (["add", "login", "new", "pass"], ["password=@"]),
        (["add", "login", "new", "--generate", "pass"], ["password"]),
        (["edit", "wiki", "user"], ["username="]),
        (["edit", "wiki", "--clear", "user"], ["username"]),
        (["edit", "wiki", "--expires", "pass"], ["password="]),
        (["edit", "wiki", "--tag", ""], ["work/ci"]),
        (["edit", "wiki", "--org", ""], ["personal", "acme"]),
        (["trash", "restore", ""], ["gone"]),
        (["type", "show", "secure"], ["secure-note"]),
        (["health", "exclude", "wi"], ["wiki"]),
        (["health", "exclude", "wiki", "re"], ["reuse"]),
        (["activity", "ver"], ["verb:"]),
        (["activity", "kind:s"], ["kind:set"]),
        (["activity", "--", "-kind:p"], ["-kind:project"]),
        (["activity", "name:w"], []),
        (["project", "show", "w"], ["web"]),
        (["project", "show", ""], ["acme/shop", "web"]),
        (["organization", "rename", "a"], ["acme"]),
        (["set", "show", ""], ["deploy"]),
        (["set", "unset", "deploy", ""], ["TOKEN"]),
        (["set", "put", "deploy", "KEY", "--from", "wiki/p"], ["wiki/password"]),
        (["source", "set", "wi"], ["wiki/"]),
        (["assign", "set:"], ["set:deploy"]),
        (["assign", "wiki", "acme/"], ["acme/shop"]),
        (["remote", "show", ""], ["craft"]),
        (["remote", "add", "hub", "warm"], ["warmhub"]),
        (["remote", "edit", "craft", "infra0", "--auth", ""], ["bearer=", "cookie:", "header:"]),
        (["remote", "edit", "craft", "--auth", "token=wi"], ["token=wiki/"]),
        (["remote", "edit", "craft", "--budget", "re"], ["read-only"]),
        (["bind", "cr"], ["craft"]),
        (["bind", "craft", "set:"], ["set:deploy"]),
        (["bind", "craft", "project:w"], ["project:web"]),
        (["bind", "craft", "type:secure"], ["type:secure-note"]),
        (["bind", "craft", "wiki", "--policy", "pass"], ["password="]),
        (
            ["bind", "craft", "set:deploy", "--policy", "TOKEN="],
            [
                "TOKEN=enforce",
                "TOKEN=ignore",
                "TOKEN=seed",
            ],
        ),
        (["unbind", "craft", ""], ["set:deploy", "wiki"]),
        (["unbind", "nope", ""], []),
        (["run", "--project", ""], ["acme/shop", "web"]),
        (["run", "-p", "web", "-s", ""], ["deploy"]),
        (["run", "-e", "A=not"], ["A=notes/"]),
        (["env", "--format", "dot"], ["dotenv"]),
        (["export", "js"], ["json"]),
        (["helper", "dock"], ["docker"]),
        (["completion", "z"], ["zsh"]),
        (["help", "exit"], ["exit-codes"]),
        (["help", "unas"], ["unassign"]),
        (["--demo", "get", "Weat"], ["Weather service"]),
        (["get", "nobody", ""], []),
        (["set", "put", "none", ""], []),
    ],
    ids=" ".join,
)
def test_what_may_follow(named: NamedVault, cli: Cli, words: list[str], found: list[str]) -> None:
    assert sorted(names(cli, *words)) == sorted(found)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["import", "dotenv", ""], "files 0"),
        (["--vault", ""], "files 0"),
        (["--vault=/x"], "files 8"),
        (["add", "login", "new", "password=@/x"], "files 10"),
        (["run", "-p", "web", "--", ""], "command"),
        (["run", "--", "ls", "-"], "command"),
    ],
    ids=str,
)
def test_what_the_shell_completes_itself(
    named: NamedVault, cli: Cli, words: list[str], first: str
) -> None:
    assert answer(cli, *words).decode().splitlines() == [first]


def test_every_credential_is_offered_by_what_names_it(named: NamedVault, cli: Cli) -> None:
    offered = names(cli, "get", "")
    assert {*TYPABLE, "wiki", "notes"} < set(offered)
    assert not {*UNTYPABLE, TWICE, "gone"} & set(offered)
    session = agent.open_unlocked(named.path, by="test", agree=lambda: None)
    assert session is not None
    with closing(session):
        found = [credential_at(session, one).id for one in offered]
        assert sorted(found) == sorted(row.id for row in session.view.rows())


def test_a_move_goes_from_the_type_to_its_file(named: NamedVault, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "type.toml"
    file.write_text(LOGIN)
    words = ("type", "add", str(file), "--migrate", "--move")
    assert names(cli, *words, "user") == ["username="]
    assert names(cli, *words, "username=") == ["username=account"]
    file.write_text("no type")
    assert names(cli, *words, "user") == []


def test_a_credential_is_never_taken_for_a_set(named: NamedVault, cli: Cli) -> None:
    short = f"id:{named.ids[NO_SET][:8]}"
    assert NO_SET in names(cli, "get", "set")
    assert short not in names(cli, "get", "")
    offered = names(cli, "assign", "")
    assert short in offered
    assert NO_SET not in offered


def test_an_id_goes_on_as_far_as_it_was_typed(named: NamedVault, cli: Cli) -> None:
    whole = named.ids["wiki"]
    assert names(cli, "get", f"id:{whole[:6]}") == [f"id:{whole[:8]}"]
    assert names(cli, "get", f"id:{whole[:10]}") == [f"id:{whole[:10]}"]


def test_behind_dashes_nothing_is_an_option_of_ours(named: NamedVault, cli: Cli) -> None:
    assert names(cli, "get", "--", "wi") == ["wiki"]
    assert names(cli, "get", "--", "--cl") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_terminal_obeys_is_never_answered(named: NamedVault, cli: Cli, shell: str) -> None:
    for words in (["get", ""], ["get", "id:"], ["history", ""], ["assign", ""]):
        text = answer(cli, *words, shell=shell).decode()
        assert [char for char in text if not char.isprintable() and char not in "\n\t"] == []


def test_no_secret_is_answered(named: NamedVault, cli: Cli) -> None:
    root = program()
    for name in MODULES:
        command = root.get_command(root.make_context("vaulttui", [], resilient_parsing=True), name)
        assert command is not None
        for words in ([""], ["wiki", ""], ["wiki", "password", ""], ["wiki", "password="]):
            assert CANARY.encode() not in answer(cli, name, *words)
    for words in (["set", "get", "deploy", ""], ["run", "-e", "A=wiki/password"], ["get", CANARY]):
        assert CANARY not in "".join(names(cli, *words))


def test_nothing_is_written(named: NamedVault, cli: Cli) -> None:
    def written() -> dict[str, bytes]:
        found = (place for place in named.home.rglob("*") if place.is_file())
        return {str(place): place.read_bytes() for place in found}

    before = written()
    assert names(cli, "get", "wi") == ["wiki"]
    assert written() == before


# Where nothing is said


@pytest.fixture
def alone(home: Path) -> Iterator[NamedVault]:
    """A vault and an agent of this test's own."""
    with unlocked(home / "vaulttui") as made:
        yield made


def lock(_vault: NamedVault) -> None:
    client.lock_all()


def end_the_agent(_vault: NamedVault) -> None:
    agents.kill_the_one_that_runs()


def ask_each_time(vault: NamedVault) -> None:
    session = agent.open_unlocked(vault.path, by="test", agree=lambda: None)
    assert session is not None
    agent.hand_over(session, agent.limits(Settings(), ask=True))
    session.close()


def remove(vault: NamedVault) -> None:
    vault.path.unlink()


def cut(vault: NamedVault) -> None:
    os.truncate(vault.path, 100)


def change_a_byte(vault: NamedVault) -> None:
    content = bytearray(vault.path.read_bytes())
    content[len(content) // 2] ^= 1
    vault.path.write_bytes(content)


def make_a_folder(vault: NamedVault) -> None:
    vault.path.unlink()
    vault.path.mkdir()


def break_the_settings(vault: NamedVault) -> None:
    settings = vault.home / "config" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text("vault = [")


@pytest.mark.parametrize(
    "happens",
    [lock, end_the_agent, ask_each_time, remove, cut, change_a_byte, make_a_folder,
     break_the_settings],
)  # fmt: skip
def test_silence(alone: NamedVault, cli: Cli, happens: Callable[[NamedVault], None]) -> None:
    assert names(cli, "get", "wi") == ["wiki"]
    happens(alone)
    for shell in SHELLS:
        assert answer(cli, "get", "", shell=shell) in NOTHING
        assert answer(cli, "get", "wiki", "", shell=shell) in NOTHING
    assert names(cli, "gene") == ["generate"]


@pytest.mark.parametrize("given", [b"", b"\xff", b"\0" * 9, b"get\0'", b"vaulttui get '\0"])
@pytest.mark.parametrize("shell", SHELLS)
def test_a_question_that_is_none(cli: Cli, shell: str, given: bytes) -> None:
    done = cli("completion", shell, "--answer", given=given)
    assert (done.code, done.err) == (0, "")
