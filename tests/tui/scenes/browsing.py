"""The open vault, and what stands over it."""

from tests.tui.samples import DAY, Run, named, top
from tests.tui.scenes.stage import Stage, scene
from vaulttui.operations import trash
from vaulttui.tui.dialogs.qr_code import QrCode
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.health.health import Health

_WEBMAIL = ["down"] * 8


def _stop_the_seconds(stage: Stage) -> None:
    assert isinstance(stage.app.screen, Browse)
    stage.app.screen.ticking.pause()


@scene("browse")
async def browse(stage: Stage) -> None:
    """A login among others."""
    await stage.press(*_WEBMAIL)


@scene("reveal")
async def reveal(stage: Stage) -> None:
    """Its password, for a few seconds."""
    _stop_the_seconds(stage)
    await stage.press(*_WEBMAIL, "enter", "r")


@scene("code", once=True)
async def code(stage: Stage) -> None:
    """A one-time code."""
    _stop_the_seconds(stage)
    await stage.press(*_WEBMAIL, "enter", "down", "down", "r")


@scene("filter", once=True)
async def filtered(stage: Stage) -> None:
    """What a filter leaves."""
    await stage.press("slash")
    await stage.put("#filter", "tag:work -mail")


@scene("sidebar", once=True)
async def sidebar(stage: Stage) -> None:
    """The places, with one type chosen."""
    await stage.press("h", "down", "down")


@scene("marked", once=True)
async def marked(stage: Stage) -> None:
    """Two marked."""
    await stage.press("space", "down", "space", "space")


@scene("palette")
async def palette(stage: Stage) -> None:
    """Some words sought in it."""
    await stage.press("ctrl+p", "o", "r", "d")


@scene("help")
async def help_page(stage: Stage) -> None:
    """Of the first screen."""
    await stage.press("question_mark")


@scene("type")
async def choose_type(stage: Stage) -> None:
    """Of which type a new one is to be."""
    await stage.press("n")


@scene("generate")
async def generate(stage: Stage) -> None:
    """A phrase, one word longer."""
    await stage.press(*_WEBMAIL, "g", "down", "right")


@scene("history")
async def history(stage: Stage) -> None:
    """Of a login."""
    await stage.press(*_WEBMAIL, "y")


@scene("where-used")
async def where_used(stage: Stage) -> None:
    """Of a database."""
    await stage.press(*["down"] * 4, "w")


@scene("trash")
async def deleted(stage: Stage) -> None:
    """Two in it."""
    for name in ("Session cache", "Outgoing mail"):
        trash.rm(stage.session, [named(stage.session, name)])
        stage.clock.at += DAY
    await stage.press(Run("show-trash"))


@scene("activity")
async def activity(stage: Stage) -> None:
    """What the sample was made by."""
    await stage.press(Run("show-activity"))


@scene("import")
async def imported(stage: Stage) -> None:
    """The plan of a dotenv file."""
    source = stage.folder / ".env"
    source.write_text("STRIPE_KEY=made-up\nexport SMTP_PASSWORD='also made up'\nEMPTY=\n", "utf-8")
    await stage.press(Run("show-import"))
    await stage.put("#path", str(source))
    await stage.press("enter")
    from vaulttui.tui.widgets.entry import Entry

    with stage.app.prevent(Entry.Changed):
        stage.app.screen.query_one("#path", Entry).value = "~/work/.env"
    await stage.settle()


@scene("qr")
async def qr_code(stage: Stage) -> None:
    """A user name for a camera."""
    await stage.press(*_WEBMAIL, "enter", "home", "Q")
    # Its seconds are real ones, of which a slow machine lets some pass.
    top(stage.app, QrCode).ticking.pause()


@scene("jump")
async def jump(stage: Stage) -> None:
    """A letter on each pane."""
    await stage.press("f")


@scene("sorted", once=True)
async def in_another_order(stage: Stage) -> None:
    """By the last change."""
    await stage.press("S")


@scene("completing", once=True)
async def completing(stage: Stage) -> None:
    """What a filter could go on with."""
    await stage.press("slash", *"tag:wo")


@scene("health")
async def health(stage: Stage) -> None:
    """What to look at, at a glance."""
    await stage.press(Run("show-health"))


@scene("health-list")
async def health_list(stage: Stage) -> None:
    """The two fields that share a value."""
    await stage.press(Run("show-health"))
    top(stage.app, Health).pictures.go_to("reuse two")
    await stage.press("enter")
