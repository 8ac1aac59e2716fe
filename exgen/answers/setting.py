"""What formulas are compared over, and what a formula gives there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias, TypeVar

from exgen import expressions
from exgen.answers.points import Point
from exgen.errors import ExpressionError
from exgen.expressions import Node

Givens: TypeAlias = "tuple[tuple[str, Node], ...]"
ValueT = TypeVar("ValueT")

_PUNCTUATION = dict.fromkeys(map(ord, "()* "))

POINTS_AT_LEAST = 20
"""With fewer points at which both have a value nothing is decided (without letters there is one point)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What formulas are compared over: their letters, names that stand for formulas, the domain, and conditions.

    Points that break a condition of ``where`` are left out; conditions speak of the letters alone.
    """

    symbols: tuple[str, ...]
    givens: Givens = ()
    is_real: bool = False
    where: tuple[Node, ...] = ()

    def with_needed_symbols(self, names: frozenset[str]) -> Setting:
        """The setting without the symbols that neither the formulas nor the conditions speak of."""
        needed = names.union(*map(expressions.names_in, self.where)) if self.where else names
        if needed.issuperset(self.symbols):
            return self
        return replace(self, symbols=tuple(symbol for symbol in self.symbols if symbol in needed))

    def kept(self, points: Sequence[Point]) -> tuple[Point, ...]:
        """The points at which every condition holds; a condition that has no value there does not."""
        conditions = [expressions.compiled(condition, self.symbols) for condition in self.where]

        def is_kept(point: Point) -> bool:
            try:
                return all(condition(point) is True for condition in conditions)
            except ExpressionError:
                return False

        return tuple(point for point in points if is_kept(point)) if conditions else tuple(points)

    def seed(self, key: Node) -> str:
        """What the points for a key are drawn from: the same for the same tree, however its products were written."""
        return _seed(key, self.symbols)

    def value_at(
        self,
        node: Node,
        compiled: Callable[[Node, tuple[str, ...]], Callable[[Sequence[ValueT]], ValueT]],
    ) -> Callable[[Sequence[ValueT]], ValueT]:
        """The formula as a function of the symbols' values; the givens it needs are worked out on the way.

        Not by substitution: ten givens that each use the one before twice would make a thousand terms.
        """
        steps = self.needed_givens(node)
        if not steps:
            return compiled(node, self.symbols)
        letters = list(self.symbols)
        closures = []
        for name, given in steps:
            closures.append(compiled(given, tuple(letters)))
            letters.append(name)
        last = compiled(node, tuple(letters))

        def value_at(point: Sequence[ValueT]) -> ValueT:
            values = list(point)
            for closure in closures:
                values.append(closure(values))
            return last(values)

        return value_at

    def needed_givens(self, node: Node) -> Givens:
        """The givens that a formula needs, each behind those it needs itself."""
        if not self.givens:
            return ()
        needed = set(expressions.names_in(node))
        steps: list[tuple[str, Node]] = []
        for name, given in reversed(self.givens):
            if name in needed:
                needed.update(expressions.names_in(given))
                steps.append((name, given))
        return tuple(reversed(steps))


@lru_cache(maxsize=256)
def _seed(key: Node, symbols: tuple[str, ...]) -> str:
    return "/".join((expressions.show(key).translate(_PUNCTUATION), *symbols))


@dataclass(frozen=True, slots=True)
class Difference:
    """A point at which two formulas differ, and the second one's value there (None where it has none).

    Where ``point`` is None they are different functions, but no point of sensible size was found that shows it.
    ``value`` is rounded (``is_rounded``) where it is known as a float only. Where ``fits_above_zero``, the second one
    has no value there, but wherever all letters are positive the two agree.
    """

    point: Mapping[str, int | Fraction] | None
    value: int | Fraction | None
    is_rounded: bool = False
    fits_above_zero: bool = field(default=False, repr=False)
