"""Layers on features as a whole: flattening, its inverse, dense layers, one feature vector out of a sequence."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.forms import LISTS, MAPS, SEQUENCE, VECTOR, Form
from exgen.engine.layers.constant_leaves import ONE
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.networks import Argument


class Flatten(Kind):
    """torch.nn.Flatten: axes become one, by default all of them; ``start_dim`` and ``end_dim`` count the batch as 0.

    What is left must be a vector, or a tensor whose channels are still an axis of their own: the axes that vanish are
    all, or spatial ones.
    """

    parameters = (Parameter("start_dim", "integer", 1, least=-4), Parameter("end_dim", "integer", -1, least=-4))
    choices = ("start_dim", "end_dim")

    def _dims(self, rank: int) -> tuple[int, int]:
        """The first and the last axis that is flattened, of so many without the batch, from 0."""
        start, end = self.chosen.get("start_dim", 1), self.chosen.get("end_dim", -1)
        assert isinstance(start, int)
        assert isinstance(end, int)
        return (start if start >= 0 else start + rank + 1) - 1, (end if end >= 0 else end + rank + 1) - 1

    def _is_whole(self, form: Form) -> bool:
        return self._dims(form.rank) == (0, form.rank - 1)

    def gives(self, form: Form) -> Form:
        if form.channels == "none" or self._is_whole(form) or self.form_problem({}, form):
            return VECTOR
        first, last = self._dims(form.rank)
        return Form(form.axes - (last - first), form.channels)

    def form_problem(self, arguments: Mapping[str, object], form: Form) -> str | None:
        first, last = self._dims(form.rank)
        spatial = (0, form.rank - 2) if form.channels == "last" else (1, form.rank - 1)
        if self._is_whole(form) or spatial[0] <= first <= last <= spatial[1]:
            return None
        return f"of {form.words} all axes can be flattened, or spatial ones; axis 0 is the batch's"

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        if len(given) == 1:
            return given
        if lay.out == VECTOR:
            channels, *rest = lay.given.channels_first(given)
            return (lay.step("flattened_size", C=channels, I=tuple(rest)),)
        first, last = self._dims(len(given))
        places = lay.step("flattened_places", I=given[first : last + 1])
        return (*given[:first], places, *given[last + 1 :])

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        raise self.no_axis(lay)

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        return "places of several axes stand on one,"

    def by_hand(self, lay: Laying, tensor: int) -> int | None:
        return lay.step("flattened_rows", M=tensor, C=lay.layout.leaves[ONE]) if lay.out == VECTOR else None

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step("unflattened", G=gradient, M=tensor)


class Unflatten(Kind):
    """torch.nn.Unflatten: one axis becomes several; ``dim`` counts the batch as 0.

    Features of a vector become channels and spatial axes. Of a map or a sequence every axis can be dealt out: where
    that of the channels or features is, they stand where they stood, first or last, and the others are spatial.
    """

    parameters = (Parameter("dim", "integer", least=-4), Parameter("unflattened_size", "sizes", least=1))
    leaves = ("unflattened_size",)
    choices = ("dim", "unflattened_size")
    open_choices = ("unflattened_size",)

    def choices_of(self, arguments: Mapping[str, object]) -> tuple[tuple[str, Argument], ...]:
        dim, sizes = arguments["dim"], arguments["unflattened_size"]
        assert isinstance(sizes, tuple)
        chosen: tuple[tuple[str, Argument], ...] = (("unflattened_size", len(sizes)),)
        return chosen if dim == 1 or not isinstance(dim, int) else (("dim", dim), *chosen)

    def place(self, rank: int) -> int:
        """Which of so many axes without the batch, from 0, becomes several; below 0 where there is none."""
        dim = self.chosen.get("dim", 1)
        assert isinstance(dim, int)
        return (dim if dim >= 0 else dim + rank + 1) - 1

    def gives(self, form: Form) -> Form:
        return Form(min(form.axes + self.length_of("unflattened_size") - 1, len(MAPS)), form.channels)

    def form_problem(self, arguments: Mapping[str, object], form: Form) -> str | None:
        if not 0 <= self.place(form.rank) < form.rank:
            dims = " or ".join(map(str, range(1, form.rank + 1)))
            return f"dim is {arguments['dim']}, but {form.words} arrives; allowed: {dims} (axis 0 is the batch's)"
        most = len(MAPS) - form.axes + 1
        if 2 <= self.length_of("unflattened_size") <= most:
            return None
        first = ", channels first" if form == VECTOR else ""
        allowed = f"2 to {most} sizes{first}" if most > 2 else "2 sizes"
        return (
            f"unflattened_size needs {allowed}" if most > 1 else f"{form.words} has {len(MAPS)} spatial axes, the most"
        )

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        return "features become places," if form == VECTOR else "one axis becomes several,"

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        raise self.no_axis(lay)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        dealt, place = lay.leaves("unflattened_size", self.length_of("unflattened_size")), self.place(len(given))
        return (*given[:place], *dealt, *given[place + 1 :])

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        sizes, values = arguments["unflattened_size"], 1
        assert isinstance(sizes, tuple)
        for size in sizes:
            values *= size
        there = given[self.place(len(given))]
        if values == there:
            return None
        return f"it makes {values} values of {there}{' features' if form == VECTOR else ''}"


class Linear(Kind):
    """torch.nn.Linear on a vector, or on the features at each place of a sequence or of a map with features last."""

    parameters = (
        Parameter("in_features", "integer", least=1),
        Parameter("out_features", "integer", least=1),
        Parameter("bias", "truth", True),
    )
    learned = ("weight", "bias")
    multiplies_weights = True
    matrices = ("weight",)
    leaves = ("out_features", "bias")
    wanted = (VECTOR, *LISTS)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (*given[:-1], lay.leaf("out_features"))

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("linear_weights", F_in=given[-1], F_out=out[-1])

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("linear_biases", F_out=out[-1], B=lay.leaf("bias"), F_in=given[-1])

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int:
        return lay.step("features_per_output", F_in=given[-1], B=lay.leaf("bias"))

    def by_hand(self, lay: Laying, tensor: int) -> int:
        one = lay.layout.leaves[ONE]
        return lay.step("dense_rows", M=tensor, W=lay.learned("weight"), B=lay.learned("bias"), U=one)

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step("dense_input_gradient", G=gradient, W=lay.learned("weight"), U=lay.layout.leaves[ONE])

    def learned_gradient(self, lay: Laying, name: str, tensor: int, gradient: int) -> int:
        one = lay.layout.leaves[ONE]
        if name == "bias":
            return lay.step("column_sums", G=gradient, A=one)
        return lay.step("dense_weight_gradient", M=tensor, G=gradient, U=one)

    def written_input(self) -> tuple[str, str]:
        return "in_features", "features"


class Permute(Kind):
    """torchvision.ops.Permute: axes in another order; ``dims`` counts the batch as 0, which stays in front.

    The channels come first or last behind it, the spatial axes in any order.
    """

    parameters = (Parameter("dims", "sizes", least=0),)
    choices = ("dims",)
    wanted = (*MAPS, *LISTS)

    @property
    def taken(self) -> str:
        return "a tensor with spatial axes"

    def _dims(self, form: Form) -> tuple[int, ...]:
        """The axes as they stand behind it, the batch's left out; where nothing is chosen the channels alone move."""
        dims = self.chosen.get("dims", _moved(form))
        assert isinstance(dims, tuple)
        return tuple([int(dim) for dim in dims[1:]])

    def gives(self, form: Form) -> Form:
        dims, channels = self._dims(form), form.rank if form.channels == "last" else 1
        if dims[:1] == (channels,):
            return Form(form.axes, "first")
        return Form(form.axes, "last") if dims[-1:] == (channels,) else form.turned

    def form_problem(self, arguments: Mapping[str, object], form: Form) -> str | None:
        dims, channels = arguments["dims"], form.rank if form.channels == "last" else 1
        assert isinstance(dims, tuple)
        if sorted(dims) != list(range(form.rank + 1)) or dims[0] != 0:
            return f"dims holds each of 0 to {form.rank} once, 0 (the batch) in front, as in Permute({_moved(form)})"
        if channels in (dims[1], dims[-1]):
            return None
        return (
            f"behind it the channels must come first or last, as in Permute({_moved(form)}); here they are in between"
        )

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        dims = self._dims(lay.given)
        return tuple([given[dim - 1] for dim in dims]) if sorted(dims) == list(range(1, len(given) + 1)) else given

    def _keeps_order(self, form: Form) -> bool:
        """Whether spatial axes come in the order in which they stood."""
        channels = form.rank if form.channels == "last" else 1
        spatial = [dim for dim in self._dims(form) if dim != channels]
        return spatial == sorted(spatial)

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        if not self._keeps_order(lay.given):
            raise self.no_axis(lay)
        return smallest, largest

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        return None if self._keeps_order(form) else "its spatial axes change their places,"


def _moved(form: Form) -> tuple[int, ...]:
    """The order in which the channels alone go to the other end."""
    if form.channels == "last":
        return (0, form.rank, *range(1, form.rank))
    return (0, *range(2, form.rank + 1), 1)


class Select(Kind):
    """One place of a sequence: ``Select(1, 0)`` is ``x[:, 0]``, the class token; ``Select(1, -1)`` the last one."""

    parameters = (
        Parameter("dim", "integer", 1, only=(1,), why="the places of a sequence stand on axis 1"),
        Parameter("index", "integer", 0, least=-(10**9)),
    )
    wanted = (SEQUENCE,)

    def gives(self, form: Form) -> Form:
        return VECTOR

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (given[-1],)

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        index = arguments["index"]
        assert isinstance(index, int)
        return None if -given[0] <= index < given[0] else f"there is no place {index} among {given[0]}"


class ChannelShuffle(Kind):
    """torch.nn.ChannelShuffle: the channels of groups are dealt out anew."""

    parameters = (Parameter("groups", "integer", least=1),)
    wanted = MAPS

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        groups = arguments["groups"]
        assert isinstance(groups, int)
        return f"groups={groups} does not divide the {given[0]} channels that arrive" if given[0] % groups else None


class Chunk(Kind):
    """One of so many equal parts of the channels, as ``torch.chunk(x, chunks, dim=1)[index]``."""

    parameters = (Parameter("chunks", "integer", least=1), Parameter("index", "integer", 0))
    leaves = ("chunks",)
    wanted = (VECTOR, *MAPS)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.step("part_of_channels", C=given[0], N=lay.leaf("chunks")), *given[1:])

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        chunks, index = arguments["chunks"], arguments["index"]
        assert isinstance(chunks, int)
        assert isinstance(index, int)
        if given[0] % chunks:
            return f"chunks={chunks} does not divide the {given[0]} channels that arrive"
        return None if index < chunks else f"there is no part {index} among {chunks}, counted from 0"
