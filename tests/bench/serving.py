"""The local server: how many requests it answers in a second, beside a bare route."""

import socket
import statistics
import time
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Final

import msgspec

from tests.bench.far import KEYS, fill_sets
from tests.bench.measure import Row
from tests.bench.servers import Served, bare, new_vault, served
from vaulttui.operations import organizations, projects
from vaulttui.session.session import Session
from vaulttui.wire import warmhub as wire

SETS: Final = 100
READS: Final = 300
WRITES: Final = 150
ROUNDS: Final = 3
AT_ONCE: Final = 4
_LIST: Final = wire.SETS_PATH.format(org="acme", repo="shop")
_WRITE: Final = f"{wire.TRPC_PATH}{wire.SET_KEY.name}?batch=1"


def serving(folder: Path) -> Iterable[Row]:
    """Reading the list of WarmHub's sets, and writing one value durably."""
    vault = folder / "serving" / "vault.vtv"
    session = new_vault(vault)
    _fill(session)
    session.close()
    with served(vault) as server, bare() as floor:
        reads = [_request(server, "GET", _LIST)]
        yield _row("serve: WarmHub's list of 100 sets", server.port, reads, READS, floor)
        writes = [_request(server, "POST", _WRITE, _value(number)) for number in range(50)]
        yield _row("serve: WarmHub, one value written", server.port, writes, WRITES, floor)


def _fill(session: Session) -> None:
    acme = organizations.create(session, "acme")
    projects.create(session, acme.id, "shop")
    fill_sets(session, [f"s{number}" for number in range(SETS)], KEYS, acme.id)


def _value(number: int) -> bytes:
    given = {"orgName": "acme", "repoName": "shop", "setName": f"s{number}", "keyName": "K0"}
    return msgspec.json.encode({"0": {**given, "value": f"value number {number}"}})


def _row(what: str, port: int, requests: list[bytes], count: int, floor: int) -> Row:
    """Requests per second, in turn with as many to a route that answers as much."""
    size = len(_body(port, requests[0]))
    plain = f"GET /{size} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
    rates = [(_rate(port, requests, count), _rate(floor, [plain], count)) for _ in range(ROUNDS)]
    own, least = (statistics.median(pair[at] for pair in rates) for at in (0, 1))
    return Row(what, size, own, "/s", least, "a bare route, as many bytes")


def _rate(port: int, requests: list[bytes], count: int) -> float:
    work = [partial(_ask, port, islice(_round(requests), count // AT_ONCE)) for _ in range(AT_ONCE)]
    threads = [Thread(target=one) for one in work]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count // AT_ONCE * AT_ONCE / (time.perf_counter() - begun)


def _round(requests: list[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests


def _ask(port: int, requests: Iterator[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for request in requests:
            _answer(connection, request)


def _body(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        return _answer(connection, request)


def _answer(connection: socket.socket, request: bytes) -> bytes:
    """The body of one answer; read by hand, so that little time is spent on this side."""
    connection.sendall(request)
    head, between, body = b"", b"", b""
    while not between:
        head, between, body = (head + connection.recv(1 << 16)).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise ValueError(head.partition(b"\r\n")[0])
    size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < size:
        body += connection.recv(1 << 16)
    return body


def _request(server: Served, method: str, target: str, body: bytes = b"") -> bytes:
    lines = [
        f"{method} {target} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        f"Authorization: Bearer {server.token.reveal().decode()}",
        *([f"Content-Type: application/json\r\nContent-Length: {len(body)}"] if body else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
