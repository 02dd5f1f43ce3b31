"""Makes KeePass files of any size, with made-up content only.

As a program: ``python -m tests.formats.make_keepass N FOLDER`` writes
``made.xml`` and, where ``keepassxc-cli`` is installed, ``made.kdbx``.
"""

import base64
import gzip
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from xml.sax.saxutils import escape

PASSPHRASE = "not-a-real-passphrase"
SEED = "JBSWY3DPEHPK3PXP"
ATTACHMENTS = 5
EXPIRES = "2031-05-06T07:08:09Z"
EXPIRES_MS = 1_935_817_689_000
BIN_ID = uuid.uuid5(uuid.NAMESPACE_URL, "https://bin.example")


def entry_id(number: int) -> uuid.UUID:
    """Return the uuid of the entry of that number, the same each time."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://entry.example/{number}")


def group_id(name: str) -> uuid.UUID:
    """Return the uuid of the group of that name, the same each time."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://group.example/{name}")


def encoded(identity: uuid.UUID) -> str:
    """Return a uuid as KeePass writes it."""
    return base64.b64encode(identity.bytes).decode()


def password(number: int) -> str:
    """Return the made-up password of the entry of that number."""
    return f"fake-<&>-{number}-ß"


def attachment(number: int) -> bytes:
    """Return the content of a made-up attachment."""
    return b"\x00\xff fake attachment " * 20 + str(number).encode()


def attached(number: int) -> int:
    """Return which attachment of the pool the entry of that number has, where it has one."""
    return number // 10 % ATTACHMENTS


def string(key: str, value: str, *, protected: bool = False) -> str:
    """Return a string of an entry, as ``keepassxc-cli export`` writes it."""
    mark = ' ProtectInMemory="True"' if protected else ""
    return f"<String><Key>{escape(key)}</Key><Value{mark}>{escape(value)}</Value></String>"


def times(expires: str = "") -> str:
    """Return the times of an entry; it expires where a date is given."""
    return (
        "<Times><CreationTime>2020-01-02T03:04:05Z</CreationTime>"
        "<LastModificationTime>2024-02-03T04:05:06Z</LastModificationTime>"
        f"<ExpiryTime>{expires or '2020-01-02T03:04:05Z'}</ExpiryTime>"
        f"<Expires>{'True' if expires else 'False'}</Expires></Times>"
    )


def entry(number: int, *inside: str) -> str:
    """Return one entry: every fourth expires, every tenth has an attachment and a TOTP."""
    parts = [
        f"<Entry><UUID>{encoded(entry_id(number))}</UUID>",
        *inside,
        f"<Tags>team-{number % 7};{'even' if number % 2 == 0 else 'odd'}</Tags>",
        times(EXPIRES if number % 4 == 0 else ""),
        string("Title", f"Entry {number}"),
        string("UserName", f"user{number}@example.org"),
        string("Password", password(number), protected=True),
        string("URL", f"https://host{number}.example/login"),
        string("Notes", f"Line one of {number}\nline two"),
        string("Account number", f"A-{number}"),
        string("Recovery code", f"fake-recovery-{number}", protected=True),
    ]
    if number % 10 == 0:
        address = f"otpauth://totp/Entry%20{number}?secret={SEED}&period=30&digits=6"
        parts.append(string("otp", address, protected=True))
        parts.append(
            f'<Binary><Key>file{number}.bin</Key><Value Ref="{attached(number)}"/></Binary>'
        )
    return "".join((*parts, "</Entry>"))


def group(name: str, inside: str, identity: uuid.UUID | None = None) -> str:
    """Return a group of that name."""
    known = encoded(identity or group_id(name))
    return f"<Group><UUID>{known}</UUID><Name>{escape(name)}</Name>{inside}</Group>"


def document(inside: str, meta: str = "") -> bytes:
    """Return a whole export whose root group holds ``inside``."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<KeePassFile><Meta><Generator>made up</Generator>{meta}</Meta>"
        f"<Root>{group('Root', inside)}</Root></KeePassFile>"
    ).encode()


def binaries() -> str:
    """Return the pool of attachments, every other one compressed."""
    found = []
    for number in range(ATTACHMENTS):
        packed = number % 2 == 0
        data = gzip.compress(attachment(number), mtime=0) if packed else attachment(number)
        text = base64.b64encode(data).decode()
        found.append(f'<Binary ID="{number}" Compressed="{packed}">{text}</Binary>')
    return f"<Binaries>{''.join(found)}</Binaries>"


def make_xml(count: int) -> bytes:
    """Return an export of ``count`` entries in 10 groups of 10, and one in the recycle bin."""
    groups = []
    for outer in range(10):
        inner = (
            group(
                f"Sub {outer}.{place}",
                "".join(entry(n) for n in range(outer * 10 + place, count, 100)),
            )
            for place in range(10)
        )
        groups.append(group(f"Area {outer}", "".join(inner)))
    # Where an entry came from can be said in KDBX 4.1 only: without it keepassxc-cli writes 3.1.
    came_from = f"<PreviousParentGroup>{encoded(group_id('Area 0'))}</PreviousParentGroup>"
    groups.append(group("Recycle Bin", entry(count, came_from), BIN_ID))
    meta = f"<RecycleBinUUID>{encoded(BIN_ID)}</RecycleBinUUID>"
    return document(
        "".join(groups), f"<RecycleBinEnabled>True</RecycleBinEnabled>{meta}{binaries()}"
    )


def make_kdbx(xml: Path, target: Path, *, milliseconds: int = 100) -> None:
    """Make a KDBX 4 of an export with the real ``keepassxc-cli``."""
    program = shutil.which("keepassxc-cli")
    if program is None:
        raise FileNotFoundError("keepassxc-cli")
    subprocess.run(
        [program, "import", "-q", "-p", "-t", str(milliseconds), str(xml), str(target)],
        input=f"{PASSPHRASE}\n{PASSPHRASE}\n".encode(),
        capture_output=True,
        check=True,
        timeout=120,
    )


def main(count: int, folder: Path) -> None:
    """Write both files into the folder."""
    xml = folder / "made.xml"
    xml.write_bytes(make_xml(count))
    if shutil.which("keepassxc-cli"):
        (folder / "made.kdbx").unlink(missing_ok=True)
        make_kdbx(xml, folder / "made.kdbx")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
