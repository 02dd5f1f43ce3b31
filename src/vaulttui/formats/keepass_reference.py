"""KeePass field references, ``{REF:P@I:…}``, resolved among the entries of one file.

Source: keepass.info, "Field References". A reference to a password is not
followed from a public field: its value would stand in the open.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from vaulttui.formats.draft import MAX_VALUE
from vaulttui.formats.keepass_entry import KeepassEntry

_REFERENCE: Final = re.compile(r"\{REF:([TUPANI])@([TUPANIO]):([^{}]{1,512})\}", re.IGNORECASE)
_NAMES: Final[Mapping[str, str]] = {
    "T": "Title", "U": "UserName", "P": "Password", "A": "URL", "N": "Notes",
}  # fmt: skip
_MAX_STEPS: Final = 32


class Unresolved(Exception):
    """A reference leads nowhere, in a circle, or to a secret; the text says which."""


class References:
    """Finds the entries that references mean; the indexes are made on first use."""

    def __init__(self, entries: Iterable[KeepassEntry]) -> None:
        self._entries = tuple(entries)
        self._by: dict[str, dict[str, KeepassEntry]] = {}

    def resolved(self, text: str, *, secret: bool) -> str:
        """Return the text with its references followed; raise Unresolved where one cannot be."""
        steps = 0
        while found := _REFERENCE.search(text):
            steps += 1
            if steps > _MAX_STEPS:
                raise Unresolved("its references lead too far, or in a circle")
            value = self._value(found, secret=secret)
            text = text[: found.start()] + value + text[found.end() :]
            if len(text) > MAX_VALUE:
                raise Unresolved("what its references lead to is larger than 1 MiB")
        return text

    def _value(self, found: re.Match[str], *, secret: bool) -> str:
        wanted, search, sought = found[1].upper(), found[2].upper(), found[3]
        entry = self._index(search).get(sought.strip().casefold())
        if entry is None:
            raise Unresolved("its reference leads to no entry of this file")
        if wanted == "I":
            return entry.uuid.upper()
        name = _NAMES[wanted]
        if not secret and (wanted == "P" or name in entry.protected):
            raise Unresolved("its reference leads to a secret, and the field is public")
        return entry.strings.get(name, "")

    def _index(self, search: str) -> dict[str, KeepassEntry]:
        """Return entries by the folded text of one field; the first of several stands."""
        if search not in self._by:
            made: dict[str, KeepassEntry] = {}
            for entry in self._entries:
                for text in _texts(entry, search):
                    made.setdefault(text.casefold(), entry)
            self._by[search] = made
        return self._by[search]


def has_reference(text: str) -> bool:
    """True where the text holds a reference."""
    return "{REF:" in text or "{ref:" in text


def _texts(entry: KeepassEntry, search: str) -> list[str]:
    if search == "I":
        return [entry.uuid] if entry.uuid else []
    if search == "O":
        return [text for name, text in entry.strings.items() if name not in _NAMES.values()]
    return [entry.strings.get(_NAMES[search], "")]
