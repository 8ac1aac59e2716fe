"""Whether two matrix expressions are the same: of one shape, and of one value in all sizes wherever they have values.

1. Modulo primes (`exgen.answers.matrix_points`), with everything hidden that has no meaning there. Sums, products,
   ratios, whole powers, transposes, sigmoids and the like are worked out exactly: expressions without anything hidden
   are equal here if they are equal, and unequal if they are not, but for a chance. For rational expressions the bound
   of `exgen.answers.field_equality` holds, below 10^-15 (two points, a prime drawn from 2^61 to 2^62 for each); an
   exponential is a random power in a field of 2^70 numbers, for which no bound as sharp is proven. A factor of
   1 + 10^-9, or of 1 + 10^-30, is found.
2. Expressions that differ there and have relus: modulo primes again. They are equal if they are with any numbers for
   the steps, but the same for multiples of an argument. If nothing else is hidden, they differ if they do with the
   signs that the relus' arguments have at several points over the reals, and are equal if they are
   whatever the signs are, but the same for multiples of an argument. Anything between is not decided.
   A point at which a line of the question divides by zero that either speaks of says nothing.
3. Expressions with logarithms, norms or roots that differ hidden: over the reals, in floats with bounds on their
   errors (`exgen.answers.matrix_real_equality`), near and far. They differ where two values are apart for sure, and
   are equal where they agree to ten digits, if floats see every part of the response and both sides of every relu;
   else that is not decided.

Whatever 1, 2 or 3 finds equal is accepted only if three forward passes in float64 say so too: seeded, with entries
from -1 to 1, each with a value of the key in which no sigmoid, tanh, GELU or softmax saturates
(`matrix_values.SATURATED`; where one is flat, formulas that differ give nearly the same, and a pass is drawn anew, in
the end with smaller entries). In a field a sigmoid is whatever obeys the laws of exponentials, and the floats know
nothing of fields: a mistake in the one is not made in the other. Numbers that floats cannot tell (10^25 + 1 times
something, less 10^25 times it) decide nothing; an expression with functions is then not accepted, a rational one is,
as modulo primes it is known for sure. Where the two contradict each other, nothing is decided.

A size above `LARGEST_OWN_SIZE` stands for small ones. Where entries are counted, a number that is such a size
counts its rows: ``sum(ones(784))`` is 784 since it would be n for any n.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence as Values
from functools import lru_cache
from itertools import islice

from exgen.answers.matrix_entrywise import with_entrywise_products
from exgen.answers.matrix_known import KnownExpression, known, known_for_now, with_counts
from exgen.answers.matrix_point_numbers import CHOSEN_POINTS, COUNTING_POINTS, PASSES, REAL_POINTS, SIGNED_POINTS
from exgen.answers.matrix_points import Gap, Relu
from exgen.answers.matrix_real_equality import are_apart_at, is_same_over_reals, undecided
from exgen.answers.matrix_settings import MatrixSetting, setting_of
from exgen.answers.options import Options
from exgen.errors import ExpressionError
from exgen.expressions import Node, Sequence
from exgen.expressions.matrices import Shape, shape_of, tidied

_POINTS = range(2)
_NEAR_ZERO = 1 / 10**12
_TOLERANCE = 1 / 10**9
_UNTOLD_AT_MOST = 4  # further passes tell no more
PASSES_WANTED = 3
"""In so many forward passes a response must agree with a key."""


def readings_of(value: Node) -> tuple[Node, ...]:
    """Everything that a response may mean, likeliest first: more than one where groupings of its factors differ."""
    return value.items if isinstance(value, Sequence) else (value,)


def is_same(first: Node, second: Node, setting: MatrixSetting) -> bool:
    """Whether two expressions, each of which may have several readings, are the same in one of them.

    >>> from exgen.expressions.matrices import read_matrices
    >>> setting = MatrixSetting((("W", ("h", "d")), ("x", ("d", 1))))
    >>> is_same(read_matrices("(W x)^T"), read_matrices("x^T W^T"), setting)
    True
    """
    wanted = list(_fitting(first, setting))
    return any(
        shape == other and has_same_values(ours, theirs, setting)
        for theirs, shape in _fitting(second, setting)
        for ours, other in wanted
    )


def _fitting(value: Node, setting: MatrixSetting) -> Iterator[tuple[Node, Shape]]:
    """The readings whose shapes fit, and their shapes."""
    for reading in readings_of(value):
        if (shape := _shape(reading, setting)) is not None:
            yield reading, shape


@lru_cache(maxsize=4_096)
def _shape(node: Node, setting: MatrixSetting) -> Shape | None:
    """The shape of an expression; None where its operands do not fit."""
    try:
        return shape_of(node, setting.shapes)
    except ExpressionError:
        return None


def has_same_values(first: Node, second: Node, setting: MatrixSetting) -> bool:
    """Whether two expressions of one shape have equal values wherever the first has any, and it has some.

    Raises `UnreadableResponse` (code ``undecided``) where that can't be told.
    """
    if first == second:
        return True
    if _has_same_values(first, second, setting):
        return _is_confirmed(first, second, setting)
    counting = with_counts(first, setting), with_counts(second, setting)
    return counting != (first, second) and _has_same_values(*counting, setting) and _is_confirmed(*counting, setting)


def _is_confirmed(first: Node, second: Node, setting: MatrixSetting) -> bool:
    """Whether forward passes in floats say too that the second expression, found to be equal, is the first.

    Only those count in which nothing of the first saturates and both have a value that floats can tell. Raises
    `UnreadableResponse` (``undecided``) where a pass says otherwise, or where there are too few; for rational
    expressions, which modulo primes are known for sure, there may be too few.
    """
    ours, theirs = known(first, setting), known_for_now(second, setting)
    agreed = untold = 0
    for number in PASSES:
        if (entries := ours.lively(number)) is None or (others := theirs.floats(number)) is None:
            continue
        if _is_near(entries, others):
            agreed += 1
            if agreed == PASSES_WANTED:
                return True
        elif are_apart_at(ours, theirs, number):
            raise undecided()
        elif (untold := untold + 1) == _UNTOLD_AT_MOST:
            break
    if ours.contents.is_rational and theirs.contents.is_rational:
        return True
    raise undecided()


def is_confirmable(node: Node, setting: MatrixSetting) -> bool:
    """Whether there are forward passes in which a key has a value and nothing saturates, or none are needed."""
    key = known(node, setting)
    if key.contents.is_rational:
        return True
    lively = (number for number in PASSES if key.lively(number) is not None)
    return len(list(islice(lively, PASSES_WANTED))) == PASSES_WANTED


def _is_near(ours: Values[float], theirs: Values[float]) -> bool:
    """Whether no entry is further off than rounding brings it, measured by the largest entry of the first."""
    distances: Iterator[float] = map(operator.sub, ours, theirs)
    return max(map(abs, distances)) <= _TOLERANCE * max(map(abs, ours)) + _NEAR_ZERO


def _has_same_values(first: Node, second: Node, setting: MatrixSetting) -> bool:
    """Whether two expressions have equal values, a size above `LARGEST_OWN_SIZE` being any small number."""
    ours, theirs = known(first, setting), known_for_now(second, setting)
    has_counts = ours.contents.counts or theirs.contents.counts
    points = (*_POINTS, *COUNTING_POINTS) if has_counts else _POINTS
    if _is_same_modulo_primes(ours, theirs, points, Relu.HIDDEN):
        return True
    has_relus = ours.contents.relus or theirs.contents.relus
    has_others = ours.contents.others or theirs.contents.others
    if has_relus and not has_others and _is_same_modulo_primes(ours, theirs, SIGNED_POINTS, Relu.REAL) is False:
        return False
    if has_relus and _is_same_modulo_primes(ours, theirs, points, Relu.SHARED):
        return True
    if has_others:
        return is_same_over_reals(ours, theirs)
    if not has_relus:
        return False
    if not _is_same_modulo_primes(ours, theirs, CHOSEN_POINTS, Relu.CHOSEN):
        raise undecided()
    return True


def _is_same_modulo_primes(
    first: KnownExpression, second: KnownExpression, points: Iterable[int], relu: Relu
) -> bool | None:
    """Whether two expressions are equal at so many points; None where none decides it."""
    decided = 0
    for number in points:
        ours, theirs = first.modulo_prime(number, relu), second.modulo_prime(number, relu)
        if ours is Gap.UNDECIDED or theirs is Gap.UNDECIDED:
            continue
        if ours != theirs:
            if Gap.UNDEFINED in (ours, theirs) and any(side.is_outside(number, relu) for side in (first, second)):
                continue
            return False
        decided += ours is not Gap.UNDEFINED
    return True if decided else None


def has_values(node: Node, setting: MatrixSetting) -> bool:
    """Whether an expression whose shapes fit has a value at any point: it may divide by zero everywhere."""
    expression = known_for_now(node, setting)
    if expression.contents.others:
        return any(expression.real(number) is not Gap.UNDEFINED for number in REAL_POINTS)
    points, relu = (SIGNED_POINTS, Relu.REAL) if expression.contents.relus else (_POINTS, Relu.HIDDEN)
    return any(expression.modulo_prime(number, relu) is not Gap.UNDEFINED for number in points)


def same_in_shapes(first: Node, second: Node, options: Options) -> bool:
    """Whether two expressions are the same in the shapes of the options: what makes a response correct.

    Quick for one response and many formulas: every value is worked out once, and most formulas differ at the first
    point.

    >>> from exgen.expressions.matrices import read_matrices
    >>> options = {"shapes": {"W": ["o", "h"], "g": ["o", 1]}}
    >>> same_in_shapes(read_matrices("W^T g"), read_matrices("(g^T W)^T"), options)
    True
    """
    return is_same(first, second, setting_of(options))


def same_at_equal_sizes(first: Node, second: Node, options: Options) -> bool:
    """Whether two expressions are the same where every size but 1 is the same.

    A formula with a transpose forgotten has no value in the true shapes, but it has one there: so a response can be
    met with it. Two that both have values in the true shapes are compared there. A product of two columns is taken
    entry by entry. Formulas that do not fit even there are the same only if they are tidied to the same text.

    >>> from exgen.expressions.matrices import read_matrices
    >>> options = {"shapes": {"W": ["o", "h"], "g": ["o", 1], "y": ["o", 1]}}
    >>> same_at_equal_sizes(read_matrices("W (g - y)"), read_matrices("W g - W y"), options)
    True
    """
    setting = setting_of(options)
    if all(any(_fitting(value, setting)) for value in (first, second)):  # their sizes tell 2/n from 2/k
        return is_same(first, second, setting)
    setting = setting.with_equal_sizes
    ours, theirs = ([_fitted(reading, setting) for reading in readings_of(value)] for value in (first, second))
    return any(
        is_same(one, other, setting)
        if _shape(one, setting) and _shape(other, setting)
        else tidied(one) == tidied(other)
        for one in ours
        for other in theirs
    )


@lru_cache(maxsize=4_096)
def _fitted(node: Node, setting: MatrixSetting) -> Node:
    return with_entrywise_products(node, setting.shapes)
