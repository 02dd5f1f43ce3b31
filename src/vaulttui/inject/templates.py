"""Rendering the injectors of a type, within limits, and with errors that hold no value."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from vaulttui.errors import InvalidValue
from vaulttui.inject.apart import apart

if TYPE_CHECKING:
    from minijinja import Environment

Context = Mapping[str, object]
_FUEL: Final = 200_000
"""Steps that one template may take; the largest that ships takes some hundreds."""
_LONGEST: Final = 16 << 20
"""Characters that one template may become."""
_PLAIN: Final = re.compile(
    r"""(?: [^{] | \{(?![{%#]) | \{\{ \s* \w+(?:\.\w+){0,3} \s* \}\}
    | \{% \s* (?: (?:el)?if \s+ (?:not\s+)? \w+(?:\.\w+){0,3} | else | endif ) \s* %\} )*+""",
    re.X,
)
"""Templates that become no larger than what they are made of; most are."""
_SHORT: Final = 1 << 15
_PROBLEMS: Final = {
    "OutOfFuel": "takes too many steps",
    "SyntaxError": "cannot be read",
    "UndefinedError": "uses a part of something that is not there",
    "UnknownFilter": "uses a filter that is not known",
    "UnknownTest": "uses a test that is not known",
    "UnknownMethod": "uses a method that is not known",
    "UnknownFunction": "uses a function that is not known",
}
_HINT: Final = "See `vaulttui help types`."
_OTHER_PROBLEM: Final = "does what its values do not allow"


class _TooLongError(Exception):
    """What a template makes is longer than allowed."""


class Templates:
    """A place to render in; the templates of one run share it."""

    def __init__(self) -> None:
        self._names: dict[str, frozenset[str]] = {}

    @cached_property
    def _place(self) -> "Environment":
        from minijinja import Environment

        # With debug, an error would print every variable.
        place = Environment(
            debug=False,
            fuel=_FUEL,
            undefined_behavior="lenient",
            auto_escape_callback=lambda _name: False,
            keep_trailing_newline=True,
        )
        # A field may have the name of a function, and a template of ours calls none.
        for name in list(place.globals):
            place.remove_global(name)
        return place

    def names(self, where: str, template: str) -> frozenset[str]:
        """What a template uses, with the dots behind it: ``url``, ``tower.filename``.

        ``where`` begins the message of InvalidValue.
        """
        if template not in self._names:
            found = _bounded(where, template, partial(self._find_names, where, template))
            self._names[template] = frozenset(found.split())
        return self._names[template]

    def render(self, where: str, template: str, context: Context) -> str:
        """The text that a template makes; what is undefined renders as nothing."""
        return _bounded(where, template, partial(self._render, where, template, context))

    def _find_names(self, where: str, template: str) -> str:
        from minijinja import TemplateError

        try:
            return " ".join(self._place.undeclared_variables_in_str(template, True))
        except TemplateError as error:
            raise _refused(where, error.kind, error.line) from None

    def _render(self, where: str, template: str, context: Context) -> str:
        from minijinja import TemplateError

        left = _LONGEST

        def counted(value: object) -> object:
            nonlocal left
            left -= len(value) if isinstance(value, str) else 1
            if left < 0:
                raise _TooLongError
            return "" if value is None else value

        self._place.finalizer = counted
        try:
            return self._place.render_str(template, None, **context)
        except TemplateError as error:
            raise _refused(where, error.kind, error.line) from None
        except _TooLongError:
            raise InvalidValue(f"{where} becomes longer than 16 MiB.") from None


def _bounded(where: str, template: str, work: Callable[[], str]) -> str:
    """What work makes of a template: at once, or where it could run away, held to limits."""
    if len(template) <= _SHORT and _PLAIN.fullmatch(template):
        return work()
    made = apart(work)
    if made is None:
        raise InvalidValue(f"{where} takes too much memory or time.", hint=_HINT)
    return made


def _refused(where: str, kind: str, line: int | None) -> InvalidValue:
    place = f" (line {line})" if line else ""
    return InvalidValue(f"{where} {_PROBLEMS.get(kind, _OTHER_PROBLEM)}{place}.", hint=_HINT)
