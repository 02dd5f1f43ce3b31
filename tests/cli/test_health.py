"""The report of health through the command line: read at a glance, whole as JSON, no value."""

import os
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.running import Cli, program
from vaulttui.cli import output
from vaulttui.domain.health import CHECKS

CANARY = "canary4711"


@pytest.fixture
def filled(vault: Path, cli: Cli) -> Path:
    """Two logins with one bad password, one that expired, and a note."""
    for name in ("wiki", "mail"):
        cli.ok("add", "login", name, "password=-", given=CANARY.encode())
    cli.ok("add", "api-key", "old", "key=-", "--expires", "key=2001-01-01", given=b"issued")
    cli.ok("add", "secure-note", "note", "--generate", "note")
    return vault


def test_the_picture(filled: Path, cli: Cli) -> None:
    done = cli.ok("health")
    lines = done.text.splitlines()
    assert lines[0] == "4 credentials, 3 things to look at (!)"
    assert [line.partition("[")[2] for line in lines if line.endswith("]")] == [
        f"{check}]" for check in CHECKS
    ]
    at = lines.index("  ! in two fields                   2  ██████████████████████████████")
    assert lines[at + 1] == "      mail/password, wiki/password"
    assert "  ! expired" in done.text
    assert max(map(len, lines + done.err.splitlines())) <= 80
    assert "vaulttui health exclude CRED CHECK --reason TEXT" in done.err


def test_nothing_to_look_at(vault: Path, cli: Cli) -> None:
    done = cli.ok("health")
    assert done.text.splitlines()[0] == "0 credentials, nothing to look at"
    assert done.text.count("nothing to count") == len(CHECKS)
    assert done.err == ""


def test_the_whole_report_as_json(filled: Path, cli: Cli) -> None:
    found = cli.json("health")
    assert found == {**cli.json("health", "show"), "at": found["at"]}
    assert (found["at"][-1], found["credentials"]) == ("Z", 4)
    assert list(found["checks"]) == list(CHECKS)
    reuse = found["checks"]["reuse"]
    assert (reuse["title"], reuse["worries"], reuse["excluded"]) == ("Reuse of secrets", 2, [])
    two = reuse["buckets"]["two"]
    assert (two["label"], two["worry"], two["count"]) == ("in two fields", True, 2)
    ids = {one["name"]: one["id"] for one in cli.json("list")}
    assert two["places"] == [
        {"id": ids[name], "name": name, "field": "password", "group": 1}
        for name in ("mail", "wiki")
    ]
    (past,) = found["checks"]["expiry"]["buckets"]["past"]["places"]
    assert past == {"id": ids["old"], "name": "old", "field": "key", "group": None}


def test_one_check(filled: Path, cli: Cli) -> None:
    head, *rows = cli.ok("health", "show", "reuse").text.splitlines()
    assert head.split() == ["NAME", "FIELD", "WHAT", "ID"]
    assert [row.split()[0] for row in rows] == ["mail", "wiki"]
    done = cli.ok("health", "show", "names")
    assert (done.out, done.err) == (b"", "Equal names: nothing to look at.\n")
    assert cli.json("health", "show", "expiry")["buckets"]["past"]["count"] == 1
    words = cli.fails(7, "health", "show", "nothing")
    assert all(check in words for check in CHECKS)


def test_excluding_and_including(filled: Path, cli: Cli) -> None:
    done = cli.ok("health", "exclude", "wiki", "reuse", "--reason", "one \x1b[31mdevice")
    assert done.err.startswith("Excluded from the check reuse: wiki (id:")
    assert "Reuse of secrets  (1 excluded)  [reuse]" in cli.ok("health").text
    text = cli.ok("health", "show", "reuse").text
    assert "excluded" in text
    assert "\x1b" not in text
    (one,) = cli.json("health", "show", "reuse")["excluded"]
    assert (one["name"], one["reason"]) == ("wiki", "one \x1b[31mdevice")
    assert "exclude" in cli.ok("activity").text
    assert cli.json("health", "include", "wiki", "reuse")["name"] == "wiki"
    assert cli.json("health")["checks"]["reuse"]["worries"] == 2
    cli.fails(3, "health", "include", "wiki", "reuse")
    cli.fails(3, "health", "exclude", "nobody", "reuse", "--reason", "x")
    cli.fails(7, "health", "exclude", "wiki", "nothing", "--reason", "x")
    cli.fails(7, "health", "exclude", "wiki", "reuse", "--reason", " ")
    cli.fails(2, "health", "exclude", "wiki", "reuse")


def test_long_and_hostile_names_stay_within_their_line(vault: Path, cli: Cli) -> None:
    for name in ("銀行" * 40, "a\x1b[2Jb\u202e" * 20):
        cli.ok("add", "login", name, "password=-", given=CANARY.encode())
    text = cli.ok("health").text
    assert "\x1b" not in text
    assert "\u202e" not in text
    (named,) = (line for line in text.splitlines() if "銀" in line and "…" in line and "," in line)
    assert len(named) + named.count("銀") + named.count("行") <= 80


def test_no_value_is_shown_and_no_look_remembered(filled: Path, cli: Cli) -> None:
    for arguments in (("health",), ("health", "--json"), ("health", "show", "strength")):
        done = cli.ok(*arguments)
        assert CANARY not in done.text + done.err
    assert not {"get", "health", "show"} & set(cli.ok("activity").text.split())


def test_a_certificate_is_found_by_the_filter(vault: Path, cli: Cli, tmp_path: Path) -> None:
    from tests.crypto.made_certificates import x509_certificate

    (tmp_path / "cert.pem").write_bytes(x509_certificate(1_000_000_000_000))
    cli.ok("add", "x509-certificate", "web", f"certificate=@{tmp_path / 'cert.pem'}")
    (found,) = cli.json("list", "expires:past")
    assert found["name"] == "web"
    info = cli.json("show", "web")["value_info"]["certificate"]
    assert info["expires_at"] == "2001-09-09T01:46:40.000Z"


def test_the_real_program() -> None:
    done = program("--demo", "health", "--json", env=dict(os.environ))
    assert (done.code, done.err) == (0, "")
    assert done.json["checks"]["expiry"]["worries"] == 2


class Terminal(StringIO):
    """Shows what is written to it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("patience", "seen"), [(-1.0, True), (60.0, False)])
def test_a_terminal_counts_what_takes_long_and_forgets_it(
    monkeypatch: pytest.MonkeyPatch, patience: float, seen: bool
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(output, "_PATIENCE", patience)
    with output.counting("Looking") as progress:
        progress(1200, 50_000)
    told = "\rLooking: 1,200 of 50,000\x1b[K\r\x1b[K"
    assert terminal.getvalue() == (told if seen else "")


def test_nothing_is_counted_where_nobody_looks(filled: Path, cli: Cli) -> None:
    assert "\r" not in cli.ok("health").err
