"""The form of a remote: what it speaks, where it is, what logs in there, and what plans may do."""

from collections.abc import Iterator
from typing import Final

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from vaulttui.domain.remotes import USUAL_BUDGET, Budget, Remote
from vaulttui.errors import Exists, NotFound, VaulttuiError
from vaulttui.operations import remotes
from vaulttui.remotes.registry import CA_FILE, NAMES, described
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.picking import pick_into
from vaulttui.tui.dialogs.small_form import Given
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.position import Position, SmallState
from vaulttui.tui.screens.forms.field_choice import choose_field
from vaulttui.tui.screens.forms.form_screen import FormScreen, labelled
from vaulttui.tui.screens.remotes import form_words as told
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, shown, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.segments import Segments
from vaulttui.tui.widgets.trouble import Trouble

_BUDGETS: Final = tuple((one.value, one.value) for one in Budget)
_DIALECTS: Final = tuple((one, one) for one in NAMES)


class RemoteForm(FormScreen):
    """One remote being added or changed; the answer is its id once it is saved."""

    place = Place.FORM
    BINDINGS = bindings(Place.FORM)
    unsaved_told = "The remote is not saved."
    CSS_PATH = style("form")

    def __init__(self, remote: Remote | None = None) -> None:
        super().__init__()
        self._remote_id = remote.id if remote else ""
        self._name = remote.name if remote else ""
        self._before = _as_it_is(remote) if remote else _blank()
        self._typed: Given = self._before
        self._login = self._before["credential"], self._before["field"]
        self.again = ("remote", self._remote_id)

    def put(self, typed: Given) -> None:
        """Begin with what was typed before a lock."""
        self._typed = {**self._before, **typed}
        self._login = self._typed["credential"], self._typed["field"]

    def compose(self) -> ComposeResult:
        """A line for each thing to say, with what is wrong under it, and the buttons."""
        typed = self._typed
        with VerticalScroll(id="form", classes="frame -filled remote-form") as box:
            box.can_focus = False
            box.border_title = plain(f"Change {self._name}" if self._name else "New remote", 100)
            yield from self._entry("name", "Name *", "staging")
            dialect = Segments(_DIALECTS, typed["dialect"], classes="dialect")
            yield from labelled("Speaks", dialect, _note("about-dialect"))
            yield from self._entry("url", "Address *", "https://api.example.com")
            yield from self._logins()
            yield from self._options()
            budget = Segments(_BUDGETS, typed["budget"], classes="budget")
            yield from labelled("Plans may", budget, _note("about-budget"))
            hint = "so many effects a plan; nothing: any number"
            yield from self._entry("most", "At most", hint)
            yield Trouble()
            with Horizontal(classes="buttons"):
                yield Button("Save", variant="primary", id="save", compact=True)
                yield Button("Cancel", id="leave", compact=True)
        yield KeyBar(self.place)

    def _entry(self, line: str, label: str, hint: str, *beside: Widget) -> ComposeResult:
        typed = self._typed.get(line, "")
        entry = Entry(typed, id=line, placeholder=hint, max_length=4096, classes="path")
        filled = Horizontal(entry, *beside, classes="loading") if beside else entry
        with Vertical(id=f"of-{line}", classes="boxes"):
            yield from labelled(label, filled, Trouble(f"trouble-{line}"))

    def _logins(self) -> ComposeResult:
        """Which credential, and where the dialect knows several ways, which of them."""
        for dialect in NAMES:
            keys = described(dialect).AUTH
            with Vertical(id=f"ways-{dialect}", classes="boxes"):
                if len(keys) > 1:
                    ways = [(told.way_title(key), key) for key in keys]
                    segments = Segments(ways, self._typed["way"], classes="way")
                    yield from labelled("Logs in by", segments)
        yield from self._entry("way-name", "Named *", "")
        with Horizontal(classes="line own"):
            yield Static("Login *", classes="name", markup=False)
            with Vertical(classes="control"):
                with Horizontal(classes="reference"):
                    yield Button("Choose…", id="choose", compact=True)
                    yield Static(id="chosen", markup=False)
                yield Trouble("trouble-login")

    def _options(self) -> ComposeResult:
        for option in told.all_options():
            beside = [Button("Choose…", id="pick", compact=True)] if option == CA_FILE else []
            label, hint = told.option_label(option), told.option_hint(option)
            yield from self._entry(f"option-{option}", label, hint, *beside)

    def on_mount(self) -> None:
        """Begin at the name."""
        self._fit_dialect()
        self.query_one("#name").focus()

    # What is filled in

    def _chosen(self, what: str) -> str:
        return self.query_one(f".{what}", Segments).value

    @property
    def _way(self) -> str:
        """The dialect's key of the login, without the name that one gives it."""
        keys, dialect = described(self._chosen("dialect")).AUTH, self._chosen("dialect")
        if len(keys) == 1:
            return keys[0]
        return self.query_one(f"#ways-{dialect}").query_one(Segments).value

    @property
    def given(self) -> Given:
        """All that the form says, by line; what the dialect does not ask for says nothing."""
        return dict(self._filled())

    def _filled(self) -> Iterator[tuple[str, str]]:
        dialect, (credential, field) = self._chosen("dialect"), self._login
        options, way = told.options_of(dialect), self._way
        for entry in self.query(Entry):
            line = str(entry.id)
            asked = line.removeprefix("option-") in options or not line.startswith("option-")
            named = line != "way-name" or way.endswith(":")
            yield line, entry.value.strip() if asked and named else ""
        yield from {"dialect": dialect, "budget": self._chosen("budget"), "way": way}.items()
        yield from {"credential": credential, "field": field}.items()

    def stands(self, position: Position) -> Position:
        """What is filled in crosses a lock."""
        return msgspec.structs.replace(position, small=SmallState(self.again, dict(self.given)))

    @property
    def unsaved(self) -> bool:
        """Whether anything is other than it began."""
        return self.given != self._before

    # Filling in

    def on_segments_changed(self, event: Segments.Changed) -> None:
        """Ask for what the dialect has to know; what the former one lacked is not wrong."""
        event.stop()
        for one in self.query(Trouble):
            if "option-" in str(one.id):
                one.say("")
        self._fit_dialect()

    def _fit_dialect(self) -> None:
        dialect, way = self._chosen("dialect"), self._way
        options = told.options_of(dialect)
        for one in NAMES:
            self.query_one(f"#ways-{one}").set_class(one != dialect, "-gone")
        for option in told.all_options():
            line = self.query_one(f"#of-option-{option}")
            line.set_class(option not in options, "-gone")
            star = " *" if options.get(option) else ""
            line.query_one(".name", Static).update(plain(f"{told.option_label(option)}{star}"))
        self.query_one("#of-way-name").set_class(not way.endswith(":"), "-gone")
        self.query_one("#way-name", Entry).placeholder = told.way_hint(way)
        self.query_one("#about-dialect", Static).update(plain(told.DIALECTS.get(dialect, "")))
        about = told.BUDGETS[Budget(self._chosen("budget"))]
        self.query_one("#about-budget", Static).update(plain(about))
        self._show_login()

    def _show_login(self) -> None:
        credential_id, field = self._login
        text = "the credential that holds what logs in there"
        if credential_id:
            try:
                name = self.vault.open_session.view.credential(credential_id).name
                text = f"{name} / {field}"
            except NotFound:
                text = "! the credential is not there any more"
        self.query_one("#chosen", Static).update(plain(text, 200))

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed anew is not wrong yet."""
        event.stop()
        self.query_one(f"#trouble-{event.input.id}", Trouble).say("")

    def _choose(self) -> None:
        def chosen(credential_id: str, field: str) -> None:
            self._login = credential_id, field
            self._show_login()
            self.query_one("#trouble-login", Trouble).say("")
            # Enter once more would choose again.
            self.focus_next()

        choose_field(self, "What logs in there?", chosen)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose, save, leave."""
        event.stop()
        match event.button.id:
            case "choose":
                self._choose()
            case "pick":
                pick_into(self, self.query_one(f"#option-{CA_FILE}", Entry))
            case "save":
                self.action_save()
            case "leave":
                self.action_back()

    def action_generate_into(self) -> None:
        """Nothing here is a secret."""
        self.vault.tell("Nothing here is a secret: the login is a credential of the vault.")

    # Saving

    def action_save(self) -> None:
        """Add or change it; nothing is sent there."""
        given, session = self.given, self.vault.open_session
        wrong = told.problems(given)
        for one in self.query(Trouble):
            one.say(wrong.get(str(one.id).removeprefix("trouble-"), ""))
        if wrong:
            first = next(one for one in self.query(Trouble) if one.has_class("-shown"))
            self.call_after_refresh(first.scroll_visible, animate=False)
            self.vault.tell("Not saved: see what is marked with !", severity="warning")
            return
        before = session.view.graph.remote(self._remote_id)

        def then(saved: Remote) -> None:
            self.vault.tell(_told(session, before, saved), seconds=9, undo="undoes")
            self.dismiss(saved.id)

        self.save_once(lambda: _save(session, self._remote_id, given), then, self._failed)

    def _failed(self, error: VaulttuiError) -> None:
        line = "trouble-name" if isinstance(error, Exists) else "trouble"
        self.query_one(f"#{line}", Trouble).answer(words(error))


def _note(name: str) -> Static:
    return Static(id=name, classes="about", markup=False)


def _blank() -> Given:
    empty = dict.fromkeys(["name", "url", "way-name", "credential", "field", "most"], "")
    options = {f"option-{one}": "" for one in told.all_options()}
    first = {"dialect": NAMES[0], "budget": USUAL_BUDGET.value, "way": described(NAMES[0]).AUTH[0]}
    return {**empty, **options, **first}


def _as_it_is(remote: Remote) -> Given:
    key, (credential, field) = next(iter(remote.auth.items()), ("", ("", "")))
    way, colon, name = key.partition(":")
    return {
        **_blank(),
        **{f"option-{option}": text for option, text in remote.options.items()},
        "name": remote.name,
        "dialect": remote.dialect,
        "url": remote.url,
        "way": way + colon,
        "way-name": name,
        "credential": credential,
        "field": field,
        "budget": remote.budget.value,
        "most": str(remote.max_effects or ""),
    }


def _save(session: Session, remote_id: str, given: Given) -> Remote:
    credential = session.view.credential(given["credential"])
    edits = remotes.Edits(
        name=given["name"],
        dialect=given["dialect"],
        url=given["url"],
        auth={told.login_key(given): (credential, given["field"])},
        options={one: given[f"option-{one}"] for one in told.all_options()},
        budget=Budget(given["budget"]),
        max_effects=int(given["most"] or 0),
    )
    if not remote_id:
        return remotes.add(session, edits)
    return remotes.edit(session, remotes.living(session, remote_id), edits)


def _told(session: Session, before: Remote | None, saved: Remote) -> str:
    name = shown(saved.name, 60)
    if before is None:
        return f"{name} is known now. t asks whether it answers, a binds something to it."
    bound = session.view.graph.bindings_of(saved.id)
    if bound and not remotes.same_place(before, saved):
        return f"Saved {name}. What was written at the former place is not known to be here."
    return f"Saved {name}."
