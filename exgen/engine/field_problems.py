"""Why values of a layer have no receptive field of one form, ``stride i + start`` to ``stride i + end``."""

from __future__ import annotations

from collections.abc import Sequence
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


def field_problem(
    network: Network | NetworkDraft, shapes: Sequence[tuple[object, ...]], layers: Layers = None
) -> str | None:
    """Why there is none for a layer, a group, or (None) the last layer that leaves space; None where there is.

    ``shapes`` begins with the network's input; then comes the output of each layer. Of a layer that leaves no space
    nothing is said: for that see ``receptive_fields.LaidFields``.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("AdaptiveAvgPool2d(3)", "3x10x12").resolve({})
    >>> print(field_problem(network, [(3, 10, 12), (3, 3, 3)]))  # doctest: +NORMALIZE_WHITESPACE
    layer 1, AdaptiveAvgPool2d(output_size=3): 10 is not divisible by 3, so its windows differ
    and there is no interval of one form
    """
    found = field_problems(network, shapes)
    if isinstance(layers, range):
        return found[layers.stop - 1]
    if layers is not None:
        return found[layers]
    forms = arrivals(len(shapes[0]), keys_of(network.layers), network.wiring).forms
    spatial = [problem for problem, form in zip(found, forms[1:], strict=True) if form.axes]
    return spatial[-1] if spatial else None


def field_problems(network: Network | NetworkDraft, shapes: Sequence[tuple[object, ...]]) -> list[str | None]:
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
                met[key] = _behind(kind_of(kinds[index]), layer, forms[tensors[0] + 1], given, before)
            own, strides[index] = met[key]
            if own is not None:
                problem = f"layer {index + 1}, {layer.text}: {own} and there is no interval of one form"
        problems[index] = problem
    return [problems[index] for index in range(len(layers))]


def _behind(
    kind: Kind,
    layer: Layer | LayerDraft,
    form: Form,
    given: Sequence[tuple[object, ...]],
    before: Sequence[tuple[object, ...] | None],
) -> tuple[str | None, tuple[object, ...] | None]:
    """Why there is no field of one form behind a layer because of itself; and the stride there, if there is one."""
    problem = kind.joined_field_problem(layer.arguments, given, form)
    if problem is None and len({*before} - {None}) > 1:
        problem = "its branches move on at different strides"
    return problem, None if problem else _moved_on(kind.strides(layer.arguments, given[0]), before[0])


def _moved_on(by: tuple[object, ...], stride: tuple[object, ...] | None) -> tuple[object, ...] | None:
    """The stride behind a layer that moves on by so much; None where one of the numbers is a letter."""
    if stride is None:
        return None
    moved = [one * other for one, other in zip(by, stride, strict=True) if type(one) is int and type(other) is int]
    return tuple(moved) if len(moved) == len(stride) else None
