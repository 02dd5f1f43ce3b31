"""Credential types: the list, the form as rows and as TOML, and what becomes of credentials."""

from typing import Final

from tests.tui.samples import Run, top
from tests.tui.scenes.stage import Stage, scene
from vaulttui.operations import types
from vaulttui.operations.credentials import Edits, Given, add
from vaulttui.secret import Secret
from vaulttui.tui.screens.types.form import TypeForm
from vaulttui.tui.widgets.page import PageSheet

_QUEUE: Final = """
id = "acme-queue"
name = "Acme queue"
version = 1
kind = "cloud"
description = "The message queue of the shop"

[[fields]]
id = "url"
label = "Address"
kind = "url"
required = true

[[fields]]
id = "token"
label = "Token"
kind = "secret"
required = true
help = "Made under Settings, Tokens"

[[fields]]
id = "region"
label = "Region"
kind = "choice"
choices = ["eu", "us"]
default = "eu"

[injectors.env]
ACME_URL = "{{ url }}"
ACME_TOKEN = "{{ token }}"
ACME_CONFIG = "{{ tower.filename }}"

[injectors.file]
template = "address={{ url }}\\nregion={{ region }}\\n"
"""


async def _queue(stage: Stage) -> None:
    """A type of one's own, and two credentials of it."""
    types.add(stage.session, _QUEUE)
    for name, url in (("Queue, live", "queue"), ("Queue, staging", "staging")):
        values = {"url": f"https://{url}.example", "token": "4c1f-9d27-made-up"}
        given = {key: Given(Secret.from_text(text)) for key, text in values.items()}
        add(stage.session, "acme-queue", Edits(name=name, values=given))
    await stage.settle()
    await stage.press(Run("show-types"))


async def _go(stage: Stage, key: str) -> None:
    """Put the cursor of the form on a row."""
    top(stage.app, TypeForm).query_one(PageSheet).go_to(key)
    await stage.settle()


async def _renamed(stage: Stage) -> None:
    """The token has another id, and the region is gone."""
    await _queue(stage)
    await stage.press("e")
    await _go(stage, "fields 1")
    await stage.press("enter")
    await stage.put("#id", "api_token")
    await stage.press("enter")
    await _go(stage, "file 0")
    await stage.press("minus")
    await _go(stage, "env 2")
    await stage.press("minus")
    await _go(stage, "fields 2")
    await stage.press("minus")


@scene("types")
async def listing(stage: Stage) -> None:
    """One's own first, and what is in it."""
    await _queue(stage)
    await stage.press("l")


@scene("type-form")
async def form(stage: Stage) -> None:
    """A field renamed: what that means stands beside it."""
    await _renamed(stage)


@scene("type-field")
async def field(stage: Stage) -> None:
    """A field of it."""
    await _queue(stage)
    await stage.press("e")
    await _go(stage, "fields 2")
    await stage.press("enter")


@scene("type-template", once=True)
async def template(stage: Stage) -> None:
    """A variable that names what is not there."""
    await _queue(stage)
    await stage.press("e")
    await _go(stage, "new env")
    await stage.press("enter", *"ACME_ROOM", "tab", *"{{ room }}", "ctrl+s")


@scene("type-text", once=True)
async def text(stage: Stage) -> None:
    """The same as TOML."""
    await _queue(stage)
    await stage.press("e", "ctrl+r")


@scene("type-migration")
async def migration(stage: Stage) -> None:
    """What becomes of each credential."""
    await _renamed(stage)
    await stage.press("ctrl+s")
