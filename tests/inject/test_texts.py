"""References in texts of any kind."""

import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.inject.world import CANARY, World, no_answer
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.inject.texts import filled


def fill(world: World, content: bytes) -> bytes:
    return filled(world.session, content, find=world.find, answers=no_answer).reveal()


@pytest.fixture
def mail(world: World) -> World:
    world.add("login", "my mail", username="ada", password="p", notes="two\nlines")
    world.add("api-key", "odd", key="it's \"$x` \\")
    world.add("api-key", "blank", key="a b")
    return world


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a {{ vtv://my%20mail/password }} b", b"a p b"),
        (b"{{vtv://my%20mail/password}}{{\tvtv://my%20mail/username\t}}", b"pada"),
        (b"{{ x }} {{vtv}} {{ vtv:/ }}", b"{{ x }} {{vtv}} {{ vtv:/ }}"),
        (b"url: vtv://my%20mail/password", b"url: vtv://my%20mail/password"),
        (b"K=vtv://my%20mail/password", b"K=p"),
        (b"export K='vtv://my%20mail/password'\r\n", b"export K='p'\r\n"),
        (b'  K="vtv://my%20mail/password" # c\n', b'  K="p" # c\n'),
        (b"K=vtv://my%20mail/password # c", b"K=p # c"),
        (b"#K=vtv://my%20mail/password", b"#K=vtv://my%20mail/password"),
        (b"K=x vtv://my%20mail/password", b"K=x vtv://my%20mail/password"),
        (b"K=vtv://blank/key", b"K='a b'"),
        (b"K='vtv://my%20mail/notes'\nX", b"K='two\nlines'\nX"),
        (b"K=vtv://my%20mail/notes\n", b"K='two\nlines'\n"),
        (b"k.e-y = vtv://blank/key\n", b"k.e-y = a b\n"),
        (b"\xff\0\r{{ vtv://my%20mail/notes }}\xfe", b"\xff\0\rtwo\nlines\xfe"),
        (b"", b""),
        (b"\n\n", b"\n\n"),
    ],
)
def test_what_is_replaced_and_what_is_not(mail: World, before: bytes, after: bytes) -> None:
    assert fill(mail, before) == after


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        (b"\n{{ vtv://my%20mail/password", InvalidValue, "Line 2: .*not closed"),
        (b"{{ vtv://my%20mail/password\n}}", InvalidValue, "Line 1: .*not closed"),
        (b"{{ vtv://my mail/password }}", InvalidValue, "percent-encoded"),
        (b"K=vtv://my mail/password", InvalidValue, "percent-encoded"),
        (b"K='vtv://my%20mail/password", InvalidValue, "Line 1: "),
        (b"K='vtv://my%20mail/password'x", InvalidValue, "Line 1: "),
        (b"{{ vtv://mail }}", InvalidValue, "names no credential and field"),
        (b"ok\n{{ vtv://nobody/x }}", NotFound, "Line 2: There is no credential nobody"),
        (b"{{ vtv://my%20mail/totp }}", NotFound, "holds no value"),
        (b"{{ vtv://my%20mail/nothing }}", NotFound, "no field nothing"),
        (b"K=vtv://odd/key", InvalidValue, "K"),
        (b"k.e = vtv://my%20mail/notes", InvalidValue, "several lines"),
    ],
)
def test_what_is_refused(mail: World, text: bytes, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        fill(mail, text)


def test_no_message_holds_a_value(world: World) -> None:
    world.add("api-key", "k", key=f"{CANARY}'\"$`\\\n")
    with pytest.raises(InvalidValue) as refused:
        fill(world, b"K=vtv://k/key")
    assert CANARY not in refused.value.message + refused.value.hint


def test_reads_are_remembered(mail: World) -> None:
    fill(mail, b"{{ vtv://my%20mail/password }}{{ vtv://my%20mail/password }}")
    (read,) = mail.session.reads()
    assert (read.verb, read.name, read.field) == ("inject", "my mail", "password")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    value=st.text("ab '\"\\$`#=!\n\té", min_size=1, max_size=8),
    quote=st.sampled_from(["", "'", '"']),
)
def test_a_shell_reads_the_value_itself_or_the_line_is_refused(
    world: World, value: str, quote: str
) -> None:
    found = world.add("api-key", "k", key=value)
    try:
        text = fill(world, f"X={quote}vtv://id:{found.id}/key{quote}\n".encode())
    except InvalidValue:
        return
    done = subprocess.run(
        ["bash", "-c", 'set -a; . /dev/stdin; printf %s "$X"'], input=text, capture_output=True
    )
    assert done.stdout == value.encode()
    assert done.stderr == b""
