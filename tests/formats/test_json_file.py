"""The JSON that leaves a vault in clear, read back."""

import json
from typing import Any, Final

import pytest

from tests.formats.contract import (
    CANARY,
    ORIGIN,
    FormatContract,
    by_name,
    dropped,
    shown_extra,
    shown_values,
)
from vaulttui.domain.types import parse_type, type_to_json
from vaulttui.errors import InvalidValue, Unsupported
from vaulttui.formats.json_shape import milliseconds, rfc3339
from vaulttui.formats.registry import format_named

ID: Final = "0123456789abcdef" * 2
QUEUE: Final = parse_type(
    'id = "acme-queue"\nname = "Queue"\nversion = 3\nkind = "cloud"\n'
    '[[fields]]\nid = "token"\nlabel = "Token"\nkind = "secret"\n'
)


def login(name: str, **more: Any) -> dict[str, Any]:
    fields = {"username": {"value": "ada"}, "password": {"value": f"{CANARY} {name}"}}
    return {"id": "", "name": name, "type": "login", "fields": fields, **more}


def file_of(*credentials: Any, **more: Any) -> bytes:
    shape = {"format": "vaulttui", "version": 1, "types": [], "credentials": credentials, **more}
    return json.dumps(shape).encode()


class TestJsonFile(FormatContract):
    format_name = "json"

    def sample(self) -> bytes:
        extra = {"kind": "file", "secret": True, "label": "A key", "base64": "//4AYQ=="}
        first = login(
            "first", id=ID, tags=["a/b"], description="d", organization="acme",
            projects=["acme/shop"], source={"tool": "KeePass", "id": "u-1"},
            created_at="2024-01-02T03:04:05.678Z", updated_at="2025-01-02T03:04:05Z",
        )  # fmt: skip
        first["fields"]["key"] = extra
        first["fields"]["password"] |= {
            "set_at": "2024-05-06T07:08:09.010Z", "origin": "generated",
            "expires_at": "2031-01-01T00:00:00Z",
        }  # fmt: skip
        return file_of(first, login("second"), login("third", id=ID))

    def test_everything_is_read(self) -> None:
        found = by_name(self.read(self.sample()))
        first = found["first"]
        assert (first.record_id, first.source_id) == (ID, ID)
        assert (first.tags, first.description) == (("a/b",), "d")
        assert (first.organization, first.projects) == ("acme", ("acme/shop",))
        assert first.source == ("KeePass", "u-1")
        assert first.created_at == milliseconds("2024-01-02T03:04:05.678Z")
        assert shown_values(first) == {"username": "ada", "password": f"{CANARY} first"}
        assert shown_extra(first) == {"key": b"\xff\xfe\x00a"}
        assert [one.field.label for one in first.extra] == ["A key"]
        info = first.infos["password"]
        assert rfc3339(info.set_at) == "2024-05-06T07:08:09.010Z"
        assert (info.origin, rfc3339(info.expires_at)) == ("generated", "2031-01-01T00:00:00.000Z")
        # One id is one record: another that claims it is one of its own.
        assert (found["second"].record_id, found["third"].record_id) == ("", "")

    def test_custom_types_come_along(self) -> None:
        credential = {"name": "q", "type": "acme-queue", "fields": {"token": {"value": "t"}}}
        file = self.read(file_of(credential, types=[type_to_json(QUEUE)]))
        assert file.types == (QUEUE,)
        assert shown_values(file.credentials[0]) == {"token": "t"}

    def test_a_type_that_is_none_stays_behind(self) -> None:
        types = [{"id": "x"}, 5, {**type_to_json(QUEUE), "id": "no id"}]
        file = self.read(file_of(login("a"), types=types))
        assert file.types == ()
        assert [what for _, what, _ in dropped(file)] == ["type 1", "type 2", "type 3"]

    def test_a_type_that_only_the_vault_may_know(self) -> None:
        odd = {"name": "q", "type": "elsewhere", "fields": {"a": {"value": "1", "secret": True}}}
        (found,) = self.read(file_of(odd)).credentials
        assert (found.type_id, shown_values(found)) == ("elsewhere", {"a": "1"})

    def test_odd_parts_stand_alone(self) -> None:
        odd_value = {"name": "v", "type": "login", "fields": {"password": {"base64": "!"}}}
        big = login("big")
        big["fields"]["password"]["value"] = "x" * ((1 << 20) + 1)
        file = self.read(file_of(login("good"), 7, {"name": []}, {"name": "n"}, odd_value, big))
        assert [one.name for one in file.credentials] == ["good", "v", "big"]
        assert [(name, what) for name, what, _ in dropped(file)] == [
            ("", "credential 2"),
            ("", "credential 3"),
            ("n", "the whole credential"),
            ("v", "password"),
            ("big", "Password"),
        ]

    def test_a_later_version_is_told_apart(self) -> None:
        with pytest.raises(Unsupported):
            self.read(file_of(version=2))

    @pytest.mark.parametrize(
        "text",
        [
            b'{"items": []}', b'{"format": "vaulttui"}', b"[]", b"{", b"[" * 100_000,
            b'{"format": "vaulttui", "version": 1, "credentials": {}}',
        ],
    )  # fmt: skip
    def test_what_is_no_export(self, text: bytes) -> None:
        with pytest.raises(InvalidValue):
            self.read(text)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000_123, "2023-11-14T22:13:20.123Z"),
        (253_402_300_799_000, "9999-12-31T23:59:59.000Z"),
    ],
)
def test_moments(moment: int, text: str) -> None:
    assert rfc3339(moment) == text
    assert milliseconds(text) == moment
    assert rfc3339(2**52) == "9999-12-31T23:59:59.000Z"
    assert milliseconds("no date") is None


def test_its_word() -> None:
    assert format_named("json").read(file_of(), origin=ORIGIN, secret=None).tool == "vaulttui"
