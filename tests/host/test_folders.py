"""Walking folders: what is read, what fits, and how far a name is completed."""

import os
from pathlib import Path

import pytest

from vaulttui.errors import NotFound, VaulttuiError
from vaulttui.host.folders import Found, completed, fitting, from_home, look_into, part, typed_path

NAMES = [Found("keys", True), Found("kept", True), Found(".ssh", True), Found("Key.pem", size=9)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty one."""
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_folders_first_then_by_name(folder: Path) -> None:
    for name in ("b.txt", "A.txt"):
        (folder / name).write_text("four")
    (folder / "z").mkdir()
    (folder / "lost").symlink_to("nowhere")
    found = look_into(str(folder))
    assert [one.name for one in found] == ["z", "A.txt", "b.txt", "lost"]
    assert [one.is_folder for one in found] == [True, False, False, False]
    assert (found[1].size, found[3].size) == (4, 0)


def test_numbers_are_in_the_order_of_people(folder: Path) -> None:
    for name in ("f10", "F2", "f1", "2", "x"):
        (folder / name).touch()
    assert [one.name for one in look_into(str(folder))] == ["2", "f1", "F2", "f10", "x"]


def test_a_link_to_a_folder_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert all(one.is_folder for one in look_into(str(tmp_path)))


@pytest.mark.parametrize("name", ["none", "file"])
def test_what_is_no_folder_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotFound, match="There is no folder"):
        look_into(str(tmp_path / name))


def test_a_path_that_is_none() -> None:
    with pytest.raises(VaulttuiError, match="cannot be read"):
        look_into("/a\0b")


@pytest.mark.parametrize(
    ("typed", "folder", "rest"),
    [
        ("ke", "/srv/x", "ke"),
        ("a/ke", "/srv/x/a", "ke"),
        ("../", "/srv", ""),
        ("/etc/ho", "/etc", "ho"),
        ("'/etc/a b'", "/etc", "a b"),
    ],
)
def test_what_is_typed_leads_somewhere(typed: str, folder: str, rest: str) -> None:
    assert part("/srv/x", typed) == (folder, rest)


def test_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert part("/srv", "~/.ssh/id") == ("/home/ada/.ssh", "id")
    assert [from_home(path) for path in ("/home/ada", "/home/ada/x", "/home/adam")] == [
        "~", "~/x", "/home/adam",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rest", "told"), [("ke", "ke"), ("key", "keys/"), ("Key", "Key.pem"), ("zz", "zz")]
)
def test_completed_as_far_as_it_is_certain(rest: str, told: str) -> None:
    assert completed(rest, NAMES) == told


def test_completing_finds_the_case() -> None:
    assert completed("REA", [Found("Readme.md")]) == "Readme.md"
    assert completed("re", [Found("Read"), Found("rEad")]) == "re"


def test_fitting_puts_the_exact_name_first() -> None:
    names = [Found("old-key"), Found("key2"), Found("key")]
    assert [one.name for one in fitting("key", names, hidden=False)] == ["key", "key2", "old-key"]


def test_hidden_only_where_they_are_wanted() -> None:
    def names(rest: str, *, hidden: bool) -> list[str]:
        return [one.name for one in fitting(rest, NAMES, hidden=hidden)]

    assert ".ssh" not in names("", hidden=False)
    assert ".ssh" in names("", hidden=True)
    assert names(".s", hidden=False) == [".ssh"]
    assert names("ssh", hidden=False) == []


def test_names_that_are_no_text_keep_their_bytes(folder: Path) -> None:
    name = os.fsdecode(b"k\xff")
    (folder / name).touch()
    assert [one.name for one in look_into(str(folder))] == [name]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        (" ~/a b ", "HOME/a b"),
        ("notes", "HERE/notes"),
        ("~nobody-has-this-name/x", "HERE/~nobody-has-this-name/x"),
        ("/etc/../x", "/etc/../x"),
    ],
)
def test_a_path_is_taken_as_it_is_typed(
    typed: str, path: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = path.replace("HOME", str(home)).replace("HERE", str(tmp_path))
    assert str(typed_path(typed)) == wanted
