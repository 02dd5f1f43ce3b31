"""Opening with the key that the agent holds, whatever became of the vault meanwhile."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent import agents
from tests.operations.samples import BY_PASSPHRASE, login, make_vault, session_on
from vaulttui.agent.holding import Limits
from vaulttui.crypto.keys import VaultKeys, new_secret
from vaulttui.errors import NoVault, VaultDamaged, WrongSecret
from vaulttui.operations import agent, vaults
from vaulttui.session.session import Session
from vaulttui.settings import Settings

LIMITS = agent.limits(Settings())


@pytest.fixture(autouse=True)
def none_left(home: Path) -> Iterator[None]:
    yield
    agents.kill_the_one_that_runs()


def never() -> None:
    raise AssertionError("nobody was to be asked")


def opened(path: Path) -> Session | None:
    return agent.open_unlocked(path, by="test", agree=never)


@pytest.fixture
def unlocked(session: Session, vault: Path) -> Path:
    """A vault with one credential, whose key the agent holds."""
    login(session, "wiki")
    agent.hand_over(session, LIMITS)
    return vault


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_the_limits_of_the_settings() -> None:
    assert Limits(15 * 60, 8 * 3600) == LIMITS
    assert agent.limits(Settings(agent_idle_minutes=1, agent_hours=2), ask=True) == Limits(
        60, 7200, ask=True
    )


def test_without_an_agent(vault: Path) -> None:
    assert opened(vault) is None
    assert agent.state() is None
    assert (agent.lock(), agent.stop()) == (0, False)


def test_handing_over_starts_one(unlocked: Path) -> None:
    found = opened(unlocked)
    assert found is not None
    assert [row.name for row in found.view.rows()] == ["wiki"]
    assert found.file.slot is None
    found.close()
    state = agent.state()
    assert state is not None
    assert [one.path for one in state.vaults] == [os.fsencode(unlocked)]


def test_after_a_lock(unlocked: Path) -> None:
    assert agent.lock() == 1
    assert opened(unlocked) is None


def test_one_vault_alone_is_forgotten(unlocked: Path, session: Session, tmp_path: Path) -> None:
    make_vault(tmp_path / "other.vtv")
    other = session_on(tmp_path / "other.vtv")
    agent.hand_over(other, LIMITS)
    agent.forget(session)
    other.close()
    assert opened(unlocked) is None
    again = opened(tmp_path / "other.vtv")
    assert again is not None
    again.close()


def test_a_copy_of_the_vault_opens_with_the_same_key(unlocked: Path, tmp_path: Path) -> None:
    shutil.copy(unlocked, tmp_path / "copy.vtv")
    found = opened(tmp_path / "copy.vtv")
    assert found is not None
    found.close()


def test_a_deleted_vault(unlocked: Path) -> None:
    unlocked.unlink()
    with pytest.raises(NoVault):
        opened(unlocked)


def test_another_vault_in_its_place(unlocked: Path) -> None:
    unlocked.unlink()
    make_vault(unlocked)
    assert opened(unlocked) is None


def rekey(path: Path) -> None:
    """The same vault under another key, as its header says."""
    from msgspec.structs import replace

    from tests.operations.samples import _slots, opened
    from vaulttui.vaultfile.checkpoint import create_file

    file = opened(path)
    keys = VaultKeys(file.keys.vault_id, new_secret())
    header = replace(file.header, epoch=file.header.epoch + 1)
    for index, slot in enumerate(_slots(keys)):
        header = header.with_slot(index, slot)
    path.unlink()
    with file.place.writing():
        create_file(file.place, header, keys, file.document)
    file.close()


def test_a_rekeyed_vault_asks_again_and_speaks_of_no_tampering(unlocked: Path) -> None:
    rekey(unlocked)
    before = descriptors()
    assert opened(unlocked) is None
    assert descriptors() == before
    state = agent.state()
    assert state is not None
    assert state.vaults == ()
    vaults.open_vault(unlocked, BY_PASSPHRASE, by="test").close()


def test_real_damage_is_told(unlocked: Path) -> None:
    content = bytearray(unlocked.read_bytes())
    content[8192 + 100] ^= 1
    unlocked.write_bytes(content)
    before = descriptors()
    with pytest.raises(VaultDamaged):
        opened(unlocked)
    assert descriptors() == before


def test_a_key_that_does_not_fit_leaves_nothing_open(vault: Path) -> None:
    before = descriptors()
    with pytest.raises(WrongSecret, match="not that of"):
        vaults.open_with_key(vault, vaults.vault_id(vault), new_secret(), by="test")
    with pytest.raises(WrongSecret):
        vaults.open_with_key(vault, bytes(16), new_secret(), by="test")
    with pytest.raises(NoVault):
        vaults.open_with_key(vault.with_name("none"), bytes(16), new_secret(), by="test")
    assert descriptors() == before
