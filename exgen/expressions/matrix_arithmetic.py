"""What matrix expressions are worth, whatever their entries are: floats, numbers modulo a prime, or balls.

A matrix is a tuple of its rows. Whether shapes fit is what `exgen.expressions.matrix_shapes` says; here they must.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence as Values
from fractions import Fraction
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

from exgen.errors import ExpressionError
from exgen.expressions.matrix_functions import slope_of
from exgen.expressions.matrix_window_values import windowed_value
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
        self._of_names: dict[tuple[str, str], Rows[EntryT]] = {}
        self._kept: dict[tuple[int, tuple[int, ...]], tuple[Node, list[Rows[EntryT]]]] = {}

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
        """The value of a matrix expression; that of a function of a name is kept, as it comes again and again."""
        if isinstance(node, Name):
            return self.named(node)
        if isinstance(node, Binary):
            if node.operator == "^":
                return self.raised(node)
            return self.joined(node.operator, self.value(node.left), self.value(node.right))
        if isinstance(node, Number):
            return ((self.number(node.value),),)
        if isinstance(node, Call) and isinstance(node.function, Name):
            if len(node.arguments) != 1:
                return windowed_value(self, node)
            name, argument = node.function.name, node.arguments[0]
            if not isinstance(argument, Name):
                return self._called(name, argument)
            value = self._of_names.get((name, argument.name))
            if value is None:
                value = self._of_names[name, argument.name] = self._called(name, argument)
            return value
        if isinstance(node, Unary):
            negative = self.negative
            return tuple([tuple(map(negative, row)) for row in self.value(node.operand)])
        raise ExpressionError("not_a_value", "this is no matrix expression", node.column)

    def kept_parts(
        self, node: Node, how: tuple[int, ...], parts: Callable[[Rows[EntryT]], list[Rows[EntryT]]]
    ) -> list[Rows[EntryT]]:
        """The parts of a node's value, made as ``how`` says: the first is asked for, and at once the others."""
        found = self._kept.get((id(node), how))
        if found is None:
            if len(self._kept) >= _KEPT_AT_MOST:
                self._kept.clear()
            found = node, parts(self.value(node))  # it holds the node, whose id so stays its own
            self._kept[id(node), how] = found
        return found[1]

    def _called(self, name: str, argument: Node) -> Rows[EntryT]:
        if name == "transpose":
            return tuple(zip(*self.value(argument), strict=True))
        if name == "softmax":
            return self.softmax(argument)
        if name not in OF_ALL_ENTRIES:
            return self.function(name, argument)
        return OF_ALL_ENTRIES[name](self, self.value(argument))

    def softmax(self, argument: Node) -> Rows[EntryT]:
        """The exponentials of a column, or of every row, over their sum."""
        exponentials = self.function("exp", argument)
        if len(exponentials[0]) == 1:
            return tuple(zip(*self._shares(tuple(zip(*exponentials, strict=True))), strict=True))
        return self._shares(exponentials)

    def _shares(self, rows: Rows[EntryT]) -> Rows[EntryT]:
        over = self._signs["/"]
        return tuple(
            [
                tuple([over(entry, total) for entry in row])
                for row, total in zip(rows, map(self.total, rows), strict=True)
            ]
        )

    def mean(self, entries: Values[EntryT]) -> EntryT:
        """The sum of entries over how many there are."""
        return self._signs["*"](self.total(entries), self.number(Fraction(1, len(entries))))

    def switched(self, name: str, argument: Node, steps: Callable[[Node], Rows[EntryT]]) -> Rows[EntryT]:
        """A function made of straight lines; ``steps`` has a 1 for every entry that is above 0, else a 0.

        Which entries are below 0 is told by those of the opposite that are above it, so that nothing is said at 0.
        """
        if name in ("step'", "sign'"):
            return self.joined("⊙", self.value(argument), ((self.number(0),),))
        slopes = steps(argument)
        if (slope := slope_of(name)) is not None:
            slopes = self.sloped(slopes, slope)
        elif name in ("abs", "abs'", "sign"):
            slopes = self.joined("-", slopes, steps(Unary("-", argument)))
        is_slope = name.endswith("'") or name in ("step", "sign")
        return slopes if is_slope else self.joined("⊙", self.value(argument), slopes)

    def sloped(self, steps: Rows[EntryT], slope: Fraction) -> Rows[EntryT]:
        """A slope for every 0 of some steps, 1 for every 1."""
        return self.joined("+", self.joined("⊙", steps, ((self.number(1 - slope),),)), ((self.number(slope),),))

    def joined(self, sign: str, left: Rows[EntryT], right: Rows[EntryT]) -> Rows[EntryT]:
        """A product of matrices, or entry by entry; one entry stands for a matrix of it."""
        if sign == "*" and len(left[0]) == len(right):
            return self.product(left, tuple(zip(*right)))  # noqa: B905 - rows are as long as each other
        join = self._signs[sign]
        rows, width = len(right), len(right[0])
        if len(left) == rows and len(left[0]) == width:
            if width == 1:
                return tuple([(join(ours[0], theirs[0]),) for ours, theirs in zip(left, right)])  # noqa: B905 - as above
            return tuple([tuple(map(join, ours, theirs)) for ours, theirs in zip(left, right)])  # noqa: B905 - as above
        if rows == width == 1:
            one = right[0][0]
            return tuple([tuple([join(entry, one) for entry in row]) for row in left])
        one = left[0][0]
        return tuple([tuple([join(one, entry) for entry in row]) for row in right])

    def product(self, rows: Rows[EntryT], columns: Rows[EntryT]) -> Rows[EntryT]:
        """A product of matrices, of the second its columns."""
        dot = self.dot
        return tuple([tuple([dot(row, column) for column in columns]) for row in rows])

    def raised(self, node: Binary) -> Rows[EntryT]:
        """The value of a power, entry by entry."""
        exponent, base, power = exponent_of(node.right), self.value(node.left), self.power
        return tuple([tuple([power(entry, exponent) for entry in row]) for row in base])


@lru_cache(maxsize=256)
def is_switched(name: str) -> bool:
    """Whether a function is made of straight lines: what it gives depends on which entries are above 0."""
    return name in _SWITCHED or slope_of(name) is not None


def _flat(value: Rows[EntryT]) -> list[EntryT]:
    return [entry for row in value for entry in row]


def _diagonal(arithmetic: MatrixArithmetic[EntryT], value: Rows[EntryT]) -> Rows[EntryT]:
    entries, zero = _flat(value), (arithmetic.number(0),)
    count = len(entries)
    return tuple([zero * place + (entry,) + zero * (count - 1 - place) for place, entry in enumerate(entries)])


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


_KEPT_AT_MOST = 32
SWITCHED_WINDOWS = frozenset({"maxpool", "maxunpool"})
"""Functions that windows move over and that compare their entries: what they give depends on which is larger."""
_SWITCHED = frozenset({"relu", "relu'", "step", "step'", "abs", "abs'", "sign", "sign'"})
OF_ALL_ENTRIES: dict[str, Callable[[MatrixArithmetic[Any], Rows[Any]], Rows[Any]]] = {
    "norm": lambda arithmetic, value: ((arithmetic.norm(_flat(value)),),),
    "sum": lambda arithmetic, value: ((arithmetic.total(_flat(value)),),),
    "mean": lambda arithmetic, value: ((arithmetic.mean(_flat(value)),),),
    "row_sums": lambda arithmetic, value: tuple([(arithmetic.total(row),) for row in value]),
    "column_sums": lambda arithmetic, value: (tuple(map(arithmetic.total, zip(*value, strict=True))),),
    "row_means": lambda arithmetic, value: tuple([(arithmetic.mean(row),) for row in value]),
    "column_means": lambda arithmetic, value: (tuple(map(arithmetic.mean, zip(*value, strict=True))),),
    "trace": lambda arithmetic, value: ((arithmetic.total([row[place] for place, row in enumerate(value)]),),),
    "diag": _diagonal,
    "flip": lambda _, value: tuple([row[::-1] for row in value[::-1]]),
    "ones_like": lambda arithmetic, value: ((arithmetic.number(1),) * len(value[0]),) * len(value),
}
"""The functions of a matrix that are more than a change of every entry."""
