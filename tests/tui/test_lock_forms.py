"""What is ticked and typed and not saved comes back after a lock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui.samples import (
    PASSPHRASE,
    Run,
    lookup,
    make_vault,
    named,
    press,
    running,
    screen_text,
    settle,
    top,
)
from tests.tui.test_lock import resumed
from vaulttui.operations import assignments, organizations, projects, sets, trash
from vaulttui.session.session import Session
from vaulttui.tui import lock
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.small_form import SmallForm
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.screens.records.assignments import Assignments
from vaulttui.tui.screens.records.organizations import Organizations
from vaulttui.tui.screens.records.projects import Projects
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.screens.vault.import_file import ImportFile
from vaulttui.tui.widgets.entry import Entry, SecretEntry

TYPED = "unsaved"


def furnished(path: Path) -> Session:
    """A vault with one of everything, and two projects; Mail is given to one of them."""
    session = make_vault(path)
    organizations.create(session, "acme")
    sets.create(session, sets.NewSet(None, "deploy"))
    lookup(session)
    for name in ("api", "web"):
        projects.create(session, None, name)
    assignments.assign(session, named(session, "Mail"), [session.view.graph.projects[0]])
    return session


async def left(app: VaultApp, pilot: Pilot[int], *keys: str) -> str:
    """Press these keys and lock; what stood on the screen before it."""
    await press(app, pilot, *keys)
    before = screen_text(app)
    app.lock_vault()
    await settle(app, pilot)
    assert app.sealed is not None
    assert TYPED.encode() not in app.sealed
    return before


@asynccontextmanager
async def unlocked(
    path: Path, former: VaultApp, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[VaultApp, Pilot[int]]]:
    """The app that takes up what the former one left behind."""
    assert former.sealed is not None
    monkeypatch.setenv(lock.RESUME_VARIABLE, str(resumed(former.sealed)))
    async with running(path=path) as (app, pilot):
        app.screen.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        yield app, pilot


@asynccontextmanager
async def beyond_a_lock(
    session: Session, monkeypatch: pytest.MonkeyPatch, *keys: str
) -> AsyncIterator[tuple[VaultApp, Pilot[int], str]]:
    """The app unlocked again after these keys, and what stood on the screen before."""
    path = Path(session.file.place.path)
    async with running(session) as (former, pilot):
        before = await left(former, pilot, *keys)
    session.close()
    async with unlocked(path, former, monkeypatch) as (app, pilot):
        yield app, pilot, before


async def test_ticks_and_names_cross_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = furnished(tmp_path / "vault.vtv")
    keys = ("a", "space", "down", "space", "e", *"M_", "enter")
    async with beyond_a_lock(session, monkeypatch, *keys) as (app, pilot, before):
        top(app, Assignments)
        assert "[ ] api" in before
        assert screen_text(app) == before
        await press(app, pilot, "ctrl+s")
        session = app.open_session
        (one,) = session.view.graph.assignments_of(named(session, "Mail").id)
        assert (one.prefix, session.view.graph.projects_of(named(session, "Mail").id)) == (
            "M_",
            ["web"],
        )


SMALL_FORMS: Final[tuple[tuple[tuple[str, ...], type[Screen[Any]]], ...]] = (
    ((Run("show-sets"), "n"), Sets),
    ((Run("show-sets"), "e", "tab", "tab"), Sets),
    ((Run("show-projects"), "n"), Projects),
    ((Run("show-projects"), "down", "e"), Projects),
    ((Run("show-organizations"), "n"), Organizations),
    ((Run("show-organizations"), "down", "e"), Organizations),
    (("a", "down", "e"), Assignments),
    (("a", "l", "e"), Assignments),
    (("a", "n"), Assignments),
    ((Run("show-projects"), "v", "e", "e"), Assignments),
    (("e", "shift+tab", "shift+tab", "enter"), Form),
    ((Run("show-projects"), "exclamation_mark"), Projects),
    (("exclamation_mark",), Browse),
    (("l", "s", "enter", "tab"), Browse),
)
"""The keys that open each, and what lies below it."""


async def test_small_forms_cross_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other: what one lock left is looked at, and the next is locked in its stead."""
    path = tmp_path / "vault.vtv"
    session = furnished(path)
    async with running(session) as (former, pilot):
        before = await left(former, pilot, *SMALL_FORMS[0][0], *TYPED)
    session.close()
    later = [keys for keys, _ in SMALL_FORMS[1:]]
    for (keys, below), following in zip(SMALL_FORMS, (*later, ()), strict=True):
        async with unlocked(path, former, monkeypatch) as (app, pilot):
            form = app.screen
            assert isinstance(form, SmallForm), keys
            assert str(form.query_one(".box").border_title) in before, keys
            typed = [one.value for one in form.query(Entry) if one.value.endswith(TYPED)]
            assert len(typed) == 1, keys
            assert typed[0] in before, keys
            await press(app, pilot, "escape")
            assert isinstance(app.screen, below), keys
            await press(app, pilot, *["escape"] * (len(app.screen_stack) - 1))
            top(app, Browse)
            if following:
                before = await left(app, pilot, *following, *TYPED)
        former = app


async def test_what_is_saved_after_the_lock_is_what_was_typed_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = furnished(tmp_path / "vault.vtv")
    keys = (Run("show-projects"), "end", "e", *TYPED)
    async with beyond_a_lock(session, monkeypatch, *keys) as (app, pilot, _):
        await press(app, pilot, "enter")
        assert [one.name for one in app.open_session.view.graph.projects] == ["api", f"web{TYPED}"]


async def test_what_is_gone_meanwhile_stays_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.vtv"
    session = furnished(path)
    async with running(session) as (former, pilot):
        await left(former, pilot, "a", "space", "e")
    trash.rm(session, [named(session, "Mail")])
    session.close()
    async with unlocked(path, former, monkeypatch) as (app, _):
        top(app, Browse)


async def test_the_path_of_an_import_crosses_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = furnished(tmp_path / "vault.vtv")
    keys = (Run("show-import"), *f"{TYPED}.kdbx")
    async with beyond_a_lock(session, monkeypatch, *keys) as (app, _, before):
        assert top(app, ImportFile).query_one("#path", Entry).value == f"{TYPED}.kdbx"
        assert screen_text(app) == before
