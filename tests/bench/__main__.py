"""``make bench``: every budget of the design measured beside its floor, in one run.

``python -m tests.bench [SIZE…] [remotes]`` takes other sizes than 100, 10,000 and 100,000, and
with ``remotes`` alone only the rows of the local server and of what is done on remotes.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.bench import measure, programs
from tests.bench.list_paint import list_paint
from tests.bench.measure import Row
from tests.bench.remotes import remotes
from tests.bench.samples import SIZES, make
from tests.bench.serving import serving

REMOTES = "remotes"


def rows(chosen: list[str], folder: Path) -> Iterable[Row]:
    """All that are chosen; without a choice, all."""
    sizes = [int(size) for size in chosen if size != REMOTES]
    yield from of_sizes(sizes if chosen else SIZES, folder)
    if not chosen or REMOTES in chosen:
        yield from serving(folder)
        yield from remotes(folder)


def of_sizes(sizes: Iterable[int], folder: Path) -> Iterable[Row]:
    """What grows with the vault, size by size."""
    for size in sizes:
        sample = make(folder, size)
        yield measure.opening(sample)
        yield measure.listing(sample)
        yield list_paint(sample)
        yield from measure.editing(sample)
        yield measure.filtering(sample)
        yield measure.palette(sample)
        yield from programs.commands(sample, folder)
        if size == 10_000:
            yield from programs.unlocked(sample, folder)
            peer = programs.keepassxc(sample, folder)
            if peer is not None:
                yield peer
        yield programs.first_paint(sample, folder)
        yield measure.memory(sample)


def line(row: Row, before: dict[str, Row]) -> str:
    """One line of the table, with the growth from the size before."""
    ratio = 1.0 if row.floor is None else row.value / row.floor
    shown = f"{ratio:7.1f}×" if ratio >= 1 else f"{ratio:7.2f}×"
    floor = "" if row.floor is None else f"{row.floor:9.2f}  {shown}"
    former = before.get(row.what)
    growth = "" if former is None else f"{row.value / former.value:6.1f}×"
    budget = "" if row.budget is None else f"{row.budget:8.1f} {'ok' if row.within else 'MISSED'}"
    return (
        f"{row.what:40} {row.size:>7,} {row.value:10.2f} {row.unit:3} {growth:>8} "
        f"{floor:19}  {row.floor_name:34} {budget}"
    ).rstrip()


def main() -> None:
    """Print the table."""
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}"
    )
    print(f"{'what':40} {'size':>7} {'median':>10}     {'growth':>8} {'floor':>9} {'ratio':>8}"
          f"   {'floor is':34} {'budget':>8}")  # fmt: skip
    before: dict[str, Row] = {}
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(sys.argv[1:], Path(folder)):
            print(line(row, before), flush=True)
            before[row.what] = row
    print(f"load at the end {os.getloadavg()[0]:.2f}")


main()
