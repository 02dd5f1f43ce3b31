"""Reading a record's metadata, which another program may have written otherwise."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from vaulttui.domain.revisions import Json


def text_of(m: Mapping[str, Json], key: str) -> str:
    """The text under a key; empty where there is none."""
    value = m.get(key)
    return value if isinstance(value, str) else ""


def id_of(m: Mapping[str, Json], key: str) -> str | None:
    """The id of another record under a key."""
    return text_of(m, key) or None


def under(m: Mapping[str, Json], prefix: str) -> Iterator[tuple[str, Json]]:
    """What stands under ``prefix.NAME``, by NAME."""
    for key, value in m.items():
        if key.startswith(prefix):
            yield key[len(prefix) :], value


def derived_id(word: str, record_id: str, rest: bytes) -> str:
    """The id of a record that two machines make alike: what they make merges into one."""
    return sha256(f"vtv1/{word}".encode() + bytes.fromhex(record_id) + rest).hexdigest()[:32]
