"""The values of ``add`` and ``edit``: where each stands written, and what comes of it.

``FIELD=TEXT`` (public fields only) · ``FIELD=@PATH`` (a file's bytes) · ``FIELD=-``
(standard input, once) · ``FIELD==TEXT`` (a text that begins like one of those) ·
``+FIELD:KIND=…`` (an extra field).
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, UsageError
from vaulttui.host.reading import begin_of_file, begin_of_stdin
from vaulttui.operations.credentials import GENERATED, Given
from vaulttui.secret import Secret

FieldOf = Callable[[str], Field]
"""Finds a field by its id, or raises NotFound."""
_WHOLE: Final = frozenset({FieldKind.MULTILINE, FieldKind.FILE})
"""Kinds that keep the newline at the end of what is read for them."""
_MOST: Final = (1 << 20) + 2
"""Bytes read at most: one more than a value may have, and a newline."""


class Source(Enum):
    """Where a value stands."""

    TEXT = auto()
    FILE = auto()
    STDIN = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """One VALUE of the command line; ``kind`` is set for an extra field."""

    field: str
    source: Source
    text: str
    kind: FieldKind | None = None


def parse_words(words: Iterable[str]) -> list[Word]:
    """Read all VALUEs; UsageError or InvalidValue before anything else is looked at."""
    parsed = [_parse(word) for word in words]
    if sum(word.source is Source.STDIN for word in parsed) > 1:
        raise UsageError("Standard input can be the value of one field only.")
    return parsed


def parse_pairs(words: Sequence[str], option: str) -> dict[str, str | None]:
    """``FIELD[=REST]`` of an option, by field; REST is None where it is left out."""
    pairs: dict[str, str | None] = {}
    for word in words:
        name, equals, rest = word.partition("=")
        if name in pairs:
            raise UsageError(f"{option} names the field {safe_text(name)} twice.")
        pairs[check_identifier(name, "field")] = rest if equals else None
    return pairs


def taken(words: Sequence[Word], field_of: FieldOf) -> dict[str, Given]:
    """The values of fields that are there already."""
    return {word.field: Given(_read(word, field_of(word.field))) for word in words if not word.kind}


def taken_extra(words: Sequence[Word]) -> tuple[tuple[Field, Given], ...]:
    """The extra fields with their values."""
    made = [(Field(word.field, word.field, word.kind), word) for word in words if word.kind]
    return tuple((field, Given(_read(word, field))) for field, word in made)


def check_recipes(pairs: Mapping[str, str | None]) -> None:
    """Raise InvalidValue for a recipe that is none."""
    from vaulttui.domain.generate import Recipe

    for recipe in pairs.values():
        if recipe is not None:
            Recipe.parse(recipe)


def generated(pairs: Mapping[str, str | None]) -> dict[str, Given]:
    """A new secret for each field, after its recipe."""
    from vaulttui.domain.generate import DEFAULT_RECIPE, Recipe

    return {
        field_id: Given(Recipe.parse(recipe or DEFAULT_RECIPE).make(), GENERATED)
        for field_id, recipe in pairs.items()
    }


def expiries(pairs: Mapping[str, str | None]) -> dict[str, int | None]:
    """When each field's value expires; an empty date takes the expiry away."""
    from vaulttui.cli.moments import parse_moment

    for field_id, date in pairs.items():
        if date is None:
            raise UsageError(f"--expires is written {field_id}=DATE.")
    return {field_id: parse_moment(date) if date else None for field_id, date in pairs.items()}


def _parse(word: str) -> Word:
    left, equals, right = word.partition("=")
    if not equals:
        raise UsageError(
            f"{safe_text(word, 80)} is no VALUE.",
            hint="Write FIELD=TEXT, FIELD=@PATH, FIELD=- or +FIELD:KIND=….",
        )
    kind = None
    if left.startswith("+"):
        left, colon, kind_name = left[1:].partition(":")
        if not colon:
            raise UsageError("An extra field is written +FIELD:KIND=….")
        kind = _kind(kind_name)
    return Word(check_identifier(left, "field"), *_source(right), kind)


def _kind(name: str) -> FieldKind:
    if name in FieldKind.__members__.values() and name != FieldKind.CHOICE:
        return FieldKind(name)
    kinds = ", ".join(kind for kind in FieldKind if kind is not FieldKind.CHOICE)
    raise InvalidValue(
        f"{safe_text(name, 80)} is no kind of an extra field.", hint=f"Kinds: {kinds}."
    )


def _source(right: str) -> tuple[Source, str]:
    if right.startswith("="):
        return Source.TEXT, right[1:]
    if right.startswith("@"):
        return Source.FILE, right[1:]
    return (Source.STDIN, "") if right == "-" else (Source.TEXT, right)


def _read(word: Word, field: Field) -> Secret:
    if word.source is Source.TEXT:
        return _text(word, field)
    content = read_stdin() if word.source is Source.STDIN else read_file(word.text)
    return Secret(content if field.kind in _WHOLE else content.removesuffix(b"\n"))


def _text(word: Word, field: Field) -> Secret:
    if field.secret:
        raise UsageError(
            f"The field {field.id} is secret; a command line is no place for its value.",
            hint=f"Write {field.id}=@PATH or {field.id}=-, or say --prompt {field.id}.",
        )
    return Secret(os.fsencode(word.text))


def read_stdin() -> bytes:
    """What standard input gives, up to just more than a value may have."""
    return begin_of_stdin(_MOST)


def read_file(path: str) -> bytes:
    """What a file holds, up to just more than a value may have; NotFound where there is none."""
    return begin_of_file(path, _MOST)
