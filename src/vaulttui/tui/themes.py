"""The looks: dark, light, and the terminal's own colours."""

from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

DARK: Final = Theme(
    name="dark",
    primary="#7aa2f7",
    secondary="#7dcfff",
    accent="#bb9af7",
    success="#9ece6a",
    warning="#e0af68",
    error="#f7768e",
    foreground="#c8d0f0",
    background="#16161e",
    surface="#1a1b26",
    panel="#24283b",
    dark=True,
    variables={
        "block-cursor-foreground": "#16161e",
        "muted": "#8089b3",
        "border": "#3b4261",
        "border-blurred": "#2a2f45",
        "input-selection-background": "#7aa2f7 35%",
        "scrollbar": "#3b4261",
        "scrollbar-hover": "#565f89",
        "scrollbar-active": "#7aa2f7",
        "scrollbar-background": "#16161e",
        "scrollbar-background-hover": "#16161e",
        "scrollbar-background-active": "#16161e",
    },
)
LIGHT: Final = Theme(
    name="light",
    primary="#2757c4",
    secondary="#0b7285",
    accent="#7a2fbf",
    success="#2b7a2f",
    warning="#a35200",
    error="#c0203b",
    foreground="#22263a",
    background="#f4f5fa",
    surface="#fbfbfe",
    panel="#e6e8f2",
    dark=False,
    variables={
        "block-cursor-foreground": "#ffffff",
        "muted": "#666c85",
        "border": "#aab1c9",
        "border-blurred": "#cfd4e4",
        "scrollbar": "#aab1c9",
        "scrollbar-hover": "#8b93b0",
        "scrollbar-active": "#2757c4",
        "scrollbar-background": "#f4f5fa",
        "scrollbar-background-hover": "#f4f5fa",
        "scrollbar-background-active": "#f4f5fa",
    },
)
TERMINAL: Final = BUILTIN_THEMES["ansi-dark"]
TERMINAL_LIGHT: Final = BUILTIN_THEMES["ansi-light"]
_BY_SETTING: Final = {
    "dark": DARK.name,
    "light": LIGHT.name,
    "ansi": TERMINAL.name,
    "ansi-light": TERMINAL_LIGHT.name,
}


def after(name: str) -> str:
    """The setting of the theme that follows one."""
    settings = [*_BY_SETTING]
    known = [*_BY_SETTING.values()]
    return settings[(known.index(name) + 1) % len(settings) if name in known else 0]


def theme_named(setting: str) -> str:
    """The theme that a setting means; dark where it is empty or unknown."""
    return _BY_SETTING.get(setting, DARK.name)
