"""Points at which matrix expressions are compared: the same for ever for the same setting, on every machine.

A point says how many rows and columns every size stands for, and gives every free name a matrix twice: modulo the
primes of a tower (`exgen.expressions.matrix_fields`), where entries are any numbers, and over the reals, where they
are between -1 and 1 (further points have larger and smaller ones), so that sigmoids are seldom saturated: of both
signs, all positive, or all negative, by turns. A forward pass in floats is refused where one is.

What a relu is, is said in one of four ways. ``HIDDEN``: its argument times a number of which nothing is known but the
argument. ``SHARED``: one such number for all arguments that are multiples of each other, 1 less it where the sign is
the opposite; what is equal with any numbers is equal. ``REAL``: the reals say which entries of its argument are
positive; what differs then differs. ``CHOSEN``: which entries are positive is thrown with a coin, one for all arguments
that are multiples of each other (opposite sides for opposite signs); what is equal however the coins fall is equal,
since the reals are one of these cases. Of ``tanh(z)`` or ``relu(z)`` it is the step of z.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence as Values
from enum import Enum, StrEnum
from functools import cached_property, partial
from typing import NamedTuple, TypeAlias

from exgen.answers.matrix_point_entries import PointEntries
from exgen.answers.matrix_point_numbers import floors_of
from exgen.answers.matrix_positive import is_positive, may_be_zero, names_with_steps, with_same_signs
from exgen.answers.matrix_settings import MatrixSetting
from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Name, Node
from exgen.expressions.balls import Real, not_decided, sign_between
from exgen.expressions.matrix_arithmetic import Rows
from exgen.expressions.matrix_balls import BallMatrices
from exgen.expressions.matrix_fields import FieldMatrices, Knowledge, Powers
from exgen.expressions.matrix_values import FloatMatrices
from exgen.expressions.prime_field import inverses

_TAKEN_AT_MOST = 32
_TOWERS = 2
_ELSEWHERE = "/elsewhere"


class Gap(Enum):
    """Why an expression has no value at a point."""

    UNDEFINED = "undefined"
    UNDECIDED = "undecided"


class Relu(StrEnum):
    """Who says where the argument of a relu is positive."""

    HIDDEN = "hidden"
    SHARED = "shared"
    REAL = "real"
    CHOSEN = "chosen"


Sides: TypeAlias = "dict[Node, frozenset[int]]"
"""For arguments of relus, steps and the like: 1 if an entry was positive, 0 if one was not."""


class _Multiple(NamedTuple):
    """An entry of a relu's argument: what it has in common with its multiples, and its value over the reals."""

    ratio: int
    real: Real


class MatrixPoint:
    """A point of a setting, by its number."""

    def __init__(self, setting: MatrixSetting, number: int) -> None:
        self._entries = entries = PointEntries(setting, number)
        self._lines = entries.lines
        self._stepped = names_with_steps(setting.lines)
        shapes = "/".join(f"{name} {rows} {columns}" for name, (rows, columns) in setting.free)
        self._floors = floors_of(f"{shapes}/{number % _TOWERS}")
        self._taken: dict[int, tuple[Node, Rows[int]]] = {}
        self._with_sides: dict[tuple[str, Relu], tuple[Rows[Real] | Gap, Sides]] = {}
        self._reals = BallMatrices(entries.real)
        self._floats = FloatMatrices(entries.floats)
        self._lively = FloatMatrices(entries.floats, is_lively=True)
        self._fields: dict[tuple[Relu, str], FieldMatrices] = {}
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
            fields = self._field(Relu.CHOSEN), self._field(Relu.CHOSEN, _ELSEWHERE)
            here, elsewhere = (field.reduced(argument) for field in fields)
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

    def _field(self, relu: Relu, draw: str = "") -> FieldMatrices:
        """The field in which a relu is said to be that; most points need one of them only.

        With another ``draw`` names have other values: a ratio to the values here is that of no multiple but itself.
        """
        field = self._fields.get((relu, draw))
        if field is None:
            steps: dict[Relu, Callable[[Node, FieldMatrices], Rows[int]]] = {
                Relu.HIDDEN: self._hidden,
                Relu.SHARED: self._shared,
                Relu.REAL: self._positive,
                Relu.CHOSEN: self._chosen,
            }
            named = partial(self._entries.modulo, draw=draw)
            knowledge = Knowledge(named, self._entries.hidden, steps[relu])
            field = self._fields[relu, draw] = FieldMatrices(self._floors, knowledge, self._powers)
        return field

    def _hidden(self, argument: Node, field: FieldMatrices) -> Rows[int]:
        """A number for every entry of which nothing is known."""
        return field.hidden_steps(with_same_signs(argument, self._lines))

    def _shared(self, argument: Node, field: FieldMatrices) -> Rows[int]:
        """A number for every entry that its multiples have too, 1 less it where they have the other sign."""

        def number(entry: _Multiple | None) -> int:
            if entry is None:
                return 0
            if entry.real == 0:
                raise not_decided()
            shared = self._entries.hidden("shared", entry.ratio, field.level)
            return shared if is_positive(entry.real) else 1 - shared

        return tuple([tuple(map(number, row)) for row in self._multiples(argument, Relu.SHARED)])

    def _positive(self, argument: Node, field: FieldMatrices) -> Rows[int]:
        """Which entries are positive; one that may be 0 over the reals, and is 0 modulo a prime, is 0."""
        entries = self._reals.value(argument)
        if not any(may_be_zero(entry) for row in entries for entry in row):
            return tuple([tuple(map(is_positive, row)) for row in entries])
        zero = field.reduced(argument)
        return tuple([tuple(map(_settled, row, others)) for row, others in zip(entries, zero, strict=True)])

    @cached_property
    def _chosen_reals(self) -> BallMatrices:
        return BallMatrices(self._entries.real, self._chosen)

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

        def coin(entry: _Multiple | None) -> int:
            if entry is None:
                return 0
            return int(self._entries.hidden("coin", entry.ratio, 0) % 2 == is_positive(entry.real))

        return tuple([tuple(map(coin, row)) for row in self._multiples(argument, Relu.CHOSEN)])

    def _multiples(self, argument: Node, relu: Relu) -> list[list[_Multiple | None]]:
        """What tells the entries of an argument from all that are no multiples of them; None for one that is 0."""
        argument = with_same_signs(argument, self._lines)
        here, elsewhere = self._field(relu).reduced(argument), self._field(relu, _ELSEWHERE).reduced(argument)
        reals = self._chosen_reals.value(argument)
        entries = [entry for rows in zip(here, elsewhere, reals, strict=True) for entry in zip(*rows, strict=True)]
        if any((one or other) and (not other or may_be_zero(real)) for one, other, real in entries):
            raise not_decided()
        ratios = self._ratios(_flat(here), [other or 1 for _, other, _ in entries])
        found = [
            _Multiple(ratio, real) if other else None for ratio, (_, other, real) in zip(ratios, entries, strict=True)
        ]
        width = len(here[0])
        return [found[start : start + width] for start in range(0, len(found), width)]

    def _ratios(self, here: Values[int], elsewhere: Values[int]) -> list[int]:
        """What entries have in common with their multiples."""
        prime = self._floors[-1].prime
        return [one * inverse % prime for one, inverse in zip(here, inverses(elsewhere, prime), strict=True)]

    def _signs_of(self, argument: Node) -> Rows[int]:
        value = self._reals.value(argument)
        return tuple([tuple([int(sign_between(entry, 0, 0) > 0) for entry in row]) for row in value])


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
