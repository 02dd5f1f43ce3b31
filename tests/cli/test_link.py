"""``link`` and ``unlink``: which project a folder means."""

import os
from pathlib import Path

import pytest

from tests.cli.running import Cli


@pytest.fixture
def shop(vault: Path, cli: Cli) -> Cli:
    cli.ok("project", "create", "shop")
    cli.ok("project", "create", "site")
    return cli


def test_a_link_is_kept_in_the_vault(shop: Cli, tmp_path: Path) -> None:
    (folder := tmp_path / "repo").mkdir()
    told = shop.ok("link", "shop", str(folder)).err
    assert told == f"The folder {folder} means the project shop now.\n"
    assert list(folder.iterdir()) == []
    assert shop.json("project", "show", "shop")["folders"] == [str(folder)]


def test_the_present_folder_is_meant(
    shop: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shop.json("link", "shop")["folder"] == str(tmp_path)
    assert shop.json("unlink") == {"folder": str(tmp_path), "former": ["shop"]}


def test_it_says_which_project_was_meant_before(shop: Cli, tmp_path: Path) -> None:
    made = shop.json("link", "shop", str(tmp_path))
    assert (made["name"], made["folders"], made["former"]) == ("shop", [str(tmp_path)], [])
    assert "in place of shop" in shop.ok("link", "site", str(tmp_path)).err
    assert shop.json("project", "show", "shop")["folders"] == []
    assert shop.json("link", "site", str(tmp_path))["former"] == []


def test_a_symbolic_link_stands_for_its_target(shop: Cli, tmp_path: Path) -> None:
    (folder := tmp_path / "repo").mkdir()
    (way := tmp_path / "way").symlink_to(folder)
    assert shop.json("link", "shop", str(way))["folder"] == str(folder)
    assert shop.json("unlink", str(way))["former"] == ["shop"]


def test_a_folder_that_is_gone_can_be_unlinked(shop: Cli, tmp_path: Path) -> None:
    (folder := tmp_path / "repo").mkdir()
    shop.ok("link", "shop", str(folder))
    folder.rmdir()
    assert "no longer means shop" in shop.ok("unlink", str(folder)).err


def test_a_present_folder_that_is_gone(
    shop: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (present := tmp_path / "present").mkdir()
    monkeypatch.chdir(present)
    present.rmdir()
    for arguments in (("link", "shop"), ("unlink",), ("run", "true"), ("env",)):
        told = shop.fails(3, *arguments)
        assert "not_found: The present folder is not there any more." in told
    assert shop.json("link", "shop", str(tmp_path))["folder"] == str(tmp_path)


def test_a_path_that_is_no_text(shop: Cli, tmp_path: Path) -> None:
    (folder := tmp_path / os.fsdecode(b"a\xff")).mkdir()
    assert "is not UTF-8 text; it cannot be linked" in shop.fails(7, "link", "shop", str(folder))


def test_what_is_refused(shop: Cli, tmp_path: Path) -> None:
    assert "not_found: There is no folder" in shop.fails(3, "link", "shop", str(tmp_path / "no"))
    (file := tmp_path / "file").write_bytes(b"")
    assert "not_found: There is no folder" in shop.fails(3, "link", "shop", str(file))
    assert "not_found: There is no project" in shop.fails(3, "link", "nope", str(tmp_path))
    assert "invalid" in shop.fails(7, "link", "a b", str(tmp_path))
    assert "not_found" in shop.fails(3, "unlink", str(tmp_path))
