"""Exports through the command line, and back."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli, make_vault
from vaulttui.crypto import kdf

OTHER = "the other passphrase"


@pytest.fixture(autouse=True)
def small_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kdf, "memory_of_machine", lambda _row: kdf.GIB // 2)


@pytest.fixture
def other_passphrase(tmp_path: Path) -> str:
    path = tmp_path / "other-passphrase"
    path.write_text(f"{OTHER}\n")
    return str(path)


@pytest.fixture
def filled(vault: Path, cli: Cli) -> Path:
    cli.ok("add", "generic-secret", "API_TOKEN", "value=-", given=b"t0ken $5\n")
    cli.ok("add", "login", "wiki", "username=ada", "password=-", "--tag", "work", given=b"pw'1")
    return vault


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "export"


def exported(cli: Cli, target: Path, passphrase: str, *query: str) -> Path:
    cli.ok("export", "vtv", str(target), *query, "--new-passphrase-file", passphrase)
    return target


def into(
    cli: Cli, path: Path, source: Path | str, passphrase: str, *more: str
) -> dict[str, object]:
    found: dict[str, object] = cli.json(
        "import", "vtv", str(source), "--source-passphrase-file", passphrase,
        "--vault", str(path), *more,
    )  # fmt: skip
    return found


def test_a_vault_leaves_and_comes_back(
    filled: Path, cli: Cli, target: Path, other_passphrase: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    done = cli.json("export", "vtv", str(target), "--new-passphrase-file", other_passphrase)
    assert (done["path"], done["credentials"], done["not_carried"]) == (str(target), 2, [])
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    new = tmp_path / "new.vtv"
    make_vault(new)
    dry = into(cli, new, target, other_passphrase, "--dry-run")
    assert (dry["new"], cli.json("list", "--vault", str(new))) == (2, [])
    assert into(cli, new, target, other_passphrase)["new"] == 2
    again = into(cli, new, target, other_passphrase)
    assert (again["new"], again["updated"], again["skipped"]) == (0, 0, 2)
    assert cli.json("list", "--vault", str(new)) == cli.json("list")
    assert cli.ok("get", "wiki", "password", "--vault", str(new)).out == b"pw'1\n"
    # The file is a vault itself.
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", other_passphrase)
    assert cli.ok("get", "API_TOKEN", "--vault", str(target)).out == b"t0ken $5\n"


def test_a_dry_run_tells_apart_what_is_called_alike(
    filled: Path, cli: Cli, target: Path, other_passphrase: str, tmp_path: Path
) -> None:
    cli.ok("organization", "create", "acme")
    for shop in ("shop", "acme/shop"):
        cli.ok("project", "create", shop)
        cli.ok("set", "create", "deploy" if shop == "shop" else "acme/deploy")
        cli.ok("assign", "wiki", shop)
    cli.ok("assign", "set:acme/deploy", "acme/shop")
    cli.ok("unassign", "wiki", "shop")
    cli.ok("rm", "API_TOKEN", "--yes")
    new = tmp_path / "new.vtv"
    make_vault(new)
    words = (
        "import", "vtv", str(exported(cli, target, other_passphrase)),
        "--source-passphrase-file", other_passphrase, "--vault", str(new), "--dry-run",
    )  # fmt: skip
    rows = cli.json(*words)["rows"]
    assert {(row["name"], row["type"], row["action"], row["deleted"]) for row in rows} == {
        ("acme", "organization", "new", False),
        ("shop", "project", "new", False),
        ("acme/shop", "project", "new", False),
        ("API_TOKEN", "generic-secret", "new", True),
        ("wiki", "login", "new", False),
        ("deploy", "set", "new", False),
        ("acme/deploy", "set", "new", False),
        ("wiki to shop", "assignment", "new", True),
        ("wiki to acme/shop", "assignment", "new", False),
        ("set:acme/deploy to acme/shop", "assignment", "new", False),
    }
    done = cli.ok(*words)
    actions = {line[:40].strip().split("  ")[0]: line for line in done.text.splitlines()}
    assert actions["API_TOKEN"].endswith("new, in the trash")
    assert actions["wiki to shop"].endswith("new, deleted")
    assert "10 new (2 of them in the trash or deleted)" in done.err


def test_from_standard_input(
    filled: Path, cli: Cli, target: Path, other_passphrase: str, tmp_path: Path
) -> None:
    data = exported(cli, target, other_passphrase, "wiki").read_bytes()
    new = tmp_path / "new.vtv"
    make_vault(new)
    done = cli.ok(
        "import", "vtv", "-", "--source-passphrase-file", other_passphrase,
        "--vault", str(new), "--json", given=data,
    )  # fmt: skip
    assert done.json["new"] == 1
    words = cli.fails(
        6, "import", "vtv", "-", "--source-passphrase-file", other_passphrase, given=b"nonsense"
    )
    assert words.startswith("not_a_vault")


def test_the_wrong_passphrase_and_no_file(
    filled: Path, cli: Cli, target: Path, other_passphrase: str, passphrase_file: Path
) -> None:
    exported(cli, target, other_passphrase)
    wrong = ("--source-passphrase-file", str(passphrase_file))
    assert cli.fails(4, "import", "vtv", str(target), *wrong).startswith("wrong_secret")
    cli.fails(2, "import", "vtv", str(target), "--no-input")
    cli.fails(3, "import", "vtv", "/no/such/file", *wrong)
    cli.fails(3, "export", "vtv", f"{target}2", "nothing-fits", "--new-passphrase-file", wrong[1])
    assert not Path(f"{target}2").exists()


def test_an_expensive_source_is_refused_unasked(
    filled: Path, cli: Cli, target: Path, other_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(cli, target, other_passphrase)
    source = ("import", "vtv", str(target), "--source-passphrase-file", other_passphrase)
    monkeypatch.setattr(kdf, "memory_of_machine", lambda _row: 100 * kdf.MIB)
    assert "--allow-expensive-kdf" in cli.fails(4, *source)
    assert cli.json(*source, "--allow-expensive-kdf")["skipped"] == 2


@pytest.mark.parametrize("format_name", ["json", "dotenv"])
def test_in_clear_only_with_the_word(
    filled: Path, cli: Cli, target: Path, format_name: str, other_passphrase: str
) -> None:
    words = cli.fails(2, "export", format_name, str(target))
    assert "--plaintext" in words
    assert not target.exists()
    cli.ok("export", format_name, str(target), "--plaintext")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    cli.fails(5, "export", format_name, str(target), "--plaintext")
    cli.ok("export", format_name, str(target), "--plaintext", "--force")
    cli.fails(2, "export", format_name, "-", "--plaintext")
    cli.fails(
        2, "export", format_name, str(target), "--plaintext", "--force",
        "--new-passphrase-file", other_passphrase,
    )  # fmt: skip
    cli.fails(2, "export", "vtv", f"{target}2", "--plaintext")
    cli.fails(3, "export", format_name, "/no/such/folder/file", "--plaintext")


def test_an_existing_file_stays(
    filled: Path, cli: Cli, target: Path, other_passphrase: str
) -> None:
    target.write_bytes(b"mine")
    vtv = ("export", "vtv", str(target), "--new-passphrase-file", other_passphrase)
    cli.fails(5, *vtv)
    assert target.read_bytes() == b"mine"
    cli.ok(*vtv, "--force")
    link = target.with_name("link")
    link.symlink_to(target)
    cli.fails(5, "export", "json", str(link), "--plaintext", "--force")
    cli.fails(5, "export", "json", str(filled), "--plaintext", "--force")


def test_json_comes_back(filled: Path, cli: Cli, target: Path, tmp_path: Path) -> None:
    cli.ok("export", "json", str(target), "wiki", "--plaintext")
    shape = json.loads(target.read_bytes())
    assert (shape["format"], shape["version"], len(shape["credentials"])) == ("vaulttui", 1, 1)
    assert shape["credentials"][0]["fields"]["password"]["value"] == "pw'1"
    assert cli.json("import", "json", str(target))["skipped"] == 1
    new = tmp_path / "new.vtv"
    make_vault(new)
    there = ("--vault", str(new))
    assert cli.json("import", "json", str(target), *there)["new"] == 1
    assert cli.json("import", "json", str(target), *there)["new"] == 0
    assert cli.json("show", "wiki", *there)["id"] == cli.json("show", "wiki")["id"]
    assert cli.ok("get", "wiki", "password", *there).out == b"pw'1\n"


def test_dotenv_gives_a_shell_the_same_bytes(filled: Path, cli: Cli, target: Path) -> None:
    cli.ok("export", "dotenv", str(target), "--plaintext")
    script = 'set -a; . "$1"; printf "%s|%s|%s" "$API_TOKEN" "$WIKI_USERNAME" "$WIKI_PASSWORD"'
    done = subprocess.run(["bash", "-c", script, "-", str(target)], capture_output=True, check=True)
    assert done.stdout == b"t0ken $5|ada|pw'1"


def test_two_variables_of_one_name(filled: Path, cli: Cli, target: Path) -> None:
    cli.ok("add", "generic-secret", "WIKI_PASSWORD", "value=-", given=b"x")
    words = cli.fails(7, "export", "dotenv", str(target), "--plaintext")
    assert "wiki/password" in words
    assert "WIKI_PASSWORD/value" in words
    assert not target.exists()
    cli.ok("export", "dotenv", str(target), "-WIKI_PASSWORD", "--plaintext")


def test_what_no_line_can_hold(filled: Path, cli: Cli, target: Path) -> None:
    cli.ok("add", "generic-secret", "RAW", "value=-", given=b"\xff\xfe-canary")
    words = cli.fails(7, "export", "dotenv", str(target), "--plaintext")
    assert "RAW" in words
    assert "canary" not in words
    assert not target.exists()
    cli.ok("export", "json", str(target), "RAW", "--plaintext")
    (made,) = json.loads(target.read_bytes())["credentials"]
    assert made["fields"]["value"]["base64"] == "//4tY2FuYXJ5"


@pytest.mark.skipif(not os.environ.get("PATH"), reason="no PATH to find git in")
def test_a_tracked_place_asks(filled: Path, cli: Cli, target: Path) -> None:
    subprocess.run(["git", "init", "-q", str(target.parent)], check=True)
    words = cli.fails(2, "export", "json", str(target), "--plaintext", "--no-input")
    assert "git work tree" in words
    assert not target.exists()
    (target.parent / ".gitignore").write_text("export\n")
    cli.ok("export", "json", str(target), "--plaintext", "--no-input")
    synced = target.parent.parent / "Dropbox"
    synced.mkdir()
    words = cli.fails(2, "export", "dotenv", str(synced / "x"), "--plaintext", "--no-input")
    assert "Dropbox" in words
    cli.ok("export", "dotenv", str(synced / "x"), "--plaintext", "--no-input", "--yes")


@pytest.mark.parametrize(
    "words",
    [
        ["get", "wiki", "password", "--out"],
        ["inject", "-", "--out"],
        ["slot", "add", "recovery", "--recovery-out"],
    ],
    ids=["get", "inject", "slot"],
)
def test_every_file_in_clear_asks(filled: Path, cli: Cli, tmp_path: Path, words: list[str]) -> None:
    place = tmp_path / "Dropbox" / "clear"
    place.parent.mkdir()
    told = cli.fails(2, *words, str(place), "--no-input", given=b"{{ vtv://wiki/password }}")
    assert "Dropbox" in told
    assert not place.exists()
    cli.ok(*words, str(place), "--no-input", "--yes", given=b"{{ vtv://wiki/password }}")
    assert place.read_bytes()


def test_an_export_is_in_the_activity(filled: Path, cli: Cli, target: Path) -> None:
    cli.ok("export", "json", str(target), "--plaintext")
    rows = [row for row in cli.json("activity") if row["verb"] == "export"]
    assert [row["names"] for row in rows] == [["2 credentials"]]
    assert PASSPHRASE not in json.dumps(rows)
    assert "pw'1" not in json.dumps(rows)
