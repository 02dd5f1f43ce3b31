"""The local server: started, looked at while programs ask it, and ended."""

from typing import Final

from textual.app import ComposeResult

from vaulttui.errors import InvalidValue
from vaulttui.host import clipboard
from vaulttui.operations.local_server import Served
from vaulttui.operations.serving import Asked
from vaulttui.secret import Secret
from vaulttui.tui.commands import Command, Place, bindings
from vaulttui.tui.dialogs.report import Report
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.local_server import LocalServer
from vaulttui.tui.position import Address
from vaulttui.tui.screens.server import sheet
from vaulttui.tui.screens.server.sheet import ServerSheet, number_of
from vaulttui.tui.screens.server.words import clock_time, spoken_by, status_words, try_it
from vaulttui.tui.text import words
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.page import Item, Page, Section
from vaulttui.tui.widgets.trouble import Trouble

_LOOKS_SECONDS: Final = 0.25
_PORTS: Final = 65535
_MEANINGS: Final = {
    sheet.START: "A process of its own, which is given the vault's key through a pipe.",
    sheet.PORT: "Where at 127.0.0.1 it listens. With a fixed one programs need not be told anew.",
    sheet.DIALECT: "Each is spoken under its own paths, so all of them can be at once.",
    sheet.PATHS: "What can be asked, how the token is shown, and who gets no answer.",
    sheet.ADDRESS: "Reached from this machine alone; no page in a browser gets an answer.",
    sheet.TOKEN: "Who can read this file can use the server. It is yours alone, made anew at each "
    "start, and gone with the server.",
    sheet.TRY: "c copies a line for a shell, which reads the token from its file.",
    sheet.STOP: "What is under way gets another second. Enter on Start it starts another one.",
}


class ServerScreen(TableScreen):
    """Shows the one server of the program, which goes on without this screen."""

    place = Place.SERVER
    BINDINGS = bindings(Place.SERVER)
    heading = "Serve this vault to programs"

    def __init__(self, port: str = "", *dialects: str) -> None:
        super().__init__()
        self._begins = (int(port), dialects) if port.isdecimal() else None
        self._seen = -1

    def above(self) -> ComposeResult:
        """Why the last one did not start, or ended."""
        yield Trouble("server-trouble")

    def make_lines(self) -> Lines:
        """What it is, and what it was asked."""
        minutes = self.vault.settings.lock_minutes
        idle = f", after {minutes} min idle" if minutes and not self.vault.sample else ""
        return ServerSheet(self._server, sample=self.vault.sample, idle=idle)

    def on_mount(self) -> None:
        """Take up what was chosen before a lock, and look several times a second."""
        if self._begins is not None and not self._server.runs:
            self._server.choose(*self._begins)
        self.server_changed()
        self.set_interval(_LOOKS_SECONDS, self._look)

    @property
    def address(self) -> Address:
        """Opened again after a lock, which ends the server; another can have its port."""
        served = self._server.runs
        port = served.port if served else self._server.port
        return ("server", str(port), *self._server.dialects)

    @property
    def _server(self) -> LocalServer:
        return self.vault.server

    @property
    def _sheet(self) -> ServerSheet:
        return self.query_one(ServerSheet)

    def server_changed(self) -> None:
        """Show it, and what went wrong."""
        trouble = self._server.trouble
        self.query_one(Trouble).say(f"✗ {words(trouble)}" if trouble else "")
        self._show()

    def _look(self) -> None:
        served = self._server.runs
        if served is not None and served.total != self._seen:
            self._show()

    def _show(self) -> None:
        served = self._server.runs
        self._seen = served.total if served else -1
        self._sheet.look()
        self.query_one(KeyBar).refresh()
        self.look_beside()

    def title_of(self, command: Command) -> str:
        """The key that starts it ends it."""
        if command.id == "serve" and self._server.runs:
            return "Stop"
        return super().title_of(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to paste before it runs."""
        if action == "copy" and not self._server.runs:
            return False
        return super().check_action(action, parameters)

    # What the cursor stands on

    @property
    def _asked(self) -> Asked | None:
        """The request under the cursor."""
        served = self._server.runs
        kind, _, number = self._sheet.key.partition(" ")
        if served is None or kind != sheet.REQUEST:
            return None
        latest = tuple(served.latest.copy())
        return next(
            (one for at, one in enumerate(latest) if number_of(served, at) == int(number)), None
        )

    def meaning(self) -> Meaning | None:
        """What the line is about, or all that is known of the request."""
        asked = self._asked
        if asked is not None:
            status, meant = status_words(asked.status)
            about = f"{asked.method}, {spoken_by(asked)}"
            text = (asked.path, status, meant, f"At {clock_time(asked.at)}.")
            return Meaning("Request", status, about, text[:1] + text[2:])
        told = _MEANINGS.get(self._sheet.key.partition(" ")[0])
        return Meaning("Server", "The local server", "", (told,)) if told else None

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter does what the line is for."""
        event.stop()
        kind, _, which = self._sheet.key.partition(" ")
        match kind:
            case sheet.START | sheet.STOP:
                self.action_serve()
            case sheet.PORT:
                self.form_port()
            case sheet.DIALECT:
                self._tick(which)
            case sheet.PATHS:
                self.vault.show("manual", "serve")
            case sheet.REQUEST if self._asked is not None:
                self.app.push_screen(Report("Request", _page(self._asked)))
            case _:
                self.action_copy()

    # Doing

    def action_serve(self) -> None:
        """Start it, or end it."""
        if self._server.runs:
            self._server.end()
        else:
            self._server.start(self.vault.open_session, sample=self.vault.sample)

    def action_copy(self) -> None:
        """Copy what the cursor stands on: the address where that is nothing to paste."""
        served = self._server.runs
        if served is None:
            return
        label, text = self._copied(served)
        seconds = self.vault.settings.clipboard_seconds

        def job() -> str:
            return clipboard.copy(Secret.from_text(text), seconds).sentence

        def then(sentence: str) -> None:
            self.vault.tell(f"{label}: {sentence}", seconds=8)

        self.vault.perform(job, then, group="copy")

    def _copied(self, served: Served) -> tuple[str, str]:
        asked = self._asked
        if asked is not None:
            return "The path", asked.path
        if self._sheet.key == sheet.TOKEN:
            return "The token file's path", served.token_file
        if self._sheet.key == sheet.TRY:
            return "The line", " ".join(try_it(served.url, served.token_file, served.dialects))
        return "The address", served.url

    def _tick(self, dialect: str) -> None:
        server = self._server
        left = tuple(one for one in server.dialects if one != dialect)
        if not left:
            self.vault.tell("It must speak one of them. Tick another one first.")
            return
        chosen = left if dialect in server.dialects else (*server.dialects, dialect)
        server.choose(server.port, chosen)
        self.server_changed()

    def form_port(self) -> None:
        """Ask for the port."""
        line = Line("port", "At 127.0.0.1; 0 is any that is free", str(self._server.port), "0")
        form = SmallForm("Port", (line,), _port, "Take it", again=("port",))
        self.app.push_screen(form, self._take_port)

    def _take_port(self, port: object) -> None:
        if isinstance(port, int):
            self._server.choose(port, self._server.dialects)
            self.server_changed()


def _port(given: Given) -> int:
    text = given["port"] or "0"
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) <= _PORTS):
        raise InvalidValue(f"A port is a number from 0 to {_PORTS}.")
    return int(text)


def _page(asked: Asked) -> Page:
    status, meant = status_words(asked.status)
    items = (
        Item("status", "Answer", status, notes=((meant, "dim"),) if meant else ()),
        Item("dialect", "Dialect", spoken_by(asked)),
        Item("at", "At", clock_time(asked.at)),
    )
    about = "Neither what was asked in the query nor what was sent is kept."
    asked_for = f"{asked.method} {asked.path}"
    return Page("request", asked_for, about, sections=(Section("What became of it", items),))
