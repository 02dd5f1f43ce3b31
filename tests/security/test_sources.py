"""What a reviewer looks for in the sources: ways around the places where secrets are kept well."""

import html
import re
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.sources import PACKAGE, ROOT, named, python_files
from tests.tui.samples import CANARY, PASSPHRASE
from vaulttui.operations import sample

NOWHERE: Final = frozenset[str]()
FORBIDDEN: Final[dict[str, tuple[str, frozenset[str]]]] = {
    # Each with the files where it has its place.
    "weak or clear randomness": (
        r"^\s*(import random\b|from random )|\buuid1\b|\.randint\(", NOWHERE,
    ),
    "old ciphers and loaders": (
        r"\b(md5|ECB|PBKDF2|marshal|shelve)\b|\bpickle\.|yaml\.load|\beval\(|(?<!\w)exec\(",
        NOWHERE,
    ),
    "comparing what must be compared in constant time": (
        r"(==|!=) *(tag|mac|digest|commitment|token)\b", NOWHERE,
    ),
    "shells and editors": (r"shell=True|os\.system\(|EDITOR|PAGER|os\.popen", NOWHERE),
    "files in shared places": (r"\bmkstemp|NamedTemporary|[\"']/tmp", NOWHERE),
    "tracebacks with locals": (r"show_locals=True|faulthandler|print_exc|sentry", NOWHERE),
    # pykeepass logs each entry that it cannot read; that file keeps it quiet and counts them.
    "logs": (
        r"\blogging\b(?! by)|\.log\(|\bprint\(",
        frozenset({"src/vaulttui/formats/kdbx_unreadable.py"}),
    ),
    "unverified connections": (
        r"verify *= *False|CERT_NONE|check_hostname *= *False|follow_redirects *= *True", NOWHERE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_sources_have_none(what: str) -> None:
    pattern, allowed = FORBIDDEN[what]
    found = [
        f"{named(path)}:{number} {line.strip()}"
        for path in python_files(PACKAGE)
        if named(path) not in allowed
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == []


def _pictures() -> list[Path]:
    return sorted((ROOT / "screenshots").glob("*.svg"))


def _text(picture: Path) -> str:
    bare = re.sub(r"<[^>]*>", "", picture.read_text("utf-8"))
    return html.unescape(bare).replace("\xa0", " ")


@pytest.mark.skipif(not _pictures(), reason="no pictures were made yet")
def test_pictures_show_no_secret() -> None:
    for picture in _pictures():
        text = _text(picture)
        for secret in (PASSPHRASE, CANARY, sample._TOTP.decode()):
            assert secret not in text, picture.name


@pytest.mark.skipif(not _pictures(), reason="no pictures were made yet")
def test_only_pictures_of_a_reveal_hold_what_they_reveal() -> None:
    holding = {picture.name for picture in _pictures() if "Tr0ub4dor" in _text(picture)}
    assert holding
    assert all("reveal" in name for name in holding)
