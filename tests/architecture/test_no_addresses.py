"""No file names a package registry: where packages come from is the machine's own business."""

import re
import subprocess
from typing import Final

import pytest

from tests.architecture.sources import ROOT

# Written with classes of one letter, so that this file does not find itself.
ADDRESS: Final = re.compile(
    rb"py[p]i\.org|python[h]osted|npm[j]s|deb[i]an\.org|crate[s]\.io|golan[g]\.org"
    rb"|(?<!no-emit-)(index[-]url|find[-]links|trusted[-]host)|devp[i]/|artifactor[y]"
)


def _tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [name.decode() for name in listing.stdout.split(b"\0") if name]


def test_no_registry_address() -> None:
    names = [name for name in _tracked() if (ROOT / name).is_file()]
    assert "pyproject.toml" in names
    assert [name for name in names if ADDRESS.search((ROOT / name).read_bytes().lower())] == []
