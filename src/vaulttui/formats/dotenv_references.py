"""Environment files whose values become references, and nothing else in them changes."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

from vaulttui.errors import InvalidValue
from vaulttui.formats.dotenv import assignments
from vaulttui.formats.source_text import shown
from vaulttui.secret import Secret

_HEAD: Final = re.compile(r"\s*(?:export[^\S\r\n]+)?")
_EQUALS: Final = re.compile(r"[^\S\r\n]*=[^\S\r\n]*")
_NEWLINE: Final = re.compile(r"\r\n|\n|\r")
_QUOTES: Final = ("'", '"')


def replaced(data: bytes, origin: str, references: Mapping[str, str]) -> bytes:
    """The file with the value that counts of each variable replaced by its reference.

    Quotes around a value go with it; comments, order, blanks, line ends and all
    else stay byte for byte. Raises InvalidValue where that cannot be done.
    """
    before = {one.name: one for one in assignments(data, origin)[0]}
    text = data.decode("utf-8")
    wanted = {(name, before[name].line): new for name, new in references.items() if name in before}
    parts = list(_parts(text, wanted))
    body = "".join(old for old, _ in parts)
    if not text.endswith(body):
        raise _refused(origin)
    after = text[: len(text) - len(body)] + "".join(new for _, new in parts)
    content = after.encode("utf-8")
    found = {one.name: one.value for one in assignments(content, origin)[0]}
    values = {name: one.value for name, one in before.items() if name not in references}
    values |= {name: Secret.from_text(new) for name, new in references.items() if name in before}
    if any(found.get(name) != value for name, value in values.items()):
        raise _refused(origin)
    return content


def _parts(text: str, wanted: Mapping[tuple[str, int], str]) -> Iterator[tuple[str, str]]:
    """Each piece of the file as it was and as it will be."""
    from dotenv.parser import parse_stream

    for found in parse_stream(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        whole = found.original.string
        blank = whole[: len(whole) - len(whole.lstrip())]
        line = found.original.line + len(_NEWLINE.findall(blank))
        new = wanted.get((found.key or "", line))
        if new is None or found.value is None:
            yield whole, whole
        else:
            start, end = _place(whole)
            # Behind quotes a comment may begin at once; bare it would belong to the value.
            bare = not whole[end:].strip("\r\n") or whole[end].isspace()
            # The same ones, since others could close what a line before left open.
            quote = "" if bare else whole[start]
            yield whole, f"{whole[:start]}{quote}{new}{quote}{whole[end:]}"


def _place(whole: str) -> tuple[int, int]:
    """Where the value of an assignment stands, quotes included."""
    from dotenv.parser import Reader, parse_key, parse_value

    reader = Reader(io.StringIO(whole, newline=""))
    reader.read_regex(_HEAD)
    parse_key(reader)
    reader.read_regex(_EQUALS)
    start = reader.position.chars
    value = parse_value(reader)
    quoted = whole[start : start + 1] in _QUOTES
    return start, reader.position.chars if quoted else start + len(value)


def _refused(origin: str) -> InvalidValue:
    return InvalidValue(
        f"The values in {shown(origin)} cannot be replaced without changing more of it.",
        hint="They are in the vault; write the references yourself, as vtv://NAME/value.",
    )
