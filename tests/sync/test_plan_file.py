"""A plan in a file: bound to both sides, sealed, and without anything secret."""

from collections.abc import Callable

import msgspec
import pytest

from tests.sync.world import World
from vaulttui.errors import InvalidValue, NotFound, Stale, Tampered
from vaulttui.operations import plans
from vaulttui.sync import plan_file


@pytest.fixture
def kept(world: World) -> bytes:
    one, two = world.slots
    world.add("db", **{one: "the-first-value", two: "the-other"})
    return plan_file.write(world.session, world.plan())


def test_a_plan_that_was_kept_is_applied(world: World, kept: bytes) -> None:
    plan = plan_file.read(world.session, kept)
    assert plans.apply(world.session, world.remote, plan).all_done
    world.check_settled()


def test_it_is_applied_once(world: World, kept: bytes) -> None:
    plan = plan_file.read(world.session, kept)
    plans.apply(world.session, world.remote, plan)
    before = world.model.picture()
    with pytest.raises(Stale):
        plans.apply(world.session, world.remote, plan)
    assert world.model.picture() == before


def test_it_holds_no_value_and_no_fingerprint(world: World, kept: bytes) -> None:
    slots = [slot for one in world.plan().effects for slot in one.slots.values()]
    assert slots
    for slot in slots:
        assert slot.fingerprint.encode() not in kept
    assert b"the-first-value" not in kept
    assert b"the-other" not in kept


def test_it_says_how_each_slot_is_before(world: World, kept: bytes) -> None:
    [states] = {
        tuple(one.states.items())
        for one in plan_file.read(world.session, kept).effects
        if set(one.slots) == {world.slots[0]} or len(one.slots) == 2
    }
    assert dict(states)[world.slots[0]] == "never pushed"


def _text(content: bytes) -> dict[str, object]:
    found = msgspec.json.decode(content)
    assert isinstance(found, dict)
    return found


CHANGES: list[Callable[[dict[str, object]], object]] = [
    lambda plan: plan.update(remote="other"),
    lambda plan: plan.update(deletes=["db"]),
    lambda plan: plan.update(effects=[]),
    lambda plan: plan.update(vault="0" * 64),
    lambda plan: plan.update(snapshot="0" * 64),
    lambda plan: plan.update(left=[]) if plan["left"] else plan.update(remote_id="0" * 32),
]


@pytest.mark.parametrize("which", range(len(CHANGES)))
def test_a_changed_one_is_told_from_it(world: World, kept: bytes, which: int) -> None:
    document = _text(kept)
    plan = document["plan"]
    assert isinstance(plan, dict)
    CHANGES[which](plan)
    with pytest.raises(Tampered):
        plan_file.read(world.session, msgspec.json.encode(document))


def test_that_of_another_vault_is_refused(world: World, kept: bytes) -> None:
    other = World.of(world.model.name)
    with pytest.raises(Tampered, match="another vault"):
        plan_file.read(other.session, kept)
    other.close()


def test_that_of_another_remote_is_refused(world: World, kept: bytes) -> None:
    other = World.of(world.model.name, world.session, "elsewhere")
    plan = plan_file.read(world.session, kept)
    with pytest.raises(NotFound):
        plans.apply(other.session, other.remote, plan)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff", b'{"plan": {}, "seal": ""}', b"[" * 100_000, b'"vaulttui-plan/1"'],
)
def test_what_is_no_plan_is_refused(world: World, content: bytes) -> None:
    with pytest.raises(InvalidValue):
        plan_file.read(world.session, content)


def test_words_added_by_hand_are_refused(world: World, kept: bytes) -> None:
    document = _text(kept)
    with pytest.raises(InvalidValue):
        plan_file.read(world.session, msgspec.json.encode({**document, "note": "trust me"}))


def test_one_of_another_version_is_refused(world: World, kept: bytes) -> None:
    with pytest.raises(InvalidValue, match="version"):
        plan_file.read(world.session, kept.replace(b"vaulttui-plan/1", b"vaulttui-plan/9"))


def test_it_is_stale_when_the_vault_moved(world: World, kept: bytes) -> None:
    world.put("db", world.slots[0], "another")
    with pytest.raises(Stale, match="vault"):
        plans.apply(world.session, world.remote, plan_file.read(world.session, kept))
    assert world.model.things == {}
