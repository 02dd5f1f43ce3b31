"""What another version of a type means for the credentials that have it, in values and words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.revisions import Record
from vaulttui.domain.sets import Key, Set
from vaulttui.domain.text import plural, safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.domain.types.migration import Fate
from vaulttui.inject.changed import ChangedNames
from vaulttui.operations.carried import Carried, Secrecy

_COUNTED: Final[Sequence[tuple[Callable[[Carried], bool], str, str]]] = (
    (lambda one: one.route.fate is Fate.MOVED, "value moves", "values move"),
    (lambda one: one.route.fate is Fate.EXTRA, "becomes an extra field", "become extra fields"),
    (lambda one: one.route.fate is Fate.TAKEN, "was an extra field", "were extra fields"),
    (lambda one: one.secrecy is Secrecy.SEALED, "becomes secret", "become secret"),
    (lambda one: one.secrecy is Secrecy.SHOWN, "becomes public", "become public"),
    (lambda one: one.respelled, "is written otherwise", "are written otherwise"),
    (lambda one: bool(one.problem), "is not valid any more", "are not valid any more"),
)
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to one credential, its fields in order.

    ``incomplete`` names what it will lack that it did not lack so far, ``names`` what
    programs get otherwise. ``keys`` of sets and ``sources`` (their records) follow the
    fields that they mean.
    """

    credential: Credential
    fields: tuple[Carried, ...]
    incomplete: tuple[str, ...]
    names: ChangedNames
    keys: tuple[tuple[Set, Key], ...]
    sources: tuple[Record, ...]

    @property
    def places(self) -> Mapping[str, str]:
        """Where fields are from now on, of those that are not where they were."""
        return {one.field: one.to for one in self.fields if one.moved}

    @property
    def told(self) -> tuple[str, ...]:
        """What happens, a clause each; nothing where nothing does."""
        return tuple(self._told())

    def _told(self) -> Iterator[str]:
        for one in self.fields:
            yield from one.told
        for name in self.incomplete:
            yield f"{name} is required and has no value"
        for found, key in self.keys:
            to = safe_text(self.places[key.field], 80)
            yield f"the key {key.name} of the set {found.name} follows to {to}"
        if self.sources:
            yield f"{plural(len(self.sources), 'lookup')} from outside will follow"
        yield from (f"programs no longer get {name}" for name in self.names.gone)
        yield from (f"programs may get another value of {name}" for name in self.names.changed)
        yield from (f"programs get {name} as well" for name in self.names.added)


@dataclass(frozen=True, slots=True)
class Preview:
    """A type's next version, and what it means for the credentials of the type, by name.

    ``breaks`` says, a sentence each, why it is not saved without a migration; without
    any it is safe. ``gained`` are its new fields that may stay empty.
    """

    type: CredentialType
    breaks: tuple[str, ...]
    gained: tuple[str, ...]
    effects: tuple[Effect, ...]

    @property
    def touched(self) -> tuple[Effect, ...]:
        """Of the credentials those to which anything happens."""
        return tuple(effect for effect in self.effects if effect.told)

    @property
    def told(self) -> str:
        """All of it in a few sentences."""
        if not self.effects:
            return "No credential is of this type."
        used = f"{plural(len(self.effects), 'credential')} of this type"
        sentences = [f"{used}: {', '.join(self._counts()) or 'nothing changes for them'}."]
        if self.gained:
            sentences.append(f"New, and perhaps empty: {some(self.gained)}.")
        for word, names in self._names():
            sentences.append(f"Programs {word} {some(names)}.")
        return " ".join(sentences)

    def _counts(self) -> Iterator[str]:
        fields = [one for effect in self.effects for one in effect.fields]
        for counts, one, many in _COUNTED:
            if count := sum(map(counts, fields)):
                yield plural(count, one, many)
        if count := sum(bool(effect.incomplete) for effect in self.effects):
            lack = plural(count, "credential lacks", "credentials lack")
            yield f"{lack} a required value"

    def _names(self) -> Iterator[tuple[str, list[str]]]:
        words = {"gone": "no longer get", "changed": "may get other values of", "added": "also get"}
        for part, word in words.items():
            found = {name for effect in self.effects for name in getattr(effect.names, part)}
            if found:
                yield word, sorted(found)


def some(names: Iterable[str]) -> str:
    """Names in a row; of many, the first and how many more there are."""
    shown = [safe_text(name, 80) for name in names]
    more = len(shown) - _NAMED
    return ", ".join(shown[:_NAMED]) + (f" and {more} more" if more > 0 else "")
