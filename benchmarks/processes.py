"""Whole commands, each in a process of its own, as somebody at a terminal has them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.measuring import printed, process_timing, python

COMMAND = python("-c", "import sys; from exgen.cli import main; sys.exit(main())")
"""``exgen``, wherever it is installed."""

BANK = "in3310_week5"
STUDENTS = 30
HEAVY = ("jinja2", "numpy", "pydantic", "pylatex", "pypandoc", "sympy", "typst")
"""Packages that the engine must not bring in."""

ROUNDS = 3
IMPORTS = 9
"""So many processes import the engine, each for the first time."""

_IMPORT = """
import json, sys, time
start = time.process_time()
{work}
seconds = time.process_time() - start
print(json.dumps([seconds, sorted(set({heavy!r}) & set(sys.modules))]))
"""
_TABLE = """
from exgen.engine.network_report import finished_network, network_report
network_report(finished_network("vgg16"))
"""


def process_figures() -> Iterator[Figure]:
    """Starting, importing, and a class's sheets."""
    yield Figure("`exgen --help`", process_timing([*COMMAND, "--help"], 7).median, 0.150)
    yield _import_figure("importing what reads a network's text and lays its table", _TABLE.splitlines()[1], 0.040)
    yield _import_figure("- and the table of vgg16, the first in a process", _TABLE)
    yield _import_figure("- oracle, proof and all", "import exgen.engine.network_report, exgen.engine.proof", 0.040)
    for engine, bar in (("typst", 6.0), ("latex", 20.0)):
        yield _sheet_figure(engine, bar)


def _import_figure(what: str, work: str, bar: float | None = None) -> Figure:
    """What a process works that does nothing else, compiled before, the quickest of several; what it brings in."""
    found = [json.loads(told) for told in printed(python("-c", _IMPORT.format(work=work, heavy=HEAVY)), IMPORTS)]
    brought = sorted({name for _, heavy in found for name in heavy})
    note = f"brings in {', '.join(brought)}" if brought else f"without {', '.join(HEAVY)}"
    return Figure(what, min(seconds for seconds, _ in found), bar, note=note)


def _class_time(command: list[str], out: Path) -> float:
    """The time of making all sheets anew."""
    shutil.rmtree(out, ignore_errors=True)
    return process_timing(command, 1).least


def _sheet_figure(engine: str, bar: float) -> Figure:
    """A class's sheets and solutions as PDFs, with one PDF engine."""
    what = f"`exgen sheet {BANK}` for {STUDENTS} students with solutions, by {engine}"
    with TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.csv"
        roster.write_text("id,name\n" + "".join(f"s{number:02},Student {number}\n" for number in range(STUDENTS)))
        out = Path(folder) / "out"
        command = [*COMMAND, "sheet", BANK, "--roster", str(roster), "--seed", "1", "--out", str(out)]
        try:
            seconds = min(_class_time([*command, "--pdf-engine", engine], out) for _ in range(ROUNDS))
        except subprocess.CalledProcessError as error:
            lines = error.stderr.strip().splitlines()
            return Figure(what, None, bar, note=lines[-1] if lines else "failed")
        made = len(list(out.rglob("*.pdf")))
        assert made == 2 * STUDENTS, f"{made} PDFs instead of {2 * STUDENTS}"
    return Figure(what, seconds, bar)
