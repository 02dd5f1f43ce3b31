"""Types of one's own, from a file to its removal."""

from pathlib import Path

import pytest

from tests.cli.running import Cli

TYPE = """\
id = "acme-queue"
name = "Acme queue"
version = 1
kind = "cloud"

[[fields]]
id = "url"
label = "Address"
kind = "url"
required = true

[[fields]]
id = "token"
label = "Token"
kind = "secret"
required = true

[injectors.env]
ACME_TOKEN = "{{ token }}"
"""


@pytest.fixture
def file(vault: Path, tmp_path: Path) -> str:
    path = tmp_path / "type.toml"
    path.write_text(TYPE)
    return str(path)


def test_the_way_of_a_type(file: str, cli: Cli) -> None:
    added = cli.json("type", "add", file)
    assert (added["id"], added["version"], added["managed"]) == ("acme-queue", 1, False)
    listed = [one for one in cli.json("type", "list") if not one["managed"]]
    assert listed == [
        {
            "id": "acme-queue",
            "name": "Acme queue",
            "version": 1,
            "kind": "cloud",
            "managed": False,
        }
    ]
    cli.ok("add", "acme-queue", "q", "url=https://q.example", "token=-", given=b"t")
    assert "of the type acme-queue" in cli.fails(5, "type", "rm", "acme-queue", "--yes")
    cli.ok("rm", "q")
    assert cli.fails(2, "type", "rm", "acme-queue", "--no-input").startswith("answer_needed:")
    cli.ok("type", "rm", "acme-queue", "--yes")
    cli.fails(3, "type", "show", "acme-queue")


def test_next_version(file: str, cli: Cli) -> None:
    cli.ok("type", "add", file)
    cli.ok("add", "acme-queue", "q", "url=https://q.example", "token=-", given=b"t")
    Path(file).write_text(TYPE.replace('label = "Token"', 'label = "Secret token"'))
    assert cli.json("type", "add", file)["version"] == 2
    Path(file).write_text(
        TYPE.replace('id = "token"', 'id = "other"').replace("token }}", "other }}")
    )
    assert "breaks" in cli.fails(7, "type", "add", file)


def test_export_can_be_added_again(file: str, cli: Cli, tmp_path: Path) -> None:
    cli.ok("type", "add", file)
    exported = cli.ok("type", "export", "acme-queue").text
    other = tmp_path / "other.toml"
    other.write_text(exported.replace('"acme-queue"', '"acme-two"'))
    assert cli.json("type", "add", str(other))["id"] == "acme-two"


def test_refused(file: str, cli: Cli, tmp_path: Path) -> None:
    cli.fails(3, "type", "add", str(tmp_path / "none"))
    Path(file).write_bytes(b"\xff")
    cli.fails(7, "type", "add", file)
    Path(file).write_text(TYPE.replace("acme-queue", "login"))
    cli.fails(7, "type", "add", file)
    cli.fails(5, "type", "rm", "login", "--yes")
    cli.fails(1, "type", "add", str(tmp_path))


def test_show(vault: Path, cli: Cli) -> None:
    text = cli.ok("type", "show", "aws").text
    assert "AWS_ACCESS_KEY_ID" in text
    assert "NAME_PRIVATE_KEY as a file" in cli.ok("type", "show", "ssh-key").text
    found = cli.json("type", "show", "api-key")
    assert [field["id"] for field in found["fields"]] == ["key", "url"]
