"""Whole commands, each in a process of its own, as somebody at a terminal has them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.measuring import process_timing, python

COMMAND = python("-c", "import sys; from exgen.cli import main; sys.exit(main())")
"""``exgen``, wherever it is installed."""

BANK = "in3310_week5"
STUDENTS = 30
HEAVY = ("jinja2", "numpy", "pydantic", "pylatex", "pypandoc", "sympy", "typst")
"""Packages that the engine must not bring in."""

_IMPORT = f"""
import json, sys, time
start = time.process_time()
import exgen.engine.network_report, exgen.engine.proof
seconds = time.process_time() - start
print(json.dumps([seconds, sorted(set({HEAVY!r}) & set(sys.modules))]))
"""


def process_figures() -> Iterator[Figure]:
    """Starting, importing, and a class's sheets."""
    yield Figure("`exgen --help`", process_timing([*COMMAND, "--help"], 7).median, 0.150)
    yield _import_figure()
    for engine, bar in (("typst", 6.0), ("latex", 20.0)):
        yield _sheet_figure(engine, bar)


def _import_figure() -> Figure:
    """Importing the engine: its time, and that it brings nothing heavy in."""
    found = [subprocess.run(python("-c", _IMPORT), check=True, capture_output=True, text=True) for _ in range(5)]
    seconds, heavy = zip(*(json.loads(process.stdout) for process in found), strict=True)
    brought = sorted({name for names in heavy for name in names})
    note = f"brings in {', '.join(brought)}" if brought else f"without {', '.join(HEAVY)}"
    return Figure("importing the engine, oracle and all", sorted(seconds)[2], 0.040, note=note)


def _sheet_figure(engine: str, bar: float) -> Figure:
    """A class's sheets and solutions as PDFs, with one PDF engine."""
    what = f"`exgen sheet {BANK}` for {STUDENTS} students with solutions, by {engine}"
    with TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.csv"
        roster.write_text("id,name\n" + "".join(f"s{number:02},Student {number}\n" for number in range(STUDENTS)))
        out = Path(folder) / "out"
        command = [*COMMAND, "sheet", BANK, "--roster", str(roster), "--seed", "1", "--out", str(out)]
        try:
            seconds = process_timing([*command, "--pdf-engine", engine], 1).least
        except subprocess.CalledProcessError as error:
            lines = error.stderr.strip().splitlines()
            return Figure(what, None, bar, note=lines[-1] if lines else "failed")
        made = len(list(out.rglob("*.pdf")))
        assert made == 2 * STUDENTS, f"{made} PDFs instead of {2 * STUDENTS}"
    return Figure(what, seconds, bar)
