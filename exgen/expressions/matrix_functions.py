"""The functions of matrix expressions: one visible dict of those that work entry by entry, and the others' names."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Elementwise:
    """A function of one entry, its derivative, and how it is shown: plainly and in LaTeX."""

    value: Callable[[float], float]
    derivative: Callable[[float], float]
    plain: str
    latex: str


def _sigmoid(x: float) -> float:
    """1/(1 + e^-x), with no exponential that overflows."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    small = math.exp(x)
    return small / (1 + small)


def _sigmoid_derivative(x: float) -> float:
    return _sigmoid(x) * _sigmoid(-x)


ELEMENTWISE: dict[str, Elementwise] = {
    "sigmoid": Elementwise(_sigmoid, _sigmoid_derivative, "sigma", "\\sigma"),
    "tanh": Elementwise(math.tanh, lambda x: 1 - math.tanh(x) ** 2, "tanh", "\\tanh"),
    "relu": Elementwise(
        lambda x: max(x, 0 * x), lambda x: 1 if x > 0 else 0, "relu", "\\operatorname{ReLU}"
    ),  # 0 at 0, as PyTorch has it
    "exp": Elementwise(math.exp, math.exp, "exp", "\\exp"),
    "log": Elementwise(math.log, lambda x: 1 / x, "log", "\\log"),
}
"""What is done to every entry; with a prime behind its name, its derivative is."""

DERIVATIVES: dict[str, str] = {f"{name}'": name for name in ELEMENTWISE}
"""``sigmoid'`` and the others, by the function each is the derivative of."""

OF_A_MATRIX = ("transpose", "diag", "norm", "sum", "ones_like")
"""Functions of a whole matrix; ``norm`` is the root of the sum of squares, ``sum`` the sum of all entries, and
``ones_like`` the matrix of its shape in which every entry is 1."""

FUNCTIONS = (*ELEMENTWISE, *DERIVATIVES, *OF_A_MATRIX)
"""The name of every function of one matrix."""

SPELLINGS: dict[str, str] = {
    **{name: name for name in (*ELEMENTWISE, *OF_A_MATRIX)},
    **dict.fromkeys(("sigma", "σ"), "sigmoid"),
    "ReLU": "relu",
    "ln": "log",
}
"""How a function may be written, and what it is called here."""


def entry_function(name: str) -> Callable[[float], float] | None:
    """The function of one entry with that name, such as ``sigmoid`` or ``sigmoid'``; None if there is none.

    >>> entry_function("sigmoid'")(0)
    0.25
    """
    if name in ELEMENTWISE:
        return ELEMENTWISE[name].value
    return ELEMENTWISE[DERIVATIVES[name]].derivative if name in DERIVATIVES else None
