"""What stands before an open vault."""

from tests.tui.scenes.stage import Stage, scene
from vaulttui.crypto.keys import TextKey
from vaulttui.secret import Secret
from vaulttui.tui.screens.before.create import Create
from vaulttui.tui.screens.vault.recovery import Recovery


@scene("first", "none")
async def first(stage: Stage) -> None:
    """The first screen of all."""


@scene("create", "none")
async def create(stage: Stage) -> None:
    """A passphrase chosen, and how good it is."""
    stage.app.push_screen(Create())
    await stage.settle()
    await stage.put("#passphrase", "correct horse battery staple")
    await stage.put("#again", "correct horse battery staple")


@scene("recovery", "none")
async def recovery(stage: Stage) -> None:
    """The recovery key, to be typed back."""
    line = TextKey.write(TextKey.RECOVERY, Secret(bytes(range(32))))
    stage.app.push_screen(Recovery(line))
    await stage.settle()


@scene("unlock", "locked")
async def unlock(stage: Stage) -> None:
    """A passphrase that did not fit."""
    await stage.put("#secret", "wrong")
    await stage.press("enter")
