"""The settings: numbers, looks, and the keys of all commands."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from vaulttui import paths, settings
from vaulttui.host.folders import from_home
from vaulttui.settings import BY_KEY, SETTINGS, Setting, Settings
from vaulttui.tui.commands import BY_ID, COMMANDS, Command, Place, bindings, keys_of
from vaulttui.tui.dialogs.key_capture import KeyCapture
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.frames.filtered_table import FilteredTable
from vaulttui.tui.position import Address
from vaulttui.tui.remapping import as_usual, with_key
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.page import Item, Page, PageSheet, Section

_USUAL: Final = Settings()
_NOTHING: Final = "nothing of it fits: esc clears the filter"


class SettingsScreen(FilteredTable):
    """Enter changes what the cursor stands on; it counts at once, and is written at once."""

    place = Place.SETTINGS
    BINDINGS = bindings(Place.SETTINGS)
    heading = "Settings"

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("settings",)

    def make_lines(self) -> Lines:
        """The list."""
        return PageSheet()

    def vault_changed(self) -> None:
        """Show what the settings say."""
        self._sheet.show(page_of(self.vault.settings, self.filter_entry.value.casefold().split()))
        self.look_beside()

    def settings_changed(self) -> None:
        """They may change from the palette as well."""
        self.vault_changed()

    def meaning(self) -> Meaning | None:
        """What the setting is about, or all that is to know of a command."""
        match self._here():
            case Command() as command:
                return _of_command(command, self.vault.settings)
            case Setting() as setting:
                return _of_setting(setting, self.vault.settings)
        return None

    @property
    def _sheet(self) -> PageSheet:
        return self.query_one(PageSheet)

    def _here(self) -> Setting | Command | None:
        kind, _, key = self._sheet.key.partition(" ")
        return BY_ID[key] if kind == "command" else BY_KEY.get(key)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Change it."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Ask for another value, or for another key."""
        match self._here():
            case Command() as command:
                self._capture(command, beside=False)
            case Setting() as setting:
                self.form_edit(setting.key)

    def action_put_key(self) -> None:
        """Ask for a key beside those that the command has."""
        here = self._here()
        if isinstance(here, Command):
            self._capture(here, beside=True)
        else:
            self.vault.tell("Put the cursor on a command first; it can have several keys.")

    def action_take_away(self) -> None:
        """As it is where the settings say nothing."""
        match self._here():
            case Command() as command:
                keymap = as_usual(self.vault.settings.keys, command)
                self._save("keys", keymap, f"{command.title} has its usual key")
            case Setting() as setting:
                usually = getattr(_USUAL, setting.key)
                self._save(setting.key, usually, f"{setting.title} is as usual")

    def _capture(self, command: Command, *, beside: bool) -> None:
        keymap = self.vault.settings.keys

        def pressed(key: str | None) -> None:
            if key:
                changed = with_key(keymap, command, key, beside=beside)
                written = " ".join(keys_of(command, changed))
                self._save("keys", changed, f"{command.title} is {written} now")

        self.app.push_screen(KeyCapture(command, keymap, beside=beside), pressed)

    def form_edit(self, key: str) -> None:
        """Ask for another value of a setting."""
        setting = BY_KEY[key]
        line = Line(
            key,
            f"{setting.help} In {setting.unit}." if setting.unit else setting.help,
            _text_of(setting, self.vault.settings),
            hint=setting.unit or "as usual",
            choices=tuple((choice, choice) for choice in setting.choices),
        )
        save = partial(_changed, setting)
        form = SmallForm(setting.title, (line,), save, again=("edit", key))
        self.app.push_screen(form, self._take)

    def _save(self, key: str, value: object, told: str) -> None:
        def then(changed: Settings) -> None:
            self._take(changed)
            self.vault.tell(f"{told}.")

        self.vault.perform(lambda: settings.change(key, value), then)

    def _take(self, changed: object) -> None:
        if isinstance(changed, Settings):
            self.vault.take_settings(changed)


def _changed(setting: Setting, given: Given) -> Settings:
    text = given[setting.key]
    usually = getattr(_USUAL, setting.key)
    value: object = int(text) if setting.unit and text.isdecimal() else text
    return settings.change(setting.key, value if text else usually)


def _text_of(setting: Setting, found: Settings) -> str:
    value = getattr(found, setting.key)
    return setting.choices[0] if value == "" and setting.choices else str(value or "")


def page_of(found: Settings, words: Sequence[str] = ()) -> Page:
    """The settings as a page: those in which all the words occur."""
    values = [_item(one, found) for one in SETTINGS if one.key != "keys"]
    keyed = [_keyed(command, found) for command in COMMANDS]
    return Page(
        "settings",
        from_home(str(paths.settings_path())),
        "- puts back what is usual, + gives a command one more key",
        sections=(
            Section("General", _fitting(values, words), _NOTHING),
            Section("Keys", _fitting(keyed, words), _NOTHING),
        ),
    )


def _fitting(items: Iterable[Item], words: Sequence[str]) -> tuple[Item, ...]:
    def fits(item: Item) -> bool:
        text = f"{item.label}\n{item.text}\n{item.aside}".casefold()
        return all(word in text for word in words)

    return tuple(filter(fits, items))


def _of_command(command: Command, found: Settings) -> Meaning:
    keys, usually = keys_of(command, found.keys), keys_of(command, {})
    text = (
        f"Key: {' '.join(keys) or 'none; the palette has it'}",
        f"Usually: {' '.join(usually) or 'none'}" if keys != usually else "",
        f"Where it counts: {', '.join(sorted(command.where))}.",
        "enter asks for another key, + for one more, - puts back the usual ones.",
    )
    return Meaning("Command", command.title, command.help, text)


def _of_setting(setting: Setting, found: Settings) -> Meaning:
    usually = _text_of(setting, _USUAL) or "the usual place"
    text = (
        f"It is {_text_of(setting, found) or 'the usual place'} {setting.unit}".strip() + ".",
        f"Usually {usually} {setting.unit}".strip() + ".",
        f"One of {', '.join(setting.choices)}." if setting.choices else "",
        f"In the file it is called {setting.key}.",
        "enter changes it, - puts back what is usual. It counts at once.",
    )
    return Meaning("Setting", setting.title, setting.help, text)


def _item(setting: Setting, found: Settings) -> Item:
    value = getattr(found, setting.key)
    told = f"{_text_of(setting, found) or 'the usual place'} {setting.unit}".strip()
    aside = _aside(setting.help, changed=value != getattr(_USUAL, setting.key))
    return Item(f"setting {setting.key}", setting.title, told, aside=aside)


def _keyed(command: Command, found: Settings) -> Item:
    keys = " ".join(keys_of(command, found.keys)) or "palette"
    aside = _aside(command.help, changed=command.id in found.keys)
    return Item(f"command {command.id}", command.title, keys, aside=aside)


def _aside(meaning: str, *, changed: bool) -> str:
    return f"(changed) {meaning}" if changed else meaning
