"""Why values of a layer have no receptive field of one form, ``stride i + start`` to ``stride i + end``.

Where a map grows, neighbouring values have fields of different forms, phase by phase: what is asked decides whether
that matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.drafts import NetworkDraft
from exgen.engine.forms import Form
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import Kind, kind_of
from exgen.engine.networks import Layer, Network
from exgen.engine.wiring import INPUT

if TYPE_CHECKING:
    from exgen.engine.quantities import Layers

OF_ONE_FORM = ("receptive_field", "receptive_field_size")
"""What is the same for all output values."""

OF_PHASES = ("receptive_field_stride", "phases", "phase_field")
"""What is the same for all output values of one phase."""

OF_FIELDS = (*OF_ONE_FORM, *OF_PHASES, "inputs_read")
"""All quantities that are about what an output value reads."""


def field_problem(
    network: Network | NetworkDraft,
    shapes: Sequence[tuple[object, ...]],
    layers: Layers = None,
    quantity: str = "receptive_field",
) -> str | None:
    """Why a quantity of ``OF_FIELDS`` does not exist for a layer, a group, or (None) the last that leaves space.

    None where it does. ``shapes`` begins with the network's input; then comes the output of each layer. Of a layer that
    leaves no space nothing is said: for that see ``receptive_fields.LaidFields``.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("AdaptiveAvgPool2d(3)", "3x10x12").resolve({})
    >>> print(field_problem(network, [(3, 10, 12), (3, 3, 3)]))  # doctest: +NORMALIZE_WHITESPACE
    layer 1, AdaptiveAvgPool2d(output_size=3): 10 is not divisible by 3, so its windows differ
    and there is no interval of one form
    """
    found = field_problems(network, shapes, quantity)
    if isinstance(layers, range):
        return found[layers.stop - 1]
    if layers is not None:
        return found[layers]
    forms = arrivals(len(shapes[0]), keys_of(network.layers), network.wiring).forms
    spatial = [problem for problem, form in zip(found, forms[1:], strict=True) if form.axes]
    return spatial[-1] if spatial else None


def field_problems(
    network: Network | NetworkDraft, shapes: Sequence[tuple[object, ...]], quantity: str = "receptive_field"
) -> list[str | None]:
    """The same for each layer, in one walk: a problem is that of everything behind it."""
    layers: Sequence[Layer | LayerDraft] = network.layers
    problems: dict[int, str | None] = {INPUT: None}
    kinds = keys_of(layers)
    forms = arrivals(len(shapes[0]), kinds, network.wiring).forms
    strides: dict[int, tuple[object, ...] | None] = {INPUT: (1,) * forms[0].axes}
    met: dict[tuple[object, ...], tuple[str | None, tuple[object, ...] | None]] = {}
    for index, (layer, tensors) in enumerate(zip(layers, network.wiring.reads, strict=True)):
        problem = problems[tensors[0]]
        if problem is None and len(tensors) > 1:
            problem = next((problems[tensor] for tensor in tensors if problems[tensor] is not None), None)
        strides[index] = None
        if problem is None and forms[index + 1].axes:
            given = [shapes[tensor + 1] for tensor in tensors]
            before = [strides[tensor] for tensor in tensors]
            key = (id(layer), *given, *before)  # deep networks repeat their layers
            if key not in met:
                met[key] = _behind(quantity, kind_of(kinds[index]), layer, forms[tensors[0] + 1], given, before)
            own, strides[index] = met[key]
            if own is not None:
                problem = f"layer {index + 1}, {layer.text}: {own} and there is no {_missing(quantity)}"
        problems[index] = problem
    return [problems[index] for index in range(len(layers))]


def _behind(
    quantity: str,
    kind: Kind,
    layer: Layer | LayerDraft,
    form: Form,
    given: Sequence[tuple[object, ...]],
    before: Sequence[tuple[object, ...] | None],
) -> tuple[str | None, tuple[object, ...] | None]:
    """Why there is no such quantity behind a layer because of itself; and the stride there, if there is one."""
    problem = kind.joined_field_problem(layer.arguments, given, form)
    problem = problem or _of_quantity(quantity, kind, layer.arguments, given[0])
    if problem is None and len({*before} - {None}) > 1 and quantity != "inputs_read":
        problem = "its branches move on at different strides"
    return problem, None if problem else _moved_on(kind.strides(layer.arguments, given[0]), before[0])


def _of_quantity(quantity: str, kind: Kind, arguments: Mapping[str, object], given: tuple[object, ...]) -> str | None:
    """What a layer does that matters for a quantity alone."""
    if quantity == "inputs_read":
        return kind.border_problem(arguments)
    if quantity in OF_ONE_FORM:
        problem = kind.phase_problem(arguments, given)
        return problem and f"{problem} which phase_field tells apart,"
    return kind.gap_problem(arguments)


def _missing(quantity: str) -> str:
    """What there is not, and where there is something in its place."""
    if quantity in OF_ONE_FORM:
        return "interval of one form"
    return "set of inputs that one value reads" if quantity == "inputs_read" else "interval for each phase"


def _moved_on(by: tuple[object, ...], stride: tuple[object, ...] | None) -> tuple[object, ...] | None:
    """The stride behind a layer that moves on by so much; None where one of the numbers is a letter."""
    if stride is None:
        return None
    pairs = zip(by, stride, strict=True)
    moved = [
        one * other for one, other in pairs if isinstance(one, int | Fraction) and isinstance(other, int | Fraction)
    ]
    return tuple(moved) if len(moved) == len(stride) else None
