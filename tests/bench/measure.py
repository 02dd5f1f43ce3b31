"""What is measured, each beside the least that any program would need for it."""

import gc
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.samples import COST, PASSPHRASE, Sample, change, offer
from vaulttui.crypto.kdf import derive
from vaulttui.domain.search import Query
from vaulttui.operations.credentials import edit
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.anything import Anything
from vaulttui.tui.sought import Sought
from vaulttui.vaultfile.vault import VaultFile

EDITS: Final = 200
PROBE: Final = Path(__file__).parent / "probes"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what, of which size, how much, the floor, and the budget."""

    what: str
    size: int
    value: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    budget: float | None = None

    @property
    def within(self) -> bool | None:
        """Whether the budget is kept; None where the design sets none."""
        return None if self.budget is None else self.value <= self.budget


def median(run: Callable[[], float], times: int = 5) -> float:
    """The middle of several runs, in milliseconds."""
    return statistics.median(run() for _ in range(times)) * 1000


def timed(run: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that one run takes."""
    begun = clock()
    run()
    return clock() - begun


def argon2() -> float:
    """Bare Argon2id at the samples' cost, in milliseconds."""
    return median(lambda: timed(lambda: derive(PASSPHRASE, bytes(32), COST)), 9)


def opening(sample: Sample) -> Row:
    """Reading, verifying and decoding the file with the key in hand; floor: reading its bytes."""
    keys = VaultFile.open(sample.path, offer()).keys
    budgets = {10_000: 60.0, 100_000: 600.0}

    def once() -> float:
        place = VaultFile.open(sample.path, offer()).place
        gc.collect()
        return timed(lambda: VaultFile.open_with_keys(place, keys, None))

    return Row(
        "open beyond Argon2", sample.size, median(once), "ms",
        median(lambda: timed(sample.path.read_bytes)), "reading its bytes",
        budgets.get(sample.size),
    )  # fmt: skip


def listing(sample: Sample) -> Row:
    """From the open document to the sorted rows of the whole list."""
    file = VaultFile.open(sample.path, offer())
    value = median(lambda: timed(lambda: Session(file, by="bench").view.rows()))
    return Row("rows of the whole list", sample.size, value, "ms")


def editing(sample: Sample) -> list[Row]:
    """One edit, durably saved: CPU of this process, and wall time beside a bare append."""
    session = Session(VaultFile.open(sample.path, offer()), by="bench")
    credential = session.view.credential(session.view.named(sample.name)[0].id)
    edit(session, credential, change(-1))
    cpu, wall = [], []
    for number in range(EDITS):
        found = session.view.credential(credential.id)
        begun_cpu, begun = time.process_time(), time.perf_counter()
        edit(session, found, change(number))
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - begun_cpu)
    session.close()
    return [
        Row("one durable edit, CPU", sample.size, statistics.median(cpu) * 1000, "ms", budget=1.0),
        Row(
            "one durable edit, wall", sample.size, statistics.median(wall) * 1000, "ms",
            _append_floor(sample.path.parent), "write 1 KiB and fsync",
        ),
    ]  # fmt: skip


def _append_floor(folder: Path) -> float:
    path = folder / "floor"
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)

    def append() -> None:
        os.write(descriptor, bytes(1024))
        os.fsync(descriptor)

    def once() -> float:
        return timed(append)

    value = median(once, EDITS)
    os.close(descriptor)
    path.unlink()
    return value


def filtering(sample: Sample) -> Row:
    """One key press in the filter: parse the query and find the rows."""
    session = Session(VaultFile.open(sample.path, offer()), by="bench")
    rows = session.view.rows()
    texts = [f"mail-{end}" for end in ("", "1", "12", "123")] + ["example tag:imported/mail"]
    budgets = {10_000: 5.0, 100_000: 50.0}
    worst = max(
        median(lambda text=text: timed(lambda: session.view.find(Query.parse(text), 0)), 7)  # type: ignore[misc]  # text is bound at once
        for text in texts
    )
    floor = median(lambda: timed(lambda: [row for row in rows if "mail" in row.haystack]), 7)
    return Row(
        "filter, the slowest of five key presses", sample.size, worst, "ms",
        floor, "one substring over all rows", budgets.get(sample.size),
    )  # fmt: skip


def palette(sample: Sample) -> Row:
    """One key press in the palette: the best of everything by name, tag and public value."""
    session = Session(VaultFile.open(sample.path, offer()), by="bench")
    anything = Anything(session)
    # Types and tags are counted once, at the first key.
    anything.best(Sought("m"), ())
    rows = session.view.rows()
    worst = max(
        median(lambda text=text: timed(lambda: anything.best(Sought(text), ())), 7)  # type: ignore[misc]  # as above
        for text in ("m", "mail", "mail-12", "user12", "login")
    )
    floor = median(lambda: timed(lambda: [row for row in rows if "mail" in row.haystack]), 7)
    return Row(
        "palette, the slowest of five key presses", sample.size, worst, "ms",
        floor, "one substring over all rows",
    )  # fmt: skip


def memory(sample: Sample) -> Row:
    """Resident memory of a process that has the vault and its list open; floor: an empty vault."""
    budgets = {100_000: 300.0}
    return Row(
        "memory, open with its list", sample.size, _memory_of(sample.path), "MB",
        _memory_of(None), "the same process without a vault", budgets.get(sample.size),
    )  # fmt: skip


def _memory_of(path: Path | None) -> float:
    arguments = [sys.executable, str(PROBE / "memory.py"), *([str(path)] if path else [])]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    return float(done.stdout)


def own_memory() -> float:
    """The most this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
