"""Requests written by hand, as no client library would send them."""

import socket
from dataclasses import dataclass

from tests.api.serving import PATIENCE, TOKEN, Running


@dataclass(frozen=True)
class Said:
    """One answer, as it came over the wire."""

    status: int
    head: str
    body: bytes


def connected(api: Running) -> socket.socket:
    """A connection that gives up after a while."""
    return socket.create_connection(("127.0.0.1", api.port), PATIENCE)


def head(api: Running, line: str, *headers: str, token: bool = True) -> bytes:
    """The head of a request that ends its connection, with the Host that it must have."""
    lines = [f"{line} HTTP/1.1", f"Host: 127.0.0.1:{api.port}", "Connection: close", *headers]
    if token:
        lines.append(f"Authorization: Bearer {TOKEN}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def rest_of(connection: socket.socket) -> bytes:
    """Everything until the server hangs up."""
    content = b""
    try:
        while part := connection.recv(65536):
            content += part
    except ConnectionResetError:
        pass
    return content


def parsed(content: bytes) -> Said:
    """The first answer in it."""
    first, _, body = content.partition(b"\r\n\r\n")
    lines = first.decode("latin-1")
    return Said(int(lines.split(" ", 2)[1]), lines, body)


def said(api: Running, content: bytes) -> Said:
    """The answer to what is sent."""
    with connected(api) as connection:
        connection.sendall(content)
        return parsed(rest_of(connection))


def asked(api: Running, line: str, *headers: str, token: bool = True) -> Said:
    """The answer to ``METHOD TARGET``."""
    return said(api, head(api, line, *headers, token=token))
