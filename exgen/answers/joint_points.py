"""Points at which several floors and maxima of two formulas step at once: solved for, where chance meets none.

``floor((n % 101)/100)*floor((m % 103)/102)`` is 0 but where n has one remainder and m another. A walk starts at a
random point and takes what is rounded, or has its sign looked at, one after the other, the inner ones first: one letter
is moved so that the formula that is rounded lies at a whole number or just before it, and from then on every letter
moves in strides that keep it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import TypeAlias

from exgen import expressions
from exgen.answers.points import Point, Stream
from exgen.answers.setting import Setting
from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Comparison, Name, Node, Number, Sequence as Listed
from exgen.expressions.arithmetic import number
from exgen.expressions.nodes import Value
from exgen.expressions.real_values import whole_exponent

Exact: TypeAlias = "int | Fraction"
ValueAt: TypeAlias = "Callable[[Sequence[Exact]], Exact]"

_STARTS = (9, 40, 9, 1_000, 9, 10**6, 40, 10**30, 9, 10**70)
_RESTS = (-1, 0, -1, 0, 1, -2)
_STRIDE_AT_MOST = 10**80
_DOUBLINGS = 100
_SEARCHES = 6  # for where a part that is no straight line changes its sign, in all walks


def rounded_parts(node: Node) -> Iterator[Node]:
    """What is rounded in a formula, the outer ones first.

    >>> [expressions.show(part) for part in rounded_parts(expressions.read("floor((n mod 3)/2)"))]
    ['n % 3/2', 'n/3']
    """
    for part in expressions.walk(node):
        match part:
            case Binary(operator="//" | "%", left=left, right=right):
                yield Binary("/", left, right)
            case Call(function=Name(name="floor" | "ceil"), arguments=(argument,)):
                yield argument


def compared_parts(node: Node) -> Iterator[Node]:
    """The differences whose sign matters to a formula, the outer ones first.

    >>> [expressions.show(part) for part in compared_parts(expressions.read("max(n, 3) + where(n < 5, 0, 1)"))]
    ['n - 3', 'n - 5']
    """
    for part in expressions.walk(node):
        if isinstance(part, Comparison):
            yield from (difference for _, difference in conditions_in(part))
        else:
            yield from compared_in(part)


def compared_in(part: Node) -> Iterator[Node]:
    """The differences of whose sign one function makes a difference, but not between 0 and more."""
    match part:
        case Call(function=Name(name="min" | "max"), arguments=arguments):
            listed = arguments[0].items if isinstance(arguments[0], Listed) else arguments
            yield from (Binary("-", one, other) for one, other in pairwise(listed))
        case Call(function=Name(name="abs" | "relu"), arguments=(argument,)):
            yield argument
        case Call(function=Name(name="sqrt"), arguments=(argument,)):
            yield from _squared_parts(argument)
        case Binary(operator="^", left=left, right=right) if whole_exponent(right) is None:
            yield from _squared_parts(left)


def conditions_in(part: Comparison) -> Iterator[tuple[str, Node]]:
    """The signs of a comparison, each with the difference that is below, at or above 0.

    >>> [(sign, expressions.show(part)) for sign, part in conditions_in(expressions.read("0 < n in (3, 5)"))]
    [('<', '0 - n'), ('in', 'n - 3'), ('in', 'n - 5')]
    """
    sides = (part.first, *(side for _, side in part.rest))
    for (sign, _), (one, other) in zip(part.rest, pairwise(sides), strict=True):
        others = other.items if isinstance(other, Listed) else (other,)
        yield from ((sign, Binary("-", one, side)) for side in others)


def _squared_parts(node: Node) -> Iterator[Node]:
    """What has lost its sign under a root: ``sqrt(x^2)`` is ``abs(x)``."""
    for part in expressions.walk(node):
        if isinstance(part, Binary) and part.operator == "^" and (whole_exponent(part.right) or 1) % 2 == 0:
            yield part.left


def divisors(node: Node) -> Iterator[Node]:
    """What a formula divides by, numbers aside.

    >>> [expressions.show(part) for part in divisors(expressions.read("n/2 + 3/(n - 5)"))]
    ['n - 5']
    """
    for part in expressions.walk(node):
        if isinstance(part, Binary) and part.operator in ("/", "//", "%") and not isinstance(part.right, Number):
            yield part.right


def joint_points(formulas: Sequence[Node], setting: Setting, seed: str, number: int) -> list[Point]:
    """The ends of so many walks.

    >>> formula = expressions.read("floor((n mod 101)/100)*floor((m mod 103)/102)")
    >>> found = joint_points([formula], Setting(("n", "m")), "key", 20)
    >>> any(n % 101 == 100 and m % 103 == 102 for n, m in found)
    True
    """
    walk = _Walk(formulas, setting, Stream(f"{seed}/joint"))
    found = [walk.end(place) for place in range(number)] if setting.symbols and walk.has_stops else []
    return list(dict.fromkeys(found))


class _Walk:
    """What is common to all walks for two formulas."""

    def __init__(self, formulas: Sequence[Node], setting: Setting, stream: Stream) -> None:
        def closures(parts: Iterator[Node]) -> list[ValueAt]:
            inner_first = list(dict.fromkeys(parts))[::-1]
            return [_number_at(setting.value_at(part, expressions.compiled)) for part in inner_first]

        self._rounded = closures(part for formula in formulas for part in rounded_parts(formula))
        self._compared = closures(
            part for formula in formulas for part in (*compared_parts(formula), *divisors(formula))
        )
        self._letters, self._is_real, self._stream = len(setting.symbols), setting.is_real, stream
        self._searches = [_SEARCHES] * len(self._compared)
        self.has_stops = bool(self._rounded or self._compared)

    def end(self, place: int) -> Point:
        """Where one walk ends; the first ones stop at every part, later ones pass some by."""
        size = _STARTS[place % len(_STARTS)]
        drawn = min(size, 10**18)
        low = -drawn if self._is_real else 1
        point: list[Exact] = [self._stream.draw(low, drawn) * (size // drawn) for _ in range(self._letters)]
        strides = [1] * self._letters
        for value_at in self._rounded:
            if place % 2 and self._stream.draw(0, 3) == 0:
                continue
            self._stop(value_at, point, strides, _RESTS[self._stream.draw(0, len(_RESTS) - 1)])
        if self._compared:
            self._cross(self._stream.draw(0, len(self._compared) - 1), point, strides, self._stream.draw(-1, 2))
        return tuple(point)

    def _stop(self, value_at: ValueAt, point: list[Exact], strides: list[int], rest: int) -> None:
        """Move one letter so that a part lies ``rest`` shares beside a whole number, and lengthen all strides."""
        first = self._stream.draw(0, self._letters - 1)
        is_moved = False
        for place in (*range(first, self._letters), *range(first)):
            line = _line(value_at, point, place, strides[place])
            if line is None:
                continue
            start, slope = line
            if not is_moved and slope.denominator > 1:
                shares = lcm(start.denominator, slope.denominator)
                steps = _solved(int(slope * shares), rest - int(start * shares), shares)
                if steps is not None:
                    point[place] += steps * strides[place]
                    is_moved = True
            if strides[place] * slope.denominator < _STRIDE_AT_MOST:
                strides[place] *= slope.denominator

    def _cross(self, number: int, point: list[Exact], strides: list[int], beside: int) -> None:
        """Move one letter to where the sign of a part changes, or some strides beside."""
        value_at, first = self._compared[number], self._stream.draw(0, self._letters - 1)
        for place in (*range(first, self._letters), *range(first)):
            line = _line(value_at, point, place, strides[place])
            if line is not None and line[1]:
                steps: int | None = -(line[0] // line[1])
            elif line is None and self._searches[number]:
                self._searches[number] -= 1
                steps = _steps_to_change(value_at, point, place, strides[place])
            else:
                continue
            if steps is None:
                continue
            moved = point[place] + (steps + beside) * strides[place]
            if moved >= 1 or self._is_real:
                point[place] = moved
                return


def _number_at(value_at: Callable[[Sequence[Value]], Value]) -> ValueAt:
    def number_at(point: Sequence[Exact]) -> Exact:
        return number(value_at(point), 0)

    return number_at


def _line(value_at: ValueAt, point: list[Exact], place: int, stride: int) -> tuple[Fraction, Fraction] | None:
    """The value at a point and how much it grows with every stride of a letter; None if it doesn't evenly."""
    try:
        values = [Fraction(value_at(_moved(point, place, steps * stride))) for steps in (0, 1, 2)]
    except ExpressionError:
        return None
    return (values[0], values[1] - values[0]) if values[2] - values[1] == values[1] - values[0] else None


def _moved(point: list[Exact], place: int, by: int) -> list[Exact]:
    return [*point[:place], point[place] + by, *point[place + 1 :]]


def _solved(factor: int, wanted: int, modulus: int) -> int | None:
    """The smallest number, not negative, that times ``factor`` is ``wanted`` modulo ``modulus``; None without any."""
    common = gcd(factor, modulus)
    if wanted % common:
        return None
    modulus //= common
    return wanted // common * pow(factor // common, -1, modulus) % modulus


def _steps_to_change(value_at: ValueAt, point: list[Exact], place: int, stride: int) -> int | None:
    """After how many strides of a letter the sign of a part is another for the first time, as far as doubling tells."""
    try:
        is_above = value_at(point) > 0
        low, high = 0, 1
        while (value_at(_moved(point, place, high * stride)) > 0) is is_above:
            low, high = high, high * 2
            if high.bit_length() > _DOUBLINGS:
                return None
        while high - low > 1:
            middle = (low + high) // 2
            if (value_at(_moved(point, place, middle * stride)) > 0) is is_above:
                low = middle
            else:
                high = middle
    except ExpressionError:
        return None
    return high
