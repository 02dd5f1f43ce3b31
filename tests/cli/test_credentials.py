"""One credential's way through the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Cli

ID = "0123456789abcdef"


@pytest.fixture
def mail(vault: Path, cli: Cli) -> str:
    """The id of a login."""
    words = ["add", "login", "Mail box", "username=ada", "password=-", "--tag", "work/mail"]
    found = cli.json(*words, "--description", "Of the team", given=b"pass word\n")
    return str(found["id"])


def test_list_shape(mail: str, cli: Cli) -> None:
    (found,) = cli.json("list")
    assert found.pop("created_at") == found.pop("updated_at")
    assert found == {
        "id": mail,
        "name": "Mail box",
        "type": "login",
        "description": "Of the team",
        "organization": "personal",
        "tags": ["work/mail"],
        "projects": [],
    }
    assert len(mail) == 32


def test_show_shape(mail: str, cli: Cli) -> None:
    found = cli.json("show", "Mail box")
    assert found["created_at"].endswith("Z")
    assert found["fields"] == {
        "username": {"kind": "text", "secret": False, "present": True, "value": "ada"},
        "password": {"kind": "secret", "secret": True, "present": True},
        "url": {"kind": "url", "secret": False, "present": False},
        "totp": {"kind": "totp", "secret": True, "present": False},
        "notes": {"kind": "multiline", "secret": False, "present": False},
    }


def test_writes_print_what_show_prints(mail: str, cli: Cli) -> None:
    edited = cli.json("edit", f"id:{mail}", "url=https://mail.example.com/")
    assert edited == cli.json("show", f"id:{mail}")
    assert edited["fields"]["username"]["value"] == "ada"


def test_show_hides_secrets(mail: str, cli: Cli) -> None:
    shown = cli.ok("show", "Mail box")
    assert "pass word" not in shown.text + shown.err
    assert "ada" in shown.text
    assert "••••••••" in shown.text


@pytest.mark.parametrize(
    ("options", "out"),
    [
        ([], b"pass word\n"),
        (["password"], b"pass word\n"),
        (["--raw"], b"pass word"),
        (["username"], b"ada\n"),
    ],
)
def test_get(mail: str, cli: Cli, options: list[str], out: bytes) -> None:
    assert cli.ok("get", "Mail box", *options).out == out


def test_get_as_json(mail: str, cli: Cli) -> None:
    assert cli.json("get", "Mail box") == {"id": mail, "field": "password", "value": "pass word"}


def test_get_bytes_as_json(vault: Path, cli: Cli) -> None:
    cli.ok("add", "generic-secret", "bytes", "value=-", given=b"\xff\x00")
    found = cli.json("get", "bytes")
    assert (found["base64"], "value" in found) == ("/wA=", False)
    assert cli.ok("get", "bytes", "--raw").out == b"\xff\x00"


def test_get_into_a_file(mail: str, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert cli.ok("get", "Mail box", "--out", str(path)).out == b""
    assert path.read_bytes() == b"pass word"
    assert path.stat().st_mode & 0o777 == 0o600
    assert cli.fails(5, "get", "Mail box", "--out", str(path)).startswith("exists:")
    cli.ok("get", "Mail box", "username", "--out", str(path), "--force")
    assert path.read_bytes() == b"ada"


def test_get_only_one_way(mail: str, cli: Cli) -> None:
    assert "Only one of" in cli.fails(2, "get", "Mail box", "--raw", "--clip")


def test_get_code(vault: Path, cli: Cli) -> None:
    key = b"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n"
    cli.ok("add", "login", "both", "--generate", "password", "totp=-", given=key)
    code = cli.ok("get", "both", "--code").out
    assert len(code) == 7
    assert code.strip().isdigit()
    assert "password" in cli.fails(2, "get", "both")


def test_several_secrets_are_named(vault: Path, cli: Cli) -> None:
    cli.ok("add", "login", "two", "--generate", "password", "+pin:secret=-", given=b"1234")
    words = cli.fails(2, "get", "two")
    assert "password, pin" in words


def test_edit_leaves_the_rest(mail: str, cli: Cli) -> None:
    cli.ok("edit", "Mail box", "--name", "Post", "--untag", "work/mail", "--tag", "x")
    found = cli.json("show", "Post")
    assert (found["id"], found["tags"]) == (mail, ["x"])
    assert cli.ok("get", "Post").out == b"pass word\n"


def test_clear_and_expires(mail: str, cli: Cli) -> None:
    found = cli.json("edit", "Mail box", "--clear", "username", "--expires", "password=2030-01-31")
    assert not found["fields"]["username"]["present"]
    assert found["value_info"]["password"]["expires_at"] == "2030-01-31T00:00:00.000Z"
    found = cli.json("edit", "Mail box", "--expires", "password=")
    assert "expires_at" not in found["value_info"]["password"]


def test_generate_into_a_field(mail: str, cli: Cli) -> None:
    found = cli.json("edit", "Mail box", "--generate", "password=hex:16")
    assert found["value_info"]["password"]["origin"] == "generated"
    assert len(cli.ok("get", "Mail box", "--raw").out) == 32


def test_extra_fields(mail: str, cli: Cli) -> None:
    cli.ok("edit", "Mail box", "+shoe:integer=43", "+pem:multiline=-", given=b"line\nline\n")
    found = cli.json("show", "Mail box")
    assert found["fields"]["shoe"] == {
        "kind": "integer", "secret": False, "present": True, "value": "43"
    }  # fmt: skip
    assert cli.ok("get", "Mail box", "pem", "--raw").out == b"line\nline\n"


def test_text_that_begins_oddly(vault: Path, cli: Cli) -> None:
    cli.ok("add", "login", "odd", "username==@home", "notes==-", "--incomplete")
    assert cli.ok("get", "odd", "username").out == b"@home\n"
    assert cli.ok("get", "odd", "notes").out == b"-\n"


def test_history_and_restore(mail: str, cli: Cli) -> None:
    cli.ok("edit", "Mail box", "password=-", given=b"new one")
    steps = cli.json("history", "Mail box", "password")
    assert [step["current"] for step in steps] == [True, False]
    assert set(steps[0]) == {"rev", "at", "changed", "deleted", "purged", "current"}
    cli.ok("restore", "Mail box", "password", "--to", steps[1]["rev"][:8])
    assert cli.ok("get", "Mail box").out == b"pass word\n"
    assert cli.json("history", "purge", "Mail box", "--yes")["purged"] == 2
    assert [step["purged"] for step in cli.json("history", "Mail box")] == [False, True, True]


def test_trash(mail: str, cli: Cli) -> None:
    (gone,) = cli.json("rm", "Mail box")
    assert gone["id"] == mail
    assert cli.json("list") == []
    cli.fails(3, "show", "Mail box")
    (found,) = cli.json("trash")
    assert (found["id"], found["name"]) == (mail, "Mail box")
    assert cli.json("trash", "restore", "Mail box")["id"] == mail
    cli.ok("rm", f"id:{mail}")
    assert cli.json("trash", "purge", "--yes") == {"purged": 1}
    assert cli.json("trash", "list") == []


def test_duplicate(mail: str, cli: Cli) -> None:
    copy = cli.json("duplicate", "Mail box", "Copy")
    assert copy["id"] != mail
    assert cli.ok("get", "Copy").out == b"pass word\n"


def test_two_of_one_name(mail: str, cli: Cli) -> None:
    other = cli.json("duplicate", "Mail box", "Mail box")["id"]
    done = cli("get", "Mail box", "--json")
    assert (done.code, done.error["code"]) == (2, "ambiguous")
    assert sorted(done.error["candidates"]) == sorted([f"id:{mail}", f"id:{other}"])
    words = cli("get", "Mail box").err
    assert f"  id:{mail}\n" in words
    assert cli.ok("get", f"id:{other[:8]}").out == b"pass word\n"


@pytest.mark.parametrize("query", [["mail"], ["type:login", "team"], ["tag:work"], ["ada"]])
def test_list_finds(mail: str, cli: Cli, query: list[str]) -> None:
    assert [found["id"] for found in cli.json("list", *query)] == [mail]
    assert "Mail box" in cli.ok("list", *query).text


def test_list_never_finds_by_secret(mail: str, cli: Cli) -> None:
    done = cli.ok("list", "pass word")
    assert (done.out, done.err) == (b"", "No credential fits.\n")


def test_looking_does_not_write_the_vault(mail: str, cli: Cli, vault: Path) -> None:
    before = (vault.read_bytes(), vault.stat().st_mtime_ns)
    for words in (["list"], ["show", "Mail box"], ["get", "Mail box"]):
        cli.ok(*words)
    assert (vault.read_bytes(), vault.stat().st_mtime_ns) == before
    latest = cli.json("activity")[0]
    assert (latest["verb"], latest["here"]) == ("get", True)
    assert "pass word" not in json.dumps(cli.json("activity"))
