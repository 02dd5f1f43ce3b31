"""Names and origins without values: the outline agrees with what is composed."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inject.world import CANARY, FOLDER, World
from tests.operations.samples import make_vault, session_on
from tests.vaultfile.examples import examples
from vaulttui.domain.catalogue import managed, managed_ids
from vaulttui.errors import Conflict, InvalidValue
from vaulttui.inject.environment import Environment, compose
from vaulttui.inject.explain import explain
from vaulttui.inject.wanted import Wanted
from vaulttui.secret import Secret

TYPES: Final = [one for one in managed_ids() if one not in ("totp", "ssh", "net")]


@st.composite
def chosen(draw: st.DrawFn) -> tuple[str, str, str, dict[str, str]]:
    """A type, a name, a prefix and values for some of its fields that take any text."""
    type_id = draw(st.sampled_from(TYPES))
    found = managed(type_id)
    assert found is not None
    free = [one for one in found.fields if one.kind in ("text", "secret") and not one.format]
    fields = draw(st.lists(st.sampled_from(free), unique=True)) if free else []
    name = draw(st.sampled_from(["db", "My key", "a-b", "é", "9"]))
    return (
        type_id,
        name,
        draw(st.sampled_from(["", "P_", "q"])),
        {
            one.id: draw(st.sampled_from([CANARY, f"{CANARY}\"'<{{ä", f"true {CANARY}"]))
            for one in fields
        },
    )


@examples(20, 400)
@given(st.lists(chosen(), min_size=1, max_size=3))
def test_the_outline_has_the_names_that_are_composed(
    credentials: list[tuple[str, str, str, dict[str, str]]],
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vault.vtv"
        make_vault(path)
        session = session_on(path)
        world = World(session, Path(folder))
        project = world.project("app")
        for type_id, name, prefix, values in credentials:
            world.give(world.add(type_id, name, **values), project, prefix)
        try:
            check(world, Wanted((project,)))
        finally:
            session.close()


def check(world: World, wanted: Wanted) -> None:
    whole = world.outline(wanted)
    shown = repr(whole) + " ".join(
        str(origin) for one in (*whole.variables, *whole.files) for origin in one.origins
    )

    def composed() -> Environment:
        return compose(
            world.session, wanted, folder=FOLDER, answers=lambda *_: Secret.from_text(CANARY)
        )

    if whole.collisions or whole.refusals:
        with pytest.raises((Conflict, InvalidValue)) as refused:
            composed()
        assert CANARY not in refused.value.message + refused.value.hint
        return
    made = composed()
    assert [one.name for one in whole.variables] == list(made.variables)
    assert [one.name for one in whole.extra_vars] == list(made.extra_vars)
    assert [one.name for one in whole.files] == [one.name for one in made.files]
    assert "••" not in shown
    for one in whole.variables:
        (explained, *_), _whole = explain(world.session, wanted, one.name)
        assert explained.given == one


def test_nothing_is_opened_for_an_outline(world: World) -> None:
    found = world.add("postgresql", "db", host="h", password=CANARY)
    own = world.set("live", {"KEY": CANARY})
    whole = world.outline(Wanted((world.project("app", found),), (own,)))
    assert [one.name for one in whole.variables] == ["KEY", "PGHOST", "PGPASSWORD"]
    assert world.session.reads() == []
    assert CANARY not in repr(whole)


def test_origins_in_words(world: World) -> None:
    db = world.add("postgresql", "my db", password="p", host="h")
    live = world.set("live", {"KEY": (db, "host"), "OWN": "1"})
    project = world.project("app", live)
    world.give(db, project, "P_", {"PGHOST": "HOST"})
    wanted = Wanted(
        (project,),
        env_files=(world.file("LINE=vtv://my%20db/host\n"),),
        variables=(("X", db, "host"),),
        find=world.find,
    )
    told = {one.name: str(one.origins[0]) for one in world.outline(wanted).variables}
    at = f"id:{db.id[:8]}"
    assert told == {
        "HOST": f"field host of my db ({at}, postgresql), by the project app, renamed from PGHOST",
        "P_PGPASSWORD": f"field password of my db ({at}, postgresql), by the project app, "
        "with the prefix P_",
        "KEY": f"the key KEY of the set live (my db/host, {at}), by the project app",
        "OWN": "the key OWN of the set live, by the project app",
        "LINE": f"line 1 of {world.folder}/x.env, which refers to my db/host, {at}",
        "X": f"field host of my db ({at}, postgresql), by -e",
    }
