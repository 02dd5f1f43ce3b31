"""The types that ship with the program, one file each in ``catalog/``, read when asked for."""

from functools import cache
from pathlib import Path
from typing import Final

from vaulttui.domain.types import CredentialType, parse_type

_AWX: Final = (
    "ssh",
    "scm",
    "vault",
    "net",
    "aws",
    "openstack",
    "vmware",
    "satellite6",
    "gce",
    "azure_rm",
    "github_token",
    "gitlab_token",
    "bitbucket_dc_token",
    "insights",
    "rhv",
    "controller",
    "kubernetes_bearer_token",
    "registry",
    "galaxy_api_token",
    "gpg_public_key",
    "terraform",
    "aim",
    "aws_secretsmanager_credential",
    "azure_kv",
    "centrify_vault_kv",
    "conjur",
    "hashivault_kv",
    "hashivault_ssh",
    "thycotic_dsv",
    "thycotic_tss",
)
_DAILY: Final = (
    "login",
    "api-key",
    "generic-secret",
    "postgresql",
    "mysql",
    "redis",
    "s3",
    "smtp",
    "oauth-client",
    "x509-certificate",
    "webhook",
    "ssh-key",
    "totp",
    "card",
    "identity",
    "secure-note",
)


def managed_ids() -> tuple[str, ...]:
    """Return the ids of all managed types: AWX's by their number, then the daily ones."""
    return _AWX + _DAILY


@cache
def managed(type_id: str) -> CredentialType | None:
    """Return the managed type of that id, or None."""
    if type_id not in _AWX and type_id not in _DAILY:
        return None
    # importlib.resources would be twice the time of all the rest of this module.
    source = Path(__file__).with_name("catalog") / f"{type_id}.toml"
    return parse_type(source.read_text(encoding="utf-8"), managed=True)
