"""What goes to standard output (data) and to standard error (words)."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

from vaulttui.domain.text import safe_text
from vaulttui.errors import VaulttuiError

_LINE_LIMIT = 8192
_BATCH = 1000
_PATIENCE = 1.0
_FRAME = 0.1
_LONG = 2.0
_ERASE = "\x1b[K"
_COMMANDS = re.compile(
    "[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
"""What JSON lets through: C1 controls, what turns or hides text, and line separators."""


def put(text: str) -> None:
    """Write a line of data, which must be safe for a terminal."""
    _out().write(f"{text}\n")


def put_lines(lines: Iterable[str]) -> None:
    """Write many lines, in batches, as they come."""
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            put("\n".join(batch))
            batch.clear()
    if batch:
        put("\n".join(batch))


def put_bytes(content: bytes) -> None:
    """Write bytes as they are."""
    out = _out()
    out.flush()
    out.buffer.write(content)


def put_json(document: object) -> None:
    """Write one JSON document and a newline; what commands a terminal is escaped on one."""
    import msgspec

    content = msgspec.json.encode(document) + b"\n"
    if _out().isatty():
        content = _COMMANDS.sub(_escaped, content.decode()).encode()
    put_bytes(content)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def tell(text: str) -> None:
    """Write words for the person, line by line made safe."""
    if sys.stderr is not None:
        lines = (safe_text(line, _LINE_LIMIT) for line in text.split("\n"))
        sys.stderr.write("\n".join(lines) + "\n")


def notice(text: str, *, as_json: bool) -> None:
    """Tell of something beside the command; as JSON on a line of its own, before any error."""
    if not as_json:
        tell(text)
    elif sys.stderr is not None:
        import msgspec

        sys.stderr.write(msgspec.json.encode({"notice": text}).decode() + "\n")


@contextmanager
def counting(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Give what is to be told how far something has come: how many of how many.

    A terminal shows it on one line that is erased at the end, once it takes a while.
    """
    stream, shown, following = sys.stderr, False, monotonic() + _PATIENCE

    def tell_of(done: int, total: int) -> None:
        nonlocal shown, following
        if stream is None or monotonic() < following or not stream.isatty():
            return
        shown, following = True, monotonic() + _FRAME
        stream.write(f"\r{doing}: {done:,} of {total:,}{_ERASE}")
        stream.flush()

    try:
        yield tell_of
    finally:
        if shown:
            stream.write(f"\r{_ERASE}")
            stream.flush()


@contextmanager
def patience(doing: str) -> Iterator[None]:
    """Say on a terminal what is being waited for, once it takes a while; erased at the end."""
    stream = sys.stderr
    if stream is None or not stream.isatty():
        yield
        return
    from threading import Event, Thread

    over = Event()

    def tell_of() -> None:
        if not over.wait(_LONG):
            stream.write(f"\r{safe_text(doing)} …{_ERASE}")
            stream.flush()
            over.wait()
            stream.write(f"\r{_ERASE}")
            stream.flush()

    teller = Thread(target=tell_of, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def width() -> int | None:
    """The columns of the terminal that shows the data; None where no terminal does."""
    out = _out()
    if not out.isatty():
        return None
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(out.fileno()).columns or 80
    except OSError:
        return 80


def set_up() -> None:
    """Let text that the terminal's encoding lacks be escaped in place of failing."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def finish() -> None:
    """Write out what waits."""
    if sys.stdout is not None:
        sys.stdout.flush()


def abandon() -> None:
    """Let what waits for a broken standard output vanish, so that nobody complains at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _out() -> TextIO:
    if sys.stdout is None:
        raise VaulttuiError("Standard output is closed.")
    return sys.stdout
