"""The local server as lines: what it is to be, or what it is and was asked."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len

from vaulttui.host.folders import from_home
from vaulttui.operations.local_server import Served
from vaulttui.operations.serving import DIALECTS, Asked
from vaulttui.tui.local_server import LocalServer
from vaulttui.tui.screens.server.words import clock_time, spoken_by, status_style, summed, try_it
from vaulttui.tui.text import fit, shown, wrap
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.sheet import Sheet, SheetLine, lines_of

START, PORT, STOP, ADDRESS, TOKEN, TRY, PATHS = (
    *("start", "port", "stop", "address", "token", "try", "paths"),
)  # fmt: skip
DIALECT, REQUEST = "dialect", "request"
"""Kinds of lines of which there are several; the key goes on with which."""
_ABOUT: Final = (
    "Programs on this machine use the open vault as they would use a remote, with no account "
    "anywhere. They put and list, and never get a value."
)
_SAMPLE: Final = (
    "The sample is in memory alone, so the server gets one of its own: what programs change "
    "there is not seen here."
)
_LASTS: Final = (
    "It goes on while other screens are open, and ends with this program: when that {ends}. "
    "One that stays is `vaulttui serve` in a terminal of its own."
)
_ENDS: Final = " · ends when this program quits or locks{idle}"
_LABEL: Final = 15
_WRAP_FROM: Final = 48
_TIME_FROM, _SPOKEN_FROM, _SPOKEN = 56, 72, 13


class ServerSheet(Sheet):
    """Reads the one server of the program; ``idle`` says when that locks by itself."""

    def __init__(self, server: LocalServer, *, sample: bool, idle: str) -> None:
        super().__init__("list")
        self._server = server
        self._sample = sample
        self._idle = idle

    def look(self) -> None:
        """Show it as it is now."""
        state = "runs" if self._server.runs else "starts" if self._server.starts else "rests"
        self.fill(state)

    def build(self, width: int) -> Sequence[SheetLine]:
        """The running one, or what the next is to be."""
        served = self._server.runs
        if served is not None:
            return [*self._at_work(served, width), *_requests(served, width)]
        return [*self._at_rest(width)]

    def _at_rest(self, width: int) -> Iterator[SheetLine]:
        server = self._server
        yield from lines_of(_ABOUT, width)
        if self._sample:
            yield from lines_of(_SAMPLE, width)
        yield SheetLine()
        if server.starts:
            yield SheetLine(((" ○ Starting …", "heading"),))
            return
        yield SheetLine(((" ○ Not running", "heading"),))
        yield _fact(START, "Start it", "enter, or s anywhere here", width)
        yield _fact(PORT, "Port", str(server.port or "any that is free"), width)
        for label, name in zip(("Speaks", "", ""), DIALECTS, strict=True):
            box = "[x]" if name in server.dialects else "[ ]"
            yield _fact(f"{DIALECT} {name}", label, f"{box} {name}", width)
        yield _fact(PATHS, "Paths", "what can be asked: a page of the manual", width)
        yield SheetLine()
        ends = "quits or is killed" if self._sample else f"quits, is killed, or locks{self._idle}"
        yield from lines_of(_LASTS.format(ends=ends), width, "dim")

    def _at_work(self, served: Served, width: int) -> Iterator[SheetLine]:
        yield SheetLine(((" ● Listening", "good strong"), (self._beside(width), "dim")))
        yield _fact(ADDRESS, "Address", served.url, width)
        yield _fact(TOKEN, "Token file", from_home(served.token_file), width)
        trial = try_it(served.url, served.token_file, served.dialects)
        yield from _long(TRY, "Try it", trial, width)
        yield _fact(PATHS, "Paths", f"of {', '.join(served.dialects)}: in the manual", width)
        yield _fact(STOP, "Stop it", "enter, or s anywhere here", width)

    def _beside(self, width: int) -> str:
        """What follows the state on its line, as far as there is room."""
        own = " · serves a sample of its own"
        said = own if self._sample else _ENDS.format(idle=self._idle)
        return fit(said, max(0, width - cell_len(" ● Listening")))


def _fact(key: str, label: str, text: str, width: int) -> SheetLine:
    """A line with a label; of what is long, c copies all."""
    safe = fit(shown(text, 1000), width - _LABEL - 1)
    return SheetLine(((f"   {label:<{_LABEL - 3}}", "dim"), (safe, "")), key)


def _long(key: str, label: str, parts: Sequence[str], width: int) -> Iterator[SheetLine]:
    """A line with a label; below it what does not fit, where that is no mere scrap of it."""
    room = width - _LABEL - 1
    whole = " ".join(parts)
    pieces = parts if cell_len(whole) > room >= _WRAP_FROM else [whole]
    wrapped = [line for one in pieces for line in wrap(shown(one, 1000), room)]
    first, *more = wrapped if room >= _WRAP_FROM else [whole]
    yield _fact(key, label, first, width)
    for line in more:
        yield SheetLine(((" " * _LABEL + line, ""),))


def number_of(served: Served, at: int) -> int:
    """Which request the one ``at`` a place of the list is, since the first."""
    return served.total - served.lost - at


def _requests(served: Served, width: int) -> Iterator[SheetLine]:
    latest = tuple(served.latest.copy())
    yield SheetLine()
    if not latest:
        yield SheetLine(((" Requests", "heading"),))
        yield from lines_of("  None so far. c on Try it copies a line for a shell.", width, "dim")
        return
    unseen = served.total - len(latest)
    yield SheetLine(((f" {summed(served.total, served.refused, unseen)}", "heading"),))
    for at, asked in enumerate(latest):
        yield SheetLine(_request(asked, width), f"{REQUEST} {number_of(served, at)}")


def _request(asked: Asked, width: int) -> tuple[Part, ...]:
    time = f"{clock_time(asked.at)}  " if width >= _TIME_FROM else ""
    spoken = _SPOKEN if width >= _SPOKEN_FROM else 0
    method = f"{asked.method:<7}"
    left = width - 3 - cell_len(time) - 5 - cell_len(method) - spoken - 1
    return (
        ("   ", ""),
        (time, "dim"),
        (f"{asked.status:<5}", status_style(asked.status)),
        (method, ""),
        (fit(shown(asked.path), left), ""),
        (" " + fit(spoken_by(asked), spoken), "dim"),
    )
