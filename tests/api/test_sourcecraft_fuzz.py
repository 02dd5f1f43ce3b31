"""Whatever is asked of SourceCraft's paths, an answer of its shape comes, and no value."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.serving import Running, running
from tests.operations.samples import make_vault
from vaulttui.api import sourcecraft
from vaulttui.operations import projects

CANARY: Final = "canary-9a17"
ENCODED: Final = b64encode(CANARY.encode()).decode()
REPOSITORY: Final = "REPOSITORY"
_TEXT: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_USUAL: Final = st.sampled_from(["K", "default", "secrets", "personal", "fuzz"])
_NAMES: Final = _USUAL | _USUAL | st.sampled_from(["id:", "", "."]) | _TEXT
_VALUES: Final = st.one_of(
    st.just(ENCODED), st.just(CANARY), st.none(), st.booleans(), st.integers(), _TEXT,
    st.floats(0, 9), st.lists(st.just(ENCODED), max_size=2),
)  # fmt: skip
_BODIES: Final = st.one_of(
    st.just({"value": ENCODED}),
    st.fixed_dictionaries({"value": _VALUES}, optional={"more": st.just(ENCODED)}),
    _VALUES,
)
_SEGMENTS: Final = st.one_of(
    st.tuples(st.just("repos"), st.just(f"id:{REPOSITORY}"), st.just("secrets"), _NAMES),
    st.tuples(st.just("repos"), st.just("personal"), st.just("fuzz"), st.just("secrets"), _USUAL),
    st.tuples(st.just("repos"), _NAMES, _NAMES, st.just("secrets"), _NAMES),
    st.tuples(st.just("repos"), st.just(f"id:{REPOSITORY}"), st.just("secrets")),
    st.tuples(st.just("operations"), st.just("secrets"), _NAMES),
    st.tuples(st.just("repos"), _NAMES, _NAMES),
)
_METHODS: Final = st.sampled_from(["PUT", "GET", "DELETE", "PUT", "HEAD", "POST"])
_QUERIES: Final = st.lists(
    st.tuples(st.sampled_from(["secret_group", "keys", "other"]), _NAMES), max_size=3
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    path = tmp_path_factory.mktemp("sourcecraft") / "vault.vtv"
    make_vault(path)
    with running(path, [sourcecraft.dialect], {}) as api:
        yield api


@pytest.fixture(scope="module")
def repository(api: Running) -> str:
    with closing(api.session()) as session:
        return projects.create(session, None, "fuzz").id


@given(_METHODS, _SEGMENTS, _QUERIES, _BODIES)
@settings(max_examples=40)
def test_any_request(
    api: Running,
    repository: str,
    method: str,
    segments: tuple[str, ...],
    query: list[tuple[str, str]],
    body: Any,
) -> None:
    path = "/" + "/".join(quote(one, safe=":") for one in segments)
    content = {} if method in ("GET", "HEAD") else {"json": body}
    told = api(method, path.replace(REPOSITORY, repository), params=query, **content)
    assert told.status_code in (200, 202, 400, 404, 405, 409, 415)
    assert CANARY not in told.text
    assert ENCODED not in told.text
    if told.status_code >= 400 and method != "HEAD":
        assert told.json().keys() == {"error_code", "message", "request_id", "details"}
