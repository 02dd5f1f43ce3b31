"""Other tools' files, through the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Cli
from vaulttui.operations import imports

ENV = "# comment\nTOKEN=abc\nexport QUOTED='two words'\nMULTI=\"one\ntwo\"\n"


@pytest.fixture
def env(vault: Path, tmp_path: Path) -> str:
    path = tmp_path / ".env"
    path.write_text(ENV)
    return str(path)


def test_dotenv(env: str, cli: Cli) -> None:
    found = cli.json("import", "dotenv", env)
    assert (found["new"], found["updated"], found["skipped"]) == (3, 0, 0)
    assert set(found) == {"new", "updated", "skipped", "not_carried"}
    assert cli.ok("get", "QUOTED").out == b"two words\n"
    assert cli.ok("get", "MULTI").out == b"one\ntwo\n"
    again = cli.json("import", "dotenv", env)
    assert (again["new"], again["skipped"]) == (0, 3)


def test_update_and_new(env: str, cli: Cli) -> None:
    cli.ok("import", "dotenv", env)
    Path(env).write_text(ENV.replace("abc", "def"))
    found = cli.json("import", "dotenv", env, "--on-conflict", "update")
    assert (found["new"], found["updated"], found["skipped"]) == (0, 1, 2)
    assert cli.ok("get", "TOKEN").out == b"def\n"
    assert cli.json("import", "dotenv", env, "--on-conflict", "new")["new"] == 3


def test_dry_run_writes_nothing(env: str, cli: Cli) -> None:
    done = cli.ok("import", "dotenv", env, "--dry-run")
    assert done.text.splitlines()[0].split() == ["NAME", "TYPE", "TAGS", "FIELDS", "ACTION"]
    assert "abc" not in done.text
    assert "Would be 3 new, 0 updated, 0 skipped" in done.err
    assert len(cli.json("import", "dotenv", env, "--dry-run")["rows"]) == 3
    assert cli.json("list") == []


def test_standard_input(vault: Path, cli: Cli) -> None:
    assert cli.json("import", "dotenv", "-", given=b"A=1\n")["new"] == 1
    assert cli.json("import", "dotenv", "-", given=b"A=1\n")["skipped"] == 1


def test_bitwarden(vault: Path, cli: Cli) -> None:
    item = {"id": "1", "type": 1, "name": "site", "login": {"username": "u", "password": "p"}}
    given = json.dumps({"encrypted": False, "folders": [], "items": [item]}).encode()
    assert cli.json("import", "bitwarden", "-", given=given)["new"] == 1
    assert cli.ok("get", "site").out == b"p\n"


@pytest.mark.parametrize("name", ["keepass-xml", "bitwarden"])
def test_a_file_of_another_shape(vault: Path, cli: Cli, name: str) -> None:
    assert cli.fails(7, "import", name, "-", given=b"nonsense").startswith("invalid:")
    cli.fails(3, "import", name, "/no/such/file")


@pytest.mark.parametrize("name", ["json", "bitwarden", "kdbx", "keepass-xml", "dotenv"])
def test_a_file_without_end(
    vault: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(imports, "LARGEST", 1 << 20)
    assert "/dev/zero is larger than 1 MiB" in cli.fails(7, "import", name, "/dev/zero")
    given = bytes((1 << 20) + 1)
    assert "Standard input is larger than 1 MiB" in cli.fails(7, "import", name, "-", given=given)


def test_what_is_no_kdbx_is_said_before_a_passphrase_is_asked_for(vault: Path, cli: Cli) -> None:
    words = cli.fails(7, "import", "kdbx", "-", "--no-input", given=b"x")
    assert "not a KeePass database" in words


def test_kdbx_needs_its_passphrase(vault: Path, cli: Cli, tmp_path: Path) -> None:
    pykeepass = pytest.importorskip("pykeepass", reason="the extra keepass is not installed")
    made = tmp_path / "made.kdbx"
    pykeepass.create_database(str(made), password="a source's passphrase")
    words = cli.fails(2, "import", "kdbx", str(made), "--no-input")
    assert "--source-passphrase-file" in words


def test_kdbx_given_as_xml_is_told_apart(vault: Path, cli: Cli) -> None:
    words = cli.fails(7, "import", "keepass-xml", "-", given=b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5")
    assert "import kdbx" in words


def test_values_become_references(vault: Path, tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"# c\r\nexport TOKEN='two words' # why\r\nOLD=vtv://x/value\r\nE=\r\n")
    path.chmod(0o640)
    found = cli.json("import", "dotenv", str(path), "--replace")
    assert (found["new"], found["replaced"]) == (1, 1)
    after = b"# c\r\nexport TOKEN=vtv://TOKEN/value # why\r\nOLD=vtv://x/value\r\nE=\r\n"
    assert path.read_bytes() == after
    assert path.stat().st_mode & 0o777 == 0o640
    assert cli.ok("get", "TOKEN").out == b"two words\n"
    before = path.stat().st_ino
    again = cli.json("import", "dotenv", str(path), "--replace")
    assert (again["new"], again["replaced"], path.stat().st_ino) == (0, 0, before)


def test_a_name_that_is_not_unique_is_an_id(vault: Path, tmp_path: Path, cli: Cli) -> None:
    cli.ok("add", "generic-secret", "TOKEN", "value=-", given=b"other")
    path = tmp_path / ".env"
    path.write_bytes(b"TOKEN=mine\nWITH.DOT=2\n")
    cli.ok("import", "dotenv", str(path), "--replace")
    first, second = path.read_text().splitlines()
    assert first.startswith("TOKEN=vtv://id:")
    address = first.removeprefix("TOKEN=vtv://").removesuffix("/value")
    assert cli.ok("get", address).out == b"mine\n"
    assert second == "WITH.DOT=vtv://WITH.DOT/value"


def test_only_what_the_vault_holds_is_replaced(vault: Path, tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"A=1\nB=2\n")
    cli.ok("import", "dotenv", str(path))
    cli.ok("rm", "B")
    path.write_bytes(b"A=changed\nB=2\n")
    found = cli.json("import", "dotenv", str(path), "--replace")
    assert (found["replaced"], path.read_bytes()) == (0, b"A=changed\nB=2\n")
    assert [one["name"] for one in found["not_carried"]] == ["A", "B"]
    found = cli.json("import", "dotenv", str(path), "--replace", "--on-conflict", "update")
    assert (found["replaced"], path.read_bytes()) == (1, b"A=vtv://A/value\nB=2\n")
    assert cli.ok("get", "A").out == b"changed\n"


def test_where_nothing_can_be_replaced(env: str, cli: Cli, tmp_path: Path) -> None:
    cli.fails(2, "import", "dotenv", "-", "--replace", given=b"A=1\n")
    cli.fails(2, "import", "bitwarden", env, "--replace")
    cli.fails(3, "import", "dotenv", f"{env}2", "--replace")
    link = tmp_path / "link"
    link.symlink_to(env)
    cli.fails(5, "import", "dotenv", str(link), "--replace")
    assert cli.json("list") == []
    cli.ok("import", "dotenv", env, "--replace", "--dry-run")
    assert Path(env).read_text() == ENV
