"""Files and classes are named after what they are, never after having no better name."""

import ast
import re
from typing import Final

from tests.architecture.sources import PACKAGE, TESTS, named, python_files, tree

EMPTY_WORDS: Final = frozenset({"helpers", "manager", "managers", "misc", "util", "utils"})
EMPTY_ENDINGS: Final = ("Helper", "Helpers", "Manager", "Util", "Utils")


def test_file_names() -> None:
    vague = [
        name
        for name in map(named, python_files(PACKAGE, TESTS))
        if EMPTY_WORDS & set(re.split("[/_.]", name))
    ]
    assert vague == []


def test_class_names() -> None:
    vague = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in python_files(PACKAGE, TESTS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_ENDINGS)
    ]
    assert vague == []
