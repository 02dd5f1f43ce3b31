"""A real `vaulttui serve`, as a program that started it sees it."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import httpx2

PATIENCE: Final = 20.0
COMMAND: Final = (sys.executable, "-P", "-m", "vaulttui", "serve")


class Served:
    """The process, which has told where it listens."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        told = json.loads(self.line())
        assert list(told) == ["url", "token_file"]
        self.url: str = told["url"]
        self.port = int(self.url.rpartition(":")[2])
        self.token_file = Path(told["token_file"])

    def line(self) -> bytes:
        """The next line of standard output."""
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.process.kill()
            raise AssertionError(self.process.communicate()[1])
        return line

    @property
    def pid(self) -> int:
        return self.process.pid

    def __call__(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """One request with the token, over a connection of its own."""
        headers = {"Authorization": f"Bearer {self.token_file.read_text()}"}
        with httpx2.Client(base_url=self.url, headers=headers, trust_env=False) as client:
            return client.request(method, path, **options)

    def status(self) -> int:
        """What an empty way is answered with: 404 open, 423 locked."""
        return self("GET", "/nowhere").status_code

    def end(self, number: int = signal.SIGTERM) -> tuple[int, bytes, bytes]:
        """Send a signal; how it ended, and all that it wrote since the first line."""
        os.kill(self.pid, number)
        return self.ended()

    def ended(self) -> tuple[int, bytes, bytes]:
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err

    def kill(self) -> None:
        """For good, if it still runs."""
        self.process.kill()
        self.process.communicate()
