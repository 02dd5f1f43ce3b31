"""The user's settings, one TOML file; every key has a default and may be left out."""

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from vaulttui import paths
from vaulttui.errors import InUse, InvalidValue, ReadOnly

_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
OFF: Final = "off"
ON_DEMAND: Final = "on-demand"
THEMES: Final = ("dark", "light", "ansi", "ansi-light")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose.

    ``vault`` is an absolute path or begins with ``~``. ``agent`` is OFF or
    ON_DEMAND. ``keys`` are by the action's name. ``unknown`` is what the file
    says beside, kept when it is written again.
    """

    vault: str | None = None
    reveal_seconds: int = 10
    clipboard_seconds: int = 20
    lock_minutes: int = 5
    theme: str = ""
    agent: str = OFF
    agent_idle_minutes: int = 15
    agent_hours: int = 8
    keys: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, object] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence for each key that this version does not know."""
        return tuple(f"The settings have an unknown key, {key!r}." for key in self.unknown)


def load(path: Path | None = None) -> Settings:
    """Read the settings; a missing file is all defaults, a bad one InvalidValue."""
    place = path or paths.settings_path()
    try:
        text = place.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise InvalidValue(
            f"The settings {str(place)!r} cannot be read: {error.strerror}."
        ) from None
    return _parse(text, place)


def change(key: str, value: object, path: Path | None = None) -> Settings:
    """Change one key of the file as it is now; raises InvalidValue for what it may not say."""
    setting = BY_KEY[key]
    if problem := setting.problem(value):
        raise InvalidValue(f"{setting.title} must be {problem}.")
    changed = replace(load(path), **{key: value})  # type: ignore[arg-type]  # just checked
    save(changed, path)
    return changed


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings, 0600, whole or not at all, and never through a symbolic link."""
    place = path or paths.settings_path()
    if place.is_symlink():
        raise InUse(
            f"The settings {str(place)!r} are a symbolic link, which is never written through."
        )
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(place, _encode(settings))
    except OSError as error:
        raise ReadOnly(
            f"The settings {str(place)!r} cannot be written: {error.strerror}."
        ) from None


def _replace(place: Path, content: bytes) -> None:
    temporary = place.with_name(f".{place.name}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, _CREATE, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        temporary.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _encode(settings: Settings) -> bytes:
    import tomli_w

    default = Settings()
    chosen = {
        known.name: getattr(settings, known.name)
        for known in fields(Settings)
        if known.name in BY_KEY and getattr(settings, known.name) != getattr(default, known.name)
    }
    if settings.keys:
        chosen["keys"] = dict(settings.keys)
    return tomli_w.dumps({**chosen, **settings.unknown}).encode()


def _parse(text: bytes, place: Path) -> Settings:
    import tomllib

    try:
        table = tomllib.loads(text.decode())
    except ValueError as error:
        # What the parser says begins a line of its own and ends without a full stop.
        problem = str(error).splitlines()[0] if isinstance(error, tomllib.TOMLDecodeError) else ""
        raise InvalidValue(f"The settings {str(place)!r} are no TOML. {problem}".strip()) from None
    known: dict[str, Any] = {}
    unknown: dict[str, object] = {}
    for key, value in table.items():
        setting = BY_KEY.get(key)
        if setting is None:
            unknown[key] = value
        elif problem := setting.problem(value):
            raise InvalidValue(f'The settings {str(place)!r}: "{key}" must be {problem}.')
        else:
            known[key] = value
    return Settings(**known, unknown=unknown)


Check = Callable[[object], str]


def _number(low: int, high: int) -> Check:
    def check(value: object) -> str:
        fits = type(value) is int and low <= value <= high
        return "" if fits else f"a whole number from {low} to {high}"

    return check


def _one_of(*choices: str) -> Check:
    def check(value: object) -> str:
        return "" if value in choices else " or ".join(f'"{choice}"' for choice in choices)

    return check


def _place(value: object) -> str:
    if value is None:
        return ""
    fits = isinstance(value, str) and (value.startswith("~") or Path(value).is_absolute())
    return "" if fits else "an absolute path, or one that begins with ~"


def _texts(value: object) -> str:
    fits = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    return "" if fits else "a table of texts"


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the file: its name for people, what it does, and what it may say.

    ``problem`` ends the sentence "It must be …", empty where a value fits; ``unit``
    stands behind a number.
    """

    key: str
    title: str
    help: str
    problem: Check
    unit: str = ""
    choices: tuple[str, ...] = ()


SETTINGS: Final = (
    Setting("reveal_seconds", "Reveal", "How long a revealed value stays.",
            _number(1, 3600), "seconds"),
    Setting("clipboard_seconds", "Clipboard", "When a copy is cleared away.",
            _number(1, 3600), "seconds"),
    Setting("lock_minutes", "Lock", "How long without a key until then.",
            _number(1, 1440), "minutes"),
    Setting("theme", "Theme", "Its own colours, or the terminal's.",
            _one_of("", *THEMES), choices=THEMES),
    Setting("vault", "Vault", "Which file is meant where none is named.", _place),
    Setting("agent", "Key agent", "Whether commands start one by themselves.",
            _one_of(OFF, ON_DEMAND), choices=(OFF, ON_DEMAND)),
    Setting("agent_idle_minutes", "Agent, idle", "How long it keeps a key that nobody uses.",
            _number(1, 1440), "minutes"),
    Setting("agent_hours", "Agent, at most", "How long it keeps a key in any case.",
            _number(1, 24 * 7), "hours"),
    Setting("keys", "Keys", "Other keys for commands.", _texts),
)  # fmt: skip
BY_KEY: Final[Mapping[str, Setting]] = {setting.key: setting for setting in SETTINGS}
