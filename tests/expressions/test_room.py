"""The room keeps its promises: nothing typed is run, nothing heavy is imported, only matrices and balls hold floats."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import exgen.expressions

SOURCES = sorted(Path(exgen.expressions.__file__).parent.glob("*.py"))
FORBIDDEN = re.compile(r"(?<![\w.])(?:eval|exec|compile|__import__|float|complex)\s*\(|\bsympify\b|\bparse_expr\b")
IMPORTED = re.compile(r"^\s*(?:from|import)\s+([\w.]+)", re.MULTILINE)
ALLOWED = {
    "__future__",
    "abc",
    "collections",
    "dataclasses",
    "decimal",
    "exgen",
    "fractions",
    "functools",
    "itertools",
    "math",
    "operator",
    "re",
    "typing",
    "unicodedata",
}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_no_module_runs_text_or_makes_a_float(source: Path) -> None:
    assert not FORBIDDEN.search(source.read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_no_module_imports_more_than_it_may(source: Path) -> None:
    imported = IMPORTED.findall(source.read_text(encoding="utf-8"))
    assert {name.split(".")[0] for name in imported} <= ALLOWED


def test_importing_the_room_imports_nothing_heavy() -> None:
    program = "import sys, exgen.expressions; print(*sorted({'numpy', 'sympy'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_every_public_name_is_there() -> None:
    assert all(hasattr(exgen.expressions, name) for name in exgen.expressions.__all__)
