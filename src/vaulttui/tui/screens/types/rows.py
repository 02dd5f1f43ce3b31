"""The rows of a type in its form: fields and what programs get, each with a line to add one."""

from collections.abc import Iterator
from dataclasses import dataclass

from vaulttui.domain.fields import ALWAYS_SECRET, Field
from vaulttui.inject.naming import by_rule
from vaulttui.tui.position import TypeField, TypeState
from vaulttui.tui.screens.types.field_form import KINDS
from vaulttui.tui.screens.types.template_form import TABLES
from vaulttui.tui.widgets.page import Item, Page, Section

NEW = "new"
FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Spot:
    """A row by its list and place; ``at`` beyond the last is the line that adds one."""

    table: str
    at: int


def spot_of(key: str, state: TypeState) -> Spot | None:
    """What the cursor stands on, by the item's key."""
    word, _, rest = key.partition(" ")
    if word == NEW:
        return Spot(rest, len(getattr(state, rest)))
    return Spot(word, int(rest)) if rest.isdecimal() else None


def key_of(spot: Spot, state: TypeState) -> str:
    """The item's key of a row, or of the line that adds one."""
    is_row = spot.at < len(getattr(state, spot.table))
    return f"{spot.table} {spot.at}" if is_row else f"{NEW} {spot.table}"


def page_of(state: TypeState) -> Page:
    """The rows as a page."""
    fields = (_field(at, row) for at, row in enumerate(state.fields))
    return Page(
        "type",
        "",
        sections=(
            Section("Fields", (*fields, Item(f"{NEW} {FIELDS}", "+ a field"))),
            *(_templates(table, state) for table in TABLES),
        ),
    )


def _field(at: int, row: TypeField) -> Item:
    field = row.field
    moved = f"was {row.was}" if row.was not in ("", field.id) else ""
    told = " · ".join(filter(None, (field.id, *traits(field))))
    return Item(f"{FIELDS} {at}", field.label, told, notes=((moved, "warn"),) if moved else ())


def _templates(table: str, state: TypeState) -> Section:
    rows = enumerate(getattr(state, table))
    items = [Item(f"{table} {at}", name, _one_line(template)) for at, (name, template) in rows]
    add = Item(f"{NEW} {table}", f"+ a{'n' if table == 'extra_vars' else ''} {TABLES[table].one}")
    rule = not items and table == "env" and not (state.file or state.extra_vars)
    if rule and state.fields:
        usual = f"without any: NAME_{by_rule(state.fields[0].field.id)} and so on, by the rule"
        add = Item(add.key, add.label, usual, "dim")
    return Section(TABLES[table].title, (*items, add))


def _one_line(template: str) -> str:
    lines = template.rstrip("\n").split("\n")
    return lines[0] if len(lines) == 1 else f"{lines[0]} … {len(lines)} lines"


def traits(field: Field) -> Iterator[str]:
    """What is to know of a field, in a few words each."""
    kind = KINDS[field.kind].partition(",")[0].partition(":")[0]
    yield f"one of {', '.join(field.choices)}" if field.choices else kind
    if field.secret and field.kind not in ALWAYS_SECRET:
        yield "secret"
    if field.required:
        yield "required"
    if field.ask:
        yield "asked for at use"
    if field.default is not None:
        yield f"begins with {field.default}"
    if field.format:
        yield f"checked as {field.format.replace('_', ' ')}"
    if field.needs:
        yield f"needs {', '.join(field.needs)}"
