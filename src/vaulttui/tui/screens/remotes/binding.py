"""Binding: what of the vault a remote is to hold, under which name, and who decides on it."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from vaulttui.domain.bindings import Binding, slot_name
from vaulttui.domain.remotes import Policy, Remote
from vaulttui.domain.text import plural
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.operations import bindings
from vaulttui.operations.bindings import Bound, Part
from vaulttui.operations.credentials import fields_of
from vaulttui.remotes.protocol import Abilities
from vaulttui.remotes.registry import described
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.sought import Sought
from vaulttui.tui.text import shown

_MOST: Final = 200
_POLICIES: Final = (
    ("enforce: what is there is kept as it is here", Policy.ENFORCE.value),
    ("seed: written once, then let be", Policy.SEED.value),
    ("ignore: never written", Policy.IGNORE.value),
)
_WHO: Final = "Who decides on values"
_UNSENT: Final = "Nothing is sent before a plan is applied."
BOUND: Final = ("credential", "set", "project", "type")
"""The kinds of what can be bound to some remote."""


class PartChooser(Picker):
    """Asks what of the vault a remote is to hold; the answer is its kind and id."""

    placeholder = "a part of the name"

    def __init__(self, session: Session, remote: Remote) -> None:
        super().__init__()
        self.title_text = f"Bind to {shown(remote.name, 50)}"
        known = session.view.graph.bindings_of(remote.id)
        self._bound = {f"{one.kind} {one.subject_id}" for one in known}
        self._kinds = bindings.bindable(described(remote.dialect).ABILITIES)
        self._session = session

    def answers(self, typed: str) -> Sequence[Choice]:
        """Sets, projects, types, then credentials, whose names hold all the words."""
        by_kind = {"set": self._sets, "project": self._projects, "type": self._types}
        choices = [one for kind, read in by_kind.items() if kind in self._kinds for one in read()]
        rows = (
            Choice(f"credential {row.id}", row.name, row.type_id, kind="credential")
            for row in self._session.view.rows()
        )
        everything = (one for one in chain(choices, rows) if one.key not in self._bound)
        # What an organization owns is sought by its name first.
        named = ((f"{one.title.rpartition('/')[2]} {one.title}", one) for one in everything)
        return Sought(typed).best(named, _MOST)

    def _sets(self) -> list[Choice]:
        graph = self._session.view.graph
        return [
            Choice(f"set {one.id}", graph.full_name(one), one.description, kind="set")
            for one in graph.sets
            if one.revoked_at is None
        ]

    def _projects(self) -> list[Choice]:
        graph = self._session.view.graph
        return [
            Choice(f"project {one.id}", graph.full_name(one), one.description, kind="project")
            for one in graph.projects
        ]

    def _types(self) -> list[Choice]:
        types = (one for one in self._session.view.types() if not one.managed)
        return [Choice(f"type {one.id}", one.name, one.id, kind="type") for one in types]


class RemoteChooser(Picker):
    """Asks which remote is to hold something; the answer is its id."""

    placeholder = "a part of the name"

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.title_text = title
        self._choices = choices

    def answers(self, typed: str) -> Sequence[Choice]:
        """Those whose name holds all the words."""
        return Sought(typed).best(((one.title, one) for one in self._choices), _MOST)


def bind_to(screen: VaultScreen[Any], kind: str, *subject_ids: str) -> None:
    """Choose the remote that is to hold this, where there are several; then ask how."""
    session = screen.vault.open_session
    if kind not in BOUND:
        told = "Put the cursor on a credential, set, project or type first: these are bound."
        screen.vault.tell(told)
        return
    graph = session.view.graph
    taken = [{one.remote_id for one in graph.bindings_at(kind, each)} for each in subject_ids]
    everywhere = set.intersection(*taken)
    fitting = [one for one in graph.remotes if kind in _kinds(one)]
    if not fitting:
        screen.vault.tell(_no_remote(kind, bool(graph.remotes)), seconds=9)
        return

    def chosen(remote_id: str | None) -> None:
        if remote_id is not None:
            ask_how(screen, remote_id, kind, *subject_ids)

    if len(fitting) == 1:
        chosen(fitting[0].id)
        return
    choices = [
        Choice(
            one.id, one.name, "bound already" if one.id in everywhere else one.url, kind=one.dialect
        )
        for one in fitting
    ]
    name = shown(_titled(session, kind, subject_ids), 40)
    screen.app.push_screen(RemoteChooser(f"Bind {name} to which remote?", choices), chosen)


def bind_something(screen: VaultScreen[Any], remote: Remote) -> None:
    """Choose what a remote is to hold, then ask how."""

    def chosen(key: str | None) -> None:
        if key is not None:
            kind, _, subject_id = key.partition(" ")
            ask_how(screen, remote.id, kind, subject_id)

    screen.app.push_screen(PartChooser(screen.vault.open_session, remote), chosen)


def ask_how(screen: VaultScreen[Any], remote_id: str, kind: str, *subject_ids: str) -> None:
    """Ask for the name there and who decides; of what is bound, for others."""
    if len(subject_ids) > 1:
        _ask_of_several(screen, remote_id, kind, subject_ids)
    else:
        _ask_of_one(screen, remote_id, kind, subject_ids[0])


def _ask_of_several(
    screen: VaultScreen[Any], remote_id: str, kind: str, subject_ids: Sequence[str]
) -> None:
    """Ask who decides on the values of all that are not bound there yet."""
    session = screen.vault.open_session
    remote = session.view.graph.remote(remote_id)
    if remote is None:
        return

    def save(given: Given) -> list[Part]:
        parts = [_part(session, kind, one) for one in subject_ids]
        return bindings.bind_several(session, remote, parts, Policy(given["policy"]))

    def saved(made: object) -> None:
        if isinstance(made, list):
            screen.unmark()
            before = len(subject_ids) - len(made)
            former = f" {before:,} had been before." if before else ""
            told = f"{plural(len(made), kind)} bound to {shown(remote.name, 60)}.{former}"
            screen.vault.tell(f"{told} {_UNSENT}", undo="undoes")

    form = SmallForm(
        f"Bind {_titled(session, kind, subject_ids)}",
        (Line("policy", _WHO, Policy.ENFORCE.value, choices=_POLICIES),),
        save,
        "Bind",
        again=("bind", remote_id, kind, *subject_ids),
        about=f"{_about(remote)}. Each under its own name; what is bound already stays as it is.",
    )
    screen.app.push_screen(form, saved)


def _ask_of_one(screen: VaultScreen[Any], remote_id: str, kind: str, subject_id: str) -> None:
    session = screen.vault.open_session
    remote = session.view.graph.remote(remote_id)
    try:
        part = _part(session, kind, subject_id)
    except NotFound:
        return
    if remote is None:
        return
    known = session.view.graph.bindings_at(kind, subject_id)
    present = next((one for one in known if one.remote_id == remote_id), None)

    def save(given: Given) -> Bound:
        return bindings.bind(session, remote, part, _edits(session, part, present, given))

    def saved(made: object) -> None:
        if isinstance(made, Bound):
            named = f" as {shown(made.name, 60)}" if made.name != part.name else ""
            told = f"{shown(part.title, 60)} is bound to {shown(remote.name, 60)}{named}."
            screen.vault.tell(f"{told} {_UNSENT}", undo="undoes")

    form = SmallForm(
        f"{'Change' if present else 'Bind'} {part.title}",
        _lines(session, remote, part, present),
        save,
        "Save" if present else "Bind",
        again=("bind", remote_id, kind, subject_id),
        about=_about(remote),
    )
    screen.app.push_screen(form, saved)


def _about(remote: Remote) -> str:
    return f"{remote.name}, {remote.dialect}: {remote.url}"


def _titled(session: Session, kind: str, subject_ids: Sequence[str]) -> str:
    if len(subject_ids) > 1:
        return plural(len(subject_ids), kind)
    return _part(session, kind, subject_ids[0]).title


def unbind(screen: VaultScreen[Any], remote: Remote, kind: str, subject_id: str) -> None:
    """Let nothing here answer for it any more; it stays there as it is."""
    session = screen.vault.open_session

    def job() -> Bound:
        return bindings.unbind(session, remote, _part(session, kind, subject_id))

    def then(was: Bound) -> None:
        what, where = shown(was.part.title, 60), shown(remote.name, 60)
        told = f"{what} is not bound to {where} any more; what is there stays."
        screen.vault.tell(told, seconds=9, undo="binds it again")

    screen.vault.perform(job, then)


def _kinds(remote: Remote) -> list[str]:
    return bindings.bindable(_abilities(remote))


def _abilities(remote: Remote) -> Abilities:
    return described(remote.dialect).ABILITIES


def _part(session: Session, kind: str, subject_id: str) -> Part:
    view = session.view
    found = {
        "credential": view.credential,
        "set": view.graph.set,
        "project": view.graph.project,
        "type": view.type,
    }[kind](subject_id)
    if found is None:
        raise NotFound("It is not there any more.")
    return bindings.part_of(session, found)


def _no_remote(kind: str, others: bool) -> str:
    if others:
        return f"None of the remotes has anything that a {kind} answers for."
    return "There are no remotes yet: ctrl+p, Show the remotes; there n adds one."


def _slots(session: Session, remote: Remote, part: Part) -> list[str]:
    """What can have a policy of its own."""
    if part.kind == "set":
        found = session.view.graph.set(part.id)
        return [key.name for key in found.keys] if found else []
    if part.kind != "credential":
        return []
    keyed = bindings.is_keyed(_abilities(remote))
    fields = fields_of(session, session.view.credential(part.id))
    return [slot_name(one.id, keyed=keyed) for one in fields]


def _lines(
    session: Session, remote: Remote, part: Part, present: Binding | None
) -> tuple[Line, ...]:
    keyed = bindings.is_keyed(_abilities(remote))
    object_id = present.object_id if present else ""
    if part.kind == "project":
        return (Line("object", "Its id there *", object_id, "only you know which it is"),)
    name = (present.name or (object_id if keyed else "")) if present else ""
    lines = [Line("name", "Name there", name or part.name)]
    if not keyed:
        hint = "nothing: found by its name, or made"
        lines.append(Line("object", "Its id there", object_id, hint))
    policy = present.policy("") if present else Policy.ENFORCE
    if part.kind != "type":
        lines.append(Line("policy", _WHO, policy.value, choices=_POLICIES))
    slots = _slots(session, remote, part)
    if len(slots) > 1:
        hint = f"{shown(slots[0], 24)}=seed {shown(slots[1], 24)}=ignore"
        lines.append(Line("others", "Otherwise decided", _others(present), hint))
    return tuple(lines)


def _others(present: Binding | None) -> str:
    """The policies of single slots, as they are typed."""
    known = present.policies if present else {}
    return " ".join(
        f"{slot}={policy}" for slot, policy in known.items() if slot and policy != known.get("")
    )


def _edits(session: Session, part: Part, present: Binding | None, given: Given) -> bindings.Edits:
    name, object_id = given.get("name", ""), given.get("object", "")
    before = (present.name if present else "") or part.name
    policies = {}
    if "policy" in given:
        usual = Policy(given["policy"])
        former = present.policies if present else {}
        policies = {**dict.fromkeys(former, usual), "": usual, **_typed(given.get("others", ""))}
    return bindings.Edits(
        name=(name or part.name) if "name" in given and (name or part.name) != before else None,
        object_id=object_id or None,
        policies=policies,
    )


def _typed(text: str) -> Mapping[str, Policy]:
    found = {}
    for word in text.replace(",", " ").split():
        slot, equals, policy = word.rpartition("=")
        if not equals or not slot or policy not in list(Policy):
            raise InvalidValue(
                f"{shown(word, 60)} is not of the form NAME=POLICY.",
                hint="A policy is enforce, seed or ignore.",
            )
        found[slot] = Policy(policy)
    return found
