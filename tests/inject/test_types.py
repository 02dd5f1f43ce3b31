"""What every type that ships gives to programs, with all its fields and with the required ones."""

import json
import re
from dataclasses import replace
from typing import Final

import pytest

from tests.inject.world import FOLDER, World
from vaulttui.domain.catalogue import managed, managed_ids
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.types import CredentialType, Inject, Injectors
from vaulttui.inject.environment import compose
from vaulttui.inject.of_type import given_by
from vaulttui.inject.wanted import Wanted
from vaulttui.secret import Secret

KEY: Final = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"
SAMPLES: Final = {
    FieldKind.BOOLEAN: "true",
    FieldKind.INTEGER: "7",
    FieldKind.URL: "https://x.example/a?b=c",
    FieldKind.TOTP: "JBSWY3DPEHPK3PXP",
    FieldKind.JSON: '{"a": 1}',
    FieldKind.DATE: "2030-12-31",
}
# As the design has them; after a bar, what goes to files, then the extra variables.
GIVES: Final = {
    "aws": "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SECURITY_TOKEN AWS_SESSION_TOKEN",
    "gce": "GCE_CREDENTIALS_FILE_PATH GCE_EMAIL GCE_PROJECT GCP_AUTH_KIND GCP_ENV_TYPE "
    "GCP_PROJECT GCP_SERVICE_ACCOUNT_FILE GOOGLE_APPLICATION_CREDENTIALS | template",
    "azure_rm": "AZURE_CLIENT_ID AZURE_CLOUD_ENVIRONMENT AZURE_SECRET AZURE_SUBSCRIPTION_ID "
    "AZURE_TENANT",
    "vmware": "VMWARE_HOST VMWARE_PASSWORD VMWARE_USER",
    "openstack": "OS_CLIENT_CONFIG_FILE | template",
    "kubernetes_bearer_token": "K8S_AUTH_API_KEY K8S_AUTH_HOST K8S_AUTH_SSL_CA_CERT "
    "K8S_AUTH_VERIFY_SSL | template",
    "terraform": "GOOGLE_BACKEND_CREDENTIALS TF_BACKEND_CONFIG_FILE "
    "| template.configuration template.gce_credentials",
    "controller": "CONTROLLER_HOST CONTROLLER_OAUTH_TOKEN CONTROLLER_PASSWORD "
    "CONTROLLER_USERNAME CONTROLLER_VERIFY_SSL TOWER_HOST TOWER_OAUTH_TOKEN TOWER_PASSWORD "
    "TOWER_USERNAME TOWER_VERIFY_SSL",
    "rhv": "OVIRT_INI_PATH OVIRT_PASSWORD OVIRT_URL OVIRT_USERNAME | template",
    "insights": "INSIGHTS_PASSWORD INSIGHTS_USER |  | scm_password scm_username",
    "github_token": "GITHUB_TOKEN",
    "gitlab_token": "GITLAB_TOKEN",
    "postgresql": "PGDATABASE PGHOST PGPASSWORD PGPORT PGUSER",
    "mysql": "MYSQL_DATABASE MYSQL_HOST MYSQL_PWD MYSQL_TCP_PORT MYSQL_USER",
    "redis": "REDIS_DB REDIS_HOST REDIS_PASSWORD REDIS_PORT REDIS_USER",
    "s3": "AWS_ACCESS_KEY_ID AWS_ENDPOINT_URL_S3 AWS_REGION AWS_SECRET_ACCESS_KEY",
    "generic-secret": "THE_ONE",
    "x509-certificate": "THE_ONE_CERTIFICATE THE_ONE_CHAIN THE_ONE_PRIVATE_KEY "
    "| certificate chain private_key",
    "ssh-key": "THE_ONE_PRIVATE_KEY | private_key",
    "totp": "",
    "card": "",
    "identity": "",
}


def sample(field: Field) -> str:
    if field.format == "ssh_private_key":
        return KEY
    if field.format == "url":
        return SAMPLES[FieldKind.URL]
    return field.choices[0] if field.choices else SAMPLES.get(field.kind, f"the {field.id}")


def gives(found: CredentialType) -> str:
    if found.id in GIVES:
        return GIVES[found.id]
    prefix = "" if found.inject is Inject.FIELDS_WITHOUT_NAME else "THE_ONE_"
    return " ".join(sorted(prefix + one.id.upper() for one in found.fields))


def known(type_id: str) -> CredentialType:
    found = managed(type_id)
    assert found is not None
    return found


@pytest.mark.parametrize("type_id", managed_ids())
def test_a_full_credential_gives_what_the_table_says(world: World, type_id: str) -> None:
    found = known(type_id)
    values = {one.id: sample(one) for one in found.fields}
    credential = world.add(type_id, "the one", **values)
    made = world.compose(Wanted((world.project("app", credential),)))
    files = [one.name.partition(credential.id[:12])[2][1:] for one in made.files]
    given = (" ".join(names) for names in (made.variables, files, made.extra_vars))
    assert " | ".join(given).rstrip(" |") == gives(found)


@pytest.mark.parametrize("type_id", managed_ids())
def test_a_bare_credential_gives_no_empty_variable(world: World, type_id: str) -> None:
    found = known(type_id)
    values = {one.id: sample(one) for one in found.fields if one.required}
    credential = world.add(type_id, "the one", **values)
    wanted = Wanted((world.project("app", credential),))
    made = compose(world.session, wanted, folder=FOLDER, answers=lambda *_: Secret(b""))
    assert all(len(value) for value in made.variables.values())
    assert all(len(one.content) for one in made.files)


@pytest.mark.parametrize("type_id", managed_ids())
def test_what_a_type_gives_in_words_is_what_it_gives(type_id: str) -> None:
    found = known(type_id)
    variables, files, extra = [*gives(found).replace("THE_ONE", "NAME").split("|"), "", ""][:3]
    names, about = given_by(found)
    told = set(re.findall(r"\w+", names))
    assert set(variables.split()) | set(extra.split()) <= told
    assert ("file" in told) is bool(files.split())
    assert (names == "nothing") is (gives(found) == "")
    assert (about == "") is bool(found.injectors)


def test_files_without_a_variable_are_told_too() -> None:
    found = replace(known("openstack"), injectors=Injectors(file={"template": "x"}))
    assert given_by(found) == ("1 file", "")


def contents(world: World, type_id: str, **values: str) -> tuple[dict[str, str], bytes]:
    """The variables, and what the one file holds whose path some of them are."""
    credential = world.add(type_id, "the one", **values)
    made = world.compose(Wanted((world.project("app", credential),)))
    texts = {name: value.reveal().decode() for name, value in made.variables.items()}
    (file,) = made.files
    assert str(FOLDER / file.name) in texts.values()
    return texts, file.content.reveal()


def test_a_service_account_is_json(world: World) -> None:
    values = {"username": 'a"b@x.example', "project": "p", "ssh_key_data": KEY}
    _, content = contents(world, "gce", **values)
    found = json.loads(content)
    assert (found["private_key"], found["client_email"]) == (KEY, 'a"b@x.example')


@pytest.mark.parametrize(("stored", "shown"), [({}, "True"), ({"verify_ssl": "false"}, "False")])
def test_a_boolean_without_a_value_is_its_default(
    world: World, stored: dict[str, str], shown: str
) -> None:
    values = {"host": "https://k.example", "bearer_token": "t", **stored}
    credential = world.add("kubernetes_bearer_token", "k", **values)
    made = world.of(credential)
    assert made["K8S_AUTH_VERIFY_SSL"] == shown
    assert "K8S_AUTH_SSL_CA_CERT" not in made


def test_a_user_of_azure_is_given_where_there_is_no_client(world: World) -> None:
    values = {"subscription": "s", "username": "u", "password": "p", "tenant": "t"}
    assert world.of(world.add("azure_rm", "a", **values)) == {
        "AZURE_SUBSCRIPTION_ID": "s",
        "AZURE_AD_USER": "u",
        "AZURE_PASSWORD": "p",
    }


def test_an_ini_file_ends_its_lines(world: World) -> None:
    values = {"host": "https://o.example", "username": "u", "password": "<p&'\">"}
    _, content = contents(world, "rhv", **values)
    assert content == (
        b"[ovirt]\novirt_url=https://o.example\novirt_username=u\novirt_password=<p&'\">\n"
    )
