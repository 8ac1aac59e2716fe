"""How many digits it takes to see all that a formula over the reals adds up.

``exp(x) + 10^-30`` is ``exp(x)`` to thirty digits, and ``tanh(x + 50)`` is 1 to forty: what two such formulas have in
common says nothing about what they have not. A sum hides its smaller part by so many digits as the larger one has more;
a function hides what it does to its argument near 0 (``cos`` of a hundredth is 1 less a twenty-thousandth) or, of some,
far from it. The digits that the parts of a formula hide, each where it hides least, are added up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

from exgen import expressions
from exgen.expressions import Binary, Call, Name, Node, Number

SizesOf: TypeAlias = "Callable[[Node], Sequence[int | float | None]]"

_LEVELLING = ("tanh", "sigmoid", "sinh", "cosh")
_DIGITS_PER_UNIT = math.log10(math.e) * 2  # tanh(x) is 1 but for 2*e^(-2x)
_PLAIN_DIGITS = 10
HIDDEN = 10**6
"""Hidden by more digits than one would work out."""


def hidden_digits(formulas: Sequence[Node], sizes_of: SizesOf) -> int:
    """How many digits the parts of some formulas hide.

    ``sizes_of`` gives the decimal logarithm of a part's size at several points, None where it is 0 or not known.

    >>> def sizes_of(node): return [math.log10(expressions.evaluate(node, {"x": value})) for value in (1, 2, 3)]
    >>> hidden_digits([expressions.read("x + 1/10^30")], sizes_of)
    30
    """
    parts = dict.fromkeys(part for formula in formulas for part in expressions.walk(formula))
    return min(HIDDEN, sum(_hidden(part, sizes_of) for part in parts))


def _hidden(part: Node, sizes_of: SizesOf) -> int:
    """The digits that one part hides, at the point at which it hides least."""
    match part:
        case Number(value=value):
            digits = len(str(max(abs(value.numerator), value.denominator)))
            return digits if digits > _PLAIN_DIGITS else 0
        case Binary(operator="+" | "-", left=left, right=right):
            pairs = zip(sizes_of(left), sizes_of(right), strict=True)
            found = [abs(one - other) for one, other in pairs if one is not None and other is not None]
        case Call(function=Name(name=name), arguments=(argument,)) if name not in ("abs", "relu", "floor", "ceil"):
            found = [_lost(name, size) for size in sizes_of(argument) if size is not None]
        case _:
            return 0
    return math.floor(min(found, default=0))


def _lost(name: str, size: int | float) -> int | float:
    """The digits by which a function hides an argument of 10^size."""
    if size <= 0:
        return -3 * size
    if name not in _LEVELLING:
        return 0
    return HIDDEN if size > math.log10(HIDDEN) else 10**size * _DIGITS_PER_UNIT
