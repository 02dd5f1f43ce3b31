"""The type of secrets masks itself wherever a value could slip out."""

import copy
import io
import json
import pickle
import traceback
from dataclasses import dataclass

import msgspec
import pytest
from rich.console import Console

from tests.security.canaries import Canaries, word
from vaulttui.secret import MASK, Secret


@pytest.fixture
def canaries() -> Canaries:
    return Canaries({"value": word("value").encode()})


@pytest.fixture
def secret(canaries: Canaries) -> Secret:
    return Secret(canaries.values["value"])


@dataclass(frozen=True)
class Holder:
    secret: Secret
    name: str = "name"


def test_every_spelling_is_a_mask(secret: Secret, canaries: Canaries) -> None:
    spelled = [
        repr(secret), str(secret), f"{secret}", f"{secret!r}", f"{secret!s:>40}", f"{secret:x}",
        "%s %r" % (secret, secret), "{}".format(secret), ascii(secret), repr([secret]),  # noqa: UP031, UP032 - each way
        repr(Holder(secret)), repr({"k": secret}), str((secret,)),
    ]  # fmt: skip
    assert canaries.among("\n".join(spelled).encode()) == []
    assert all(MASK in one or MASK in one.encode().decode("unicode_escape") for one in spelled)


def test_the_mask_tells_no_length(secret: Secret) -> None:
    assert {str(Secret(b"")), str(Secret(b"x")), str(secret)} == {MASK}


def test_nothing_encodes_it(secret: Secret) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        json.dumps({"k": secret})
    with pytest.raises(TypeError):
        msgspec.json.encode(secret)
    with pytest.raises(TypeError):
        hash(secret)
    with pytest.raises(TypeError):
        bytes(secret)  # type: ignore[call-overload]  # what a mistake would do
    with pytest.raises(TypeError):
        vars(secret)


def test_copies_are_the_same_object(secret: Secret) -> None:
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_rich_shows_a_mask_even_among_locals(secret: Secret, canaries: Canaries) -> None:
    file = io.StringIO()
    console = Console(file=file, width=200)
    held = Holder(secret)
    try:
        raise ValueError(str(held))
    except ValueError:
        console.print_exception(show_locals=True)
    console.print(secret, [secret], held)
    traceback.print_exc(file=file)
    assert MASK in file.getvalue()
    assert canaries.among(file.getvalue().encode()) == []


def test_equality_is_by_value_and_only_among_secrets(secret: Secret) -> None:
    assert secret == Secret(secret.reveal())
    assert secret != Secret(b"another")
    assert secret != secret.reveal()
    assert bool(secret)
    assert not Secret(b"")


def test_a_buffer_changed_later_changes_no_secret() -> None:
    buffer = bytearray(b"before")
    secret = Secret(buffer)  # type: ignore[arg-type]  # what a mistake would do
    buffer[:] = b"after!"
    assert secret.reveal() == b"before"
