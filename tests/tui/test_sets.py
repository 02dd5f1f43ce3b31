"""The sets: keys put, shown, taken away; revoked, assigned and trashed."""

from pathlib import Path

from tests.tui.samples import (
    CANARY,
    USUAL,
    Clock,
    Run,
    login,
    make_vault,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.domain.sets import Set
from vaulttui.operations import sets, trash
from vaulttui.operations.belonging import About
from vaulttui.operations.credentials import Edits, Given, add
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.small_form import SmallForm
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.key_form import KeyForm
from vaulttui.tui.screens.records.assignments import Assignments
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.screens.records.trash import Trash
from vaulttui.tui.screens.records.where_used import WhereUsed
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.hidden_box import HiddenBox
from vaulttui.tui.widgets.secret_box import SecretBox
from vaulttui.tui.widgets.sidebar import Sidebar
from vaulttui.tui.widgets.text_entry import SecretTextEntry

OPEN = (Run("show-sets"),)


def keyed(path: Path, value: bytes = CANARY.encode()) -> Session:
    """A vault with the set "deploy", whose key TOKEN holds a value and MAIL points at one."""
    session = make_vault(path)
    found = sets.create(session, sets.NewSet(None, "deploy"))
    found = sets.put_value(session, found, "TOKEN", Secret(value))
    mail = session.view.credential(session.view.named("Mail")[0].id)
    sets.put_reference(session, found, "MAIL", mail, "password")
    return session


def the_set(session: Session, name: str = "deploy") -> Set:
    return next(one for one in session.view.graph.sets if one.name == name)


def listed(app: VaultApp) -> list[str]:
    return [row.name for row in top(app, Sets).query_one("#list").rows]  # type: ignore[attr-defined]  # it is Rows


async def test_the_list_is_filtered_and_opened_from_the_sidebar(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "h")
        top(app, Browse).query_one(Sidebar).stand_at(("sets", ""))
        await press(app, pilot, "enter")
        assert listed(app) == ["acme/deploy-hooks", "acme/web-service"]
        await press(app, pilot, "slash", *"sign_on", "enter")
        assert listed(app) == ["acme/web-service"]
        await press(app, pilot, "escape")
        assert len(listed(app)) == 2
        await press(app, pilot, "q")
        top(app, Browse)
        await press(app, pilot, "down")
        assert top(app, Browse).query_one("#sidebar").scope[0] == "projects"  # type: ignore[attr-defined]  # the Sidebar


async def test_a_set_is_made_and_changed_and_undone(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN)
        assert "There are no sets yet" in screen_text(app)
        await press(app, pilot, "n", *"no way", "enter")
        assert '"no way" cannot be the name of a set' in screen_text(app)
        app.screen.query_one("#name", Entry).value = "deploy"
        await press(app, pilot, "enter")
        assert listed(app) == ["deploy"]
        await press(app, pilot, "e")
        app.screen.query_one("#name", Entry).value = "release"
        app.screen.query_one("#description", Entry).value = "For releases."
        await press(app, pilot, "enter")
        assert listed(app) == ["release"]
        assert the_set(session, "release").description == "For releases."
        await press(app, pilot, "u")
        assert listed(app) == ["deploy"]


async def test_a_key_is_given_a_field_by_two_choices(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    sets.create(session, sets.NewSet(None, "deploy"))
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "plus", "tab", "tab", "enter", *"mail", "enter", "enter")
        assert top(app, KeyForm).query_one("#name", Entry).value == "MAIL_PASSWORD"
        await press(app, pilot, "ctrl+s")
        assert top(app, Sets).detail.key == "key MAIL_PASSWORD"
    key = the_set(session).key("MAIL_PASSWORD")
    assert key is not None
    assert (key.field, key.own) == ("password", False)
    assert sets.get(session, the_set(session), "MAIL_PASSWORD").reveal() == CANARY.encode()


async def test_of_one_field_nobody_is_asked_which(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    token = {"value": Given(Secret.from_text("sk_test"))}
    add(session, "generic-secret", Edits(name="STRIPE_KEY", values=token))
    sets.create(session, sets.NewSet(None, "deploy"))
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "plus", "tab", "tab", "enter", *"stripe", "enter", "ctrl+s")
        assert top(app, Sets).detail.key == "key STRIPE_KEY_VALUE"


async def test_a_key_gets_a_value_of_its_own(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    sets.create(session, sets.NewSet(None, "deploy"))
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "plus", *"TOKEN", "tab", "enter", "down", "enter")
        form = top(app, KeyForm)
        await press(app, pilot, "ctrl+s")
        assert "It is needed" in screen_text(app)
        form.query_one(SecretBox).query_one(SecretEntry).value = CANARY
        await settle(app, pilot)
        assert CANARY not in screen_text(app)
        await press(app, pilot, "ctrl+s")
        top(app, Sets)
        await press(app, pilot, "e", "ctrl+g", "enter", "ctrl+s")
    assert sets.get(session, the_set(session), "TOKEN").reveal() not in (b"", CANARY.encode())
    assert the_set(session).info("TOKEN").origin == "generated"


async def test_several_lines_are_pasted_and_come_back_in_clear(tmp_path: Path) -> None:
    session = keyed(tmp_path / "vault.vtv", b"one\ntwo\n")
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "l", "down", "e", "enter", "down", "enter")
        form = top(app, KeyForm)
        await pilot.click(form.query_one(HiddenBox).query_one(".open"))
        await settle(app, pilot)
        entry = form.query_one(SecretTextEntry)
        assert entry.text == "one\ntwo\n"
        entry.text = "three\nfour\n"
        form.hide_secrets()
        await settle(app, pilot)
        assert "three" not in screen_text(app)
        await press(app, pilot, "ctrl+s")
    assert sets.get(session, the_set(session), "TOKEN").reveal() == b"three\nfour\n"


async def test_only_the_description_changes_and_leaving_asks(tmp_path: Path) -> None:
    session = keyed(tmp_path / "vault.vtv")
    before = the_set(session).info("TOKEN")
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "l", "down", "e")
        top(app, KeyForm).query_one("#about", Entry).value = "For CI."
        await press(app, pilot, "escape")
        assert "The key is not saved" in screen_text(app)
        await press(app, pilot, "enter")
    key = the_set(session).key("TOKEN")
    assert key is not None
    assert key.description == "For CI."
    assert the_set(session).info("TOKEN") == before


async def test_revealing_counts_down_and_hides(tmp_path: Path) -> None:
    async with running(keyed(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, *OPEN, "l", "down")
        screen = top(app, Sets)
        screen.ticking.pause()
        assert CANARY not in screen_text(app)
        await press(app, pilot, "r")
        assert CANARY in screen_text(app)
        assert "hides in 10 s" in screen_text(app)
        await press(app, pilot, "up")
        assert CANARY not in screen_text(app)
        await press(app, pilot, "down", "enter")
        assert CANARY in screen_text(app)
        app.hide_secrets()
        await settle(app, pilot)
        assert CANARY not in screen_text(app)
        await press(app, pilot, "r", "question_mark", "q")
        assert CANARY not in screen_text(app)
        for _ in range(11):
            screen._tick()
        assert screen.detail.revealed is None


async def test_what_a_key_points_at_is_revealed_and_opened(tmp_path: Path) -> None:
    async with running(keyed(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, *OPEN, "l", "r")
        assert CANARY in screen_text(app)
        await press(app, pilot, "enter")
        browse = top(app, Browse)
        assert browse.selected is not None
        assert browse.selected.name == "Mail"
        assert browse.detail.key == "password"
        assert CANARY not in screen_text(app)


async def test_a_key_of_what_is_gone_says_so(tmp_path: Path) -> None:
    session = keyed(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "l")
        trash.rm(session, [session.view.credential(session.view.named("Mail")[0].id)])
        await settle(app, pilot)
        assert "! the credential it points at is gone" in screen_text(app)
        await press(app, pilot, "enter", "r")
        assert "not there any more" in toasts(app)


async def test_taking_a_key_away_and_back(tmp_path: Path) -> None:
    session = keyed(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "minus", "l", "down", "minus")
        assert [key.name for key in the_set(session).keys] == ["MAIL"]
        await press(app, pilot, "u")
        assert [key.name for key in the_set(session).keys] == ["MAIL", "TOKEN"]


async def test_revoking_asks_and_then_keys_stay(tmp_path: Path) -> None:
    session = keyed(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "R", "escape")
        assert the_set(session).revoked_at is None
        await press(app, pilot, "R", "enter")
        assert "! revoked" in screen_text(app)
        await press(app, pilot, "plus")
        top(app, Sets)
        assert "its keys stay as they are" in toasts(app)


async def test_the_trash_holds_sets(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "down", "x")
        assert "It was used by acme/shop" in toasts(app)
        assert listed(app) == ["acme/deploy-hooks"]
        await press(app, pilot, "q", Run("show-trash"))
        top(app, Trash)
        assert "acme/web-service" in screen_text(app)
        await press(app, pilot, "b", "q", *OPEN)
        assert listed(app) == ["acme/deploy-hooks", "acme/web-service"]


async def test_other_screens_of_a_set(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *OPEN, "a")
        top(app, Assignments)
        assert "acme/shop" not in screen_text(app)
        await press(app, pilot, "q", "w")
        top(app, WhereUsed)
        assert "acme/deployment" in screen_text(app)


async def test_nothing_is_there_to_act_upon(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv"), USUAL) as (app, pilot):
        await press(app, pilot, *OPEN)
        for key in ("r", "c", "e", "plus", "minus", "R", "x", "a", "w", "enter", "l", "end"):
            await press(app, pilot, key)
            assert isinstance(app.screen, Sets), key
        await press(app, pilot, "n")
        top(app, SmallForm)


async def test_names_from_outside_are_harmless(tmp_path: Path) -> None:
    session = keyed(tmp_path / "vault.vtv")
    bad = login(session, "\x1b]0;x\x07[@click=app.quit]y[/]\u202e")
    found = sets.put_reference(
        session, the_set(session), "BAD", bad, "password", description="\x1b[31m[/b]\u200b"
    )
    sets.edit(session, found, About(found.name, "[bold]\x9b31m"))
    async with running(session) as (app, pilot):
        await press(app, pilot, *OPEN, "l", "e")
        await press(app, pilot, "escape", "plus", "tab", "tab", "enter")
        assert not set("\x1b\x07\x9b\u202e\u200b") & set(screen_text(app))
        await press(app, pilot, "escape", "escape")
        assert "[bold]" in screen_text(app)
        assert not set("\x1b\x07\x9b\u202e\u200b") & set(screen_text(app))
