"""Organizations, projects, sets, assignments and sources, from making them to the trash."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.operations.samples import Moments, login, session_on
from vaulttui.domain.assignments import assignment_id
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import ORG, REPO, Set
from vaulttui.errors import (
    Ambiguous,
    Exists,
    InUse,
    InvalidValue,
    NotFound,
    UsageError,
    VaulttuiError,
)
from vaulttui.operations import (
    addresses,
    assignments,
    credentials,
    organizations,
    projects,
    sets,
    trash,
)
from vaulttui.operations.belonging import About
from vaulttui.operations.credentials import Edits, Owner
from vaulttui.operations.sets import NewSet
from vaulttui.operations.where_used import uses_of, uses_of_project, uses_of_set
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def project(session: Session, name: str = "web", organization: str | None = None) -> Project:
    return projects.create(session, organization, name)


def made_set(session: Session, name: str = "deploy", **more: object) -> Set:
    return sets.create(session, NewSet(None, name, **more))  # type: ignore[arg-type]  # as NewSet has them


def said(uses: object) -> list[str]:
    assert isinstance(uses, list)
    return [str(use) for use in uses]


# Names and owners


def test_names_are_unique_in_their_organization_only(session: Session) -> None:
    acme = organizations.create(session, "acme")
    mine, theirs = project(session), project(session, "web", acme.id)
    assert addresses.project_at(session, "web").id == mine.id
    assert addresses.project_at(session, "personal/web").id == mine.id
    assert addresses.project_at(session, "acme/web").id == theirs.id
    assert session.view.graph.full_name(theirs) == "acme/web"
    for again in (None, acme.id):
        with pytest.raises(Exists):
            project(session, "web", again)


@pytest.mark.parametrize(
    "make",
    [
        lambda s, name: organizations.create(s, name),
        lambda s, name: projects.create(s, None, name),
        lambda s, name: sets.create(s, NewSet(None, name)),
    ],
    ids=["organization", "project", "set"],
)
def test_names_keep_to_the_grammar(
    session: Session, make: Callable[[Session, str], object]
) -> None:
    for name in ("", "-x", "a b", "ä", "a/b", "x" * 129, "a\n"):
        with pytest.raises(InvalidValue):
            make(session, name)
    make(session, "x" * 128)


def test_personal_is_there_and_stays(session: Session) -> None:
    assert addresses.organization_at(session, "personal") is None
    with pytest.raises(Exists):
        organizations.create(session, "personal")


def test_an_organization_that_owns_something_stays(session: Session) -> None:
    acme = organizations.create(session, "acme")
    wiki = login(session)
    credentials.edit(session, wiki, Edits(owner=Owner(acme.id)))
    with pytest.raises(InUse, match="owns 1 credential") as caught:
        organizations.rm(session, acme)
    assert caught.value.hint.startswith("Give its credentials another organization")
    wiki = session.view.credential(wiki.id)
    credentials.edit(session, wiki, Edits(owner=Owner(None)))
    web = project(session, "web", acme.id)
    with pytest.raises(InUse, match="owns 1 project") as caught:
        organizations.rm(session, acme)
    # No command gives a project or a set another owner, so none may be promised.
    assert caught.value.hint == (
        "Move its sets and projects to the trash first, or give them another organization: "
        "e in the terminal UI."
    )
    projects.edit(session, web, About("web"))
    organizations.rm(session, acme)
    assert session.view.graph.organizations == ()


def test_a_name_of_another_organization_is_never_guessed_but_told(session: Session) -> None:
    project(session, "web", organizations.create(session, "acme").id)
    with pytest.raises(NotFound) as caught:
        addresses.project_at(session, "web")
    assert caught.value.hint == "Is acme/web meant? See `vaulttui project list`."


def test_two_of_one_name_after_a_merge_are_told_apart_by_id(session: Session) -> None:
    first = project(session)
    # What another machine made meanwhile comes in without this one's rules.
    draft = Draft.new("project")
    draft.m["name"] = "web"
    session._write(  # as a merge writes
        lambda: session.file.commit([draft.revision(session.keys, session.now())]), []
    )
    session.view.turn_to(session.file.document)
    with pytest.raises(Ambiguous) as caught:
        addresses.project_at(session, "web")
    assert sorted(caught.value.candidates) == sorted([f"id:{first.id}", f"id:{draft.id}"])
    assert addresses.project_at(session, f"id:{draft.id[:8]}").id == draft.id


def test_a_rename_keeps_what_belongs(session: Session) -> None:
    acme = organizations.create(session, "acme")
    web = project(session, "web", acme.id)
    wiki = login(session)
    assignments.assign(session, wiki, [web])
    projects.rename(session, web, "site")
    organizations.rename(session, acme, "apex")
    assert session.view.graph.projects_of(wiki.id) == ["apex/site"]


# Sets


def test_keys_point_or_hold(session: Session, moments: Moments) -> None:
    wiki = login(session)
    deploy = made_set(session)
    deploy = sets.put_reference(session, deploy, "PW", wiki, "password", description="the wiki's")
    moments.at += 5
    deploy = sets.put_value(session, deploy, "OWN", Secret(b"\x00own"))
    assert [(key.name, key.own, key.description) for key in deploy.keys] == [
        ("OWN", True, ""),
        ("PW", False, "the wiki's"),
    ]
    assert sets.get(session, deploy, "OWN").reveal() == b"\x00own"
    assert sets.get(session, deploy, "PW") == credentials.get(session, wiki, "password")
    assert deploy.info("OWN").set_at == moments.at
    assert [(read.field, read.record_id) for read in session.reads()[:2]] == [
        ("OWN", deploy.id),
        ("password", wiki.id),
    ]


def test_a_key_that_points_gives_up_its_own_value(session: Session) -> None:
    wiki, deploy = login(session), made_set(session)
    deploy = sets.put_value(session, deploy, "K", Secret(b"own"), description="kept")
    deploy = sets.put_reference(session, deploy, "K", wiki, "password")
    assert deploy.record.v == {}
    assert "value.K" not in deploy.record.m
    assert deploy.keys[0].description == "kept"
    deploy = sets.unset(session, deploy, ["K"])
    assert deploy.keys == ()


@pytest.mark.parametrize("size", [0, (1 << 20) + 1])
def test_a_value_has_a_size(session: Session, size: int) -> None:
    with pytest.raises(InvalidValue):
        sets.put_value(session, made_set(session), "K", Secret(b"x" * size))


def test_a_key_points_at_a_field_that_is_there(session: Session) -> None:
    with pytest.raises(NotFound, match="no field nope"):
        sets.put_reference(session, made_set(session), "K", login(session), "nope")
    with pytest.raises(NotFound, match="no key K"):
        sets.unset(session, sets.living(session, session.view.graph.sets[0].id), ["K"])


def test_a_revoked_set_stays_as_it_is(session: Session, moments: Moments) -> None:
    deploy = sets.put_value(session, made_set(session), "K", Secret(b"own"))
    moments.at += 1000
    deploy = sets.revoke(session, deploy)
    at = deploy.revoked_at
    assert at == moments.at
    moments.at += 1000
    assert sets.revoke(session, deploy).revoked_at == at
    with pytest.raises(InUse, match="revoked"):
        sets.put_value(session, deploy, "K", Secret(b"other"))
    assert sets.get(session, deploy, "K").reveal() == b"own"


def test_a_repo_set_is_seen_from_its_project_only(session: Session) -> None:
    web, other = project(session), project(session, "other")
    with pytest.raises(UsageError):
        made_set(session, scope=REPO)
    deploy = made_set(session, project=web)
    assert (deploy.scope, session.view.graph.projects_of(deploy.id)) == (REPO, ["web"])
    with pytest.raises(InvalidValue, match="its own project only"):
        assignments.assign(session, deploy, [other])
    with pytest.raises(InUse, match="deploy"):
        projects.rm(session, web)
    shared = made_set(session, "shared", scope=ORG, project=web)
    assignments.assign(session, shared, [other])
    assert session.view.graph.projects_of(shared.id) == ["other", "web"]


def test_making_a_set_with_its_assignment_is_one_step(session: Session) -> None:
    deploy = made_set(session, project=project(session))
    session.undo()
    assert session.view.graph.sets == ()
    record = session.view.record(assignment_id(deploy.id, session.view.graph.projects[0].id))
    assert record is not None
    assert record.deleted


# Assignments


def test_one_assignment_per_pair(session: Session, vault: Path) -> None:
    wiki, web = login(session), project(session)
    assignments.assign(session, wiki, [web], prefix="A_", renames={"X": "Y"})
    found = assignments.assign(session, wiki, [web], prefix="B_")
    assert [(one.prefix, dict(one.renames)) for one in found] == [("B_", {})]
    other = session_on(vault)
    try:
        assert [one.prefix for one in other.view.graph.assigned_to(web.id)] == ["B_"]
    finally:
        other.close()


def test_replace_leaves_no_other(session: Session) -> None:
    wiki = login(session)
    first, second, third = (project(session, name) for name in ("a", "b", "c"))
    assignments.assign(session, wiki, [first, second], prefix="P_")
    assignments.assign(session, wiki, [second, third], replace=True)
    assert session.view.graph.projects_of(wiki.id) == ["b", "c"]
    session.undo()
    assert session.view.graph.projects_of(wiki.id) == ["a", "b"]
    assert {one.prefix for one in session.view.graph.assignments_of(wiki.id)} == {"P_"}


def test_unassign_all_or_nothing(session: Session) -> None:
    wiki, web, other = login(session), project(session), project(session, "other")
    assignments.assign(session, wiki, [web])
    with pytest.raises(NotFound, match="not assigned to other"):
        assignments.unassign(session, wiki, [web, other])
    assert session.view.graph.projects_of(wiki.id) == ["web"]
    assignments.unassign(session, wiki, [web])
    assignments.assign(session, wiki, [web])
    assert session.view.graph.projects_of(wiki.id) == ["web"]


@pytest.mark.parametrize("name", ["1A", "A-B", "A=B", "Ä", "", "A\0"])
def test_names_must_be_variables(session: Session, name: str) -> None:
    wiki, web = login(session), project(session)
    with pytest.raises(InvalidValue):
        assignments.assign(session, wiki, [web], renames={"X": name})
    if name:
        with pytest.raises(InvalidValue):
            assignments.assign(session, wiki, [web], prefix=name)


# The trash


def test_what_comes_back_finds_its_own_again(session: Session) -> None:
    wiki, web = login(session), project(session)
    deploy = made_set(session)
    sets.put_reference(session, deploy, "PW", wiki, "password")
    assignments.assign(session, wiki, [web])
    for remove in (
        partial(trash.rm, session, [wiki]),
        partial(projects.rm, session, web),
    ):
        remove()
        assert session.view.graph.assignments == ()
        trash.restore(session, trash.trashed(session)[0].record)
        assert session.view.graph.projects_of(wiki.id) == ["web"]
    sets.rm(session, sets.living(session, deploy.id))
    assert [(one.kind, one.name) for one in trash.trashed(session)] == [("set", "deploy")]
    trash.restore(session, addresses.trashed_at(session, "set:deploy"))
    assert session.view.graph.sets[0].keys[0].name == "PW"


def test_a_name_taken_meanwhile_bars_the_way_back(session: Session) -> None:
    web = project(session)
    projects.rm(session, web)
    project(session)
    with pytest.raises(Exists):
        trash.restore(session, addresses.trashed_at(session, "project:web"))


def test_purge_takes_the_loose_ends_along(session: Session) -> None:
    wiki, web = login(session), project(session)
    assignments.assign(session, wiki, [web])
    projects.rm(session, web)
    trash.purge(session, [trash.trashed(session)[0].record])
    assert list(session.view.records("assignment")) == []
    assert trash.trashed(session) == []


# What uses what


def test_where_used(session: Session) -> None:
    acme = organizations.create(session, "acme")
    wiki, web = login(session), project(session, "web", acme.id)
    deploy = made_set(session, project=web)
    sets.put_reference(session, deploy, "PW", wiki, "password")
    assignments.assign(session, wiki, [web], prefix="W_", renames={"A": "B"})
    projects.link(session, web, Path("/srv/web"))
    assert said(uses_of(session, wiki)) == [
        "assigned to the project acme/web (prefix W_, A as B)",
        "its password is the key PW of the set deploy",
    ]
    assert said(uses_of(session, wiki, "username")) == [
        "assigned to the project acme/web (prefix W_, A as B)"
    ]
    assert said(uses_of_set(session, sets.living(session, deploy.id))) == [
        "assigned to the project acme/web"
    ]
    assert said(uses_of_project(session, projects.living(session, web.id))) == [
        "linked to the folder /srv/web",
        "seen by the set deploy",
    ]


def test_filters_find_what_belongs(session: Session) -> None:
    acme = organizations.create(session, "acme")
    web = project(session, "Web", acme.id)
    direct, through, loose = (login(session, name) for name in ("direct", "through", "loose"))
    assignments.assign(session, direct, [web])
    deploy = made_set(session, scope=ORG, project=web)
    sets.put_reference(session, deploy, "PW", through, "password")

    def found(query: str) -> set[str]:
        return {row.name for row in credentials.find(session, query)}

    assert found("project:web") == found("project:ACME/web") == {"direct", "through"}
    assert found("set:deploy") == {"through"}
    assert found("-project:web") == {loose.name}
    assert found("project:other") == set()
    assignments.unassign(session, direct, [web])
    assert found("project:web") == {"through"}


# Links


def test_the_nearest_linked_folder_counts(session: Session) -> None:
    web, api = project(session), project(session, "api")
    assert projects.link(session, web, Path("/srv/code")) == []
    projects.link(session, api, Path("/srv/code/api"))
    for folder, meant in (
        ("/srv/code/api/src/x", "api"),
        ("/srv/code", "web"),
        ("/srv/code/apiary", "web"),
    ):
        found = projects.linked_at(session, Path(folder))
        assert found is not None
        assert found[0].name == meant
    assert projects.linked_at(session, Path("/srv")) is None
    api = projects.living(session, api.id)
    assert [one.name for one in projects.link(session, api, Path("/srv/code"))] == ["web"]
    assert [one.name for one in projects.unlink(session, Path("/srv/code"))] == ["api"]
    with pytest.raises(NotFound):
        projects.unlink(session, Path("/srv/code"))


# Two programs


def test_the_same_pair_assigned_twice_at_once_is_one(session: Session, vault: Path) -> None:
    wiki, web = login(session), project(session)
    other = session_on(vault)
    try:
        assignments.assign(other, other.view.credential(wiki.id), [web], prefix="O_")
        with pytest.raises(VaulttuiError):
            assignments.assign(session, wiki, [web], prefix="M_")
        session.refresh()
        assignments.assign(session, wiki, [web], prefix="M_")
        other.refresh()
        assert [one.prefix for one in other.view.graph.assigned_to(web.id)] == ["M_"]
    finally:
        other.close()
