"""References in the place of values: all else of the file stays byte for byte."""

import io

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.formats.dotenv import assignments
from vaulttui.formats.dotenv_references import replaced
from vaulttui.secret import Secret

NEW = "vtv://A/value"


def replace(text: str, *names: str) -> str:
    references = {name: f"vtv://{name}/value" for name in names or ("A",)}
    return replaced(text.encode(), "/x/.env", references).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A=one", f"A={NEW}"),
        ("A=one\n", f"A={NEW}\n"),
        ("A=one # why\n", f"A={NEW} # why\n"),
        ("A=one#two\r\nB=2\r\n", f"A={NEW}\r\nB=2\r\n"),
        ("export A='one two'\n", f"export A={NEW}\n"),
        ('  export\tA  =  "one"  # c\n\n\nB=2', f"  export\tA  =  {NEW}  # c\n\n\nB=2"),
        ('A="one"# at once\n', f'A="{NEW}"# at once\n'),
        ("B=\"\nA='one'#c\n", f"B=\"\nA='{NEW}'#c\n"),
        ('A="one\ntwo"\nB=3\n', f"A={NEW}\nB=3\n"),
        ("A='it\\'s'\n", f"A={NEW}\n"),
        ("# A=zero\nA=one\n", f"# A=zero\nA={NEW}\n"),
        ("A=first\nA=second\n", f"A=first\nA={NEW}\n"),
        ("\ufeffA=one\n", f"\ufeffA={NEW}\n"),
        ("'A'=one\n", f"'A'={NEW}\n"),
        ("A=\nB=2\n", f"A={NEW}\nB=2\n"),
        ("B=A=one\nA=x\n", f"B=A=one\nA={NEW}\n"),
        ("nonsense line\nA=one\n!!\n", f"nonsense line\nA={NEW}\n!!\n"),
        ("A=one\rB=2\r", f"A={NEW}\rB=2\r"),
        ("A=ünï # ö\nB=é\n", f"A={NEW} # ö\nB=é\n"),
    ],
)
def test_only_the_value_goes(before: str, after: str) -> None:
    assert replace(before) == after


def test_a_key_without_quotes_stays_whole() -> None:
    key = "K=-----BEGIN X-----\nA=b\n-----END X-----\n"
    assert replace(key + "A=one\n") == f"{key}A={NEW}\n"


def test_what_is_not_there_changes_nothing() -> None:
    text = "B=1 # x\r\n\r\n"
    assert replace(text) == text
    assert replace("") == ""


LINE = st.one_of(
    st.builds(
        "{}{}{}={}{}{}".format,
        st.sampled_from(["", " ", "export "]),
        st.sampled_from("ABC"),
        st.sampled_from(["", " "]),
        st.sampled_from(["", " "]),
        st.sampled_from(["one", "'t w o'", '"x\ny"', '"a\\"b"', "a#b", "'", '"', "", "ä=ö", "\\"]),
        st.sampled_from(["", " ", " # c", "#c"]),
    ),
    st.sampled_from(["", "# A=1", "junk", "export", "\t", "A", "=x"]),
)


@given(lines=st.lists(LINE, max_size=8), end=st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_every_other_variable_reads_as_before(lines: list[str], end: str) -> None:
    before = end.join(lines)
    data = before.encode()
    names = [one.name for one in assignments(data, "-")[0] if one.name in ("A", "B")]
    after = replace(before, *names) if names else before
    then = dotenv_values(stream=io.StringIO(before, newline=""), interpolate=False)
    now = dotenv_values(stream=io.StringIO(after, newline=""), interpolate=False)
    kept = {name: value for name, value in then.items() if name not in names}
    assert {name: value for name, value in now.items() if name not in names} == kept
    # A name alone on a later line means nothing to us, and None to python-dotenv.
    ours = {one.name: one.value for one in assignments(after.encode(), "-")[0]}
    assert all(ours[name] == Secret.from_text(f"vtv://{name}/value") for name in names)
    assert replace(after, *names) == after if names else True
