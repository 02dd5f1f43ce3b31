"""A vault on disk with nothing in it yet, to be filled by each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inject.world import World
from tests.operations.samples import Moments, make_vault, opened
from vaulttui.session.session import Session


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    path = tmp_path / "vault.vtv"
    make_vault(path)
    session = Session(opened(path), by="test", reads=tmp_path / "reads", now=Moments())
    yield World(session, tmp_path)
    session.close()
