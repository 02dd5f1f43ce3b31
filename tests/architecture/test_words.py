"""Files and classes are named after what they are, never after having no better name."""

import re
from typing import Final

from tests.architecture.sources import PACKAGE, TESTS, named, python_files

EMPTY_WORDS: Final = frozenset({"helpers", "manager", "managers", "misc", "util", "utils"})
_CLASS: Final = re.compile(r"^ *class (\w+)", re.MULTILINE)
EMPTY_ENDINGS: Final = ("Helper", "Helpers", "Manager", "Util", "Utils")


def test_file_names() -> None:
    vague = [
        name
        for name in map(named, python_files(PACKAGE, TESTS))
        if EMPTY_WORDS & set(re.split("[/_.]", name))
    ]
    assert vague == []


def test_class_names() -> None:
    names = [
        f"{named(path)} {name}"
        for path in python_files(PACKAGE, TESTS)
        for name in _CLASS.findall(path.read_text("utf-8"))
    ]
    assert f"{named(PACKAGE / 'secret.py')} Secret" in names
    assert [name for name in names if name.endswith(EMPTY_ENDINGS)] == []
