"""How a filter that is being typed may go on, as a shell suggests the rest of a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

Known = Mapping[str, Sequence[str]]
"""By qualifier the values there are, what is most likely meant first."""
QUALIFIERS: Final = (
    "type", "tag", "project", "set", "expires", "stale", "name", "organization", "remote",
)  # fmt: skip
EXAMPLES: Final[Known] = {
    "expires": ("30d", "past", "90d", "7d"),
    "stale": ("90d", "180d", "1y", "30d"),
}
_FEWEST: Final = 2
"""So many letters before a word is taken for the beginning of a qualifier."""
_LAST: Final = re.compile(r"""-?(?:(?P<qualifier>[A-Za-z]+):)?(?P<quote>"?)(?P<value>[^"]*)$""")


class Completion(NamedTuple):
    """``rest`` is shown behind what is typed, ``whole`` is what it becomes."""

    rest: str
    whole: str


def completion(
    text: str, known: Known, qualifiers: Sequence[str] = QUALIFIERS
) -> Completion | None:
    """What the last part of a filter may be the beginning of; None for nothing."""
    last = _last(text)
    if last is None:
        return None
    qualifier, quote, value = last["qualifier"], last["quote"], last["value"]
    if qualifier is None:
        return None if quote else _qualifier(text, value, qualifiers)
    for one in _beginning(known.get(qualifier.lower(), ()), value.casefold()):
        rest = one[len(value) :]
        begin = text[: last.start("quote")]
        quoted = quote or " " in one
        return Completion(rest + ('"' if quote else ""), begin + (f'"{one}"' if quoted else one))
    return None


def _last(text: str) -> re.Match[str] | None:
    """The part that is being typed; a blank ends one that no quote holds together."""
    # A quote that stands open began with the last one; what is before it is done.
    opened = text.count('"') % 2
    begin = text.rfind('"') if opened else len(text)
    start = max(text.rfind(" ", 0, begin), text.rfind("\t", 0, begin)) + 1
    return _LAST.match(text, start)


def _qualifier(text: str, word: str, qualifiers: Sequence[str]) -> Completion | None:
    if len(word) < _FEWEST:
        return None
    for one in _beginning(qualifiers, word.casefold()):
        rest = f"{one[len(word) :]}:"
        return Completion(rest, text + rest)
    return None


def _beginning(known: Sequence[str], typed: str) -> Iterator[str]:
    return (
        one
        for one in known
        if one.casefold().startswith(typed) and one.casefold() != typed and '"' not in one
    )
