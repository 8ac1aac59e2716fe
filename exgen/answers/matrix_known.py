"""What is known of a matrix expression in a setting: what it is made of, and its values at points."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

from exgen.answers.matrix_point_numbers import HEIGHT, LARGEST_OWN_SIZE
from exgen.answers.matrix_points import Gap, MatrixPoint, Relu, Sides
from exgen.answers.matrix_positive import is_never_negative
from exgen.answers.matrix_settings import MatrixSetting
from exgen.expressions import Binary, Call, Name, Node, Number, Unary, walk
from exgen.expressions.balls import Real
from exgen.expressions.matrices import Shape, shape_of
from exgen.expressions.matrix_arithmetic import OF_ALL_ENTRIES, SWITCHED_WINDOWS, Rows, is_switched
from exgen.expressions.matrix_fields import HIDDEN, OF_AN_EXPONENTIAL, has_no_root
from exgen.expressions.matrix_tokens import PI, is_ones, ones_name
from exgen.expressions.rebuilding import rebuilt

_KEPT_AT_MOST = 512
_KEPT_FOR_NOW_AT_MOST = 16


class Contents(NamedTuple):
    """What an expression is made of, the lines of its names too."""

    relus: bool = False
    others: bool = False
    """Whether there are other functions without a meaning modulo primes."""
    counts: bool = False
    """Whether entries are counted, so that a value may depend on the sizes."""
    exponentials: int = 0
    """How many stand inside each other."""

    @property
    def is_rational(self) -> bool:
        """Whether it is made of sums, products and ratios alone."""
        return not (self.relus or self.others or self.exponentials)


_PLAIN = Contents()


class KnownExpression:
    """An expression whose shapes fit, in a setting. Its values are worked out when they are asked for."""

    def __init__(self, node: Node, setting: MatrixSetting) -> None:
        self.node = node
        self._setting = setting
        self._modulo: dict[tuple[int, Relu], Rows[int] | Gap] = {}
        self._real: dict[int, Rows[Real] | Gap] = {}
        self._lively: dict[int, list[float] | None] = {}
        self._floats: dict[int, list[float] | None] = {}
        self._sides: dict[tuple[int, Relu], tuple[Rows[Real] | Gap, Sides]] = {}

    @cached_property
    def shape(self) -> Shape:
        """Its rows and columns."""
        return shape_of(self.node, self._setting.shapes)

    @cached_property
    def contents(self) -> Contents:
        """What it is made of."""
        return _contents(self.node, self._setting)

    def modulo_prime(self, number: int, relu: Relu) -> Rows[int] | Gap:
        """Its value modulo a prime, at the point of that number."""
        value = self._modulo.get((number, relu))
        if value is None:
            value = _point(self._setting, number).field_value(self.node, relu)
            self._modulo[number, relu] = value
        return value

    def lively(self, number: int) -> list[float] | None:
        """Its entries in the forward pass of that number; None where there is no value or something saturates."""
        if number not in self._lively:
            self._lively[number] = _point(self._setting, number).float_entries(self.node, is_lively=True)
        return self._lively[number]

    def floats(self, number: int) -> list[float] | None:
        """Its entries in the forward pass of that number, saturated or not; None where there is none."""
        if number not in self._floats:
            self._floats[number] = _point(self._setting, number).float_entries(self.node, is_lively=False)
        return self._floats[number]

    def real(self, number: int) -> Rows[Real] | Gap:
        """Its value over the reals, at the point of that number."""
        if number not in self._real:
            self._real[number] = _point(self._setting, number).real_value(self.node)
        return self._real[number]

    def is_outside(self, number: int, relu: Relu | None = None) -> bool:
        """Whether a line of the question that it speaks of has no value there: what it is there says nothing then.

        Over the reals, or with ``relu`` modulo a prime.
        """
        point = _point(self._setting, number)
        values = (point.real_value(line) if relu is None else point.field_value(line, relu) for line in self._lines)
        return any(value is Gap.UNDEFINED for value in values)

    @cached_property
    def _lines(self) -> frozenset[Name]:
        """The names in it that lines of the question define."""
        defined = {name for name, _ in self._setting.lines}
        return frozenset(part for part in walk(self.node) if isinstance(part, Name) and part.name in defined)

    def with_sides(self, number: int, relu: Relu) -> tuple[Rows[Real] | Gap, Sides]:
        """Its value over the reals at the point of that number, and the sides of relus' arguments that were seen."""
        found = self._sides.get((number, relu))
        if found is None:
            found = self._sides[number, relu] = _point(self._setting, number).with_sides(self.node, relu)
        return found

    def multiples(self, argument: Node) -> frozenset[int] | Gap:
        """What tells an argument of a relu from all that are no multiples of it."""
        return _point(self._setting, 0).multiples(argument)

    def is_positive(self, argument: Node) -> bool:
        """Whether an argument of a relu is never negative, by what it is made of."""
        return is_never_negative(argument, dict(self._setting.lines))

    def changed(self, node: Node, number: int) -> list[float] | None:
        """The entries of a changed formula in the forward pass of that number."""
        return _point(self._setting, number).float_entries(node, is_lively=False)


def known(node: Node, setting: MatrixSetting) -> KnownExpression:
    """What is known of an expression; the same object for the same node, as keys come again and again."""
    return _known(node, setting, setting.kept, _KEPT_AT_MOST)


def known_for_now(node: Node, setting: MatrixSetting) -> KnownExpression:
    """What is known of a response, which is not compared once the next ones are read: so their trees do not pile up."""
    return _known(node, setting, setting.kept_for_now, _KEPT_FOR_NOW_AT_MOST)


def _known(node: Node, setting: MatrixSetting, kept: dict[int, KnownExpression], at_most: int) -> KnownExpression:
    found = kept.get(id(node))
    if found is None:
        if len(kept) >= at_most:
            kept.clear()
        found = kept[id(node)] = KnownExpression(node, setting)  # it holds the node, whose id so stays its own
    return found


def with_counts(node: Node, setting: MatrixSetting) -> Node:
    """An expression with ``sum(ones(784))`` for 784 where that is a size; the same where no such number stands in it.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> setting = MatrixSetting((("x", (784, 1)),))
    >>> show_matrices(with_counts(read_matrices("x / 784"), setting))
    'x/sum(ones(784))'
    """
    large = {int(size) for size in setting.sizes if size.isdecimal() and int(size) > LARGEST_OWN_SIZE}

    def counted(part: Node, above: Node | None) -> Node:
        if not isinstance(part, Number) or part.value not in large:
            return part
        if isinstance(above, Binary) and above.operator == "^":
            return part
        return Call(Name("sum"), (Name(ones_name(part.value)),))

    return rebuilt(node, counted) if large else node


_point = lru_cache(maxsize=1_024)(MatrixPoint)


@lru_cache(maxsize=256)
def _contents_of_lines(setting: MatrixSetting) -> dict[str, Contents]:
    found: dict[str, Contents] = {name: _PLAIN for name, _ in setting.free}
    for name, node in setting.lines:
        found[name] = _joined_contents(node, found, setting)
    return found


def _contents(node: Node, setting: MatrixSetting) -> Contents:
    found = _joined_contents(node, _contents_of_lines(setting), setting)
    return found._replace(others=found.others or found.exponentials >= HEIGHT)


def _joined_contents(node: Node, names: dict[str, Contents], setting: MatrixSetting) -> Contents:
    """What an expression is made of; a loop over its parts, each with the exponentials around it."""
    relus = others = counts = False
    deepest = 0
    waiting = [(node, 0)]
    while waiting:
        part, depth = waiting.pop()
        if isinstance(part, Binary):
            others = others or (part.operator == "^" and not _is_whole(part.right))
            left = part.left
            if isinstance(left, Call) and has_no_root(part):
                left, counts = left.arguments[0], True
            waiting += ((left, depth), (part.right, depth))
        elif isinstance(part, Name):
            if (line := names.get(part.name)) is not None:
                if line is not _PLAIN:
                    relus, others, counts = relus or line.relus, others or line.others, counts or line.counts
                    deepest = max(deepest, depth + line.exponentials)
            elif is_ones(part.name) or part.name in setting.counts:
                counts = True
            elif part.name == PI:
                others = True
        elif isinstance(part, Call):
            assert isinstance(part.function, Name)
            name = part.function.name
            relus = relus or is_switched(name) or name in SWITCHED_WINDOWS
            others = others or name in HIDDEN
            counts = counts or (name in OF_ALL_ENTRIES and name != "diag")
            depth += name in OF_AN_EXPONENTIAL or name == "softmax"
            deepest = max(deepest, depth)
            waiting += [(argument, depth) for argument in part.arguments]
        elif isinstance(part, Unary):
            waiting.append((part.operand, depth))
    return Contents(relus, others, counts, deepest)


def _is_whole(exponent: Node) -> bool:
    if isinstance(exponent, Unary):
        return _is_whole(exponent.operand)
    return isinstance(exponent, Number) and exponent.value.denominator == 1
