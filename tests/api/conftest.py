"""The vault of a server, and servers for any dialects."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.api import small_dialect
from tests.api.serving import Running, running
from tests.operations.samples import make_vault, session_on
from vaulttui.api.dialect import Build
from vaulttui.session.session import Session

Serve = Callable[..., Running]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """The path of a vault that is empty at first."""
    path = tmp_path / "vault.vtv"
    make_vault(path)
    return path


@pytest.fixture
def session(vault: Path) -> Iterator[Session]:
    """The vault as another program has it open; ``refresh`` it to see what the server did."""
    session = session_on(vault)
    yield session
    session.close()


@pytest.fixture
def serve(vault: Path) -> Iterator[Serve]:
    """``serve(warmhub.dialect, fails={"k": "failed"})``: a server, until the test's end.

    Its options are those of ServeOptions.
    """
    with ExitStack() as stack:

        def begin(*dialects: Build, **options: object) -> Running:
            return stack.enter_context(running(vault, dialects, options))

        yield begin


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server of the small dialects, for all tests of a file that leave its vault as it was."""
    path = tmp_path_factory.mktemp("small") / "vault.vtv"
    make_vault(path)
    with running(path, [small_dialect.dialect, small_dialect.open_dialect], {}) as api:
        yield api
