"""Where anything is used, asked from wherever the cursor stands on it."""

from textual.pilot import Pilot

from tests.operations.remote_samples import key_set, remote, tied
from tests.tui.samples import (
    WIDE,
    Clock,
    Run,
    named,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    top,
)
from vaulttui.operations import sets
from vaulttui.operations.credentials import Edits, edit
from vaulttui.tui.app import VaultApp
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.records.projects import Projects
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.screens.records.where_used import Uses, WhereUsed


def told(app: VaultApp) -> list[tuple[str, str]]:
    """What is listed: kinds and names."""
    return [(use.kind, use.name) for use in top(app, WhereUsed).query_one(Uses).rows]


async def ask(app: VaultApp, pilot: Pilot[int], *which: str) -> None:
    app.show("where-used", *which)
    await settle(app, pilot)


async def test_types_and_tags_from_the_sidebar(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session, WIDE) as (app, pilot):
        screen = top(app, Browse)
        for scope in (("type", "login"), ("tag", "work")):
            screen.narrow(scope)
            await settle(app, pilot)
            rows = [("credential", row.name) for row in screen.items.rows]
            assert rows
            await press(app, pilot, "h", "w")
            assert sorted(told(app)) == sorted(rows)
            await press(app, pilot, "q")
        screen.narrow(("all", ""))
        await settle(app, pilot)
        await press(app, pilot, "h", "w")
        assert top(app, Browse) is screen


async def test_a_project_what_it_is_given_and_what_links_to_it(clock: Clock) -> None:
    session = sample_session(clock)
    graph = session.view.graph
    project = next(one for one in graph.projects if graph.assigned_to(one.id))
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, Run("show-projects"))
        top(app, Projects).select(project.id)
        await settle(app, pilot)
        await press(app, pilot, "w")
        kinds = [kind for kind, _ in told(app)]
        assert len([kind for kind in kinds if kind in ("credential", "set")]) >= len(
            graph.assigned_to(project.id)
        )
        assert "it is given" in screen_text(app)
        assert ("folder" in kinds) == bool(project.links)


async def test_a_key_of_a_set(clock: Clock) -> None:
    session = sample_session(clock)
    graph = session.view.graph
    found, key = next((s, k) for s in graph.sets for k in s.keys if not k.own)
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, Run("show-sets"))
        top(app, Sets).select(found.id, f"key {key.name}")
        await settle(app, pilot)
        await press(app, pilot, "w")
        assert f"{graph.full_name(found)} / {key.name}" in screen_text(app)
        target = session.view.credential(key.credential_id or "")
        assert told(app)[-1] == ("credential", target.name)
        await press(app, pilot, "end", "enter")
        assert top(app, Browse).selected_id == target.id
        assert top(app, Browse).detail.key == key.field


async def test_an_organization_and_what_is_personal(clock: Clock) -> None:
    session = sample_session(clock)
    owner = session.view.graph.organizations[0]
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, Run("show-organizations"), "down", "w")
        assert top(app, WhereUsed).address[1:3] == ("organization", owner.id)
        assert told(app)
        await press(app, pilot, "q", "up", "w")
        names = {name for kind, name in told(app) if kind == "credential"}
        assert "Webmail" in names


async def test_one_asks_on_from_what_is_listed(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session, WIDE) as (app, pilot):
        await ask(app, pilot, "type", "login")
        await press(app, pilot, "w")
        assert top(app, WhereUsed).address[1] == "credential"
        await press(app, pilot, "q")
        assert top(app, WhereUsed).address[1] == "type"


async def test_what_changes_meanwhile_is_followed(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session, WIDE) as (app, pilot):
        await ask(app, pilot, "tag", "mine")
        assert told(app) == []
        edit(session, named(session, "Webmail"), Edits(tag=frozenset({"mine/own"})))
        await settle(app, pilot)
        assert told(app) == [("credential", "Webmail")]
        await ask(app, pilot, "set", "0" * 32)
        assert "what is gone" in screen_text(app)


async def test_remotes_that_something_goes_to_or_logs_in_to(clock: Clock) -> None:
    session = sample_session(clock)
    hub = remote(session)
    (key,) = [session.view.credential(one) for one, _ in hub.auth.values()]
    found = sets.put_reference(session, key_set(session), "API", key, "key")
    tied(session, hub, found)
    async with running(session, WIDE) as (app, pilot):
        await ask(app, pilot, "credential", key.id)
        assert told(app) == [("key", "deploy"), ("remote", "hub"), ("login", "hub")]
        assert "its key is the key API of deploy" in screen_text(app)
        assert "its key logs in there" in screen_text(app)
        await ask(app, pilot, "remote", hub.id)
        assert told(app) == [("set", "deploy"), ("credential", key.name)]
        assert "is bound to it, as deploy" in screen_text(app)
