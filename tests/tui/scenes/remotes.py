"""Remotes, as they were read once; no scene asks any."""

from tests.tui.remote_samples import DATABASE, a_set, know
from tests.tui.samples import Run, named, top
from tests.tui.scenes.stage import Stage, scene
from vaulttui.tui.screens.browse.browse import Browse


async def _know(stage: Stage) -> None:
    know(stage.session, stage.clock)
    await stage.settle()


@scene("remotes")
async def remotes(stage: Stage) -> None:
    """Three, one of which is bound to a credential that has changed since."""
    await _know(stage)
    await stage.press(Run("show-remotes"))


@scene("remote", once=True)
async def remote(stage: Stage) -> None:
    """What is bound to one, and how it is reached."""
    await _know(stage)
    await stage.press(Run("show-remotes"), "end", "enter")


@scene("remotes-none", once=True)
async def none(stage: Stage) -> None:
    """What a remote is, and how one is added."""
    await stage.press(Run("show-remotes"))


@scene("remote-form")
async def form(stage: Stage) -> None:
    """One being changed."""
    await _know(stage)
    await stage.press(Run("show-remotes"), "end", "e")


@scene("bind")
async def bind(stage: Stage) -> None:
    """What may be bound to a remote."""
    await _know(stage)
    await stage.press(Run("show-remotes"), "a")


@scene("bind-how", once=True)
async def bind_how(stage: Stage) -> None:
    """Under which name, and who decides."""
    await _know(stage)
    await stage.press(Run("show-remotes"), "enter", "e")


@scene("placeholders")
async def placeholders(stage: Stage) -> None:
    """Three values that nobody holds."""
    await _know(stage)
    await stage.press(Run("show-placeholders"))


@scene("badge")
async def badge(stage: Stage) -> None:
    """A credential that is not in sync."""
    await _know(stage)
    top(stage.app, Browse).jump(named(stage.session, DATABASE).id)
    await stage.settle()


@scene("set-badge", once=True)
async def set_badge(stage: Stage) -> None:
    """A set, and where it is bound."""
    await _know(stage)
    found = a_set(stage.session, "deploy-hooks")
    top(stage.app, Browse).go_to("set", found.id, "key SESSION_SECRET")
    await stage.settle()
