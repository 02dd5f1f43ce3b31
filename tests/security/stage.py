"""A home with a vault of canaries, and the real program run in it."""

import base64
import contextlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.security.canaries import Canaries, word
from tests.security.terminal import Terminal
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import TextKey, VaultKeys, new_secret
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.operations.credentials import Edits, Given, add, edit
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

PROGRAM: Final = (sys.executable, "-P", "-m", "vaulttui")
SOURCES: Final = os.pathsep.join(path for path in sys.path if path.endswith("src"))
"""What is tested, wherever it lies."""
LOUD: Final = {"TEXTUAL": "debug,devtools", "TEXTUAL_DEBUG": "1"}
"""Variables by which Textual tells more than it should; files are added per stage."""


_SHARED: Final = ("/tmp", "/var/tmp", "/dev/shm")


def canary_values() -> dict[str, bytes]:
    """One of each kind; those of one line can be typed."""
    return {
        "passphrase": word("pass").encode(),
        "password": word("pw").encode(),
        "former": word("old").encode(),
        "pin": word("pin").encode(),
        "typed": word("typed").encode(),
        "note": f"{word('line')}".encode(),
        "document": secrets.token_bytes(40),
        "seed": base64.b32encode(secrets.token_bytes(20)),
        "dotenv": word("env").encode(),
    }


@dataclass
class Stage:
    """``own`` holds what the user keeps in the open; nothing else may hold a canary."""

    root: Path
    canaries: Canaries = field(default_factory=lambda: Canaries(canary_values()))
    started: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        for folder in (self.own, self.home, self.temporary, self.work):
            folder.mkdir(parents=True)

    @property
    def own(self) -> Path:
        return self.root / "own"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def vault(self) -> Path:
        return self.home / "vaulttui" / "data" / "vault.vtv"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of every run: nothing of who runs the tests."""
        listening = {"SSLKEYLOGFILE": "keylog", "TEXTUAL_LOG": "textual.log"}
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "VAULTTUI_HOME": str(self.home / "vaulttui"),
            "TMPDIR": str(self.temporary),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": SOURCES,
            **LOUD,
            **{name: str(self.root / file) for name, file in listening.items()},
        }

    def keep(self, name: str, content: bytes | None = None) -> Path:
        """A file of the user's own, with a canary or something else."""
        path = self.own / name
        path.write_bytes(self.canaries.values[name] if content is None else content)
        return path

    def run(
        self, *words: str, given: bytes = b"", variables: Mapping[str, str] | None = None
    ) -> "Done":
        """The program without a terminal; the passphrase comes from a file."""
        return self.start([*PROGRAM, *words], given, variables)

    def start(
        self, words: Sequence[str], given: bytes = b"", variables: Mapping[str, str] | None = None
    ) -> "Done":
        """Any command in this home."""
        by_file = {"VAULTTUI_PASSPHRASE_FILE": str(self.keep("passphrase"))}
        done = subprocess.run(
            words,
            input=given,
            capture_output=True,
            check=False,
            cwd=self.work,
            env={**self.variables, **by_file, **(variables or {})},
            start_new_session=True,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def open(self, *words: str, variables: Mapping[str, str] | None = None) -> Terminal:
        """The program on a terminal; nothing but the person there knows the passphrase."""
        return self.open_words([*PROGRAM, *words], variables)

    def open_words(
        self, words: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> Terminal:
        """Any command on a terminal."""
        return Terminal(words, {**self.variables, **(variables or {})}, self.work)

    def written(self) -> list[str]:
        """The canaries in what the runs wrote, wherever; names of files included."""
        beside = [path for place in _SHARED for path in Path(place).iterdir() if self._is_new(path)]
        loose = [path for path in self.root.iterdir() if path.is_file()]
        return self.canaries.in_files([self.home, self.temporary, self.work, *beside, *loose])

    def _is_new(self, path: Path) -> bool:
        # The folders of other tests lie there too.
        with contextlib.suppress(OSError):
            return not path.name.startswith("pytest-") and path.stat().st_mtime >= self.started - 1
        return False


@dataclass(frozen=True)
class Done:
    """How a run ended, and what it wrote."""

    code: int
    out: bytes
    err: bytes

    @property
    def shown(self) -> bytes:
        return self.out + self.err


def fill(stage: Stage) -> Credential:
    """Make the vault with everything secret in it: a login with a past, a note, an attachment."""
    session = make_vault(stage)
    made = _login(session, stage.canaries)
    note = Given(Secret(stage.canaries.values["note"]))
    add(session, "secure-note", Edits(name="Notebook", values={"note": note}))
    # A checkpoint, so that a backup lies beside it.
    session.file.rewrite(lambda header: header)
    session.close()
    return made


def make_vault(stage: Stage) -> Session:
    """An empty vault under the canary passphrase and a recovery key, both looked out for."""
    recovery = new_secret()
    offer = Unlocking(Secret(stage.canaries.values["passphrase"]), recovery=recovery)

    def slots(keys: VaultKeys) -> list[bytes]:
        return [
            make_slot(keys, SlotType.PASSPHRASE, offer, CHEAPEST),
            make_slot(keys, SlotType.RECOVERY, offer, None),
        ]

    stage.vault.parent.mkdir(parents=True, mode=0o700)
    file = VaultFile.create(stage.vault, slots)
    line = TextKey.write(TextKey.RECOVERY, recovery)
    stage.canaries.add("vault key", file.keys.vault_key.reveal())
    stage.canaries.add("recovery key", recovery.reveal())
    stage.canaries.add("recovery line", line.reveal())
    return Session(file, by="test")


def _login(session: Session, canaries: Canaries) -> Credential:
    def given(name: str) -> Given:
        return Given(Secret(canaries.values[name]))

    values = {"password": given("former"), "username": Given(Secret(b"ada"))}
    made = add(session, "login", Edits(name="Wiki", values=values))
    extra = (
        (Field("pin", "PIN", FieldKind.SECRET), given("pin")),
        (Field("document", "Document", FieldKind.FILE), given("document")),
    )
    later = {"password": given("password"), "totp": given("seed")}
    return edit(session, made, Edits(values=later, extra=extra))
