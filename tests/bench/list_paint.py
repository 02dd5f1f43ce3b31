"""The first picture of the whole list, once its rows are there."""

import asyncio
import statistics
import time
from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.widgets import Static

from tests.bench.measure import Row
from tests.bench.samples import Sample, offer
from vaulttui.domain.credentials import CredentialRow
from vaulttui.session.session import Session
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.themes import DARK
from vaulttui.tui.widgets.item_list import ItemList
from vaulttui.vaultfile.vault import VaultFile


class _ListApp(App[None]):
    """The list alone."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours the list's style asks for."""
        return DARK.variables

    def get_default_screen(self) -> VaultScreen[None]:
        """It has the styles of text."""
        return VaultScreen(id="_default")

    def compose(self) -> ComposeResult:
        """The list, still empty."""
        yield ItemList()


class _Bare(App[None]):
    """A Static in place of the list."""

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Static("", id="only")


def list_paint(sample: Sample) -> Row:
    """From the rows being there to the list being painted; floor: a Static with a new text."""
    rows = Session(VaultFile.open(sample.path, offer()), by="bench").view.rows()
    values = [asyncio.run(_list(rows)) for _ in range(5)]
    floors = [asyncio.run(_static()) for _ in range(5)]
    return Row(
        "first paint of the list", sample.size, statistics.median(values) * 1000, "ms",
        statistics.median(floors) * 1000, "a Static given a new text",
        100.0 if sample.size == 100_000 else None,
    )  # fmt: skip


async def _list(rows: Sequence[CredentialRow]) -> float:
    app = _ListApp()
    async with app.run_test(size=(160, 50)) as pilot:
        begun = time.perf_counter()
        app.query_one(ItemList).show(rows, 0)
        await pilot.pause()
        app.screen._compositor.render_strips()
        return time.perf_counter() - begun


async def _static() -> float:
    app = _Bare()
    async with app.run_test(size=(160, 50)) as pilot:
        begun = time.perf_counter()
        app.query_one("#only", Static).update("hello")
        await pilot.pause()
        app.screen._compositor.render_strips()
        return time.perf_counter() - begun
