"""Every answer kind by its name: a kind is added by a line here."""

from __future__ import annotations

from typing import Any

from exgen.answers.choice import ChoiceKind
from exgen.answers.expression import ExpressionKind
from exgen.answers.integer import IntegerKind
from exgen.answers.interval import IntervalKind
from exgen.answers.kind import AnswerKind
from exgen.answers.matrix import MatrixKind
from exgen.answers.matrix_expression import MatrixExpressionKind
from exgen.answers.number import NumberKind
from exgen.answers.sets import SetKind
from exgen.answers.shape import ShapeKind
from exgen.answers.text import TextKind

KINDS: dict[str, AnswerKind[Any]] = {
    "integer": IntegerKind(),
    "number": NumberKind(),
    "shape": ShapeKind(),
    "set": SetKind(),
    "interval": IntervalKind(),
    "matrix": MatrixKind(),
    "matrix_expression": MatrixExpressionKind(),
    "choice": ChoiceKind(),
    "expression": ExpressionKind(),
    "text": TextKind(),
}
