"""What matrix expressions are worth, whatever their entries are: floats, numbers modulo a prime, or balls.

A matrix is a tuple of its rows. Whether shapes fit is what `exgen.expressions.matrix_shapes` says; here they must.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence as Values
from fractions import Fraction
from typing import Generic, TypeAlias, TypeVar

from exgen.errors import ExpressionError
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Unary

EntryT = TypeVar("EntryT")
Rows: TypeAlias = "tuple[tuple[EntryT, ...], ...]"


class MatrixArithmetic(ABC, Generic[EntryT]):
    """Works out matrix expressions; a subclass knows what is done to their entries.

    ``signs`` are what ``+ - * ⊙ /`` do to two entries.
    Whatever it raises where there is no value comes out of `value`.
    """

    def __init__(self, signs: Mapping[str, Callable[[EntryT, EntryT], EntryT]]) -> None:
        self._signs = signs

    @abstractmethod
    def named(self, node: Name) -> Rows[EntryT]:
        """The value of a name."""

    @abstractmethod
    def number(self, value: int | Fraction) -> EntryT:
        """A number as an entry."""

    @abstractmethod
    def negative(self, entry: EntryT) -> EntryT:
        """The entry with the other sign."""

    @abstractmethod
    def dot(self, row: Values[EntryT], column: Values[EntryT]) -> EntryT:
        """The sum of the products of two rows of entries."""

    @abstractmethod
    def total(self, entries: Values[EntryT]) -> EntryT:
        """The sum of entries."""

    @abstractmethod
    def norm(self, entries: Values[EntryT]) -> EntryT:
        """The root of the sum of squares."""

    @abstractmethod
    def power(self, entry: EntryT, exponent: int | Fraction) -> EntryT:
        """An entry to a power."""

    @abstractmethod
    def function(self, name: str, argument: Node) -> Rows[EntryT]:
        """The value of a function that works entry by entry; `unknown` for any that is none."""

    def value(self, node: Node) -> Rows[EntryT]:
        """The value of a matrix expression."""
        if isinstance(node, Name):
            return self.named(node)
        if isinstance(node, Binary):
            if node.operator == "^":
                return self.raised(node)
            return self.joined(node.operator, self.value(node.left), self.value(node.right))
        if isinstance(node, Call) and isinstance(node.function, Name) and len(node.arguments) == 1:
            return self._called(node.function.name, node.arguments[0])
        if isinstance(node, Number):
            return ((self.number(node.value),),)
        if isinstance(node, Unary):
            negative = self.negative
            return tuple([tuple(map(negative, row)) for row in self.value(node.operand)])
        raise ExpressionError("not_a_value", "this is no matrix expression", node.column)

    def _called(self, name: str, argument: Node) -> Rows[EntryT]:
        if name == "transpose":
            return tuple(zip(*self.value(argument), strict=True))
        if name not in ("norm", "sum", "diag", "ones_like"):
            return self.function(name, argument)
        value = self.value(argument)
        if name == "ones_like":
            return ((self.number(1),) * len(value[0]),) * len(value)
        entries = [entry for row in value for entry in row]
        if name == "norm":
            return ((self.norm(entries),),)
        if name == "sum":
            return ((self.total(entries),),)
        zero = (self.number(0),)
        count = len(entries)
        return tuple([zero * place + (entry,) + zero * (count - 1 - place) for place, entry in enumerate(entries)])

    def joined(self, sign: str, left: Rows[EntryT], right: Rows[EntryT]) -> Rows[EntryT]:
        """A product of matrices, or entry by entry; one entry stands for a matrix of it."""
        if sign == "*" and len(left[0]) == len(right):
            columns, dot = tuple(zip(*right, strict=True)), self.dot
            return tuple([tuple([dot(row, column) for column in columns]) for row in left])
        join = self._signs[sign]
        if len(left) == len(right) and len(left[0]) == len(right[0]):
            return tuple([tuple(map(join, ours, theirs)) for ours, theirs in zip(left, right, strict=True)])
        if len(right) == len(right[0]) == 1:
            one = right[0][0]
            return tuple([tuple([join(entry, one) for entry in row]) for row in left])
        one = left[0][0]
        return tuple([tuple([join(one, entry) for entry in row]) for row in right])

    def raised(self, node: Binary) -> Rows[EntryT]:
        """The value of a power, entry by entry."""
        exponent, base, power = exponent_of(node.right), self.value(node.left), self.power
        return tuple([tuple([power(entry, exponent) for entry in row]) for row in base])


def exponent_of(node: Node) -> int | Fraction:
    """The number that an exponent is: a number, a ratio of two, with or without a sign.

    >>> exponent_of(Unary("-", Binary("/", Number(1), Number(2))))
    Fraction(-1, 2)
    """
    if isinstance(node, Unary):
        return -exponent_of(node.operand)
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Binary) and node.operator == "/" and (below := exponent_of(node.right)):
        ratio = Fraction(exponent_of(node.left)) / below
        return ratio.numerator if ratio.denominator == 1 else ratio
    raise ZeroDivisionError


def unknown(name: str) -> ExpressionError:
    """The error for a function that is none."""
    return ExpressionError("unknown_function", f'"{name}" is no function of matrices')
