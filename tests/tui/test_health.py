"""The page of health: read at a glance, and the way from a bar to what is behind it and back."""

from pathlib import Path

import pytest

from tests.tui.samples import (
    CANARY,
    DAY,
    NOON,
    USUAL,
    WIDE,
    Clock,
    Run,
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
from tests.tui.test_leaks import HOSTILE, LONG, assert_harmless
from vaulttui.domain.exclusions import exclusions
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.health import CHECKS
from vaulttui.operations import health, trash
from vaulttui.operations.credentials import Edits, Given, edit
from vaulttui.operations.sample import sample
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.generator import Generator
from vaulttui.tui.dialogs.small_form import SmallForm
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.screens.health.health import Health
from vaulttui.tui.screens.health.words import _URGENT, first_of_all
from vaulttui.tui.widgets.bars import bar, percent
from vaulttui.tui.widgets.entry import Entry

OPEN = Run("show-health")


def at(app: VaultApp) -> str:
    return top(app, Health).pictures.key


async def stand(app: VaultApp, key: str) -> None:
    top(app, Health).pictures.go_to(key)


# Bars


@pytest.mark.parametrize(
    ("part", "whole", "drawn", "told"),
    [
        (0, 9, "", "0%"),
        (1, 100_000, "▏", "<1%"),
        (1, 2, "████", "50%"),
        (9, 16, "████▌", "56%"),
        (999, 1000, "███████▉", "99%"),
        (7, 7, "████████", "100%"),
        (0, 0, "", "0%"),
    ],
)
def test_a_bar_is_as_long_as_its_part(part: int, whole: int, drawn: str, told: str) -> None:
    assert bar(part, whole, 8) == drawn
    assert percent(part, whole) == told


# The page


async def test_the_page_is_read_at_a_glance(weak: Session) -> None:
    async with running(weak, WIDE) as (app, pilot):
        await press(app, pilot, OPEN)
        text = screen_text(app)
        assert "! 9 things to look at in 5 credentials" in text
        assert "! Of 4 passwords, 3 are guessed at once." in text
        assert "! 3 fields share their value with others." in text
        assert "! 2 credentials share a name with others." in text
        assert "✓ Nothing is missing." in text
        titles = ("Expiry", "Strength", "Reuse", "Equal names", "Age", "Completeness")
        places = [text.index(f" {title}", text.index("first of all")) for title in titles]
        assert places == sorted(places)
        assert CANARY not in text
        assert "password1" not in text


async def test_the_first_of_all_are_of_different_credentials(weak: Session) -> None:
    found = first_of_all(health.report(weak))
    assert [one.bar[0] for one in found] == ["expiry", "strength", "strength"]
    assert len({one.place.credential_id for one in found}) == len(found)


def test_every_bar_that_worries_is_urgent() -> None:
    worrying = {(one.id, bar.id) for one in CHECKS.values() for bar in one.buckets if bar.worry}
    assert _URGENT.keys() == worrying


async def test_an_empty_vault_has_nothing_wrong(clock: Clock) -> None:
    session = sample("tests", clock)
    trash.rm(session, [session.view.credential(row.id) for row in session.view.rows()])
    async with running(session) as (app, pilot):
        await press(app, pilot, OPEN, "enter", "j", "minus", "e", "g", "m", "w", "y", "b")
        assert "The vault is empty" in screen_text(app)


async def test_all_is_well_is_said_once(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, OPEN)
        assert screen_text(app).count("All is well") == 1
        assert "to look at" not in screen_text(app)


@pytest.mark.parametrize("size", [USUAL, WIDE, (40, 10)])
async def test_the_cursor_goes_from_bar_to_bar(weak: Session, size: tuple[int, int]) -> None:
    async with running(weak, size) as (app, pilot):
        await press(app, pilot, OPEN)
        seen = [at(app)]
        for key in ("j", "down") * 8:
            await press(app, pilot, key)
            seen.append(at(app))
        assert seen[3] == "expiry past"
        assert set(seen) == {line.key for line in top(app, Health).pictures._lines if line.key}
        assert_harmless(app)


# The list


async def test_enter_opens_the_list_grouped_by_equals(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "reuse many")
        await press(app, pilot, "enter")
        text = screen_text(app)
        assert "One value in 3 fields" in text
        assert [text.count(f"{name} / Password") for name in ("Forum", "Wiki")] == [2, 1]
        await press(app, pilot, "escape")
        assert at(app) == "reuse many"


async def test_enter_in_the_list_goes_to_the_field_and_the_page_comes_back_there(
    weak: Session,
) -> None:
    async with running(weak, WIDE) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "strength guessed")
        await press(app, pilot, "enter", "down", "down", "enter")
        browse = top(app, Browse)
        assert browse.selected is not None
        assert browse.selected.name == "Wiki"
        assert browse.detail.key == "password"
        await press(app, pilot, OPEN)
        assert at(app) == "strength guessed"
        assert top(app, Health).selected_id == named(weak, "Wiki").id


async def test_what_is_to_be_looked_at_first_is_gone_to_at_once(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN, "enter")
        browse = top(app, Browse)
        assert browse.selected is not None
        assert (browse.selected.name, browse.detail.key) == ("Weather", "key")


async def test_the_list_is_filtered_as_the_main_list(weak: Session) -> None:
    edit(weak, named(weak, "Wiki"), Edits(tag=frozenset({"work"})))
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "strength guessed")
        await press(app, pilot, "enter", "slash", *"tag:work", "enter")
        assert [one.credential_id for one in top(app, Health).places.behind.rows] == [  # type: ignore[union-attr]  # no titles in it
            named(weak, "Wiki").id
        ]
        await press(app, pilot, "escape")
        assert len(top(app, Health).places.behind.rows) == 3


async def test_a_bar_is_opened_as_a_filter_of_the_main_list(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "strength guessed")
        await press(app, pilot, "m")
        assert isinstance(app.screen, Health)
        await stand(app, "expiry past")
        await press(app, pilot, "m")
        browse = top(app, Browse)
        assert browse.filter_entry.value == "expires:past"
        assert [row.name for row in browse.items.rows] == ["Weather"]


async def test_the_mouse_opens_what_is_clicked_twice(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        lines = screen_text(app).splitlines()
        y = next(at for at, line in enumerate(lines) if " ! guessed at once" in line)
        for _ in range(2):
            await pilot.click(offset=(20, y))
            await settle(app, pilot)
        assert "Strength of passwords: guessed at once · 3" in screen_text(app)


# Exclusions


async def test_an_exclusion_needs_a_reason_and_can_be_taken_back(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "expiry past")
        await press(app, pilot, "enter", "minus")
        form = top(app, SmallForm)
        assert "whatever changes" in screen_text(app)
        await press(app, pilot, "enter")
        assert "needs a reason" in screen_text(app)
        form.query_one("#reason", Entry).value = "nobody uses it"
        await press(app, pilot, "enter")
        assert "Weather is left out of: Expiry." in toasts(app)
        assert "Nothing is left here" in screen_text(app)
        await press(app, pilot, "escape")
        await stand(app, "expiry excluded")
        await press(app, pilot, "enter")
        assert "nobody uses it" in screen_text(app)
        await press(app, pilot, "b")
        assert not exclusions("", named(weak, "Weather").record.m)
        assert "looked at again" in toasts(app)
        await press(app, pilot, "u")
        assert "expiry" in exclusions("", named(weak, "Weather").record.m)
        await press(app, pilot, "u")
        assert not exclusions("", named(weak, "Weather").record.m)


async def test_a_bar_itself_is_not_excluded(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "expiry past")
        await press(app, pilot, "minus")
        assert "enter on a bar opens it" in toasts(app)


# Changing what is wrong


async def test_a_new_value_makes_the_report_anew_and_grades_only_that(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        grades = dict(app.remembered.grades)
        assert len(grades) == 4
        await stand(app, "strength guessed")
        await press(app, pilot, "enter", "g")
        top(app, Generator)
        await press(app, pilot, "enter")
        assert len(top(app, Health).places.behind.rows) == 2
        await press(app, pilot, "e")
        top(app, Form)
        await press(app, pilot, "escape")
        assert app.remembered.grades.items() >= grades.items()


async def test_generating_is_offered_where_no_service_issued_the_value(weak: Session) -> None:
    pin = Field("door", "Door", FieldKind.SECRET)
    edit(weak, named(weak, "Wiki"), Edits(extra=((pin, Given(Secret(b"4711"))),)))
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "expiry past")
        await press(app, pilot, "enter", "g")
        assert isinstance(app.screen, Health)
        assert "g Generate" not in screen_text(app)


async def test_the_sidebar_counts_what_there_is_to_look_at(weak: Session) -> None:
    async with running(weak, WIDE) as (app, pilot):
        assert "! 9" not in screen_text(app)
        await press(app, pilot, OPEN, "q")
        assert "! 9" in screen_text(app)
        await press(app, pilot, "x")
        assert "! 9" not in screen_text(app)


# Locks and hostile names


async def test_a_lock_comes_back_to_the_same_bar_and_place(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "strength guessed")
        await press(app, pilot, "enter", "down", "minus")
        top(app, SmallForm).query_one("#reason", Entry).value = "half a rea"
        position = app.present_position()
        assert position.small is not None
        assert position.small.again[:2] == ("exclude", "strength")
        address = position.screens[-1]
    async with running(weak) as (app, pilot):
        app.position = position
        app.take_up()
        await settle(app, pilot)
        assert top(app, SmallForm).given == {"reason": "half a rea"}
        await press(app, pilot, "escape")
        assert top(app, Health).address == address


async def test_a_form_over_the_page_comes_back_over_it(weak: Session) -> None:
    async with running(weak) as (app, pilot):
        await press(app, pilot, OPEN)
        await press(app, pilot, "e")
        top(app, Form)
        position = app.present_position()
    async with running(weak) as (app, pilot):
        app.position = position
        app.take_up()
        await settle(app, pilot)
        top(app, Form)
        await press(app, pilot, "escape")
        top(app, Health)


@pytest.mark.parametrize("size", [USUAL, WIDE, (40, 10)])
async def test_hostile_names_and_reasons(weak: Session, size: tuple[int, int]) -> None:
    bad = login(weak, HOSTILE, "password1")
    login(weak, LONG, "password1")
    health.exclude(weak, bad, "age", HOSTILE)
    async with running(weak, size) as (app, pilot):
        await press(app, pilot, OPEN)
        for key in ("strength guessed", "reuse many", "age excluded", "names own"):
            await stand(app, key)
            await press(app, pilot, "enter")
            assert at(app) == key
            assert_harmless(app)
            await press(app, pilot, "escape")


async def test_the_sample_has_something_to_show(clock: Clock) -> None:
    session = sample_session(clock)
    found = health.report(session)
    assert found.at == NOON
    assert sum(one.worries > 0 for one in found.findings) >= 4
    soon = named(session, "Release token").info("token").expires_at
    assert soon == NOON + 9 * DAY


async def test_the_history_tells_what_was_left_out_and_what_came_back(weak: Session) -> None:
    wiki = health.exclude(weak, named(weak, "Wiki"), "strength", "nobody can reach it")
    health.include(weak, wiki, "strength")
    async with running(weak, WIDE) as (app, pilot):
        await press(app, pilot, OPEN)
        await stand(app, "strength guessed")
        await press(app, pilot, "enter", "end", "y")
        text = screen_text(app)
        assert "left out of Strength of passwords: nobody can reach it" in text
        assert "back in Strength of passwords" in text
