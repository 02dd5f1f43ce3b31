"""Name, description and owner of projects, sets and organizations, changed in one way."""

import pytest

from tests.operations.samples import login
from tests.operations.test_belonging import made_set, project
from vaulttui.errors import Exists, InvalidValue, NotFound
from vaulttui.operations import assignments, organizations, projects, sets
from vaulttui.operations.belonging import About, about
from vaulttui.secret import Secret
from vaulttui.session.session import Session


def test_name_description_and_owner_change_alike(session: Session) -> None:
    acme = organizations.create(session, "acme", "of old")
    wanted = About("shop", "sells things", acme.id)
    web, deploy = project(session), made_set(session)
    wiki = login(session)
    assignments.assign(session, wiki, [web])
    deploy = sets.put_value(session, deploy, "KEY", Secret(b"value"))
    assert about(projects.edit(session, web, wanted)) == wanted
    assert about(sets.edit(session, deploy, wanted)) == wanted
    assert session.view.graph.projects_of(wiki.id) == ["acme/shop"]
    assert sets.get(session, sets.living(session, deploy.id), "KEY") == Secret(b"value")
    assert about(organizations.edit(session, acme, About("acme2"))) == About("acme2")
    assert session.view.graph.projects_of(wiki.id) == ["acme2/shop"]
    session.undo()
    session.undo()
    assert about(sets.living(session, deploy.id)) == About("deploy")
    with pytest.raises(Exists):
        organizations.edit(session, acme, About("personal"))


def test_another_owner_must_be_there_and_have_none_of_that_name(session: Session) -> None:
    acme = organizations.create(session, "acme")
    project(session, "web", acme.id)
    mine = project(session)
    with pytest.raises(Exists):
        projects.edit(session, mine, About("web", "", acme.id))
    with pytest.raises(NotFound):
        projects.edit(session, mine, About("web", "", "0" * 32))
    with pytest.raises(InvalidValue):
        projects.edit(session, mine, About("no name"))
    before = session.view.graph.project(mine.id)
    assert projects.edit(session, mine, about(mine)) == before
