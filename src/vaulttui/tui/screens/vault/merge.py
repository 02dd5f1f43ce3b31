"""Taking in what was changed in another copy of the vault: the plan first, then the merge."""

from textual.app import ComposeResult

from vaulttui.operations.imports import Action, OnConflict
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.report import Report
from vaulttui.tui.screens.vault.import_file import ImportFile
from vaulttui.tui.screens.vault.import_source import Prepared, Request
from vaulttui.tui.text import counted
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.page import Item, Page, Section


class Merge(ImportFile):
    """An import of a vault that unites both histories of what is in both."""

    BINDINGS = bindings(Place.IMPORT)
    heading = "Merge another copy of the vault"
    hint = "the copy, for example from another machine"
    opens_hint = "only where it has another key than this vault"
    go = "Merge"
    named = "merge"

    def choices(self) -> ComposeResult:
        """Nothing more: it is a vault, and both sides count."""
        yield from ()

    def request(self) -> Request:
        """A vault, united with this one."""
        return Request(
            self._typed_path,
            "vtv",
            self.query_one("#secret", SecretEntry).value,
            self.query_one("#key-file", Entry).value.strip(),
            OnConflict.UPDATE,
        )

    def done(self, brought: str, prepared: Prepared) -> None:
        """Tell what came in; what both had changed is to be looked at, so it is a page."""
        self.vault.tell(f"{brought} merged.", undo="undoes it all", seconds=10)
        if not prepared.both_changed:
            return
        counts = (
            ("New here", prepared.plan.count(Action.NEW)),
            ("Changed there", prepared.plan.count(Action.UPDATE)),
        )
        sections = (
            Section("Merged", tuple(Item("", label, f"{count:,}") for label, count in counts)),
            Section(
                f"Changed here and there: {counted(len(prepared.both_changed), 'record')}",
                tuple(
                    Item("", name, "the later change is shown; ≠ marks it until you edit it")
                    for name in prepared.both_changed
                ),
            ),
        )
        self.app.push_screen(Report("Merge", Page(id="merge", name="", sections=sections)))
