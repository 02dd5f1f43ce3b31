"""A vault with a type of one's own, and the ways through its form."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.samples import (
    Run,
    make_vault,
    press,
    running,
    settle,
    top,
)
from vaulttui.operations import types
from vaulttui.operations.credentials import Edits, Given, add
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.screens.types.form import TypeForm
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.page import PageSheet

QUEUE: Final = """
id = "acme-queue"
name = "Acme queue"
version = 1
kind = "cloud"

[[fields]]
id = "url"
label = "Address"
kind = "url"

[[fields]]
id = "token"
label = "Token"
kind = "secret"
required = true

[injectors.env]
ACME_TOKEN = "{{ token }}"
"""


def furnished(path: Path) -> Session:
    """A vault with a type of one's own, and a credential of it."""
    session = make_vault(path)
    types.add(session, QUEUE)
    values = {"url": Given(Secret(b"https://q.example")), "token": Given(Secret(b"t0ken-value"))}
    add(session, "acme-queue", Edits(name="Queue", values=values))
    return session


@asynccontextmanager
async def at_types(
    session: Session, *keys: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[VaultApp, Pilot[int]]]:
    """The screen of types, after these keys."""
    async with running(session, size) as (app, pilot):
        await press(app, pilot, Run("show-types"), *keys)
        yield app, pilot


def told(app: VaultApp) -> str:
    """What the form says that it means."""
    return str(top(app, TypeForm).query_one("#told", Static).render())


async def put(app: VaultApp, pilot: Pilot[int], **texts: str) -> None:
    """Fill in entries of what is on top."""
    for key, text in texts.items():
        app.screen.query_one(f"#{key}", Entry).value = text
        await settle(app, pilot)


async def go(app: VaultApp, pilot: Pilot[int], key: str) -> None:
    """Put the sheet's cursor on a row."""
    sheet = app.screen.query_one(PageSheet)
    sheet.focus()
    sheet.go_to(key)
    await settle(app, pilot)
    assert sheet.key == key
