"""No canary leaves the command line but where the user asked for it."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.security.canaries import Canaries, files_below, word
from tests.security.stage import Done, Stage, fill
from tests.security.watching import Watch, wait_until
from vaulttui.operations.vaults import read_key_file


@dataclass
class Way:
    """Everything that one long use of the program showed, by command, and all it left behind."""

    stage: Stage
    shown: dict[str, bytes] = field(default_factory=dict)
    watch: Watch = field(init=False)

    def run(self, *words: str, code: int = 0, given: bytes = b"", **variables: str) -> Done:
        done = self.stage.run(*words, given=given, variables=variables)
        assert done.code == code, (words, self.stage.canaries.among(done.err) or done.err)
        self._note(words, done.shown)
        return done

    def talk(self, words: list[str], *answers: tuple[str, str]) -> None:
        """Answer prompts at a terminal."""
        terminal = self.stage.open(*words)
        for prompt, answer in answers:
            terminal.wait_for(prompt)
            terminal.cut()
            terminal.press(f"{answer}\n")
        code = terminal.end()
        shown = b"".join(terminal.parts)
        assert code == 0, self.stage.canaries.among(shown) or shown
        self._note(words, shown)

    def _note(self, words: Sequence[str], shown: bytes) -> None:
        name = " ".join(words)
        self.shown[name if name not in self.shown else f"{name} #{len(self.shown)}"] = shown


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Way:
    """The whole way, once for all tests of this file."""
    stage = Stage(tmp_path_factory.mktemp("canaries") / "stage")
    fill(stage)
    way = Way(stage)
    with Watch(stage.canaries) as way.watch:
        _make_another(way)
        _write(way)
        _look(way)
        _fail(way)
        _forget(way)
        # Last, because what opens the vault afterwards costs what it should.
        _change_keys(way)
    return way


def _make_another(way: Way) -> None:
    """A vault with a key file, its passphrase typed."""
    stage, passphrase = way.stage, way.stage.canaries.text("passphrase")
    key, out, vault = stage.own / "key", stage.own / "recovery", stage.home / "another.vtv"
    options = ["--vault", str(vault), "--key-file", str(key)]
    cost = ["--kdf-memory", "64MiB", "--kdf-time", "3", "--kdf-lanes", "1"]
    way.talk(
        ["init", *options, "--recovery-out", str(out), *cost],
        ("New passphrase: ", passphrase),
        ("again: ", passphrase),
    )
    stage.canaries.add("key file line", key.read_bytes().strip())
    stage.canaries.add("key file", read_key_file(key).reveal())
    stage.canaries.add("second recovery line", out.read_bytes().strip())
    way.talk(["list", *options], ("Passphrase for another.vtv: ", passphrase))


def _write(way: Way) -> None:
    stage = way.stage
    files = {name: str(stage.keep(name)) for name in ("password", "pin", "document", "seed")}
    way.run(
        "add", "login", "By file", "username=eve", f"password=@{files['password']}",
        f"totp=@{files['seed']}", f"+pin:secret=@{files['pin']}",
        f"+doc:file=@{files['document']}", "--tag", "work",
    )  # fmt: skip
    way.run("add", "secure-note", "By pipe", "note=-", given=stage.canaries.values["note"])
    passphrase, typed = stage.canaries.text("passphrase"), stage.canaries.text("typed")
    way.talk(
        ["edit", "By file", "--prompt", "password"],
        ("Passphrase for vault.vtv: ", passphrase),
        ("Password: ", typed),
        ("again: ", typed),
    )
    way.run("edit", "By pipe", "--generate", "note=chars:24")
    way.run("duplicate", "Wiki", "A copy")
    env = stage.keep(".env", b"A_TOKEN=" + stage.canaries.values["dotenv"] + b"\n")
    way.run("import", "dotenv", str(env), "--dry-run")
    way.run("import", "dotenv", str(env))
    way.run("import", "dotenv", str(env), "--on-conflict", "update", "--json")


LOOKS = (
    "list", "list --json", "list Wiki", "show Wiki", "show Wiki --json", "history Wiki",
    "history Wiki password --json", "type show login", "slot list --json", "activity --json",
    "check --json", "doctor", "get Wiki --code --json",
)  # fmt: skip


def _look(way: Way) -> None:
    for words in LOOKS:
        way.run(*words.split())
    way.run("get", "Wiki", "password", "--out", str(way.stage.own / "taken"))
    way.run("get", "Wiki", "pin", "--out", str(way.stage.own / "taken"), code=5)
    settings = way.stage.home / "vaulttui" / "config" / "settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("clipboard_seconds = 1\n", "utf-8")
    passphrase = way.stage.canaries.text("passphrase")
    way.talk(["get", "Wiki", "password", "--clip"], ("Passphrase for vault.vtv: ", passphrase))


def _fail(way: Way) -> None:
    """Mistakes whose words could quote what was wrong."""
    stage = way.stage
    typed = str(stage.keep("typed"))
    document = str(stage.keep("document"))
    for words in (["list"], ["list", "--json"], ["list", "--recovery"]):
        way.run(*words, code=4, VAULTTUI_PASSPHRASE_FILE=typed)
    way.run("list", "--key-file", typed, code=7)
    way.run("edit", "Wiki", f"totp=@{document}", code=7)
    way.run("edit", "Wiki", f"username=@{document}", "--json", code=7)
    way.run("add", "postgresql", "Db", f"port=@{typed}", code=7)
    way.run("add", "postgresql", "Db", f"password=@{typed}", f"port=@{typed}", code=7)
    way.run("add", "ssh-key", "Key", f"private_key=@{typed}", code=7)
    way.run("add", "gce", "G", f"+json:json=@{typed}", code=7)
    way.run("import", "bitwarden", typed, code=7)
    way.run("import", "keepass-xml", typed, "--json", code=7)
    way.run("type", "add", typed, code=7)
    way.run("restore", "Wiki", "password", "--to", "000000", code=3)


def _change_keys(way: Way) -> None:
    passphrase = way.stage.canaries.text("passphrase")
    new = way.stage.keep("next", (passphrase + "2").encode())
    way.stage.canaries.add("next passphrase", (passphrase + "2").encode())
    way.run("slot", "add", "passphrase", "--new-passphrase-file", str(new))
    way.run("slot", "add", "recovery", "--recovery-out", str(way.stage.own / "another recovery"))
    way.talk(
        ["passwd"],
        ("Passphrase for vault.vtv: ", passphrase),
        ("New passphrase: ", passphrase + "3"),
        ("again: ", passphrase + "3"),
    )
    way.stage.canaries.add("last passphrase", (passphrase + "3").encode())
    way.stage.canaries.values["passphrase"] = new.read_bytes()


def _forget(way: Way) -> None:
    way.run("rm", "A copy", "By pipe")
    way.run("trash", "list", "--json")
    way.run("trash", "purge", "A copy", "--yes")
    way.run("history", "purge", "Wiki", "--yes")
    way.run("backups", "list", "--json")
    way.run("repair", "--out", str(way.stage.home / "repaired.vtv"), "--yes")
    way.run("activity")


def test_no_command_shows_a_secret(way: Way) -> None:
    assert len(way.shown) > 40
    told = {words: way.stage.canaries.on_screen(shown) for words, shown in way.shown.items()}
    # What is copied reaches this terminal, in base64: it is the only clipboard here.
    clipped = told.pop("get Wiki password --clip")
    assert {words: found for words, found in told.items() if found} == {}
    assert {one.partition("+")[0] for one in clipped} == {"password (base64", "password (base64url"}


def test_a_secret_written_on_the_command_line_is_refused_and_not_repeated(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "stage")
    fill(stage)
    secret = stage.canaries.text("typed")
    for words in (
        ["add", "login", "X", f"password={secret}"],
        ["edit", "Wiki", f"+k:secret={secret}"],
    ):
        done = stage.run(*words)
        assert done.code == 2
        assert stage.canaries.among(done.shown) == []


def test_public_values_are_shown(way: Way) -> None:
    assert b"ada" in way.shown["show Wiki"]
    assert b"Wiki" in way.shown["list"]


def test_no_process_had_a_secret_in_argv_or_environment(way: Way) -> None:
    home = f"VAULTTUI_HOME={way.stage.home}".encode()
    for command in (b"vaulttui list", b"vaulttui edit", b"clipboard_holder", b"vaulttui repair"):
        assert way.watch.saw(command, home)
    assert way.watch.leaks == []


@pytest.mark.parametrize("where", ["argv", "environment"])
def test_the_watch_would_have_seen_it(where: str) -> None:
    canaries = Canaries({"planted": word("planted").encode()})
    planted = canaries.text("planted")
    words = ["sh", "-c", "read line", planted if where == "argv" else "nothing"]
    variables = {**os.environ, "PLANTED": planted} if where == "environment" else None
    with Watch(canaries) as watch:
        process = subprocess.Popen(words, stdin=subprocess.PIPE, env=variables)
        wait_until(lambda: bool(watch.leaks))
        process.communicate()
    assert where in watch.leaks[0]


def test_no_file_holds_a_secret(way: Way) -> None:
    assert way.stage.vault.stat().st_size > 8192
    assert way.stage.canaries.in_files([way.stage.own])
    assert way.stage.written() == []


def test_the_vault_and_its_backups_were_among_the_files(way: Way) -> None:
    names = [path.name for path in files_below([way.stage.home])]
    assert sum(name.endswith(".vtv") for name in names) > 5
    assert "reads" in {path.parent.name for path in files_below([way.stage.home])}


def test_no_library_kept_a_log(way: Way) -> None:
    left = {path.name for path in way.stage.root.iterdir()}
    assert left == {"own", "home", "tmp", "work"}
    assert list(way.stage.work.iterdir()) == []


def test_every_file_is_private(way: Way) -> None:
    open_to_others = [
        path
        for path in files_below([way.stage.home])
        if path.stat().st_mode & 0o077 and path.name != "settings.toml"
    ]
    assert open_to_others == []


@pytest.mark.parametrize("where", ["home", "temporary", "work"])
def test_the_search_would_have_found_it(way: Way, where: str) -> None:
    planted: Path = getattr(way.stage, where) / "planted"
    planted.write_bytes(b"....." + way.stage.canaries.values["password"] + b"....")
    try:
        assert len(way.stage.written()) >= 1
    finally:
        planted.unlink()
