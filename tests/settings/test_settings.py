"""The user's settings: defaults, what is refused, and what survives a save."""

from pathlib import Path

import pytest

from vaulttui import settings
from vaulttui.errors import InUse, InvalidValue
from vaulttui.settings import Settings


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_missing_file_is_all_defaults() -> None:
    found = settings.load()
    assert found == Settings()
    assert (found.reveal_seconds, found.clipboard_seconds, found.lock_minutes) == (10, 20, 5)
    assert (found.agent, found.agent_idle_minutes, found.agent_hours) == ("off", 15, 8)


def test_values_are_read(tmp_path: Path) -> None:
    text = 'vault = "~/v.vtv"\nlock_minutes = 1\ntheme = "dark"\n[keys]\nreveal = "R"\n'
    found = settings.load(written(tmp_path / "s.toml", text))
    assert (found.vault, found.lock_minutes, found.theme) == ("~/v.vtv", 1, "dark")
    assert found.keys == {"reveal": "R"}


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("reveal_seconds = 0", "reveal_seconds"),
        ("clipboard_seconds = true", "clipboard_seconds"),
        ('lock_minutes = "5"', "lock_minutes"),
        ("theme = 3", "theme"),
        ('agent = "on"', "agent"),
        ("agent = true", "agent"),
        ("agent_idle_minutes = 0", "agent_idle_minutes"),
        ("agent_hours = 1000", "agent_hours"),
        ('vault = "relative.vtv"', "vault"),
        ("keys = { reveal = 1 }", "keys"),
    ],
)
def test_bad_value_names_file_and_key(tmp_path: Path, line: str, key: str) -> None:
    path = written(tmp_path / "s.toml", line)
    with pytest.raises(InvalidValue) as caught:
        settings.load(path)
    assert str(path) in caught.value.message
    assert f'"{key}"' in caught.value.message


@pytest.mark.parametrize("content", [b"a = ", b"\xff", b"a = 1\na = 2"])
def test_no_toml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.toml"
    path.write_bytes(content)
    with pytest.raises(InvalidValue, match="no TOML"):
        settings.load(path)


def test_unknown_keys_are_warned_about_and_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "s.toml", "later = 1\n[other]\nx = 2\n")
    found = settings.load(path)
    assert len(found.warnings) == 2
    assert "'later'" in found.warnings[0]
    settings.save(Settings(lock_minutes=9, unknown=found.unknown), path)
    again = settings.load(path)
    assert again.lock_minutes == 9
    assert again.unknown == {"later": 1, "other": {"x": 2}}


def test_saved_for_its_owner_alone(home: Path) -> None:
    settings.save(Settings(theme="light", keys={"reveal": "R"}))
    path = home / "vaulttui" / "config" / "settings.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert settings.load() == Settings(theme="light", keys={"reveal": "R"})
    assert [found.name for found in path.parent.iterdir()] == ["settings.toml"]


def test_never_through_a_link(tmp_path: Path) -> None:
    target = written(tmp_path / "target", "")
    link = tmp_path / "s.toml"
    link.symlink_to(target)
    with pytest.raises(InUse, match="symbolic link"):
        settings.save(Settings(theme="light"), link)
    assert target.read_text("utf-8") == ""
