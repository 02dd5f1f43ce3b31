"""What completes a word of the command line: one table, by what its metavar calls it."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final, NoReturn

import click

import vaulttui
from vaulttui.cli import opening
from vaulttui.cli.completing import names
from vaulttui.cli.completing.offer import Item, begun, command, files, offer
from vaulttui.cli.contents import MODULES, SUMMARIES
from vaulttui.cli.options import Options
from vaulttui.domain.fields import Field
from vaulttui.domain.health import CHECKS
from vaulttui.domain.remotes import Policy
from vaulttui.errors import AgentFailed, VaulttuiError
from vaulttui.operations import agent
from vaulttui.remotes import registry
from vaulttui.session.session import Session

Known = Mapping[str, object]
"""What the words before say, by parameter."""
Completer = Callable[[Session, Known, str], Iterable[Item]]

_CHOICES: Final = re.compile(r"[a-z-]+(\|[a-z-]+)+")
_MOST: Final = 10_000
_BRACKETS: Final = "[]…_"


def completions(context: click.Context, param: click.Parameter, typed: str) -> list[Item]:
    """What may stand in the place of a parameter; names only from a vault that is unlocked."""
    called = _called(param)
    place = f"{context.command_path.partition(' ')[2]} {called}"
    if called in FILES or place in FILES:
        return files()
    if called in COMMANDS:
        return command()
    if called == "VALUE" and "=@" in typed:
        return files(typed.partition("=@")[0] + "=@")
    if called == "PAGE":
        return begun(_pages(), typed)
    if _CHOICES.fullmatch(called):
        return begun(map(offer, called.split("|")), typed)
    completer = NAMES.get(place) or NAMES.get(called)
    if completer is None:
        return []
    return _named(completer, context.ensure_object(Options), _known(context, param), typed)


def _known(context: click.Context, param: click.Parameter) -> Known:
    """What the words before say; an option without its value keeps click from reading them."""
    if not isinstance(param, click.Option) or not context.args:
        return context.params
    return context.command.make_context(
        context.info_name, ["--", *context.args], parent=context.parent, resilient_parsing=True
    ).params


def _called(param: click.Parameter) -> str:
    return (param.metavar or (param.name or "").upper()).strip(_BRACKETS)


def _named(completer: Completer, options: Options, known: Known, typed: str) -> list[Item]:
    session = _unlocked(options)
    if session is None:
        return []
    with closing(session):
        return begun(completer(session, known, typed), typed)


def _unlocked(options: Options) -> Session | None:
    """The vault, if the agent holds its key and gives it without asking anybody; or the sample."""
    if options.demo:
        from vaulttui.operations.sample import sample

        return sample(opening.BY)
    return agent.open_unlocked(opening.vault_path(options), by=opening.BY, agree=_refuse)


def _refuse() -> NoReturn:
    raise AgentFailed("Nobody can be asked while a word is completed.")


def _pages() -> Iterable[Item]:
    folder = Path(vaulttui.__file__).with_name("docs")
    yield from (offer(page.stem, "a page of the manual") for page in sorted(folder.glob("*.md")))
    yield from (offer(name, SUMMARIES[name]) for name in MODULES)


# What the words before say


def _address(known: Known) -> str:
    words = known.get("words")
    first = words[0] if isinstance(words, tuple) and words else ""
    return str(known.get("address") or known.get("credential") or first)


def _fields(session: Session, known: Known) -> list[Field]:
    """The fields that a new or changed value may be for."""
    type_id = known.get("type_id")
    if isinstance(type_id, str):
        found = session.view.type(type_id)
        return list(found.fields) if found else []
    return names.fields_at(session, _address(known), held=False)


def _held(session: Session, known: Known, _typed: str) -> Iterable[Item]:
    return names.fields(session, _address(known))


def _any_field(session: Session, known: Known, _typed: str) -> Iterable[Item]:
    return (offer(one.id, one.label) for one in _fields(session, known))


def _field_with(session: Session, known: Known, _typed: str) -> Iterable[Item]:
    return (offer(f"{one.id}=", one.label, more=True) for one in _fields(session, known))


def _value(session: Session, known: Known, _typed: str) -> Iterable[Item]:
    # A secret never stands on the command line, but in a file.
    ends = {True: "=@", False: "="}
    return (
        offer(f"{one.id}{ends[one.secret]}", one.label, more=True)
        for one in _fields(session, known)
    )


def _past(session: Session, known: Known, typed: str) -> Iterable[Item]:
    words = known.get("words")
    if not isinstance(words, tuple) or not words:
        return (*names.credentials(session, typed), offer("purge", "forget the past for good"))
    if words == ("purge",):
        return names.credentials(session, typed)
    return _held(session, known, typed) if len(words) == 1 and words != ("purge",) else ()


def _variable(session: Session, _known: Known, typed: str) -> Iterable[Item]:
    name, equals, reference = typed.partition("=")
    if not equals:
        return ()
    found = names.references(session, reference)
    return (offer(f"{name}={one.value}", one.help or "", more=one.more) for one in found)


def _move(session: Session, known: Known, typed: str) -> Iterable[Item]:
    """Fields of the type as it is, then those of the file that was named."""
    from vaulttui.domain.types import parse_type
    from vaulttui.operations.type_file import type_text

    try:
        new = parse_type(type_text(str(known.get("file"))))
    except VaulttuiError:
        return
    old, equals, _ = typed.partition("=")
    of, before = (new, f"{old}=") if equals else (session.view.type(new.id), "")
    for one in of.fields if of else ():
        yield offer(f"{before}{one.id}{'' if equals else '='}", one.label, more=not equals)


def _activity(session: Session, _known: Known, typed: str) -> Iterable[Item]:
    from vaulttui.operations.activity import EXAMPLES, activity

    qualifier, colon, _ = typed.removeprefix("-").partition(":")
    sign = "-" * typed.startswith("-")
    if not colon:
        return (offer(f"{sign}{one}:", f"as {EXAMPLES[one]}", more=True) for one in EXAMPLES)
    if qualifier not in ("verb", "kind", "by", "machine"):
        return ()
    values = sorted({getattr(row, qualifier) for row in activity(session, _MOST)})
    return (offer(f"{sign}{qualifier}:{value}") for value in values if value)


def _checks(_session: Session, _known: Known, _typed: str) -> Iterable[Item]:
    return (offer(one.id, one.title) for one in CHECKS.values())


def _keys(session: Session, known: Known, _typed: str) -> Iterable[Item]:
    return names.keys(session, str(known.get("name")))


def _login(session: Session, known: Known, typed: str) -> Iterable[Item]:
    """What logs in: the keys of the dialect, then credentials."""
    if "=" in typed:
        return _variable(session, known, typed)
    dialect = str(known.get("dialect") or "")
    if dialect not in registry.NAMES:
        return ()
    # Of a key that ends in a colon the user writes the rest.
    keys = registry.described(dialect).AUTH
    return (offer(one if one.endswith(":") else f"{one}=", more=True) for one in keys)


def _dialects(_session: Session, _known: Known, _typed: str) -> Iterable[Item]:
    return map(offer, registry.NAMES)


def _policy(session: Session, known: Known, typed: str) -> Iterable[Item]:
    """A policy for all, or for one of what is bound: a field or key, and then its policy."""
    part, (field, equals, _) = str(known.get("part") or ""), typed.rpartition("=")
    if equals:
        return (offer(f"{field}={one}") for one in Policy)
    if part.startswith("set:"):
        found = names.keys(session, part.removeprefix("set:"))
    else:
        found = names.fields(session, part, held=False)
    own = (offer(f"{one.value}=", one.help or "", more=True) for one in found)
    return (*map(offer, Policy), *own)


def _bound(session: Session, known: Known, _typed: str) -> Iterable[Item]:
    return names.bound(session, str(known.get("remote")))


def _of_vault(find: Callable[[Session, str], Iterable[Item]]) -> Completer:
    return lambda session, _known, typed: find(session, typed)


FILES: Final = frozenset({"PATH", "FILE", "FILE|-", "KEYFILE", "DIR", "repair NEW"})
"""What names a file, by metavar, or by command and metavar."""
COMMANDS: Final = frozenset({"-- CMD [ARGUMENT]..."})
"""What is another program and its arguments."""
NAMES: Final[Mapping[str, Completer]] = {
    "CRED": _of_vault(names.credentials),
    "CREDENTIAL": _of_vault(names.credentials),
    "EXTERNAL": _of_vault(names.credentials),
    "CRED|set:SET": _of_vault(names.subjects),
    "CRED/FIELD": _of_vault(names.references),
    "VAR=CRED/FIELD": _variable,
    "CREDENTIAL [FIELD] | purge CREDENTIAL": _past,
    "trash restore CREDENTIAL": _of_vault(names.trashed),
    "trash purge CREDENTIAL": _of_vault(names.trashed),
    "FIELD": _held,
    "add FIELD": _any_field,
    "edit FIELD": _any_field,
    "FIELD=DATE": _field_with,
    "FIELD[=RECIPE": _any_field,
    "VALUE": _value,
    "OLD=NEW": _move,
    "TYPE": _of_vault(names.types),
    "PROJECT": _of_vault(names.projects),
    "SET": _of_vault(names.sets),
    "KEY": _keys,
    "ORGANIZATION": _of_vault(names.organizations),
    "organization rename NAME": _of_vault(names.organizations),
    "organization rm NAME": _of_vault(names.organizations),
    "TAG": _of_vault(names.tags),
    "activity QUERY": _activity,
    "CHECK": _checks,
    "REMOTE": _of_vault(names.remotes),
    "DIALECT": _dialects,
    "KEY=CRED/FIELD": _login,
    "CRED|set:SET|project:P|type:T": _of_vault(names.bindable),
    "unbind CRED|set:SET|project:P|type:T": _bound,
    "FIELD=]POLICY": _policy,
}
"""What names something in the vault, by metavar, or by command and metavar."""
