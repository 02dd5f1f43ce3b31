"""Bitwarden's JSON: what its clients export, made up."""

import json
from typing import Any

import pytest

from tests.formats.contract import (
    CANARY,
    FormatContract,
    by_name,
    dropped,
    shown_extra,
    shown_values,
)
from vaulttui.domain.fields import FieldKind
from vaulttui.formats.imported import ImportedCredential, ImportedFile

SEED = "JBSWY3DPEHPK3PXP"


def item(name: str, kind: int = 1, **given: object) -> dict[str, object]:
    """Return an item with the keys that every export has."""
    return {
        "id": f"00000000-0000-4000-8000-{name.encode().hex():0>12}"[:36],
        "organizationId": None,
        "folderId": None,
        "type": kind,
        "reprompt": 1,
        "name": name,
        "notes": None,
        "favorite": False,
        "collectionIds": None,
        "creationDate": "2020-01-02T03:04:05.000Z",
        "revisionDate": "2024-02-03T04:05:06.000Z",
        "deletedDate": None,
        **given,
    }


def export(*items: object, **given: object) -> bytes:
    """Return a whole export of those items."""
    folders = [{"id": "f1", "name": "Work/Cloud"}, {"id": "f2", "name": "/ odd//name /"}]
    return json.dumps({"encrypted": False, "folders": folders, "items": items, **given}).encode()


def login(**given: Any) -> dict[str, object]:
    """Return what a login adds, with every key of the export."""
    return {
        "uris": [],
        "username": None,
        "password": None,
        "totp": None,
        "fido2Credentials": [],
        **given,
    }


class TestBitwarden(FormatContract):
    format_name = "bitwarden"

    def sample(self) -> bytes:
        card = {
            "cardholderName": "A. Fake",
            "brand": "Visa",
            "number": f"4000{CANARY}",
            "expMonth": "7",
            "expYear": "2031",
            "code": CANARY,
        }
        identity = {
            "title": "Dr",
            "firstName": "Anna",
            "lastName": "Fake",
            "address1": "1 Nowhere",
            "city": "Nosuch",
            "ssn": CANARY,
            "passportNumber": CANARY,
            "email": "anna@example.org",
        }
        hidden = {"name": "PIN", "value": CANARY, "type": 1}
        return export(
            item("l", login=login(username="bob", password=CANARY), fields=[hidden], folderId="f1"),
            item("c", 3, card=card, notes="on the shelf"),
            item("i", 4, identity=identity),
            item("n", 2, secureNote={"type": 0}, notes=CANARY, favorite=True),
        )

    def one(self, *args: Any, **given: Any) -> tuple[ImportedCredential, ImportedFile]:
        file = self.read(export(item("it", *args, **given)))
        (found,) = file.credentials
        return found, file

    def test_a_byte_order_mark_is_fine(self) -> None:
        assert self.read(b"\xef\xbb\xbf" + self.sample()) == self.read(self.sample())

    def test_login(self) -> None:
        uris = [
            {"match": None, "uri": "https://a.example"},
            {"match": 1, "uri": "https://b.example"},
            {"match": None, "uri": "androidapp://com.example"},
        ]
        found, file = self.one(
            login=login(username="bob", password=CANARY, totp="jbsw y3dp ehpk 3pxp", uris=uris),
            notes="two\nlines",
        )
        assert shown_values(found) == {
            "username": "bob",
            "password": CANARY,
            "url": "https://a.example",
            "totp": f"otpauth://totp/it?secret={SEED}",
            "notes": "two\nlines",
        }
        assert shown_extra(found) == {
            "URL-2": b"https://b.example",
            "URL-3": b"androidapp://com.example",
        }
        assert (found.created_at, found.updated_at) == (1577934245000, 1706933106000)
        assert [what for _, what, _ in dropped(file)] == ["the match rules of 1 addresses"]

    def test_card(self) -> None:
        found = by_name(self.read(self.sample()))["c"]
        assert found.type_id == "card"
        assert shown_values(found) == {
            "holder": "A. Fake",
            "number": f"4000{CANARY}",
            "code": CANARY,
            "expires": "07/2031",
        }
        assert shown_extra(found) == {"Brand": b"Visa", "Notes": b"on the shelf"}
        assert found.expires == {"number": 1_943_308_799_000}

    def test_identity(self) -> None:
        found = by_name(self.read(self.sample()))["i"]
        assert shown_values(found) == {
            "first_name": "Anna",
            "last_name": "Fake",
            "email": "anna@example.org",
            "address": "1 Nowhere\nNosuch",
            "document": CANARY,
        }
        assert {e.field.label: e.field.secret for e in found.extra} == {"Title": False, "Ssn": True}

    def test_secure_note_and_favourite(self) -> None:
        found = by_name(self.read(self.sample()))["n"]
        assert (found.type_id, found.tags) == ("secure-note", ("favorite",))
        assert shown_values(found) == {"note": CANARY}

    def test_ssh_key(self) -> None:
        key = {
            "privateKey": f"not a key {CANARY}",
            "publicKey": "ssh-x AA",
            "keyFingerprint": "S:1",
        }
        found, _ = self.one(5, sshKey=key)
        assert found.type_id == "ssh-key"
        assert shown_values(found) == {"public_key": "ssh-x AA"}
        assert {e.field.id: (e.field.secret, e.value.reveal()) for e in found.extra} == {
            "private_key-2": (True, f"not a key {CANARY}".encode()),
            "key_fingerprint": (False, b"S:1"),
        }

    def test_newer_types_become_notes_with_secret_fields(self) -> None:
        account = {"bankName": "No Bank", "accountNumber": CANARY, "pin": None}
        found, _ = self.one(6, bankAccount=account, notes="n")
        assert found.type_id == "secure-note"
        assert {e.field.label: e.field.secret for e in found.extra} == {
            "Bank name": False,
            "Account number": True,
        }

    def test_custom_fields(self) -> None:
        fields = [
            {"name": "text", "value": "open", "type": 0},
            {"name": "text", "value": "again", "type": 0},
            {"name": "PIN", "value": CANARY, "type": 1},
            {"name": "on", "value": "true", "type": 2},
            {"name": "odd", "value": True, "type": 2},
            {"name": "none", "value": None, "type": 0},
            {"name": None, "value": "v", "type": 0},
            {"name": "link", "value": None, "type": 3, "linkedId": 100},
        ]
        found, file = self.one(login=login(), fields=fields)
        assert {e.field.id: (e.field.kind, e.value.reveal()) for e in found.extra} == {
            "text": (FieldKind.TEXT, b"open"),
            "text-2": (FieldKind.TEXT, b"again"),
            "PIN": (FieldKind.SECRET, CANARY.encode()),
            "on": (FieldKind.BOOLEAN, b"true"),
            "odd": (FieldKind.BOOLEAN, b"true"),
            "field": (FieldKind.TEXT, b"v"),
        }
        assert [what for _, what, _ in dropped(file)] == ["the linked field link"]

    def test_folders_and_collections_become_tags(self) -> None:
        placed = item("a", login=login(), folderId="f2", collectionIds=["c1", "gone"])
        (found,) = self.read(export(placed, collections=[{"id": "c1", "name": "Team"}])).credentials
        assert found.tags == ("odd/name", "Team")

    def test_what_is_not_carried(self) -> None:
        passkey = {"credentialId": "x", "keyValue": CANARY}
        old = [{"lastUsedDate": "2020-01-02T03:04:05.000Z", "password": CANARY}] * 2
        file = self.read(
            export(
                item("a", login=login(fido2Credentials=[passkey]), passwordHistory=old),
                item("b", attachments=[{"fileName": "x"}]),
                item("c", deletedDate="2024-02-03T04:05:06.000Z"),
                item("d", 99),
                {"name": ["odd"], "login": CANARY},
                "not an item",
            )
        )
        assert [one.name for one in file.credentials] == ["a", "b"]
        assert [(name, what) for name, what, _ in dropped(file)] == [
            ("a", "a passkey"),
            ("b", "an attachment"),
            ("c", "the whole item"),
            ("d", "the whole item"),
            ("", "item 5"),
            ("", "item 6"),
            ("", "2 earlier passwords"),
        ]
        assert CANARY not in repr(file)

    def test_identity_is_the_id(self) -> None:
        found, _ = self.one()
        assert found.source_id == "00000000-0000-4000-8000-000000006974"

    def test_items_without_an_id_or_with_the_same(self) -> None:
        bare = [item(name, id=None) for name in ("a", "a", "b")]
        file = self.read(export(*bare, item("c", id="x"), item("d", id="x")))
        ids = [one.source_id for one in file.credentials]
        assert len(set(ids)) == 5
        assert ids[1] == f"{ids[0]}#2"
        assert ids[3:] == ["x", "x#2"]

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            (b'{"encrypted": true, "passwordProtected": true, "data": "2.x"}', "is encrypted"),
            (b'{"encrypted": true, "items": []}', "is encrypted"),
            (b"{}", "not a Bitwarden export"),
            (b"[1, 2]", "not a Bitwarden export"),
            (b'{"items": 3}', "not a Bitwarden export"),
            (b'{"items": [', "not whole JSON"),
            (b'{"items": ' + b"[" * 200_000, "nests too deeply"),
            (b'{"x": ' + b'{"a":' * 200_000, "nests too deeply"),
        ],
    )
    def test_refused_files(self, given: bytes, words: str) -> None:
        assert words in self.refusal(given).message

    def test_an_encrypted_export_says_how_to_make_a_plain_one(self) -> None:
        assert ".json" in self.refusal(b'{"encrypted": true}').hint

    def test_a_deep_item_stands_alone(self) -> None:
        deep = b'{"items": [{"name": "a"}, {"name": "b", "x": ' + b"[" * 900 + b"]" * 900 + b"}]}"
        assert "a" in by_name(self.read(deep))

    def test_no_items_is_an_empty_file(self) -> None:
        assert self.read(export()).credentials == ()
