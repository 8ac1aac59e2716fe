"""Matrix expressions worked out over the reals, in balls: floats that know how far off they can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence as Values
from fractions import Fraction

from exgen.expressions import ball_functions, balls
from exgen.expressions.balls import Real
from exgen.expressions.matrix_arithmetic import MatrixArithmetic, Rows, is_switched, unknown
from exgen.expressions.nodes import Name, Node


class BallMatrices(MatrixArithmetic[Real]):
    """Entries are exact numbers or balls; ``known`` tells the value of a name, or the expression it stands for.

    ``positive`` says, where it is given, which entries of an argument of a relu or a step are taken for positive.

    Raises :class:`~exgen.errors.ExpressionError` with the codes of `exgen.expressions.balls`, ``ArithmeticError`` or
    ``ValueError`` for a float too large.
    """

    def __init__(
        self, known: Callable[[str], Node | Rows[Real]], positive: Callable[[Node], Rows[int]] | None = None
    ) -> None:
        super().__init__(_SIGNS)
        self._positive = positive
        self._known = known
        self._names: dict[str, Rows[Real]] = {}

    def named(self, node: Name) -> Rows[Real]:
        value = self._names.get(node.name)
        if value is None:
            known = self._known(node.name)
            value = self._names[node.name] = known if isinstance(known, tuple) else self.value(known)
        return value

    def number(self, value: int | Fraction) -> Real:
        return value

    def negative(self, entry: Real) -> Real:
        return balls.negative(entry, 0)

    def dot(self, row: Values[Real], column: Values[Real]) -> Real:
        return balls.dot(row, column)

    def total(self, entries: Values[Real]) -> Real:
        total: Real = 0
        for entry in entries:
            total = balls.plus(total, entry, 0)
        return total

    def norm(self, entries: Values[Real]) -> Real:
        return ball_functions.root(self.dot(entries, entries), 0)

    def power(self, entry: Real, exponent: int | Fraction) -> Real:
        return ball_functions.power(entry, exponent, 0)

    def function(self, name: str, argument: Node) -> Rows[Real]:
        if is_switched(name):
            return self.switched(name, argument, self._steps)
        if name not in _FUNCTIONS:
            raise unknown(name)
        function = _FUNCTIONS[name]
        return tuple([tuple([function(entry, 0) for entry in row]) for row in self.value(argument)])

    def sloped(self, steps: Rows[Real], slope: Fraction) -> Rows[Real]:
        return tuple([tuple([1 if step else slope for step in row]) for row in steps])  # they are 0 or 1 here

    def _steps(self, argument: Node) -> Rows[Real]:
        if self._positive is not None:
            return self._positive(argument)
        return tuple(
            [tuple([int(balls.sign_between(entry, 0, 0) > 0) for entry in row]) for row in self.value(argument)]
        )


def _sigmoid_derivative(value: Real, column: int) -> Real:
    return balls.times(
        ball_functions.sigmoid(value, column), ball_functions.sigmoid(balls.negative(value, column), column), column
    )


def _tanh_derivative(value: Real, column: int) -> Real:
    return balls.over(1, ball_functions.power(ball_functions.hyperbolic_cosine(value, column), 2, column), column)


def _softplus(value: Real, column: int) -> Real:
    return ball_functions.logarithm(balls.plus(1, ball_functions.exponential(value, column), column), column)


def _gelu(value: Real, column: int) -> Real:
    return balls.times(value, ball_functions.normal_below(value, column), column)


def _gelu_derivative(value: Real, column: int) -> Real:
    slope = balls.times(value, ball_functions.normal_density(value, column), column)
    return balls.plus(ball_functions.normal_below(value, column), slope, column)


def _error_function(value: Real, column: int) -> Real:
    return balls.minus(balls.times(2, ball_functions.normal_below(_by_root_2(value), column), column), 1, column)


def _error_function_derivative(value: Real, column: int) -> Real:
    return balls.times(2, _by_root_2(ball_functions.normal_density(_by_root_2(value), column)), column)


def _by_root_2(value: Real) -> Real:
    return balls.times(_ROOT_OF_2, value, 0)


_ROOT_OF_2 = ball_functions.root(2, 0)
_SIGNS: dict[str, Callable[[Real, Real], Real]] = {
    "+": balls.plus,
    "-": balls.minus,
    "*": balls.times,
    "⊙": balls.times,
    "/": balls.over,
}
_FUNCTIONS: dict[str, Callable[[Real, int], Real]] = {
    **{name: ball_functions.FUNCTIONS[name] for name in ("sigmoid", "tanh", "exp", "log", "sqrt")},
    "sigmoid'": _sigmoid_derivative,
    "tanh'": _tanh_derivative,
    "softplus": _softplus,
    "softplus'": ball_functions.sigmoid,
    "gelu": _gelu,
    "gelu'": _gelu_derivative,
    "erf": _error_function,
    "erf'": _error_function_derivative,
    "exp'": ball_functions.exponential,
    "log'": lambda value, column: balls.over(1, value, column),
    "sqrt'": lambda value, column: balls.over(1, balls.times(2, ball_functions.root(value, column), column), column),
    "square": lambda value, column: balls.times(value, value, column),
    "square'": lambda value, column: balls.times(2, value, column),
}
