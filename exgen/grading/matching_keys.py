"""Whether a key is what a student answered: keys that come of mistakes have other forms than the one asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from exgen.answers import KINDS, Verdict
from exgen.answers.expression import are_formulas_soon_apart
from exgen.answers.matrix_equality import same_at_equal_sizes, same_in_shapes
from exgen.errors import ExgenError
from exgen.expressions import Node, literal
from exgen.grading.mistake_search import Matches
from exgen.questions.exercise import Part
from exgen.questions.graphs import LaidGradient
from exgen.questions.key_forms import Key


def matches_of(part: Part, value: Any) -> Matches:
    """Whether a key is what the student answered; mistakes lead to keys of other forms too, such as half a pixel."""
    kind = KINDS[part.answer.kind]

    def matches(key: Key) -> bool:
        if isinstance(key, Node) and isinstance(value, int | Fraction):
            return False  # a mistake leaves letters in what should be a number
        try:
            if isinstance(value, Node) and isinstance(key, int | Fraction):
                key = literal(key)
            options = kind.settled(part.options, key)
            formula = key if isinstance(key, Node) and part.answer.kind == "expression" else None
            if formula is not None and are_formulas_soon_apart(formula, value, options):
                return False
            if isinstance(part.laid, LaidGradient):
                return isinstance(key, Node) and same_in_shapes(key, value, options)
            return kind.judge_values(key, value, options).verdict is Verdict.CORRECT
        except ExgenError:
            return False

    return matches


def matches_of_mistakes(part: Part, value: Any) -> Matches:
    """Whether what a mistake leads to is what the student answered.

    A transpose left out leads to matrices that do not fit; where all sizes are equal, such formulas can be compared.
    """
    matches = matches_of(part, value)
    if not isinstance(part.laid, LaidGradient):
        return matches

    def matches_turned(key: Key) -> bool:
        try:
            return matches(key) or (isinstance(key, Node) and same_at_equal_sizes(key, value, part.options))
        except ExgenError:  # not decided
            return False

    return matches_turned
