"""Certificates are verified, against the system's store and the file that the user names."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tests.transport.asking import QUICK, ask, fails
from tests.transport.certificates import showing
from tests.transport.odd_answers import as_json
from tests.transport.odd_server import OddServer
from vaulttui.errors import InvalidValue, Unreachable


def test_a_certificate_of_the_named_file_is_trusted(tmp_path: Path) -> None:
    shown = showing(tmp_path)
    with OddServer([as_json({"ok": True})], tls=shown.tls) as server:
        assert ask(server, ca_file=shown.ca_file).decoded(dict[str, bool]) == {"ok": True}


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        ({"days": (-9, -1)}, "has expired"),
        ({"days": (1, 9)}, "is not valid yet"),
        ({"host": "elsewhere.example"}, "is for another host"),
        ({"by": ""}, "is signed by nobody but itself"),
        ({"by": "Somebody"}, "comes from an issuer that is not known here"),
    ],
)
def test_others_are_not(tmp_path: Path, made: dict[str, object], wrong: str) -> None:
    shown = showing(tmp_path, **made)  # type: ignore[arg-type]  # the rows above fit it
    with OddServer([as_json({})], tls=shown.tls) as server:
        said = fails(Unreachable, lambda: ask(server, ca_file=shown.ca_file))
        assert said == f"Cannot connect to {server.host}: its certificate {wrong}."
        assert server.connections == 1  # trying again would not change it
    assert server.requests == []


def test_the_environment_adds_no_issuer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = showing(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown.ca_file))
    with OddServer([as_json({})], tls=shown.tls) as server:
        assert "not known here" in fails(Unreachable, lambda: ask(server))


def test_keys_of_sessions_are_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    shown = showing(tmp_path)
    with OddServer([as_json({})], tls=shown.tls) as server:
        ask(server, ca_file=shown.ca_file)
    assert not keys.exists()


def test_a_server_without_tls() -> None:
    with OddServer([], greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
        said = fails(Unreachable, lambda: ask(f"https://{server.host}"))
        assert said == f"Cannot connect to {server.host}: TLS fails."


def test_a_handshake_without_an_answer() -> None:
    limits = replace(QUICK, connect=0.1, tries=1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        host = f"127.0.0.1:{deaf.getsockname()[1]}"
        said = fails(Unreachable, lambda: ask(f"https://{host}", limits=limits))
    assert said == f"Cannot connect to {host}: it does not take the connection in time."


@pytest.mark.parametrize("text", [None, "", "no certificate"])
def test_a_file_without_certificates(tmp_path: Path, text: str | None) -> None:
    shown = showing(tmp_path)
    bad = tmp_path / "bad.pem"
    if text is not None:
        bad.write_text(text)
    with OddServer([as_json({})], tls=shown.tls) as server:
        assert str(bad) in fails(InvalidValue, lambda: ask(server, ca_file=bad))
    assert server.connections == 0
