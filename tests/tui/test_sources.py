"""Where something is used, and what feeds a field from outside."""

from pathlib import Path

from textual.widgets import Select

from tests.tui.samples import (
    WIDE,
    Clock,
    lookup,
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
from vaulttui.operations import sources
from vaulttui.operations.credentials import Edits, add
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.records.projects import Projects
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.widgets.entry import Entry

# Where used


async def test_where_a_credential_and_a_field_are_used(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, *["down"] * 4)
        token = top(app, Browse).selected_id
        await press(app, pilot, "w")
        text = screen_text(app)
        assert "acme/deployment" in text
        assert "its token is the key GITHUB_WEBHOOK_TOKEN" in text
        await press(app, pilot, "enter")
        assert top(app, Projects).focused is top(app, Projects).detail
        assert top(app, Projects).detail.key == f"credential {token}"
        await press(app, pilot, "q", "q", "end", "enter")
        assert top(app, Sets).detail.key == "key GITHUB_WEBHOOK_TOKEN"
        await press(app, pilot, "q", "q", "q", *["down"] * 2, "w")
        assert "web-service" in screen_text(app)
        await press(app, pilot, "q", "l", "home", "w")
        assert "web-service" not in screen_text(app)
        assert "Nothing uses it." in screen_text(app)


# Sources


async def test_a_field_is_fed_and_no_more(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "l", "s")
        assert "No credential looks values up" in toasts(app)
        lookup(session)
        await settle(app, pilot)
        await press(app, pilot, "s", "enter")
        app.screen.query_one("#meta-1", Entry).value = "/team/mail"
        await press(app, pilot, "enter")
        assert "A lookup needs this too: Key." in screen_text(app)
        app.screen.query_one("#meta-3", Entry).value = "password"
        await press(app, pilot, "enter")
        assert "fed by Team vault" in screen_text(app)
        (source,) = session.view.graph.sources
        assert dict(source.metadata) == {"secret_path": "/team/mail", "secret_key": "password"}
        await press(app, pilot, "s")
        assert "Secret path /team/mail" in screen_text(app)
        await press(app, pilot, "tab", "tab", "enter")
        assert session.view.graph.sources == ()
        subject = top(app, Browse).detail.subject
        assert subject is not None
        assert subject.fed == {}


async def test_a_required_field_that_is_fed_is_not_missing(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    lookup(session)
    key = add(session, "api-key", Edits(name="API"), incomplete=True)
    async with running(session, WIDE) as (app, pilot):
        top(app, Browse).jump(key.id)
        await settle(app, pilot)
        assert "! missing" in screen_text(app)
        asked = {"secret_path": "/a", "secret_key": "b"}
        sources.put(session, key, "key", named(session, "Team vault"), asked)
        await settle(app, pilot)
        assert "! missing" not in screen_text(app)
        assert "fed by Team vault" in screen_text(app)


async def test_what_a_lookup_asks_for_is_chosen_where_it_is_a_choice(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    for type_id in ("thycotic_dsv", "aim"):
        add(session, type_id, Edits(name=type_id), incomplete=True)
    async with running(session) as (app, pilot):
        await press(app, pilot, "l", "s", *"dsv", "enter")
        decoding = app.screen.query_one(Select)
        assert decoding.value == "No Decoding"
        decoding.value = "Decode Base64"
        for at, text in enumerate(("/team/mail", "password")):
            app.screen.query_one(f"#meta-{at}", Entry).value = text
        await press(app, pilot, "enter")
    (source,) = session.view.graph.sources
    assert source.metadata["secret_decoding"] == "Decode Base64"
