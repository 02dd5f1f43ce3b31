"""What the real ssh-agent is handed, as the page `helpers` of the manual says it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Cli

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("ssh-agent", "ssh-add", "ssh-keygen"))),
    reason="OpenSSH's client is not installed",
)
PASSPHRASE = "made up for this test"


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An ssh-agent of its own; the path of a socket may be 100 bytes long."""
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "agent"
        words = ["ssh-agent", "-D", "-a", str(socket)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            # It says where it listens once it does.
            assert str(socket).encode() in process.stdout.readline()
            monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
            yield socket
            process.terminate()


def made_key(folder: Path, passphrase: str = "") -> tuple[bytes, str]:
    """A new private key, and its fingerprint."""
    path = folder / "key"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "robot", "-f", str(path)]
    subprocess.run(words, check=True)
    told = subprocess.run(["ssh-keygen", "-lf", path], check=True, capture_output=True, text=True)
    return path.read_bytes(), told.stdout.split()[1]


def held() -> str:
    """What the agent says it holds."""
    return subprocess.run(["ssh-add", "-l"], check=False, capture_output=True, text=True).stdout


def test_a_key_comes_and_goes(vault: Path, cli: Cli, agent: Path, tmp_path: Path) -> None:
    key, fingerprint = made_key(tmp_path)
    cli.ok("add", "ssh-key", "robot", "private_key=-", given=key)
    assert fingerprint not in held()
    done = cli.ok("helper", "ssh", "robot", "-t", "1h")
    assert "OPENSSH" not in done.text + done.err
    assert fingerprint in held()
    cli.ok("helper", "ssh", "robot", "--remove")
    assert fingerprint not in held()


def test_a_passphrase_in_the_vault_is_taken_off(
    vault: Path, cli: Cli, agent: Path, tmp_path: Path
) -> None:
    key, fingerprint = made_key(tmp_path, PASSPHRASE)
    cli.ok("add", "ssh-key", "robot", "private_key=-", given=key)
    cli.ok("edit", "robot", "passphrase=-", given=b"not this one")
    assert "not this one" not in cli.fails(7, "helper", "ssh", "robot")
    assert fingerprint not in held()
    cli.ok("edit", "robot", "passphrase=-", given=PASSPHRASE.encode())
    cli.ok("helper", "ssh", "robot")
    assert fingerprint in held()


def test_without_an_agent_it_says_so(vault: Path, cli: Cli, tmp_path: Path) -> None:
    key, _ = made_key(tmp_path)
    cli.ok("add", "ssh-key", "robot", "private_key=-", given=key)
    assert "SSH_AUTH_SOCK is not set" in cli.fails(1, "helper", "ssh", "robot")
