"""Environment files with values and references."""

import pytest

from tests.inject.world import CANARY, World
from vaulttui.errors import Ambiguous, Conflict, InvalidValue, NotFound
from vaulttui.inject.wanted import EnvFile, Wanted


def wanted(world: World, *files: EnvFile, only: str = "") -> Wanted:
    return Wanted(env_files=files, find=world.find, only=frozenset(only.split()))


def test_values_pass_and_references_are_followed(world: World) -> None:
    found = world.add("login", "my/mail box", username="ada", password="p'\"ä $X")
    text = f"""
    PLAIN=a b # comment
    export QUOTED='${{PLAIN}}'
    EMPTY=
    PASS=vtv://my/mail%20box/password
    USER="vtv://my%2Fmail%20box/username"
    BY_ID=vtv://id:{found.id[:8]}/username
    TYPED=vtv://login:my%2Fmail%20box/username
    INSIDE=see vtv://nothing/there
    """
    assert world.variables(wanted(world, world.file(text))) == {
        "PLAIN": "a b",
        "QUOTED": "${PLAIN}",
        "EMPTY": "",
        "PASS": "p'\"ä $X",
        "USER": "ada",
        "BY_ID": "ada",
        "TYPED": "ada",
        "INSIDE": "see vtv://nothing/there",
    }


def test_the_last_of_one_name_counts_within_a_file(world: World) -> None:
    file = world.file("A=vtv://nothing/there\nA=2\n")
    assert world.variables(wanted(world, file)) == {"A": "2"}


def test_two_files_collide(world: World) -> None:
    files = world.file("A=1\nB=1\n", "one.env"), world.file("B=1\nC=1\n", "two.env")
    with pytest.raises(Conflict, match=r"B has several .*line 2 of .*one\.env; .*line 1 of .*two"):
        world.compose(wanted(world, *files))
    assert world.variables(wanted(world, *files, only="A C")) == {"A": "1", "C": "1"}


def test_lines_that_are_none_are_told_of_without_their_text(world: World) -> None:
    made = world.compose(wanted(world, world.file(f"A=1\n{CANARY} x\nB\n")))
    assert list(made.variables) == ["A"]
    assert "line 2: not an assignment" in made.notes[0]
    assert "line 3: a name without a value" in made.notes[1]
    assert CANARY not in " ".join(made.notes)


@pytest.mark.parametrize("content", [b"\xff\xfeA\0", b"A=\xff", b"A=a\0b"])
def test_what_is_no_text_is_refused(world: World, content: bytes) -> None:
    with pytest.raises(InvalidValue, match=r"x\.env"):
        world.compose(wanted(world, world.file(content)))


@pytest.mark.parametrize(
    ("reference", "error"),
    [
        ("vtv://nobody/password", NotFound),
        ("vtv://mail/nothing", NotFound),
        ("vtv://mail/totp", NotFound),
        ("vtv://twin/password", Ambiguous),
        ("vtv://mail", InvalidValue),
        ("vtv://", InvalidValue),
        ("vtv:///password", InvalidValue),
        ("vtv://mail/", InvalidValue),
        ("vtv://mail/pass%zz", InvalidValue),
        ("vtv://%ff/password", InvalidValue),
        ("vtv://id:xyz/password", InvalidValue),
        ("'vtv://my mail/password'", InvalidValue),
    ],
)
def test_a_reference_that_leads_nowhere(
    world: World, reference: str, error: type[Exception]
) -> None:
    world.add("login", "mail", username="u", password=CANARY)
    for _ in range(2):
        world.add("login", "twin", password="p")
    file = world.file(f"OK=1\nA={reference}\n")
    with pytest.raises(error):
        world.compose(wanted(world, file))
    assert len(world.outline(wanted(world, file)).refusals) == 1
    assert world.variables(wanted(world, file, only="OK")) == {"OK": "1"}


def test_the_line_is_named(world: World) -> None:
    with pytest.raises(NotFound, match=r"no credential nobody.*line 2 of .*x\.env"):
        world.compose(wanted(world, world.file("\nA=vtv://nobody/x\n")))


def test_odd_names_pass_but_none_with_an_equals_sign(world: World) -> None:
    assert world.variables(wanted(world, world.file("a.b-c=1\n"))) == {"a.b-c": "1"}
    with pytest.raises(InvalidValue, match="A=B cannot be the name of a variable"):
        world.compose(wanted(world, world.file("'A=B'=1\n")))
