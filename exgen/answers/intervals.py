"""Intervals that move with an index: for each axis a stride, a start and an end.

For the output index i such an interval holds the inputs ``stride*i + start`` to ``stride*i + end``, both inclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from exgen import expressions
from exgen.answers.equality import difference
from exgen.answers.formulas import Exact, number_latex, number_text
from exgen.answers.judgement import RefutedResponse, UnreadableResponse
from exgen.answers.setting import Setting
from exgen.errors import ExpressionError
from exgen.expressions import Binary, Name, Node, Number, Unary
from exgen.expressions.arithmetic import exact

Part: TypeAlias = "Exact | Node"
_NUMBERS = (int, Fraction)


@dataclass(frozen=True, slots=True)
class IntervalAxis:
    """The interval of one axis: ``stride*i + start`` to ``stride*i + end``, both inclusive.

    The three parts are exact numbers where they can be, formulas in symbols elsewhere. Not compared: ``index`` is only
    how the index is written, and ``is_doubtful`` says that its notation leaves open whether an end belongs to it.

    >>> IntervalAxis(16, -62, 77) == IntervalAxis(16, -62, 77, "j")
    True
    """

    stride: Part
    start: Part
    end: Part
    index: str = field(default="i", compare=False)
    is_doubtful: bool = field(default=False, compare=False, repr=False)

    @property
    def parts(self) -> tuple[Part, Part, Part]:
        """Stride, start and end."""
        return (self.stride, self.start, self.end)


Interval: TypeAlias = "tuple[IntervalAxis, ...]"


def axis_of(start: Node, end: Node, index: str, symbols: Sequence[str]) -> IntervalAxis:
    """The interval between two formulas in an index and symbols.

    Raises `RefutedResponse` (codes ``not_linear``, ``different_strides``) where there is no such interval,
    `UnreadableResponse` (``falling_interval``, ``undecided``) and `ExpressionError`.

    >>> axis_of(expressions.read("2(8i - 31)"), expressions.read("16(i + 5) - 3"), "i", ())
    IntervalAxis(stride=16, start=-62, end=77, index='i')
    """
    stride, first = _linear_parts(start, index, symbols)
    other, last = _linear_parts(end, index, symbols)
    if stride == other and isinstance(first, _NUMBERS) and isinstance(last, _NUMBERS) and first > last:
        sentence = "an interval goes up from its start to its end; here the start lies above the end"
        raise UnreadableResponse("falling_interval", sentence)
    if not are_equal(stride, other, symbols):
        sentence = f"the two ends move with {index} in different ways, so this is no interval of one size"
        raise RefutedResponse("different_strides", sentence)
    return IntervalAxis(stride, first, last, index)


def are_equal(first: Part, second: Part, symbols: Iterable[str]) -> bool:
    """Whether two parts have the same value for all positive integers in the place of the symbols.

    >>> are_equal(expressions.read("2K - K"), expressions.read("K"), ("K",)), are_equal(2, 3, ())
    (True, False)
    """
    if isinstance(first, _NUMBERS) and isinstance(second, _NUMBERS):
        return first == second
    return difference(_node(first), _node(second), Setting(tuple(symbols))) is None


def moved(part: Part, by: int) -> Part:
    """A part and an integer added to it.

    >>> moved(-62, 1)
    -61
    """
    if not by:
        return part
    return part + by if isinstance(part, _NUMBERS) else _part(Binary("+", part, expressions.literal(by)))


def names_of(axis: IntervalAxis) -> tuple[str, ...]:
    """The symbols of an axis, each once, in order of appearance."""
    found = [name for part in axis.parts if isinstance(part, Node) for name in expressions.names_in(part)]
    return tuple(dict.fromkeys(found))


def interval_text(interval: Interval) -> str:
    """An interval in the text form of the keys.

    >>> interval_text((IntervalAxis(2, -4, 5), IntervalAxis(1, 0, 2, "j"), IntervalAxis(0, -2, 5)))
    '2*i-4 : 2*i+5 x j : j+2 x -2 : 5'
    """
    return " x ".join(" : ".join(_end_text(axis, offset) for offset in axis.parts[1:]) for axis in interval)


def interval_latex(interval: Interval) -> str:
    r"""An interval as LaTeX.

    >>> print(interval_latex((IntervalAxis(2, -4, 5), IntervalAxis(1, 0, 2, "j"))))
    \left[2 i - 4 : 2 i + 5\right] \times \left[j : j + 2\right]
    """
    axes = [" : ".join(_end_latex(axis, offset) for offset in axis.parts[1:]) for axis in interval]
    return axes[0] if len(axes) == 1 else r" \times ".join(rf"\left[{axis}\right]" for axis in axes)


def _linear_parts(node: Node, index: str, symbols: Sequence[str]) -> tuple[Part, Part]:
    """Stride and offset of a formula that is ``stride*index + offset`` for every index.

    Both come from the formula at 0 and at 1, and are then compared with it at many indices.
    """
    if (line := _line_of(node, index)) is not None:
        return exact(line[0], 0), exact(line[1], 0)
    names = expressions.names_in(node)
    if index not in names:
        return 0, _part(node)
    at_zero, at_one = (expressions.substitute(node, {index: Number(value)}) for value in (0, 1))
    offset, stride = _part(at_zero), _part(Binary("-", at_one, at_zero))
    line_of_parts = Binary("+", Binary("*", _node(stride), Name(index)), _node(offset))
    if difference(line_of_parts, node, Setting((*symbols, index))) is not None:
        sentence = f"one end does not move with {index} by one fixed stride, as the ends of an interval do"
        raise RefutedResponse("not_linear", sentence)
    return stride, offset


def _line_of(node: Node, index: str) -> tuple[Exact, Exact] | None:
    """Stride and offset of a formula of numbers and the index alone, by its form; None where that doesn't tell."""
    match node:
        case Number(value):
            return 0, value
        case Name(name):
            return (1, 0) if name == index else None
        case Unary(sign, operand) if sign in "+-":
            inside = _line_of(operand, index)
            return inside if sign == "+" or inside is None else (-inside[0], -inside[1])
        case Binary(operator, left, right) if operator in ("+", "-", "*"):
            ours, theirs = _line_of(left, index), _line_of(right, index)
            if ours is None or theirs is None:
                return None
            if operator == "+":
                return ours[0] + theirs[0], ours[1] + theirs[1]
            if operator == "-":
                return ours[0] - theirs[0], ours[1] - theirs[1]
            if ours[0] and theirs[0]:
                return None
            return ours[0] * theirs[1] + theirs[0] * ours[1], ours[1] * theirs[1]
    return None


def _part(node: Node) -> Part:
    """A formula as an exact number where it is one, else as short as it gets."""
    if expressions.names_in(node):
        node = expressions.fold(node)
        if expressions.names_in(node):
            return node
    value = expressions.evaluate(node, {})
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        raise ExpressionError("not_a_number", "a formula for a number is asked")
    return value


def _node(part: Part) -> Node:
    return expressions.literal(part) if isinstance(part, _NUMBERS) else part


def _end_text(axis: IntervalAxis, offset: Part) -> str:
    """One end, without blanks around its signs."""
    moving = expressions.show(_moving(axis, implicit=False))
    return _sum(moving, _part_text(offset), "+", "-").replace(" + ", "+").replace(" - ", "-")


def _part_text(part: Part) -> str:
    return number_text(part) if isinstance(part, _NUMBERS) else expressions.show(part)


def _end_latex(axis: IntervalAxis, offset: Part) -> str:
    shown = number_latex(offset) if isinstance(offset, _NUMBERS) else expressions.show(offset, "latex")
    return _sum(expressions.show(_moving(axis, implicit=True), "latex"), shown, " + ", " - ")


def _moving(axis: IntervalAxis, *, implicit: bool) -> Node:
    """The part of an end that moves with the index."""
    if axis.stride == 0:
        return Number(0)
    if axis.stride in (1, -1):
        return Name(axis.index) if axis.stride == 1 else Unary("-", Name(axis.index))
    return Binary("*", _node(axis.stride), Name(axis.index), implicit=implicit)


def _sum(moving: str, offset: str, plus: str, minus: str) -> str:
    """The sum of two texts; a sum may follow a sum without brackets."""
    if moving == "0" or offset == "0":
        return moving if offset == "0" else offset
    return moving + minus + offset[1:] if offset.startswith("-") else moving + plus + offset
