"""The program, and a decoder written from the page alone, agree with every vector."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.decoder import decoder
from tests.vectors.vector import Vector, read_vectors
from vaulttui.crypto.keys import TextKey
from vaulttui.domain.revisions import Record
from vaulttui.errors import InvalidValue, Tampered, VaulttuiError
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile

VECTORS = read_vectors()
PAGE = Path(__file__).parents[2] / "src/vaulttui/docs/format.md"
NOT_IN_FILES = {"F1": "a file of 2 GiB: see test_a_file_above_two_gib_is_damaged"}


def by_name(vector: Vector) -> str:
    return vector.name


def offer_of(vector: Vector) -> Unlocking:
    def key(name: str, prefix: str) -> Secret | None:
        text = vector.offer.get(name)
        return None if text is None else TextKey.read(prefix, Secret.from_text(text))

    passphrase = vector.offer.get("passphrase")
    return Unlocking(
        passphrase=None if passphrase is None else Secret.from_text(passphrase),
        key_file=key("key-file", TextKey.KEY_FILE),
        recovery=key("recovery", TextKey.RECOVERY),
    )


@pytest.mark.parametrize("vector", VECTORS, ids=by_name)
def test_the_program_agrees(vector: Vector, tmp_path: Path) -> None:
    path = tmp_path / "vector.vtv"
    path.write_bytes(vector.data)
    if vector.expect == "refused":
        with pytest.raises(InvalidValue):
            VaultFile.open(path, offer_of(vector))
    elif vector.expect in ("success", "value: Tampered"):
        vault = VaultFile.open(path, offer_of(vector))
        check_success(vector, vault)
        vault.close()
    else:
        with pytest.raises(VaulttuiError) as caught:
            VaultFile.open(path, offer_of(vector))
        assert type(caught.value).__name__ == vector.expect
    torn = [name for name in os.listdir(tmp_path) if ".torn-" in name]
    assert bool(torn) == ("torn tail" in vector.reported)
    assert path.read_bytes() == vector.data


def check_success(vector: Vector, vault: VaultFile) -> None:
    if vector.open is not None:
        record = vault.document.record(vector.open[0])
        assert record is not None
        with pytest.raises(Tampered):
            vault.keys.open_value(record.id, vector.open[1], record.v[vector.open[1]])
        return
    assert len(vault.notices) == len(vector.reported)
    records = [vault.document.record(record_id) for record_id in vault.document]
    assert {record.id: seen_of(vault, record) for record in records if record} == vector.seen


def seen_of(vault: VaultFile, record: Record) -> dict[str, Any]:
    values = {
        name: vault.keys.open_value(record.id, name, blob).reveal().decode()
        for name, blob in record.v.items()
    }
    seen = {
        "m": dict(record.m),
        "v": values,
        "deleted": record.deleted,
        "conflicts": sorted(record.conflicts),
    }
    return {**seen, "more": dict(record.more)} if record.more else seen


@pytest.mark.parametrize("vector", VECTORS, ids=by_name)
def test_the_second_decoder_agrees(vector: Vector) -> None:
    def encoded(name: str) -> bytes | None:
        return vector.offer[name].encode() if name in vector.offer else None

    offer = decoder.Offer(encoded("passphrase"), encoded("key-file"), encoded("recovery"))
    if vector.expect == "refused":
        with pytest.raises(ValueError, match=r".*"):
            decoder.decode(vector.data, offer)
        return
    if vector.expect not in ("success", "value: Tampered"):
        with pytest.raises(decoder.FormatError) as caught:
            decoder.decode(vector.data, offer)
        assert caught.value.name == vector.expect
        return
    decoded = decoder.decode(vector.data, offer)
    if vector.open is not None:
        op = next(op for op in decoded.revisions if op["id"] == vector.open[0])
        with pytest.raises(decoder.FormatError) as caught:
            decoded.open_value(op, vector.open[1])
        assert caught.value.name == "Tampered"
        return
    reported = [*decoded.reported, *(["read only"] if decoded.read_only else [])]
    assert sorted(reported) == sorted(vector.reported)
    assert decoder_sees(decoded) == vector.seen


def decoder_sees(decoded: decoder.Decoded) -> dict[str, Any]:
    shown = {}
    for record_id, seen in decoder.see(decoded.revisions).items():
        values = {
            name: decoded.open_value({"id": record_id, "v": seen.values}, name).decode()
            for name in seen.values
        }
        shown[record_id] = {
            "m": seen.m,
            "v": values,
            "deleted": seen.deleted,
            "conflicts": sorted(seen.conflicts),
        }
        if seen.unknown:
            shown[record_id]["more"] = seen.unknown
    return shown


def test_every_rule_of_the_page_has_a_vector() -> None:
    rules = set(re.findall(r"\*\*\[([A-Z]\d+)\]\*\*", PAGE.read_text("utf-8")))
    covered = {vector.rule for vector in VECTORS} | NOT_IN_FILES.keys()
    assert sorted(rules) == sorted(covered)


def test_the_vectors_are_many_and_mostly_negative() -> None:
    negative = negatives(VECTORS)
    assert len(VECTORS) >= 100
    assert len(negative) >= 60


def negatives(vectors: Sequence[Vector]) -> list[Vector]:
    return [vector for vector in vectors if vector.expect != "success"]


def test_a_file_above_two_gib_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "large.vtv"
    small = next(vector for vector in VECTORS if vector.name == "r13-zeros")
    path.write_bytes(small.data)
    with path.open("r+b") as large:
        large.truncate((2 << 30) + 1)
    with pytest.raises(VaulttuiError, match="2 GiB") as caught:
        VaultFile.open(path, offer_of(small))
    assert type(caught.value).__name__ == "Damaged"
