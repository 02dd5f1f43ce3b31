"""Fields that are asked for at use."""

import pytest

from tests.inject.world import CANARY, World
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.errors import InvalidValue
from vaulttui.inject.wanted import Wanted
from vaulttui.secret import Secret

ASKING = """
id = "asking"
name = "Asking"
version = 1
kind = "cloud"

[[fields]]
id = "pin"
label = "PIN"
kind = "integer"
required = true
ask = true

[[fields]]
id = "note"
label = "Note"
ask = true

[[fields]]
id = "more"
label = "More"
ask = true
needs = ["base"]

[[fields]]
id = "base"
label = "Base"

[injectors.env]
PIN = "{{ pin }}"
NOTE = "{{ note }}"
MORE = "{{ more }}"
"""


class Person:
    """Gives prepared answers, and remembers what was asked."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, str]] = []

    def __call__(self, _credential: Credential, field: Field, problem: str) -> Secret:
        self.asked.append((field.id, problem))
        return Secret.from_text(self._answers.pop(0))


def test_each_is_asked_for_once(world: World) -> None:
    world.type(ASKING)
    found = world.add("asking", "door")
    wanted = Wanted((world.project("one", found), world.project("two", found)))
    person = Person("42", "hello")
    assert world.variables(wanted, person) == {"PIN": "42", "NOTE": "hello"}
    assert person.asked == [("pin", ""), ("note", "")]
    assert [ask.field.id for ask in world.outline(wanted).asks] == ["pin", "note"]


def test_a_required_one_insists_and_an_optional_one_does_not(world: World) -> None:
    world.type(ASKING)
    found = world.add("asking", "door")
    person = Person("", "many", " 7 ", "")
    wanted = Wanted((world.project("app", found),))
    made = variables_for(world, wanted, person)
    assert made == {"PIN": "7"}
    assert [name for name, _ in person.asked] == ["pin", "pin", "pin", "note"]
    assert "needs a value" in person.asked[1][1]
    assert "whole number" in person.asked[2][1]


def variables_for(world: World, wanted: Wanted, person: Person) -> dict[str, str]:
    from tests.inject.world import FOLDER
    from vaulttui.inject.environment import compose

    made = compose(world.session, wanted, folder=FOLDER, answers=person)
    return {name: value.reveal().decode() for name, value in made.variables.items()}


def test_three_wrong_answers_are_enough(world: World) -> None:
    world.type(ASKING)
    found = world.add("asking", "door")
    with pytest.raises(InvalidValue, match="pin") as refused:
        world.compose(Wanted((world.project("app", found),)), Person(*[CANARY] * 3))
    assert CANARY not in refused.value.message


def test_what_is_held_is_not_asked_for(world: World) -> None:
    world.type(ASKING)
    found = world.add("asking", "door", pin="1", note="n", base="b")
    person = Person("m")
    wanted = Wanted((world.project("app", found),))
    assert world.variables(wanted, person) == {"PIN": "1", "NOTE": "n", "MORE": "m"}


def test_only_what_is_wanted_is_asked_for(world: World) -> None:
    world.type(ASKING)
    project = world.project("app", world.add("asking", "door"))
    person = Person("hello")
    wanted = Wanted((project,), only=frozenset({"NOTE"}))
    assert world.variables(wanted, person) == {"NOTE": "hello"}


def test_options_keys_and_references_ask_too(world: World) -> None:
    world.type(ASKING)
    door = world.add("asking", "door")
    keys = world.set("live", {"KEY": (door, "pin")})
    file = world.file("LINE=vtv://door/pin\n")
    wanted = Wanted(
        sets=(keys,), env_files=(file,), variables=(("OPTION", door, "pin"),), find=world.find
    )
    person = Person("5")
    assert world.variables(wanted, person) == {"KEY": "5", "LINE": "5", "OPTION": "5"}
