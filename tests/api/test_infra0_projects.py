"""A credential and its projects are changed together."""

from typing import Final

from tests.api.conftest import Serve
from tests.operations.samples import login
from vaulttui.api import infra0
from vaulttui.operations import assignments, projects
from vaulttui.operations.activity import activity
from vaulttui.session.session import Session

PATH: Final = "/api/v1/app-credentials"


def test_a_change_with_projects_is_one_change(serve: Serve, session: Session) -> None:
    """What breaks off leaves all of it or nothing, and after a conflict none is done twice."""
    api = serve(infra0.dialect)
    one, two, three = (projects.create(session, None, name) for name in ("p1", "p2", "p3"))
    there = login(session, "wiki", password="p")
    assignments.assign(session, there, [one, two], prefix="WIKI_")
    before = len(activity(session))
    body = {"credentialName": "new", "projectIds": [three.id, two.id]}
    changed = api("PUT", f"{PATH}/{there.id}", json=body).json()
    assert (changed["credentialName"], changed["projectIds"]) == ("new", [two.id, three.id])
    session.refresh()
    assert len(activity(session)) == before + 1
    kept = session.view.graph.assignments_of(there.id)
    assert [one.prefix for one in kept] == ["WIKI_", ""]
    told = api("PUT", f"{PATH}/{there.id}", json={"description": "d"}).json()
    assert told["projectIds"] == [two.id, three.id]
    assert api("PUT", f"{PATH}/{there.id}", json={"projectIds": []}).json()["projectIds"] == []
