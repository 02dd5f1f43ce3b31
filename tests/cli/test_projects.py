"""Organizations, projects, sets, assignments and sources as scripts meet them."""

from pathlib import Path

import pytest

from tests.cli.running import Cli


@pytest.fixture
def web(vault: Path, cli: Cli) -> Cli:
    """A vault with the project web, the organization acme, and two credentials."""
    cli.ok("project", "create", "web", "--description", "The site")
    cli.ok("organization", "create", "acme")
    cli.ok("add", "login", "wiki", "username=ada", "password=-", given=b"wiki-pw")
    cli.ok("add", "login", "mail", "username=ada", "password=-", given=b"mail-pw")
    return cli


def test_a_project_from_making_it_to_the_trash(web: Cli) -> None:
    made = web.json("project", "create", "acme/api")
    assert (made["name"], made["organization"], made["assignments"]) == ("api", "acme", [])
    assert [one["name"] for one in web.json("project", "list")] == ["web", "api"]
    renamed = web.json("project", "rename", "acme/api", "backend")
    assert (renamed["id"], renamed["name"]) == (made["id"], "backend")
    assert web.json("project", "rm", "acme/backend")["id"] == made["id"]
    assert "project" in web.fails(3, "project", "show", "acme/backend")
    assert [one["name"] for one in web.json("trash", "list")] == ["acme/backend"]
    assert web.json("trash", "restore", "project:backend")["id"] == made["id"]
    assert web.json("project", "show", "acme/backend")["id"] == made["id"]


def test_owners_show_in_lists(web: Cli) -> None:
    web.ok("edit", "wiki", "--org", "acme")
    web.ok("project", "create", "acme/api")
    web.ok("assign", "wiki", "acme/api", "web", "--prefix", "W_")
    row = next(one for one in web.json("list") if one["name"] == "wiki")
    assert (row["organization"], row["projects"]) == ("acme", ["web", "acme/api"])
    assert web.json("organization", "list")[1] == {
        "id": web.json("organization", "list")[1]["id"],
        "name": "acme",
        "description": "",
        "projects": 1,
        "sets": 0,
        "credentials": 1,
    }
    assert "owns" in web.fails(5, "organization", "rm", "acme")
    assert web.json("edit", "wiki", "--org", "personal")["organization"] == "personal"


def test_a_credential_is_born_into_its_projects(web: Cli) -> None:
    web.ok("project", "create", "acme/api")
    made = web.json(
        "add", "login", "new", "--incomplete", "--org", "acme",
        "--project", "web", "--project", "acme/api",
    )  # fmt: skip
    assert (made["organization"], made["projects"]) == ("acme", ["web", "acme/api"])
    web.fails(3, "add", "login", "other", "--incomplete", "--org", "nope")
    web.fails(3, "add", "login", "other", "--incomplete", "--project", "nope")
    web.fails(3, "show", "other")


def test_a_set_and_its_keys(web: Cli, tmp_path: Path) -> None:
    made = web.json("set", "create", "deploy", "--project", "web", "--description", "CI")
    assert (made["scope"], made["project"], made["projects"]) == ("repo", "web", ["web"])
    web.ok("set", "put", "deploy", "PW", "--from", "wiki/password")
    web.ok("set", "put", "deploy", "TOKEN", "--stdin", given=b"t0ken\n")
    pem = tmp_path / "pem"
    pem.write_bytes(b"-----A\nb\n")
    shown = web.json("set", "put", "deploy", "PEM", "--file", str(pem))
    assert [(key["name"], key["own"]) for key in shown["keys"]] == [
        ("PEM", True),
        ("PW", False),
        ("TOKEN", True),
    ]
    assert shown["keys"][1]["credential_name"] == "wiki"
    assert web.ok("set", "get", "deploy", "TOKEN").out == b"t0ken\n"
    assert web.ok("set", "get", "deploy", "PEM", "--raw").out == b"-----A\nb\n"
    assert web.ok("set", "get", "deploy", "PW", "--raw").out == b"wiki-pw"
    assert [key["name"] for key in web.json("set", "unset", "deploy", "PW", "PEM")["keys"]] == [
        "TOKEN"
    ]
    assert web.json("set", "revoke", "deploy")["revoked_at"].endswith("Z")
    assert "revoked" in web.fails(5, "set", "put", "deploy", "X", "--stdin", given=b"x")


@pytest.mark.parametrize(
    ("code", "words"),
    [(7, ["K=CANARY"]), (7, ["K=wiki/CANARY"]), (7, ["CANARY=="]), (2, ["K", "CANARY"])],
)
def test_a_value_beside_the_key_is_not_taken(web: Cli, code: int, words: list[str]) -> None:
    web.ok("set", "create", "deploy")
    failed = web("set", "put", "deploy", *words, "--json")
    assert failed.code == code
    assert "CANARY" not in failed.err
    assert "never taken from the command line" in failed.error["message"]
    assert "`vaulttui set put SET KEY --from CRED/FIELD`" in failed.error["hint"]
    assert "--stdin" in failed.error["hint"]
    assert web.json("set", "show", "deploy")["keys"] == []
    assert "[OPTIONS] SET KEY\n" in web.ok("set", "put", "--help").text


def test_no_value_of_a_set_is_shown(web: Cli) -> None:
    web.ok("set", "create", "deploy")
    web.ok("set", "put", "deploy", "TOKEN", "--stdin", given=b"canary-of-a-set")
    for arguments in (("set", "show", "deploy"), ("set", "list"), ("activity",)):
        for more in ((), ("--json",)):
            done = web.ok(*arguments, *more)
            assert "canary" not in done.text + done.err


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (2, ("set", "create", "s", "--scope", "repo")),
        (2, ("set", "put", "deploy", "K", "--stdin", "--from", "wiki/password")),
        (2, ("set", "put", "deploy", "K", "--from", "wiki")),
        (2, ("set", "put", "deploy", "K", "--no-input")),
        (3, ("set", "put", "deploy", "K", "--from", "wiki/nope")),
        (3, ("set", "put", "deploy", "K", "--from", "nope/password")),
        (3, ("set", "put", "deploy", "K", "--file", "/nowhere/at/all")),
        (3, ("set", "show", "nope")),
        (3, ("set", "unset", "deploy", "NOPE")),
        (3, ("set", "create", "nope/s")),
        (5, ("set", "create", "deploy")),
        (7, ("set", "create", "a b")),
        (7, ("set", "show", "a/b/c")),
        (7, ("set", "put", "deploy", "A B", "--stdin")),
        (2, ("organization", "rename", "personal", "mine")),
        (5, ("organization", "create", "personal")),
        (5, ("organization", "create", "acme")),
        (7, ("organization", "create", "x y z")),
        (3, ("project", "create", "nope/p")),
        (5, ("project", "create", "web")),
        (7, ("project", "create", "we b")),
        (3, ("project", "rm", "nope")),
        (3, ("assign", "wiki", "nope")),
        (3, ("assign", "nope", "web")),
        (3, ("assign", "set:nope", "web")),
        (7, ("assign", "set:a b", "web")),
        (7, ("assign", "wiki", "web", "--prefix", "1-")),
        (7, ("assign", "wiki", "web", "--rename", "A=1")),
        (2, ("assign", "wiki", "web", "--rename", "A")),
        (2, ("assign", "wiki", "web", "--rename", "A=B", "--rename", "A=C")),
        (2, ("assign", "wiki")),
        (3, ("unassign", "wiki", "web")),
        (2, ("source", "set", "wiki", "mail")),
        (7, ("source", "set", "wiki/password", "mail")),
        (3, ("source", "unset", "wiki/password")),
    ],
)
def test_what_cannot_be(web: Cli, code: int, arguments: tuple[str, ...]) -> None:
    web.ok("set", "create", "deploy")
    before = web.json("activity")[0]
    web.fails(code, *arguments)
    assert web.json("activity")[0] == before


def test_changes_tell_what_they_touch(web: Cli) -> None:
    web.ok("set", "create", "deploy", "--scope", "org", "--project", "web")
    web.ok("set", "put", "deploy", "PW", "--from", "wiki/password")
    web.ok("assign", "wiki", "web", "--prefix", "W_")
    for arguments in (("edit", "wiki", "--name", "docs"), ("rm", "docs")):
        told = web.ok(*arguments).err
        assert "assigned to the project web (prefix W_)" in told
        assert "its password is the key PW of the set deploy" in told
    assert "assigned to the project web" in web.ok("set", "rename", "deploy", "ship").err
    assert "assigned to it: 1 set" in web.ok("project", "rm", "web").err
    assert "It holds project:web." in web.fails(3, "trash", "restore", "web")


def test_a_collision_is_accepted_and_told(web: Cli) -> None:
    for name in ("prod", "stage"):
        web.ok("add", "aws", name, "username=AKIA", "password=-", given=b"canary-of-a-key")
    assert "several sources" not in web.ok("assign", "prod", "web").err
    told = web.ok("assign", "stage", "web").err
    assert "AWS_ACCESS_KEY_ID has several sources" in told
    assert "of prod" in told
    assert "of stage" in told
    assert "canary" not in told
    assert "run and env refuse that until `vaulttui assign`" in told
    told = web.ok(
        "add", "aws", "test", "username=AKIA", "password=-", "--project", "web", given=b"canary-x"
    ).err  # fmt: skip
    assert told.startswith("Added test")
    assert "AWS_ACCESS_KEY_ID has several sources" in told
    assert "of test" in told
    web.ok("rm", "test")
    web.ok("set", "create", "own")
    web.ok("assign", "set:own", "web")
    told = web.ok("set", "put", "own", "AWS_SECRET_ACCESS_KEY", "--stdin", given=b"canary-y").err
    assert "AWS_SECRET_ACCESS_KEY has several sources" in told
    assert "the set own" in told
    assert "AWS_ACCESS_KEY_ID" not in told
    web.ok("unassign", "set:own", "web")
    assert "several sources" not in web.ok("assign", "stage", "web", "--prefix", "STAGE_").err
    told = web.ok("assign", "wiki", "web", "--rename", "WIKI_PASSWORD=PW", "--rename", "NO=X").err
    assert "gives no NO at present" in told
    assert "WIKI_PASSWORD" not in told
    renames = ("--rename", "W_PASSWORD=PW", "--rename", "W_NO=X")
    told = web.ok("assign", "wiki", "web", "web", "--prefix", "W_", *renames).err
    assert told.count("gives no") == told.count("gives no W_NO at present") == 1


def test_the_names_that_an_assignment_makes_are_told(web: Cli) -> None:
    web.ok("project", "create", "api")
    web.ok("add", "aws", "audit", "username=AKIA", "password=-", given=b"canary")
    told = web.ok("assign", "audit", "web", "api", "--prefix", "AUDIT").err
    assert "Programs of web, api get AUDITAWS_ACCESS_KEY_ID, AUDITAWS_SECRET_ACCESS_KEY." in told
    assert web("assign", "audit", "web", "--json").err == ""
    web.ok("add", "login", "empty", "--incomplete")
    assert "Programs of web get no variable of it" in web.ok("assign", "empty", "web").err
    web.ok("add", "insights", "rh", "username=u", "password=-", given=b"canary")
    told = web.ok("assign", "rh", "web").err
    assert "INSIGHTS_USER; the extra variables scm_password, scm_username." in told


def test_of_many_names_some_are_told(web: Cli) -> None:
    web.ok("set", "create", "deploy")
    for number in range(10):
        web.ok("set", "put", "deploy", f"K{number}", "--from", "wiki/password")
    told = web.ok("assign", "set:deploy", "web").err
    assert "Programs of web get K0, K1, K2, K3, K4, K5, K6, K7 and 2 more." in told
    assert "K0" not in web.ok("assign", "wiki", "web").err


def test_show_says_what_uses_a_credential(web: Cli) -> None:
    web.ok("assign", "wiki", "web")
    uses = web.json("show", "wiki")["used_by"]
    assert [(use["kind"], use["name"]) for use in uses] == [("project", "web")]
    assert "assigned to the project web" in web.ok("show", "wiki").text


def test_sources(web: Cli) -> None:
    web.ok(
        "add", "hashivault_kv", "kv", "url=https://vault.example", "token=-", "--incomplete",
        given=b"tok",
    )  # fmt: skip
    made = web.json("source", "set", "wiki/password", "kv", "secret_path=a", "secret_key=b")
    assert made["metadata"] == {"secret_path": "a", "secret_key": "b"}
    assert web.json("source", "list") == [made]
    assert "wiki/password" in web.ok("source", "list").text
    assert web.json("source", "unset", "wiki/password")["field"] == "password"
    assert web.json("source", "list") == []


def test_filters_by_project_and_set(web: Cli) -> None:
    web.ok("assign", "wiki", "web")
    assert [one["name"] for one in web.json("list", "project:web")] == ["wiki"]
    assert [one["name"] for one in web.json("list", "-project:web")] == ["mail"]


def test_what_was_purged_is_counted_by_kind(web: Cli) -> None:
    web.ok("set", "create", "deploy")
    for arguments in (("set", "rm", "deploy"), ("rm", "wiki"), ("rm", "mail")):
        web.ok(*arguments)
    told = web.ok("trash", "purge", "--yes").err
    assert "2 credentials and 1 set" in told or "1 set and 2 credentials" in told
    assert web.json("trash", "list") == []
