"""What an odd server can do with a request: plain answers, and every way of not giving one."""

import json
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Final

from tests.transport.odd_server import Arrived, Behaviour, Talk

NONE: Final[Mapping[str, str]] = {}


def answer(
    status: int = 200, body: bytes = b"", headers: Mapping[str, str] = NONE, kind: str = ""
) -> Behaviour:
    """A whole answer as it should be; ``kind`` is its content type."""
    return _sending(_head(status, {"Content-Length": str(len(body))}, headers, kind) + body)


def as_json(content: object, status: int = 200, headers: Mapping[str, str] = NONE) -> Behaviour:
    """JSON."""
    return answer(status, json.dumps(content).encode(), headers, "application/json")


def html(status: int = 200) -> Behaviour:
    """The page of somebody in between, who may repeat what he was sent."""

    def send(talk: Talk) -> None:
        login = talk.request.headers.get("authorization", "")
        page = f"<html>Who is {login}?</html>".encode()
        answer(status, page, kind="text/html")(talk)

    return send


def redirect(to: str, status: int = 302) -> Behaviour:
    """Somewhere else."""
    return answer(status, headers={"Location": to})


def too_many(retry_after: str | None = None, date: str | None = None) -> Behaviour:
    """429."""
    told = {"Retry-After": retry_after, "Date": date}
    return answer(429, b"slow down", {name: text for name, text in told.items() if text})


def packed(body: bytes, encoding: str = "gzip") -> Behaviour:
    """A body in an encoding that nobody asked for."""
    return answer(200, body, {"Content-Encoding": encoding}, "application/json")


def silence() -> Behaviour:
    """Nothing, until the client gives up."""
    return raw(b"", stays=True)


def drip(every: float = 0.02) -> Behaviour:
    """One byte at a time, so that it is never silent for long and never done."""

    def send(talk: Talk) -> None:
        talk.send(_head(200, {"Content-Length": "1000000"}, NONE, "application/json"))
        while not talk.gone(every):
            talk.send(b" ")
        talk.hang_up()

    return send


def endless(part: bytes = b" " * 65536, length: int | None = 2**30) -> Behaviour:
    """A body of 1 GiB, in chunks where ``length`` is None; it stops when nobody takes it."""

    def send(talk: Talk) -> None:
        framing = {"Transfer-Encoding": "chunked"} if length is None else {}
        sized = {"Content-Length": str(length)} if length is not None else {}
        talk.send(_head(200, framing, sized, "application/json"))
        for _ in range(2**30 // len(part)):
            talk.send(part if length is not None else b"%x\r\n%b\r\n" % (len(part), part))

    return send


def interim_flood() -> Behaviour:
    """100 Continue, for ever."""

    def send(talk: Talk) -> None:
        while True:
            talk.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    return send


def headers_for_ever() -> Behaviour:
    """Header after header."""

    def send(talk: Talk) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            talk.send(b"X-More: " + b"x" * 4096 + b"\r\n")

    return send


def raw(data: bytes, *, stays: bool = False) -> Behaviour:
    """Exactly these bytes, and the end of the connection, or silence until the client gives up."""
    return _sending(data, stays=stays, hangs_up=True)


def closed() -> Behaviour:
    """The end of the connection in place of an answer."""
    return raw(b"")


def reset(after: bytes = b"") -> Behaviour:
    """A reset, as of a program that was killed."""

    def send(talk: Talk) -> None:
        talk.send(after)
        linger = struct.pack("ii", 1, 0)
        talk.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        talk.hang_up()

    return send


def cut() -> Behaviour:
    """Half of the body that was announced."""
    return raw(
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"a":'
    )


def broken_chunks() -> Behaviour:
    """A chunk whose length is no number."""
    return raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n")


def at(number: int, odd: Behaviour, otherwise: Behaviour) -> Callable[[Arrived], Behaviour]:
    """Script: odd at that request alone."""
    return lambda request: odd if request.number == number else otherwise


def every(nth: int, odd: Behaviour, otherwise: Behaviour) -> Callable[[Arrived], Behaviour]:
    """Script: odd at each ``nth`` request."""
    return lambda request: otherwise if request.number % nth else odd


def _sending(data: bytes, *, stays: bool = False, hangs_up: bool = False) -> Behaviour:
    def send(talk: Talk) -> None:
        talk.send(data)
        if stays:
            talk.gone()
        if hangs_up:
            talk.hang_up()

    return send


def _head(
    status: int, framing: Mapping[str, str], headers: Mapping[str, str], kind: str = ""
) -> bytes:
    typed = {"Content-Type": kind} if kind else {}
    lines = [f"{name}: {text}" for name, text in {**framing, **headers, **typed}.items()]
    return "\r\n".join([f"HTTP/1.1 {status} Said", *lines, "", ""]).encode("latin-1")
