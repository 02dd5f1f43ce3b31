"""``explain``: where a variable comes from."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.sources_given import SourcesGiven, source_options, wanted
from vaulttui.domain.text import safe_text
from vaulttui.inject.collisions import claimed
from vaulttui.inject.explain import Explained, explain
from vaulttui.inject.origin import Origin

_REFUSED = "run, env and inject refuse it."


@command("explain")
@click.argument("variable", metavar="VAR")
@source_options
@click.pass_obj
def entry(options: Options, given: SourcesGiven, variable: str) -> None:
    """Its value is not looked at. VAR may also be an extra variable or a file."""
    with opening.opened(options) as session:
        found, whole = explain(session, wanted(session, given), variable)
    if options.json:
        output.put_json(_shape(variable, found))
        return
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
    return lines + [f"  {problem}" for problem in _problems(found)]


def _details(origin: Origin) -> list[str]:
    asked = ", ".join(map(safe_text, origin.asked))
    template = f"template {safe_text(origin.variable)} of the type {safe_text(origin.type_id)}"
    told = (
        (origin.rule == "template", template),
        (origin.rule == "rule", f"named by the rule of the type {safe_text(origin.type_id)}"),
        (bool(asked), f"asked for at use: {asked}"),
    )
    return [sentence for is_so, sentence in told if is_so]


def _problems(found: Explained) -> list[str]:
    given = found.given
    problems = [given.problem] if given.problem else []
    if given.collides:
        problems.append(f"{claimed(given.name, given.origins)} {_REFUSED[0].upper()}{_REFUSED[1:]}")
    return problems


def _shape(name: str, found: list[Explained]) -> dict[str, object]:
    return {
        "name": name,
        "collides": any(one.given.collides for one in found),
        "refused": [problem for one in found for problem in _problems(one)],
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
