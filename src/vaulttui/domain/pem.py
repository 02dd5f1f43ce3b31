"""Whether a pasted PEM block or SSH key is whole, without reading the key in it.

A paste that lost lines still looks like a key. What shows it: a BEGIN without its END,
base64 that does not decode, and lengths inside that do not add up (DER for the usual
labels, the strings of ``openssh-key-v1`` for OpenSSH's own format).
"""

import re
from typing import Final

_BEGIN: Final = re.compile(r"^-----BEGIN ([A-Za-z0-9 .#]+)-----[ \t]*$", re.M)
_BROKEN_BEGIN: Final = re.compile(r"-{1,5} ?BEGIN ")
_HEADER: Final = re.compile(r"^[A-Za-z0-9-]+:.*$")
_OPENSSH: Final = "OPENSSH PRIVATE KEY"
_OPENSSH_MAGIC: Final = b"openssh-key-v1\0"
_DER: Final = frozenset(
    {
        "CERTIFICATE",
        "CERTIFICATE REQUEST",
        "DSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "PRIVATE KEY",
        "PUBLIC KEY",
        "RSA PRIVATE KEY",
        "RSA PUBLIC KEY",
        "X509 CRL",
    }
)


def looks_like_pem(text: str) -> bool:
    """Tell whether the text sets out to be PEM: its first line that is not blank says BEGIN."""
    return _BROKEN_BEGIN.match(text.lstrip("\ufeff \t\r\n")) is not None


def pem_problem(text: str) -> str | None:
    """Return what is wrong with the blocks in ``text`` as the end of a sentence, or None."""
    text = text.replace("\r\n", "\n")
    blocks = list(_BEGIN.finditer(text))
    if not blocks:
        return 'has no whole "-----BEGIN …-----" line'
    ends = [block.start() for block in blocks[1:]] + [len(text)]
    problems = (
        _block_problem(block[1], text[block.end() : end])
        for block, end in zip(blocks, ends, strict=True)
        if block[1] != "PGP SIGNED MESSAGE"
    )
    return next((problem for problem in problems if problem), None)


def private_key_problem(text: str) -> str | None:
    """Return why ``text`` is no private key in PEM or OpenSSH's format, or None."""
    if text.lstrip().startswith("PuTTY-User-Key-File-"):
        return 'is a PuTTY key; save it in the OpenSSH format first ("Conversions" in PuTTYgen)'
    problem = pem_problem(text)
    if problem:
        return problem
    labels = _BEGIN.findall(text.replace("\r\n", "\n"))
    is_key = any(label.endswith("PRIVATE KEY") for label in labels)
    return None if is_key else f"holds a {labels[0].lower()} but no private key"


def _block_problem(label: str, rest: str) -> str | None:
    end = re.search(rf"^-----END {re.escape(label)}-----[ \t]*$", rest, re.M)
    if end is None:
        return f'is cut off: "-----END {label}-----" is missing'
    lines = [line.strip() for line in rest[: end.start()].split("\n")]
    headers = [line for line in lines if _HEADER.match(line)]
    body = _decode("".join(_body(lines)))
    if not body:
        return "is damaged: what stands between BEGIN and END is not base64"
    if label == _OPENSSH and not body.startswith(_OPENSSH_MAGIC):
        return "is damaged: it does not begin as an OpenSSH key does"
    is_whole = _whole_openssh(body) if label == _OPENSSH else _whole_der(body)
    if (label == _OPENSSH or (label in _DER and not headers)) and not is_whole:
        return "is cut off: a part between BEGIN and END is missing"
    return None


def _body(lines: list[str]) -> list[str]:
    """Drop armour headers, which a backslash continues, and the checksum of OpenPGP."""
    kept: list[str] = []
    continued = False
    for line in lines:
        is_header = continued or _HEADER.match(line) is not None
        continued = is_header and line.endswith("\\")
        if not is_header and not (line.startswith("=") and len(line) == 5):
            kept.append(line)
    return kept


def _decode(body: str) -> bytes | None:
    from base64 import b64decode

    try:
        return b64decode(body, validate=True)
    except ValueError:
        return None


def _whole_der(body: bytes) -> bool:
    """Tell whether the length that the outer element states is the length that is there."""
    if len(body) < 2:
        return False
    size, start = body[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(body[2:start], "big")
    return start + size == len(body)


def _whole_openssh(body: bytes) -> bool:
    """Walk cipher, KDF, KDF options, then the public keys and the private part."""
    position = len(_OPENSSH_MAGIC)
    for _ in range(3):
        position = _after_string(body, position)
    count = int.from_bytes(body[position : position + 4], "big")
    position += 4
    if count > len(body):
        return False
    for _ in range(count + 1):
        position = _after_string(body, position)
    # An AEAD cipher leaves its tag (16 bytes) behind the private part.
    return len(body) - position in (0, 16)


def _after_string(body: bytes, position: int) -> int:
    return position + 4 + int.from_bytes(body[position : position + 4], "big")
