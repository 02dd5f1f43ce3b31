"""Forms and questions."""

import os
from pathlib import Path

from tests.tui.samples import NOON, Run, named
from tests.tui.scenes.stage import Stage, scene
from vaulttui.operations import sources
from vaulttui.operations.credentials import Edits, Given, add
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.picking import pick_file


@scene("form")
async def form(stage: Stage) -> None:
    """A login changed."""
    await stage.press(*["down"] * 8, "e")


@scene("note", once=True)
async def note(stage: Stage) -> None:
    """A new note."""
    await stage.press("n", *"secure note", "enter", *"Alarm", "tab", *"Code is")


@scene("key")
async def key(stage: Stage) -> None:
    """A field put under a name into a set."""
    await stage.press(Run("show-sets"), "plus")
    await stage.press("tab", "tab", "enter", *"orders", "enter", "enter")


@scene("new-set")
async def new_set(stage: Stage) -> None:
    """A name that cannot be."""
    await stage.press(Run("show-sets"), "n", *"not possible", "enter")


@scene("assign")
async def assign(stage: Stage) -> None:
    """Projects ticked, and the names that one is given."""
    await stage.press("down", "down", "a", "down", "e")
    await stage.put("#prefix", "")
    await stage.press("enter")


@scene("source")
async def source(stage: Stage) -> None:
    """What a field is looked up by."""
    session = stage.session
    values = {"url": Given(Secret(b"https://vault.example.com"))}
    vault = add(session, "hashivault_kv", Edits(name="Team vault", values=values), incomplete=True)
    asked = {"secret_path": "/team/cache", "secret_key": "password"}
    sources.put(session, named(session, "Session cache"), "password", vault, asked)
    await stage.settle()
    await stage.press(*["down"] * 5, "l", "s", "enter")


@scene("settings")
async def settings(stage: Stage) -> None:
    """The keys of all commands among them."""
    await stage.press(Run("show-settings"), "down", "down")


@scene("key-capture")
async def key_capture(stage: Stage) -> None:
    """A key that something else has."""
    await stage.press(Run("show-settings"), "end", "home", *["down"] * 16, "enter", "c")


@scene("purge", once=True)
async def purge(stage: Stage) -> None:
    """A grave question."""
    await stage.press("x", Run("show-trash"), "X")


@scene("files")
async def files(stage: Stage) -> None:
    """A folder walked to find a key."""
    place = Path.home() / "keys"
    place.mkdir(exist_ok=True)
    for name, size in (("id_ed25519", 411), ("id_ed25519.pub", 96), ("server.pem", 1704)):
        (place / name).write_bytes(bytes(size))
        os.utime(place / name, (NOON / 1000 - 86_400, NOON / 1000 - 86_400))
    pick_file(stage.app.screen, str(place), lambda _: None)  # type: ignore[arg-type]  # one of ours
    await stage.settle()
