"""KeePass XML: what real exports hold, made up."""

import base64
import gzip
import shutil
import subprocess
import tracemalloc
import uuid
from pathlib import Path

import pytest

from tests.formats import make_keepass as make
from tests.formats.contract import (
    CANARY,
    FormatContract,
    by_name,
    dropped,
    shown_extra,
    shown_values,
)
from vaulttui.domain.fields import FieldKind
from vaulttui.formats.imported import ImportedFile

_ZERO = uuid.UUID(int=0)


def entry(title: str, *inside: str, identity: uuid.UUID | None = None) -> str:
    """Return an entry of that title."""
    known = identity or uuid.uuid5(uuid.NAMESPACE_URL, f"https://title.example/{title}")
    head = f"<Entry><UUID>{make.encoded(known)}</UUID>{make.string('Title', title)}"
    return "".join((head, *inside, "</Entry>"))


def secret(key: str, value: str = CANARY) -> str:
    """Return a protected string."""
    return make.string(key, value, protected=True)


class One:
    """A file with one credential, as plain values."""

    def __init__(self, file: ImportedFile) -> None:
        (self.credential,) = file.credentials
        self.totp = shown_values(self.credential).get("totp")
        self.extra = shown_extra(self.credential)
        self.kinds = {e.field.id: (e.field.kind, e.field.secret) for e in self.credential.extra}
        self.dropped = dropped(file)


class TestKeepassXml(FormatContract):
    format_name = "keepass-xml"

    def sample(self) -> bytes:
        first = entry(
            "One",
            "<Tags>red;blue,green</Tags>",
            make.times(make.EXPIRES),
            make.string("UserName", "bob"),
            secret("Password"),
            make.string("URL", "one.example"),
            secret("Card PIN", f"{CANARY}\nsecond line"),
            make.string("AWS_REGION", "eu-nowhere-1"),
        )
        second = entry("Two", secret("Password"), secret("Notes"), make.string("Notes 2", "open"))
        inside = make.group(
            "Web", first + make.group("Mail/Post", second + entry("Two", identity=_ZERO))
        )
        return make.document(inside)

    def one(self, *inside: str, meta: str = "") -> One:
        return One(self.read(make.document(entry("It", *inside), meta)))

    def test_a_byte_order_mark_is_fine(self) -> None:
        assert self.read(b"\xef\xbb\xbf" + self.sample()) == self.read(self.sample())

    def test_standard_fields_groups_and_tags(self) -> None:
        file = self.read(self.sample())
        one = file.credentials[0]
        assert (one.type_id, one.name, one.description) == ("login", "One", "")
        assert one.tags == ("Web", "red", "blue", "green")
        assert shown_values(one) == {"username": "bob", "password": CANARY}
        assert shown_extra(one)["URL-2"] == b"one.example"
        assert shown_extra(one)["card_pin"] == f"{CANARY}\nsecond line".encode()
        assert shown_extra(one)["AWS_REGION"] == b"eu-nowhere-1"
        assert one.expires == {"password": make.EXPIRES_MS}
        assert (one.created_at, one.updated_at) == (1577934245000, 1706933106000)
        assert file.credentials[1].tags == ("Web/Mail-Post",)

    def test_source_id_is_the_uuid_in_hex(self) -> None:
        file = self.read(make.document(make.entry(7)))
        assert file.credentials[0].source_id == make.entry_id(7).hex

    def test_protected_notes_stay_secret(self) -> None:
        two = self.read(self.sample()).credentials[1]
        assert "notes" not in two.values
        assert [(one.field.id, one.field.secret) for one in two.extra] == [
            ("Notes-2", True),
            ("notes_2", False),
        ]

    def test_a_uuid_that_comes_twice_or_not_at_all(self) -> None:
        same = uuid.UUID(int=5)
        inside = entry("A", identity=same) + entry("B", identity=same)
        inside += entry("C", identity=_ZERO) + "<Entry/>" + "<Entry><UUID>?</UUID></Entry>"
        ids = [one.source_id for one in self.read(make.document(inside)).credentials]
        assert ids[:2] == [same.hex, f"{same.hex}#2"]
        assert len(set(ids)) == 5

    def test_names(self) -> None:
        url = make.string("URL", "https://host.example/path")
        inside = entry(" ", url) + entry("") + entry("n" * 600)
        file = self.read(make.document(inside))
        assert [one.name for one in file.credentials] == ["host.example", "(no name)", "n" * 512]
        assert [row[1] for row in dropped(file)] == ["the end of its name"]

    def test_recycle_bin_is_named_and_left(self) -> None:
        file = self.read(make.make_xml(20))
        assert len(file.credentials) == 20
        assert ("Entry 20", "the whole entry", "it lies in the recycle bin") in dropped(file)

    def test_summary_rows(self) -> None:
        old = f"<History>{entry('Old', secret('Password'))}{entry('Older')}</History>"
        icon = "<CustomIconUUID>AAAAAAAAAAAAAAAAAAAAAQ==</CustomIconUUID>"
        typed = "<AutoType><DefaultSequence>{PASSWORD}</DefaultSequence></AutoType>"
        plain = "<AutoType><DefaultSequence/></AutoType>"
        inside = entry("A", old, icon, typed) + entry("B", plain)
        file = self.read(make.document(make.group("G", f"<Notes>words</Notes>{inside}")))
        assert len(file.credentials) == 2
        assert [(name, what) for name, what, _ in dropped(file)] == [
            ("", "2 earlier versions of 1 entries"),
            ("", "notes of 1 groups"),
            ("", "auto-type settings of 1 entries"),
            ("", "custom icons of 1 entries"),
        ]

    def test_totp(self) -> None:
        address = f"otpauth://totp/X?secret={make.SEED}&digits=8"
        assert self.one(secret("otp", address)).totp == address
        tray = secret("TOTP Seed", make.SEED) + make.string("TOTP Settings", "60;8")
        assert self.one(tray).totp == f"otpauth://totp/It?secret={make.SEED}&digits=8&period=60"
        native = secret("TimeOtp-Secret-Base32", make.SEED) + make.string("TimeOtp-Length", "6")
        assert self.one(native).totp == f"otpauth://totp/It?secret={make.SEED}"
        assert self.one(native).extra == {}

    def test_a_second_totp_or_a_broken_one_stays_a_secret_field(self) -> None:
        both = self.one(secret("otp", make.SEED), make.string("TOTP Seed", make.SEED))
        assert both.totp == f"otpauth://totp/It?secret={make.SEED}"
        assert both.kinds == {"totp_seed": (FieldKind.SECRET, True)}
        assert self.one(make.string("otp", "?!")).kinds == {"otp": (FieldKind.SECRET, True)}

    def test_attachments(self) -> None:
        packed = base64.b64encode(gzip.compress(b"\x00packed\xff")).decode()
        meta = (
            f'<Binaries><Binary ID="0" Compressed="True">{packed}</Binary>'
            '<Binary ID="1">cGxhaW4=</Binary><Binary ID="2">not base64!</Binary></Binaries>'
        )
        refs = [f'<Binary><Key>file {n}.bin</Key><Value Ref="{n}"/></Binary>' for n in (0, 1, 2, 9)]
        inner = f'<Binary><Key>inner</Key><Value Compressed="True">{packed}</Value></Binary>'
        one = self.one(*refs, inner, meta=meta)
        assert one.extra == {
            "file_0.bin": b"\x00packed\xff",
            "file_1.bin": b"plain",
            "inner": b"\x00packed\xff",
        }
        assert {kind for kind, _ in one.kinds.values()} == {FieldKind.FILE}
        assert [what for _, what, _ in one.dropped] == [
            "the attachment file 2.bin",
            "the attachment file 9.bin",
        ]
        assert "import the KDBX file" in one.dropped[1][2]

    def test_a_gzip_bomb_is_too_large_and_never_unpacked(self) -> None:
        bomb = base64.b64encode(gzip.compress(bytes(50 << 20))).decode()
        data = make.document(
            entry("It", '<Binary><Key>b</Key><Value Ref="0"/></Binary>'),
            f'<Binaries><Binary ID="0" Compressed="True">{bomb}</Binary></Binaries>',
        )
        tracemalloc.start()
        one = One(self.read(data))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 10 << 20
        assert one.extra == {}
        assert one.dropped == [("It", "b", "larger than 1 MiB")]

    def test_expiry_without_a_password_is_told(self) -> None:
        assert self.one(make.times(make.EXPIRES)).dropped[0][1] == "its expiry date"

    @pytest.mark.parametrize("text", ["2020-01-02T03:04:05Z", "pVSf1Q4AAAA="])
    def test_both_spellings_of_times(self, text: str) -> None:
        counted = f"<Times><CreationTime>{text}</CreationTime></Times>"
        assert self.one(counted).credential.created_at == 1577934245000

    @pytest.mark.parametrize(
        "text", ["", "never", "AAAA", "9999999999-01-01T00:00:00Z", "/////////38="]
    )
    def test_times_that_are_none(self, text: str) -> None:
        assert (
            self.one(f"<Times><CreationTime>{text}</CreationTime></Times>").credential.created_at
            is None
        )


class TestHostile:
    """Files that were made to hurt."""

    contract = TestKeepassXml()

    @pytest.mark.parametrize(
        "declared",
        [
            '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
            '<!DOCTYPE x SYSTEM "https://outside.example/x.dtd">',
            "<!DOCTYPE x>",
        ],
    )
    def test_document_types_are_refused(self, declared: str) -> None:
        whole = make.document(entry("A", make.string("Notes", "x")))
        head, _, rest = whole.partition(b"\n")
        assert "document type" in self.contract.refusal(head + declared.encode() + rest).message

    def test_an_unknown_entity_is_not_quoted(self) -> None:
        broken = make.document("").replace(b"<Root>", b"<Root>&%s;" % CANARY.encode())
        assert "line 2, column" in self.contract.refusal(broken).message

    def test_deep_groups_are_refused(self) -> None:
        deep = make.document("<Group>" * 5000 + "</Group>" * 5000)
        assert "nest" in self.contract.refusal(deep).message
        self.contract.refusal(b"<a>" * 200_000)

    def test_other_xml_is_refused(self) -> None:
        assert "not a KeePass export" in self.contract.refusal(b"<feed/>").message
        self.contract.refusal(b"<KeePassFile><Root/></KeePassFile>")

    def test_many_fields_of_one_label(self) -> None:
        files = "".join("<Binary><Key>same</Key><Value>YQ==</Value></Binary>" for _ in range(5000))
        (one,) = self.contract.read(make.document(entry("A", files))).credentials
        assert len({extra.field.id for extra in one.extra}) == 5000

    def test_escape_sequences_are_shown_harmless(self) -> None:
        bad = "bad\u202e\u009b31m[/red]"
        file = self.contract.read(make.document(entry(bad, make.times(make.EXPIRES))))
        assert by_name(file).keys() == {bad}
        assert "\u202e" not in repr(dropped(file))


@pytest.mark.skipif(not shutil.which("keepassxc-cli"), reason="keepassxc-cli is not installed")
def test_a_real_export_loses_attachments_and_says_so(tmp_path: Path) -> None:
    xml, database = tmp_path / "made.xml", tmp_path / "made.kdbx"
    xml.write_bytes(make.make_xml(30))
    make.make_kdbx(xml, database)
    done = subprocess.run(
        ["keepassxc-cli", "export", "-q", "-f", "xml", str(database)],
        input=f"{make.PASSPHRASE}\n".encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    before = TestKeepassXml().read(make.make_xml(30))
    after = TestKeepassXml().read(done.stdout)
    assert by_name(after).keys() == by_name(before).keys()
    for name, one in by_name(after).items():
        assert one.values == by_name(before)[name].values
        assert one.expires == by_name(before)[name].expires
        assert one.source_id == by_name(before)[name].source_id
    lost = [what for _, what, _ in dropped(after) if what.startswith("the attachment")]
    assert len(lost) == 3
