"""JSON texts of every sort: right, nearly right, and what only a hostile hand would write."""

import json
from typing import Final

from hypothesis import strategies as st

from vaulttui.domain.revisions import Json

HEX: Final = st.sampled_from([f"{number:032x}" for number in range(6)])
_ODD_HEX: Final = st.sampled_from(["", "0" * 31, "0" * 33, "G" * 32, "A" * 32, "０" * 32, " " * 32])
_SEALED: Final = st.sampled_from(["AQ" + "A" * 54, "AQ" + "A" * 58 + "==", "AQ" + "A" * 58 + "E="])
_ODD_SEALED: Final = st.sampled_from(
    ["", "AQ", "AQ==", "!" * 60, "AQ" + "A" * 53, "AA" + "A" * 58, "AQ" + "A" * 54 + "\n"]
)
_INTEGERS: Final = st.one_of(
    st.integers(-5, 5),
    st.sampled_from([2**53 - 1, 2**53, -(2**53), 1 - 2**53, 2**63, 2**64, -(2**64), 10**400]),
)
_FLOATS: Final = st.sampled_from([0.0, -0.0, 1.0, 1.5, 1e300, float("inf"), float("nan")])
_TEXTS: Final = st.one_of(
    st.text(max_size=6), st.sampled_from(["\ud800", "\udfff", "a\ud83d", "\U0001f511", "\x00", "é"])
)
_SCALARS: Final = st.one_of(st.none(), st.booleans(), _INTEGERS, _TEXTS)
_VALUES: Final = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def _deep(draw: st.DrawFn) -> Json:
    value: Json = draw(_SCALARS)
    for _ in range(draw(st.integers(8, 18))):
        value = draw(st.sampled_from([[value], {"x": value}]))
    return value


ANY: Final = st.one_of(_VALUES, _deep(), _FLOATS)
_MAPS: Final = st.dictionaries(_TEXTS, st.one_of(_VALUES, _deep()), max_size=3)
_PROPER: Final = {
    "k": st.sampled_from(["note", "credential"]),
    "id": HEX,
    "rev": HEX,
    "par": st.lists(HEX, max_size=2),
    "at": st.integers(-(2**53) + 1, 2**53 - 1),
}
_OPTIONAL: Final = {
    "m": _MAPS,
    "v": st.dictionaries(st.sampled_from(["password", "é", "x" * 255]), _SEALED, max_size=2),
    "fp": st.dictionaries(st.sampled_from(["password"]), HEX, max_size=1),
    "del": st.booleans(),
    "husk": st.booleans(),
    "new": _VALUES,
}
_ODD: Final = st.one_of(ANY, _ODD_HEX, _ODD_SEALED, st.dictionaries(_TEXTS, _ODD_SEALED))

_OPS: Final = st.fixed_dictionaries(_PROPER, optional=_OPTIONAL)


@st.composite
def _nearly(draw: st.DrawFn) -> Json:
    """An op with one thing in it replaced or missing."""
    op = dict(draw(_OPS))
    key = draw(st.sampled_from(sorted({**_PROPER, **_OPTIONAL})))
    op[key] = draw(_ODD)
    if draw(st.booleans()):
        del op[draw(st.sampled_from(sorted(op)))]
    return op


@st.composite
def chunks(draw: st.DrawFn) -> Json:
    """A frame's whole object."""
    chunk: dict[str, Json] = {"ops": draw(st.lists(st.one_of(_OPS, _OPS, _nearly()), max_size=3))}
    if draw(st.booleans()):
        chunk["tx"] = draw(st.one_of(HEX, _ODD))
    if draw(st.integers(0, 9)) == 0:
        chunk[draw(_TEXTS)] = draw(ANY)
    return chunk


def _written(value: Json, draw: st.DrawFn) -> str:
    """JSON with what ``json.dumps`` would not write: names twice, gaps, other spellings."""
    if isinstance(value, dict):
        pairs = [f"{_text(key, draw)}:{_written(held, draw)}" for key, held in value.items()]
        if pairs and draw(st.integers(0, 24)) == 0:
            pairs.append(draw(st.sampled_from(pairs)))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_written(held, draw) for held in value) + "]"
    return _text(value, draw) if isinstance(value, str) else json.dumps(value)


def _text(text: str, draw: st.DrawFn) -> str:
    return json.dumps(text, ensure_ascii=draw(st.integers(0, 3)) == 0)


@st.composite
def payloads(draw: st.DrawFn) -> bytes:
    """Bytes that a frame might hold where its JSON belongs."""
    written = _written(draw(st.one_of(chunks(), chunks(), chunks(), ANY)), draw)
    data = written.encode("utf-8", errors="surrogatepass")
    if draw(st.integers(0, 19)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=3)) + data[at + draw(st.integers(0, 3)) :]
    return data
