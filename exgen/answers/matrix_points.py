"""Points at which matrix expressions are compared: the same for ever for the same setting, on every machine.

A point says how many rows and columns every size stands for, and gives every free name a matrix twice: modulo the
primes of a tower (`exgen.expressions.matrix_fields`), where entries are any numbers, and over the reals, where they
are between -1 and 1 (further points have larger and smaller ones), so that sigmoids are seldom saturated: of both
signs, all positive, or all negative, by turns. A forward pass in floats is refused where one is.

What a relu is, is said in one of three ways. ``HIDDEN``: its argument times a number of which nothing is known but the
argument. ``REAL``: the reals say which entries of its argument are positive; what differs then differs. ``CHOSEN``:
which entries are positive is thrown with a coin, one for all arguments that are multiples of each other (opposite
sides for opposite signs), and for ``tanh(z)`` the one of z; what is equal however the coins fall is equal, since the
reals are one of these cases.
"""

from __future__ import annotations

from collections.abc import Sequence as Values
from enum import Enum, StrEnum
from fractions import Fraction
from functools import cached_property, partial
from typing import TypeAlias

from exgen.answers.matrix_point_numbers import PASSES, REDRAWN_POINTS, SCALES, below_2_to_61, floors_of, sizes_at
from exgen.answers.matrix_positive import is_positive, may_be_zero, names_with_steps, with_same_signs
from exgen.answers.matrix_settings import MatrixSetting
from exgen.answers.points import Stream
from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Name, Node
from exgen.expressions.ball_functions import CONSTANTS
from exgen.expressions.balls import Ball, Real, ball, not_decided, sign_between
from exgen.expressions.matrices import Matrix
from exgen.expressions.matrix_arithmetic import Rows
from exgen.expressions.matrix_balls import BallMatrices
from exgen.expressions.matrix_fields import FieldMatrices, Knowledge, Powers
from exgen.expressions.matrix_tokens import PI, is_ones
from exgen.expressions.matrix_values import FloatMatrices
from exgen.expressions.prime_field import inverses

_KEPT_AT_MOST = 1_024
_TAKEN_AT_MOST = 32
_PARTS = 2**10  # entries over the reals are so many parts of 1, times a scale: exact as floats
_TOWERS = 2
_SIGNS = ("both", "positive", "negative")


class Gap(Enum):
    """Why an expression has no value at a point."""

    UNDEFINED = "undefined"
    UNDECIDED = "undecided"


class Relu(StrEnum):
    """Who says where the argument of a relu is positive."""

    HIDDEN = "hidden"
    REAL = "real"
    CHOSEN = "chosen"


Sides: TypeAlias = "dict[Node, frozenset[int]]"
"""For arguments of relus, steps and the like: 1 if an entry was positive, 0 if one was not."""


class MatrixPoint:
    """A point of a setting, by its number."""

    def __init__(self, setting: MatrixSetting, number: int) -> None:
        self._setting = setting
        self._lines = dict(setting.lines)
        self._stepped = names_with_steps(setting.lines)
        shapes = "/".join(f"{name} {rows} {columns}" for name, (rows, columns) in setting.free)
        self._seed = f"{shapes}/{number}"
        self._signs = _SIGNS[number % len(_SIGNS)] if number in PASSES else "both"
        self._is_redrawn = number in REDRAWN_POINTS
        self._part = float(SCALES.get(number, Fraction(1)) / _PARTS)
        self._sizes = sizes_at(setting, number)
        self._floors = floors_of(f"{shapes}/{number % _TOWERS}")
        self._drawn: dict[tuple[str, int, int], int] = {}
        self._entries: dict[tuple[str, int, str], Rows[int]] = {}
        self._real_entries: dict[str, Rows[Real]] = {}
        self._taken: dict[int, tuple[Node, Rows[int]]] = {}
        self._with_sides: dict[tuple[str, Relu], tuple[Rows[Real] | Gap, Sides]] = {}
        self._reals = BallMatrices(self._real)
        self._floats = FloatMatrices(self._float)
        self._lively = FloatMatrices(self._float, is_lively=True)
        self._fields: dict[Relu, FieldMatrices] = {}
        self._powers = tuple([Powers({}, {}) for _ in self._floors])

    def field_value(self, node: Node, relu: Relu) -> Rows[int] | Gap:
        """The value modulo the largest prime."""
        try:
            return self._field(relu).reduced(node)
        except ZeroDivisionError:
            return Gap.UNDEFINED
        except (ExpressionError, ArithmeticError, ValueError) as error:
            return _gap(error)

    def real_value(self, node: Node) -> Rows[Real] | Gap:
        """The value over the reals."""
        try:
            return self._reals.value(node)
        except (ExpressionError, ArithmeticError, ValueError) as error:
            return _gap(error)

    def with_sides(self, node: Node, relu: Relu) -> tuple[Rows[Real] | Gap, Sides]:
        """The value over the reals and what was positive in it: as it is (``REAL``), or by coins (``CHOSEN``)."""
        sides: Sides = {}

        def positive(argument: Node) -> Rows[int]:
            taken = self._chosen(argument) if relu is Relu.CHOSEN else self._signs_of(argument)
            sides[argument] = sides.get(argument, frozenset()).union(*taken)
            return taken

        def named(name: str) -> Node | Rows[Real]:
            if name not in self._stepped:
                return self._reals.named(Name(name))
            if (name, relu) not in self._with_sides:  # the same for all who speak of it
                self._with_sides[name, relu] = self.with_sides(self._lines[name], relu)
            value, inner = self._with_sides[name, relu]
            for argument, taken in inner.items():
                sides[argument] = sides.get(argument, frozenset()) | taken
            return self._lines[name] if isinstance(value, Gap) else value  # so that it has none here either

        try:
            return BallMatrices(named, positive).value(node), sides
        except (ExpressionError, ArithmeticError, ValueError) as error:
            return _gap(error), sides

    def multiples(self, argument: Node) -> frozenset[int] | Gap:
        """What the arguments of relus have in common that are multiples of each other, entry by entry."""
        argument = with_same_signs(argument, self._lines)
        try:
            here, elsewhere = self._field(Relu.CHOSEN).reduced(argument), self._elsewhere.reduced(argument)
            return frozenset(self._ratios(_flat(here), _flat(elsewhere)))
        except (ExpressionError, ArithmeticError, ValueError) as error:
            return _gap(error)

    def float_entries(self, node: Node, *, is_lively: bool) -> list[float] | None:
        """The entries of the value in float64, row by row: a forward pass.

        None where there is no value, or, if ``is_lively``, something saturates.
        """
        try:
            value = (self._lively if is_lively else self._floats).finite_value(node)
        except ExpressionError:
            return None
        return [entry for row in value for entry in row]

    def _field(self, relu: Relu) -> FieldMatrices:
        """The field in which a relu is said to be that; most points need one of them only."""
        field = self._fields.get(relu)
        if field is None:
            positive = {Relu.HIDDEN: None, Relu.REAL: self._positive, Relu.CHOSEN: self._chosen}[relu]
            knowledge = Knowledge(self._named, self._hidden, positive)
            field = self._fields[relu] = FieldMatrices(self._floors, knowledge, self._powers)
        return field

    def _named(self, name: str, level: int, draw: str = "") -> Node | Rows[int]:
        """What a name stands for modulo the prime of a level."""
        if name in self._lines:
            return self._lines[name]
        if is_ones(name):
            return self._full(name, 1)
        if name in self._setting.counts:
            return self._full(name, self._sizes[self._setting.counts[name]])
        entries = self._entries.get((name, level, draw))
        if entries is None:
            rows, columns = self._shape(name)
            stream = Stream(f"{self._seed}/{name}/{level}{draw}")
            entries = tuple([tuple([below_2_to_61(stream) for _ in range(columns)]) for _ in range(rows)])
            self._entries[name, level, draw] = entries
        return entries

    def _hidden(self, name: str, value: int, level: int) -> int:
        """A number for a function of a value."""
        if (name, value, level) not in self._drawn:
            if len(self._drawn) >= _KEPT_AT_MOST:
                self._drawn.clear()
            self._drawn[name, value, level] = below_2_to_61(Stream(f"{self._seed}/{name}({value})/{level}"))
        return self._drawn[name, value, level]

    def _positive(self, argument: Node, field: FieldMatrices) -> Rows[int]:
        """Which entries are positive; one that may be 0 over the reals, and is 0 modulo a prime, is 0."""
        entries = self._reals.value(argument)
        if not any(may_be_zero(entry) for row in entries for entry in row):
            return tuple([tuple(map(is_positive, row)) for row in entries])
        zero = field.reduced(argument)
        return tuple([tuple(map(_settled, row, others)) for row, others in zip(entries, zero, strict=True)])

    @cached_property
    def _elsewhere(self) -> FieldMatrices:
        """The field with other values for the names: a ratio to the values here is that of no multiple but itself."""
        named = partial(self._named, draw="/elsewhere")
        return FieldMatrices(self._floors, Knowledge(named, self._hidden, self._chosen), self._powers)

    @cached_property
    def _chosen_reals(self) -> BallMatrices:
        return BallMatrices(self._real, self._chosen)

    def _chosen(self, argument: Node, _field: FieldMatrices | None = None) -> Rows[int]:
        """Which entries are taken for positive; an argument comes again where it stands inside another one."""
        found = self._taken.get(id(argument))
        if found is None:
            if len(self._taken) >= _TAKEN_AT_MOST:
                self._taken.clear()
            found = self._taken[id(argument)] = argument, self._thrown(argument)
        return found[1]

    def _thrown(self, argument: Node) -> Rows[int]:
        """The coins that are thrown for the entries of an argument."""
        argument = with_same_signs(argument, self._lines)
        here, elsewhere = self._field(Relu.CHOSEN).reduced(argument), self._elsewhere.reduced(argument)
        reals = self._chosen_reals.value(argument)
        entries = [entry for rows in zip(here, elsewhere, reals, strict=True) for entry in zip(*rows, strict=True)]
        if any((one or other) and (not other or may_be_zero(real)) for one, other, real in entries):
            raise not_decided()
        ratios = self._ratios(_flat(here), [other or 1 for _, other, _ in entries])
        coins = [
            int(self._hidden("coin", ratio, 0) % 2 == is_positive(real)) if other else 0
            for ratio, (_, other, real) in zip(ratios, entries, strict=True)
        ]
        width = len(here[0])
        return tuple([tuple(coins[start : start + width]) for start in range(0, len(coins), width)])

    def _ratios(self, here: Values[int], elsewhere: Values[int]) -> list[int]:
        """What entries have in common with their multiples."""
        prime = self._floors[-1].prime
        return [one * inverse % prime for one, inverse in zip(here, inverses(elsewhere, prime), strict=True)]

    def _signs_of(self, argument: Node) -> Rows[int]:
        value = self._reals.value(argument)
        return tuple([tuple([int(sign_between(entry, 0, 0) > 0) for entry in row]) for row in value])

    def _real(self, name: str) -> Node | Rows[Real]:
        if name in self._lines:
            return self._lines[name]
        if is_ones(name):
            return self._full(name, 1)
        if name in self._setting.counts:
            return self._full(name, self._sizes[self._setting.counts[name]])
        entries = self._real_entries.get(name)
        if entries is None and name == PI and PI not in self._setting.names:
            entries = self._real_entries[name] = ((CONSTANTS["pi"],),)
        if entries is None:
            rows, columns = self._shape(name)
            stream = Stream(f"{self._seed}/{name}")
            signs = _SIGNS[Stream(f"{self._seed}/{name}/signs").draw(0, 2)] if self._is_redrawn else self._signs
            entries = tuple([tuple([self._entry(stream, signs) for _ in range(columns)]) for _ in range(rows)])
            self._real_entries[name] = entries
        return entries

    def _float(self, name: str) -> Node | Matrix:
        known = self._real(name)
        return (
            tuple([tuple([ball(entry).middle for entry in row]) for row in known])
            if isinstance(known, tuple)
            else known
        )

    def _entry(self, stream: Stream, signs: str) -> Real:
        size = stream.draw(1, _PARTS) * self._part
        is_negative = signs == "negative" or (signs == "both" and stream.draw(0, 1) == 1)
        return Ball(-size if is_negative else size, 0)

    def _shape(self, name: str) -> tuple[int, int]:
        rows, columns = self._setting.shapes[name]
        return self._sizes[rows], self._sizes[columns]

    def _full(self, name: str, entry: int) -> Rows[int]:
        rows, columns = self._shape(name)
        return ((entry,) * columns,) * rows


def _flat(rows: Rows[int]) -> list[int]:
    return [entry for row in rows for entry in row]


def _settled(entry: Real, modulo_prime: int) -> int:
    """Whether an entry is positive, if that is known."""
    if not may_be_zero(entry):
        return is_positive(entry)
    if modulo_prime:
        raise not_decided()
    return 0


def _gap(error: Exception) -> Gap:
    if isinstance(error, ExpressionError):
        if error.code in ("division_by_zero", "no_real_value"):
            return Gap.UNDEFINED
        if error.code != "not_decided" and not isinstance(error, BudgetError):
            raise error
    return Gap.UNDECIDED
