"""In which order effects are done, and which must wait for which."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vaulttui.remotes.protocol import Kind, Verb
from vaulttui.sync.effects import Effect


def chained(effects: Sequence[Effect]) -> Iterator[Effect]:
    """In order, each knowing what must be done before it."""
    makers = {one.place: one.id for one in effects if one.verb is Verb.CREATE}
    types: dict[str, list[str]] = {}
    deletes: dict[str, list[str]] = {}
    for one in effects:
        if one.object_kind is Kind.TYPE and one.verb is not Verb.DELETE:
            types.setdefault(one.key, []).append(one.id)
        elif one.object_kind is not Kind.TYPE and one.verb is Verb.DELETE:
            deletes.setdefault(one.type_key, []).append(one.id)
    for one in sorted(effects, key=_turn):
        first = [makers[one.place]] if one.place in makers and one.verb is not Verb.CREATE else []
        if one.object_kind is not Kind.TYPE and one.verb is not Verb.DELETE:
            first += types.get(one.type_key, [])
        elif one.object_kind is Kind.TYPE and one.verb is Verb.DELETE and not one.removed:
            first += deletes.get(one.key, [])
        yield replace(one, after=tuple(first))


def _turn(effect: Effect) -> int:
    """Types are there before what is of them, and go after it."""
    of_type = effect.object_kind is Kind.TYPE
    if effect.verb is Verb.DELETE:
        return 5 if of_type and not effect.removed else 4
    return (0 if of_type else 2) + (effect.verb is not Verb.CREATE)
