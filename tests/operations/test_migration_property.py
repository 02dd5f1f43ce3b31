"""Any type into any other: no value, key or name of a variable is lost without a word."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from tests.operations.samples import given as value_given
from tests.session.sessions import memory_session
from tests.vaultfile.examples import examples
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.types import CredentialType, Injectors, type_to_toml
from vaulttui.domain.types.migration import check_moves
from vaulttui.domain.validation import check_value
from vaulttui.errors import VaulttuiError
from vaulttui.inject.environment import compose
from vaulttui.inject.wanted import Wanted
from vaulttui.operations import credentials, migrations, projects, sets, types
from vaulttui.operations.assignments import assign
from vaulttui.operations.credentials import Edits
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_IDS: Final = st.sampled_from(["a", "b", "c", "d"])
_KINDS: Final = st.sampled_from(
    [FieldKind.TEXT, FieldKind.SECRET, FieldKind.BOOLEAN, FieldKind.INTEGER, FieldKind.CHOICE]
)
_SPELLINGS: Final = {b"yes": b"true", b"+08": b"8"}
"""What some kinds write otherwise."""
_VALUES: Final = st.sampled_from([b"x y", b"eu", b"yes", b"true", b"+08", b"8", b"\xff"])


@st.composite
def fields(draw: st.DrawFn) -> Field:
    kind = draw(_KINDS)
    chosen = draw(st.lists(st.sampled_from(["eu", "yes", "8"]), min_size=1, unique=True))
    return Field(
        id=draw(_IDS),
        label="x",
        kind=kind,
        secret=draw(st.booleans()),
        required=draw(st.booleans()),
        choices=tuple(chosen) if kind is FieldKind.CHOICE else (),
    )


@st.composite
def kinds(draw: st.DrawFn) -> CredentialType:
    own = draw(st.lists(fields(), min_size=1, max_size=4, unique_by=lambda one: one.id))
    used = draw(st.lists(st.sampled_from([one.id for one in own]), max_size=3))
    env = {f"V{at}_{name}": f"{{{{ {name} }}}}" for at, name in enumerate(used)}
    return CredentialType("t", "T", 1, "cloud", tuple(own), injectors=Injectors(env=env))


@st.composite
def moves(draw: st.DrawFn, old: CredentialType, new: CredentialType) -> dict[str, str]:
    ids = draw(st.permutations([one.id for one in new.fields]))
    found = dict(zip((one.id for one in old.fields), ids, strict=False))
    found = {before: after for before, after in found.items() if draw(st.booleans())}
    try:
        check_moves(old, new, found)
    except VaulttuiError:
        return {}
    return found


class World:
    """A vault with one credential of a type, assigned and pointed at by a set."""

    def __init__(self, old: CredentialType, values: Mapping[str, bytes]) -> None:
        self.session: Session = memory_session()[1]
        types.add(self.session, type_to_toml(old))
        typed = {name: value for name, value in values.items() if old.field(name)}
        fit = {name: value_given(one) for name, one in typed.items() if _fits(old, name, one)}
        # What the type has no field for is one of the credential's own.
        own = ((Field(n, n, FieldKind.SECRET), value_given(v)) for n, v in values.items())
        extra = tuple(pair for pair in own if old.field(pair[0].id) is None)
        made = Edits(name="q", values=fit, extra=extra)
        self.id = credentials.add(self.session, "t", made, incomplete=True).id
        self.project = projects.create(self.session, None, "p")
        assign(self.session, self.credential, [self.project])
        self.set = sets.create(self.session, sets.NewSet(None, "s"))
        for name in (*fit, *(field.id for field, _ in extra)):
            sets.put_reference(
                self.session, sets.living(self.session, self.set.id), name, self.credential, name
            )

    @property
    def credential(self) -> Credential:
        return self.session.view.credential(self.id)

    def values(self) -> Counter[bytes]:
        record = self.credential.record
        held = [*record.v, *(key[6:] for key in record.m if key.startswith("field."))]
        return Counter(_plain(self.session.peek(record, one).reveal()) for one in held)

    def keys(self) -> dict[str, bytes]:
        found = sets.living(self.session, self.set.id)
        return {
            key.name: _plain(sets.get(self.session, found, key.name).reveal()) for key in found.keys
        }

    def given(self) -> dict[str, bytes]:
        made = compose(
            self.session, Wanted(projects=(self.project,)), folder=Path("/x"), answers=_nobody
        )
        return {name: value.reveal() for name, value in made.variables.items()}

    def state(self) -> dict[str, tuple[object, object]]:
        kept = ("type", "credential", "set", "assignment", "project")
        found = (one for kind in kept for one in self.session.view.records(kind))
        return {one.id: (dict(one.m), dict(one.v)) for one in found}


def _fits(of: CredentialType, name: str, value: bytes) -> bool:
    found = of.field(name)
    try:
        return found is not None and bool(check_value(found, value))
    except VaulttuiError:
        return False


def _plain(value: bytes) -> bytes:
    return _SPELLINGS.get(value, value)


def _nobody(_credential: Credential, _field: Field, _problem: str) -> Secret:
    raise AssertionError("Nobody is asked.")


@given(st.data(), kinds(), kinds(), st.dictionaries(_IDS, _VALUES))
@examples(150, 4_000)
def test_nothing_is_lost(
    data: st.DataObject, old: CredentialType, new: CredentialType, values: dict[str, bytes]
) -> None:
    world = World(old, values)
    before, keys, state, given = world.values(), world.keys(), world.state(), _given(world)
    moved = data.draw(moves(old, new))
    found = migrations.preview(world.session, new, moved)
    assert world.state() == state
    assert migrations.migrate(world.session, new, moved) == found
    assert (world.values(), world.keys()) == (before, keys)
    (effect,) = found.effects
    after = _given(world)
    if given is not None and after is not None:
        assert set(effect.names.gone) == given.keys() - after.keys()
        assert set(effect.names.added) == after.keys() - given.keys()
        differ = {name for name in given.keys() & after.keys() if given[name] != after[name]}
        assert differ <= set(effect.names.changed)
    migrated = world.state()
    if migrated != state:
        world.session.undo()
        assert world.state() == state
        world.session.redo()
        assert world.state() == migrated


def _given(world: World) -> dict[str, bytes] | None:
    """None where a program would not be started: what is no text cannot be given."""
    try:
        return world.given()
    except VaulttuiError:
        return None
