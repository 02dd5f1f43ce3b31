"""`vaulttui serve` that counts requests: the first eight bytes of the file named first."""

import mmap
import struct
import sys
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config

from vaulttui.__main__ import program
from vaulttui.api import connections, serving


def counting(path: Path) -> None:
    """Let the server's application be counted before it is configured."""
    with path.open("r+b") as file:
        shared = mmap.mmap(file.fileno(), 8)

    def configured(application: ASGIApp) -> Config:
        count = 0

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal count
            if scope["type"] == "http":
                count += 1
                struct.pack_into("<Q", shared, 0, count)
            await application(scope, receive, send)

        return connections.configured(counted)

    serving.configured = configured  # type: ignore[attr-defined]  # the name it calls


counting(Path(sys.argv.pop(1)))
program()
