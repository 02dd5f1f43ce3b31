"""Generated vaults, and what others have on a remote before we come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from tests.operations.samples import values
from tests.sync.model_remote import Thing
from tests.sync.world import World
from vaulttui.domain.credentials import Credential
from vaulttui.domain.projects import Project
from vaulttui.domain.remotes import Policy
from vaulttui.errors import Exists
from vaulttui.operations import bindings, credentials, projects, sets, types
from vaulttui.operations.credentials import Edits
from vaulttui.operations.sets import NewSet
from vaulttui.remotes.protocol import Kind
from vaulttui.secret import Secret
from vaulttui.session.session import Session

TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "login": ("username", "password", "notes"),
    "api-key": ("key", "url"),
    "postgresql": ("host", "port", "password"),
    "acme-queue": ("token", "region"),
}
ACME: Final = """
id = "acme-queue"
name = "Acme queue"
version = 1
kind = "cloud"

[[fields]]
id = "token"
label = "Token"
kind = "secret"

[[fields]]
id = "region"
label = "Region"
"""
_NAMES = st.sampled_from(["db", "web", "mail", "queue", "ci"])
_KEYS = st.sampled_from(["ONE", "TWO", "THREE", "FOUR"])
_POLICIES = st.sampled_from([None, *Policy])


@dataclass(frozen=True)
class Given:
    """A credential: ``fields`` are filled, ``assigned`` are the numbers of its projects."""

    name: str
    type_id: str
    fields: frozenset[str]
    assigned: frozenset[int]
    policy: Policy | None
    called: str | None


@dataclass(frozen=True)
class Group:
    """A set: a key has a value of its own, or points at a credential's first field."""

    name: str
    keys: Mapping[str, int | None]
    policy: Policy | None
    called: str | None
    described: str


@dataclass(frozen=True)
class Recipe:
    """All of a vault, and objects that others made: their names, and the keys that they hold."""

    credentials: tuple[Given, ...]
    sets: tuple[Group, ...]
    types_bound: bool
    projects_bound: bool
    strangers: Mapping[str, frozenset[str]]


@st.composite
def _credentials(draw: st.DrawFn) -> Given:
    type_id = draw(st.sampled_from(sorted(TYPES)))
    fields = draw(st.frozensets(st.sampled_from(TYPES[type_id])))
    assigned = draw(st.frozensets(st.sampled_from([0, 1])))
    called = draw(st.sampled_from([None, None, "other"]))
    return Given(draw(_NAMES), type_id, fields, assigned, draw(_POLICIES), called)


_GROUPS = st.builds(
    Group,
    _NAMES,
    st.dictionaries(_KEYS, st.one_of(st.none(), st.integers(0, 3)), max_size=4),
    _POLICIES,
    st.sampled_from([None, None, "else"]),
    st.sampled_from(["", "of the shop"]),
)
RECIPES: Final = st.builds(
    Recipe,
    st.lists(_credentials(), max_size=4).map(tuple),
    st.lists(_GROUPS, max_size=3, unique_by=lambda one: one.name).map(tuple),
    st.booleans(),
    st.booleans(),
    st.dictionaries(_NAMES, st.frozensets(_KEYS, min_size=1), max_size=2),
)


def furnish(world: World, recipe: Recipe) -> None:
    """Make the vault, bind all of it that can be bound, and let strangers be there."""
    session = world.session
    types.add(session, ACME)
    shops = [projects.create(session, None, name) for name in ("shop", "depot")]
    made = [_made(session, number, one, shops) for number, one in enumerate(recipe.credentials)]
    _bind_ends(world, recipe, shops)
    for given, credential in zip(recipe.credentials, made, strict=True):
        _bind(world, credential, given.policy, given.called)
    for group in recipe.sets:
        _group(world, group, made)
    _strange(world, recipe)


def _made(session: Session, number: int, one: Given, shops: list[Project]) -> Credential:
    texts = {name: f"{one.name} {name} {number}" for name in one.fields}
    odd = {"port": str(5000 + number), "url": f"https://{number}.example/"}
    texts |= {name: text for name, text in odd.items() if name in texts}
    edits = Edits(
        name=one.name,
        values=values(**texts),
        projects=tuple(shops[at] for at in sorted(one.assigned)),
    )
    return credentials.add(session, one.type_id, edits, incomplete=True)


def _bind_ends(world: World, recipe: Recipe, shops: list[Project]) -> None:
    """Bind projects and types, where the remote has such."""
    if world.model.abilities.projects and recipe.projects_bound:
        for number, shop in enumerate(shops):
            world.bind(shop, object_id=f"p{number}")
    if Kind.TYPE in world.model.abilities.kinds and recipe.types_bound:
        for type_id in {one.type_id for one in recipe.credentials}:
            found = world.session.view.type(type_id)
            assert found is not None
            world.bind(found)


def _group(world: World, group: Group, made: list[Credential]) -> None:
    found = sets.create(world.session, NewSet(None, group.name, description=group.described))
    for key, at in group.keys.items():
        target = made[at] if at is not None and at < len(made) else None
        if target is None:
            own = Secret.from_text(f"{group.name} {key}")
            found = sets.put_value(world.session, found, key, own)
        else:
            first = TYPES[target.type_id][0]
            found = sets.put_reference(world.session, found, key, target, first)
    if world.keyed:
        _bind(world, found, group.policy, group.called)


def _bind(
    world: World, found: bindings.Bindable, policy: Policy | None, called: str | None
) -> None:
    policies = {"": policy} if policy else {}
    try:
        world.bind(found, name=called, **policies)
    except Exists:
        world.bind(found, name=f"of-{found.record.id[:8]}", **policies)  # type: ignore[union-attr]  # a set or credential


def _strange(world: World, recipe: Recipe) -> None:
    kind = Kind.SET if world.keyed else Kind.CREDENTIAL
    for number, (name, keys) in enumerate(sorted(recipe.strangers.items())):
        object_id = name if kind is Kind.SET else f"s{number}"
        held = dict.fromkeys(sorted(keys), b"of others")
        world.model.add(Thing(kind, object_id, name, values=held, type_key="theirs"))
