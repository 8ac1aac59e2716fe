"""What a formula over the reals is worth: closures as in :mod:`~exgen.expressions.evaluation`, on balls.

Letters have exact values, and what needs no function of :mod:`~exgen.expressions.ball_functions` stays
exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence as Values
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Generic, TypeAlias, TypeVar

from exgen.errors import ExpressionError
from exgen.expressions import ball_functions, balls
from exgen.expressions.balls import Real
from exgen.expressions.functions import FUNCTIONS
from exgen.expressions.nodes import (
    Binary,
    Call,
    Comparison,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Truth,
    Unary,
    left_spine,
    walk,
)

ValueT = TypeVar("ValueT")
Condition: TypeAlias = Callable[[Values[ValueT]], bool]
Closure: TypeAlias = Callable[[Values[ValueT]], ValueT]
RealClosure: TypeAlias = Callable[[Values[Real]], Real]


@dataclass(frozen=True, slots=True)
class RealArithmetic(Generic[ValueT]):
    """What the operators, functions and constants of formulas over the reals do with one sort of number.

    ``exactly`` makes such a number of an exact one, ``sign_between`` is 1, -1 or 0; every function gets the column that
    an error names.
    """

    exactly: Callable[[int | Fraction], ValueT]
    operators: Mapping[str, Callable[[ValueT, ValueT, int], ValueT]]
    gathered: Mapping[str, Callable[[ValueT, ValueT], ValueT]]
    functions: Mapping[str, Callable[[ValueT, int], ValueT]]
    constants: Mapping[str, ValueT]
    negative: Callable[[ValueT, int], ValueT]
    sign_between: Callable[[ValueT, ValueT, int], int]


def needs_balls(node: Node) -> bool:
    """Whether a formula has a function or a constant over the reals, or an exponent that may be no whole number.

    >>> from exgen.expressions.reader import read
    >>> needs_balls(read("x^y")), needs_balls(read("x^2 + 1/x^-1"))
    (True, False)
    """
    return any(
        (isinstance(part, Call) and isinstance(part.function, Name) and part.function.name not in FUNCTIONS)
        or (isinstance(part, Binary) and part.operator == "^" and whole_exponent(part.right) is None)
        for part in walk(node)
    )


def whole_exponent(node: Node) -> int | None:
    """The whole number that an exponent says, perhaps with a sign; None for any other.

    >>> from exgen.expressions.reader import read
    >>> whole_exponent(read("-3")), whole_exponent(read("n"))
    (-3, None)
    """
    if isinstance(node, Unary):
        inner = whole_exponent(node.operand)
        return -inner if inner is not None and node.operator == "-" else inner
    return node.value if isinstance(node, Number) and isinstance(node.value, int) else None


def compiled_reals(node: Node, letters: Values[str]) -> RealClosure:
    """A function from the values of the letters, in their order, to the value of the formula.

    Raises :class:`~exgen.errors.ExpressionError` for a formula that is no number; the function raises it with code
    ``no_real_value`` or ``division_by_zero`` where there is no value, ``not_decided`` where floats cannot tell.

    >>> from exgen.expressions.balls import Ball
    >>> from exgen.expressions.real_reader import read_real
    >>> compiled_reals(read_real("x^2 + relu(-x)"), ("x",))((3,))
    9
    >>> ball = compiled_reals(read_real("ln(e^x)"), ("x",))((3,))
    >>> isinstance(ball, Ball) and not balls.are_apart(ball, 3) and ball.radius < 1 / 10**14
    True
    """
    return compiled_over(BALLS, node, letters)


def compiled_over(arithmetic: RealArithmetic[ValueT], node: Node, letters: Values[str]) -> Closure[ValueT]:
    """As `compiled_reals`, with numbers of any sort."""
    closure = _Closures(arithmetic, tuple(letters)).closure(node)

    def value_at(values: Values[ValueT]) -> ValueT:
        try:
            return closure(values)
        except (ArithmeticError, ValueError):  # a float too large
            raise balls.not_decided() from None

    return value_at


class _Closures(Generic[ValueT]):
    """Makes the closures of a formula; ``letters`` says which place each name has among the values."""

    def __init__(self, arithmetic: RealArithmetic[ValueT], letters: tuple[str, ...]) -> None:
        self._arithmetic, self._letters = arithmetic, letters

    def closure(self, node: Node) -> Closure[ValueT]:
        match node:
            case Number():
                value = self._arithmetic.exactly(node.value)
                return lambda _: value
            case Name():
                return self._name(node)
            case Unary():
                operand, negative, column = self.closure(node.operand), self._arithmetic.negative, node.column
                return operand if node.operator == "+" else lambda values: negative(operand(values), column)
            case Binary():
                return self._chain(node)
            case Call(function=Name(name=name)):
                return self._call(node, name)
        raise ExpressionError("not_a_number", "a formula for a number is asked", node.column)

    def _name(self, node: Name) -> Closure[ValueT]:
        if node.name not in self._letters:
            raise ExpressionError("unknown_name", f'unknown name "{node.name}"', node.column)
        place = self._letters.index(node.name)
        return lambda values: values[place]

    def _chain(self, node: Binary) -> Closure[ValueT]:
        """In a loop: a chain may be longer than Python recurses."""
        if node.operator == "^" and node.left == _E:
            exponent, exponential = self.closure(node.right), self._arithmetic.functions["exp"]
            return lambda values: exponential(exponent(values), 0)
        first, chain = left_spine(node)
        if (link := chain[0]).operator == "^" and first == _E:
            begun = self.closure(Binary("^", first, link.right, column=link.column))
            chain = chain[1:]
        else:
            begun = self.closure(first)
        operators = self._arithmetic.operators
        links = [(operators[link.operator], self.closure(link.right), link.column) for link in chain]

        def worked_out(values: Values[ValueT]) -> ValueT:
            value = begun(values)
            for work_out, operand, column in links:
                value = work_out(value, operand(values), column)
            return value

        return worked_out

    def _call(self, node: Call, name: str) -> Closure[ValueT]:
        column = node.column
        arithmetic = self._arithmetic
        if name in arithmetic.constants:
            constant = arithmetic.constants[name]
            return lambda _: constant
        if name == "where":
            condition = self._condition(node.arguments[0])
            then, otherwise = map(self.closure, node.arguments[1:])
            return lambda values: (then if condition(values) else otherwise)(values)
        if name in arithmetic.gathered:
            gathered, members = arithmetic.gathered[name], node.arguments
            if len(members) == 1 and isinstance(members[0], Sequence):
                members = members[0].items
            elif name in ("sum", "product"):
                raise ExpressionError("not_a_list", "a list such as (3, 16) is needed here", column)
            if not members:
                raise ExpressionError("empty", "an empty list is no number", column)
            closures = [self.closure(member) for member in members]
            return lambda values: reduce(gathered, [closure(values) for closure in closures])
        if name not in arithmetic.functions:
            raise ExpressionError("not_a_number", f"{name} cannot be used here", column)
        function, argument = arithmetic.functions[name], self.closure(node.arguments[0])
        return lambda values: function(argument(values), column)

    def _condition(self, node: Node) -> Condition[ValueT]:
        match node:
            case Truth():
                value = node.value
                return lambda _: value
            case Logical():
                operands = [self._condition(operand) for operand in node.operands]
                if node.operator == "not":
                    return lambda values: not operands[0](values)
                gathered = all if node.operator == "and" else any
                return lambda values: gathered(operand(values) for operand in operands)
            case Comparison() if all(sign in _COMPARED for sign, _ in node.rest):
                first, column = self.closure(node.first), node.column
                rest = [(_COMPARED[sign], self.closure(operand)) for sign, operand in node.rest]
                sign_between = self._arithmetic.sign_between
                return lambda values: _is_ordered(first(values), rest, values, sign_between, column)
        raise ExpressionError("not_a_truth_value", "a condition such as x > 0 is needed here", node.column)


def _is_ordered(
    left: ValueT,
    rest: list[tuple[frozenset[int], Closure[ValueT]]],
    values: Values[ValueT],
    sign_between: Callable[[ValueT, ValueT, int], int],
    column: int,
) -> bool:
    for signs, closure in rest:
        right = closure(values)
        if sign_between(left, right, column) not in signs:
            return False
        left = right
    return True


def _floor_over(left: Real, right: Real, column: int) -> Real:
    return balls.floor(balls.over(left, right, column), column)


def _remainder(left: Real, right: Real, column: int) -> Real:
    return balls.minus(left, balls.times(right, _floor_over(left, right, column), column), column)


_E = Call(Name("e"), ())

_OPERATORS: dict[str, Callable[[Real, Real, int], Real]] = {
    "+": balls.plus,
    "-": balls.minus,
    "*": balls.times,
    "/": balls.over,
    "//": _floor_over,
    "%": _remainder,
    "^": ball_functions.power,
}
_GATHERED: dict[str, Callable[[Real, Real], Real]] = {
    "min": balls.smaller,
    "max": balls.larger,
    "sum": lambda left, right: balls.plus(left, right, 0),
    "product": lambda left, right: balls.times(left, right, 0),
}
_FUNCTIONS: dict[str, Callable[[Real, int], Real]] = {
    **ball_functions.FUNCTIONS,
    "floor": balls.floor,
    "ceil": balls.ceiling,
    "abs": balls.absolute,
}
_COMPARED: dict[str, frozenset[int]] = {
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": frozenset({1}),
    ">=": frozenset({0, 1}),
    "==": frozenset({0}),
    "!=": frozenset({-1, 1}),
}

BALLS: RealArithmetic[Real] = RealArithmetic(
    exactly=lambda value: value,
    operators=_OPERATORS,
    gathered=_GATHERED,
    functions=_FUNCTIONS,
    constants=ball_functions.CONSTANTS,
    negative=balls.negative,
    sign_between=balls.sign_between,
)
