"""Deleting on a remote: never but what was asked for by its id, and never what is not ours."""

from collections.abc import Sequence
from dataclasses import replace

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.remotes.protocol import Abilities, Verb
from vaulttui.sync.effects import Effect, EffectKind, effect_of
from vaulttui.sync.states import Compared, State


def deletion(compared: Sequence[Compared], asked: str, abilities: Abilities) -> Effect:
    """The effect of one ``--delete``."""
    for one in compared:
        if one.found is not None and one.found.object_id == asked:
            return _whole(one, abilities)
        object_id, _, slot = asked.rpartition("/")
        if one.found is not None and object_id == one.found.object_id and slot in _held(one):
            return _one_slot(one, slot, abilities)
    raise NotFound(
        f"There is no {safe_text(asked)} on the remote.", hint="See `vaulttui drift` for the ids."
    )


def _held(one: Compared) -> set[str]:
    return {*(one.found.slots if one.found else ()), *one.extra}


def _whole(one: Compared, abilities: Abilities) -> Effect:
    if one.wanted is None or not one.wanted.object_id:
        raise InvalidValue(
            f"{safe_text(one.key)} was not made from here; it is not deleted.",
            hint="Adopt it first, if it is meant.",
        )
    if "object" not in abilities.deletes:
        raise InvalidValue(f"{safe_text(one.key)} can only be deleted slot by slot (OBJECT/SLOT).")
    effect = effect_of(one, EffectKind.DELETE, Verb.DELETE, {})
    return replace(effect, reason="and is not bound any more") if one.wanted.binding else effect


def _one_slot(one: Compared, slot: str, abilities: Abilities) -> Effect:
    if one.wanted and slot in one.wanted.slots:
        raise InvalidValue(
            f"{safe_text(one.key)}/{safe_text(slot)} has a value here and would come back.",
            hint="Take it away here first.",
        )
    if one.extra.get(slot) is not State.LOCAL_AHEAD and not (one.wanted and one.wanted.object_id):
        raise InvalidValue(
            f"{safe_text(one.key)}/{safe_text(slot)} was not written from here; it is not deleted.",
            hint="Adopt it first, if it is meant.",
        )
    if "slot" not in abilities.deletes:
        raise InvalidValue("This remote deletes no single slot.")
    effect = effect_of(one, EffectKind.DELETE, Verb.DELETE, {})
    return replace(effect, removed=(slot,))
