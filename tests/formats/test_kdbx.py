"""KDBX: databases made by pykeepass, and by the real keepassxc-cli where it is installed."""

import base64
import io
import shutil
import struct
import uuid
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.formats import make_keepass as make
from tests.formats.contract import (
    CANARY,
    ORIGIN,
    FormatContract,
    by_name,
    dropped,
    shown_extra,
    shown_values,
)
from vaulttui.errors import (
    InvalidValue,
    KdfRefused,
    Missing,
    Unsupported,
    VaulttuiError,
    WrongSecret,
)
from vaulttui.formats import kdbx as kdbx_module
from vaulttui.formats.imported import SourceSecret
from vaulttui.formats.kdbx_header import AesKdf, Argon2Kdf, read_kdf
from vaulttui.formats.kdbx_rounds import encrypted_over
from vaulttui.formats.registry import format_named
from vaulttui.secret import Secret

pykeepass = pytest.importorskip("pykeepass", reason="the extra keepass is not installed")

SECRET = SourceSecret(Secret(make.PASSPHRASE.encode()), None)
needs_cli = pytest.mark.skipif(
    not shutil.which("keepassxc-cli"), reason="keepassxc-cli is not installed"
)


def _cheap(database: Any) -> dict[str, Any]:  # pykeepass has no types
    """Return the parameters of the key derivation, made as cheap as they go."""
    found = database.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    found["M"].value, found["I"].value, found["P"].value = 64 * 1024, 1, 1
    return dict(found)


def _blank() -> Any:
    from pykeepass.pykeepass import BLANK_DATABASE_LOCATION, BLANK_DATABASE_PASSWORD

    database = pykeepass.PyKeePass(BLANK_DATABASE_LOCATION, BLANK_DATABASE_PASSWORD)
    _cheap(database)
    database.password = make.PASSPHRASE
    return database


def _saved(database: Any) -> bytes:
    target = io.BytesIO()
    database.save(target)
    return target.getvalue()


@cache
def small() -> bytes:
    """Return a KDBX 4 with Argon2d and three entries."""
    database = _blank()
    group = database.add_group(database.root_group, "Web")
    one = database.add_entry(group, "One", "bob", CANARY, url="https://one.example", tags=["red"])
    one.set_custom_property("Card PIN", CANARY, protect=True)
    one.add_attachment(database.add_binary(b"\x00\xff" + CANARY.encode()), "key.bin")
    one.otp = f"otpauth://totp/One?secret={make.SEED}"
    database.add_entry(database.root_group, "Two", "", CANARY, notes="open")
    database.add_entry(database.root_group, "Three", "", "")
    return _saved(database)


def with_kdf(**numbers: int) -> bytes:
    """Return the small database with other parameters in its header."""
    data = small()
    for name, number in numbers.items():
        shape = "<I" if name == "P" else "<Q"
        head = struct.pack("<I", 1) + name.encode() + struct.pack("<I", struct.calcsize(shape))
        start = data.index(head) + len(head)
        data = data[:start] + struct.pack(shape, number) + data[start + struct.calcsize(shape) :]
    return data


class TestKdbx(FormatContract):
    format_name = "kdbx"
    secret = SECRET
    examples = 60

    def sample(self) -> bytes:
        return small()

    def is_bearable(self, data: bytes) -> bool:
        try:
            kdf = read_kdf(data, ORIGIN)
        except VaulttuiError:
            return True
        return isinstance(kdf, Argon2Kdf) and kdf.memory * kdf.passes < 64 << 20

    def test_same_shape_as_the_xml(self) -> None:
        found = by_name(self.read(small()))
        one = found["One"]
        assert (one.type_id, one.tags) == ("login", ("Web", "red"))
        assert shown_values(one) == {
            "username": "bob",
            "password": CANARY,
            "url": "https://one.example",
            "totp": f"otpauth://totp/One?secret={make.SEED}",
        }
        assert shown_extra(one) == {
            "card_pin": CANARY.encode(),
            "key.bin": b"\x00\xff" + CANARY.encode(),
        }
        assert found["Three"].values == {}

    def test_a_wrong_passphrase_has_its_own_words(self) -> None:
        wrong = SourceSecret(Secret(b"not it"), None)
        with pytest.raises(WrongSecret) as caught:
            format_named("kdbx").read(small(), origin=ORIGIN, secret=wrong)
        assert ORIGIN in caught.value.message
        assert "--source-passphrase-file" in caught.value.hint
        assert "slot" not in caught.value.hint

    @pytest.mark.parametrize("secret", [None, SourceSecret(None, None)])
    def test_no_secret_at_all(self, secret: SourceSecret | None) -> None:
        with pytest.raises(WrongSecret, match="Nothing was given"):
            format_named("kdbx").read(small(), origin=ORIGIN, secret=secret)

    @pytest.mark.parametrize("place", [-1, -50, -400])
    def test_a_flipped_byte_of_the_body_is_damage(self, place: int) -> None:
        data = bytearray(small())
        data[place] ^= 1
        assert "damaged" in self.refusal(bytes(data)).message

    def test_a_truncated_file_is_damage(self) -> None:
        for kept in (12, 40, 150, len(small()) // 2, len(small()) - 1):
            self.refusal(small()[:kept])

    def test_a_key_file(self, tmp_path: Path) -> None:
        key = tmp_path / "made.key"
        key.write_bytes(b"a made-up key file of any length")
        database = _blank()
        database.keyfile = str(key)
        database.add_entry(database.root_group, "One", "", CANARY)
        secret = SourceSecret(Secret(make.PASSPHRASE.encode()), key)
        data = _saved(database)
        assert len(format_named("kdbx").read(data, origin="-", secret=secret).credentials) == 1
        with pytest.raises(WrongSecret):
            format_named("kdbx").read(data, origin="-", secret=SECRET)
        gone = SourceSecret(None, tmp_path / "gone")
        with pytest.raises(InvalidValue, match="key file"):
            format_named("kdbx").read(data, origin="-", secret=gone)

    def test_without_pykeepass_it_says_how_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kdbx_module, "find_spec", lambda _name: None)
        with pytest.raises(Missing) as caught:
            self.read(small())
        assert "vaulttui[keepass]" in caught.value.hint

    def test_a_value_that_does_not_decode_is_left_and_counted(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        from pykeepass.kdbx_parsing.common import UnprotectedStream

        database = _blank()
        database.add_entry(database.root_group, "Odd", "", "x" * 40)
        database.add_entry(database.root_group, "Fine", "", CANARY)
        encode = UnprotectedStream._encode

        def garbled(self: object, tree: object, con: object, path: object) -> Any:
            written = encode(self, tree, con, path)
            (value,) = written.xpath('//String[../String/Value="Odd"][Key="Password"]/Value')
            value.text = base64.b64encode(bytes(40))
            return written

        monkeypatch.setattr(UnprotectedStream, "_encode", garbled)
        file = self.read(_saved(database))
        assert by_name(file)["Odd"].values == {}
        assert shown_values(by_name(file)["Fine"]) == {"password": CANARY}
        assert ("", "1 protected values", "they do not decode as text") in dropped(file)
        assert caplog.records == []


class TestCost:
    """What opening would cost is known before it is spent."""

    def test_the_parameters_are_read(self) -> None:
        assert read_kdf(small(), ORIGIN) == Argon2Kdf(64 * 1024, 1, 1)

    @pytest.mark.parametrize(
        ("numbers", "words"),
        [
            ({"M": 4 << 40}, "4096.0 GiB of memory"),
            ({"M": (4 << 30) + 1024}, "GiB of memory"),
            ({"M": 0}, "GiB of memory"),
            ({"I": 1 << 40}, "passes"),
            ({"I": 0}, "passes"),
            ({"P": 1 << 24}, "threads"),
        ],
    )
    def test_a_bomb_is_refused(self, numbers: dict[str, int], words: str) -> None:
        with pytest.raises(KdfRefused, match=words):
            format_named("kdbx").read(with_kdf(**numbers), origin=ORIGIN, secret=SECRET)

    def test_a_field_that_comes_twice_is_refused(self) -> None:
        data = small()
        again = b"\x03" + struct.pack("<I", 4) + b"\x01\0\0\0"
        with pytest.raises(InvalidValue, match="damaged"):
            read_kdf(data[:12] + again + data[12:], ORIGIN)

    def test_rounds_of_3_1_are_counted(self) -> None:
        def header(rounds: int) -> bytes:
            head = bytes.fromhex("03d9a29a67fb4bb501000300")
            seed = b"\x05" + struct.pack("<H", 32) + bytes(32)
            return head + seed + b"\x06\x08\0" + struct.pack("<Q", rounds) + bytes(3)

        assert read_kdf(header(6000), ORIGIN) == AesKdf(bytes(32), 6000)
        with pytest.raises(KdfRefused, match="rounds of AES"):
            read_kdf(header(1 << 40), ORIGIN)

    @pytest.mark.parametrize(
        ("head", "words"),
        [("03d9a29a65fb4bb5", "KeePass 1"), ("03d9a29a67fb4bb500000500", "KDBX 5")],
    )
    def test_other_versions(self, head: str, words: str) -> None:
        with pytest.raises(Unsupported, match=words):
            read_kdf(bytes.fromhex(head), ORIGIN)


@pytest.mark.parametrize("rounds", [1, 2, 65_535, 65_536, 65_537, 131_072])
def test_rounds_are_those_of_repeated_encryption(rounds: int) -> None:
    from Cryptodome.Cipher import AES

    seed, block = bytes(range(32)), bytes(range(16))
    expected, cipher = block, AES.new(seed, AES.MODE_ECB)
    for _ in range(rounds):
        expected = cipher.encrypt(expected)
    assert encrypted_over(seed, rounds, block) == expected


@needs_cli
class TestRealKeepassxc:
    """A database that keepassxc-cli made from a made-up export."""

    @pytest.fixture(scope="class")
    def pair(self, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
        folder = tmp_path_factory.mktemp("real")
        make.main(100, folder)
        return (folder / "made.xml").read_bytes(), (folder / "made.kdbx").read_bytes()

    def test_it_gives_what_the_export_gives(self, pair: tuple[bytes, bytes]) -> None:
        assert pair[1][8:12] == b"\x01\0\x04\0"
        plain = by_name(format_named("keepass-xml").read(pair[0], origin="-", secret=None))
        sealed = by_name(format_named("kdbx").read(pair[1], origin="-", secret=SECRET))
        assert len(plain) == len(sealed) == 100
        for name, one in plain.items():
            assert sealed[name].values == one.values
            assert shown_extra(sealed[name]) == shown_extra(one)
            assert set(sealed[name].tags) == set(one.tags)
            assert sealed[name].expires == one.expires
            assert sealed[name].source_id == one.source_id

    def test_entries_are_whole(self, pair: tuple[bytes, bytes]) -> None:
        file = format_named("kdbx").read(pair[1], origin="-", secret=SECRET)
        one = by_name(file)["Entry 20"]
        assert one.source_id == uuid.UUID(bytes=make.entry_id(20).bytes).hex
        assert shown_values(one)["password"] == make.password(20)
        assert shown_extra(one)["file20.bin"] == make.attachment(2)
        assert one.expires == {"password": make.EXPIRES_MS}
        assert dropped(file) == [
            ("Entry 100", "the whole entry", "it lies in the recycle bin"),
        ]
