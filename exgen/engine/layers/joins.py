"""Joins: layers that take several tensors, the ends of branches, and make one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exgen.engine.forms import LISTS, MAPS, VECTOR, Form
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.networks import Argument
from exgen.errors import NetworkError

PAIR = 2
"""Whoever leaves out one branch of so many gives the channels of the other one."""


class Join(Kind):
    """Takes several tensors; has nothing to learn, and counts as neither multiplications nor additions."""

    is_join = True
    demand: str
    """The phrase (``exgen.engine.wording``) that says what must be the same in all tensors."""

    def fits(self, shapes: Sequence[tuple[int, ...]], form: Form) -> bool:
        """Whether tensors of these shapes, which all have this form, can be joined."""
        return len(set(shapes)) == 1

    def joined_shape(self, lay: Laying, given: Sequence[Shape]) -> Shape:
        return given[0]

    def joined_field_problem(
        self, arguments: Mapping[str, object], given: Sequence[tuple[object, ...]], form: Form
    ) -> str | None:
        if all(form.spatial(shape) == form.spatial(given[0]) for shape in given):
            return None
        if not any(set(form.spatial(shape)) == {1} for shape in given):
            return None  # formulas that are written differently; whoever sees them is told that they must be equal
        return "one of its tensors has a single value for all places, which reads all of them,"


class Addition(Join):
    """``Add()``: tensors of one shape, added value by value, as the end of a residual block does (``x + f(x)``)."""

    demand = "only_equal_shapes"

    def joined_shape(self, lay: Laying, given: Sequence[Shape]) -> Shape:
        first, axis = given[0], _channels(lay.given)
        added = lay.step("added_channels", C=first[axis], terms=tuple([shape[axis] for shape in given]))
        return (*first[:axis], added, *first[axis + 1 :])


class Concatenation(Join):
    """``Concat()``: tensors behind each other along one axis, as ``torch.cat(tensors, dim)``.

    That of the channels, unless ``dim`` is written, which counts the batch as 0; of sequences it always is.
    """

    demand = "same_spatial_size"
    parameters = (Parameter("dim", "integer", "None", least=-4),)
    choices = ("dim",)
    wanted = (VECTOR, *MAPS, *LISTS)

    def choosing(self, chosen: Mapping[str, Argument]) -> Kind:
        kind = super().choosing(chosen)
        assert isinstance(kind, Concatenation)
        kind.demand = "same_other_sizes"
        return kind

    def form_problem(self, arguments: Mapping[str, object], form: Form) -> str | None:
        dim = self.chosen.get("dim")
        if dim is None and form.channels == "last":
            where = "dim=1 for places behind each other" if form.axes == 1 else f"dim=1 to {form.axes} for places"
            return f"of {form.words} it joins what dim says: {where}, dim={form.rank} for features"
        if dim is None or (isinstance(dim, int) and -form.rank <= dim <= form.rank and dim != 0):
            return None
        return f"dim={dim} is no axis to join along; allowed: 1 to {form.rank}, the batch is 0"

    def _axis(self, form: Form) -> int:
        """The place in a shape of this form along which tensors are joined."""
        dim = self.chosen.get("dim", 1)
        assert isinstance(dim, int)
        return dim - 1 if dim > 0 else form.rank + dim

    def fits(self, shapes: Sequence[tuple[int, ...]], form: Form) -> bool:
        axis = self._axis(form)
        return len({(*shape[:axis], *shape[axis + 1 :]) for shape in shapes}) == 1

    def joined_shape(self, lay: Laying, given: Sequence[Shape]) -> Shape:
        first, axis = given[0], self._axis(lay.given)
        terms = tuple([shape[axis] for shape in given])
        if axis == _channels(lay.given):
            if len(terms) > PAIR:
                terms = tuple([lay.step_of_branch(number, "branch_share", C=term) for number, term in enumerate(terms)])
            joined = lay.step("joined_channels", terms=terms)
        else:
            spatial = axis if lay.given.channels == "last" else axis - 1
            joined = lay.step("joined_places", spatial, terms=terms)
        return (*first[:axis], joined, *first[axis + 1 :])

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        if self._axis(lay.given) != _channels(lay.given):
            raise NetworkError(f"{self.name}: it puts places behind each other, so no input size can be asked for")
        return super().input_range(lay, axis, smallest, largest)

    def joined_field_problem(
        self, arguments: Mapping[str, object], given: Sequence[tuple[object, ...]], form: Form
    ) -> str | None:
        if self._axis(form) != _channels(form):
            return "its places come from several tensors, each with a field of its own,"
        return super().joined_field_problem(arguments, given, form)


def _channels(form: Form) -> int:
    """The place of the channels or features in a shape of this form."""
    return form.rank - 1 if form.channels == "last" else 0


class Multiplication(Join):
    """``Multiply()``: a tensor times gates, which may have one value for each channel (squeeze and excitation)."""

    demand = "shape_of_gate"
    joins_sizes = False

    def fits(self, shapes: Sequence[tuple[int, ...]], form: Form) -> bool:
        first = shapes[0]
        gates = form.shape(form.channel(first), [1] * form.axes)
        return all(shape in (first, gates) for shape in shapes)
