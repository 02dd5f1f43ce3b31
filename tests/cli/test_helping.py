"""What git, Docker and the AWS tools are given, as the page `helpers` of the manual says it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import Cli

NONE = "credentials not found in native keychain"


@pytest.fixture
def logins(vault: Path, cli: Cli) -> Cli:
    """Logins at a few hosts; the password of each is its name."""
    for name, *values in (
        ("root", "login", "url=https://git.example.org", "username=eve"),
        ("team", "login", "url=https://git.example.org/team", "username=bob"),
        ("web", "login", "url=https://github.com/", "username=ada"),
        ("deploy", "scm", "+url:url=https://code.example.org:8443", "username=robot"),
        ("bare", "login", "username=ada"),
    ):
        cli.ok("add", values[0], name, *values[1:], "password=-", given=name.encode())
    cli.ok("add", "github_token", "hub", "token=-", given=b"hub")
    return cli


def git(cli: Cli, *words: str, **request: str) -> tuple[str, str, str]:
    """The user and password that git is given, and what is told."""
    lines = "".join(f"{key}={value}\n" for key, value in request.items())
    done = cli.ok("helper", "git", *words, "get", given=f"{lines}\n".encode())
    answer = dict(line.split("=", 1) for line in done.text.splitlines())
    return answer.get("username", ""), answer.get("password", ""), done.err


@pytest.mark.parametrize(
    ("host", "path", "username", "given"),
    [
        ("git.example.org", "", "", ("eve", "root")),
        ("git.example.org", "team/shop.git", "", ("bob", "team")),
        ("git.example.org", "teams/shop.git", "", ("eve", "root")),
        ("git.example.org", "", "bob", ("bob", "team")),
        ("git.example.org", "", "mallory", ("", "")),
        ("git.example.org:8443", "", "", ("", "")),
        ("code.example.org:8443", "", "", ("robot", "deploy")),
        ("code.example.org", "", "", ("", "")),
        ("github.com", "", "", ("x-access-token", "hub")),
        ("github.com", "", "ada", ("ada", "hub")),
        ("gitlab.com", "", "", ("", "")),
    ],
)
def test_what_fits_git(
    logins: Cli, host: str, path: str, username: str, given: tuple[str, str]
) -> None:
    asked = git(logins, protocol="https", host=host, path=path, username=username)
    assert asked[:2] == given


def test_git_is_given_nothing_of_two_alike(logins: Cli) -> None:
    logins.ok("add", "login", "twin", "url=https://git.example.org", "password=-", given=b"2")
    user, password, told = git(logins, protocol="https", host="git.example.org")
    assert (user, password) == ("", "")
    assert "2 credentials fit" in told
    assert all(name in told for name in ("root", "twin"))


def test_a_credential_that_is_named(logins: Cli) -> None:
    host = {"protocol": "https", "host": "git.example.org"}
    assert git(logins, "--credential", "team", **host)[:2] == ("bob", "team")
    assert git(logins, "--credential", "bare", **host)[:2] == ("ada", "bare")
    assert "of another address" in git(logins, "--credential", "web", **host)[2]
    assert "of another user" in git(logins, "--credential", "team", username="eve", **host)[2]


def test_nothing_crosses_a_network_in_clear(logins: Cli) -> None:
    assert git(logins, protocol="http", host="git.example.org")[1] == ""
    for words in (("docker", "--credential", "bare", "get"), ("git", "store"), ("git", "erase")):
        done = logins("helper", *words, given=b"http://registry.example.org\n")
        assert "bare" not in done.text


def test_git_itself_asks(
    logins: Cli, passphrase_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = f"!{sys.executable} -m vaulttui helper git"
    site = "credential.https://git.example.org.helper"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    for words in (
        ["credential.helper", helper],
        [site, ""],
        ["--add", site, f'{helper} --credential "team"'],
    ):
        subprocess.run(["git", "config", "--global", *words], check=True)
    for host, password in (("git.example.org", "team"), ("github.com", "hub")):
        done = subprocess.run(
            ["git", "credential", "fill"],
            input=f"url=https://{host}/x\n\n",
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"password={password}\n" in done.stdout


def test_docker(logins: Cli) -> None:
    def get(server: str) -> object:
        return json.loads(logins.ok("helper", "docker", "get", given=server.encode()).out)

    logins.ok("add", "registry", "hub2", "host=docker.io", "username=ada", "password=-", given=b"h")
    logins.ok("add", "registry", "quay", "host=quay.io:5000", "password=-", given=b"q")
    hub = "https://index.docker.io/v1/"
    assert get(hub) == {"ServerURL": hub, "Username": "ada", "Secret": "h"}
    assert get("quay.io:5000") == {"ServerURL": "quay.io:5000", "Username": "", "Secret": "q"}
    team = {"ServerURL": "https://git.example.org/x", "Username": "bob", "Secret": "team"}
    logins.ok("rm", "root", "--yes")
    assert get("https://git.example.org/x") == team
    missing = logins("helper", "docker", "get", given=b"quay.io")
    assert (missing.code, missing.text.strip()) == (1, NONE)
    assert logins.ok("helper", "docker", "list").json == {hub: "ada", "quay.io:5000": ""}
    logins.ok("add", "registry", "quay2", "host=quay.io:5000", "password=-", given=b"q2")
    assert logins("helper", "docker", "get", given=b"quay.io:5000").code == 1
    assert logins.ok("helper", "docker", "list").json == {hub: "ada"}
    assert logins("helper", "docker", "store", given=b"{}").code == 5


def test_aws(vault: Path, cli: Cli) -> None:
    cli.ok("add", "aws", "main", "username=AKIA", "password=-", given=b"secret")
    cli.ok("edit", "main", "security_token=-", "--expires", "password=2040-01-01", given=b"s")
    assert cli.ok("helper", "aws", "main").json == {
        "Version": 1,
        "AccessKeyId": "AKIA",
        "SecretAccessKey": "secret",
        "SessionToken": "s",
        "Expiration": cli.json("show", "main")["value_info"]["password"]["expires_at"],
    }
    cli.ok("add", "s3", "store", "access_key_id=A", "secret_access_key=-", given=b"k")
    assert cli.ok("helper", "aws", "store").json["SecretAccessKey"] == "k"
    cli.ok("add", "login", "wiki", "password=-", given=b"p")
    assert "holds no access key" in cli.fails(7, "helper", "aws", "wiki")
