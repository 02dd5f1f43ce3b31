"""``help``: the pages of the manual, which ship inside the package."""

import click

from vaulttui.cli import output
from vaulttui.cli.command import command
from vaulttui.cli.contents import MODULES
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound
from vaulttui.operations import manual


@command("help")
@click.argument("page", required=False)
@click.pass_context
def entry(context: click.Context, page: str | None) -> None:
    """PAGE may also be the name of a command."""
    options = context.ensure_object(Options)
    pages = manual.pages()
    if page is None:
        _list(pages, options)
    elif page in pages:
        text = pages[page]
        if options.json:
            output.put_json({"page": page, "text": text})
        else:
            output.put(text.rstrip("\n"))
    elif page in MODULES:
        _command_help(context, page)
    else:
        raise NotFound(
            f"There is no page {safe_text(page)}.", hint=f"Pages: {', '.join(sorted(pages))}."
        )


def _list(pages: dict[str, str], options: Options) -> None:
    titles = {page: manual.title_of(text) for page, text in pages.items()}
    if options.json:
        output.put_json([{"page": page, "title": title} for page, title in titles.items()])
        return
    from vaulttui.cli.table import put_table

    put_table(("PAGE", "TITLE"), list(titles.items()))
    output.tell("Read one with `vaulttui help PAGE`.")


def _command_help(context: click.Context, name: str) -> None:
    root = context.find_root()
    if isinstance(root.command, click.Group):
        found = root.command.get_command(root, name)
        if found is not None:
            output.put(found.get_help(click.Context(found, parent=root, info_name=name)))
