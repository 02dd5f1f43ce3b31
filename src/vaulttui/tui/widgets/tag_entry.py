"""Tags with commas between; those that the vault has are offered while one types."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from textual.suggester import Suggester

from vaulttui.tui.text import shown
from vaulttui.tui.widgets.entry import Entry

_MOST: Final = 8


class TagEntry(Entry):
    """The right arrow takes the tag that is drawn behind the cursor; ``offer`` names others."""

    def __init__(self, known: Callable[[], Collection[str]], value: str, **options: Any) -> None:
        options.setdefault("placeholder", "work/db, personal")
        super().__init__(value, suggester=_Known(self), **options)
        self._read = known
        self._known: Sequence[str] | None = None

    def _fitting(self) -> Sequence[str]:
        """The vault's tags that fit the last one typed, and are not typed yet."""
        if self._known is None:
            self._known = sorted(self._read(), key=str.casefold)
        *others, last = (part.strip() for part in self.value.split(","))
        folded = last.casefold()
        found = [one for one in self._known if folded in one.casefold() and one not in others]
        return sorted(found, key=lambda one: not one.casefold().startswith(folded))

    @property
    def offer(self) -> str:
        """The tags that fit, in a sentence; empty for none."""
        fitting = self._fitting()
        if not fitting:
            return ""
        more = f" and {len(fitting) - _MOST:,} more" if len(fitting) > _MOST else ""
        takes = " (→ takes the first)" if self._suggestion else ""
        return f"There are {', '.join(shown(one, 40) for one in fitting[:_MOST])}{more}{takes}"

    def completed(self) -> str | None:
        """What is typed, with the last tag whole."""
        head, comma, last = self.value.rpartition(",")
        typed = last.lstrip()
        if not typed:
            return None
        blank = last[: len(last) - len(typed)]
        for one in self._fitting():
            if one.startswith(typed) and one != typed:
                return f"{head}{comma}{blank}{one}"
        return None


class _Known(Suggester):
    def __init__(self, entry: TagEntry) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._entry = entry

    async def get_suggestion(self, value: str) -> str | None:
        """What is drawn behind the cursor; nothing for what is typed no more."""
        return self._entry.completed() if value == self._entry.value else None
