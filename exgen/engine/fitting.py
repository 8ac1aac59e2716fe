"""Whether the layers of a network fit each other: what arrives, and what they are written for.

Two questions, because rules need the right number of axes before they can say what arrives: ``check_ranks``
comes before a network is laid out, ``check_fit`` when its shapes are known.
"""

from __future__ import annotations

from collections.abc import Sequence

from exgen.engine.drafts import LayerDraft
from exgen.engine.layers import KINDS
from exgen.engine.networks import Layer, Network
from exgen.engine.problems import network_error, placed

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


def check_ranks(input_axes: int, layers: Sequence[Layer | LayerDraft]) -> None:
    """Raise NetworkError where a layer needs another number of spatial axes than arrives, one line for each.

    ``input_axes`` is the number of spatial axes that go in: 2 for an image, 0 for a vector.

    >>> from exgen.engine.reading import read_layers
    >>> check_ranks(2, read_layers("Conv2d(3, 16, 5); Linear(100, 10)"))  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: layer 2, Linear(100, 10): it takes a vector (features), but an image (channels,
    height, width) arrives: put Flatten() before it
    """
    problems = []
    arriving = input_axes
    for number, layer in enumerate(layers, 1):
        needed = KINDS[layer.kind].axes
        problem = None
        if needed is not None and needed != arriving:
            problem = f"it takes {_ARRIVALS[needed]}, but {_ARRIVALS[arriving]} arrives"
            if needed == 0:
                problem += ": put Flatten() before it"
            if number == 1 and arriving == needed + 1:
                problem += "; the batch axis is no part of the input"
            arriving = needed
        elif layer.kind == "Softmax":
            problem = _axis_problem(layer, arriving)
        elif layer.kind == "LocalResponseNorm" and not arriving:
            problem = f"it takes neighbouring channels, but {_ARRIVALS[0]} arrives"
        if problem:
            problems.append(f"layer {number}, {layer.text}: {problem}")
        if layer.kind == "Flatten":
            arriving = 0
    if problems:
        raise network_error(problems)


def check_fit(network: Network, shapes: Sequence[tuple[int, ...]]) -> None:
    """Raise NetworkError where a layer is written for something else than arrives, or no output is left.

    ``shapes`` begins with the network's input; then comes the output of each layer, as the rules give it
    (they take channels and features from the layer before, never from ``in_channels`` or ``in_features``).
    One line for each misfit; behind an output size below 1 only what does not depend on sizes is looked at.

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
        given, out = shapes[index], shapes[index + 1]
        written = KINDS[layer.kind].written_input()
        if written is not None and (has_sizes or len(given) > 1):
            name, counted = written
            if layer.arguments[name] != given[0]:
                origin = _origin(network.layers, shapes, index) if has_sizes else ""
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


def _origin(layers: Sequence[Layer], shapes: Sequence[tuple[int, ...]], index: int) -> str:
    """Where the features or channels come from that arrive at a layer."""
    if len(shapes[index]) > 1:
        return f" (shape {_shown(shapes[index])})"
    for before in range(index - 1, -1, -1):
        if layers[before].kind == "Flatten" and len(shapes[before]) > 1:
            return f" (from {_shown(shapes[before])} through Flatten)"
        if shapes[before] != shapes[index]:
            return f" (from layer {before + 1}, {layers[before].text})"
    return " (the input)"


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
