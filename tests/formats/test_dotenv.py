"""Environment files."""

from typing import Final

import pytest

from tests.formats.contract import CANARY, ORIGIN, FormatContract, by_name, dropped, shown_values
from vaulttui.formats.registry import format_named

_SAMPLE: Final = f"""\ufeff# made up
PLAIN={CANARY}
export EXPORTED = "{CANARY} with blanks"   # and a comment
SINGLE='{CANARY} $PLAIN \\n stays'
MULTI="first {CANARY}
second"
HASH=a#b{CANARY}
""".encode()


class TestDotenv(FormatContract):
    format_name = "dotenv"
    empty_is_fine = True

    def sample(self) -> bytes:
        return _SAMPLE

    def values(self, text: str) -> dict[str, str]:
        file = self.read(text.encode())
        assert all(one.type_id == "generic-secret" for one in file.credentials)
        return {name: shown_values(one)["value"] for name, one in by_name(file).items()}

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("A=one", "one"),
            ("export A=one", "one"),
            ("A = one ", "one"),
            ("A='one two'", "one two"),
            ('A="one\\ntwo"', "one\ntwo"),
            ("A='one\\ntwo'", "one\\ntwo"),
            ('A="one\ntwo"', "one\ntwo"),
            ('A="one\r\ntwo"', "one\r\ntwo"),
            ("A=one # comment", "one"),
            ("A=one#two", "one#two"),
            ("A='# no comment'", "# no comment"),
            ("# comment\n\nA=one\r\n", "one"),
            ("A=$HOME/${HOME}", "$HOME/${HOME}"),
            ("A=a=b==", "a=b=="),
            ("A=grüße", "grüße"),
        ],
    )
    def test_values(self, text: str, value: str) -> None:
        assert self.values(text) == {"A": value}

    def test_mark_and_windows_line_ends(self) -> None:
        assert self.values("\ufeffA=1\r\nB=2\r\n") == {"A": "1", "B": "2"}

    def test_identity_is_path_and_variable(self) -> None:
        (one,) = self.read(b"A=1").credentials
        assert one.source_id == f"{ORIGIN}\nA"
        (one,) = format_named("dotenv").read(b"A=1", origin="-", secret=None).credentials
        assert one.source_id == "A"

    def test_the_last_of_several_wins_and_it_is_said(self) -> None:
        file = self.read(b"A=first\nB=2\nA=last\n")
        assert [(one.name, shown_values(one)["value"]) for one in file.credentials] == [
            ("B", "2"),
            ("A", "last"),
        ]
        assert dropped(file) == [("A", "its value on line 1", "line 3 sets it again")]

    def test_wrong_lines_are_told_by_number_alone(self) -> None:
        file = self.read(f"A=1\n\n  ?? {CANARY} ??\n{CANARY}\nC=\nD='open {CANARY}\n".encode())
        assert dropped(file) == [
            ("", "line 3", "not an assignment"),
            ("", "line 4", "a name without a value"),
            ("C", "the variable", "its value is empty"),
            ("", "line 6", "not an assignment"),
        ]
        assert CANARY not in repr(file)

    def test_lines_wrong_in_a_row_are_one_row(self) -> None:
        file = self.read(b"A=1\n" + b"?? ??\n" * 1000)
        assert dropped(file) == [("", "lines 2 to 1001", "not an assignment")]

    def test_a_key_without_quotes_gives_no_credentials(self) -> None:
        key = f"-----BEGIN FAKE KEY-----\nAAAA{CANARY}\nBBBB{CANARY}==\n-----END FAKE KEY-----"
        file = self.read(f"A=1\nKEY={key}\nB=2\n".encode())
        assert [one.name for one in file.credentials] == ["A", "B"]
        assert dropped(file) == [("", "lines 2 to 5", "a key over several lines without quotes")]

    def test_a_key_with_quotes_is_a_value(self) -> None:
        key = "-----BEGIN FAKE KEY-----\nAAAA\n-----END FAKE KEY-----\n"
        assert self.values(f'KEY="{key}"\nB=2') == {"KEY": key, "B": "2"}

    def test_a_begin_line_without_an_end_swallows_nothing(self) -> None:
        assert self.values("A=-----BEGIN X-----\nB=2") == {"A": "-----BEGIN X-----", "B": "2"}

    def test_refuses_text_without_any_assignment(self) -> None:
        assert "no assignment" in self.refusal(b"just some words\nand more words\n").message
        assert "UTF-16" in self.refusal("A=1".encode("utf-16")).message

    def test_too_large_a_value_stays_behind(self) -> None:
        file = self.read(b"A=" + b"x" * (1 << 20) + b"\nB=" + b"x" * ((1 << 20) + 1))
        assert [one.name for one in file.credentials] == ["A"]
        assert dropped(file) == [("B", "Value", "larger than 1 MiB")]
