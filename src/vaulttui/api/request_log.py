"""The log of requests for the program that started the server: into its pipe, and nowhere else."""

import os
from typing import Final

import msgspec

from vaulttui.domain.text import safe_text
from vaulttui.operations.serving import Asked
from vaulttui.session.session import clock

_PATH_LIMIT: Final = 250
"""Characters; escaped, a line is still shorter than what a pipe takes whole or not at all."""
_METHOD_LIMIT: Final = 20


class RequestLog:
    """Writes a line for each request and never waits: what does not fit is dropped, and counted."""

    def __init__(self, pipe: int) -> None:
        os.set_blocking(pipe, False)
        self._pipe = pipe
        self._lost = 0

    def note(self, method: str, path: str, status: int, dialect: str) -> None:
        """Tell of one request; ``path`` has no query."""
        method, path = safe_text(method, _METHOD_LIMIT), safe_text(path, _PATH_LIMIT)
        line = msgspec.json.encode(Asked(clock(), method, path, status, dialect, self._lost))
        try:
            os.write(self._pipe, line + b"\n")
        except BlockingIOError:
            self._lost += 1
        except BrokenPipeError:
            # Nobody listens any more, and the server is about to end.
            pass
