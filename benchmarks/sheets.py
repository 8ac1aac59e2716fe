"""A class's sheets and solutions as PDFs: whole commands, with the memory of all their processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from benchmarks.figures import Figure
from benchmarks.processes import COMMAND

BANK = "in3310_week5"
"""A bank of six questions."""

BARS = {(1, "typst"): 1.5, (30, "typst"): 4.0, (30, "latex"): 8.0, (300, "typst"): 25.0, (300, "latex"): 60.0}
"""Seconds, by students and engine."""

ROUNDS = {1: 5, 30: 3, 300: 1}
LARGE = (300, 3000)
"""Classes whose times and memory are set beside each other with ``--large``."""


@dataclass(frozen=True, slots=True)
class Made:
    """How long a command took, and the most memory that it and its processes had at a time, in bytes; 0: not known."""

    seconds: float
    memory: int


def sheet_figures(*, is_large: bool = False) -> Iterator[Figure]:
    """Classes of several sizes by both engines; with ``is_large`` also how time and memory grow."""
    for (students, engine), bar in BARS.items():
        yield _figure(students, engine, bar, ROUNDS[students])
    if is_large:
        for engine in ("typst", "latex"):
            for students in LARGE:
                yield _figure(students, engine, None, 1)


def _figure(students: int, engine: str, bar: float | None, rounds: int) -> Figure:
    """The quickest of some rounds, each making all sheets anew."""
    whom = f"{students} students" if students > 1 else "one student, cold,"
    what = f"`exgen sheet {BANK}` for {whom} with solutions, by {engine}"
    with TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.csv"
        roster.write_text("id,name\n" + "".join(f"s{number:04},Student {number}\n" for number in range(students)))
        out = Path(folder) / "out"
        command = [*COMMAND, "sheet", BANK, "--roster", str(roster), "--seed", "1", "--out", str(out)]
        made = []
        for _ in range(rounds):
            shutil.rmtree(out, ignore_errors=True)
            try:
                made.append(_made([*command, "--pdf-engine", engine]))
            except subprocess.CalledProcessError as error:
                lines = error.stderr.strip().splitlines()
                return Figure(what, None, bar, note=lines[-1] if lines else "failed")
        pdfs = sum(len(list((out / place).glob("*.pdf"))) for place in ("students", "teacher/solutions"))
        assert pdfs == 2 * students, f"{pdfs} PDFs instead of {2 * students}"
    memory = max(each.memory for each in made)
    note = f"{memory / 1e6:.0f} MB in all processes" if memory else ""
    return Figure(what, min(each.seconds for each in made), bar, note=note)


def _made(command: list[str]) -> Made:
    """Run a command and look at its processes while it runs; raises CalledProcessError where it fails."""
    start = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    most = 0

    def watch() -> None:
        nonlocal most
        while process.poll() is None:
            most = max(most, _memory_of(process.pid))
            sleep(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, errors = process.communicate()
    seconds = perf_counter() - start
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors)
    return Made(seconds, most)


def _memory_of(root: int) -> int:
    """What a process and all below it hold, in bytes, pages that they share counted once for each; 0 but on Linux."""
    pages = sum(int(stat[21]) for stat in stats_below(root))
    return pages * os.sysconf("SC_PAGE_SIZE") if pages else 0


def stats_below(root: int) -> list[list[str]]:
    """What Linux tells of a process and of all below it: the fields of ``/proc/PID/stat`` from the third on.

    Nothing on other systems.
    """
    parents, stats = {}, {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            stat = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended in the meantime
        parents[int(path.name)], stats[int(path.name)] = int(stat[1]), stat
    found = []
    for process, stat in stats.items():
        above = process
        while above not in (root, 0, 1):
            above = parents.get(above, 0)
        if above == root:
            found.append(stat)
    return found
