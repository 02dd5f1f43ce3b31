"""The vault changes while an apply is under way: what follows is judged by what is true now."""

from collections.abc import Callable

import pytest

from tests.operations.samples import login
from tests.sync.scripts import outcomes
from tests.sync.world import World
from vaulttui.domain.remotes import Budget, Policy
from vaulttui.errors import Stale
from vaulttui.operations import bindings, sets
from vaulttui.operations.bindings import Edits
from vaulttui.operations.plans import apply
from vaulttui.session.draft import Draft
from vaulttui.sync import plan_file
from vaulttui.sync.report import Outcome, Report

KEYS = 40
"""More than are sent at once."""


@pytest.fixture
def many() -> World:
    world = World.of("sourcecraft")
    world.add("db", **{f"K{number}": "x" for number in range(KEYS)})
    return world


def unbind(world: World) -> None:
    [bound] = bindings.bound(world.session, world.remote)
    bindings.unbind(world.session, world.remote, bound.part)


def ignore(world: World) -> None:
    [bound] = bindings.bound(world.session, world.remote)
    edits = Edits(policies={"": Policy.IGNORE})
    bindings.bind(world.session, world.remote, bound.part, edits)


def revoke(world: World) -> None:
    [found] = world.session.view.graph.sets
    sets.revoke(world.session, found)


def rm(world: World) -> None:
    """As another machine may do, and a merge bring here."""
    with world.session.edit("rm", "remote") as change:
        change.delete(world.remote.record)


def elsewhere(world: World) -> None:
    """As another machine may do, and a merge bring here."""
    draft = Draft.of(world.remote.record)
    draft.m["url"] = "https://example.com"
    with world.session.edit("edit", "remote") as change:
        change.put(draft)


MEANWHILE: dict[str, Callable[[World], object]] = {
    "not bound any more": unbind,
    "meanwhile": ignore,
    "was changed": revoke,
    "does not create any more": lambda world: world.edit(budget=Budget.READ_ONLY),
    "no remote any more": rm,
    "elsewhere by now": elsewhere,
}


def applied(world: World, change: Callable[[World], object]) -> Report:
    """Apply, with a change of the vault after the first write."""

    def once() -> None:
        world.model.when_done = lambda: None
        change(world)

    plan = world.plan()
    world.model.when_done = once
    return world.apply(plan)


@pytest.mark.parametrize("said", MEANWHILE)
def test_what_is_not_sent_yet_is_not_sent(many: World, said: str) -> None:
    report = applied(many, MEANWHILE[said])
    assert report.count(Outcome.DONE) <= many.model.abilities.at_once
    assert report.count(Outcome.FAILED) == KEYS - report.count(Outcome.DONE)
    failed = [one for one in report.results if one.outcome is Outcome.FAILED]
    assert all(said in one.message for one in failed)
    assert many.journal == []


def test_what_does_not_concern_it_changes_nothing(many: World) -> None:
    report = applied(many, lambda world: world.add("other", ONE="1"))
    assert report.all_done


def test_a_plan_is_stale_where_a_key_points_at_another_field(warmhub: World) -> None:
    session = warmhub.session
    made = login(session, "oc", username="first", password="second")
    found = sets.put_reference(session, warmhub.add_set("deploy"), "TOKEN", made, "username")
    kept = plan_file.kept(warmhub.plan())
    sets.put_reference(session, found, "TOKEN", made, "password")
    with pytest.raises(Stale):
        apply(session, warmhub.remote, kept)
    assert warmhub.model.things == {}
    assert set(outcomes(warmhub.apply())) == {Outcome.DONE}
