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


OPTIONAL = '[[fields]]\nid = "room"\nlabel = "Room"\n\n'
RENAMED = TYPE.replace('id = "token"', 'id = "key"').replace("token }}", "key }}")


@pytest.fixture
def used(file: str, cli: Cli) -> str:
    """The file of a type that a credential has, with a field of it renamed."""
    cli.ok("type", "add", file)
    cli.ok("add", "acme-queue", "q", "url=https://q.example", "token=-", given=b"t")
    Path(file).write_text(RENAMED)
    return file


def test_what_breaks_names_the_way_through(used: str, cli: Cli) -> None:
    assert "--migrate --dry-run" in cli.fails(7, "type", "add", used)
    assert "--migrate" in cli.fails(7, "type", "add", used, "--dry-run")


def test_a_migration_is_shown_and_agreed_to(used: str, cli: Cli) -> None:
    migration = ("type", "add", used, "--migrate", "--move", "token=key")
    shown = cli.ok(*migration, "--dry-run").text
    assert shown == (
        "q\n  token becomes key\n\n1 credential of this type: 1 value moves.\n"
        "References to these fields in files and scripts are yours to change: token.\n"
    )
    asked = cli(*migration, "--no-input")
    assert (asked.code, asked.text) == (2, shown)
    assert "Save version 2 of acme-queue, and change 1 credential" in asked.err
    assert cli.json("type", "show", "acme-queue")["version"] == 1
    done = cli.ok(*migration, "--yes")
    assert (done.text, done.err) == (shown, "The type acme-queue is there in version 2.\n")
    assert cli.ok("get", "q", "key").text == "t\n"


def test_a_migration_as_json(used: str, cli: Cli) -> None:
    migration = ("type", "add", used, "--migrate", "--move", "token=key", "--yes")
    dry, done = cli.json(*migration, "--dry-run"), cli.json(*migration)
    assert (dry["migration"].pop("done"), done["migration"].pop("done")) == (False, True)
    assert dry == done
    assert (done["id"], done["version"]) == ("acme-queue", 2)
    (effect,) = done["migration"]["credentials"]
    assert (effect["name"], effect["incomplete"], effect["keys"], effect["lookups"]) == (
        "q",
        [],
        [],
        0,
    )
    assert effect["names"] == {"gone": [], "changed": [], "added": []}
    assert effect["fields"][1] == {
        "field": "token",
        "to": "key",
        "fate": "moved",
        "present": True,
        "secrecy": "same",
        "respelled": False,
        "problem": "",
    }


def test_nothing_is_asked_where_nothing_happens(used: str, cli: Cli) -> None:
    Path(used).write_text(TYPE.replace("[injectors", OPTIONAL + "[injectors"))
    told = "1 credential of this type: nothing changes for them. New, and perhaps empty: room.\n"
    assert cli.ok("type", "add", used, "--dry-run").text == told
    assert cli.ok("type", "add", used, "--migrate", "--no-input").text == told


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (2, ("--move", "token=key")),
        (2, ("--migrate", "--move", "token")),
        (2, ("--migrate", "--move", "token=")),
        (2, ("--migrate", "--move", "token=key", "--move", "token=url")),
        (3, ("--migrate", "--move", "none=key")),
        (3, ("--migrate", "--move", "token=none")),
        (7, ("--migrate", "--move", "token=url")),
    ],
)
def test_moves_that_cannot_be(used: str, cli: Cli, code: int, words: tuple[str, ...]) -> None:
    cli.fails(code, "type", "add", used, *words, "--yes")
    assert cli.json("type", "show", "acme-queue")["version"] == 1


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
