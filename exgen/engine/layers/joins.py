"""Joins: layers that take several tensors, the ends of branches, and make one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from exgen.engine.forms import MAPS, VECTOR, Form
from exgen.engine.layers.kind import Kind, Laying, Shape


class Join(Kind):
    """Takes several tensors; has nothing to learn, and counts as neither multiplications nor additions."""

    is_join = True
    demand: ClassVar[str]
    """The phrase (``exgen.engine.wording``) that says what must be the same in all tensors."""

    def fits(self, shapes: Sequence[tuple[int, ...]]) -> bool:
        """Whether tensors of these shapes, channels first, can be joined."""
        return len(set(shapes)) == 1

    def joined_shape(self, lay: Laying, given: Sequence[Shape]) -> Shape:
        return given[0]

    def joined_field_problem(
        self, arguments: Mapping[str, object], given: Sequence[tuple[object, ...]], form: Form
    ) -> str | None:
        if all(form.spatial(shape) == form.spatial(given[0]) for shape in given):
            return None
        return "one of its tensors has a single value for all places, which reads all of them,"


class Addition(Join):
    """``Add()``: tensors of one shape, added value by value, as the end of a residual block does (``x + f(x)``)."""

    demand = "only_equal_shapes"


class Concatenation(Join):
    """``Concat()``: tensors of one size, their channels behind each other, as ``torch.cat(tensors, dim=1)``."""

    demand = "same_spatial_size"
    wanted = (VECTOR, *MAPS)

    def fits(self, shapes: Sequence[tuple[int, ...]]) -> bool:
        return len({shape[1:] for shape in shapes}) == 1

    def joined_shape(self, lay: Laying, given: Sequence[Shape]) -> Shape:
        channels = lay.step("joined_channels", terms=tuple([lay.given.channel(shape) for shape in given]))
        return lay.given.shape(channels, lay.given.spatial(given[0]))


class Multiplication(Join):
    """``Multiply()``: a tensor times gates, which may have one value for each channel (squeeze and excitation)."""

    demand = "shape_of_gate"
    joins_sizes = False

    def fits(self, shapes: Sequence[tuple[int, ...]]) -> bool:
        first = shapes[0]
        return all(shape in (first, (first[0], *(1 for _ in first[1:]))) for shape in shapes)
