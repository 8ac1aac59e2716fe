"""Whether the layers of a network fit each other: what arrives, and what they are written for.

Two questions, because rules need the right number of axes before they can say what arrives: ``check_ranks``
comes before a network is laid out, ``check_fit`` when its shapes are known.
"""

from __future__ import annotations

from collections.abc import Sequence

from exgen.engine.drafts import NetworkDraft
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import KINDS, Join
from exgen.engine.networks import Layer, Network
from exgen.engine.problems import network_error, placed
from exgen.engine.wiring import INPUT

_ARRIVALS = (
    "a vector (features)",
    "a signal (channels, length)",
    "an image (channels, height, width)",
    "a volume (channels, depth, height, width)",
)
_AXES = (
    (),
    (("length", "positions"),),
    (("height", "rows"), ("width", "columns")),
    (("depth", "slices"), ("height", "rows"), ("width", "columns")),
)
"""For each spatial axis what its size is called, and what it counts, by the number of axes."""


def check_ranks(network: Network | NetworkDraft) -> None:
    """Raise NetworkError where a layer needs another number of spatial axes than arrives, one line for each.

    >>> from exgen.engine.reading import read_network
    >>> check_ranks(read_network("Conv2d(3, 16, 5); Linear(100, 10)", "3x9x9"))  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: layer 2, Linear(100, 10): it takes a vector (features), but an image (channels,
    height, width) arrives: put Flatten() before it
    """
    problems = []
    axes = {INPUT: len(network.input) - 1}
    layers: Sequence[Layer | LayerDraft] = network.layers
    for index, layer in enumerate(layers):
        number, tensors = index + 1, network.wiring.reads[index]
        needed, arriving = KINDS[layer.kind].axes, axes[tensors[0]]
        problem = None
        if any(axes[tensor] != arriving for tensor in tensors):
            meeting = " and ".join(_ARRIVALS[axes[tensor]] for tensor in tensors)
            problem = f"{meeting} meet here; all branches must have the same number of axes"
        elif needed is not None and needed != arriving:
            problem = f"it takes {_ARRIVALS[needed]}, but {_ARRIVALS[arriving]} arrives"
            if needed == 0:
                problem += ": put Flatten() before it"
            if INPUT in tensors and arriving == needed + 1:
                problem += "; the batch axis is no part of the input"
            arriving = needed
        elif "dim" in layer.arguments:
            problem = _axis_problem(layer, arriving)
        elif layer.kind == "LocalResponseNorm" and not arriving:
            problem = f"it takes neighbouring channels, but {_ARRIVALS[0]} arrives"
        if problem:
            problems.append(f"layer {number}, {layer.text}: {problem}")
        axes[index] = 0 if layer.kind == "Flatten" else arriving
    if problems:
        raise network_error(problems)


def check_fit(network: Network, shapes: Sequence[tuple[int, ...]]) -> None:
    """Raise NetworkError where a layer is written for something else than arrives, or no output is left.

    ``shapes`` begins with the network's input; then comes the output of each layer, as the rules give it
    (they take channels and features from what arrives, never from ``in_channels`` or ``in_features``).
    One line for each misfit; behind an output size below 1, or branches that do not fit each other, only what does
    not depend on sizes is looked at.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("Flatten(); Linear(100, 10)", "64x3x3").resolve({})
    >>> check_fit(network, [(64, 3, 3), (576,), (10,)])  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: layer 2, Linear(100, 10): in_features is 100, but 576 features arrive
    (from (64, 3, 3) through Flatten)
    """
    problems = []
    has_sizes = True
    for index, layer in enumerate(network.layers):
        tensors = network.wiring.reads[index]
        given, out = shapes[tensors[0] + 1], shapes[index + 1]
        problem = _joined_misfit(network, shapes, index) if has_sizes and len(tensors) > 1 else None
        if problem is not None:
            has_sizes = False
            problems.append(f"layer {index + 1}, {layer.text}: {problem}")
        written = KINDS[layer.kind].written_input()
        if written is not None and (has_sizes or len(given) > 1):
            name, counted = written
            if layer.arguments[name] != given[0]:
                origin = _origin(network, shapes, tensors[0]) if has_sizes else ""
                problem = f"{name} is {layer.arguments[name]}, but {given[0]} {counted} arrive{origin}"
                problems.append(f"layer {index + 1}, {layer.text}: {problem}")
        if has_sizes and min(out) < 1:
            has_sizes = False
            problems += placed(f"layer {index + 1}, {layer.text}", _lacking_sizes(layer, given, out))
    if problems:
        raise network_error(problems)


def _axis_problem(layer: Layer | LayerDraft, arriving: int) -> str | None:
    """What is wrong with the axis a Softmax works on; axis 0 is the batch, 1 the channels or features."""
    dim, axes = layer.arguments["dim"], arriving + 2
    if not isinstance(dim, int) or -axes <= dim < axes:
        return None
    return f"dim={dim} is none of the {axes} axes, batch first; allowed: {-axes} to {axes - 1}"


def _origin(network: Network, shapes: Sequence[tuple[int, ...]], tensor: int) -> str:
    """Where the features or channels of a tensor come from that arrives at a layer."""
    layers, arriving = network.layers, shapes[tensor + 1]
    if len(arriving) > 1:
        return f" (shape {_shown(arriving)})"
    while tensor != INPUT:
        before = network.wiring.reads[tensor][0]
        given = shapes[before + 1]
        if layers[tensor].kind == "Flatten" and len(given) > 1:
            return f" (from {_shown(given)} through Flatten)"
        if given != arriving:
            return f" (from layer {tensor + 1}, {layers[tensor].text})"
        tensor = before
    return " (the input)"


def _joined_misfit(network: Network, shapes: Sequence[tuple[int, ...]], index: int) -> str | None:
    """Why the tensors that meet at a join do not fit each other: all shapes, and where each comes from."""
    kind, tensors = KINDS[network.layers[index].kind], network.wiring.reads[index]
    assert isinstance(kind, Join)
    given = [shapes[tensor + 1] for tensor in tensors]
    if kind.fits(given):
        return None
    paths = [f"{_shown(shape)} from {_path(network, tensor)}" for shape, tensor in zip(given, tensors, strict=True)]
    return f"{', '.join(paths[:-1])} and {paths[-1]} do not fit; {kind.demand}"


def _path(network: Network, tensor: int) -> str:
    """Which layer a tensor comes from."""
    return "the input" if tensor == INPUT else f"layer {tensor + 1}, {network.layers[tensor].text}"


def _lacking_sizes(layer: Layer, given: tuple[int, ...], out: tuple[int, ...]) -> list[str]:
    """For each spatial axis on which nothing comes out, why."""
    problems = []
    for axis, (name, counted) in enumerate(_AXES[len(given) - 1]):
        size, kernel = given[axis + 1], layer.axes("kernel_size")[axis]
        padding = layer.axes("padding")[axis]
        dilation = layer.axes("dilation")[axis] if "dilation" in layer.arguments else 1
        if out[axis + 1] < 1 and "output_padding" in layer.arguments:
            problems.append(
                f"the output {name} would be {out[axis + 1]}: padding takes 2*{padding} {counted} off a map of "
                f"{out[axis + 1] + 2 * padding}"
            )
        elif out[axis + 1] < 1:
            span = f", {dilation * (kernel - 1) + 1} with its dilation," if dilation > 1 else ""
            problems.append(
                f"the output {name} would be {out[axis + 1]}: the kernel of {kernel} {counted}{span} does not fit "
                f"into {size} + 2*{padding} {counted}"
            )
    return problems


def _shown(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
