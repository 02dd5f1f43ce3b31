"""The lock: what crosses it, what does not, and when it comes by itself."""

import os
from pathlib import Path

import pytest

from tests.tui.samples import (
    CANARY,
    PASSPHRASE,
    Run,
    login,
    make_vault,
    press,
    running,
    settle,
    top,
)
from vaulttui.operations import sets
from vaulttui.secret import Secret
from vaulttui.settings import Settings
from vaulttui.tui import lock
from vaulttui.tui.idle import IdleNotice
from vaulttui.tui.position import FieldState, FormState, Position, pack, unpack
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.screens.forms.key_form import KeyForm
from vaulttui.tui.screens.records.history import History
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.start import Start
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.field_box import FieldBox


def resumed(sealed: bytes) -> int:
    """The descriptor that a locked run leaves behind."""
    descriptor = lock._unnamed_file()
    os.write(descriptor, sealed)
    return descriptor


async def lock_with(path: Path, *keys: str) -> bytes:
    """Open, press keys, lock; what is left behind."""
    session = make_vault(path)
    login(session, "Other")
    async with running(session) as (app, pilot):
        await press(app, pilot, *keys)
        app.lock_vault()
        await settle(app, pilot)
        assert not app.is_running
    session.close()
    assert app.sealed is not None
    return app.sealed


async def test_position_and_form_cross_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.vtv"
    sealed = await lock_with(path, "slash", *"other", "enter", "e", "end", *"XY", "tab", "tab", "s")
    assert CANARY.encode() not in sealed
    assert b"OtherXY" not in sealed
    monkeypatch.setenv(lock.RESUME_VARIABLE, str(resumed(sealed)))
    async with running(path=path) as (app, pilot):
        assert lock.RESUME_VARIABLE not in os.environ
        app.screen.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        form = top(app, Form)
        assert form.query_one("#name", Entry).value == "OtherXY"
        password = next(one for one in form.query(FieldBox) if one.field.id == "password")
        assert password.query_one(".value", SecretEntry).value == "s"
        assert form.unsaved
        await press(app, pilot, "ctrl+s")
        browse = top(app, Browse)
        assert browse.query_one("#filter", Entry).value == "other"
        assert browse.selected is not None
        assert browse.selected.name == "OtherXY"
        record = browse.selected.record
        assert app.open_session.peek(record, "password").reveal() == b"s"


async def test_the_form_of_a_key_crosses_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.vtv"
    sets_ = (Run("show-sets"),)
    typed = ("plus", *"TOKEN", "tab", "enter", "down", "enter", "tab", *"t0k", "tab", "tab", "tab")
    sealed = await lock_with(path, *sets_, "n", *"deploy", "enter", *typed, *"signs")
    assert b"t0k" not in sealed
    monkeypatch.setenv(lock.RESUME_VARIABLE, str(resumed(sealed)))
    async with running(path=path) as (app, pilot):
        app.screen.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        top(app, KeyForm)
        await press(app, pilot, "ctrl+s")
        (found,) = app.open_session.view.graph.sets
        (key,) = found.keys
        assert (key.name, key.description) == ("TOKEN", "signs")
        assert sets.get(app.open_session, found, "TOKEN").reveal() == b"t0k"
        top(app, Sets)


async def test_an_open_screen_crosses_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.vtv"
    sealed = await lock_with(path, "down", "y")
    monkeypatch.setenv(lock.RESUME_VARIABLE, str(resumed(sealed)))
    async with running(path=path) as (app, pilot):
        app.screen.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        top(app, History)
        await press(app, pilot, "q")
        browse = top(app, Browse)
        assert browse.selected is not None
        assert browse.selected.name == "Other"


async def test_another_vaults_position_is_left_alone(tmp_path: Path) -> None:
    sealed = await lock_with(tmp_path / "one.vtv", "down")
    other = make_vault(tmp_path / "two.vtv")
    assert lock.unseal(sealed, other.keys) == Position()
    assert lock.unseal(b"nonsense", other.keys) == Position()


@pytest.mark.parametrize("named", ["", "x", "99999", "1", "-1"])
def test_odd_descriptors_are_nothing(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lock.RESUME_VARIABLE, named)
    assert lock.left_behind(Start(Path("x"))) is None


def test_packing() -> None:
    field = FieldState("password", value=Secret(b"\x00\xff"), expires="90d")
    position = Position(selected="a", form=FormState("login", fields=(field,)))
    assert unpack(pack(position)) == position
    assert unpack(Secret(b"\xc1")) == Position()


def test_the_same_options_start_again() -> None:
    start = Start(Path("/v.vtv"), key_file=Path("/k"), allow_expensive=True)
    assert lock.arguments(start)[1:] == [
        "-P", "-m", "vaulttui", "--vault", "/v.vtv", "--key-file", "/k", "--allow-expensive-kdf",
    ]  # fmt: skip


async def test_idle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("vaulttui.tui.idle.seconds", lambda: now[0])
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session, settings=Settings(lock_minutes=1)) as (app, pilot):
        now[0] += 50
        app._tick()
        await settle(app, pilot)
        (notice,) = app.screen.query(IdleNotice)
        assert "Locks in 11 s" in str(notice.render())
        await press(app, pilot, "j")
        assert not app.screen.query(IdleNotice)
        assert app.is_running
        now[0] += 59
        app._tick()
        await settle(app, pilot)
        assert app.sealed is None
        now[0] += 2
        app._tick()
        await settle(app, pilot)
        assert app.sealed is not None
