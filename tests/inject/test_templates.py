"""Templates within their limits; errors that name the type and the variable, and no value."""

import time

import pytest

from tests.inject.world import CANARY, World
from vaulttui.domain.credentials import Credential
from vaulttui.domain.revisions import Json
from vaulttui.errors import InvalidValue
from vaulttui.inject.templates import Templates
from vaulttui.inject.wanted import Wanted
from vaulttui.session.draft import Draft

TEN = "[0,1,2,3,4,5,6,7,8,9]"
LOOPS = "".join(f"{{% for {name} in {TEN} %}}" for name in "abcdefgh")
ENDS = "{% endfor %}" * 8
TYPE = """
id = "acme"
name = "Acme"
version = 1
kind = "cloud"

[[fields]]
id = "token"
label = "Token"
kind = "secret"

[[fields]]
id = "name"
label = "Name"
default = "nobody"

[[fields]]
id = "range"
label = "Range"

[[fields]]
id = "on"
label = "On"
kind = "boolean"

[injectors.env]
ACME = "{{ token }}"
"""


def typed(world: World, env: dict[str, Json], **values: str | bytes) -> Wanted:
    """A project with a credential of a type that has these templates, unchecked as in a merge."""
    world.type(TYPE)
    (record,) = world.session.view.records("type")
    draft = Draft.of(record)
    draft.m["injectors"] = {"env": env, "file": {}, "extra_vars": {}}
    with world.session.edit("edit", "type") as change:
        change.put(draft)
    return Wanted((world.project("app", world.add("acme", "it", **values)),))


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("{{ token }}", CANARY),
        ("{{ name }}", "nobody"),
        ("<{{ range }}>", "<>"),
        ("{{ on }}", "False"),
        ("{% if not on %}off{% endif %}", "off"),
        ("{{ token | upper | tojson }}", f'"{CANARY.upper()}"'),
        ("{{ '<&>' }}\n", "<&>\n"),
        ("{% for c in 'abc' %}{{ c }}{{ loop.index }}{% endfor %}", "a1b2c3"),
        ("{% set x = name %}{{ x }}", "nobody"),
        ("{# no #}plain", "plain"),
    ],
)
def test_what_templates_make(world: World, template: str, made: str) -> None:
    assert world.variables(typed(world, {"ACME": template}, token=CANARY)) == {"ACME": made}


def test_nothing_is_left_out(world: World) -> None:
    env: dict[str, Json] = {"A": "{{ range }}", "B": "{% if on %}x{% endif %}", "C": "c"}
    assert world.variables(typed(world, env, token=CANARY)) == {"C": "c"}


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ other }}", "uses other, which is no field of the type"),
        ("{{ debug() }}", "uses debug, which is no field"),
        ("{{ tower.filename }}", "uses tower.filename, which is no file"),
        ("{% if %}", "cannot be read"),
        ("{{ token.a.b }}", "uses a part of something that is not there"),
        ("{{ token | nothing }}", "uses a filter that is not known"),
        ("{{ token() }}", "does what its values do not allow"),
        ("{{ token | int }}", "does what its values do not allow"),
        ("{{ 1 + token }}", "does what its values do not allow"),
        (f"{LOOPS}x{ENDS}", "takes too many steps"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "does what its values do not allow"),
        ("{% include token %}", "does what its values do not allow"),
        ("{{ 'x' * 100000000000 }}", "does what its values do not allow"),
        ("{{" + "(" * 5000 + "1" + ")" * 5000 + "}}", "cannot be read"),
    ],
)
def test_what_cannot_be_made_says_so_soon(world: World, template: str, why: str) -> None:
    wanted = typed(world, {"ACME": template}, token=CANARY)
    before = time.monotonic()
    with pytest.raises(InvalidValue) as refused:
        world.compose(wanted)
    assert time.monotonic() - before < 5
    assert refused.value.message.startswith("The template of ACME in the type acme ")
    assert why in refused.value.message
    outline = world.outline(wanted)
    told = " ".join((*outline.refusals, *outline.notes))
    assert "ACME" in told
    assert CANARY not in told + refused.value.message + refused.value.hint
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("{% set x = token %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}", id="doubled"),
        pytest.param(f"{LOOPS}{'x' * 4096}{ENDS}", id="text in loops"),
        pytest.param("{{ 'a\nb' | indent(2000000000) }}", id="indent"),
        pytest.param("{{ '%2000000000d' | format(1) }}", id="format"),
        pytest.param("{{ token | batch(1000000000, 1) | length }}", id="batch"),
        pytest.param("{{ 1" + " + 1" * 50_000 + " }}", id="a long sum"),
        pytest.param("{{ " + "-" * 100_000 + "1 }}", id="many signs"),
    ],
)
def test_what_would_take_the_memory_of_the_machine_is_refused(
    template: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InvalidValue, match="It takes too much memory or time") as refused:
        Templates().render("It", template, {"token": CANARY})
    assert CANARY not in refused.value.message
    assert capfd.readouterr() == ("", "")


def test_names_are_found_apart_as_well() -> None:
    with pytest.raises(InvalidValue, match="It takes too much memory or time"):
        Templates().names("It", "{{ " + "-" * 100_000 + "1 }}")


def test_a_text_may_become_sixteen_mebibytes_long() -> None:
    templates = Templates()
    template = (
        f"{{% for a in {TEN} %}}{{% for b in {TEN} %}}{{{{ x }}}}{{% endfor %}}{{% endfor %}}"
    )
    made = templates.render("It", template, {"x": "y" * 100_000})
    assert len(made) == 10_000_000
    with pytest.raises(InvalidValue, match="It becomes longer than 16 MiB"):
        templates.render("It", template, {"x": "y" * 200_000})


def test_what_is_no_text_cannot_stand_in_a_template(world: World) -> None:
    wanted = typed(world, {"ACME": "{{ token }}"}, token=b"\xff" + CANARY.encode())
    with pytest.raises(InvalidValue, match="The field token of it is not UTF-8") as refused:
        world.compose(wanted)
    assert CANARY not in refused.value.message


def test_a_zero_byte_cannot_stand_in_a_variable(world: World) -> None:
    wanted = typed(world, {"ACME": "{{ token }}"}, token=b"a\0" + CANARY.encode())
    with pytest.raises(InvalidValue, match="The value of ACME holds a zero byte") as refused:
        world.compose(wanted)
    assert CANARY not in refused.value.message


def test_only_the_fields_of_a_template_are_opened(world: World) -> None:
    wanted = typed(world, {"A": "{{ name }}", "B": "{{ token }}"}, token=CANARY, name="n")
    (variable,) = (one for one in world.outline(wanted).variables if one.name == "B")
    assert variable.origins[0].fields == ("token",)
    world.variables(Wanted(wanted.projects, only=frozenset({"A"})))
    assert world.session.reads() == []
    world.variables(wanted)
    assert [(read.field, read.verb) for read in world.session.reads()] == [("token", "run")]


def test_files_of_several_names(world: World) -> None:
    world.type(
        TYPE.replace(
            'ACME = "{{ token }}"',
            'A = "{{ tower.filename.one }}"\nB = "{{ tower.filename.two }}"\n'
            "[injectors.file]\ntemplate.one = '{{ token }}'\n"
            "template.two = 'see {{ tower.filename.one }}'\n",
        )
    )
    found: Credential = world.add("acme", "it", token=CANARY)
    project = world.project("app", found)
    made = world.compose(Wanted((project,)))
    first, second = (value.reveal() for value in made.variables.values())
    files = {one.name: one.content.reveal() for one in made.files}
    assert files == {
        first.decode().rpartition("/")[2]: CANARY.encode(),
        second.decode().rpartition("/")[2]: b"see " + first,
    }
    # The second file has the path of the first in it.
    only = world.compose(Wanted((project,), only=frozenset({"B"})))
    assert (list(only.variables), len(only.files)) == (["B"], 2)
    assert len(world.compose(Wanted((project,), only=frozenset({"A"}))).files) == 1
