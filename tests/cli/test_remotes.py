"""Remotes and bindings as scripts meet them; nothing here is ever sent."""

from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli, make_vault
from tests.operations.remote_samples import written
from vaulttui.cli.moments import local, rfc3339
from vaulttui.operations import credentials, projects, remotes, sets
from vaulttui.operations.credentials import Edits, Given
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.sync import sightings
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile

APP = ("remote", "add", "app", "infra0", "https://app.example/", "--auth", "bearer=token/key")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with two remotes, and something to bind to each."""
    path = tmp_path_factory.mktemp("remotes") / "vault.vtv"
    make_vault(path)
    session = _open(path)
    token = {"key": Given(Secret(b"canary-of-a-login"))}
    made = credentials.add(session, "api-key", Edits(name="token", values=token))
    wiki = {
        name: Given(Secret(text))
        for name, text in (("username", b"ada"), ("password", b"canary-w"))
    }
    credentials.add(session, "login", Edits(name="my wiki", values=wiki))
    deploy = sets.create(session, sets.NewSet(None, "deploy"))
    sets.put_value(session, deploy, "TOKEN", Secret(b"canary-of-a-set"))
    projects.create(session, None, "web")
    auth, place = (made, "key"), {"org": "acme", "repo": "shop"}
    for one in (
        remotes.Edits("app", "infra0", "https://app.example", {"bearer": auth}),
        remotes.Edits("craft", "sourcecraft", "https://craft.example", {"token": auth}, place),
    ):
        remotes.add(session, one)
    session.close()
    return path


@pytest.fixture
def known(home: Path, passphrase_file: Path, filled: Path, cli: Cli) -> Cli:
    """The command line over a copy of that vault."""
    path = home / "vaulttui" / "data" / "vault.vtv"
    path.parent.mkdir(parents=True)
    path.write_bytes(filled.read_bytes())
    return cli


@pytest.fixture
def vault(home: Path) -> Path:
    """Where that copy lies."""
    return home / "vaulttui" / "data" / "vault.vtv"


def test_a_remote_from_adding_it_to_the_trash(known: Cli) -> None:
    shown = known.json("remote", "show", "craft")
    assert shown == {
        "id": shown["id"],
        "name": "craft",
        "dialect": "sourcecraft",
        "url": "https://craft.example",
        "auth": {"token": "token/key"},
        "options": {"org": "acme", "repo": "shop"},
        "budget": "patch",
        "max_effects": None,
        "bindings": 0,
        "last_contact": None,
        "bound": [],
    }
    listed = known.json("remote", "list")
    assert [one["name"] for one in listed] == ["app", "craft"]
    assert listed[1] == {key: shown[key] for key in shown if key != "bound"}
    changed = known.json(
        "remote", "edit", "craft", "--name", "crafts", "--budget", "full", "--max-effects", "9",
        "--option", "org=", "--option", "repo=", "--option", "repo-id=7",
    )  # fmt: skip
    assert (changed["budget"], changed["max_effects"], changed["options"]) == (
        "full", 9, {"repo-id": "7"},
    )  # fmt: skip
    known.ok("bind", "crafts", "set:deploy")
    told = known.ok("remote", "rm", f"id:{shown['id'][:8]}").err
    assert "its 1 binding to the trash" in told
    known.fails(3, "remote", "show", "crafts")
    assert known.json("trash", "list")[0]["kind"] == "remote"
    assert known.json("trash", "restore", "remote:crafts")["bindings"] == 1


def test_bindings_as_they_are_shown(known: Cli) -> None:
    made = known.json(
        "bind", "app", "my wiki", "--as", "Wiki of ours", "--object", "17",
        "--policy", "seed", "--policy", "username=ignore",
    )  # fmt: skip
    assert made == {
        "remote": "app",
        "kind": "credential",
        "subject": "my wiki",
        "as": "Wiki of ours",
        "object": "17",
        "policies": {"": "seed", "username": "ignore"},
    }
    known.ok("bind", "app", "type:login")
    known.ok("bind", "app", "project:web", "--object", "p-1")
    assert [one["kind"] for one in known.json("remote", "show", "app")["bound"]] == [
        "credential", "project", "type",
    ]  # fmt: skip
    shown = known.ok("remote", "show", "app").text
    assert "bearer from token/key" in shown
    assert "Wiki of ours" in shown
    assert "seed, username ignore" in shown
    assert known.json("unbind", "app", "my wiki") == made
    assert known.json("remote", "show", "app")["bindings"] == 2
    known.ok("bind", "craft", "set:deploy", "--policy", "TOKEN=ignore")
    assert known.json("set", "show", "deploy")["keys"][0]["present"] is True


def test_who_would_notice_is_told(known: Cli) -> None:
    known.ok("bind", "app", "my wiki")
    assert "bound to the remote app" in known.ok("show", "my wiki").text
    assert "bound to the remote app" in known.ok("rm", "my wiki").err
    told = known.ok("rm", "token").err
    assert "its key logs in to the remote app" in told
    assert "its key logs in to the remote craft" in told
    login = known.json("remote", "show", "app")["auth"]["bearer"]
    assert login.startswith("id:")
    known.ok("trash", "restore", "token")
    assert known.json("remote", "show", "app")["auth"] == {"bearer": "token/key"}


def test_a_login_is_told_so_that_nothing_else_is_meant(known: Cli) -> None:
    known.ok("add", "api-key", "token", "key=-", given=b"another")
    address = known.json("remote", "show", "app")["auth"]["bearer"]
    assert address.startswith("id:")
    assert known.json("remote", "edit", "app", "--auth", f"bearer={address}")["name"] == "app"


def test_a_filter_by_remote(known: Cli) -> None:
    known.ok("set", "put", "deploy", "PASS", "--from", "my wiki/password")
    known.ok("bind", "craft", "set:deploy")
    assert [one["name"] for one in known.json("list", "remote:craft")] == ["my wiki"]
    assert known.json("list", "remote:app") == []


def test_what_else_is_bound_to_a_remote_is_told_beside_a_list(known: Cli) -> None:
    known.ok("bind", "craft", "set:deploy")
    told = known.ok("list", "remote:craft").err
    assert "1 set is bound to craft as well: `vaulttui remote show craft`." in told
    assert "There is no remote nope" in known.ok("list", "remote:nope").err
    assert known.ok("list", "--", "-remote:nope").err == ""


def test_a_policy_for_all_is_for_all(known: Cli) -> None:
    known.ok("bind", "app", "my wiki", "--policy", "username=ignore", "--policy", "seed")
    told = known.ok("bind", "app", "my wiki", "--policy", "password=seed").err
    assert "(policy: seed, password seed, username ignore)" in told
    assert "(policy: enforce)" in known.ok("bind", "app", "my wiki", "--policy", "enforce").err


def test_hints_name_what_was_meant(known: Cli) -> None:
    assert "Is set:deploy meant?" in known.fails(3, "bind", "craft", "deploy")
    assert "Is type:login meant?" in known.fails(3, "unbind", "app", "login")
    assert "http://127.0.0.1:PORT" in known.fails(7, "remote", "edit", "app", "infra0", "localhost")
    root = known.fails(7, "remote", "edit", "app", "infra0", "https://app.example/api/v1")
    assert "Give https://app.example." in root
    assert "NEW is the name alone" in known.fails(7, "set", "rename", "deploy", "acme/other")
    assert "'--vault'? " in known.fails(2, "list", "--vualt")


def test_a_name_there_is_shown_where_it_is_another(known: Cli) -> None:
    known.ok("bind", "app", "my wiki")
    assert "NAME THERE" not in known.ok("remote", "show", "app").text
    known.ok("bind", "app", "my wiki", "--as", "wiki")
    assert "NAME THERE" in known.ok("remote", "show", "app").text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (2, ("remote", "add", "x", "infra0")),
        (2, (*APP[:2], "x", *APP[3:], "--budget", "all")),
        (2, (*APP[:2], "x", *APP[3:], "--max-effects", "many")),
        (2, (*APP[:2], "x", *APP[3:-1], "token/key")),
        (2, (*APP[:2], "x", *APP[3:-1], "bearer=token")),
        (2, (*APP, "--auth", "bearer=token/key")),
        (3, (*APP[:2], "x", *APP[3:-1], "bearer=nope/key")),
        (3, (*APP[:2], "x", *APP[3:-1], "bearer=token/nope")),
        (5, APP),
        (7, (*APP[:2], "my app", *APP[3:])),
        (7, ("remote", "add", "x", "vault", *APP[4:])),
        (7, ("remote", "add", "x", "infra0", "http://app.example", *APP[5:])),
        (7, ("remote", "add", "x", "infra0", "https://u:canary@app.example", *APP[5:])),
        (7, (*APP[:2], "x", *APP[3:-1], "token=token/key")),
        (7, (*APP[:2], "x", *APP[3:], "--option", "org=acme")),
        (7, (*APP[:2], "x", *APP[3:], "--max-effects", "-1")),
        (7, ("remote", "edit", "craft", "--option", "org=")),
        (7, (*APP[:2], "x", APP[3], "app.example", *APP[5:])),
        (7, (*APP[:2], "x", APP[3], "https://app.example/api/v1/", *APP[5:])),
        (7, ("remote", "edit", "app", "infra0", "https://app.example/api/v1")),
        (2, ("remote", "edit", "craft")),
        (3, ("remote", "edit", "nope", "--budget", "full")),
        (3, ("remote", "show", "nope")),
        (7, ("remote", "show", "no pe")),
        (3, ("remote", "rm", "id:abcdef")),
        (3, ("bind", "nope", "set:deploy")),
        (7, ("bind", "no pe", "set:deploy")),
        (3, ("bind", "craft", "set:nope")),
        (7, ("bind", "craft", "set:no pe")),
        (7, ("bind", "craft", "project:a/b/c")),
        (7, ("bind", "app", "type:a b")),
        (3, ("bind", "app", "type:nope")),
        (7, ("bind", "craft", "my wiki")),
        (7, ("bind", "craft", "type:login")),
        (7, ("bind", "app", "set:deploy")),
        (7, ("bind", "app", "project:web")),
        (2, ("bind", "app", "my wiki", "--policy", "often")),
        (2, ("bind", "app", "my wiki", "--policy", "seed", "--policy", "ignore")),
        (3, ("bind", "app", "my wiki", "--policy", "nope=seed")),
        (3, ("unbind", "app", "my wiki")),
    ],
)
def test_what_cannot_be(known: Cli, vault: Path, code: int, words: tuple[str, ...]) -> None:
    before = vault.read_bytes()
    assert "canary" not in known.fails(code, *words)
    assert vault.read_bytes() == before


def test_the_dialect_of_what_is_bound_stays(known: Cli) -> None:
    known.ok("bind", "app", "my wiki")
    to = (
        "remote",
        "edit",
        "app",
        "sourcecraft",
        "--auth",
        "token=token/key",
        "--option",
        "repo-id=1",
    )
    assert "1 binding of app" in known.fails(5, *to)
    known.ok("unbind", "app", "my wiki")
    known.ok(*to)


def test_another_place_is_told(known: Cli, vault: Path) -> None:
    known.ok("bind", "craft", "set:deploy")
    session = _open(vault)
    (binding,) = session.view.graph.bindings
    written(session, binding, "TOKEN")
    session.close()
    assert known.ok("remote", "edit", "craft", "--budget", "full").err.count("\n") == 1
    told = known.ok("remote", "edit", "craft", "sourcecraft", "https://other.example").err
    assert "not known to be at the new place" in told


def test_no_secret_is_shown(known: Cli) -> None:
    known.ok("bind", "craft", "set:deploy")
    for arguments in (("remote", "list"), ("remote", "show", "craft"), ("activity",)):
        for more in ((), ("--json",)):
            done = known.ok(*arguments, *more)
            assert "canary" not in done.text + done.err


def test_a_value_that_is_on_a_remote_alone(known: Cli, vault: Path, tmp_path: Path) -> None:
    session = _open(vault)
    (found,) = session.view.graph.sets
    waiting = {"set_at": 5, "origin": "placeholder"}
    keys = Draft.of(found.record)
    keys.m |= {"key.ABROAD": {}, "value.ABROAD": waiting}
    wiki = Draft.new("credential")
    wiki.m = {"name": "abroad", "type": "api-key", "value.key": waiting}
    with session.edit("adopt", "set") as change:
        change.put(keys)
        change.put(wiki)
    session.close()
    told = known.fails(3, "set", "get", "deploy", "ABROAD")
    assert "Nobody here holds the value of the key ABROAD of the set deploy." in told
    assert "`vaulttui set put deploy ABROAD`" in told
    assert "nobody here holds it" in known.ok("set", "show", "deploy").text
    assert known.json("set", "show", "deploy")["keys"][0]["present"] is False
    assert "Nobody here holds" in known.fails(3, "env", "-s", "deploy")
    refused = known("run", "-s", "deploy", "--", "true")
    assert refused.code == 3
    assert "Nobody here holds" in refused.err
    assert "Nobody here holds" in known.ok("explain", "ABROAD", "-s", "deploy").text
    known.fails(3, "get", "abroad", "key")
    assert known.json("show", "abroad")["fields"]["key"]["present"] is False
    known.ok("health")
    known.ok("list", "stale:1d")
    known.ok("export", "json", str(tmp_path / "clear.json"), "--plaintext")
    known.ok("set", "put", "deploy", "ABROAD", "--stdin", given=b"here now")
    assert known.ok("set", "get", "deploy", "ABROAD", "--raw").out == b"here now"


def _open(vault: Path) -> Session:
    offer = Unlocking(passphrase=Secret.from_text(PASSPHRASE))
    return Session(VaultFile.open(vault, offer), by="test")


def test_when_a_remote_was_last_read_is_told_without_asking_it(known: Cli, vault: Path) -> None:
    assert "never" in known.ok("remote", "list").text
    assert "never" in known.ok("remote", "show", "craft").text
    craft = known.json("remote", "show", "craft")["id"]
    session = _open(vault)
    at = sightings.save(session, craft, ()).at
    session.close()
    listed = known.json("remote", "list")
    assert [one["last_contact"] for one in listed] == [None, rfc3339(at)]
    assert local(at) in known.ok("remote", "list").text


def test_a_test_tells_what_does_not_answer(known: Cli, impatient: None) -> None:
    known.ok("remote", "edit", "craft", "sourcecraft", "http://127.0.0.1:9")
    assert known.fails(8, "remote", "test", "craft").startswith("unreachable: ")
    known.fails(3, "remote", "test", "nowhere")
