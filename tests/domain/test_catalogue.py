"""The types that ship with the program."""

import subprocess
import sys
from importlib.resources import files

import pytest

from vaulttui.domain.catalogue import managed, managed_ids
from vaulttui.domain.fields import FieldKind
from vaulttui.domain.types import KINDS, CredentialType, Inject, parse_type, type_to_toml
from vaulttui.domain.validation import check_value

AWX_IDS = managed_ids()[:30]
DAILY_IDS = managed_ids()[30:]

# One letter each: * required, S secret, A asked for at use, M multiline, B boolean, C choice.
AWX_FIELDS = {
    "ssh": "username password(SA) ssh_key_data(SM) ssh_public_key_data(SM) ssh_key_unlock(SA) "
    "become_method become_username become_password(SA)",
    "scm": "username password(S) ssh_key_data(SM) ssh_key_unlock(S)",
    "vault": "vault_password(*SA) vault_id",
    "net": "username(*) password(S) ssh_key_data(SM) ssh_key_unlock(S) authorize(B) "
    "authorize_password(S)",
    "aws": "username(*) password(*S) security_token(S)",
    "openstack": "username password(S) host(*) project project_domain_name domain "
    "application_credential_id application_credential_secret(S) region verify_ssl(B)",
    "vmware": "host(*) username(*) password(*S)",
    "satellite6": "host(*) username(*) password(*S)",
    "gce": "username(*) project ssh_key_data(*SM)",
    "azure_rm": "subscription(*) username password(S) client secret(S) tenant cloud_environment",
    "github_token": "token(*S)",
    "gitlab_token": "token(*S)",
    "bitbucket_dc_token": "token(*S)",
    "insights": "username(*) password(*S)",
    "rhv": "host(*) username(*) password(*S) ca_file",
    "controller": "host(*) username password(S) oauth_token(S) verify_ssl(B)",
    "kubernetes_bearer_token": "host(*) bearer_token(*S) verify_ssl(B) ssl_ca_cert(SM)",
    "registry": "host(*) username password(S) verify_ssl(B)",
    "galaxy_api_token": "url(*) auth_url token(S)",
    "gpg_public_key": "gpg_public_key(*SM)",
    "terraform": "configuration(*SM) gce_credentials(SM)",
    "aim": "url(*) webservice_id app_id(*S) client_key(SM) client_cert(SM) verify(B) / "
    "object_query(*) object_query_format(C) object_property reason",
    "aws_secretsmanager_credential": "aws_access_key(*) aws_secret_key(*S) / "
    "region_name(*) secret_name(*)",
    "azure_kv": "url(*) client(*) secret(*S) tenant(*) cloud_name(C) / "
    "secret_field(*) secret_version",
    "centrify_vault_kv": "url(*) client_id(*) client_password(*S) oauth_application_id "
    "oauth_scope / account-name(*) system-name(*)",
    "conjur": "url(*) api_key(*S) account(*) username(*) cacert(M) / secret_path secret_version",
    "hashivault_kv": "url(*) token(S) cacert(M) role_id secret_id(S) client_cert_public(M) "
    "client_cert_private(SM) client_cert_role namespace kubernetes_role username password(S) "
    "default_auth_path api_version(*C) / "
    "secret_backend secret_path(*) auth_path secret_key(*) secret_version",
    "hashivault_ssh": "url(*) token(S) cacert(M) role_id secret_id(S) client_cert_public(M) "
    "client_cert_private(SM) client_cert_role namespace kubernetes_role username password(S) "
    "default_auth_path / public_key(*M) secret_path(*) auth_path role(*) valid_principals",
    "thycotic_dsv": "tenant(*) tld(C) client_id(*) client_secret(*S) / "
    "path(*) secret_field(*) secret_decoding(*C)",
    "thycotic_tss": "server_url(*) username(*) domain password(*S) / secret_id(*) secret_field(*)",
}
WEBHOOK = (
    "{0}webhook_bearer_token(S) {0}webhook_api_key(S) {0}webhook_api_key_header "
    "{0}webhook_basic_username {0}webhook_basic_password(S) {0}webhook_signing_secret(S)"
)
DAILY_FIELDS = {
    "login": "username password(S) url totp(S) notes(M)",
    "api-key": "key(*S) url",
    "generic-secret": "value(*S)",
    "postgresql": "host port database username password(S)",
    "mysql": "host port database username password(S)",
    "redis": "host port database username password(S)",
    "s3": "access_key_id secret_access_key(*S) region bucket endpoint",
    "smtp": "host port username password(S)",
    "oauth-client": "client_id(*) client_secret(*S) authorize_url token_url scopes",
    "x509-certificate": "certificate(*M) private_key(SM) passphrase(S) chain(M)",
    "webhook": WEBHOOK.format("") + " " + WEBHOOK.format("fallback_"),
    "ssh-key": "private_key(*SM) public_key passphrase(S)",
    "totp": "secret(*S) issuer account digits period algorithm(C)",
    "card": "holder number(*S) expires code(S) pin(S)",
    "identity": "first_name last_name email phone address(M) company document(S)",
    "secure-note": "note(*SM)",
}
MARKS = {FieldKind.MULTILINE: "M", FieldKind.BOOLEAN: "B", FieldKind.CHOICE: "C"}
ENV = {
    "aws": "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SECURITY_TOKEN AWS_SESSION_TOKEN",
    "gce": "GCE_EMAIL GCE_PROJECT GCP_PROJECT GCP_AUTH_KIND GCP_ENV_TYPE "
    "GCE_CREDENTIALS_FILE_PATH GCP_SERVICE_ACCOUNT_FILE GOOGLE_APPLICATION_CREDENTIALS",
    "azure_rm": "AZURE_SUBSCRIPTION_ID AZURE_CLIENT_ID AZURE_TENANT AZURE_SECRET AZURE_AD_USER "
    "AZURE_PASSWORD AZURE_CLOUD_ENVIRONMENT",
    "vmware": "VMWARE_USER VMWARE_PASSWORD VMWARE_HOST",
    "openstack": "OS_CLIENT_CONFIG_FILE",
    "kubernetes_bearer_token": "K8S_AUTH_HOST K8S_AUTH_API_KEY K8S_AUTH_VERIFY_SSL "
    "K8S_AUTH_SSL_CA_CERT",
    "terraform": "TF_BACKEND_CONFIG_FILE GOOGLE_BACKEND_CREDENTIALS",
    "controller": "TOWER_HOST TOWER_USERNAME TOWER_PASSWORD TOWER_VERIFY_SSL TOWER_OAUTH_TOKEN "
    "CONTROLLER_HOST CONTROLLER_USERNAME CONTROLLER_PASSWORD CONTROLLER_VERIFY_SSL "
    "CONTROLLER_OAUTH_TOKEN",
    "rhv": "OVIRT_URL OVIRT_USERNAME OVIRT_PASSWORD OVIRT_INI_PATH",
    "insights": "INSIGHTS_USER INSIGHTS_PASSWORD",
    "github_token": "GITHUB_TOKEN",
    "gitlab_token": "GITLAB_TOKEN",
    "postgresql": "PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD",
    "mysql": "MYSQL_HOST MYSQL_TCP_PORT MYSQL_DATABASE MYSQL_USER MYSQL_PWD",
    "redis": "REDIS_HOST REDIS_PORT REDIS_DB REDIS_USER REDIS_PASSWORD",
    "s3": "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_ENDPOINT_URL_S3",
}
INJECT = {
    "generic-secret": Inject.NAME,
    "webhook": Inject.FIELDS_WITHOUT_NAME,
    "x509-certificate": Inject.FILES,
    "ssh-key": Inject.FILES,
    "totp": Inject.NOTHING,
    "card": Inject.NOTHING,
    "identity": Inject.NOTHING,
}


def known(type_id: str) -> CredentialType:
    found = managed(type_id)
    assert found is not None
    return found


def marked(credential_type: CredentialType) -> str:
    groups = [
        " ".join(
            one.id + (f"({marks})" if marks else "")
            for one in group
            for marks in [
                "*" * one.required + "S" * one.secret + "A" * one.ask + MARKS.get(one.kind, "")
            ]
        )
        for group in (credential_type.fields, credential_type.metadata)
        if group
    ]
    return " / ".join(groups)


def test_every_file_has_its_id_and_every_id_its_file() -> None:
    found = {entry.name for entry in files("vaulttui.domain").joinpath("catalog").iterdir()}
    assert found == {f"{one}.toml" for one in managed_ids()}
    assert len(managed_ids()) == 46


@pytest.mark.parametrize("type_id", managed_ids())
def test_fields_are_those_of_the_tables(type_id: str) -> None:
    assert marked(known(type_id)) == (AWX_FIELDS | DAILY_FIELDS)[type_id]


@pytest.mark.parametrize("type_id", managed_ids())
def test_variables_are_those_of_the_tables(type_id: str) -> None:
    found = known(type_id)
    assert " ".join(found.injectors.env) == ENV.get(type_id, "")
    assert found.inject is INJECT.get(type_id, Inject.FIELDS)


def test_numbers_are_those_of_a_fresh_awx_then_ours() -> None:
    numbers = [known(one).awx_id for one in managed_ids()]
    assert numbers == [*range(1, 31), *range(101, 117)]


@pytest.mark.parametrize("type_id", managed_ids())
def test_every_type_is_fit_to_be_filled_in(type_id: str) -> None:
    found = known(type_id)
    assert found.managed
    assert found.id == type_id
    assert found.kind in KINDS if type_id in AWX_IDS else found.kind == "cloud"
    assert (found.kind == "external") == bool(found.metadata)
    assert found.description.endswith(".")
    for one in (*found.fields, *found.metadata):
        assert one.label[0].isupper()
        assert one.help.endswith(".")
        assert one.help != one.label + "."
        if one.default is not None:
            assert check_value(one, one.default.encode()).decode() == one.default
    labels = [one.label for one in found.fields]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("type_id", managed_ids())
def test_every_type_survives_its_own_file(type_id: str) -> None:
    found = known(type_id)
    assert parse_type(type_to_toml(found), managed=True) == found


def test_fields_that_hold_a_key_check_it() -> None:
    keys = {one: known(one).field("ssh_key_data") for one in ("ssh", "scm", "net", "gce")}
    keys["ssh-key"] = known("ssh-key").field("private_key")
    assert {one.format for one in keys.values() if one} == {"ssh_private_key"}


def test_the_labels_of_aws_are_those_of_its_console() -> None:
    assert [one.label for one in known("aws").fields[:2]] == ["Access key", "Secret key"]


def test_what_is_not_in_the_catalogue_is_none() -> None:
    for one in ("acme", "", "../types", "login.toml"):
        assert managed(one) is None


def test_one_type_is_read_without_the_others() -> None:
    script = (
        "import sys; from vaulttui.domain import catalogue as c; c.managed_ids();"
        "early = 'tomllib' in sys.modules; c.managed('login');"
        "print(early, c.managed.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.split() == [b"False", b"1"]
