"""No file needs, by way of others, itself: each can be read with what stands below it."""

import ast
from collections.abc import Iterator, Mapping, Set

from tests.architecture.sources import PACKAGE, python_files, tree

Graph = Mapping[str, Set[str]]


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its name."""
    found = {}
    for path in python_files(PACKAGE):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = tree(path)
    return found


def imported(node: ast.AST) -> Iterator[str]:
    """The names imported, also on demand and for types only."""
    if isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
        yield node.module or ""
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    else:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.expr):
                yield from imported(child)


def graph() -> Graph:
    """Which module imports which."""
    known = modules()
    return {name: set(imported(body)) & known.keys() for name, body in known.items()}


def reached(graph: Graph, start: str) -> set[str]:
    """Everything that a module needs, over however many steps."""
    seen: set[str] = set()
    left = [start]
    while left:
        more = graph[left.pop()] - seen
        seen |= more
        left.extend(more)
    return seen


def circles(graph: Graph) -> dict[str, list[str]]:
    """The modules that need themselves, with the others of their circle."""
    needs = {name: reached(graph, name) for name in graph}
    return {
        name: sorted(other for other in needs[name] if name in needs[other])
        for name in graph
        if name in needs[name]
    }


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {
        "b": ["b", "c"],
        "c": ["b", "c"],
    }


def test_no_circles() -> None:
    found = graph()
    assert len(found) > 10
    assert sum(map(len, found.values())) > 100
    assert circles(found) == {}
