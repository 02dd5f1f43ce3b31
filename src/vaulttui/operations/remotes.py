"""Adding, changing and removing remotes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vaulttui.domain.bindings import Binding
from vaulttui.domain.credentials import Credential
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.journal import JournalEntry
from vaulttui.domain.metadata import text_of, under
from vaulttui.domain.remotes import Budget, Remote, place_of
from vaulttui.domain.revisions import Json
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import Conflict, InUse, InvalidValue
from vaulttui.operations.bindings import forget_written
from vaulttui.operations.credentials import field_of
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

Login = tuple[Credential, str]
"""What logs in: a credential and its field."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What is to be other; what is None or not named stays.

    ``auth``, where it names any, is the whole login. An option of no text is taken
    away, and so is ``max_effects`` by 0.
    """

    name: str | None = None
    dialect: str | None = None
    url: str | None = None
    auth: Mapping[str, Login] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    budget: Budget | None = None
    max_effects: int | None = None


def check_words(wanted: Edits) -> None:
    """Raise InvalidValue for a name, dialect, address or number that cannot be."""
    from vaulttui.remotes.registry import described
    from vaulttui.transport.address import check_url

    if wanted.name is not None:
        check_identifier(wanted.name, "remote")
    if wanted.dialect is not None:
        described(wanted.dialect)
    if wanted.url is not None:
        if "://" not in wanted.url:
            raise InvalidValue(
                "The address of a remote begins with https://.",
                hint="A server of this machine may be http://127.0.0.1:PORT.",
            )
        check_url(wanted.url)
    if wanted.max_effects is not None and wanted.max_effects < 0:
        raise InvalidValue("The most effects of one plan are a number; 0 is no limit.")


def add(session: Session, wanted: Edits) -> Remote:
    """Make a remote of a name, dialect, address and login; nothing is sent to it.

    Raises InvalidValue for what the dialect does not take or lacks, NotFound where a
    credential has no such field, Exists where the name is taken.
    """
    draft = Draft.new("remote")
    _lay(session, draft, wanted)
    with session.edit("add", "remote") as change:
        change.put(draft)
    return living(session, draft.id)


def edit(session: Session, remote: Remote, wanted: Edits) -> Remote:
    """Change what is named, as ``add`` does. InUse for another dialect while anything is bound.

    At another place nothing was written yet: the ledger of the former one is forgotten, and
    which objects there are ours. InUse while effects on it are under way or not settled.
    """
    draft = Draft.of(remote.record)
    _lay(session, draft, wanted)
    bound = session.view.graph.bindings_of(remote.id)
    if bound and text_of(draft.m, "dialect") != remote.dialect:
        raise InUse(
            f"{plural(len(bound), 'binding')} of {safe_text(remote.name)} speak {remote.dialect}.",
            hint="Add another remote, or unbind them first.",
        )
    if place_of(draft.m) == remote.place:
        with session.edit("edit", "remote") as change:
            change.put(draft)
    else:
        _move(session, remote, draft, bound)
    return living(session, remote.id)


def _move(session: Session, remote: Remote, draft: Draft, bound: Sequence[Binding]) -> None:
    """Let a remote be elsewhere, where nothing is known to be ours; no apply may be under way."""
    from vaulttui.sync import sightings

    with _settled(session, remote, everywhere=True) as written:
        with session.edit("edit", "remote") as change:
            change.put(draft)
            for entry in written:
                change.delete(entry.record)
            for binding in bound:
                forget_written(session, change, binding)
                # The id of a project was told by the user, all others by the former server.
                if binding.kind != "project":
                    change.put(_unknown_there(binding))
        sightings.forget(session, remote.id)


@contextmanager
def _settled(session: Session, remote: Remote, *, everywhere: bool) -> Iterator[list[JournalEntry]]:
    """Keep every apply off a remote; InUse while one is under way or left something open.

    Gives what is done there, by any machine, and was never looked at since. Only where
    ``everywhere`` does what other machines left open count.
    """
    from vaulttui.sync.apply import interrupted, refuse_unsettled
    from vaulttui.sync.machine import alone, known_id

    with alone(session.keys.vault_id, remote):
        session.refresh()
        entries = map(JournalEntry, session.view.records("journal"))
        here = [one for one in entries if one.remote_id == remote.id]
        counted = [one for one in here if everywhere or one.machine == known_id()]
        where = ", on the machine that sent them" if everywhere else ""
        refuse_unsettled(remote.name, len(interrupted(counted)), where)
        yield here


def _unknown_there(binding: Binding) -> Draft:
    draft = Draft.of(binding.record)
    for key in ("object", "key"):
        draft.m.pop(key, None)
    return draft


def same_place(one: Remote, other: Remote) -> bool:
    """True where both lead to the same objects."""
    return one.place == other.place


def rm(session: Session, remote: Remote) -> None:
    """Move it to the trash; its bindings and ledger come back with it, not how it looked.

    InUse while effects on it are under way or not settled: nobody could settle them there.
    """
    from vaulttui.sync import sightings

    # What a machine left open that is lost nobody settles: it is no reason to keep a remote.
    with _settled(session, remote, everywhere=False), session.edit("rm", "remote") as change:
        change.delete(remote.record)
    sightings.forget(session, remote.id)


def living(session: Session, record_id: str) -> Remote:
    """A remote by its id; Conflict where another program removed it meanwhile."""
    found = session.view.graph.remote(record_id)
    if found is None:
        raise Conflict("The remote is not there any more.")
    return found


def _lay(session: Session, draft: Draft, wanted: Edits) -> None:
    """Lay the edits over a draft, and judge what is new of it."""
    from vaulttui.transport.address import check_url

    check_words(wanted)
    plain: dict[str, Json] = {
        "name": wanted.name,
        "dialect": wanted.dialect,
        "url": check_url(wanted.url) if wanted.url is not None else None,
        "budget": wanted.budget.value if wanted.budget else None,
        "max_effects": wanted.max_effects,
        **{f"option.{name}": _option(name, text) for name, text in wanted.options.items()},
    }
    draft.m |= {key: value for key, value in plain.items() if value is not None}
    for key in [key for key in plain if draft.m.get(key) in ("", 0)]:
        del draft.m[key]
    if wanted.url is not None or wanted.dialect is not None:
        _refuse_root(text_of(draft.m, "url"), text_of(draft.m, "dialect"))
    if wanted.auth:
        _lay_login(session, draft, wanted.auth)
    if draft.before is None or wanted.dialect or wanted.options or wanted.auth:
        _check_dialect(draft.m)


def _refuse_root(url: str, dialect: str) -> None:
    """Raise InvalidValue for an address that holds the beginning of the dialect's own paths."""
    from vaulttui.remotes.registry import described

    for root in described(dialect).ROOTS:
        if url.endswith(root):
            raise InvalidValue(
                f"The address of a remote of the dialect {dialect} ends before {root}.",
                hint=f"Give {safe_text(url.removesuffix(root))}.",
            )


def _lay_login(session: Session, draft: Draft, auth: Mapping[str, Login]) -> None:
    draft.m = {key: value for key, value in draft.m.items() if not key.startswith("auth.")}
    for key, (credential, name) in auth.items():
        field_of(session, credential, name)
        draft.m[f"auth.{key}"] = [credential.id, name]


def _option(name: str, text: str) -> str:
    """A file is named from anywhere."""
    return str(Path(text).absolute()) if name == "ca-file" and text else text


def _check_dialect(m: Mapping[str, Json]) -> None:
    """Raise InvalidValue for options or keys of a login that the dialect lacks, or knows not."""
    from vaulttui.remotes.registry import CA_FILE, check_options, described
    from vaulttui.transport.client import Client, Origin

    options = {name: str(text) for name, text in under(m, "option.")}
    check_options(text_of(m, "dialect"), options)
    dialect = described(text_of(m, "dialect"))
    options.pop(CA_FILE, None)
    # The dialect judges keys and options itself, whatever the values; nothing is sent.
    headers = dialect.headers({key: Secret(b"any") for key, _ in under(m, "auth.")})
    dialect.connect(Client(Origin(text_of(m, "url"), headers)), options)
