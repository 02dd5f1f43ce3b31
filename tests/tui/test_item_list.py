"""The list widget: any number of rows, any characters, any width."""

import time

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tests.tui.samples import DAY, NOON
from vaulttui.domain.credentials import CredentialRow
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.text import chunks, fit, shown, wrap
from vaulttui.tui.widgets.item_list import ItemList
from vaulttui.tui.widgets.lines import Lines

MANY = 100_000
ODD_NAMES = (
    "plain",
    "銀行口座の暗証番号",
    "e\u0301\u0300\u0302 combining",
    "🔑 emoji 👩‍👩‍👧 family",
    "❤️ with a selector",
    "\x1b[31mred\x07",
    "\u202eright to left",
    "العربية",
    "x" * 512,
)


def row(number: int, name: str = "", **more: object) -> CredentialRow:
    fields: dict[str, object] = {
        "id": f"{number:032x}",
        "name": name or f"Login {number}",
        "type_id": "login",
        "tags": ("work/銀行", "b"),
        "updated_at": NOON - number * DAY,
        "expires_at": None,
        "oldest_set_at": None,
        "conflicted": False,
        "haystack": "",
        **more,
    }
    return CredentialRow(**fields)  # type: ignore[arg-type]  # the fields above fit


class OneList(App[None]):
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"muted": "grey"}

    def get_default_screen(self) -> VaultScreen[None]:
        return VaultScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield ItemList()


@pytest.fixture(scope="module")
def many() -> list[CredentialRow]:
    return [row(number) for number in range(MANY)]


async def test_a_hundred_thousand_rows(many: list[CredentialRow]) -> None:
    app = OneList()
    async with app.run_test(size=(80, 24)) as pilot:
        items = app.query_one(ItemList)
        begun = time.process_time()
        items.show(many, NOON)
        for y in range(24):
            items.render_line(y)
        # Whatever the machine, it must not be a walk over all rows, which takes far longer.
        assert time.process_time() - begun < 1
        items.focus()
        await pilot.press("end")
        assert items.cursor == MANY - 1
        assert items.scroll_offset.y == MANY - items.size.height
        await pilot.press("pageup")
        assert items.cursor == MANY - 1 - (items.size.height - 1)
        await pilot.press("home")
        assert (items.cursor, items.scroll_offset.y) == (0, 0)


@pytest.mark.parametrize("width", [1, 2, 7, 20, 33, 34, 40, 44, 73, 74, 80, 160])
async def test_every_line_is_as_wide_as_the_list(width: int) -> None:
    rows = [
        row(at, name, expires_at=NOON - DAY if at % 2 else None, conflicted=at % 3 == 0)
        for at, name in enumerate(ODD_NAMES)
    ]
    app = OneList()
    async with app.run_test(size=(width, 12)):
        items = app.query_one(ItemList)
        items.show(rows, NOON)
        for y in range(12):
            strip = items.render_line(y)
            assert strip.cell_length == items.scrollable_content_region.width
            text = "".join(segment.text for segment in strip)
            assert not set(text) & {"\x1b", "\x07", "\u202e", "\ufe0f", "\u200d"}


async def test_the_selection_stays_with_its_row(many: list[CredentialRow]) -> None:
    app = OneList()
    async with app.run_test(size=(80, 24)) as pilot:
        items = app.query_one(ItemList)
        items.show(many[:100], NOON)
        items.select(many[50].id)
        await pilot.pause()
        items.show(many[40:60], NOON, keep=many[50].id)
        assert items.cursor == 10
        items.show(many[:3], NOON, keep=many[50].id)
        assert items.cursor == 0
        items.show([], NOON)
        assert not items.rows
        assert "Nothing" in "".join(segment.text for segment in items.render_line(2))


async def test_mouse_and_wheel(many: list[CredentialRow]) -> None:
    chosen: list[int] = []

    class Listening(OneList):
        def on_lines_chosen(self, event: Lines.Chosen) -> None:
            chosen.append(event.index)

    app = Listening()
    async with app.run_test(size=(80, 24)) as pilot:
        items = app.query_one(ItemList)
        items.show(many, NOON)
        await pilot.click(ItemList, offset=(2, 5))
        assert items.cursor == 5
        assert chosen == []
        await pilot.click(ItemList, offset=(2, 5), times=2)
        assert chosen == [5]
        items.scroll_down(animate=False)
        await pilot.pause()
        assert items.scroll_offset.y > 0
        assert items.cursor == 5
        await pilot.click(ItemList, offset=(2, 0))
        assert items.cursor == items.scroll_offset.y


async def test_empty_lists_take_every_key() -> None:
    app = OneList()
    async with app.run_test(size=(10, 3)) as pilot:
        app.query_one(ItemList).show([], NOON)
        await pilot.press("up", "down", "pageup", "pagedown", "home", "end", "enter")
        await pilot.click(ItemList, offset=(0, 0))
        assert app.query_one(ItemList).cursor == 0


@pytest.mark.parametrize("text", ODD_NAMES)
@pytest.mark.parametrize("width", [1, 5, 30])
def test_cutting_is_by_cells(text: str, width: int) -> None:
    text = shown(text)
    assert cell_len(fit(text, width)) == width
    assert "".join(chunks(text, width)) == text
    assert "".join(wrap(text, width)) == text
    assert all(
        cell_len(line) <= max(2, width) for line in (*chunks(text, width), *wrap(text, width))
    )
