"""Before a vault is open: creating one, unlocking it, and every way that goes wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Checkbox

from tests.tui.samples import (
    CANARY,
    PASSPHRASE,
    make_vault,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import TextKey
from vaulttui.errors import NotFound
from vaulttui.operations import slots, vaults
from vaulttui.secret import Secret
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.before.create import Create
from vaulttui.tui.screens.before.first_steps import FirstSteps
from vaulttui.tui.screens.before.gate import Welcome
from vaulttui.tui.screens.before.unlock import Unlock
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.vault.import_file import ImportFile
from vaulttui.tui.screens.vault.recovery import Recovery, first_difference, grouped
from vaulttui.tui.start import Start
from vaulttui.tui.vault import Vault
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.strength_note import in_words
from vaulttui.vaultfile.slots import SlotType

KEY = Secret(bytes(range(32)))


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """New vaults cost next to nothing to open."""
    monkeypatch.setattr("vaulttui.operations.vaults.default_cost", lambda: CHEAPEST)
    monkeypatch.setattr("vaulttui.operations.vaults.check_cost", lambda cost: cost)


def screen_of(app: VaultApp) -> type:
    return type(app.screen)


async def test_who_left_a_screen_hears_of_its_failures_only(tmp_path: Path) -> None:
    def fail() -> tuple[SlotType, ...]:
        raise NotFound("It went wrong.")

    make_vault(tmp_path / "vault.vtv").close()
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        left = top(app, Unlock)
        left.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        app.perform(lambda: (SlotType.RECOVERY,), left._looked)
        await settle(app, pilot)
        assert toasts(app) == ""
        app.perform(fail, left._looked, failed=left._trouble)
        await settle(app, pilot)
        assert "It went wrong." in toasts(app)
        top(app, Browse)


async def test_unlock(tmp_path: Path) -> None:
    make_vault(tmp_path / "vault.vtv").close()
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        assert isinstance(app.screen, Unlock)
        app.screen.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Browse)
        assert "Mail" in screen_text(app)
        assert [type(screen) for screen in app._screen_stacks["open"]] == [Browse]
        assert "locked" not in app._screen_stacks


async def test_a_wrong_passphrase_is_said_and_can_be_typed_again(tmp_path: Path) -> None:
    make_vault(tmp_path / "vault.vtv").close()
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        entry = app.screen.query_one("#secret", SecretEntry)
        entry.value = "wrong"
        await press(app, pilot, "enter")
        assert "does not fit this vault" in screen_text(app)
        assert app.screen.focused is entry
        await press(app, pilot, "x", "escape", "escape")
        assert entry.value == "x"
        assert app.is_running


async def test_unlock_by_the_recovery_key(tmp_path: Path) -> None:
    make_vault(tmp_path / "vault.vtv", recovery=KEY).close()
    line = TextKey.write(TextKey.RECOVERY, KEY).reveal().decode()
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        await pilot.click("#recovery")
        await settle(app, pilot)
        app.screen.query_one("#secret", SecretEntry).value = "VTREC1-NONSENSE"
        await press(app, pilot, "enter")
        assert "This is no recovery key" in screen_text(app)
        app.screen.query_one("#secret", SecretEntry).value = line
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Browse)


async def test_no_recovery_key_is_offered_where_there_is_none(tmp_path: Path) -> None:
    make_vault(tmp_path / "vault.vtv").close()
    async with running(path=tmp_path / "vault.vtv") as (app, _):
        assert not app.screen.query_one("#recovery").display


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "vault"), (b"no vault at all" * 1000, "vault"), (b"VTV1" + bytes(9000), "✗")],
    ids=["empty", "another file", "no whole header"],
)
async def test_what_is_no_vault_is_said(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "vault.vtv"
    path.write_bytes(content)
    async with running(path=path) as (app, pilot):
        assert isinstance(app.screen, Unlock)
        assert "✗" in screen_text(app)
        assert told in screen_text(app)
        app.screen.query_one("#secret", SecretEntry).value = "x"
        await press(app, pilot, "enter")
        assert app.is_running
        assert path.read_bytes() == content


async def test_a_damaged_vault_is_said(tmp_path: Path) -> None:
    path = tmp_path / "vault.vtv"
    make_vault(path).close()
    content = bytearray(path.read_bytes())
    content[-200] ^= 1
    path.write_bytes(content)
    async with running(path=path) as (app, pilot):
        app.screen.query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        assert app.is_running
        assert "✗" in screen_text(app) or "never completely written" in screen_text(app)


@pytest.mark.usefixtures("cheap")
async def test_create_with_a_recovery_key_typed_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "vault.vtv"
    async with running(path=path) as (app, pilot):
        assert screen_of(app) is Welcome
        await press(app, pilot, "enter")
        assert screen_of(app) is Create
        app.screen.query_one("#passphrase", SecretEntry).value = PASSPHRASE
        app.screen.query_one("#again", SecretEntry).value = "another"
        await settle(app, pilot)
        app.screen.query_one("#again").focus()
        await press(app, pilot, "enter")
        assert "are not the same" in screen_text(app)
        assert not path.exists()
        app.screen.query_one("#again", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        recovery = app.screen_stack[-1]
        assert isinstance(recovery, Recovery)
        line = recovery._key.reveal().decode()
        await press(app, pilot, "escape", "enter")
        recovery.query_one("#typed", Entry).value = line[:-8]
        await press(app, pilot, "enter")
        assert "Not the same. Look at group 9" in screen_text(app)
        recovery.query_one("#typed", Entry).value = line.lower()
        await press(app, pilot, "enter")
        assert screen_of(app) is FirstSteps
        await pilot.click("#empty")
        await settle(app, pilot)
        assert "The vault is empty" in screen_text(app)
        assert [one.type for one in slots.slots(app.open_session)] == [
            SlotType.PASSPHRASE,
            SlotType.RECOVERY,
        ]


@pytest.mark.usefixtures("cheap")
async def test_a_recovery_key_without_its_head_is_told_so(tmp_path: Path) -> None:
    key = TextKey.write(TextKey.RECOVERY, KEY)
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        await app.push_screen(Recovery(key))
        await press(app, pilot, "enter")
        typed = top(app, Recovery).query_one("#typed", Entry)
        typed.value = key.reveal().decode().partition("-")[2]
        await press(app, pilot, "enter")
        assert "Not the same. It begins with VTREC1-." in screen_text(app)


@pytest.mark.usefixtures("cheap")
async def test_create_and_decline_the_recovery_key(tmp_path: Path) -> None:
    path = tmp_path / "vault.vtv"
    async with running(path=path) as (app, pilot):
        await press(app, pilot, "enter")
        app.screen.query_one("#passphrase", SecretEntry).value = "1234"
        app.screen.query_one("#again", SecretEntry).value = "1234"
        await settle(app, pilot)
        app.screen.query_one("#again").focus()
        await press(app, pilot, "enter")
        assert "easy to guess" in screen_text(app)
        assert not path.exists()
        await press(app, pilot, "enter")
        await pilot.click("#decline")
        await settle(app, pilot)
        assert [one.type for one in slots.slots(app.open_session)] == [SlotType.PASSPHRASE]


async def create(app: VaultApp, pilot: Pilot[int]) -> None:
    """Go through the screen that makes a vault."""
    app.screen.query_one("#passphrase", SecretEntry).value = PASSPHRASE
    app.screen.query_one("#again", SecretEntry).value = PASSPHRASE
    await settle(app, pilot)
    app.screen.query_one("#again").focus()
    await press(app, pilot, "enter")


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("typing", [False, True])
async def test_quitting_leaves_no_recovery_key_that_nobody_wrote_down(
    tmp_path: Path, typing: bool
) -> None:
    path = tmp_path / "vault.vtv"
    async with running(path=path) as (app, pilot):
        await press(app, pilot, "enter")
        await create(app, pilot)
        assert isinstance(app.screen, Recovery)
        assert "esc" not in screen_text(app).splitlines()[-1]
        if typing:
            await press(app, pilot, "enter")
            assert "esc Back" in screen_text(app).splitlines()[-1]
        await press(app, pilot, "ctrl+q")
        assert app.return_code == 0
    assert vaults.slot_types(path) == (SlotType.PASSPHRASE,)


@pytest.mark.usefixtures("cheap")
async def test_import_from_the_first_screen(tmp_path: Path) -> None:
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        await press(app, pilot, "down", "enter")
        app.screen.query_one(Checkbox).value = False
        await create(app, pilot)
        assert isinstance(app.screen, ImportFile)
        await press(app, pilot, "escape")
        assert isinstance(app.screen, Browse)


async def test_control_c_says_what_leaves(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "ctrl+c")
        assert "q and ctrl+q quit." in toasts(app)
        await press(app, pilot, "n", "tab", "ctrl+c")
        assert app.is_running


@pytest.mark.usefixtures("cheap")
async def test_create_without_asking_for_one(tmp_path: Path) -> None:
    path = tmp_path / "vault.vtv"
    async with running(path=path) as (app, pilot):
        await press(app, pilot, "enter")
        app.screen.query_one(Checkbox).value = False
        app.screen.query_one("#passphrase", SecretEntry).value = PASSPHRASE
        app.screen.query_one("#again", SecretEntry).value = PASSPHRASE
        await settle(app, pilot)
        app.screen.query_one("#again").focus()
        await press(app, pilot, "enter")
        assert isinstance(app.screen, Question)
    assert vaults.slot_types(path) == (SlotType.PASSPHRASE,)


async def test_create_where_nothing_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    async with running(path=tmp_path / "file" / "vault.vtv") as (app, pilot):
        await press(app, pilot, "enter")
        app.screen.query_one("#passphrase", SecretEntry).value = PASSPHRASE
        app.screen.query_one("#again", SecretEntry).value = PASSPHRASE
        await settle(app, pilot)
        app.screen.query_one("#again").focus()
        await press(app, pilot, "enter")
        assert "✗" in screen_text(app)
        assert isinstance(app.screen, Create)


async def test_q_leaves_the_first_screen_and_esc_does_not(tmp_path: Path) -> None:
    async with running(path=tmp_path / "vault.vtv") as (app, pilot):
        await press(app, pilot, "escape", "escape")
        assert app.is_running
        assert screen_text(app).splitlines()[-1].strip() == "enter Choose  q Quit"
        await press(app, pilot, "q")
        assert app.return_code == 0


async def test_look_around(tmp_path: Path) -> None:
    path = tmp_path / "vault.vtv"
    async with running(path=path) as (app, pilot):
        await press(app, pilot, "down", "down", "enter")
        assert "Webmail" in screen_text(app)
        for key in ("right", "left", "left"):
            assert "sample · " in screen_text(app).splitlines()[0]
            await press(app, pilot, key)
        assert "sample · " in screen_text(app).splitlines()[0]
        await press(app, pilot, "L")
        assert app.is_running
        assert not path.exists()


def test_strength_has_words() -> None:
    from vaulttui.domain.strength import estimate

    assert "guessed" in in_words(estimate("password"))
    assert "✓ strong" in in_words(estimate("tulip canyon abstract velvet 48"))


def test_groups_of_a_recovery_key() -> None:
    line = TextKey.write(TextKey.RECOVERY, KEY)
    groups = grouped(line)
    text = " ".join(groups)
    assert first_difference(line, text) == 0
    assert first_difference(line, text.replace(groups[3], "AAAAAA")) == 3
    assert first_difference(line, text + "A") > 0
    assert CANARY not in text


def test_the_first_picture_waits_for_no_crypto() -> None:
    probe = (
        "import sys, vaulttui.tui.app;"
        "from vaulttui.tui.screens.before import gate, unlock;"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'cryptography', 'argon2', 'zxcvbn', 'click', 'pykeepass'}))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_the_app_is_what_the_screens_ask(tmp_path: Path) -> None:
    vault: Vault = VaultApp(Start(tmp_path / "vault.vtv"))
    assert vault.start_with.path.parent == tmp_path
    with pytest.raises(RuntimeError, match="no vault is open"):
        _ = vault.open_session
