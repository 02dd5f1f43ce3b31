"""Whatever is sent to whatever route of whatever dialect, no answer is a failure of the server."""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final
from urllib.parse import quote

import httpx2
import msgspec
import msgspec.inspect as mi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.serving import Running, running
from tests.operations.samples import make_vault, opened, values_in
from tests.operations.vaults import furnish
from tests.vaultfile.examples import examples
from vaulttui.api.dialect import Build, ServeOptions
from vaulttui.api.vault import Vault
from vaulttui.operations.serving import DIALECTS
from vaulttui.wire import infra0, sourcecraft, warmhub

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PROCEDURES: Final = [one for one in vars(warmhub).values() if isinstance(one, warmhub.Procedure)]
TRPC: Final = f"{warmhub.TRPC_PATH}{{names}}"
TAKES: Final[dict[str, Any]] = {
    warmhub.SETS_PATH: warmhub.NewSet,
    sourcecraft.SECRETS_BY_ID + sourcecraft.ENTRY: sourcecraft.SetSecretBody,
    sourcecraft.SECRETS_BY_SLUG + sourcecraft.ENTRY: sourcecraft.SetSecretBody,
    infra0.CREDENTIALS: infra0.CredentialBody[Any],
    infra0.CREDENTIALS + "/{id}": infra0.CredentialBody[Any],
    f"{infra0.CREDENTIALS}/{{id}}/{infra0.ASSIGN}": infra0.ProjectsBody,
    infra0.TYPES: infra0.TypeBody,
    infra0.TYPES + "/{id}": infra0.TypeBody,
}
KINDS: Final = ("credential", "set", "project", "organization", "type", "operation")
IDS: Final[dict[str, list[str]]] = {kind: [] for kind in KINDS}
"""Those of the vault by kind, and with each what the server gave out meanwhile."""
PARAMETER: Final = re.compile(r"\{(\w+)\}")
PLACE: Final = re.compile(r"@(\w+):(\d+)@")
ID: Final = re.compile(r"\b[0-9a-f]{32}\b")


def _id_of(kind: str) -> st.SearchStrategy[str]:
    """A place for an id of that kind, which is filled when the request is sent."""
    return st.integers(0, 20).map(lambda at: f"@{kind}:{at}@")


_ACME: Final = st.sampled_from(["acme", "acme", "personal"])
_NAMES: Final = st.sampled_from(["deploy", "wiki", "queue", "TOKEN", "OWN", "default", "new"])
_TYPES: Final = st.sampled_from(["acme-queue", "login", "generic-secret"])
_FIELDS: Final = st.sampled_from(["token", "password", "username", "value", "text"])
USUAL: Final = {
    # What stands there in most requests, by the name of a parameter or field.
    **dict.fromkeys(("org", "org_slug", "orgName"), _ACME),
    **dict.fromkeys(("repo", "repo_slug", "repoName"), st.just("shop")),
    **dict.fromkeys(("name", "setName", "credentialName", "keyName", "key", "search"), _NAMES),
    **dict.fromkeys(("credentialTypeId", "typeName"), _TYPES | _id_of("type")),
    **dict.fromkeys(("fieldId", "fieldName", "fieldType", "fieldLabel"), _FIELDS),
    **dict.fromkeys(("repo_id", "project_id", "projectIds"), _id_of("project")),
    "id": _id_of("credential") | _id_of("type"),
    "operation_id": _id_of("operation"),
    "secret_group": _NAMES,
    "batch": st.just("1"),
}
_ODD: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_TEXT: Final = _NAMES | st.sampled_from(KINDS).flatmap(_id_of) | _ODD | st.just("x" * 3000)
_PLAIN: Final = st.one_of(
    _TEXT, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False)
)
_ANYTHING: Final = st.recursive(
    _PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


SIMPLE: Final[dict[type, st.SearchStrategy[Any]]] = {
    mi.IntType: st.integers(-1, 3) | st.integers(),
    mi.BoolType: st.booleans(),
    mi.NoneType: st.none(),
}


def _named(name: str, otherwise: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what is usual under that name."""
    usual = USUAL.get(name, otherwise)
    return st.integers(0, 9).flatmap(lambda at: otherwise if at == 9 else usual)


def _fitting(kind: Any, name: str = "") -> st.SearchStrategy[Any]:
    """JSON that fits a type of msgspec's, nearly always."""
    match kind:
        case mi.StructType(fields=fields):
            parts = {one.encode_name: _fitting(one.type, one.encode_name) for one in fields}
            needed = {one.encode_name for one in fields if one.required}
            rest = {name: part for name, part in parts.items() if name not in needed}
            return st.fixed_dictionaries({name: parts[name] for name in needed}, optional=rest)
        case mi.UnionType(types=types):
            return st.one_of(*(_fitting(one, name) for one in types))
        case mi.ListType(item_type=item) | mi.VarTupleType(item_type=item):
            return st.lists(_fitting(item, name), max_size=3)
        case mi.DictType(value_type=value):
            return st.dictionaries(_NAMES | _ODD, _fitting(value), max_size=3)
        case mi.LiteralType(values=values):
            return st.sampled_from(values) | _PLAIN
        case mi.StrType() | mi.CustomType():
            return _named(name, _TEXT | _TEXT.map(lambda text: b64encode(text.encode()).decode()))
    return SIMPLE.get(type(kind), _ANYTHING)


BODIES: Final = {path: _fitting(mi.type_info(kind)) for path, kind in TAKES.items()}
CALLS: Final = {one.name: _fitting(mi.type_info(one.takes)) for one in PROCEDURES}


def _builds() -> list[Build]:
    return [import_module(f"vaulttui.api.{name}").dialect for name in DIALECTS]


def _routes() -> list[tuple[str, str]]:
    """Method and path of every route; HEAD is as GET."""
    made = [build(Vault(None), ServeOptions("http://127.0.0.1:1")) for build in _builds()]
    routes = [route for dialect in made for route in dialect.routes]
    found = [(method, one.path_format) for one in routes for method in sorted(one.methods or ())]
    return [one for one in found if one[0] != "HEAD"]


ROUTES: Final = _routes()


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: list[tuple[str, str]]
    body: bytes

    def sent(self, api: Running) -> httpx2.Response:
        """The answer, once ids stand where they belong."""
        return api(
            self.method,
            _with_ids(self.path),
            params=[(name, _with_ids(text)) for name, text in self.query],
            content=b"" if self.method in ("GET", "HEAD") else _filled(self.body),
            headers={"Content-Type": "application/json"},
        )


def _filled(body: bytes) -> bytes:
    return _with_ids(body.decode("latin-1")).encode("latin-1")


def _with_ids(text: str) -> str:
    return PLACE.sub(lambda one: IDS[one[1]][int(one[2]) % len(IDS[one[1]])], text)


@st.composite
def requests(draw: st.DrawFn) -> Asked:
    """A route's path, filled in, mostly with a method and a body of its own."""
    method, path = draw(st.sampled_from(ROUTES))
    procedure = draw(st.sampled_from(sorted(CALLS)))
    query = draw(st.lists(st.sampled_from(sorted(USUAL)), max_size=2))
    fits = {"0": draw(CALLS[procedure])} if path == TRPC else draw(BODIES.get(path, _ANYTHING))
    body = msgspec.json.encode(fits)
    match draw(st.integers(0, 9)):
        case 9:
            method = draw(st.sampled_from(METHODS))
        case 8:
            body = msgspec.json.encode(draw(_ANYTHING))
        case 7:
            body = draw(st.binary(max_size=40)) + body[: draw(st.integers(0, 40))]
        case _ if path == TRPC:
            path, query = path.replace("{names}", procedure), ["batch"]
    filled = PARAMETER.sub(lambda one: quote(draw(_named(one[1], _TEXT)), safe="@:"), path)
    return Asked(method, filled, [(name, draw(_named(name, _TEXT))) for name in query], body)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """All dialects, over a vault with a record of every kind."""
    path = tmp_path_factory.mktemp("routes") / "vault.vtv"
    make_vault(path)
    with running(path, _builds(), {}) as api:
        with closing(api.session()) as session:
            furnish(session)
            for kind, ids in IDS.items():
                ids += [record.id for record in session.view.records(kind)]
        yield api


@examples(150, 20_000)
@given(requests())
def test_no_request_makes_the_server_fail(api: Running, asked: Asked) -> None:
    answer = asked.sent(api)
    assert answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text
    if asked.method != "HEAD" and answer.status_code != 204:
        answer.json()
    for ids in IDS.values():
        ids += set(ID.findall(answer.text)[:2]) - set(ids)


def test_the_vault_is_whole_afterwards(api: Running) -> None:
    with closing(opened(api.vault)) as file:
        assert file.document.record(IDS["credential"][0]) is not None
        assert list(values_in(file))


def test_every_route_with_a_body_is_known() -> None:
    takes = {path for method, path in ROUTES if method in ("POST", "PUT")}
    assert takes == {*TAKES, TRPC}
    assert len(CALLS) == 10
