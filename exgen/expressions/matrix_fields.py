"""Matrix expressions worked out modulo the primes of a tower.

Sums, products, ratios and whole powers are those of the field; exponentials are powers of the floor's generator, their
arguments worked out on the floor below; sigmoids and hyperbolic tangents are ratios of exponentials, derivatives
follow from them, and so do those of the normal distribution. So whatever is equal is equal here, on every floor.

Of other functions (logarithms, norms, roots; exponentials on the ground) and of π nothing is known here but their name;
of an error function, which GELUs are made of, also that it is odd. What they give is ``hidden``, a number that depends
on name and argument only: expressions that are equal with these are equal whatever the functions do. A relu is its
argument times a step, an absolute value its argument times the difference of two steps; a step is a hidden number as
well, or 1 or 0, where somebody says which arguments are positive.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence as Values
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from exgen.expressions.matrix_arithmetic import MatrixArithmetic, Rows, exponent_of, is_switched, unknown
from exgen.expressions.matrix_tokens import PI
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.prime_towers import Floor


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a field has to be told.

    ``named`` gives the value of a name on a floor, or the expression that it stands for; ``hidden`` a number for a
    function of a value on a floor, always the same one; ``steps`` a 1 for every entry of an argument that is above 0
    and a 0 for others, or what stands for them (`FieldMatrices.hidden_steps`, where nothing is known).
    """

    named: Callable[[str, int], Node | Rows[int]]
    hidden: Callable[[str, int, int], int]
    steps: Callable[[Node, FieldMatrices], Rows[int]]


class Powers(NamedTuple):
    """Powers of a floor's generator by their exponents and inverses of numbers: they are the same in all its fields."""

    exponentials: dict[int, int]
    inverses: dict[int, int]


class FieldMatrices(MatrixArithmetic[int]):
    """Entries are numbers modulo the prime of a floor, not always reduced.

    Raises ``ZeroDivisionError`` where a divisor is 0, and what a `Knowledge` raises.
    """

    def __init__(self, floors: Values[Floor], knowledge: Knowledge, powers: Values[Powers] = ()) -> None:
        self.prime, self._generator = prime, _ = floors[-1]
        super().__init__(
            {
                "+": operator.add,
                "-": operator.sub,
                "*": lambda left, right: left * right % prime,
                "⊙": lambda left, right: left * right % prime,
                "/": lambda left, right: left * self._inverse(right) % prime,
            }
        )
        self.level = len(floors) - 1
        self._knowledge = knowledge
        self._floors = floors
        self._powers = powers = powers or tuple([Powers({}, {}) for _ in floors])
        self._names: dict[str, Rows[int]] = {}
        self._exponentials, self._inverses = powers[-1]

    @cached_property
    def _below(self) -> FieldMatrices | None:
        """The field in which the arguments of exponentials are worked out."""
        if not self.level:
            return None
        return FieldMatrices(self._floors[:-1], self._knowledge, self._powers[:-1])

    def reduced(self, node: Node) -> Rows[int]:
        """The value of an expression with entries from 0 to below the prime."""
        prime = self.prime
        return tuple([tuple([entry % prime for entry in row]) for row in self.value(node)])

    def named(self, node: Name) -> Rows[int]:
        value = self._names.get(node.name)
        if value is None:
            known = self._knowledge.named(node.name, self.level)
            value = known if isinstance(known, tuple) else self.reduced(known)
            self._names[node.name] = value
        return value

    def number(self, value: int | Fraction) -> int:
        if isinstance(value, int):
            return value
        return value.numerator * self._inverse(value.denominator) % self.prime

    def negative(self, entry: int) -> int:
        return -entry

    def dot(self, row: Values[int], column: Values[int]) -> int:
        products: Iterator[int] = map(operator.mul, row, column)
        return sum(products) % self.prime

    def product(self, rows: Rows[int], columns: Rows[int]) -> Rows[int]:
        prime, times = self.prime, operator.mul
        if len(columns) == 1:
            column = columns[0]
            return tuple([(sum(map(times, row, column)) % prime,) for row in rows])
        if len(rows[0]) == 1:  # a column by a row
            return tuple([tuple([row[0] * column[0] % prime for column in columns]) for row in rows])
        return tuple([tuple([sum(map(times, row, column)) % prime for column in columns]) for row in rows])

    def total(self, entries: Values[int]) -> int:
        return sum(entries)

    def norm(self, entries: Values[int]) -> int:
        return self._root(self.dot(entries, entries))

    def power(self, entry: int, exponent: int | Fraction) -> int:
        if isinstance(exponent, Fraction):
            return self._hidden(f"^{exponent}", entry)
        if exponent < 0:
            return pow(self._inverse(entry), -exponent, self.prime)
        return pow(entry, exponent, self.prime)

    def raised(self, node: Binary) -> Rows[int]:
        if isinstance(node.left, Call) and has_no_root(node):
            entries = [entry for row in self.value(node.left.arguments[0]) for entry in row]
            return ((self.power(self.dot(entries, entries), int(exponent_of(node.right)) // 2),),)
        return super().raised(node)

    def function(self, name: str, argument: Node) -> Rows[int]:
        if is_switched(name):
            return self.switched(name, argument, lambda argument: self._knowledge.steps(argument, self))
        if name in OF_AN_EXPONENTIAL:
            of_exponential = OF_AN_EXPONENTIAL[name]
            return _each(lambda entry: of_exponential(self, entry), self._exponentials_of(argument))
        if name in _OF_A_BELL:
            return _OF_A_BELL[name](self, argument)
        if name not in _OF_AN_ENTRY:
            raise unknown(name)
        of_entry = _OF_AN_ENTRY[name]
        return _each(lambda entry: of_entry(self, entry), self.value(argument))

    def hidden_steps(self, argument: Node) -> Rows[int]:
        """A number for every entry, of which nothing is known."""
        return _each(lambda entry: self._hidden("step", entry), self.value(argument))

    def _exponentials_of(self, argument: Node) -> Rows[int]:
        if self._below is None:
            return _each(lambda entry: self._hidden("exp", entry), self.value(argument))
        return _each(self._exponential, self._below.reduced(argument))

    def _exponential(self, exponent: int) -> int:
        found = self._exponentials.get(exponent)
        if found is None:
            if len(self._exponentials) >= _KEPT_AT_MOST:
                self._exponentials.clear()
            found = self._exponentials[exponent] = pow(self._generator, exponent, self.prime)
        return found

    def _hidden(self, name: str, value: int) -> int:
        return self._knowledge.hidden(name, value % self.prime, self.level) % self.prime

    def _inverse(self, entry: int) -> int:
        inverse = self._inverses.get(entry)
        if inverse is None:
            if not entry % self.prime:
                raise ZeroDivisionError
            if len(self._inverses) >= _KEPT_AT_MOST:
                self._inverses.clear()
            inverse = self._inverses[entry] = pow(entry, -1, self.prime)
        return inverse

    def _sigmoid(self, exponential: int) -> int:
        return exponential * self._inverse(1 + exponential) % self.prime

    def _sigmoid_derivative(self, exponential: int) -> int:
        value = self._sigmoid(exponential)
        return value * (1 - value) % self.prime

    def _tanh(self, exponential: int) -> int:
        square = exponential * exponential
        return (square - 1) * self._inverse(square + 1) % self.prime

    def _tanh_derivative(self, exponential: int) -> int:
        return 1 - self._tanh(exponential) ** 2 % self.prime

    def _softplus(self, exponential: int) -> int:
        return self._hidden("log", 1 + exponential)

    def _root(self, entry: int) -> int:
        return self._hidden("^1/2", entry)

    def _normal_below(self, entry: int) -> int:
        """How likely a standard normal number is below an entry; below its opposite it is 1 less that."""
        entry %= self.prime
        if not entry:
            return self._inverse(2)
        if 2 * entry > self.prime:
            return 1 - self._hidden("normal_below", self.prime - entry)
        return self._hidden("normal_below", entry)

    def _error_function(self, entry: int) -> int:
        return 2 * self._normal_below(entry * self._root(2)) - 1

    def _gelu_derivative(self, argument: Node) -> Rows[int]:
        halved = Binary("/", Binary("^", argument, Number(2)), Number(2))
        densities = self._bell(halved, self._inverse(self._root(2 * self._pi)))
        value = self.value(argument)
        return self.joined("+", _each(self._normal_below, value), self.joined("⊙", value, densities))

    def _error_function_derivative(self, argument: Node) -> Rows[int]:
        return self._bell(Binary("^", argument, Number(2)), 2 * self._inverse(self._root(self._pi)))

    def _bell(self, below: Node, height: int) -> Rows[int]:
        """Exponentials of the opposite of an expression, so many times."""
        return _each(lambda entry: entry * height % self.prime, self._exponentials_of(Unary("-", below)))

    @property
    def _pi(self) -> int:
        return self._hidden(PI, 0)

    def _itself(self, exponential: int) -> int:
        return exponential


OF_AN_EXPONENTIAL: dict[str, Callable[[FieldMatrices, int], int]] = {
    "exp": FieldMatrices._itself,
    "exp'": FieldMatrices._itself,
    "sigmoid": FieldMatrices._sigmoid,
    "sigmoid'": FieldMatrices._sigmoid_derivative,
    "tanh": FieldMatrices._tanh,
    "tanh'": FieldMatrices._tanh_derivative,
    "softplus": FieldMatrices._softplus,
    "softplus'": FieldMatrices._sigmoid,
}
"""What is worked out from e to the power of the argument."""

_OF_AN_ENTRY: dict[str, Callable[[FieldMatrices, int], int]] = {
    "log": lambda field, entry: field._hidden("log", entry),
    "log'": FieldMatrices._inverse,
    "sqrt": FieldMatrices._root,
    "sqrt'": lambda field, entry: field._inverse(2 * field._root(entry)),
    "gelu": lambda field, entry: entry * field._normal_below(entry),
    "erf": FieldMatrices._error_function,
    "square": lambda field, entry: entry * entry % field.prime,
    "square'": lambda _, entry: 2 * entry,
}
_OF_A_BELL: dict[str, Callable[[FieldMatrices, Node], Rows[int]]] = {
    "gelu'": FieldMatrices._gelu_derivative,
    "erf'": FieldMatrices._error_function_derivative,
}
HIDDEN = frozenset({"log", "norm", "sqrt", "sqrt'", "softplus", "gelu", "gelu'", "erf", "erf'"})
"""Functions of which nothing is known here but their name; steps are told apart from them."""

_NORM = Name("norm")
_KEPT_AT_MOST = 1_024


def has_no_root(power: Binary) -> bool:
    """Whether a power is one of sums of squares: an even one of a norm.

    >>> from exgen.expressions.matrix_reader import read_matrices
    >>> [has_no_root(read_matrices(text)) for text in ("norm(x)^2", "norm(x)^3", "sum(x)^2", "2 x")]
    [True, False, False, False]
    """
    if power.operator != "^" or not isinstance(power.left, Call) or power.left.function != _NORM:
        return False
    exponent = exponent_of(power.right)
    return isinstance(exponent, int) and not exponent % 2


def _each(function: Callable[[int], int], matrix: Rows[int]) -> Rows[int]:
    return tuple([tuple(map(function, row)) for row in matrix])
