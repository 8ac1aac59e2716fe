"""What a layer kind is: the arguments it takes and the quantities it lays as rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.networks import Argument

ONE = Leaf(None, "one")
"""The leaf that always holds 1, for letters that a layer kind fixes (average pooling has no dilation)."""

ZERO = Leaf(None, "zero")
"""The leaf that always holds 0."""

IMAGE = Leaf(None, "image")
"""The leaf that holds the matrix going into a network that is worked out by hand."""
FLIPS = Leaf(None, "flips")
"""The leaf that holds 1 if convolutions flip their kernel."""

Shape = tuple[int, ...]
"""Slots of a shape: channels, then one for each spatial axis; a vector has features alone."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a layer kind's constructor.

    ``form``: ``integer``, ``axes`` (a whole number, or one for each spatial axis), ``truth`` or ``text``;
    ``default`` None means required, a text names the parameter whose value is taken. ``least`` is the smallest
    value allowed, ``only`` the values exgen works with (empty: all).
    """

    name: str
    form: Literal["integer", "axes", "truth", "text", "number"]
    default: Argument | None = None
    least: int = 0
    only: tuple[Argument, ...] = ()


def learned_leaf(layer: int, name: str) -> Leaf:
    """The leaf that holds a tensor of a layer."""
    return Leaf(layer, f"learned {name}")


class Laying:
    """The layout seen from one layer: its leaves and steps carry the layer's place."""

    def __init__(self, layout: Layout, layer: int) -> None:
        self.layout = layout
        self.layer = layer

    def leaf(self, name: str, axis: int | None = None) -> int:
        """The slot of one of the layer's own arguments."""
        return self.layout.leaves[Leaf(self.layer, name, axis)]

    def leaves(self, name: str, axes: int) -> tuple[int, ...]:
        """The slots of an argument with one number for each axis."""
        return tuple(self.leaf(name, axis) for axis in range(axes))

    def learned(self, name: str) -> int:
        """The slot of a tensor that the layer has learned, ``weight`` or ``bias``, in work by hand."""
        return self.layout.leaves[learned_leaf(self.layer, name)]

    def step(self, rule: str, axis: int | None = None, **arguments: int | tuple[int, ...]) -> int:
        """The slot of a rule applied at this layer."""
        return self.layout.step(rule, Place(self.layer, axis), **arguments)


class Kind:
    """A layer kind. The base passes its input through and has nothing to learn or to multiply (ReLU, Dropout).

    ``axes`` is the number of spatial axes of its input (0: a vector of features; None: any). ``leaves`` names the
    arguments that its rules use. The methods that lay return the slot of the quantity; None says that this kind has
    none, which counts as 0.
    """

    parameters: tuple[Parameter, ...] = ()
    leaves: tuple[str, ...] = ()
    learned: ClassVar[tuple[str, ...]] = ()
    """The tensors of torch's state dict that work by hand needs."""
    is_join: ClassVar[bool] = False
    """Whether it takes several tensors."""

    def __init__(self, name: str, axes: int | None = None) -> None:
        self.name = name
        self.axes = axes

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        """The shape that comes out, for the shape that goes in."""
        return given

    def joined_shape(self, lay: Laying, given: Sequence[Shape]) -> Shape:
        """The shape that comes out, for the shapes of all tensors that go in; most layers take one."""
        (only,) = given
        return self.output_shape(lay, only)

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many weights the layer learns."""

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many biases the layer learns."""

    def positions(self, lay: Laying, given: Shape, out: Shape) -> int:
        """How many positions the kernel has; of a layer without a kernel, how many values a channel of its output."""
        return lay.step("positions", X=out[1:], I=given[1:])

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int | None:
        """How many multiplications one output value takes.

        Raises NetworkError where it is not the same for all of them.
        """

    def additions_per_output(self, lay: Laying, given: Shape) -> int | None:
        """How many additions one output value takes, its bias included.

        Raises NetworkError where it is not the same for all of them.
        """
        products = self.multiplications_per_output(lay, given)
        return None if products is None else lay.step("additions_per_output", m=products, B=lay.leaf("bias"))

    def multiplications(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many multiplications the layer takes."""
        products = self.multiplications_per_output(lay, given)
        return None if products is None else lay.step("multiplications", m=products, V=self.values(lay, given, out))

    def additions(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many additions the layer takes."""
        additions = self.additions_per_output(lay, given)
        return None if additions is None else lay.step("additions", a=additions, V=self.values(lay, given, out))

    def values(self, lay: Laying, given: Shape, out: Shape) -> int:
        """How many values come out."""
        positions = self.positions(lay, given, out) if len(out) > 1 else lay.layout.leaves[ONE]
        return lay.step("output_values", C_out=out[0], N=positions)

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        """The smallest and largest input size on an axis that give an output size in this range."""
        return smallest, largest

    def field_window(self, lay: Laying, axis: int, given: Shape) -> dict[str, int] | None:
        """The letters K, S, P, D of the window that an output value reads on an axis; None: the value at its place."""

    def strides(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        """How far the window moves on from one output value to the next, on each axis of the shape that goes in."""
        strides = arguments.get("stride", (1,) * (len(given) - 1))
        assert isinstance(strides, tuple)
        return strides

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> str | None:
        """Why output values do not all read a window of one form, for the arguments and the shape that goes in.

        None where they do, and where no space is left.
        """

    def joined_field_problem(self, arguments: Mapping[str, object], given: Sequence[tuple[object, ...]]) -> str | None:
        """``field_problem`` for all tensors that go in; most layers take one."""
        (only,) = given
        return self.field_problem(arguments, only)

    @property
    def is_worked_out_by_hand(self) -> bool:
        """Whether a matrix that goes in has a matrix that comes out."""
        return type(self).by_hand is not Kind.by_hand and self.axes in (None, 2)

    def by_hand(self, lay: Laying, matrix: int) -> int | None:
        """The matrix that comes out, for the matrix that goes in; None where it is not worked out by hand."""

    def written_input(self) -> tuple[str, str] | None:
        """The argument in which a layer writes down its input's channels or features, and what it counts."""
        return None
