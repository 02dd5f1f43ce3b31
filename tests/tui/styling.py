"""Textual's style sheets, read once for all tests: apps of one look begin by the hundred."""

from collections.abc import Hashable
from typing import Any, Final

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

_PARSE: Final = Stylesheet.parse
_PARSE_PART: Final = Stylesheet._parse_rules
APPLY: Final = Stylesheet.apply
_PARSED: Final[dict[Hashable, list[RuleSet]]] = {}
_PARTS: Final[dict[Hashable, list[RuleSet]]] = {}
_NUMBERS: Final[dict[Hashable, int]] = {}
"""One for each way down to a node, and for each choice of rules."""
_CONCERNING: Final[dict[Hashable, tuple[int, list[RuleSet]]]] = {}
"""By list of rules and node: which of them are for such a node; and the list, to stay the one."""
_STYLES: Final[dict[tuple[int, int], tuple[Any, bool]]] = {}
"""By choice of rules and way: the styles, and whether the mouse above would change them."""
_OWNER: Final[dict[DOMNode, int]] = {}
"""The way to the node whose parts are styled at the moment."""


def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remember what a sheet says of a node instead of asking it again: the answer is the same."""
    monkeypatch.setattr(Stylesheet, "parse", _parse)
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_part)
    monkeypatch.setattr(Stylesheet, "apply", _apply)
    # The same numbers, six million times a minute, without a call of Python's.
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)


def _parse(sheet: Stylesheet) -> None:
    """Rules are only read once they are parsed, so all tests may have the same."""
    key = (tuple(sheet._variables.items()), tuple(sheet.source.items()))
    if key not in _PARSED:
        _PARSE(sheet)
        _PARSED[key] = sheet.rules
    sheet._rules = _PARSED[key]
    sheet._require_parse = False
    sheet._rules_map = None


def _parse_part(sheet: Stylesheet, *part: Any, **named: Any) -> list[RuleSet]:
    """A sheet grows by the screens that are opened, in any order; its parts stay as they are."""
    key = (tuple(sheet._variables.items()), part, tuple(named.items()))
    if key not in _PARTS:
        _PARTS[key] = _PARSE_PART(sheet, *part, **named)
    return _PARTS[key]


def _apply(
    sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: dict[Any, Any] | None = None
) -> None:
    """What Textual remembers from sibling to sibling is remembered from app to app.

    It says itself what may be: nothing that depends on a node's place among others.
    """
    part = type(node) is DOMNode
    way = _way(node, _OWNER if part else {} if cache is None else cache)
    key = (_concerning(sheet, node), way)
    if not part:
        _OWNER.clear()
        _OWNER[node] = way
    if key in _STYLES:
        styles, node._has_hover_style = _STYLES[key]
        node._has_focus_within = node._has_order_style = node._has_odd_or_even = False
        _take(sheet, node, styles, animate)
        sheet._process_component_classes(node)
        return
    found: dict[Any, Any] = {}
    APPLY(sheet, node, animate=animate, cache=found)
    for styles in found.values():
        _STYLES[key] = (styles, node._has_hover_style)


def _take(sheet: Stylesheet, node: DOMNode, styles: Any, animate: bool) -> None:
    if animate or node.styles.base._rules != styles:
        sheet.replace_rules(node, styles, animate=animate)
    else:
        node.notify_style_update()


def _concerning(sheet: Stylesheet, node: DOMNode) -> int:
    """Which rules are for such a node, wherever it is."""
    every = sheet.rules
    key = (id(every), type(node), node._id, frozenset(node._classes))
    if key not in _CONCERNING:
        by_name = sheet.rules_map
        chosen = {rule for name in by_name.keys() & node._selector_names for rule in by_name[name]}
        choice = tuple(filter(chosen.__contains__, every))
        _CONCERNING[key] = (_NUMBERS.setdefault(choice, len(_NUMBERS)), every)
    return _CONCERNING[key][0]


def _way(node: DOMNode, known: dict[Any, Any]) -> int:
    """A number of all that selectors can ask of a node and of those above it."""
    above = node._parent
    if not isinstance(above, DOMNode):
        start = -1
    else:
        start = known[above] if above in known else _way(above, known)
    key = (start, type(node), node._id, frozenset(node._classes), _state(node))
    known[node] = _NUMBERS.setdefault(key, len(_NUMBERS))
    return int(known[node])


def _state(node: Any) -> Hashable:
    """What pseudo classes ask, but for those of a place among others."""
    if isinstance(node, Widget):
        return (node.mouse_hover, node.has_focus, node.disabled, node.allow_focus())
    if type(node) is DOMNode:
        return ()
    dark = node.current_theme.dark
    return (node.app_focus, dark, node.is_inline, node.native_ansi_color, node.no_color)
