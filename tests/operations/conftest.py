"""A session on a real file, and a machine whose passphrases cost little."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.samples import Moments, make_vault, opened
from vaulttui.crypto import kdf
from vaulttui.session.session import Session


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """The path of a vault that is empty at first."""
    path = tmp_path / "vault.vtv"
    make_vault(path)
    return path


@pytest.fixture
def moments() -> Moments:
    return Moments()


@pytest.fixture
def session(vault: Path, tmp_path: Path, moments: Moments) -> Iterator[Session]:
    """The vault, open, with a log of reads."""
    session = Session(opened(vault), by="test", reads=tmp_path / "reads", now=moments)
    yield session
    session.close()


@pytest.fixture
def small_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a GiB of memory, so that a new slot takes the least cost that one may have."""
    monkeypatch.setattr(kdf, "memory_of_machine", lambda _row: kdf.GIB // 2)
