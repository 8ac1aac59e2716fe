"""A layer by itself: what it makes of the shapes that arrive, whatever network it stands in.

A network's quantities laid as one calculation know how everything depends on everything, which mistakes need. A table
does not: each row follows from its layer and from what arrives there, so that equal layers behind equal shapes are
worked out once, and a network of many thousand layers is a walk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from exgen.engine.calculation import Calculation
from exgen.engine.forms import Form
from exgen.engine.formulas import Quantity, formula
from exgen.engine.laid_memory import laid_activations
from exgen.engine.layer_counts import laid_count
from exgen.engine.layers import CONSTANTS, ONE, KindKey, Laying, Shape, kind_of
from exgen.engine.layout import Layout, Leaf
from exgen.engine.leaves import layer_leaves, layer_value
from exgen.engine.receptive_fields import Field, composed, joined
from exgen.engine.runs import Run
from exgen.expressions import Node, Number

Sizes = tuple[Quantity, ...]
"""The shape of a tensor, without the batch."""

COUNTS = ("parameters", "multiplications", "additions")
FIELD = ("field stride", "field start", "field end")
"""The numbers of a receptive field on one axis."""

LAYER = 0
"""The place of the layer in its calculation."""


class LaidLayer:
    """What a kind of layer makes of tensors of these forms, as slots of ``calculation``.

    ``counts`` has those asked for and the activations, and lacks what the kind has none of. ``windows`` has the letters
    K, S, P, D of what an output value reads on each axis, None for an axis on which it reads the value at its place.
    ``fields`` are laid only if asked for: they follow from those of the tensors, which are leaves.

    >>> laid = LaidLayer("Flatten", (Form(2),))
    >>> laid.run({}, [(8, 5, 5)])[laid.output_shape[0]]
    200
    """

    def __init__(
        self, key: KindKey, forms: tuple[Form, ...], *, has_fields: bool = False, counts: tuple[str, ...] = COUNTS
    ) -> None:
        kind = kind_of(key)
        given = [[Leaf(tensor, "given", axis) for axis in range(form.rank)] for tensor, form in enumerate(forms)]
        before = [
            [[Leaf(tensor, part, axis) for part in FIELD] for axis in range(form.axes if has_fields else 0)]
            for tensor, form in enumerate(forms)
        ]
        self._own = tuple(layer_leaves(LAYER, kind))
        numbers = [leaf for shape in given for leaf in shape]
        numbers += [leaf for tensor in before for field in tensor for leaf in field]
        layout = Layout({leaf: slot for slot, leaf in enumerate((*CONSTANTS, *numbers, *self._own))})
        self.form = kind.gives(forms[0])
        lay = Laying(layout, LAYER, forms[0], self.form)
        shapes: list[Shape] = [tuple([layout.leaves[leaf] for leaf in shape]) for shape in given]
        self.given = tuple(shapes)
        self.output_shape = kind.joined_shape(lay, shapes)
        laid = {count: laid_count(count, kind, lay, shapes[0], self.output_shape) for count in counts}
        laid["activations"] = laid_activations(layout, LAYER, self.form.channels_first(self.output_shape), ONE)
        self.counts = {count: slot for count, slot in laid.items() if slot is not None}
        first = forms[0].channels_first(shapes[0])
        self.windows = tuple(
            [kind.field_window(lay, axis, first) if axis + 1 < len(first) else None for axis in range(self.form.axes)]
        )
        self.fields: tuple[Field, ...] = ()
        if has_fields:
            slots = [[_given(layout, *field) for field in tensor] for tensor in before]
            self.fields = tuple([_field(lay, axis, slots, window) for axis, window in enumerate(self.windows)])
        self.calculation = Calculation(layout)

    def run(self, arguments: Mapping[str, object], given: Sequence[Sizes], fields: Sequence[Quantity] = ()) -> Run:
        """The calculation for a layer with these arguments, behind these shapes.

        ``fields`` are the numbers of the tensors' receptive fields, tensor by tensor and axis by axis, where fields
        are laid.
        """
        own = [layer_value(leaf, arguments) for leaf in self._own]
        return self.calculation.run([*CONSTANTS.values(), *(size for shape in given for size in shape), *fields, *own])


def _given(layout: Layout, stride: Leaf, start: Leaf, end: Leaf) -> Field:
    """The field of a tensor that arrives."""
    return Field(layout.leaves[stride], layout.leaves[start], layout.leaves[end])


def _field(lay: Laying, axis: int, tensors: Sequence[Sequence[Field]], window: dict[str, int] | None) -> Field:
    """The field behind the layer on an axis."""
    before = [fields[axis] for fields in tensors]
    field = before[0] if len(before) == 1 else joined(lay, axis, before)
    return composed(lay, axis, field, window)


laid_layer = lru_cache(maxsize=512)(LaidLayer)


def as_written(key: KindKey, arguments: Mapping[str, object], form: Form, given: Sequence[Sizes]) -> list[Sizes]:
    """The shapes that arrive, with the channels or features that the layer writes down where they are a formula.

    That both are equal is a condition of the letters; the layer's own counts then are as it says.

    >>> from exgen.expressions import read
    >>> as_written("Linear", {"in_features": 400}, Form(0), [(read("16 H2 W2"),)])
    [(400,)]
    """
    written = kind_of(key).written_input()
    if written is None or not isinstance(form.channel(given[0]), Node):
        return list(given)
    says = arguments[written[0]]
    assert isinstance(says, (int, Node))
    return [form.shape(says, form.spatial(given[0])), *given[1:]]


class LayerFacts(NamedTuple):
    """What a layer makes of what arrives; ``windows`` has K, S, P, D of each axis, None for one without a window."""

    output_shape: Sizes
    parameters: Quantity
    multiplications: Quantity
    additions: Quantity
    activations: Quantity
    windows: tuple[tuple[Quantity, ...] | None, ...]


Named = Callable[[Quantity, int, Form], Quantity]
"""What stands for a size, which is so far from the front in a shape of this form: itself, or a letter."""


def layer_facts(
    key: KindKey, forms: tuple[Form, ...], arguments: Mapping[str, object], given: Sequence[Sizes]
) -> LayerFacts:
    """What a layer makes of the shapes that arrive, which have these forms; remembered.

    >>> pooling = {"kernel_size": (5, 5), "stride": (1, 1), "padding": (0, 0), "dilation": (1, 1)}
    >>> facts = layer_facts("MaxPool2d", (Form(2),), pooling, [(3, 32, 32)])
    >>> facts.output_shape, facts.parameters, facts.windows[0]
    ((3, 28, 28), 0, (5, 1, 0, 1))
    """
    return _facts(key, forms, tuple(arguments.items()), tuple(given))


@lru_cache(maxsize=8192)
def _facts(
    key: KindKey, forms: tuple[Form, ...], arguments: tuple[tuple[str, object], ...], given: tuple[Sizes, ...]
) -> LayerFacts:
    return facts_with_letters(key, forms, dict(arguments), given, lambda size, *_: size)


def facts_with_letters(
    key: KindKey, forms: tuple[Form, ...], arguments: Mapping[str, object], given: Sequence[Sizes], named: Named
) -> LayerFacts:
    """The same with letters for sizes that come out, which go into the counts as well."""
    laid = laid_layer(key, forms)
    run = laid.run(arguments, given)
    shape = laid.output_shape
    letters = {slot: named(run[slot], place, laid.form) for place, slot in enumerate(shape)}
    if any(letters[slot] is not run[slot] for slot in letters):
        run = run.pinned(letters)
    values = [value.value if isinstance(value, Number) else value for value in run.values]
    counts = {count: values[laid.counts[count]] if count in laid.counts else 0 for count in (*COUNTS, "activations")}
    windows = [None if one is None else tuple([values[one[letter]] for letter in "KSPD"]) for one in laid.windows]
    return LayerFacts(tuple([values[slot] for slot in shape]), **counts, windows=tuple(windows))


_TWO, _SIX = (None,) * 2, (None,) * 6
"""The letters of the rules of receptive fields, each of which is one number."""


def field_behind(before: Sequence[tuple[Quantity, ...]], window: tuple[Quantity, ...] | None) -> tuple[Quantity, ...]:
    """Stride, start and end of a receptive field on an axis behind a layer, from those of the tensors it reads.

    >>> field_behind([(2, -1, 3)], (3, 2, 1, 1))
    (4, -3, 5)
    """
    stride, start, end = before[0]
    if len(before) > 1:
        lengths = (len(before),)
        parts = zip(("stride", "start", "end"), zip(*before, strict=True), strict=True)
        stride, start, end = (formula(f"joined_{part}", lengths).with_formulas(values) for part, values in parts)
    if window is None:
        return (stride, start, end)
    return (
        formula("field_stride", _TWO).with_formulas((stride, window[1])),
        formula("field_start", _SIX).with_formulas((start, stride, *window)),
        formula("field_end", _SIX).with_formulas((end, stride, *window)),
    )
