"""Whole commands, each in a process of its own, as somebody at a terminal has them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.measuring import printed, process_timing, python

COMMAND = python("-c", "import sys; from exgen.cli import main; sys.exit(main())")
"""``exgen``, wherever it is installed."""

HEAVY = ("jinja2", "numpy", "pydantic", "pylatex", "pypandoc", "sympy", "typst")
"""Packages that the engine must not bring in."""

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
    """Starting and importing."""
    yield Figure("`exgen --help`", process_timing([*COMMAND, "--help"], 7).median, 0.150)
    yield _import_figure("importing what reads a network's text and lays its table", _TABLE.splitlines()[1], 0.040)
    yield _import_figure("- and the table of vgg16, the first in a process", _TABLE)
    yield _import_figure("- oracle, proof and all", "import exgen.engine.network_report, exgen.engine.proof", 0.040)


def _import_figure(what: str, work: str, bar: float | None = None) -> Figure:
    """What a process works that does nothing else, compiled before, the quickest of several; what it brings in."""
    found = [json.loads(told) for told in printed(python("-c", _IMPORT.format(work=work, heavy=HEAVY)), IMPORTS)]
    brought = sorted({name for _, heavy in found for name in heavy})
    note = f"brings in {', '.join(brought)}" if brought else f"without {', '.join(HEAVY)}"
    return Figure(what, min(seconds for seconds, _ in found), bar, note=note)
