"""An agent that runs, and none that outlives its test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent import agents


@pytest.fixture(autouse=True)
def none_left(home: Path) -> Iterator[None]:
    yield
    agents.kill_the_one_that_runs()


@pytest.fixture
def running() -> int:
    """The process of an agent that was started now."""
    return agents.started()
