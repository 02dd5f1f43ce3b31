"""Plans, drift and apply as people and scripts meet them, against a real server of WarmHub."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.serving import TOKEN, Running, running
from tests.api.warmhub_calls import Caller, populate
from tests.cli.running import Cli
from tests.operations.samples import make_vault
from vaulttui.api import warmhub
from vaulttui.cli.moments import rfc3339

PLACE = ("--option", "org=acme", "--option", "repo=shop")
LOGIN = ("--auth", "token=token/key")


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Running]:
    path = tmp_path / "there.vtv"
    make_vault(path)
    with running(path, [warmhub.dialect], {}) as api:
        populate(api)
        yield api


@pytest.fixture
def hub(vault: Path, cli: Cli, api: Running) -> Cli:
    """The command line over a vault with the remote hub, and sets bound to it."""
    cli.ok("add", "api-key", "token", "key=-", given=TOKEN.encode())
    cli.ok("remote", "add", "hub", "warmhub", api.url, *LOGIN, *PLACE)
    cli.ok("project", "create", "shop")
    cli.ok("set", "create", "hooks", "--project", "shop", "--description", "of\tsubscriptions")
    cli.ok("set", "create", "open")
    for name in ("hooks", "open"):
        cli.ok("set", "put", name, "KEY", "--stdin", given=b"canary")
        cli.ok("bind", "hub", f"set:{name}")
    return cli


def test_who_will_see_a_set_is_part_of_the_plan(hub: Cli) -> None:
    shown = hub.ok("plan", "hub").text
    assert "scope: repo (acme/shop alone sees it)" in shown
    assert "scope: org (every repository of acme sees it)" in shown
    assert r"description: of\u{9}subscriptions" in shown
    assert "canary" not in shown
    told = hub.json("plan", "hub")
    assert {"there": None, "here": "org"} in [one["scope"] for one in told["attributes"].values()]
    assert told["effects"][-1]["states"] == {"KEY": "never pushed"}


@pytest.mark.parametrize("columns", [40, 80])
def test_a_plan_on_a_narrow_terminal_holds_all_names(
    hub: Cli, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"A_KEY_WITH_A_LONGER_NAME_{number}" for number in range(12)]
    for name in names:
        hub.ok("set", "put", "hooks", name, "--stdin", given=b"x")
    monkeypatch.setattr("vaulttui.cli.output.width", lambda: columns)
    shown = hub.ok("plan", "hub").text
    assert all(name in shown for name in names)
    assert all(len(line) <= columns for line in shown.splitlines())
    assert "…" not in shown


def test_what_is_left_says_what_to_do(hub: Cli, api: Running) -> None:
    Caller(api)("credential.createSet", name="hooks")
    shown = hub.ok("plan", "hub").text
    assert "`vaulttui adopt hub hooks` takes it over." in shown
    assert "1 left as it is." in shown
    (hint,) = hub.json("plan", "hub")["hints"].values()
    assert "vaulttui adopt hub hooks" in hint


def test_what_is_not_ours_is_named(hub: Cli, api: Running) -> None:
    Caller(api)("credential.createSet", name="foreign")
    Caller(api)("credential.setKey", setName="foreign", keyName="K", value="x")
    assert "`vaulttui placeholders hub`" in hub.ok("plan", "hub").text
    done = hub.ok("drift", "hub")
    assert "set foreign" in done.text
    assert "`vaulttui placeholders hub`" in done.err
    assert [one["name"] for one in hub.json("drift", "hub")] == ["hooks", "open"]


def test_one_remote_that_fails_leaves_the_others(hub: Cli, impatient: None) -> None:
    hub.ok("remote", "add", "aaa", "warmhub", "http://127.0.0.1:9", *LOGIN, *PLACE)
    done = hub("drift")
    assert done.code == 8
    assert "set hooks" in done.text
    assert "aaa: not read: " in done.err
    assert "1 of 2 remotes was not read: aaa." in done.err
    as_json = hub("drift", "--json", "--check")
    assert as_json.code == 8
    assert {one["remote"] for one in as_json.json} == {"hub"}
    assert '{"notice":"aaa: not read: ' in as_json.err
    assert hub("drift", "hub", "--check").code == 9


def test_what_a_policy_lets_be_is_no_drift(hub: Cli) -> None:
    hub.ok("apply", "hub", "--yes")
    hub.ok("drift", "--check")
    hub.ok("set", "put", "hooks", "KEY", "--stdin", given=b"another")
    hub.ok("bind", "hub", "set:hooks", "--policy", "KEY=ignore")
    done = hub.ok("drift", "--check")
    assert "local ahead (policy ignore)" in done.text
    (hooks, _) = hub.json("drift")
    assert hooks["policies"] == {"KEY": "ignore"}
    assert hooks["written_at"] == hooks["since"] != rfc3339(0)
    told = hub.ok("bind", "hub", "set:hooks", "--policy", "enforce").err
    assert "(policy: enforce)" in told
    assert hub("drift", "--check").code == 9


def test_a_plan_that_is_too_large_says_so(hub: Cli) -> None:
    hub.ok("remote", "edit", "hub", "--max-effects", "1")
    assert hub.ok("plan", "hub").text.rstrip().endswith("`vaulttui apply` refuses it.")
    assert hub.json("plan", "hub")["over_limit"] is True
    done = hub("plan", "hub", "--check")
    assert done.code == 9
    assert "`vaulttui apply` refuses it." in done.err
    hub.fails(1, "apply", "hub", "--yes")


def test_what_is_deleted_there_is_bound_no_more(hub: Cli, tmp_path: Path) -> None:
    hub.ok("apply", "hub", "--yes")
    hub.ok("remote", "edit", "hub", "--budget", "full")
    kept = tmp_path / "plan"
    assert (
        "and is not bound any more"
        in hub.ok("plan", "hub", "--delete", "open", "--out", str(kept)).text
    )
    assert "- delete set open: done and is not bound any more" in hub.ok("apply", str(kept)).err
    assert [one["subject"] for one in hub.json("remote", "show", "hub")["bound"]] == ["hooks"]


def test_apply_refuses_before_it_asks(hub: Cli) -> None:
    assert "--yes" in hub.fails(2, "apply", "hub", "--no-input")
    assert "neither a remote nor a file" in hub.fails(3, "apply", "./no file.plan")
    assert "neither a remote nor a file" in hub.fails(3, "apply", "nothing")


def test_one_look_at_the_login_is_noted(hub: Cli) -> None:
    hub.ok("remote", "test", "hub")
    hub.ok("plan", "hub")
    hub.ok("apply", "hub", "--yes")
    logins = [one for one in hub.json("activity") if one["verb"].startswith("login")]
    assert [one["verb"] for one in logins] == ["login to hub"]
    pushed = [one for one in hub.json("activity") if one["verb"].startswith("push")]
    assert {one["kind"] for one in pushed} == {"set"}


def test_ids_are_whole_on_a_narrow_terminal(
    hub: Cli, api: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "a-set-whose-name-is-as-long-as-names-may-well-be"
    key = "A_KEY_WHOSE_NAME_IS_AS_LONG_AS_NAMES_MAY_WELL_BE"
    Caller(api)("credential.createSet", name=name)
    Caller(api)("credential.setKey", setName=name, keyName=key, value="x")
    monkeypatch.setattr("vaulttui.cli.table.width", lambda: 60)
    shown = hub.ok("placeholders", "hub").text
    assert name in shown
    assert key in shown
    assert "…" not in shown
    shown = hub.ok("remote", "show", "hub").text
    assert "NAME THERE" not in shown


@pytest.mark.parametrize(
    ("word", "meant"), [("diff", "plan"), ("status", "drift"), ("sync", "apply"), ("push", "apply")]
)
def test_words_of_other_tools(cli: Cli, word: str, meant: str) -> None:
    assert f"`vaulttui {meant}" in cli.fails(2, word, "hub")


def test_what_is_pushed_is_remembered_with_where_it_went(hub: Cli) -> None:
    hub.ok("apply", "hub", "--yes")
    told = hub.json("activity", "verb:push")
    assert {(*row["names"], *row["fields"], row["to"]) for row in told} == {
        ("hooks", "KEY", "hub"),
        ("open", "KEY", "hub"),
    }
    assert "KEY, to hub" in hub.ok("activity", "verb:push").text
