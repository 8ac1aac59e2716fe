"""What a layer kind is: the arguments it takes and the quantities it lays as rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import ClassVar, NamedTuple, TypeAlias

from exgen.engine.forms import Form
from exgen.engine.layers.constant_leaves import ONE
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.networks import Argument
from exgen.errors import NetworkError


class Choice(NamedTuple):
    """A kind with arguments that decide what is laid, such as pooling whose last window may stand half outside."""

    kind: str
    arguments: tuple[tuple[str, Argument], ...]


KindKey: TypeAlias = "str | Choice"
"""A kind as part of a network's structure: its name where every such argument has its default."""


class Kind:
    """A layer kind. The base passes its input through and has nothing to learn or to multiply (ReLU, Dropout).

    ``wanted`` are the forms of tensors it takes (empty: all that have channels); where it takes so many spatial
    ``axes``, these are maps with channels first, unless a subclass says otherwise. ``leaves`` names the arguments that
    its rules use, ``choices`` those that decide what is laid, ``chosen`` what they are where that is not the default.
    The methods that lay return the slot of the quantity; None says that this kind has none, which counts as 0.
    """

    parameters: tuple[Parameter, ...] = ()
    leaves: tuple[str, ...] = ()
    choices: ClassVar[tuple[str, ...]] = ()
    open_choices: ClassVar[tuple[str, ...]] = ()
    """Choices of which only it counts whether they are written, and how many sizes: letters may stand for these."""
    learned: ClassVar[tuple[str, ...]] = ()
    """The tensors of torch's state dict that work by hand needs: numbers in a row, but for those of the next two."""
    kernels: ClassVar[tuple[str, ...]] = ()
    """The tensors that hold for each output channel a kernel for each input channel."""
    matrices: ClassVar[tuple[str, ...]] = ()
    """The tensors that are taken as they are given."""
    is_join: ClassVar[bool] = False
    """Whether it takes several tensors."""
    joins_sizes: ClassVar[bool] = True
    """Whether the tensors it takes have all the same size, if it takes several."""
    multiplies_weights: ClassVar[bool] = False
    """Whether it multiplies what goes in by weights that it learns, as convolutions, dense and recurrent layers do."""
    is_loss: ClassVar[bool] = False
    """Whether a single number comes out, with respect to which gradients are taken."""
    absent: ClassVar[Mapping[str, int]] = {}
    """What stands for a tensor of ``learned`` that a layer does not have, where that is not 0."""
    hand_leaves: ClassVar[tuple[str, ...]] = ()
    """The arguments that only its rules of work by hand use."""
    wanted: tuple[Form, ...] = ()

    def __init__(self, name: str, axes: int | None = None) -> None:
        self.name = name
        self.axes = axes
        self.chosen: Mapping[str, Argument] = {}
        if axes is not None and not self.wanted:
            self.wanted = (Form(axes),)

    @cached_property
    def can_work_in_place(self) -> bool:
        """Whether what it puts out can replace what it reads, as torch lets those say that take ``inplace``."""
        return any(parameter.name == "inplace" for parameter in self.parameters)

    def choices_of(self, arguments: Mapping[str, object]) -> tuple[tuple[str, Argument], ...]:
        """The arguments among ``choices`` that are not what they usually are."""
        made = [name for name, usual in self._usual_choices.items() if arguments[name] != usual]
        return tuple([(name, arguments[name]) for name in made])  # type: ignore[misc]  # a choice is no formula

    @cached_property
    def _usual_choices(self) -> Mapping[str, Argument | None]:
        usual = {parameter.name: parameter.usual(self.axes or 0) for parameter in self.parameters}
        return {name: usual[name] for name in self.choices if name in usual}

    def choosing(self, chosen: Mapping[str, Argument]) -> Kind:
        """This kind, with choices of its own."""
        kind = copy(self)
        kind.chosen = chosen
        return kind

    def entries(self) -> Iterator[tuple[str, int | None]]:
        """The leaves, each with how many numbers it has; None for a single one."""
        parameters = {parameter.name: parameter for parameter in self.parameters}
        for name in self.leaves:
            is_list = parameters[name].form in ("sizes", "factors")
            yield name, self.length_of(name) if is_list else parameters[name].entries(self.axes or 0)

    def length_of(self, name: str) -> int:
        """How many sizes are written in an argument whose number of sizes is a choice; usually one."""
        length = self.chosen.get(name, 1)
        assert isinstance(length, int)
        return length

    def takes(self, form: Form) -> bool:
        """Whether it takes a tensor of this form."""
        return form in self.wanted if self.wanted else form.channels != "none"

    def gives(self, form: Form) -> Form:
        """The form of what comes out."""
        return form

    @property
    def taken(self) -> str:
        """What it takes, in words."""
        return " or ".join([form.words for form in self.wanted if form.channels == self.wanted[0].channels][:2])

    def form_problem(self, arguments: Mapping[str, object], form: Form) -> str | None:
        """What its arguments ask of a tensor that one of this form does not have."""

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        """Why a tensor of this shape does not fit it, besides ``written_input``."""

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

    def buffers(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many numbers the layer keeps without learning them from a gradient."""

    def running_statistics(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many of these are running means and variances."""

    def positions(self, lay: Laying, given: Shape, out: Shape) -> int:
        """How many positions the kernel has; of a layer without a kernel, how many values a channel of its output."""
        return lay.step("positions", X=lay.out.spatial(out), I=lay.given.spatial(given))

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

    def products(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many products the layer sums, each of them a multiply-add.

        They are as many as its multiplications, in a slot of their own: who counts two operations for a product
        counts other multiplications, but no other products.
        """
        products = self.multiplications_per_output(lay, given)
        return None if products is None else lay.step("products", m=products, V=self.values(lay, given, out))

    def bias_additions(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How often a bias is added; asked of layers with products only."""
        return lay.step("bias_additions", B=lay.leaf("bias"), V=self.values(lay, given, out))

    def values(self, lay: Laying, given: Shape, out: Shape) -> int:
        """How many values come out."""
        positions = self.positions(lay, given, out) if lay.out.axes else lay.layout.leaves[ONE]
        return lay.step("output_values", C_out=lay.out.channel(out), N=positions)

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        """The smallest and largest input size on an axis that give an output size in this range."""
        return smallest, largest

    def field_window(self, lay: Laying, axis: int, given: Shape) -> dict[str, int] | None:
        """The letters K, S, P, D of the window that an output value reads on an axis; None: the value at its place."""

    def factor(self, lay: Laying, axis: int, given: Shape) -> int | None:
        """The factor by which an axis grows: each of so many neighbouring output values reads a window of its own."""

    def read_ends(self, lay: Laying, axis: int, given: Shape, first: int, last: int) -> tuple[int, int]:
        """The first and the last value that goes in and is read by the output values from ``first`` to ``last``."""
        window = self.field_window(lay, axis, given)
        if window is None:
            return first, last
        return lay.step("read_start", axis, A=first, **window), lay.step("read_end", axis, E=last, **window)

    def read_places(self, lay: Laying, axis: int, given: Shape, places: int) -> int:
        """The slot of all indices that go in and are read by the output values of these ``places``."""
        window = self.field_window(lay, axis, given)
        return places if window is None else lay.step("read_places", axis, R=places, **window)

    def strides(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        """How far the window moves on from one output value to the next, on each axis of the shape that goes in.

        A fraction where the axis grows.
        """
        strides = arguments.get("stride", (1,) * (len(given) - 1))
        assert isinstance(strides, tuple)
        return strides

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        """Why output values do not all read a window of one form, for the arguments and the shape that goes in.

        None where they do, and where no space is left, or where they do so phase by phase (``phase_problem``).
        """

    def phase_problem(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> str | None:
        """Why neighbouring output values read windows of different forms, each phase of them its own."""

    def border_problem(self, arguments: Mapping[str, object]) -> str | None:
        """Why what an output value at the border reads is not simply what lies inside."""

    def gap_problem(self, arguments: Mapping[str, object]) -> str | None:
        """Why the output values of one phase do not read an interval of one form, where phases are many."""

    def joined_field_problem(
        self, arguments: Mapping[str, object], given: Sequence[tuple[object, ...]], form: Form
    ) -> str | None:
        """``field_problem`` for all tensors that go in; most layers take one."""
        (only,) = given
        return self.field_problem(arguments, only, form)

    @property
    def is_worked_out_by_hand(self) -> bool:
        """Whether a tensor that goes in has a tensor that comes out."""
        return type(self).by_hand is not Kind.by_hand and self.axes in (None, 2)

    def by_hand(self, lay: Laying, tensor: int) -> int | None:
        """The tensor that comes out, for the tensor that goes in; None where it is not worked out by hand."""

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int | None:
        """The gradient with respect to what goes in (``tensor``), for that with respect to what comes out.

        None where gradients are not taken back through it.
        """

    def learned_gradient(self, lay: Laying, name: str, tensor: int, gradient: int) -> int | None:
        """The gradient with respect to ``weight`` or ``bias``; None where it learns none."""

    def unfolded(self, lay: Laying, tensor: int) -> int | None:
        """The input with a column for each position of the kernel (im2col)."""

    def toeplitz(self, lay: Laying, tensor: int) -> int | None:
        """The matrix that makes of the flattened input the flattened output, without biases."""

    def no_range(self) -> NetworkError:
        """What to say where a range of sizes is asked for, and not every size can go in."""
        return NetworkError(f"{self.name}: not every size can go in, so no range of sizes can be asked for")

    def no_axis(self, lay: Laying) -> NetworkError:
        """What to say where a size that goes in is asked for, of the size that comes out on the same axis."""
        return NetworkError(f"layer {lay.layer + 1}, {self.name}: no axis comes out as it goes in")

    def written_input(self) -> tuple[str, str] | None:
        """The argument in which a layer writes down its input's channels or features, and what it counts."""
        return None

    def written_places(self) -> str | None:
        """The argument in which a layer writes down how many places of a sequence arrive."""
        return None
