"""What can be worked out from parameters, symbols and earlier answers, where no network is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from exgen.expressions import Node, Value, evaluate, fold, literal, names_in, substitute
from exgen.questions.key_forms import Key

Answered = Mapping[str, "Key | tuple[Key | None, ...] | None"]
"""For each answer its value, or for a table the values of its rows; None where there is none."""


def worked_out(node: Node, known: Mapping[str, Value], answers: Answered, symbols: Collection[str]) -> Value | Node:
    """The value of a formula over parameters (``known``), earlier answers and symbols: a formula again if symbols stay.

    Raises ExpressionError where a name has no value, or the formula has none for these values.

    >>> from exgen.expressions import read, show
    >>> worked_out(read("S * sum(rows)"), {"S": 2}, {"rows": (3, 4)}, ())
    14
    >>> show(worked_out(read("W + 2P"), {"P": 3}, {}, ("W",)))
    'W + 6'
    """
    values: dict[str, Value] = dict(known)
    formulas: dict[str, Node] = {}
    for name in names_in(node):
        value = answers.get(name)
        if isinstance(value, Node):
            formulas[name] = value
        elif isinstance(value, int | Fraction | str):
            values[name] = value
        elif isinstance(value, tuple) and not any(member is None or isinstance(member, Node) for member in value):
            values[name] = value  # type: ignore[assignment]  # numbers, texts and lists of them
    letters = [name for name in names_in(node) if name in symbols]
    if not formulas and not letters:
        return evaluate(node, values)
    written = {name: literal(values[name]) for name in names_in(node) if name in values}
    shorter = fold(substitute(node, {**written, **formulas}))
    return shorter if names_in(shorter) else evaluate(shorter, {})
