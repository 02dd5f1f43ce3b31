"""What ``add`` and ``edit`` are asked to set, whichever of their options says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vaulttui.cli import values
from vaulttui.cli.prompting import prompted
from vaulttui.domain.fields import Field
from vaulttui.errors import UsageError
from vaulttui.host.terminal import Terminal
from vaulttui.operations.credentials import Given


@dataclass(frozen=True, slots=True)
class Request:
    """Read from the command line whole, before the vault is opened."""

    words: Sequence[values.Word]
    recipes: Mapping[str, str | None]
    prompts: Sequence[str]
    expires: Mapping[str, int | None]

    @classmethod
    def parse(
        cls,
        words: Sequence[str],
        generate: Sequence[str],
        prompt: Sequence[str],
        expires: Sequence[str],
    ) -> "Request":
        """Raise UsageError or InvalidValue for what cannot be, whatever the vault holds."""
        parsed = values.parse_words(words)
        recipes = values.parse_pairs(generate, "--generate")
        prompts = values.parse_pairs(prompt, "--prompt")
        values.check_recipes(recipes)
        fields = [*(word.field for word in parsed), *recipes, *prompts]
        for field_id in fields:
            if fields.count(field_id) > 1:
                raise UsageError(f"The field {field_id} is given twice.")
        dates = values.expiries(values.parse_pairs(expires, "--expires"))
        return cls(parsed, recipes, tuple(prompts), dates)

    def given(self, field_of: values.FieldOf, terminal: Terminal) -> dict[str, Given]:
        """The values of fields that are there already; what is to be typed is asked for last."""
        found = values.taken(self.words, field_of)
        fields = [field_of(field_id) for field_id in self.prompts]
        return found | values.generated(self.recipes) | prompted(fields, terminal)

    def extra(self) -> tuple[tuple[Field, Given], ...]:
        """The extra fields with their values."""
        return values.taken_extra(self.words)
