"""A small sheet with every kind of part, its solution, and the text of a PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from io import BytesIO

import pytest

from exgen.writers.document import AnswerBlock, Mistake, Proof, QuestionBlock, SheetDocument, Solution


def _part(
    label: str,
    kind: str,
    *keys: str,
    rows: tuple[str, ...] = (),
    derivation: tuple[str, ...] = (),
    proof: Proof = "proven",
    mistakes: tuple[Mistake, ...] = (),
) -> AnswerBlock:
    ask = f"What is asked in part *{label}*?"
    return AnswerBlock(label, ask, Fraction(1), kind, rows, Solution(keys, derivation, proof, mistakes))


DERIVATION = ("$(27 + 1) \\cdot 8 = 224$",)
OF_ROWS = (Mistake("Nothing *was* added.", ((1, "$216$"), (2, "$-1$"))),)


@pytest.fixture(scope="session")
def solution_sheet() -> SheetDocument:
    """Two pages in either engine: single answers, a shared table, an essay, an author's solution."""
    rows = ("`Conv2d(3, 8, 3)`", "`Flatten()`")
    sizes = QuestionBlock(
        number=1,
        title="Output size",
        points=Fraction(5, 2),
        statement="A *feature map* of size $(78, 84)$:\n\n$$O = \\left\\lfloor \\frac{M - K}{S} \\right\\rfloor + 1$$",
        answers=(
            _part(
                "1a",
                "shape",
                "$(25, 28)$",
                derivation=("First: $1 + 1 = 2$", "Second: $\\frac{4}{2} = 2$"),
                mistakes=(Mistake("The padding was left out.", ((0, "$(24, 27)$"),)),),
            ),
            _part("1b", "expression", "$\\left\\lfloor \\frac{H}{2} \\right\\rfloor$"),
        ),
        solution=None,
    )
    layers = QuestionBlock(
        number=2,
        title="Parameters & shapes",
        points=Fraction(4),
        statement="Consider\n\n```\nConv2d(3, 8, 3)\n  Flatten()\n```\n\n| a | b |\n|---|--:|\n| 1 | $x^2$ |",
        answers=(
            _part("2a", "shape", "$(8, 9, 9)$", "$(648)$", rows=rows),
            _part(
                "2b", "integer", "$224$", "$0$", rows=rows, derivation=("$(27 + 1) \\cdot 8 = 224$",), mistakes=OF_ROWS
            ),
            _part("2c", "text", "- weights are shared\n- fewer parameters", proof="authored"),
        ),
        solution="Written by the author.",
    )
    return SheetDocument(
        title="Exercise week 5",
        course="Deep learning, 2024",
        student_id="s17",
        student_name="Ada Lovelace",
        code="K7F2QX",
        language="en",
        questions=(sizes, layers),
        is_solution=True,
    )


@pytest.fixture(scope="session")
def sheet(solution_sheet: SheetDocument) -> SheetDocument:
    """What the student gets: no solution in it."""
    return replace(
        solution_sheet,
        is_solution=False,
        questions=tuple(
            replace(
                question,
                solution=None,
                answers=tuple(replace(answer, solution=None) for answer in question.answers),
            )
            for question in solution_sheet.questions
        ),
    )


@pytest.fixture(scope="session")
def with_statement(sheet: SheetDocument) -> Callable[[str], SheetDocument]:
    """A one-question sheet with the given statement."""

    def document(statement: str) -> SheetDocument:
        question = QuestionBlock(1, "Attack", None, statement, (), None)
        return replace(sheet, questions=(question,))

    return document


@pytest.fixture(scope="session")
def text_of() -> Callable[[bytes], str]:
    """The text of all pages of a PDF, every run of blanks and line ends one blank."""
    from pypdf import PdfReader

    def text(pdf: bytes) -> str:
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())

    return text
