"""What formulas are compared over, and what a formula gives there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias, TypeVar

from exgen import expressions
from exgen.answers.points import Point
from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number
from exgen.expressions.nodes import left_spine
from exgen.expressions.real_values import needs_balls

Givens: TypeAlias = "tuple[tuple[str, Node], ...]"
ValueT = TypeVar("ValueT")

_EFFORT_AT_MOST = 24_000

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
        needed = names.union(*map(expressions.names_in, self.where))
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
        """What the points for a key are drawn from."""
        return "/".join((expressions.show(key), *self.symbols))

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
        needed = set(expressions.names_in(node))
        steps: list[tuple[str, Node]] = []
        for name, given in reversed(self.givens):
            if name in needed:
                needed.update(expressions.names_in(given))
                steps.append((name, given))
        return tuple(reversed(steps))


@dataclass(frozen=True, slots=True)
class Difference:
    """A point at which two formulas differ, and the second one's value there (None where it has none).

    Where ``point`` is None they are different functions, but no point of sensible size was found that shows it.
    ``value`` is rounded (``is_rounded``) where it is known as a float only.
    """

    point: Mapping[str, int | Fraction] | None
    value: int | Fraction | None
    is_rounded: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """What a formula holds, together with the givens it needs.

    ``effort`` is how much it takes to work it out, a sum being 1; ``has_steps``: it has floors, remainders, maxima or
    other functions; ``may_divide_by_zero``: it does so perhaps at some point of the domain; ``needs_balls``: it has
    functions or powers over the reals.
    """

    names: frozenset[str]
    constants: frozenset[int]
    effort: int
    has_steps: bool
    may_divide_by_zero: bool
    needs_balls: bool

    def affordable(self, points: int, at_least: int) -> slice:
        """Which of so many points are tried, spread over all: fewer for a long formula, so that none takes long."""
        wanted = max(at_least, _EFFORT_AT_MOST // (self.effort + 1))
        return slice(None, None, max(1, points // wanted))


@lru_cache(maxsize=512)
def contents(node: Node, setting: Setting) -> Contents:
    """What a formula holds."""
    formulas = [node, *(given for _, given in setting.needed_givens(node))]
    are_positive = not setting.is_real and len(formulas) == 1
    parts = [part for formula in formulas for part in expressions.walk(formula)]
    operations = [part for part in parts if isinstance(part, Binary)]
    return Contents(
        frozenset(part.name for part in parts if isinstance(part, Name)),
        frozenset(part.value for part in parts if isinstance(part, Number) and isinstance(part.value, int)),
        sum(map(_effort, parts)),
        any(isinstance(part, Call) for part in parts) or any(part.operator in ("//", "%") for part in operations),
        any(
            (part.operator == "/" and not (are_positive and _is_positive(part.right)))
            or (
                part.operator == "^"
                and not isinstance(part.right, Number)
                and not (are_positive and _is_positive(part.left))
            )
            for part in operations
        ),
        any(map(needs_balls, formulas)),
    )


def _effort(node: Node) -> int:
    """How much work one operation is; long fractions make ratios and powers slow."""
    if isinstance(node, Binary):
        exponent = node.right.value if isinstance(node.right, Number) else 8
        return {"/": 3, "%": 3, "//": 3, "^": 2 + min(int(exponent), 400) // 4}.get(node.operator, 1)
    return 1 if isinstance(node, Call) else 0


def _is_positive(node: Node) -> bool:
    """Whether a formula is positive, told from how it is written, where all of its names are."""
    if isinstance(node, Binary):
        first, chain = left_spine(node)
        return _is_positive(first) and all(
            link.operator == "^" or (link.operator in ("+", "*", "/") and _is_positive(link.right)) for link in chain
        )
    return isinstance(node, Name) or (isinstance(node, Number) and node.value > 0)
