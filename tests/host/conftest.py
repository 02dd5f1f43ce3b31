"""What the tests of runs share."""

from pathlib import Path

import pytest

from tests.host.forms import FORMS


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for the files of runs that belongs to this test alone."""
    place = tmp_path / "runtime"
    place.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    return place


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, runtime: Path) -> str:
    """Each form of a run by its name."""
    assert runtime.is_dir()
    return str(request.param)
