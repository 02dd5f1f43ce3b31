"""The official Python client of WarmHub, unchanged, at the local server."""

from pathlib import Path
from typing import Any, Final

import pytest

from tests.api import warmhub_package
from tests.api.conftest import Serve
from tests.api.serving import TOKEN
from tests.api.warmhub_calls import CANARY, populate
from tests.operations.samples import START
from vaulttui.api import warmhub
from vaulttui.operations import addresses

CLIENTS: Final = {"warmhub-sdk-py": "0.27.0", "warmhub-sdk-ts": "0.27.0", "vaulttui": "0.0.0"}
AT: Final = ("acme", "shop")
HOOKS: Final = (*AT, "hooks")
TIMES: Final = {"created_at": START, "updated_at": START}
BOTH: Final = ["WEBHOOK_API_KEY", "WEBHOOK_BEARER_TOKEN"]
STEPS: Final[list[tuple[warmhub_package.Step, object]]] = [
    (("login", [TOKEN], {}), None),
    (
        ("diagnostics.capabilities", [], {}),
        {
            "api_version": "0.27.0",
            "min_supported_sdk": "0.27.0",
            "min_supported_clients": dict(CLIENTS),
            "write_contract_version": 3,
            "honored_client_flags": [],
        },
    ),
    (
        ("create_set", HOOKS, {"description": "of subscriptions"}),
        {"name": "hooks", "scope": "repo", "description": "of subscriptions", "key_names": []}
        | TIMES,
    ),
    (("create_set", HOOKS, {}), "ALREADY_EXISTS 409"),
    (("create_set", (*AT, "two words"), {}), "VALIDATION_ERROR 400"),
    (
        ("create_set", (*AT, "shared"), {"scope": "org"}),
        {"name": "shared", "scope": "org", "key_names": []} | TIMES,
    ),
    (
        ("set_key", (*HOOKS, "WEBHOOK_API_KEY", CANARY), {}),
        {"ok": True, "key_names": ["WEBHOOK_API_KEY"], "key_name": "WEBHOOK_API_KEY"},
    ),
    (
        ("set_keys", (*HOOKS, {"WEBHOOK_BEARER_TOKEN": CANARY, "OLD": CANARY}), {}),
        {"ok": True, "key_names": ["OLD", *BOTH]},
    ),
    (("unset_key", (*HOOKS, "OLD"), {}), {"ok": True, "key_names": BOTH, "key_name": "OLD"}),
    (("unset_key", (*HOOKS, "OLD"), {}), "NOT_FOUND 404"),
    (("get_set", (*AT, "shared"), {}), {"name": "shared", "scope": "org", "key_names": []} | TIMES),
    (("list_sets", AT, {}), ["hooks", "shared"]),
    (("list_sets", ("acme",), {}), ["shared"]),
    (("list_sets", ("acme", "blog"), {}), ["shared"]),
    (("list_audit_log", HOOKS, {"limit": 3}), ["unset", "set", "set"]),
    (("revoke_set", HOOKS, {"reason": "rotated"}), {"revoked": True}),
    (("revoke_set", HOOKS, {}), {"revoked": False}),
    (("set_key", (*HOOKS, "LATE", CANARY), {}), "CONFLICT 409"),
    (("list_audit_log", HOOKS, {"limit": 1}), ["revoke"]),
    (("delete_set", (*AT, "shared"), {}), {"ok": True, "name": "shared"}),
    (("get_set", (*AT, "shared"), {}), "NOT_FOUND 404"),
    (("create_set", ("nobody", "shop", "x"), {}), "NOT_FOUND 404"),
    (("create_set", (*AT, "third"), {}), "RATE_LIMITED 429"),
    (("login", ["wrong"], {}), None),
    (("list_sets", AT, {}), "UNAUTHENTICATED 401"),
    (("set_key", (*HOOKS, "LATE", CANARY), {}), "UNAUTHENTICATED 401"),
]
"""What is asked of it, and what it makes of the answer: of lists names or actions, of errors
code and status."""


@pytest.fixture(scope="session")
def python(pytestconfig: pytest.Config) -> Path:
    """The interpreter beside the package."""
    assert pytestconfig.cache is not None
    return warmhub_package.environment(pytestconfig.cache.mkdir("warmhub-client"))


def short(told: Any) -> object:
    if isinstance(told, list):
        return [one.get("name") or one["action"] for one in told]
    if isinstance(told, dict) and "error" in told:
        return f"{told['error']['code']} {told['error']['status']}"
    return told


def test_it_does_all_that_it_can(python: Path, serve: Serve) -> None:
    api = serve(warmhub.dialect, warmhub_rate=2)
    populate(api)
    told = warmhub_package.run(python, api.url, [step for step, _ in STEPS])
    assert [short(one) for one in told] == [expected for _, expected in STEPS]
    assert CANARY not in repr(told)
    (throttled,) = [one for one in told if short(one) == "RATE_LIMITED 429"]
    assert 0 < throttled["error"]["retry_after"] <= 3600
    session = api.session()
    found = addresses.set_at(session, "acme/hooks").record
    assert {key: session.peek(found, key).reveal() for key in BOTH} == dict.fromkeys(
        BOTH, CANARY.encode()
    )
    session.close()
