"""One small sheet with every kind of part that the formats tell apart, and its solution."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from exgen.figures.canvas import Canvas
from exgen.figures.figure import finished
from exgen.questions.sheet_layout import Look
from exgen.writers.document import AnswerBlock, Cover, FormulaPiece, QuestionBlock, SheetDocument, Solution

_ROWS = ("`Conv2d(3, 8, 3)`", "`Flatten()`")
_MATRICES = (
    r"$$I = \begin{bmatrix}1 & -2 & 0 \\ 3 & 4 & 10\end{bmatrix}, \quad K = \begin{bmatrix}1 \\ 0\end{bmatrix}$$"
)
_LINE = Canvas()
_LINE.line([(0, 0), (60, 0)])
_LINE.text(30, 12, "3 < 4 & 5", anchor="middle")
FIGURE = finished(_LINE, 'A "line" <of> 3 & 4 [places].')
"""A small figure; its description has the marks of every format."""

_CHOICES = "Which number is it?\n\n- a) $\\frac{1}{2}$\n- b) $3$"

SOLUTION = SheetDocument(
    title="Exercise week 5 & more",
    course="Deep learning, 2024",
    student_id="s17",
    student_name="Ada Lovelace",
    code="K7F2QX",
    language="en",
    date="3 June 2024",
    deadline="10 June 2024",
    qr="K7F2QX",
    conventions=("Biases are parameters too.",),
    look=Look(points_table=True),
    is_solution=True,
    questions=(
        QuestionBlock(
            number=1,
            title="Output size",
            points=Fraction(5, 2),
            statement=f"A *feature map* of size $(78, 84)$ and **two** matrices:\n\n{_MATRICES}",
            answers=(
                AnswerBlock(
                    "1a", "The height $H_{\\text{out}}$", Fraction(1), "expression", (),
                    Solution(
                        (r"$\left\lfloor \frac{H - K}{2} \right\rfloor + 1$",),
                        ("First: $78 - 2 = 76$", r"Second: $\frac{76}{2} + 1 = 39$"),
                        "proven",
                    ),
                ),
                AnswerBlock(
                    "1b", "The product", Fraction(1, 2), "matrix", (),
                    Solution((r"$\begin{bmatrix}-6 & 2 \\ 11 & 13\end{bmatrix}$",), (), "proven"), (2, 2),
                ),
                AnswerBlock("1c", _CHOICES, Fraction(1), "choice", (), Solution(("b) $3$",), (), "proven")),
            ),
            solution=None,
        ),
        QuestionBlock(
            number=2,
            title="Parameters & shapes",
            points=Fraction(4),
            figures={FIGURE.digest: FIGURE},
            statement=f"![The line $x^2$, *drawn*]({FIGURE.digest})\n\n"
            "Consider\n\n```\nConv2d(3, 8, 3)\n  Flatten()\n```\n\n"
            "1. once\n2. twice\n\n| a | b |\n|---|--:|\n| `x|y` | $x^2$ |".replace("x|y", r"x\|y"),
            answers=(
                AnswerBlock(
                    "2a", "Shapes", Fraction(1), "shape", _ROWS,
                    Solution(("$(8, 9, 9)$", "$(648)$"), (), "proven"),
                ),
                AnswerBlock(
                    "2b", "Parameters", Fraction(1), "integer", _ROWS,
                    Solution(("$123224$", "$0$"), (r"$(27 + 1) \cdot 8 = 224$",), "proven"),
                ),
                AnswerBlock(
                    "2c", "Why are there so few?", Fraction(2), "text", (),
                    Solution(("- weights are shared\n- fewer parameters",), (), "authored"),
                ),
            ),
            solution="Written by the author.",
        ),
        QuestionBlock(
            number=3,
            title="A single answer",
            points=Fraction(1),
            statement="",
            answers=(AnswerBlock("3", "How many?", None, "integer", (), Solution(("$7$",), (), "proven")),),
            solution=None,
        ),
    ),
)  # fmt: skip

SHEET = replace(
    SOLUTION,
    is_solution=False,
    formulas=(
        FormulaPiece("Sizes of *outputs*:"),
        FormulaPiece(
            rows=(("Output <size>", r"$O = \left\lfloor \frac{M - K}{S} \right\rfloor + 1$"), ("", "$P = K$"))
        ),
    ),
    questions=tuple(
        replace(
            question,
            solution=None,
            answers=tuple(replace(answer, solution=None) for answer in question.answers),
        )
        for question in SOLUTION.questions
    ),
)

COVERED = replace(
    SHEET,
    cover=Cover(
        (("name", "Ada Lovelace"), ("seat", ""), ("code", "K7F2QX")), "No *calculators*.\n\n- Write <legibly>.\n- Once."
    ),
)
"""The sheet of an exam."""
