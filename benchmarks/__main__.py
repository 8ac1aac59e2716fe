"""``python -m benchmarks``: measure everything, print it as a page, and write it where asked."""

from __future__ import annotations

import argparse
import os
import sys
from itertools import chain
from pathlib import Path

from benchmarks.diagnoses import diagnosis_figures
from benchmarks.gradients import gradient_figures
from benchmarks.measuring import machine
from benchmarks.networks import TORCH, network_figures
from benchmarks.page import page
from benchmarks.peers import VARIABLE, peers
from benchmarks.previews import preview_figures
from benchmarks.processes import process_figures
from benchmarks.random_answers import shares
from benchmarks.responses import response_figures
from benchmarks.sheets import sheet_figures
from benchmarks.templates import template_figures
from benchmarks.variants import variant_figures
from exgen.questions import Library, own_place

VARIANTS = 6
"""So many variants of each template are tried with random answers."""


def main() -> int:
    """Measure, print, and with ``--write FILE`` write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the figures of exgen.")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page into this file too")
    parser.add_argument(
        "--peers",
        default=os.environ.get(VARIABLE) or None,
        metavar="PYTHON",
        help=f"a Python that has Math-Verify (also: {VARIABLE})",
    )
    parser.add_argument(
        "--torch",
        default=os.environ.get(TORCH) or None,
        metavar="PYTHON",
        help=f"a Python that has PyTorch and torchinfo (also: {TORCH})",
    )
    parser.add_argument("--large", action="store_true", help="also make the sheets of 3,000 students, which takes long")
    arguments = parser.parse_args()
    library = Library([own_place()])
    measured = (
        network_figures(arguments.torch),
        variant_figures(library),
        diagnosis_figures(library),
        template_figures(library),
        response_figures(),
        gradient_figures(),
    )
    figures = list(chain(*measured, process_figures(), sheet_figures(is_large=arguments.large), preview_figures()))
    names = [name for name in library.templates() if library.template(name).networks]
    text = page(machine(), figures, peers(arguments.peers), [shares(library, name, VARIANTS) for name in names])
    sys.stdout.write(text)
    if arguments.write is not None:
        arguments.write.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
