"""One name from several sources."""

import pytest

from tests.inject.world import CANARY, FOLDER, World, no_answer
from vaulttui.domain.credentials import Credential
from vaulttui.domain.projects import Project
from vaulttui.errors import Conflict, NotFound
from vaulttui.inject.environment import Environment, compose
from vaulttui.inject.wanted import Wanted


def test_different_sources_collide_though_their_values_are_the_same(world: World) -> None:
    first = world.add("postgresql", "one", password=CANARY, host=CANARY)
    second = world.add("postgresql", "two", password=CANARY, host=CANARY)
    wanted = Wanted((world.project("app", first, second),))
    with pytest.raises(Conflict) as refused:
        world.compose(wanted)
    told = refused.value.message
    assert refused.value.exit_code == 5
    for name in ("PGHOST", "PGPASSWORD", f"one (id:{first.id[:8]}", f"two (id:{second.id[:8]}"):
        assert name in told
    assert CANARY not in told + refused.value.hint
    assert [one.name for one in world.outline(wanted).collisions] == ["PGHOST", "PGPASSWORD"]


def test_only_what_is_asked_for_is_judged(world: World) -> None:
    first, second = (world.add("postgresql", name, password=name) for name in ("a", "b"))
    other = world.add("api-key", "k", key="v")
    project = world.project("app", first, second, other)
    assert world.variables(Wanted((project,), only=frozenset({"K_KEY"}))) == {"K_KEY": "v"}
    with pytest.raises(Conflict):
        world.compose(Wanted((project,), only=frozenset({"K_KEY", "PGPASSWORD"})))


def test_only_what_is_there_can_be_asked_for(world: World) -> None:
    project = world.project("app", world.add("api-key", "k", key="v"))
    with pytest.raises(NotFound, match="Nothing gives NOTHING"):
        world.compose(Wanted((project,), only=frozenset({"K_KEY", "NOTHING"})))


def test_what_renders_to_nothing_is_not_there_to_be_asked_for(world: World) -> None:
    aws = world.add("aws", "c", username="AKIA", password="p")
    project = world.project("app", aws)
    wanted = Wanted((project,), only=frozenset({"AWS_SESSION_TOKEN"}))
    with pytest.raises(NotFound, match="Nothing gives AWS_SESSION_TOKEN"):
        compose(world.session, wanted, folder=world.folder, answers=no_answer)


def test_one_thing_met_twice_is_one_source(world: World) -> None:
    db = world.add("postgresql", "db", password="p")
    live = world.set("live", {"A": "1"})
    one, two = world.project("one", db, live), world.project("two", db, live)
    file = world.file("B=2\n")
    wanted = Wanted(
        projects=(one, two, one),
        sets=(live, live),
        env_files=(file, file),
        variables=(("C", db, "password"), ("C", db, "password")),
    )
    assert world.variables(wanted) == {"PGPASSWORD": "p", "A": "1", "B": "2", "C": "p"}
    (found,) = (one for one in world.outline(wanted).variables if one.name == "PGPASSWORD")
    assert [origin.project for origin in found.origins] == ["one", "two"]


@pytest.mark.parametrize("way", ["project and -e", "set and -e", "file and -e", "-e and -e"])
def test_every_pair_of_ways_collides(world: World, way: str) -> None:
    db = world.add("postgresql", "db", password="p", host="h")
    live = world.set("live", {"PGPASSWORD": (db, "password")})
    by_option = ("PGPASSWORD", db, "password")
    wanted = {
        "project and -e": Wanted((world.project("app", db),), variables=(by_option,)),
        "set and -e": Wanted(sets=(live,), variables=(by_option,)),
        "file and -e": Wanted(env_files=(world.file("PGPASSWORD=p"),), variables=(by_option,)),
        "-e and -e": Wanted(variables=(by_option, ("PGPASSWORD", db, "host"))),
    }[way]
    with pytest.raises(Conflict, match=r"PGPASSWORD has several sources: \(1\).*db.*; \(2\)"):
        world.compose(wanted)


def test_a_name_that_is_left_out_as_a_path_is_given_by_nobody(world: World) -> None:
    tf = world.add("terraform", "tf", configuration=CANARY)
    taken = world.add("generic-secret", "TF_BACKEND_CONFIG_FILE", value=CANARY)
    other = world.add("generic-secret", "OTHER", value="v")
    project = world.project("app", tf, taken, other)
    assert world.variables(Wanted((project,), no_files=True)) == {"OTHER": "v"}
    with pytest.raises(Conflict, match="TF_BACKEND_CONFIG_FILE"):
        world.compose(Wanted((project,)))


def test_a_path_that_is_not_given_stands_in_nobodys_way(world: World) -> None:
    tf = world.add("terraform", "tf", configuration=CANARY)
    free = world.add("generic-secret", "GOOGLE_BACKEND_CREDENTIALS", value="v")
    wanted = Wanted((world.project("app", tf, free),), no_files=True)
    assert world.variables(wanted) == {"GOOGLE_BACKEND_CREDENTIALS": "v"}


def test_the_file_of_extra_variables_is_a_source_too(world: World) -> None:
    found = world.add("insights", "rh", username="u", password="p")
    taken = world.add("generic-secret", "VAULTTUI_EXTRA_VARS", value="v")
    with pytest.raises(Conflict, match="VAULTTUI_EXTRA_VARS"):
        world.compose(Wanted((world.project("app", found, taken),)))
    assert world.of(taken) == {"VAULTTUI_EXTRA_VARS": "v"}


def test_a_collision_is_refused_before_anything_is_asked_for(world: World) -> None:
    first = world.add("ssh", "box", username="u")
    second = world.add("generic-secret", "BOX_PASSWORD", value="v")
    with pytest.raises(Conflict, match="BOX_PASSWORD"):
        world.compose(Wanted((world.project("app", first, second),)))


def test_credentials_by_themselves_are_sources_like_others(world: World) -> None:
    one = world.add("postgresql", "One", host="a", password=CANARY)
    other = world.add("postgresql", "Other", host="b", password=CANARY)
    project = world.project("app", one)

    def made(*credentials: Credential, projects: tuple[Project, ...] = ()) -> Environment:
        wanted = Wanted(projects=projects, credentials=credentials)
        return compose(world.session, wanted, folder=FOLDER, answers=no_answer)

    assert made(one, one).variables == made(projects=(project,)).variables
    assert made(one, projects=(project,)).variables == made(one).variables
    with pytest.raises(Conflict) as caught:
        made(one, other)
    assert caught.value.hint.startswith("Assign one to a project, with a prefix")
    assert CANARY not in str(caught.value)
