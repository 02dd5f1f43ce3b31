"""A TOML table that answers for the types of its values, or says in a sentence what is off."""

from collections.abc import Iterable, Mapping, Set
from typing import Final, TypeVar

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

T = TypeVar("T")
_NOUNS: Final[dict[type, str]] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


class Table(dict[str, object]):
    """A table and ``where`` it stands, which begins every message of InvalidValue."""

    def __init__(self, values: Mapping[str, object], where: str) -> None:
        super().__init__(values)
        self.where = where

    def only(self, keys: Set[str]) -> None:
        """Refuse keys that are not among ``keys``."""
        unknown = next((key for key in self if key not in keys), None)
        if unknown is not None:
            raise InvalidValue(
                f'{self.where} has an unknown key "{safe_text(unknown, 80)}".',
                hint=f"Known here: {', '.join(sorted(keys))}.",
            )

    def optional(self, key: str, wanted: type[T]) -> T | None:
        """Return the value, None where the key is absent."""
        value = self.get(key)
        if value is None:
            return None
        if type(value) is not wanted:
            raise InvalidValue(f'{self.where}: "{key}" must be {_NOUNS[wanted]}.')
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default the key must be there and not be empty."""
        value = self.optional(key, str)
        if value or (value is not None and default is not None):
            return value
        if default is None and value is None:
            raise InvalidValue(f'{self.where} lacks the key "{safe_text(key, 80)}".')
        if default is None:
            raise InvalidValue(f'{self.where}: "{safe_text(key, 80)}" is empty.')
        return default

    def number(self, key: str) -> int:
        """Return a whole number, which must be there."""
        value = self.optional(key, int)
        if value is None:
            raise InvalidValue(f'{self.where} lacks the key "{key}".')
        return value

    def flag(self, key: str) -> bool:
        """Return a boolean, false where the key is absent."""
        return self.optional(key, bool) or False

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is absent."""
        found: list[str] = []
        for value in self.optional(key, list) or []:
            if not isinstance(value, str):
                raise InvalidValue(f'{self.where}: "{key}" must be a list of texts.')
            found.append(value)
        return tuple(found)

    def one_of(self, key: str, words: Iterable[str], default: str | None = None) -> str:
        """Return a text that is one of ``words``."""
        value = self.text(key, default)
        if value in words:
            return value
        raise InvalidValue(
            f'{self.where}: "{key}" cannot be "{safe_text(value, 80)}".',
            hint=f"It is one of: {', '.join(word for word in words if word)}.",
        )

    def table(self, key: str) -> "Table":
        """Return the table of that key, empty where it is absent."""
        return Table(self.optional(key, dict) or {}, f"{self.where}, {key}")

    def tables(self, key: str) -> "list[Table]":
        """Return the list of tables of that key, empty where it is absent."""
        found: list[Table] = []
        for value in self.optional(key, list) or []:
            if not isinstance(value, dict):
                raise InvalidValue(f'{self.where}: "{key}" must be written as [[{key}]].')
            found.append(Table(value, f"{self.where}, {key}"))
        return found
