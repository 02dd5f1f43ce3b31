"""``generate``: a new secret, kept nowhere."""

import click

from vaulttui.cli import output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.generate import DEFAULT_RECIPE, Recipe
from vaulttui.errors import UsageError


@command("generate")
@click.option("--chars", metavar="N", help="N characters of every class.")
@click.option("--words", metavar="N", help="N words.")
@click.option("--hex", "hexadecimal", metavar="N", help="N random bytes as hex digits.")
@click.option("--base64", metavar="N", help="N random bytes as base64.")
@click.option("--pattern", metavar="P", help="A pattern such as dddd-llll.")
@click.pass_obj
def entry(
    options: Options,
    chars: str | None,
    words: str | None,
    hexadecimal: str | None,
    base64: str | None,
    pattern: str | None,
) -> None:
    """Without an option, 24 characters."""
    given = {
        "chars": chars,
        "words": words,
        "hex": hexadecimal,
        "base64": base64,
        "pattern": pattern,
    }
    chosen = [f"{kind}:{size}" for kind, size in given.items() if size is not None]
    if len(chosen) > 1:
        raise UsageError("Only one recipe can be.")
    recipe = Recipe.parse(chosen[0] if chosen else DEFAULT_RECIPE)
    value = recipe.make().reveal()
    if options.json:
        bits = int(recipe.bits)
        output.put_json({"value": value.decode("utf-8"), "recipe": str(recipe), "bits": bits})
    else:
        output.put_bytes(value + b"\n")
