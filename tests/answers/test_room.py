"""The room as a whole: light to import, and nothing typed is ever run."""

from __future__ import annotations

import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

import exgen.answers

SOURCES = sorted(Path(exgen.answers.__file__).parent.glob("*.py"))


def test_importing_the_room_loads_nothing_heavy() -> None:
    heavy = ("sympy", "numpy", "jinja2", "pydantic", "pylatex", "pypandoc", "typst", "random")
    code = f"import sys, exgen.answers; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_nothing_typed_is_ever_run(source: Path) -> None:
    code = source.read_text("utf-8")
    assert not re.search(
        r"(?<!re\.)\b(eval|exec|compile|sympify|parse_expr|ast|pickle|normalize)\b(?=\(|\.| import)", code
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_room_imports_expressions_and_errors_only(source: Path) -> None:
    rooms = re.findall(r"^(?:from|import) exgen(?:\.(\w+))?(?: import (\w+))?", source.read_text("utf-8"), re.MULTILINE)
    assert {room or imported for room, imported in rooms} <= {"answers", "expressions", "errors"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_no_literal_is_a_float(source: Path) -> None:
    with tokenize.open(source) as lines:
        literals = [token.string for token in tokenize.generate_tokens(lines.readline) if token.type == tokenize.NUMBER]
    assert [literal for literal in literals if not literal.startswith("0x") and set(".eE") & set(literal)] == []
