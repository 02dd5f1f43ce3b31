"""What credentials give: by the rule, under prefixes and other names."""

import pytest

from tests.inject.world import CANARY, FOLDER, World
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.inject.wanted import Wanted
from vaulttui.operations import credentials, sources
from vaulttui.operations.credentials import Edits
from vaulttui.secret import Secret

SOFT_TYPE = """
id = "soft"
name = "Soft"
version = 1
kind = "cloud"

[[fields]]
id = "a-b"
label = "A"

[[fields]]
id = "a_b"
label = "B"

[[fields]]
id = "blob"
label = "Blob"
kind = "file"
"""


def test_the_rule_gives_fields_that_have_a_value(world: World) -> None:
    found = world.add("login", "My mail", username="ada", password="pässword")
    assert world.of(found) == {"MY_MAIL_USERNAME": "ada", "MY_MAIL_PASSWORD": "pässword"}


def test_a_prefix_stands_in_place_of_the_name(world: World) -> None:
    found = world.add("api-key", "stripe", key="k", url="https://x.example")
    project = world.project()
    world.give(found, project, prefix="LIVE_")
    assert world.variables(Wanted((project,))) == {"LIVE_KEY": "k", "LIVE_URL": "https://x.example"}


def test_a_prefix_stands_before_what_the_type_names(world: World) -> None:
    found = world.add("postgresql", "db", host="h", password="p")
    project = world.project()
    world.give(found, project, "OLD_", {"PGHOST": "H", "OLD_PGPASSWORD": "PASS"})
    assert world.variables(Wanted((project,))) == {"H": "h", "PASS": "p"}


def test_the_same_type_twice_with_prefixes(world: World) -> None:
    project = world.project()
    for name in ("A_", "B_"):
        world.give(world.add("postgresql", name, password=name), project, name)
    assert world.variables(Wanted((project,))) == {"A_PGPASSWORD": "A_", "B_PGPASSWORD": "B_"}


def test_prefix_and_rename_of_extra_variables(world: World) -> None:
    found = world.add("insights", "rh", username="u", password="p")
    project = world.project()
    world.give(found, project, "X_", {"scm_password": "PASS"})
    made = world.compose(Wanted((project,)))
    assert list(made.variables) == ["X_INSIGHTS_PASSWORD", "X_INSIGHTS_USER"]
    assert list(made.extra_vars) == ["PASS", "X_scm_username"]


@pytest.mark.parametrize(
    ("name", "prefix", "variable"),
    [("Api_Key", "", "Api_Key"), ("api key", "", "API_KEY"), ("Api_Key", "P_", "P_Api_Key")],
)
def test_a_secret_gives_its_name(world: World, name: str, prefix: str, variable: str) -> None:
    project = world.project()
    world.give(world.add("generic-secret", name, value="v"), project, prefix)
    assert world.variables(Wanted((project,))) == {variable: "v"}


def test_a_webhook_gives_its_fields_without_a_name(world: World) -> None:
    found = world.add("webhook", "hook", webhook_bearer_token="t", webhook_api_key_header="H")
    project = world.project()
    world.give(found, project, "A_")
    assert set(world.variables(Wanted((project,)))) == {
        "A_WEBHOOK_BEARER_TOKEN",
        "A_WEBHOOK_API_KEY_HEADER",
    }


def test_files_by_the_rule(world: World) -> None:
    found = world.add(
        "x509-certificate", "my site", certificate="cert\n", chain="chain\n", passphrase="no"
    )
    made = world.compose(Wanted((world.project("p", found),)))
    paths = {name: value.reveal().decode() for name, value in made.variables.items()}
    assert set(paths) == {"MY_SITE_CERTIFICATE", "MY_SITE_CHAIN"}
    contents = {str(FOLDER / one.name): one.content.reveal() for one in made.files}
    assert contents[paths["MY_SITE_CERTIFICATE"]] == b"cert\n"
    assert contents[paths["MY_SITE_CHAIN"]] == b"chain\n"


def test_what_only_is_wanted_takes_its_files_along(world: World) -> None:
    found = world.add("x509-certificate", "site", certificate="cert\n", chain="chain\n")
    project = world.project("p", found)
    made = world.compose(Wanted((project,), only=frozenset({"SITE_CHAIN"})))
    assert [one.content.reveal() for one in made.files] == [b"chain\n"]
    assert list(made.variables) == ["SITE_CHAIN"]


def test_a_type_that_gives_nothing(world: World) -> None:
    assert world.of(world.add("card", "visa", number="4111")) == {}


def test_extra_fields_come_only_when_named(world: World) -> None:
    found = world.add("api-key", "k", key="v")
    world.own_field(found, "owner", "ops")
    found = world.find("k")
    assert world.of(found) == {"K_KEY": "v"}
    assert world.variables(Wanted(variables=(("O", found, "owner"),))) == {"O": "ops"}


def test_a_name_that_begins_with_a_digit_needs_another(world: World) -> None:
    found = world.add("api-key", "2fa", key=CANARY)
    project = world.project("p", found)
    with pytest.raises(InvalidValue, match=r"2FA_KEY cannot be the name of a variable.*2fa"):
        world.compose(Wanted((project,)))
    assert world.outline(Wanted((project,))).refusals
    world.give(found, project, renames={"2FA_KEY": "TWO"})
    assert world.variables(Wanted((project,))) == {"TWO": CANARY}


def test_two_fields_of_one_name_collide(world: World) -> None:
    world.type(SOFT_TYPE)
    found = world.add("soft", "s", **{"a-b": "1", "a_b": "2"})
    (one,) = world.outline(Wanted((world.project("p", found),))).collisions
    assert {origin.fields for origin in one.origins} == {("a-b",), ("a_b",)}


def test_a_file_field_by_the_rule_is_a_variable_if_it_can_be(world: World) -> None:
    world.type(SOFT_TYPE)
    text, binary = world.add("soft", "t", blob=b"\xff"), world.add("soft", "b", blob=b"a\0b")
    made = world.compose(Wanted((world.project("p", text),)))
    assert made.variables["T_BLOB"].reveal() == b"\xff"
    with pytest.raises(InvalidValue, match="B_BLOB holds a zero byte"):
        world.compose(Wanted((world.project("q", binary),)))


def test_a_field_that_only_a_lookup_could_fill(world: World) -> None:
    external = world.add(
        "hashivault_kv", "the store", url="https://vault.example", api_version="v2"
    )
    found = world.add("login", "mail", username="ada")
    metadata = {"secret_path": "p", "secret_key": "k"}
    sources.put(world.session, found, "password", external, metadata)
    wanted = Wanted((world.project("p", found),))
    with pytest.raises(NotFound, match=r"password of mail is fed by the store, and no value"):
        world.compose(wanted)
    assert "is fed by the store" in world.outline(wanted).refusals[0]
    only = Wanted(wanted.projects, only=frozenset({"MAIL_USERNAME"}))
    assert world.variables(only) == {"MAIL_USERNAME": "ada"}
    credentials.edit(world.session, found, Edits(values={"password": _given("held")}))
    assert world.variables(wanted)["MAIL_PASSWORD"] == "held"


def _given(text: str) -> credentials.Given:
    return credentials.Given(Secret.from_text(text))


def test_what_is_lacking_is_noted(world: World) -> None:
    found = world.add("aws", "cloud", username="AKIA")
    wanted = Wanted((world.project("p", found),))
    assert world.compose(wanted).notes == ("cloud lacks password.",)
    assert world.outline(wanted).notes == ("cloud lacks password.",)
