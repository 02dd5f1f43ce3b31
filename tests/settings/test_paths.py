"""Where things are kept, and which vault is meant."""

from pathlib import Path

import pytest

from vaulttui import paths


def test_home_is_one_folder(home: Path) -> None:
    folder = home / "vaulttui"
    assert paths.config_folder() == folder / "config"
    assert paths.state_folder() == folder / "state"
    assert paths.vault_path(None) == folder / "data" / "vault.vtv"


def test_xdg_places_without_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULTTUI_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "elsewhere"))
    assert paths.vault_path(None) == home / "elsewhere" / "vaulttui" / "vault.vtv"


def test_precedence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.vault_path(None, "/set.vtv") == Path("/set.vtv")
    monkeypatch.setenv("VAULTTUI_VAULT", "/env.vtv")
    assert paths.vault_path(None, "/set.vtv") == Path("/env.vtv")
    assert paths.vault_path("/option.vtv", "/set.vtv") == Path("/option.vtv")


def test_settings_know_the_tilde(home: Path) -> None:
    assert paths.vault_path(None, "~/my.vtv") == home / "my.vtv"


def test_relative_becomes_absolute() -> None:
    assert paths.vault_path("here.vtv") == Path.cwd() / "here.vtv"


def test_xdg_defaults_and_a_relative_place_does_not_count(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VAULTTUI_HOME")
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert paths.state_folder() == home / ".local" / "state" / "vaulttui"
    assert paths.config_folder() == home / ".config" / "vaulttui"
