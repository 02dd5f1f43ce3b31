"""What holds for every format: each format's test class inherits this one."""

import dataclasses
from typing import ClassVar

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vaulttui.domain.catalogue import managed
from vaulttui.domain.identifiers import check_identifier, check_name, check_tag
from vaulttui.domain.validation import check_value
from vaulttui.errors import InvalidValue, VaulttuiError
from vaulttui.formats.imported import ImportedCredential, ImportedFile, SourceSecret
from vaulttui.formats.registry import FORMAT_NAMES, format_named

# Stands in every secret value of every sample, and must stand nowhere else.
CANARY = "canary-7f3a91"
ORIGIN = "/made/up/source"


def by_name(file: ImportedFile) -> dict[str, ImportedCredential]:
    """Return the credentials by name, which must be unique in the sample."""
    found = {one.name: one for one in file.credentials}
    assert len(found) == len(file.credentials)
    return found


def shown_values(credential: ImportedCredential) -> dict[str, str]:
    """Return the values of the type's fields as text."""
    return {name: value.reveal().decode() for name, value in credential.values.items()}


def shown_extra(credential: ImportedCredential) -> dict[str, bytes]:
    """Return the values of the extra fields by id."""
    return {one.field.id: one.value.reveal() for one in credential.extra}


def dropped(file: ImportedFile) -> list[tuple[str, str, str]]:
    """Return the rows of what is not carried, as plain tuples."""
    return [dataclasses.astuple(row) for row in file.not_carried]


class FormatContract:
    """Inherit it, name the format, and give a sample with several credentials."""

    format_name: ClassVar[str]
    secret: ClassVar[SourceSecret | None] = None
    empty_is_fine: ClassVar[bool] = False
    examples: ClassVar[int] = 100

    def sample(self) -> bytes:
        """Return a file with at least three credentials; secrets hold the canary."""
        raise NotImplementedError

    def read(self, data: bytes, origin: str = ORIGIN) -> ImportedFile:
        """Read a file with the format under test."""
        return format_named(self.format_name).read(data, origin=origin, secret=self.secret)

    def is_bearable(self, _data: bytes) -> bool:
        """Tell whether a damaged file may be read in a test: some ask for much work."""
        return True

    def refusal(self, data: bytes) -> InvalidValue:
        """Return the refusal of a file, once it is known to be a fit sentence."""
        with pytest.raises(InvalidValue) as caught:
            self.read(data)
        assert caught.value.message.endswith(".")
        assert CANARY not in f"{caught.value.message} {caught.value.hint}"
        assert caught.value.__cause__ is None
        return caught.value

    def test_is_registered(self) -> None:
        assert self.format_name in FORMAT_NAMES
        found = format_named(self.format_name)
        assert found.name == self.format_name
        assert found.needs_secret is (self.secret is not None)

    def test_identity_is_stable_and_unique(self) -> None:
        first, second = self.read(self.sample()), self.read(self.sample())
        assert first == second
        ids = [one.source_id for one in first.credentials]
        assert len(ids) == len(set(ids)) >= 3
        assert all(ids)

    def test_values_fit_their_fields(self) -> None:
        for credential in self.read(self.sample()).credentials:
            known = managed(credential.type_id)
            assert known is not None
            for name, value in credential.values.items():
                field = known.field(name)
                assert field is not None
                assert value
                assert check_value(field, value.reveal()) == value.reveal()
            for extra in credential.extra:
                assert extra.value
                assert check_value(extra.field, extra.value.reveal()) == extra.value.reveal()

    def test_names_ids_and_tags_fit_their_grammars(self) -> None:
        for credential in self.read(self.sample()).credentials:
            known = managed(credential.type_id)
            assert known is not None
            assert check_name(credential.name)
            assert [check_tag(tag) for tag in credential.tags] == list(
                dict.fromkeys(credential.tags)
            )
            extra = [check_identifier(one.field.id, "field") for one in credential.extra]
            assert all(one.field.label for one in credential.extra)
            assert len({*extra, *(field.id for field in known.fields)}) == len(extra) + len(
                known.fields
            )
            assert credential.expires.keys() <= credential.values.keys()

    def test_secrets_stay_in_values(self) -> None:
        file = self.read(self.sample())
        assert CANARY not in repr(file)
        assert any(
            CANARY.encode() in value.reveal()
            for credential in file.credentials
            for value in credential.values.values()
        )
        for credential in file.credentials:
            known = managed(credential.type_id)
            assert known is not None
            public = {field.id for field in known.fields if not field.secret}
            shown = [v.reveal() for name, v in credential.values.items() if name in public]
            shown += [one.value.reveal() for one in credential.extra if not one.field.secret]
            assert not any(CANARY.encode() in value for value in shown)

    def test_refuses_what_is_no_such_file(self) -> None:
        self.refusal(b"\xff\xfe\x00garbage\x80" * 10)
        self.refusal(b"\x00" * 100)
        self.refusal(b"\x80garbage" * 1_250_000)
        self.refusal(b"PK\x03\x04 a zip archive")
        if not self.empty_is_fine:
            self.refusal(b"")

    def test_any_damage_is_a_sentence(self) -> None:
        sample = self.sample()

        @settings(max_examples=self.examples)
        @given(
            place=st.integers(0, len(sample) - 1),
            kept=st.integers(0, 40),
            put=st.binary(max_size=8),
            tail=st.booleans(),
        )
        def damage(place: int, kept: int, put: bytes, tail: bool) -> None:
            data = sample[:place] + put + (sample[place + kept :] if tail else b"")
            assume(self.is_bearable(data))
            assert CANARY not in self.outcome(data)

        damage()

    def outcome(self, data: bytes) -> str:
        """Return what is said of a file: the refusal, or that its ids are unique."""
        try:
            file = self.read(data)
        except VaulttuiError as error:
            return f"{error.message} {error.hint}"
        ids = [one.source_id for one in file.credentials]
        assert len(set(ids)) == len(ids)
        return "unique"
