"""The kinds of lines: how each is recognised, what shape it gives, and how its gradients are laid out as rules.

Adding a kind is one class here, one line in ``KINDS``, its rules, and one row in the test table. The oracle needs
nothing: it works every line out as it is written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from exgen.engine.graphs.graph import SCALAR, Line
from exgen.engine.layout import Layout, Leaf, Place
from exgen.errors import ExpressionError, GraphError
from exgen.expressions import Binary, Call, Name, Node, Number, Unary, evaluate, names_in
from exgen.expressions.matrices import Shape, shape_text


class Recognised(NamedTuple):
    """What a kind finds in the right side of a line: ``Line.inputs`` and ``Line.numbers``."""

    inputs: tuple[str, ...]
    numbers: tuple[Fraction, ...] = ()


class Around(NamedTuple):
    """What stands around a line: where there is none of it, the line itself or its first input.

    ``after`` is what an activation makes of the line's value, ``before`` what an activation made its first input from,
    ``earlier`` the first input of the line with weights before it.
    """

    after: str
    before: str
    earlier: str


class Laying:
    """The layout seen from one line: its steps carry the line's place.

    ``gradient`` is the slot of the loss's gradient with respect to what the line works out (None for the loss itself).
    ``around`` are names near by that somebody may take for another one.
    """

    def __init__(self, layout: Layout, number: int, line: Line, gradient: int | None, around: Around) -> None:
        self.layout = layout
        self.number = number
        self.line = line
        self.around = around
        self._gradient = gradient

    @property
    def gradient(self) -> int:
        """The slot of the gradient that arrives at this line."""
        assert self._gradient is not None, f"nothing is behind {self.line.name}"
        return self._gradient

    def value(self, name: str) -> int:
        """The slot of the leaf that holds what a name stands for."""
        return self.layout.leaves[Leaf(None, name)]

    def step(self, rule: str, **arguments: int) -> int:
        """The slot of a rule applied at this line."""
        return self.layout.step(rule, Place(self.number), **arguments)


class Kind(ABC):
    """A kind of line. ``form`` shows what it looks like, for messages."""

    form: str

    @abstractmethod
    def recognised(self, node: Node) -> Recognised | None:
        """What a line of this kind reads; None if the right side is of another kind."""

    @abstractmethod
    def shape(self, inputs: Sequence[str], shapes: Sequence[Shape]) -> Shape:
        """The shape of what comes out. Raises GraphError, with both shapes, where those that go in do not fit."""

    def carries_on(self, inputs: Sequence[str]) -> str:
        """The input through which the chain goes on towards the graph's beginning: no weight, no bias, no target."""
        return inputs[0]

    @abstractmethod
    def gradient(self, lay: Laying, position: int) -> int:
        """The slot of what this line contributes to the gradient with respect to the input at a position."""


class Affine(Kind):
    """``W x + b``, or ``W x`` without a bias; x is a column, or a matrix that W is multiplied by."""

    form = "o = W x + b"

    def recognised(self, node: Node) -> Recognised | None:
        match node:
            case Binary("*", Name(weight), Name(given)):
                return Recognised((given, weight))
            case Binary("+", Binary("*", Name(weight), Name(given)), Name(bias)):
                return Recognised((given, weight, bias))
            case Binary("+", Name(bias), Binary("*", Name(weight), Name(given))):
                return Recognised((given, weight, bias))
        return None

    def shape(self, inputs: Sequence[str], shapes: Sequence[Shape]) -> Shape:
        given, weight = shapes[:2]
        if weight[1] != given[0]:
            raise _unlike(
                (inputs[1], weight), (inputs[0], given), "the first needs as many columns as the second has rows"
            )
        shape = (weight[0], given[1])
        if len(shapes) > 2 and shapes[2] != shape:
            raise _unlike((f"{inputs[1]} {inputs[0]}", shape), (inputs[2], shapes[2]), "a sum needs equal shapes")
        return shape

    def gradient(self, lay: Laying, position: int) -> int:
        given, weight = lay.line.inputs[:2]
        if position == 0:
            return lay.step("input_gradient", W=lay.value(weight), G=lay.gradient)
        if position == 1:
            after, before, earlier = map(lay.value, lay.around)
            return lay.step("weight_gradient", G=lay.gradient, x=lay.value(given), a=after, p=before, q=earlier)
        return lay.step("bias_gradient", G=lay.gradient, x=lay.value(given))


class Activation(Kind):
    """A function of every entry: ``sigmoid(z)``."""

    def __init__(self, function: str) -> None:
        self.function = function
        self.form = f"a = {function}(z)"

    def recognised(self, node: Node) -> Recognised | None:
        match node:
            case Call(Name(function), (Name(given),)) if function == self.function:
                return Recognised((given,))
        return None

    def shape(self, inputs: Sequence[str], shapes: Sequence[Shape]) -> Shape:
        return shapes[0]

    def gradient(self, lay: Laying, position: int) -> int:
        z, a = lay.value(lay.line.inputs[0]), lay.value(lay.line.name)
        return lay.step(f"{self.function}_gradient", z=z, a=a, G=lay.gradient)


class SquaredNorm(Kind):
    """The sum of squared differences, times a number if there is one: ``1/2 norm(o - y)^2``."""

    form = "l = norm(o - y)^2"

    def recognised(self, node: Node) -> Recognised | None:
        match node:
            case Binary("^", Call(Name("norm"), (Binary("-", Name(output), Name(target)),)), Number(2)):
                return Recognised((output, target), (Fraction(1),))
            case Binary("*", factor, norm) if (number := _number(factor)) is not None:
                return _times(self.recognised(norm), number)
            case Binary("/", norm, divisor) if number := _number(divisor):
                return _times(self.recognised(norm), 1 / number)
        return None

    def shape(self, inputs: Sequence[str], shapes: Sequence[Shape]) -> Shape:
        if shapes[0] != shapes[1]:
            raise _unlike((inputs[0], shapes[0]), (inputs[1], shapes[1]), "a difference needs equal shapes")
        return SCALAR

    def gradient(self, lay: Laying, position: int) -> int:
        output, target = map(lay.value, lay.line.inputs if position == 0 else lay.line.inputs[::-1])
        return lay.step("loss_gradient", c=lay.layout.leaves[Leaf(lay.number, "factor")], o=output, y=target)


def _times(found: Recognised | None, number: Fraction) -> Recognised | None:
    return found and Recognised(found.inputs, (found.numbers[0] * number,))


def _number(node: Node) -> Fraction | None:
    """The value of a formula of numbers alone; None for another one."""
    if names_in(node) or not isinstance(node, Number | Binary | Unary):
        return None
    try:
        value = evaluate(node, {})
    except ExpressionError:
        return None
    return Fraction(value) if isinstance(value, int | Fraction) else None


def _unlike(one: tuple[str, Shape], other: tuple[str, Shape], needed: str) -> GraphError:
    """The error that names two things and both their shapes."""
    told = " and ".join(f"{name} is {shape_text(shape)}" for name, shape in (one, other))
    return GraphError(f"{told}; {needed}")


ACTIVATIONS = ("sigmoid", "tanh", "relu")
"""The functions that a line may apply; each has a rule and mistakes of its own."""

LOSS = "squared norm"

KINDS: dict[str, Kind] = {
    "affine": Affine(),
    **{function: Activation(function) for function in ACTIVATIONS},
    LOSS: SquaredNorm(),
}
"""Every kind of line by its name."""

LOSSES = frozenset({LOSS})
"""The kinds whose line gradients can be asked of."""
