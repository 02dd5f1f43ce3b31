"""A program killed at any moment of its edits has lost none that it said was saved."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from subprocess import Popen

from tests.session.forks import forks, pipe
from tests.session.sessions import NAME, add, new_session, same_vault

Rounds = Callable[[int, int], int]
_PER_VAULT = 25


def _killed(process: Popen[bytes], seed: int, after: float) -> list[str]:
    """Let a child edit for so many seconds, kill it, and return the revisions it said."""
    pipe(process.stdin).write(f"{seed}\n".encode())
    lines = pipe(process.stdout)
    _, pid = lines.readline().split()
    said = [lines.readline()]
    time.sleep(after)
    os.kill(int(pid), signal.SIGKILL)
    while (line := lines.readline().strip()) != b"dead":
        assert line, "the child did not start"
        said.append(line)
    return [rev.decode() for line in said for rev in line.split()[1:]]


def test_no_acknowledged_edit_is_lost(tmp_path: Path, rounds: Rounds) -> None:
    kills, random, saved = rounds(20, 1_000), Random(6), 0
    started = time.monotonic()
    for batch in range(0, kills, _PER_VAULT):
        folder = tmp_path / str(batch)
        folder.mkdir()
        session = new_session(folder / NAME)
        keys, path = session.keys, folder / NAME
        secret = keys.vault_key.reveal().hex()
        promised: list[str] = []
        with forks("tests.session.editor", path, keys.vault_id.hex(), secret) as process:
            for kill in range(batch, min(batch + _PER_VAULT, kills)):
                promised += _killed(process, kill, random.random() * 0.06)
                again = same_vault(path, keys)
                lost = [rev for rev in promised if not again.file.document.holds(rev)]
                assert lost == [], f"kill {kill}"
                if kill % 5 == 0:
                    add(again, "after the kill")
                again.close()
        saved += len(promised)
        session.refresh()
        assert all(session.file.document.holds(rev) for rev in promised)
        session.close()
    assert saved > kills
    took = time.monotonic() - started
    print(f"{kills} kills, {saved} edits acknowledged, {took:.0f} s")  # noqa: T201  # for -s
