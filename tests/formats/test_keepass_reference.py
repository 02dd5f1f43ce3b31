"""Field references of KeePass."""

import uuid

import pytest

from tests.formats import make_keepass as make
from tests.formats.contract import CANARY, by_name, dropped, shown_extra, shown_values
from tests.formats.test_keepass_xml import entry, secret
from vaulttui.formats.imported import ImportedFile
from vaulttui.formats.registry import format_named

_ID = uuid.UUID(int=0xABCDEF)


def read(*strings: str) -> ImportedFile:
    """Read an entry "It" with these strings, beside the entry they refer to."""
    target = entry(
        "Target",
        make.string("UserName", "bob"),
        make.string("URL", "https://t.example"),
        make.string("Number", "n-1"),
        secret("Password"),
        secret("Notes"),
        identity=_ID,
    )
    return format_named("keepass-xml").read(
        make.document(entry("It", *strings) + target), origin="-", secret=None
    )


def test_they_are_followed() -> None:
    file = read(
        secret("Password", "{REF:P@I:00000000000000000000000000ABCDEF}"),
        make.string("UserName", "<{REF:U@T:target}>"),
        make.string("URL", "{REF:A@O:n-1}"),
        make.string("where", "{ref:t@a:https://t.example} {REF:I@U:bob}"),
    )
    one = by_name(file)["It"]
    assert shown_values(one) == {
        "password": CANARY,
        "username": "<bob>",
        "url": "https://t.example",
    }
    assert shown_extra(one) == {"where": f"Target {_ID.hex.upper()}".encode()}
    assert dropped(file) == []


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("{REF:U@T:nobody}", "leads to no entry"),
        ("{REF:N@T:Target}", "leads to a secret"),
        ("{REF:P@T:Target}", "leads to a secret"),
        ("{REF:U@T:It}", "in a circle"),
    ],
)
def test_what_cannot_be_followed_stays_as_text_and_is_told(reference: str, words: str) -> None:
    file = read(make.string("UserName", reference))
    assert shown_values(by_name(file)["It"]) == {"username": reference}
    ((name, what, why),) = dropped(file)
    assert (name, what) == ("It", "what UserName refers to")
    assert words in why


def test_references_cannot_grow_without_end() -> None:
    many = "{REF:U@I:00000000000000000000000000ABCDEF}" * 40
    file = read(make.string("UserName", many))
    assert "in a circle" in dropped(file)[0][2]
