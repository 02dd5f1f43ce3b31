"""Other keys for commands: what the settings say of them, and where two want the same."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from vaulttui.tui.commands import BY_ID, COMMANDS, Command, Place, keys_of

_NO_LINES = frozenset({Place.FORM, Place.LOCKED})
TAKEN = {
    "escape": "goes back",
    "ctrl+c": "copies what is selected",
    "ctrl+z": "would suspend the program",
    "ctrl+a": "belongs to screen",
    "ctrl+b": "belongs to tmux",
    "tab": "goes to the next field",
    "enter": "opens",
}
"""Keys that no command can be given, and why."""


def keys_in(command: Command, keymap: Mapping[str, str]) -> list[str]:
    """The keys that start a command, by Textual's names."""
    return [key for key in keymap.get(command.id, command.keys).split(",") if key]


def together(one: Command, other: Command) -> bool:
    """Whether both count somewhere at once; moving in lists does nearly everywhere."""
    if one.where & other.where:
        return True
    lines, elsewhere = (one, other) if Place.LINES in one.where else (other, one)
    return Place.LINES in lines.where and bool(elsewhere.where - _NO_LINES)


def holders(key: str, command: Command, keymap: Mapping[str, str]) -> list[Command]:
    """The other commands that a key starts where it would start this one."""
    return [
        other
        for other in COMMANDS
        if other.id != command.id and key in keys_in(other, keymap) and together(command, other)
    ]


def with_key(
    keymap: Mapping[str, str], command: Command, key: str, *, beside: bool = False
) -> dict[str, str]:
    """The keymap in which a key starts a command, and nothing else where that counts.

    ``beside`` leaves the command's other keys; without it, a command that loses its only
    key gets the one that this had.
    """
    former = keys_in(command, keymap)
    changed = dict(keymap)
    for other in holders(key, command, keymap):
        left = [one for one in keys_in(other, keymap) if one != key]
        if not left and not beside:
            left = [one for one in former if holders(one, other, keymap) == [command]]
        changed[other.id] = ",".join(left)
    changed[command.id] = ",".join([*former, key] if beside else [key])
    return usual(changed)


def as_usual(keymap: Mapping[str, str], command: Command) -> dict[str, str]:
    """The keymap in which a command has its usual keys, and so has what was given one of them."""
    changed = {key: keys for key, keys in keymap.items() if key != command.id}
    for key in keys_in(command, {}):
        for other in holders(key, command, changed):
            changed = as_usual(changed, other) if other.id in changed else changed
    return changed


def usual(keymap: Mapping[str, str]) -> dict[str, str]:
    """Without what is as it would be anyway."""
    return {
        key: keys for key, keys in keymap.items() if key not in BY_ID or keys != BY_ID[key].keys
    }


def troubles(keymap: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each thing in the settings' keys that cannot be meant."""
    for name in keymap.keys() - BY_ID.keys():
        yield f"The settings give a key to {name!r}, which is no command."
    for one, other in combinations(COMMANDS, 2):
        if not {one.id, other.id} & keymap.keys() or not together(one, other):
            continue
        for key in set(keys_in(one, keymap)) & set(keys_in(other, keymap)):
            written = keys_of(one, {one.id: key})[0]
            yield f"{written} is {one.title} and {other.title} at once. Settings gives one another."
