"""The palette: everything by its name, each told for what it is, never waited for."""

from tests.tui.samples import Clock, login, named, press, running, sample_session, settle, top
from vaulttui.tui.commands import Place, commands_in
from vaulttui.tui.dialogs.palette import Palette
from vaulttui.tui.dialogs.picker import ChoiceList
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.help import Help
from vaulttui.tui.screens.records.sets import Sets

_OURS = ("command", "screen")


async def test_each_kind_is_found_and_told_for_what_it_is(clock: Clock) -> None:
    session = sample_session(clock)
    graph = session.view.graph
    keyed = next(one for one in graph.sets if one.keys)
    wanted = {
        "credential": "Webmail",
        "set": graph.full_name(keyed),
        "key": keyed.keys[0].name,
        "project": graph.full_name(graph.projects[0]),
        "organization": graph.organizations[0].name,
        "type": "Login",
        "tag": session.view.rows()[0].tags[0],
        "screen": "Show the trash",
        "command": "Duplicate",
    }
    async with running(session) as (app, pilot):
        await press(app, pilot, "ctrl+p")
        palette = top(app, Palette)
        for kind, name in wanted.items():
            found = [one.title for one in palette.answers(name) if one.kind == kind]
            assert found[:1] == [name], kind


async def test_commands_are_found_by_the_words_of_others(clock: Clock) -> None:
    wanted = {
        "delete": "Trash",
        "add": "New",
        "password": "Change the passphrase",
        "shortcuts": "Settings",
        "key file": "The vault",
        "new set": "Show the sets",
        "set": "Show the sets",
        "exit": "Quit",
    }
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "ctrl+p")
        palette = top(app, Palette)
        for typed, title in wanted.items():
            found = [one.title for one in palette.answers(typed) if one.kind in _OURS]
            assert title in found[:2], typed


async def test_tags_and_public_values_stand_below_names(clock: Clock) -> None:
    session = sample_session(clock)
    login(session, "Zebra")
    login(session, "Other", username="zebra@example.com")
    async with running(session) as (app, pilot):
        await press(app, pilot, "ctrl+p", *"zebra")
        choices = top(app, Palette).query_one(ChoiceList).rows
        assert [one.title for one in choices] == ["Zebra", "Other"]
        assert choices[1].note == "login, in User name"


async def test_types_and_tags_narrow_the_list(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        await press(app, pilot, "ctrl+p", *"login", "enter")
        assert top(app, Browse).scope == ("type", "login")
        assert {row.type_id for row in top(app, Browse).items.rows} == {"login"}
        row = next(row for row in session.view.rows() if row.tags)
        await press(app, pilot, "ctrl+p", *row.tags[0], "enter")
        assert top(app, Browse).scope == ("tag", row.tags[0])


async def test_a_key_of_a_set_is_gone_to(clock: Clock) -> None:
    session = sample_session(clock)
    keyed = next(one for one in session.view.graph.sets if len(one.keys) > 1)
    name = keyed.keys[1].name
    async with running(session) as (app, pilot):
        await press(app, pilot, "ctrl+p", *name, "enter")
        assert top(app, Sets).selected_id == keyed.id
        assert top(app, Sets).detail.key == f"key {name}"


async def test_where_one_was_comes_first_and_what_is_gone_does_not(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        for name in ("Webmail", "Deploy robot"):
            await press(app, pilot, "ctrl+p", *name, "enter")
        await press(app, pilot, "ctrl+p")
        titles = [one.title for one in top(app, Palette).query_one(ChoiceList).rows]
        assert titles[:2] == ["Deploy robot", "Webmail"]
        await press(app, pilot, "escape", "x", "ctrl+p")
        titles = [one.title for one in top(app, Palette).query_one(ChoiceList).rows]
        assert titles[0] == "Webmail"


async def test_enter_means_what_is_typed_though_it_is_not_found_yet(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        await press(app, pilot, "ctrl+p")
        palette = top(app, Palette)
        # Nothing is awaited in between, so the answers cannot be there.
        palette.search("webmail")
        palette.choose()
        assert top(app, Palette) is palette
        await settle(app, pilot)
        assert top(app, Browse).selected_id == named(session, "Webmail").id


async def test_it_opens_over_help_and_over_forms_with_their_commands_alone(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "question_mark", "ctrl+p", *"webmail", "enter")
        top(app, Browse)
        await press(app, pilot, "question_mark")
        top(app, Help)
        await press(app, pilot, "q", "e", "ctrl+p")
        kinds = {one.kind for one in top(app, Palette).answers("")}
        assert kinds == {"command"}
        assert top(app, Palette).answers("webmail") == []
        assert "save" in {one.id for one in commands_in(Place.FORM)}


async def test_what_is_unsaved_is_not_left_by_a_jump(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "a", "space")
        before = app.screen
        await press(app, pilot, "ctrl+p", *"webmail", "enter")
        assert app.screen is before
