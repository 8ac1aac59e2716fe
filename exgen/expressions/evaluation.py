"""What a formula is worth: a tree of closures over the letters' values, exact and checked.

``evaluate`` makes the closures and runs them once. ``compiled`` keeps them, and where a formula over whole
numbers stays among whole numbers (rules, constraints) runs the bare ones of
:mod:`~exgen.expressions.bare_closures` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence as Values
from typing import TypeAlias

from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions.arithmetic import (
    COMPARISONS,
    OPERATORS,
    SIGNS,
    ceil_over,
    described,
    exact_value,
    floor_over,
    truth,
)
from exgen.expressions.bare_closures import bare_closure
from exgen.expressions.functions import FUNCTIONS, check_arguments
from exgen.expressions.nodes import (
    Attribute,
    Binary,
    Call,
    Comparison,
    Index,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Text,
    Truth,
    Unary,
    Value,
    left_spine,
)
from exgen.expressions.substitution import names_in

Closure: TypeAlias = Callable[[Values[Value]], Value]


def evaluate(node: Node, names: Mapping[str, Value]) -> Value:
    """The exact value of a formula where its names have these values.

    Numbers are ints, or Fractions where they are not whole; conditions are bools, sequences tuples. Only the
    chosen branch of ``where`` and the needed operands of ``and`` and ``or`` are worked out, but every name
    must be there.

    Raises :class:`~exgen.errors.ExpressionError` (``unknown_name``, ``division_by_zero``, ``not_a_number``,
    ``not_a_truth_value``, ``not_a_list``, ``not_a_whole_exponent``, ``index_out_of_range``, ``empty``,
    ``not_exact``, ``not_a_value`` for parts such as ``network.layers``) and
    :class:`~exgen.errors.BudgetError` (``power_too_large``, ``result_too_large``).

    >>> from exgen.expressions.reader import read
    >>> evaluate(read("(32*7*7 + 1)*64"), {})
    100416
    >>> evaluate(read("2H / 4"), {"H": 7})
    Fraction(7, 2)
    >>> evaluate(read("shape[-1] in (3, 4)"), {"shape": (3, 5)})
    False
    >>> evaluate(read("H + w"), {"H": 7, "W": 3})
    Traceback (most recent call last):
    ...
    exgen.errors.ExpressionError: unknown name "w": did you mean "W"? (column 5)
    """
    closure = _Closures(tuple(names)).closure(node)
    used = names_in(node)
    return closure([exact_value(value) if name in used else 0 for name, value in names.items()])


def compiled(node: Node, letters: Values[str]) -> Callable[[Values[Value]], Value]:
    """A function from the values of the letters, in their order, to the value of the formula.

    The same results and errors as :func:`evaluate`, made once and then fast (under a microsecond for the rule
    of the output size). Of a formula that stays among whole numbers only powers are held to the budget of
    bits.

    >>> from exgen.expressions.reader import read
    >>> size = compiled(read("floor((H + 2P - K) / S) + 1"), ("H", "K", "S", "P"))
    >>> size((78, 5, 3, 2)), size((84, 5, 3, 2))
    (26, 28)
    """
    checked = _Closures(tuple(letters)).closure(node)
    bare = bare_closure(node, letters)

    def over_any_values(values: Values[Value]) -> Value:
        return checked([exact_value(value) for value in values])

    if bare is None:
        return over_any_values

    def over_whole_numbers(values: Values[Value]) -> Value:
        for value in values:
            if value.__class__ is not int:
                return over_any_values(values)
        try:
            return bare(values)  # type: ignore[arg-type]  # the loop above saw that all of them are int
        except ArithmeticError:
            return checked(values)  # which says what went wrong, and where

    return over_whole_numbers


class _Closures:
    """Makes the closures of a formula; ``letters`` says which place each name has among the values."""

    def __init__(self, letters: tuple[str, ...]) -> None:
        self._letters = letters

    def closure(self, node: Node) -> Closure:
        match node:
            case Number() | Text() | Truth():
                return _constant(node.value)
            case Name():
                return self._name(node)
            case Unary():
                return self._sign(node)
            case Binary():
                return self._chain(node)
            case Comparison():
                return self._comparison(node)
            case Logical():
                return self._logical(node)
            case Call():
                return self._call(node)
            case Index():
                return self._index(node)
            case Sequence():
                items = [self.closure(item) for item in node.items]
                return lambda values: tuple([item(values) for item in items])
        raise _no_value(node)

    def _name(self, node: Name) -> Closure:
        if node.name not in self._letters:
            allowed = did_you_mean(node.name, [*self._letters, *FUNCTIONS])
            raise ExpressionError("unknown_name", f'unknown name "{node.name}": {allowed}', node.column)
        place = self._letters.index(node.name)
        return lambda values: values[place]

    def _sign(self, node: Unary) -> Closure:
        operand, sign, column = self.closure(node.operand), SIGNS[node.operator], node.column
        return lambda values: sign(operand(values), column)

    def _chain(self, node: Binary) -> Closure:
        """The closure of ``a + b - c``, made and run in a loop: a chain may be longer than Python recurses."""
        first, chain = left_spine(node)
        begun = self.closure(first)
        links = [(OPERATORS[link.operator], self.closure(link.right), link.column) for link in chain]
        if len(links) == 1:
            return _binary(begun, *links[0])

        def worked_out(values: Values[Value]) -> Value:
            value = begun(values)
            for work_out, operand, column in links:
                value = work_out(value, operand(values), column)
            return value

        return worked_out

    def _comparison(self, node: Comparison) -> Closure:
        first = self.closure(node.first)
        rest = [(COMPARISONS[operator], self.closure(operand)) for operator, operand in node.rest]
        column = node.column

        def is_ordered(values: Values[Value]) -> bool:
            left = first(values)
            for compare, operand in rest:
                right = operand(values)
                if not compare(left, right, column):
                    return False
                left = right
            return True

        return is_ordered

    def _logical(self, node: Logical) -> Closure:
        operands = [self.closure(operand) for operand in node.operands]
        column = node.column
        if node.operator == "not":
            return lambda values: not truth(operands[0](values), column)
        if node.operator == "and":
            return lambda values: all(truth(operand(values), column) for operand in operands)
        return lambda values: any(truth(operand(values), column) for operand in operands)

    def _call(self, node: Call) -> Closure:
        if not isinstance(node.function, Name):
            raise _no_value(node.function)
        name, column = node.function.name, node.column
        if name not in FUNCTIONS:
            raise ExpressionError(
                "unknown_function", f'"{name}" is no function: {did_you_mean(name, FUNCTIONS)}', column
            )
        check_arguments(name, len(node.arguments), column)
        if name in ("floor", "ceil") and isinstance(ratio := node.arguments[0], Binary) and ratio.operator == "/":
            return self._rounded_ratio(name, ratio)
        arguments = [self.closure(argument) for argument in node.arguments]
        if name == "where":
            condition, then, otherwise = arguments
            return lambda values: (then if truth(condition(values), column) else otherwise)(values)
        function = FUNCTIONS[name].value
        return lambda values: function(tuple([argument(values) for argument in arguments]), column)

    def _rounded_ratio(self, name: str, ratio: Binary) -> Closure:
        """``floor(a / b)`` without making the fraction."""
        above, below = self.closure(ratio.left), self.closure(ratio.right)
        divide, column = (floor_over if name == "floor" else ceil_over), ratio.column
        return lambda values: divide(above(values), below(values), column)

    def _index(self, node: Index) -> Closure:
        value, index, column = self.closure(node.value), self.closure(node.index), node.column
        return lambda values: _member(value(values), index(values), column)


def _constant(value: Value) -> Closure:
    return lambda _values: value


def _binary(left: Closure, work_out: Callable[[Value, Value, int], Value], right: Closure, column: int) -> Closure:
    return lambda values: work_out(left(values), right(values), column)


def _member(value: Value, index: Value, column: int) -> Value:
    """value[index]."""
    if not isinstance(value, tuple):
        raise ExpressionError("not_a_list", f"only a list has members, not {described(value)}", column)
    if index.__class__ is not int:
        raise ExpressionError("not_an_index", f"an index is a whole number, not {described(index)}", column)
    if not -len(value) <= index < len(value):
        raise ExpressionError(
            "index_out_of_range",
            f"there is no member {index} in a list of {len(value)}; the first is 0",
            column,
        )
    return value[index]


def _no_value(node: Node) -> ExpressionError:
    shown = f'".{node.name}"' if isinstance(node, Attribute) else "what is called here"
    return ExpressionError(
        "not_a_value", f"{shown} has no value here: only names, numbers and functions have", node.column
    )
