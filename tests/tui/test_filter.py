"""The filter: what it marks, how it is completed, what it remembers; and the list's order."""

from textual.pilot import Pilot

from tests.tui.samples import (
    NOON,
    WIDE,
    Clock,
    login,
    named,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    top,
)
from vaulttui.domain.search import Query
from vaulttui.operations import organizations
from vaulttui.operations.credentials import Edits, Owner, edit
from vaulttui.operations.sample import sample
from vaulttui.tui.app import VaultApp
from vaulttui.tui.position import pack, unpack
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.widgets.lines import Lines


def found(lines: Lines, line: int = 0) -> list[str]:
    """What is marked in a line."""
    return [text for text, style in lines.line(line, 100) if style.endswith("match")]


async def typed(app: VaultApp, pilot: Pilot[int], text: str) -> None:
    """Type into the filter, in place of what it says."""
    await press(app, pilot, "slash")
    entry = top(app, Browse).filter_entry
    entry.value = text
    entry.cursor_position = len(text)
    await settle(app, pilot)


def names(app: VaultApp) -> list[str]:
    return [row.name for row in top(app, Browse).items.rows]


async def test_what_was_found_is_marked_in_name_type_and_tags(clock: Clock) -> None:
    session = sample_session(clock)
    edit(session, named(session, "Webmail"), Edits(tag=frozenset({"mailbox"})))
    async with running(session, WIDE) as (app, pilot):
        await typed(app, pilot, "mail")
        items = top(app, Browse).items
        assert found(items, names(app).index("Webmail")) == ["mail", "mail"]
        await typed(app, pilot, "type:login web")
        assert found(items) == ["Web", "login"]
        await typed(app, pilot, "-type:ssh")
        assert found(items) == []


async def test_what_was_found_elsewhere_is_told(clock: Clock) -> None:
    session = sample("tui", clock)
    login(session, "Plain", username="robin@example.net")
    async with running(session, WIDE) as (app, pilot):
        await typed(app, pilot, "robin@")
        assert names(app) == ["Plain"]
        assert "Plain  in User name" in screen_text(app)


async def test_exact_names_and_those_that_begin_so_come_first(clock: Clock) -> None:
    session = sample("tui", clock)
    for name in ("A box of zed", "Zed two", "Zed"):
        login(session, name)
    async with running(session) as (app, pilot):
        await typed(app, pilot, "zed")
        assert names(app) == ["Zed", "Zed two", "A box of zed"]


async def test_tab_and_right_complete(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        entry = top(app, Browse).filter_entry
        await press(app, pilot, "slash", "t", "y")
        assert "type:" in screen_text(app)
        await press(app, pilot, "tab")
        assert entry.value == "type:"
        await press(app, pilot, "a", "right")
        assert entry.value.startswith("type:a")
        assert Query.parse(entry.value).conditions[0].value in {
            row.type_id for row in app.open_session.view.rows()
        }
        assert app.focused is entry
        await press(app, pilot, "space", "x", "tab")
        assert app.focused is not entry


async def test_former_filters_come_back_with_the_up_arrow(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        entry = top(app, Browse).filter_entry
        await press(app, pilot, "slash", *"mail", "enter", "escape")
        assert entry.value == ""
        await press(app, pilot, "slash", *"robot", "escape", "slash", "up")
        assert entry.value == "robot"
        await press(app, pilot, "up", "up")
        assert entry.value == "mail"
        await press(app, pilot, "down", "down")
        assert entry.value == ""
        await press(app, pilot, "down")
        assert app.focused is top(app, Browse).items


async def test_an_empty_filter_says_what_it_can_do(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        assert "completes" not in screen_text(app)
        await press(app, pilot, "slash")
        assert "completes" in screen_text(app)
        await press(app, pilot, "m")
        assert "completes" not in screen_text(app)
        await press(app, pilot, "backspace", "escape")
        assert "completes" not in screen_text(app)


async def test_the_list_is_sorted_and_says_how(clock: Clock) -> None:
    session = sample_session(clock)
    rows = session.view.rows()
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, "S")
        assert "by last change" in screen_text(app)
        assert names(app)[0] == max(rows, key=lambda row: row.updated_at).name
        await press(app, pilot, "S", "S")
        assert "by expiry" in screen_text(app)
        assert names(app)[:2] == ["Weather service", "Release token"]
        position = top(app, Browse).stands(app.position)
        assert unpack(pack(position)).order == "expiry"
        await press(app, pilot, "S")
        assert names(app) == [row.name for row in rows]
        assert "· by" not in screen_text(app)


async def test_the_organization_that_owns_it(clock: Clock) -> None:
    session = sample_session(clock)
    owner = organizations.create(session, "Nordwind", "")
    edit(session, named(session, "Webmail"), Edits(owner=Owner(owner.id)))

    def of(text: str) -> set[str]:
        return {row.name for row in session.view.find(Query.parse(text), NOON)}

    assert of("organization:nordwind") == {"Webmail"}
    assert "Webmail" not in of("organization:personal")
    assert of("-organization:nordwind web") == of("web") - {"Webmail"}
    edit(session, named(session, "Webmail"), Edits(name="Other"))
    assert of("organization:Nordwind") == {"Other"}
    organizations.rename(session, owner, "Suedwind")
    assert of("organization:suedwind") == {"Other"}


async def test_collections_mark_what_was_found(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        app.show("sets")
        await settle(app, pilot)
        name = top(app, Sets).rows()[0].name
        await press(app, pilot, "slash", *name[:3])
        lines = top(app, Sets).query_one("#list", Lines)
        assert found(lines)[0].casefold() == name[:3].casefold()
