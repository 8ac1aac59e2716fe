"""The functions of matrix expressions: one visible dict of those that work entry by entry, and the others' names."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from exgen.expressions.matrix_parameters import WINDOWED
from exgen.expressions.patterns import pattern


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


def _softplus(x: float) -> float:
    """log(1 + e^x), with no exponential that overflows."""
    return max(x, 0) + math.log1p(math.exp(-abs(x)))


def _below(x: float) -> float:
    """How likely a standard normal number is below x."""
    return math.erfc(-x / math.sqrt(2)) / 2


def _gelu_derivative(x: float) -> float:
    return _below(x) + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _sign(x: float) -> float:
    return (x > 0) - (x < 0)


def _leaky_relu(slope: Fraction) -> Elementwise:
    """A relu with a slope below zero."""
    below = slope.numerator / slope.denominator
    return Elementwise(
        lambda x: x if x > 0 else below * x,
        lambda x: 1 if x > 0 else below,
        "leaky_relu",
        "\\operatorname{LeakyReLU}",
    )


SLOPE = Fraction(1, 100)
"""The slope of a leaky relu below zero where none is given, as in PyTorch."""

ELEMENTWISE: dict[str, Elementwise] = {
    "sigmoid": Elementwise(_sigmoid, _sigmoid_derivative, "sigma", "\\sigma"),
    "tanh": Elementwise(math.tanh, lambda x: 1 - math.tanh(x) ** 2, "tanh", "\\tanh"),
    "relu": Elementwise(
        lambda x: max(x, 0 * x), lambda x: 1 if x > 0 else 0, "relu", "\\operatorname{ReLU}"
    ),  # 0 at 0, as PyTorch has it
    "leaky_relu": _leaky_relu(SLOPE),
    "softplus": Elementwise(_softplus, _sigmoid, "softplus", "\\operatorname{softplus}"),
    "gelu": Elementwise(lambda x: x * _below(x), _gelu_derivative, "gelu", "\\operatorname{GELU}"),
    "erf": Elementwise(math.erf, lambda x: 2 * math.exp(-x * x) / math.sqrt(math.pi), "erf", "\\operatorname{erf}"),
    "exp": Elementwise(math.exp, math.exp, "exp", "\\exp"),
    "log": Elementwise(math.log, lambda x: 1 / x, "log", "\\log"),
    "sqrt": Elementwise(math.sqrt, lambda x: 1 / (2 * math.sqrt(x)), "sqrt", "\\operatorname{sqrt}"),
    "square": Elementwise(lambda x: x * x, lambda x: 2 * x, "square", "\\operatorname{square}"),
    "abs": Elementwise(abs, _sign, "abs", "\\operatorname{abs}"),
    "sign": Elementwise(_sign, lambda _: 0, "sign", "\\operatorname{sign}"),
    "step": Elementwise(lambda x: 1 if x > 0 else 0, lambda _: 0, "step", "\\operatorname{step}"),
}
"""What is done to every entry; with a prime behind its name, its derivative is. A ``step`` is shown ``1[z > 0]``."""

DERIVATIVES: dict[str, str] = {f"{name}'": name for name in ELEMENTWISE}
"""``sigmoid'`` and the others, by the function each is the derivative of."""

OF_A_MATRIX = (
    *("transpose", "diag", "norm", "sum", "mean", "row_sums", "column_sums", "row_means", "column_means"),
    *("trace", "softmax", "ones_like", "flip"),
)
"""Functions of a whole matrix; ``norm`` is the root of the sum of squares, ``sum`` and ``mean`` are of all entries,
``row_sums`` has one entry for every row and ``column_sums`` for every column (so do ``row_means``, ``column_means``),
``trace`` is the sum of the diagonal of a square one, ``softmax`` is that of a column or else of every row,
``ones_like`` the matrix of its shape in which every entry is 1, and ``flip`` is turned by 180 degrees."""

FUNCTIONS = dict.fromkeys((*ELEMENTWISE, *DERIVATIVES, *OF_A_MATRIX))
"""The name of every function of one matrix; that of a leaky relu with another slope is `leaky_relu_name`'s."""

SPELLINGS: dict[str, str] = {
    **{name: name for name in (*ELEMENTWISE, *OF_A_MATRIX, *WINDOWED)},
    **dict.fromkeys(("sigma", "σ"), "sigmoid"),
    "ReLU": "relu",
    **dict.fromkeys(("LeakyReLU", "lrelu"), "leaky_relu"),
    "ln": "log",
    "tr": "trace",
    **dict.fromkeys(("sgn", "signum"), "sign"),
    **dict.fromkeys(("absolute", "fabs"), "abs"),
}
"""How a function may be written, and what it is called here."""

_LEAKY_RELU = pattern(r"leaky_relu\((-?[0-9]+(?:/[0-9]+)?)\)('?)")


def leaky_relu_name(slope: int | Fraction, name: str = "leaky_relu") -> str:
    """The name of the leaky relu of a slope, or of its derivative.

    >>> leaky_relu_name(Fraction(1, 100)), leaky_relu_name(Fraction(1, 5), "leaky_relu'")
    ('leaky_relu', "leaky_relu(1/5)'")
    """
    return name if slope == SLOPE else f"leaky_relu({slope})" + name.removeprefix("leaky_relu")


def slope_of(name: str) -> Fraction | None:
    """The slope of a leaky relu or of its derivative by its name; None for another function.

    >>> slope_of("leaky_relu'"), slope_of("leaky_relu(1/5)"), slope_of("relu")
    (Fraction(1, 100), Fraction(1, 5), None)
    """
    if not name.startswith("leaky_relu"):
        return None
    found = _LEAKY_RELU.fullmatch(name)
    return Fraction(found[1]) if found else SLOPE


@lru_cache(maxsize=256)
def elementwise(name: str) -> tuple[Elementwise, bool] | None:
    """The function of that name, and whether its derivative is meant; None if none works entry by entry.

    >>> elementwise("leaky_relu(1/5)'")[1], elementwise("softmax")
    (True, None)
    """
    bare = name.removesuffix("'")
    if bare in ELEMENTWISE:
        return ELEMENTWISE[bare], bare != name
    if (found := _LEAKY_RELU.fullmatch(name)) is None:
        return None
    return _leaky_relu(Fraction(found[1])), bool(found[2])


def entry_function(name: str) -> Callable[[float], float] | None:
    """The function of one entry with that name, such as ``sigmoid`` or ``sigmoid'``; None if there is none.

    >>> entry_function("sigmoid'")(0)
    0.25
    """
    if (found := elementwise(name)) is None:
        return None
    function, is_derivative = found
    return function.derivative if is_derivative else function.value
