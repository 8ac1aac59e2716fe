"""``exgen preview`` of a question whose statement changes: from its save to the new PDF, everything warm."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.processes import COMMAND
from benchmarks.sheets import stats_below
from exgen.questions.library import TEMPLATES, own_place

QUESTIONS = ("convolution/output_size_2d", "parameters/vgg", "backpropagation/mlp")
"""A short question with a figure, one with a long table, one with long derivations of formulas."""

BAR = 0.150
WARM, CHANGES = 2, 10
"""So many changes come first, and so many are measured."""


def preview_figures() -> Iterator[Figure]:
    """The median of some changes, with the processor's work for one in all processes."""
    for name in QUESTIONS:
        what = f"`exgen preview {name}`, warm: the statement saved until the PDF is there"
        with TemporaryDirectory() as place:
            folder = Path(place) / "question"
            shutil.copytree(own_place() / TEMPLATES / name, folder)
            seconds, work = _changed(folder, Path(place) / "page.pdf")
        note = f"{1000 * work:.0f} ms of the processor in all processes" if work else ""
        yield Figure(what, seconds, BAR, note=note)


def _changed(folder: Path, out: Path) -> tuple[float, float]:
    """The median time of a change, and the processor's mean work for one (0 but on Linux), in seconds."""
    statement = folder / "statement.md"
    text = statement.read_text("utf-8")
    command = [*COMMAND, "preview", str(folder), "--out", str(out)]
    seconds: list[float] = []
    work = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()  # what is watched
            _told(process.stdout.readline(), out)
            for number in range(WARM + CHANGES):
                if number == WARM:
                    seconds, work = [], _work_of(process.pid)
                start = perf_counter()
                statement.write_text(f"{text}\nA change: $x_{{{number}}} = {number}$.\n", "utf-8")
                line = process.stdout.readline()
                seconds.append(perf_counter() - start)
                _told(line, out)
            work = _work_of(process.pid) - work
        finally:
            process.terminate()
    return median(seconds), work / CHANGES


def _told(line: str, out: Path) -> None:
    """Raises ValueError where something else is told than a PDF that was written."""
    if not line.startswith(f"{out}, "):
        raise ValueError(line)


def _work_of(root: int) -> float:
    """How long the processor has worked for a process and all below it, in seconds; 0 but on Linux."""
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in stats_below(root))
    return ticks / os.sysconf("SC_CLK_TCK") if ticks else 0.0
