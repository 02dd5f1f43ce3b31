"""Forms: made from the type, checked, saved as edits, kept when another program was quicker."""

from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from tests.domain.test_jwt import token
from tests.tui.samples import (
    CANARY,
    NOON,
    login,
    make_vault,
    named,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.operations.credentials import Edits, Given, add, edit
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.screens.forms.form_state import blank, edits, filled
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.field_box import FieldBox
from vaulttui.tui.widgets.hidden_box import HiddenBox
from vaulttui.tui.widgets.segments import Segments
from vaulttui.tui.widgets.text_entry import SecretTextEntry
from vaulttui.vaultfile.vault import VaultFile


def box(app: VaultApp, field_id: str) -> FieldBox:
    return next(one for one in app.screen.query(FieldBox) if one.field.id == field_id)


def put(app: VaultApp, field_id: str, text: str) -> None:
    box(app, field_id).query_one(".value", Input).value = text


def put_name(app: VaultApp, text: str) -> None:
    app.screen.query_one("#name", Entry).value = text


async def open_new(app: VaultApp, pilot: Pilot[int], type_id: str) -> None:
    kind = app.open_session.view.type(type_id)
    assert kind is not None
    screen = app.screen
    assert isinstance(screen, Browse)
    app.push_screen(Form(blank(kind)), screen._saved)
    await settle(app, pilot)


async def test_add(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "n", *"login", "enter")
        put_name(app, "Shop")
        put(app, "username", "ada")
        put(app, "password", "p w")
        app.screen.query_one("#tags", Entry).value = "home/shop, buy"
        box(app, "password").query_one(".expires", Entry).value = "2031-02-03"
        await press(app, pilot, "ctrl+s")
        credential = named(session, "Shop")
        assert credential.public["username"] == "ada"
        assert session.peek(credential.record, "password").reveal() == b"p w"
        assert credential.tags == ("buy", "home/shop")
        assert credential.info("password").expires_at == 1_927_843_200_000
        assert isinstance(app.screen, Browse)
        assert app.screen.selected is not None
        assert app.screen.selected.name == "Shop"


async def test_edit_leaves_what_is_not_touched(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "e")
        assert box(app, "password").query_one(".value", SecretEntry).value == ""
        put(app, "username", "new")
        await press(app, pilot, "ctrl+s")
    credential = named(session, "Mail")
    assert credential.public["username"] == "new"
    assert session.peek(credential.record, "password").reveal() == CANARY.encode()
    assert len(credential.record.revisions) == 2


async def test_wrong_values_are_said_at_the_field_when_it_is_left_and_saved(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "e")
        box(app, "url").query_one(".value").focus()
        await press(app, pilot, "x", "tab")
        assert box(app, "url").query_one(".wrong").has_class("-shown")
        put(app, "url", "https://x.example")
        await settle(app, pilot)
        assert not app.screen.query(".wrong.-shown")
        put(app, "url", "no address")
        put_name(app, " ")
        await press(app, pilot, "ctrl+s")
        assert isinstance(app.screen, Form)
        wrong = [str(one.render()) for one in app.screen.query(".wrong.-shown")]
        assert any("must be a whole address" in text for text in wrong)
        assert any("needs a name" in text for text in wrong)
        assert "Not saved" in toasts(app)


async def test_missing_values_may_wait(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await open_new(app, pilot, "api-key")
        put_name(app, "Later")
        await press(app, pilot, "ctrl+s")
        assert "Save once more" in toasts(app)
        await press(app, pilot, "ctrl+s")
        assert session.view.named("Later")


async def test_leaving_asks_for_what_is_not_saved_alone(tmp_path: Path) -> None:
    """An unchanged form is left without a word."""
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "e", "escape")
        top(app, Browse)
        await press(app, pilot, "e", "z", "escape")
        top(app, Question)
        await press(app, pilot, "escape")
        top(app, Form)
        await press(app, pilot, "ctrl+q")
        top(app, Question)
        await pilot.click("#discard")
        await settle(app, pilot)
        assert app.return_code == 0


async def test_generated_into_a_field(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "e")
        box(app, "password").query_one(".value").focus()
        await press(app, pilot, "ctrl+g", "down", "enter", "ctrl+s")
    credential = named(session, "Mail")
    assert credential.info("password").origin == "generated"
    assert session.peek(credential.record, "password").reveal().count(b"-") >= 5


async def test_clear_and_extra_fields(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session, (100, 60)) as (app, pilot):
        await press(app, pilot, "e")
        box(app, "password").query_one(".clear", Button).press()
        await pilot.click("#add-field")
        await settle(app, pilot)
        await press(app, pilot, *"door code", "enter")
        put(app, "door-code", "4711")
        await press(app, pilot, "ctrl+s")
        credential = named(session, "Mail")
        assert not credential.present("password")
        assert [(one.id, one.label, one.secret) for one in credential.extra] == [
            ("door-code", "door code", True)
        ]
        await press(app, pilot, "e")
        box(app, "door-code").query_one(".remove", Button).press()
        await settle(app, pilot)
        await press(app, pilot, "ctrl+s")
        assert named(session, "Mail").extra == ()
        assert not named(session, "Mail").present("door-code")


async def test_hidden_lines(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    key = tmp_path / "note"
    key.write_bytes(b"line one\nline two")
    async with running(session, (100, 60)) as (app, pilot):
        await open_new(app, pilot, "secure-note")
        put_name(app, "Note")
        hidden = box(app, "note")
        assert isinstance(hidden, HiddenBox)
        hidden.query_one(".path", Entry).value = f"@{key}"
        hidden.query_one(".load", Button).press()
        await settle(app, pilot)
        assert "2 lines" in str(hidden.query_one(".content").render())
        assert "line two" not in app.export_screenshot()
        await press(app, pilot, "ctrl+s")
        assert session.peek(named(session, "Note").record, "note").reveal() == key.read_bytes()
        await press(app, pilot, "e")
        hidden = box(app, "note")
        hidden.query_one(".open", Button).press()
        await settle(app, pilot)
        text = hidden.query_one(SecretTextEntry)
        assert text.text == "line one\nline two"
        text.text += "\nthree"
        hidden.query_one(".open", Button).press()
        await settle(app, pilot)
        assert text.text == ""
        await press(app, pilot, "ctrl+s")
    assert session.peek(named(session, "Note").record, "note").reveal().endswith(b"three")


async def test_a_note_is_written_where_tab_leads(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await open_new(app, pilot, "secure-note")
        await press(app, pilot, *"Note", "tab", *"my words", "enter", "x", "ctrl+s")
        assert isinstance(app.screen, Browse)
    note = named(session, "Note")
    assert session.peek(note.record, "note").reveal() == b"my words\nx"


async def test_text_in_the_box_of_a_path_is_never_dropped(tmp_path: Path) -> None:
    """It is said whether it names no file, or a file that was not loaded yet."""
    (tmp_path / "note").write_text("words", "utf-8")
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await open_new(app, pilot, "secure-note")
        put_name(app, "Note")
        path = box(app, "note").query_one(".path", Entry)
        for typed in ("my words", "~nobody-of-that-name/x", "a\0b", "x" * 5000, str(tmp_path)):
            path.value = typed
            await press(app, pilot, "ctrl+s", "ctrl+s")
            assert isinstance(app.screen, Form)
            assert "takes the path of a file" in str(box(app, "note").query_one(".wrong").render())
            await press(app, pilot, "ctrl+s")
            assert app.screen.state.fields[0].text == typed
        await press(app, pilot, "escape")
        assert isinstance(app.screen, Question)
        assert not session.view.named("Note")
        await press(app, pilot, "escape")
        path.value = str(tmp_path / "note")
        await press(app, pilot, "ctrl+s", "ctrl+s")
        assert "not loaded yet" in str(box(app, "note").query_one(".wrong").render())
        path.focus()
        await press(app, pilot, "enter", "ctrl+s")
    assert session.peek(named(session, "Note").record, "note").reveal() == b"words"


async def test_a_file_does_not_replace_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("words", "utf-8")
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await open_new(app, pilot, "secure-note")
        await press(app, pilot, "tab", "a")
        path = box(app, "note").query_one(".path", Entry)
        path.value = str(tmp_path / "note")
        path.focus()
        await press(app, pilot, "enter")
        assert "would replace what you wrote" in str(box(app, "note").query_one(".wrong").render())
        assert box(app, "note").query_one(SecretTextEntry).text == "a"


async def test_a_closed_text_takes_no_key_into_the_path(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await open_new(app, pilot, "secure-note")
        await press(app, pilot, "tab")
        app.hide_secrets()
        await press(app, pilot, "a")
        assert box(app, "note").query_one(SecretTextEntry).text == "a"
        app.hide_secrets()
        await press(app, pilot, "b")
        assert box(app, "note").query_one(".path", Entry).value == ""
        await press(app, pilot, "enter", "b")
        text = box(app, "note").query_one(SecretTextEntry).text
        assert sorted(text) == ["a", "b"]


async def test_choices(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await open_new(app, pilot, "controller")
        box(app, "verify_ssl").query_one(Segments).focus()
        await press(app, pilot, "right", "right")
        assert box(app, "verify_ssl").state.text == "false"
        await press(app, pilot, "space")
        assert box(app, "verify_ssl").state.text == ""
        assert "◉ not set  ○ yes  ○ no" in screen_text(app)


async def test_a_conflict_keeps_the_form(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    other = Session(VaultFile.open_with_keys(session.file.place, session.keys, None), by="other")
    async with running(session) as (app, pilot):
        await press(app, pilot, "e")
        put(app, "username", "mine")
        edit(other, named(other, "Mail"), Edits(description="theirs"))
        await press(app, pilot, "ctrl+s")
        assert isinstance(app.screen, Form)
        assert "another program changed this credential" in toasts(app)
        await press(app, pilot, "ctrl+s")
        credential = named(session, "Mail")
        assert credential.public["username"] == "mine"
        assert credential.description == "theirs"


def test_edits_name_only_what_changed(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    credential = login(session, "Shop", username="ada")
    kind = session.view.type("login")
    assert kind is not None
    before = filled(credential, kind.fields)
    assert edits(before, before, NOON) == Edits()


def test_a_new_value_keeps_the_expiry_that_is_shown(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    credential = named(session, "Mail")
    credential = edit(session, credential, Edits(expires={"password": 1_927_843_200_000}))
    kind = session.view.type("login")
    assert kind is not None
    before = filled(credential, kind.fields)
    fields = tuple(
        msgspec.structs.replace(one, value=Secret(b"new")) if one.id == "password" else one
        for one in before.fields
    )
    wanted = edits(before, msgspec.structs.replace(before, fields=fields), NOON)
    assert wanted.expires == {"password": 1_927_843_200_000}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("2031-02-03", {}), ("2040-01-01", {"key": 2_208_988_800_000}), ("", {"key": None})],
)
def test_a_new_value_says_itself_when_it_expires(
    tmp_path: Path, typed: str, wanted: dict[str, int | None]
) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    given = {"key": Given(Secret(b"the former one"))}
    expires = {"key": 1_927_843_200_000}
    credential = add(session, "api-key", Edits(name="Token", values=given, expires=expires))
    kind = session.view.type("api-key")
    assert kind is not None
    before = filled(credential, kind.fields)
    renewed = Secret(token(b'{"exp":2000000000}'))
    fields = tuple(
        msgspec.structs.replace(one, value=renewed, expires=typed) if one.id == "key" else one
        for one in before.fields
    )
    found = edits(before, msgspec.structs.replace(before, fields=fields), NOON)
    assert found.expires == wanted


async def test_values_of_other_tools_do_not_forbid_other_changes(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    draft = Draft.of(named(session, "Mail").record)
    draft.m["field.url"] = "mail.example.com"
    with session.edit("import") as change:
        change.put(draft)
    async with running(session) as (app, pilot):
        await press(app, pilot, "e")
        put(app, "username", "ada")
        await press(app, pilot, "ctrl+s")
        credential = named(session, "Mail")
        assert credential.public == {"username": "ada", "url": "mail.example.com"}


async def test_a_type_that_is_gone_has_no_form(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    draft = Draft.of(named(session, "Mail").record)
    revision = msgspec.structs.replace(
        draft.revision(session.keys, NOON), m={**draft.m, "type": "gone"}
    )
    session.file.commit([revision])
    session.view.follow(session.file.document, frozenset({draft.id}))
    async with running(session) as (app, pilot):
        await press(app, pilot, "e")
        assert isinstance(app.screen, Browse)
        assert "is gone" in toasts(app)
