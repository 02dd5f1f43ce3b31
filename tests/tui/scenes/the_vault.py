"""The vault itself: its page, a new passphrase, an export, another copy."""

from tests.tui.samples import Run
from tests.tui.scenes.stage import Stage, scene


@scene("vault")
async def vault(stage: Stage) -> None:
    """What opens it, and what can be done."""
    stage.app.sample = True
    await stage.press(Run("show-vault"))


@scene("export")
async def export(stage: Stage) -> None:
    """A vault of its own."""
    await stage.press(Run("show-export"))


@scene("merge", once=True)
async def merge(stage: Stage) -> None:
    """Another copy that is not there."""
    await stage.press(Run("show-merge"))
