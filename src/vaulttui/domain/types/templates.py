"""A check of injector templates that reads them without ever running one.

Known are ``{{ expression }}``, ``{# comment #}`` and the statements ``if elif else endif
for endfor set``. Rendering belongs to the ring ``inject``.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

_BLOCK: Final = re.compile(
    r"\{\{[-+]?(?P<expression>.*?)[-+]?\}\}|\{%[-+]?(?P<statement>.*?)[-+]?%\}|\{#.*?#\}", re.S
)
_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z_]\w*)
    | (?P<mark>==|!=|<=|>=|//|\*\*|[-+*/%~<>=|.,:()\[\]{}])
    )""",
    re.X | re.S | re.A,
)
_NAME: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*", re.A)
_WORDS: Final = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "loop"}
    | {"true", "false", "none", "True", "False", "None"}
)
_OPENS: Final = {"if": "endif", "for": "endfor"}
_INSIDE: Final = {"elif": "endif", "else": ""}


def check_template(where: str, template: str, fields: Set[str], files: Mapping[str, str]) -> None:
    """Raise InvalidValue unless ``template`` is well-formed and names only what is there.

    ``where`` begins the message, ``fields`` are the ids that may stand in the template,
    ``files`` the file templates of its type.
    """
    try:
        _check(template, fields, files)
    except ValueError as error:
        raise InvalidValue(f"{where} {error}.") from None


def template_words(template: str) -> frozenset[str]:
    """Every name that stands in a template's blocks: its fields are among them."""
    blocks = (block[0] for block in _BLOCK.finditer(template))
    return frozenset(name for block in blocks for name in _NAME.findall(block))


def with_names(template: str, names: Mapping[str, str]) -> str:
    """The template with other names in its blocks."""
    return _BLOCK.sub(
        lambda block: _NAME.sub(lambda name: names.get(name[0], name[0]), block[0]), template
    )


def plain_text(template: str) -> str:
    """What stands outside of its blocks."""
    return _BLOCK.sub("", template)


def _check(template: str, fields: Set[str], files: Mapping[str, str]) -> None:
    local: set[str] = set()
    waiting: list[str] = []
    for block in _BLOCK.finditer(template):
        statement = block["statement"]
        if statement is not None:
            source = _statement(statement.strip(), waiting, local)
        else:
            source = block["expression"] or ""
        _check_names(list(_tokens(source)), fields | local, files)
    rest = plain_text(template)
    opened = next((mark for mark in ("{{", "{%", "{#") if mark in rest), None)
    if opened:
        raise ValueError(f'has a "{opened}" that is not closed')
    if waiting:
        raise ValueError(f'has no "{{% {waiting[-1]} %}}"')


def _statement(source: str, waiting: list[str], local: set[str]) -> str:
    """Follow one statement and return the expression in it."""
    word, _, rest = source.partition(" ")
    if word in _OPENS:
        waiting.append(_OPENS[word])
    elif word in _OPENS.values():
        if not waiting or waiting.pop() != word:
            raise ValueError(f'has a "{{% {word} %}}" without its beginning')
    elif word in _INSIDE:
        if not waiting or _INSIDE[word] not in ("", waiting[-1]):
            raise ValueError(f'has a "{{% {word} %}}" outside of an "if"')
    elif word != "set":
        raise ValueError(f'uses "{{% {safe_text(word, 40)} %}}", which templates here cannot do')
    if word in ("for", "set"):
        names, _, rest = rest.partition(" in " if word == "for" else "=")
        local.update(name.strip() for name in names.split(","))
    return rest


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    position = 0
    source = source.rstrip()
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None or found.lastgroup is None:
            raise ValueError(f'cannot be read at "{safe_text(source[position:].strip(), 20)}"')
        yield found.lastgroup, found[found.lastgroup]
        position = found.end()


def _check_names(tokens: list[tuple[str, str]], names: Set[str], files: Mapping[str, str]) -> None:
    marks = [text for _kind, text in tokens]
    for at, (kind, name) in enumerate(tokens):
        if kind != "name" or name in _WORDS or not _is_variable(marks, at):
            continue
        if name == "tower":
            _check_file("".join(marks[at + 1 :]), files)
        elif name not in names:
            raise ValueError(f'uses "{name}", which is no field of this type')


def _is_variable(marks: list[str], at: int) -> bool:
    """Tell a variable from an attribute, a filter, a test and the name of an argument."""
    before = marks[at - 1] if at else ""
    after = marks[at + 1] if at + 1 < len(marks) else ""
    is_test = before == "is" or (before == "not" and at > 1 and marks[at - 2] == "is")
    return before not in (".", "|") and after != "=" and not is_test


def _check_file(path: str, files: Mapping[str, str]) -> None:
    found = re.match(r"\.filename(?:\.([A-Za-z_]\w*))?", path, re.A)
    if found is None:
        raise ValueError('uses "tower", of which only "tower.filename" is known')
    key = f"template.{found[1]}" if found[1] else "template"
    if key not in files:
        raise ValueError(f'uses the path of a file, but the type has no file "{key}"')
