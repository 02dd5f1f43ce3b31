"""Files and functions stay small enough to be read at one sitting."""

import ast
from typing import Final

from tests.architecture.sources import PACKAGE, TESTS, functions, named, python_files

MAX_FILE: Final = 400
MAX_FUNCTION: Final = 40
TABLES: Final = "tests/vectors/make"
"""Functions there are tables of vectors, one a line."""


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_files_are_short() -> None:
    sizes = {
        named(path): len(path.read_text("utf-8").splitlines())
        for path in python_files(PACKAGE, TESTS)
    }
    assert len(sizes) > 10
    assert {name: size for name, size in sizes.items() if size > MAX_FILE} == {}


def test_functions_are_short() -> None:
    sizes = {
        f"{named(path)}:{function.lineno} {function.name}": _lines(function)
        for path in python_files(PACKAGE, TESTS)
        for function in functions(path)
        if not named(path).startswith(TABLES)
    }
    assert len(sizes) > 10
    assert {name: size for name, size in sizes.items() if size > MAX_FUNCTION} == {}
