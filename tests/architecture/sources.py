"""The project's own files, as the tests of its shape read them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "src" / "vaulttui"
TESTS: Final = ROOT / "tests"


def python_files(*folders: Path) -> list[Path]:
    """Every Python file below ``folders``, in order."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def named(path: Path) -> str:
    """The path as messages show it, from the project's root."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, nested ones too."""
    left: list[ast.AST] = [tree(path)]
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        # No expression holds a function that has a name.
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            left += [one for one in _all(getattr(node, name, ())) if not isinstance(one, ast.expr)]


def _all(body: object) -> list[ast.AST]:
    return body if isinstance(body, list) else []
