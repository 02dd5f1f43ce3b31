"""A write of several requests that ends in the middle, and one that is several effects."""

import pytest

from tests.sync.model_remote import Fault
from tests.sync.scripts import Script, held, outcomes
from tests.sync.world import World
from vaulttui.errors import Rejected
from vaulttui.operations import assignments, credentials, projects
from vaulttui.operations.credentials import Edits
from vaulttui.remotes.protocol import DESCRIPTION, NAME
from vaulttui.sync.report import Outcome
from vaulttui.sync.states import State


@pytest.mark.parametrize("dialect", ["warmhub", "infra0"])
def test_what_was_refused_in_the_middle_is_closed_and_doubted(dialect: str) -> None:
    world = World.of(dialect)
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    assert world.apply().all_done
    world.put("db", one, "3")
    said = "1 of 2 requests were done, then: no."
    world.model.faults = Script(Fault(Rejected(said, 413, partly=True), late=True))
    [failed] = world.apply().results
    assert (failed.outcome, failed.message) == (Outcome.FAILED, said)
    assert world.journal == []
    # What is there is not what was there before, whatever is here again.
    world.put("db", one, "1")
    assert world.slot_states("db")[one] is State.CANNOT_TELL
    assert world.apply().all_done
    assert held(world) == {one: b"1", two: b"2"}
    world.check_settled()
    world.close()


def test_name_and_projects_are_an_effect_each(infra0: World) -> None:
    """Each is a request of its own: what is refused of one says nothing of the other."""
    session = infra0.session
    shop = projects.create(session, None, "shop")
    infra0.bind(shop, object_id="p1")
    db = infra0.add_credential("db", password="1")
    assert infra0.apply().all_done
    credentials.edit(session, db, Edits(name="base", description="d"))
    assignments.assign(session, db, [shop])
    plan = infra0.plan()
    changes = [(one.public, one.projects) for one in plan.effects]
    assert changes == [((DESCRIPTION, NAME), None), ((), ("p1",))]
    infra0.model.faults = Script(None, Fault(Rejected("no such project", 400)))
    assert outcomes(infra0.apply(plan)) == [Outcome.DONE, Outcome.FAILED]
    assert [one.projects for one in infra0.plan().effects] == [("p1",)]
    assert infra0.apply().all_done
    infra0.check_settled()
