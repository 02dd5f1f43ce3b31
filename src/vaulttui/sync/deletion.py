"""Deleting on a remote: never but what was asked for by its id, and never what is not ours."""

from collections.abc import Sequence
from dataclasses import replace

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.remotes.protocol import Abilities, Verb
from vaulttui.sync.asked import meant
from vaulttui.sync.effects import Effect, EffectKind, effect_of
from vaulttui.sync.states import Compared, State


def deletions(
    compared: Sequence[Compared], asked: Sequence[str], abilities: Abilities
) -> list[Effect]:
    """The effects of every ``--delete``, each once; of what goes whole no slot goes by itself."""
    effects = {one.id: one for one in (_deletion(compared, it, abilities) for it in asked)}
    whole = {one.place for one in effects.values() if not one.removed}
    return [one for one in effects.values() if not one.removed or one.place not in whole]


def _deletion(compared: Sequence[Compared], asked: str, abilities: Abilities) -> Effect:
    """The effect of one ``--delete``; Ambiguous where two kinds have the id."""
    whole = meant(compared, asked)
    if whole is not None:
        return _whole(whole, abilities)
    object_id, _, slot = asked.rpartition("/")
    holder = meant([one for one in compared if slot in _held(one)], object_id, f"/{slot}")
    if holder is not None:
        return _one_slot(holder, slot, abilities)
    raise NotFound(
        f"There is no {safe_text(asked)} on the remote.", hint="See `vaulttui drift` for the ids."
    )


def _held(one: Compared) -> set[str]:
    return {*(one.found.slots if one.found else ()), *one.extra}


def _whole(one: Compared, abilities: Abilities) -> Effect:
    _refuse_unanswered(one, safe_text(one.key))
    if one.wanted is None or not one.wanted.object_id:
        raise InvalidValue(
            f"{safe_text(one.key)} was not made from here; it is not deleted.",
            hint="Adopt it first, if it is meant.",
        )
    if "object" not in abilities.deletes:
        raise InvalidValue(f"{safe_text(one.key)} can only be deleted slot by slot (OBJECT/SLOT).")
    effect = effect_of(one, EffectKind.DELETE, Verb.DELETE, {})
    return replace(effect, reason="and is not bound any more")


def _one_slot(one: Compared, slot: str, abilities: Abilities) -> Effect:
    name = f"{safe_text(one.key)}/{safe_text(slot)}"
    _refuse_unanswered(one, name)
    if one.wanted and slot in one.wanted.slots:
        raise InvalidValue(
            f"{name} has a value here and would come back.",
            hint="Take it away here first.",
        )
    if one.extra.get(slot) is not State.LOCAL_AHEAD and not (one.wanted and one.wanted.object_id):
        raise InvalidValue(
            f"{name} was not written from here; it is not deleted.",
            hint="Adopt it first, if it is meant.",
        )
    if "slot" not in abilities.deletes:
        raise InvalidValue("This remote deletes no single slot.")
    effect = effect_of(one, EffectKind.DELETE, Verb.DELETE, {})
    return replace(effect, removed=(slot,))


def _refuse_unanswered(one: Compared, name: str) -> None:
    """Raise InvalidValue for what nothing here is bound to, be it that it never was."""
    if one.wanted is None or one.wanted.binding is None:
        raise InvalidValue(
            f"Nothing here answers for {name} now; it is not deleted.",
            hint="If what did lies in the trash, bring it back (`vaulttui trash list`, "
            "`vaulttui trash restore …`); otherwise `vaulttui adopt` it first, if it is meant.",
        )
