"""Taking over on the command line: what is bound, what it got, and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli
from tests.operations.samples import session_on
from tests.sync.model_remote import Model, Thing
from tests.sync.world import MODELS, add_remote, register
from vaulttui.remotes.protocol import Kind
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import Unlocking

LOGIN = ("username", "password", "url", "totp", "notes")


@pytest.fixture(params=["warmhub"])
def there(
    request: pytest.FixtureRequest, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Model]:
    """A remote in this process, that the vault knows as there."""
    register(monkeypatch)
    MODELS["of adopting"] = model = Model(request.param)
    session = session_on(vault, Unlocking(passphrase=Secret.from_text(PASSPHRASE)))
    add_remote(session, f"model_{request.param}", "there", model="of adopting")
    session.close()
    yield model
    del MODELS["of adopting"]


def test_keys_that_a_bound_set_gets_are_told(there: Model, cli: Cli) -> None:
    there.add(Thing(Kind.SET, "hooks", "hooks", values={"A": b"1", "B": b"2"}))
    cli.ok("set", "create", "hooks")
    cli.ok("bind", "there", "set:hooks")
    (told,) = cli.json("adopt", "there", "hooks")
    assert (told["made"], told["gained"]) == (False, ["A", "B"])
    cli.ok("set", "unset", "hooks", "A", "B")
    done = cli.ok("adopt", "there", "hooks").err
    assert done == (
        "Adopted hooks: bound to set hooks.\n  hooks gets 2 keys without a value: A, B.\n"
    )
    assert "gets" not in cli.ok("adopt", "there", "hooks").err


def test_a_namesake_is_not_pushed(there: Model, cli: Cli) -> None:
    there.add(Thing(Kind.SET, "prod", "prod", values={"PASSWORD": b"of others"}))
    cli.ok("organization", "create", "othercorp")
    cli.ok("set", "create", "othercorp/prod")
    cli.ok("set", "put", "othercorp/prod", "DB_PASSWORD", "--stdin", given=b"canary")
    assert "Adopted prod: a new placeholder set prod." in cli.ok("adopt", "there", "prod").err
    assert "DB_PASSWORD" not in cli.ok("plan", "there").text
    assert [one["name"] for one in cli.json("set", "show", "othercorp/prod")["keys"]] == [
        "DB_PASSWORD"
    ]
    there.add(Thing(Kind.SET, "dev", "dev"))
    cli.ok("set", "create", "dev")
    assert "`vaulttui bind there set:dev --object dev`" in cli.fails(5, "adopt", "there", "dev")


@pytest.mark.parametrize("there", ["infra0"], indirect=True)
def test_one_id_of_two_kinds(there: Model, cli: Cli) -> None:
    there.add(Thing(Kind.TYPE, "1", "Login", fields=LOGIN))
    there.add(Thing(Kind.CREDENTIAL, "1", "legacy", type_key="Login"))
    cli.ok("remote", "edit", "there", "--budget", "full")
    for asked in (("adopt", "there", "1"), ("plan", "there", "--delete", "1")):
        done = cli(*asked, "--json")
        assert (done.code, done.error["code"]) == (2, "ambiguous")
        assert done.error["candidates"] == ["credential:1", "type:1"]
    (told,) = cli.json("adopt", "there", "credential:1")
    assert (told["id"], told["kind"], told["made"]) == ("1", "credential", True)
    (effect,) = cli.json("plan", "there", "--delete", "credential:1")["effects"]
    assert (effect["kind"], effect["object"]) == ("delete", "credential:legacy")


def test_what_was_trashed_here_is_said_to_be(there: Model, cli: Cli) -> None:
    cli.ok("set", "create", "deploy")
    cli.ok("set", "put", "deploy", "KEY", "--stdin", given=b"canary")
    cli.ok("bind", "there", "set:deploy")
    cli.ok("apply", "there", "--yes")
    cli.ok("remote", "edit", "there", "--budget", "full")
    cli.ok("set", "rm", "deploy")
    told = cli.fails(7, "plan", "there", "--delete", "deploy")
    assert "Nothing here answers for deploy now" in told
    assert "vaulttui trash restore" in told
    cli.ok("trash", "restore", "set:deploy")
    cli.ok("plan", "there", "--delete", "deploy")


def test_the_help_says_what_seed_does(cli: Cli) -> None:
    shown = " ".join(cli.ok("bind", "--help").text.split())
    assert "seed writes a value once and then lets it be" in shown
