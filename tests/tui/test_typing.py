"""What a form says while one types: what is wrong and when, how strong, whose codes, which tags."""

from pathlib import Path
from typing import Final

from textual.pilot import Pilot
from textual.widgets import Button, Static

from tests.tui.samples import (
    CANARY,
    NOON,
    Clock,
    login,
    make_vault,
    named,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    toasts,
    top,
)
from tests.tui.test_form import box, open_new, put
from vaulttui.operations.credentials import Edits, edit
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.file_picker import FilePicker
from vaulttui.tui.dialogs.generator import Generator, Kinds
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.field_box import FieldBox
from vaulttui.tui.widgets.secret_box import SecretBox
from vaulttui.tui.widgets.strength_note import StrengthNote

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def wrong(app: VaultApp, field_id: str) -> str:
    """What is said of a field; empty for nothing."""
    told = box(app, field_id).query_one(".wrong", Static)
    return str(told.render()) if told.has_class("-shown") else ""


async def test_nothing_is_asked_of_an_empty_name_before_it_is_saved(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await open_new(app, pilot, "login")
        await press(app, pilot, "tab")
        assert not app.screen.query("#name-wrong.-shown")
        await press(app, pilot, "ctrl+s")
        assert app.screen.query("#name-wrong.-shown")
        await press(app, pilot, "shift+tab", "x")
        assert not app.screen.query("#name-wrong.-shown")


async def test_trouble_is_said_after_a_pause_and_gone_at_once(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "e")
        url = box(app, "url")
        url.query_one(".value").focus()
        await press(app, pilot, *"htt")
        assert wrong(app, "url") == ""
        await press(app, pilot, *"ps:/x")
        assert wrong(app, "url") == ""
        pause = url._judging.timer
        assert pause is not None
        await pause._tick(next_timer=0, count=0)
        await settle(app, pilot)
        assert wrong(app, "url").startswith("! It must be a whole address")
        url.query_one(Entry).value = "https://x"
        await settle(app, pilot)
        assert wrong(app, "url") == ""


MISTAKES: Final = {
    "login": (
        ("totp", "otpauth://hotp/x?secret=AAAA", "is no time-based code"),
        ("totp", "no base 32!", "is no key in base32"),
    ),
    "totp": (("digits", "six", "must be a whole number"),),
}


async def test_mistakes_are_sentences(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        for type_id, mistakes in MISTAKES.items():
            await open_new(app, pilot, type_id)
            before = box(app, mistakes[0][0]).query_one(".value", Entry).value
            for field_id, typed, told in mistakes:
                put(app, field_id, typed)
                await settle(app, pilot)
                box(app, field_id).judge()
                assert wrong(app, field_id).startswith(f"! It {told}"), typed
            put(app, mistakes[0][0], before)
            await press(app, pilot, "escape")


async def test_a_typed_secret_is_graded_and_shown_for_a_while_only(tmp_path: Path) -> None:
    """How strong it is follows what is typed; it is hidden in time, and with the window left."""
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "e")
        found = box(app, "password")
        assert isinstance(found, SecretBox)
        note = found.query_one(StrengthNote)
        assert not note.has_class("-shown")
        for typed, told in (("password", "guessed at once"), ("x#9Lq2&vTz!0pW", "strong")):
            put(app, "password", typed)
            await settle(app, pilot)
            assert told in str(note.render())
        put(app, "password", "")
        await settle(app, pilot)
        assert not note.has_class("-shown")
        put(app, "password", CANARY)
        await show(app, pilot, found)
        found.tick()
        assert f"Hide · {app.settings.reveal_seconds - 1} s" in str(
            found.query_one(".show", Button).label
        )
        for _ in range(app.settings.reveal_seconds):
            found.tick()
        await settle(app, pilot)
        assert CANARY not in screen_text(app)
        assert found.query_one(SecretEntry).value == CANARY
        await show(app, pilot, found)
        assert CANARY in app.export_screenshot()
        app.hide_secrets()
        await settle(app, pilot)
        assert CANARY not in app.export_screenshot()


async def show(app: VaultApp, pilot: Pilot[int], secret: SecretBox) -> None:
    """Press the button that shows what was typed."""
    secret.query_one(".show", Button).press()
    await settle(app, pilot)
    assert CANARY in screen_text(app)


async def test_the_name_is_what_a_guesser_tries_first(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Aa", username="zyxomata-quorbel")
    async with running(session) as (app, pilot):
        await press(app, pilot, "home", "e")
        put(app, "password", "zyxomata-quorbel")
        await settle(app, pilot)
        assert "guessed at once" in str(box(app, "password").query_one(StrengthNote).render())


async def test_a_key_of_codes_says_whose_it_is_and_its_code_while_shown(clock: Clock) -> None:
    async with running(sample_session(clock), (100, 50)) as (app, pilot):
        await open_new(app, pilot, "login")
        address = f"otpauth://totp/ACME:ada@example.org?secret={KEY}&digits=8&issuer=ACME"
        put(app, "totp", address)
        await settle(app, pilot)
        told = str(box(app, "totp").query_one(".code").render())
        assert "ACME · ada@example.org: 8 digits, new every 30 s." in told
        assert "Now" not in told
        box(app, "totp").query_one(".show", Button).press()
        await settle(app, pilot)
        assert "▰ 30 s" in screen_text(app)
        app.hide_secrets()
        await settle(app, pilot)
        assert "▰ 30 s" not in screen_text(app)


async def test_tags_of_the_vault_are_offered(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    edit(session, named(session, "Mail"), Edits(tag=frozenset({"work/db", "work/web", "personal"})))
    login(session, "Aa")
    async with running(session, (80, 50)) as (app, pilot):
        await press(app, pilot, "home", "e")
        entry = app.screen.query_one("#tags", Entry)
        entry.focus()
        await press(app, pilot, *"personal, wo")
        assert "There are work/db, work/web" in screen_text(app)
        await press(app, pilot, "right", "ctrl+s")
    assert named(session, "Aa").tags == ("personal", "work/db")


async def test_a_file_is_chosen_by_walking(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "some.bin"
    key.parent.mkdir()
    key.write_bytes(b"\x00" + CANARY.encode())
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session, (100, 50)) as (app, pilot):
        await open_new(app, pilot, "login")
        app.screen.query_one("#add-field", Button).press()
        await settle(app, pilot)
        await press(app, pilot, *"blob", "tab")
        app.screen.query_one("#kind").value = "file"  # type: ignore[attr-defined]  # a Select
        app.screen.query_one("#save", Button).press()
        await settle(app, pilot)
        blob = box(app, "blob")
        blob.query_one(".path", Entry).value = str(key.parent)
        blob.query_one(".pick", Button).press()
        await settle(app, pilot)
        assert isinstance(app.screen, FilePicker)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Form)
        assert blob.value_given == key.read_bytes()
        assert CANARY not in screen_text(app)


async def test_the_generator_takes_patterns_and_remembers(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "g", "end")
        assert "bits" in screen_text(app)
        await press(app, pilot, "down")
        entry = app.screen.query_one("#pattern", Entry)
        assert app.focused is entry
        entry.value = "uu{"
        await settle(app, pilot)
        assert "cannot be read" in screen_text(app)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Generator)
        entry.value = "uuu-dddd"
        await settle(app, pilot)
        assert "27 bits: ! can be guessed" in screen_text(app)
        await press(app, pilot, "enter", "g")
        kinds = top(app, Generator).query_one(Kinds)
        assert (kinds.kind, kinds.pattern) == ("pattern", "uuu-dddd")
        assert app.remembered.recipe == "pattern:uuu-dddd"


async def test_neither_quitting_nor_the_palette_forgets_an_unsaved_form(tmp_path: Path) -> None:
    """Above a form, quitting asks for the form; the palette leads nowhere and says why."""
    session = make_vault(tmp_path / "vault.vtv")
    aa = login(session, "Aa")
    async with running(session) as (app, pilot):
        await press(app, pilot, "e", "z")
        box(app, "password").query_one(".value").focus()
        await press(app, pilot, "ctrl+g", "ctrl+q")
        assert app.is_running
        assert isinstance(app.screen, Question)
        await press(app, pilot, "escape")
        assert isinstance(app.screen, Form)
        assert "unsaved" not in toasts(app)
        app.go_to("credential", aa.id)
        await settle(app, pilot)
        assert isinstance(app.screen, Form)
        assert "unsaved" in toasts(app)


def test_noon_is_the_begin_of_a_code() -> None:
    assert NOON % 30_000 == 0
    assert FieldBox.PAUSE > 1
