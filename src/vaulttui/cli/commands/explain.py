"""``explain``: where variables come from."""

from collections.abc import Iterator, Sequence

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.sources_given import SourcesGiven, source_options, wanted
from vaulttui.cli.table import put_table
from vaulttui.domain.text import plural, safe_text
from vaulttui.inject.collisions import claimed, ways_out
from vaulttui.inject.explain import Explained, everything, explain
from vaulttui.inject.origin import Origin
from vaulttui.inject.outline import Outline


@command("explain")
@click.argument("variable", metavar="[VAR]", required=False)
@source_options
@click.pass_obj
def entry(options: Options, given: SourcesGiven, variable: str | None) -> None:
    """No value is looked at. VAR may also be an extra variable or a file; without it, all
    names are listed.
    """
    with opening.opened(options) as session:
        asked_for = wanted(session, given)
        if variable is None:
            found, whole = everything(session, asked_for)
        else:
            found, whole = explain(session, asked_for, variable)
    if variable is None:
        _put_all(found, whole, options)
    elif options.json:
        output.put_json(_shape(variable, found))
    else:
        _put(found, whole)


def _put_all(found: list[Explained], whole: Outline, options: Options) -> None:
    if options.json:
        by_name: dict[str, list[Explained]] = {}
        for one in found:
            by_name.setdefault(one.given.name, []).append(one)
        output.put_json([_shape(name, alike) for name, alike in by_name.items()])
        return
    for note in whole.notes:
        output.tell(note)
    if not put_table(("NAME", "KIND", "FROM"), _rows(found)):
        output.tell("Nothing is given.")
    for problem in whole.refusals:
        output.tell(problem)
    if whole.collisions:
        by = [origin for one in whole.collisions for origin in one.origins]
        names = plural(len(whole.collisions), "name")
        ways = ways_out(by)
        output.tell(f"{names} from several sources: run and env refuse that until you {ways}.")


def _rows(found: Sequence[Explained]) -> Iterator[tuple[str, str, str]]:
    for one in found:
        for origin in one.given.origins:
            asked = f", {_asked(origin)}" if origin.asked else ""
            yield one.given.name, one.kind, f"{origin}{asked}"


def _put(found: list[Explained], whole: Outline) -> None:
    for note in whole.notes:
        output.tell(note)
    for one in found:
        output.put_lines(_lines(one))


def _lines(found: Explained) -> list[str]:
    name = safe_text(found.given.name, 128)
    lines = [f"{name} ({found.kind})" if found.kind != "variable" else name]
    for origin in found.given.origins:
        lines.append(f"  {origin}")
        lines += [f"    {detail}" for detail in _details(origin)]
    if found.given.problem:
        lines.append(f"  {found.given.problem}")
    if found.given.collides:
        ways = ways_out(found.given.origins)
        lines.append(f"  Several sources: run and env refuse it until you {ways}.")
    return lines


def _asked(origin: Origin) -> str:
    return f"asked for at use: {', '.join(map(safe_text, origin.asked))}"


def _details(origin: Origin) -> list[str]:
    template = f"template {safe_text(origin.variable)} of the type {safe_text(origin.type_id)}"
    told = (
        (origin.rule == "template", template),
        (origin.rule == "rule", f"named by the rule of the type {safe_text(origin.type_id)}"),
        (bool(origin.asked), _asked(origin)),
    )
    return [sentence for is_so, sentence in told if is_so]


def _refused(found: Explained) -> list[str]:
    """Why programs are not started with it; read without the sources beside it."""
    given = found.given
    problems = [given.problem] if given.problem else []
    if given.collides:
        problems.append(f"{claimed(given.name, given.origins)} Run and env refuse it.")
    return problems


def _shape(name: str, found: list[Explained]) -> dict[str, object]:
    return {
        "name": name,
        "collides": any(one.given.collides for one in found),
        "refused": [problem for one in found for problem in _refused(one)],
        "origins": [
            {"kind": one.kind.replace(" ", "_"), **_origin_shape(origin)}
            for one in found
            for origin in one.given.origins
        ],
    }


def _origin_shape(origin: Origin) -> dict[str, object]:
    credential = {
        "id": origin.credential_id,
        "name": origin.credential,
        "type": origin.type_id,
        "fields": origin.fields,
        "asked": origin.asked,
    }
    told = {
        "told": str(origin),
        "rule": origin.rule,
        "variable": origin.variable,
        "credential": credential if origin.credential_id else None,
        "set": {"id": origin.set_id, "name": origin.set, "key": origin.key}
        if origin.set_id
        else None,
        "project": origin.project or None,
        "prefix": origin.prefix or None,
        "renamed": origin.renamed,
        "env_file": {"path": origin.path, "line": origin.line} if origin.path else None,
    }
    return {key: value for key, value in told.items() if value is not None}
