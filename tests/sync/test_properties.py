"""Generated vaults and remotes: what a plan says is done, nothing else is, and then it is empty."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.model_remote import ABILITIES, Fault, Name, Thing, lost
from tests.sync.recipes import RECIPES, Recipe, furnish
from tests.sync.world import World, slots_of
from vaulttui.domain.remotes import Budget, Policy
from vaulttui.errors import InUse, Refused, RemoteFailed, Stale, Throttled, Unreachable
from vaulttui.remotes.protocol import Kind
from vaulttui.sync.effects import Effect, EffectKind
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Outcome
from vaulttui.sync.states import State

DIALECTS: Final = st.sampled_from(sorted(ABILITIES))
FULL: Final = settings.default is not None and settings.default.max_examples > 100
few = settings(max_examples=1_500 if FULL else 10)


@contextmanager
def worlds(name: str, recipe: Recipe) -> Iterator[World]:
    world = World.of(name)
    furnish(world, recipe)
    yield world
    world.close()


def strangers(world: World) -> dict[Name, tuple[object, ...]]:
    """What others made, as it is."""
    return {
        place: held
        for place, held in world.model.picture().items()
        if b"of others" in world.model.things[place].values.values()
    }


def meaning(effect: Effect) -> tuple[object, ...]:
    """An effect but for the id of an object that was made meanwhile."""
    return effect.place, effect.verb, slots_of(effect), effect.public, effect.projects


@given(DIALECTS, RECIPES)
@few
def test_after_an_apply_the_next_plan_is_empty(name: str, recipe: Recipe) -> None:
    with worlds(name, recipe) as world:
        before = {place: dict(t.values) for place, t in world.model.things.items()}
        first = world.plan()
        assert world.apply(first).all_done
        world.check_settled()
        for place, values in before.items():
            held = world.model.things[place].values
            assert values.items() <= held.items(), "what is not ours is never changed"
        assert not any(what == "delete" for what, *_ in world.model.done)
        assert max(world.model.done.values(), default=1) == 1, "nothing is written twice"
        ignored = [
            (one.found.object_id, slot)
            for one in world.plan().compared
            for slot, at in (one.wanted.slots.items() if one.wanted and one.found else ())
            if one.found and at.policy is Policy.IGNORE
        ]
        assert not any(("value", *place) in world.model.done for place in ignored)


@given(DIALECTS, RECIPES)
@few
def test_a_plan_changes_nothing_and_says_the_same_again(name: str, recipe: Recipe) -> None:
    with worlds(name, recipe) as world:
        there, seq = world.model.picture(), world.session.file.next_seq
        first, second = world.plan(), world.plan()
        assert (first.effects, first.left, first.vault, first.snapshot) == (
            second.effects, second.left, second.vault, second.snapshot,
        )  # fmt: skip
        assert world.model.picture() == there
        assert world.session.file.next_seq == seq


@given(DIALECTS, RECIPES, st.randoms(use_true_random=False))
@few
def test_what_is_unticked_is_left_for_the_next_plan(
    name: str, recipe: Recipe, random: Random
) -> None:
    with worlds(name, recipe) as world:
        plan = world.plan()
        chosen = {one.id for one in plan.effects if random.random() < 0.5}
        report = world.apply(plan, chosen)
        undone = [one.effect for one in report.results if one.outcome is Outcome.LEFT]
        assert all(one.after for one in undone), "only what waits for what was not chosen"
        rest = [one for one in plan.effects if one.id not in chosen]
        later = world.plan()
        assert sorted(map(meaning, later.effects), key=repr) == sorted(
            map(meaning, [*rest, *undone]), key=repr
        )
        world.check_truth(later)
        world.apply()
        world.check_settled()


@given(DIALECTS, RECIPES, st.integers(0, 50))
@few
def test_one_value_changed_here_is_one_effect(name: str, recipe: Recipe, which: int) -> None:
    with worlds(name, recipe) as world:
        world.apply()
        places = [
            (one, slot)
            for one in world.plan().compared
            for slot, at in (one.wanted.slots.items() if one.wanted else ())
            if one.slots[slot] is State.IN_SYNC and at.policy is Policy.ENFORCE
        ]
        if not places:
            return
        one, slot = places[which % len(places)]
        assert one.wanted is not None
        at = one.wanted.slots[slot]
        _change(world, at.holder_id, at.field)
        effects = world.plan().effects
        holders = [
            (other.wanted.place, name)
            for other in world.plan().compared
            if other.wanted
            for name, held in other.wanted.slots.items()
            if (held.holder_id, held.field) == (at.holder_id, at.field)
            and other.slots[name] is State.LOCAL_AHEAD
            and held.policy is Policy.ENFORCE
        ]
        found = [(effect.place, name) for effect in effects for name in effect.slots]
        assert (one.wanted.place, slot) in found
        assert sorted(found) == sorted(holders), "and no more than those that hold this value"
        assert {effect.kind for effect in effects} == {EffectKind.CHANGE}
        world.apply()
        world.check_settled()


def _change(world: World, holder_id: str, field: str) -> None:
    from vaulttui.secret import Secret
    from vaulttui.session.draft import Draft

    record = world.session.view.record(holder_id)
    assert record is not None
    draft = Draft.of(record)
    if field in record.v:
        draft.set(field, Secret(b"another value"))
    else:
        draft.m[f"field.{field}"] = "1234"
    with world.session.edit("edit") as change:
        change.put(draft)


@given(DIALECTS, RECIPES, st.sampled_from(Budget))
@few
def test_a_budget_is_kept(name: str, recipe: Recipe, budget: Budget) -> None:
    with worlds(name, recipe) as world:
        whole = world.plan()
        world.edit(budget=budget)
        plan = world.plan()
        before = {place: dict(t.values) for place, t in world.model.things.items()}
        assert len(plan.effects) + sum("budget" in one.reason for one in plan.left) == len(
            whole.effects
        )
        if budget is Budget.READ_ONLY:
            assert plan.effects == ()
        world.apply(plan)
        if budget is Budget.CREATE_ONLY:
            for place, held in before.items():
                assert held.items() <= world.model.things[place].values.items()
        assert world.plan().effects == ()


ERRORS: Final[tuple[Callable[[], RemoteFailed], ...]] = (
    lambda: Unreachable("no route"),
    lambda: Throttled("slow down", 0.0),
    lambda: Throttled("slow down"),
    lambda: Refused("not you"),
)


class Weather:
    """Random faults at the requests of a run, but not at its first reading."""

    def __init__(self, seed: int, often: float) -> None:
        self.random, self.often = Random(seed), often

    def __call__(self, what: str) -> Fault | None:
        if self.random.random() > self.often:
            return None
        if what == "read":
            return Fault(Unreachable("no route"))
        if self.random.random() < 0.5:
            return Fault(self.random.choice(ERRORS)())
        return self.random.choice([*lost(late=False), *lost(late=True)])


def until_settled(world: World) -> None:
    """Resume until nothing is open; a remote that cannot be read is asked again."""
    for _ in range(60):
        if not world.journal:
            return
        try:
            world.resume()
        except RemoteFailed:
            continue
    raise AssertionError(f"{len(world.journal)} effects stay open")


def until_done(world: World) -> list[Plan]:
    """Plan and apply under faults until a plan is empty."""
    plans: list[Plan] = []
    for _ in range(60):
        until_settled(world)
        try:
            plan = world.plan()
            if not plan.effects:
                return plans
            plans.append(plan)
            world.apply(plan)
        except (RemoteFailed, Stale, InUse):
            continue
    raise AssertionError("there is always something to do")


@given(DIALECTS, RECIPES, st.integers(0, 10_000), st.sampled_from([0.05, 0.2, 0.5]))
@settings(few, max_examples=2 * few.max_examples)
def test_faults_lose_and_double_nothing(name: str, recipe: Recipe, seed: int, often: float) -> None:
    with worlds(name, recipe) as world:
        theirs = strangers(world)
        world.model.faults = Weather(seed, often)
        until_done(world)
        world.model.faults = lambda _what: None
        world.check_settled()
        assert all(
            world.model.done[what] == 1 for what in world.model.done if what[0] == "create"
        ), "made once"
        for place, held in theirs.items():
            now = world.model.things[place]
            assert all(
                now.values.get(slot) == value
                for slot, value in held[2].items()  # type: ignore[attr-defined]  # its values
            )


def others_do(world: World, random: Random) -> None:
    """Something that happens behind our back to an object of ours."""
    ours = [
        (one.kind, one.found.object_id)
        for one in world.plan().compared
        if one.wanted and one.found and one.ours and one.kind is not Kind.TYPE
    ]
    if not ours:
        return
    place = random.choice(ours)
    thing: Thing = world.model.things[place]
    slots = sorted(thing.values) or ["ONE"]
    deeds: list[Callable[[], object]] = [
        lambda: world.model.put(place, random.choice(slots), b"theirs"),
        lambda: world.model.things.pop(place),
    ]
    if thing.values:
        deeds.append(lambda: world.model.take(place, random.choice(slots)))
    if not world.keyed:
        deeds += [lambda: world.model.rename(place, "theirs"), lambda: world.model.make_anew(place)]
    random.choice(deeds)()


@given(DIALECTS, RECIPES, st.randoms(use_true_random=False))
@few
def test_what_others_do_is_told_and_mended(name: str, recipe: Recipe, random: Random) -> None:
    with worlds(name, recipe) as world:
        world.apply()
        others_do(world, random)
        plan = world.plan()
        if world.model.abilities.marks or world.model.abilities.owns_slots:
            unseen = world.model.abilities.owns_slots  # nothing tells of a value that changed
            if not unseen:
                world.check_truth(plan)
        assert EffectKind.DELETE not in {effect.kind for effect in plan.effects}
        world.apply(plan)
        assert world.plan().effects == ()


@pytest.mark.parametrize("name", sorted(ABILITIES))
def test_a_plan_without_changes_is_one_reading(name: str) -> None:
    world = World.of(name)
    for number in range(5):
        world.add(f"n{number}", **dict.fromkeys(world.slots, "x"))
    world.apply()
    world.model.asked.clear()
    world.plan()
    assert world.model.asked == {"read": 1}
    world.close()
