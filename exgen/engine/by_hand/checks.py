"""Whether the matrices of a network fit its layers, before anything is worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from exgen.engine.by_hand.matrices import size_of
from exgen.engine.by_hand.tensors import MATRIX_AXES, axes_of
from exgen.engine.layers import KINDS
from exgen.engine.networks import KEPT, Layer, Network
from exgen.engine.problems import network_error
from exgen.errors import NetworkError, did_you_mean

_NAME = re.compile(r"(0|[1-9][0-9]{0,3})\.(weight|bias|target|key|value)")


def check_matrices(network: Network) -> None:
    """Raise NetworkError, one line for each, where weights name a layer or tensor that is not there or are missing.

    So too for a kernel of another size than the layer's, for another number of kernels, and where there is no
    convolution to flip the kernel of.

    >>> from dataclasses import replace
    >>> from exgen.engine.networks import Matrices
    >>> from exgen.engine.reading import read_network
    >>> network = read_network("Conv2d(1, 1, 2, bias=False)", "1x3x3").resolve({})
    >>> image = ((1, 2, 3), (4, 5, 6), (7, 8, 9))
    >>> check_matrices(replace(network, matrices=Matrices(image, {"0.weight": ((1, 2, 3),)})))
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: weights "0.weight": it is 1 x 3, but Conv2d(1, 1, kernel_size=2, bias=False) has a \
kernel of 2 x 2
    """
    if network.matrices is None:
        return
    problems = [*_name_problems(network), *_missing(network), *_not_by_hand(network), *_channel_problems(network)]
    if network.matrices.flips and all(layer.kind != "Conv2d" for layer in network.layers):
        problems.append('convolution: "flipped" speaks of the kernel of a Conv2d, and there is none')
    if problems:
        raise network_error(problems)


def check_gradient(network: Network, out: Sequence[int]) -> None:
    """Raise NetworkError where the gradient that comes in from behind has another size than what comes out."""
    if network.matrices is None or network.matrices.gradient is None:
        return
    gradient, image = network.matrices.gradient, network.matrices.image
    if len(out) > 1:
        found, needed = _tensor_size(gradient), tuple(out)
        found = found if len(found) > MATRIX_AXES else (1, *found)
    else:
        found, needed = _tensor_size(gradient), (len(image) if len(network.input) == 1 else 1, *out)
    if found != needed:
        raise NetworkError(f"gradient: it is {_shown(found)}, but {_shown(needed)} values come out")


def _tensor_size(tensor: Any) -> tuple[int, ...]:
    size: list[int] = []
    while isinstance(tensor, tuple):
        size.append(len(tensor))
        tensor = tensor[0]
    return tuple(size)


def _not_by_hand(network: Network) -> Iterator[str]:
    """What is not worked out by hand although the layer is: groups of a transposed convolution."""
    for number, layer in enumerate(network.layers, 1):
        if layer.kind == "Softmax" and (layer.arguments["dim"] not in (1, -1, KEPT) or _is_image(network, number)):
            yield f"layer {number}, {layer.text}: by hand a softmax goes along the features of each row, dim=1"
        if layer.kind == "ConvTranspose2d" and layer.integer("groups") > 1:
            yield f"layer {number}, {layer.text}: by hand a transposed convolution has one group"


def _channel_problems(network: Network) -> Iterator[str]:
    """Layers that are written for other channels than arrive, as far as that is told without sizes."""
    arriving: int | None = network.input[0]
    for number, layer in enumerate(network.layers, 1):
        written = KINDS[layer.kind].written_input()
        if written and arriving is not None and layer.integer(written[0]) != arriving:
            name, counted = written
            yield f"layer {number}, {layer.text}: {name} is {layer.integer(name)}, but {arriving} {counted} arrive"
        if layer.kind == "Flatten" and len(network.input) > 1:
            arriving = None
        for name in {"out_channels", "out_features"} & layer.arguments.keys():
            arriving = layer.integer(name)


def _is_image(network: Network, number: int) -> bool:
    """Whether maps arrive at a layer, counted from 1, and not rows of features."""
    return len(network.input) > 1 and all(layer.kind != "Flatten" for layer in network.layers[:number])


def _name_problems(network: Network) -> Iterator[str]:
    """What is wrong with the tensors that are given."""
    assert network.matrices is not None
    for name, given in network.matrices.weights.items():
        hint = did_you_mean(name, _needed(network)) if _needed(network) else "no layer has weights"
        where = f'weights "{name}"'
        found = _NAME.fullmatch(name)
        if not found or int(found[1]) >= len(network.layers):
            yield f"{where}: there is no such tensor; {hint}"
            continue
        layer = network.layers[int(found[1])]
        if name not in _needed(network):
            has = "was written with bias=False" if found[2] in KINDS[layer.kind].learned else f"has no {found[2]}"
            yield f"{where}: {layer.text} {has}"
        elif layer.kind == "ScaledDotProductAttention":
            yield from (f"{where}: {problem}" for problem in _attention_problems(layer, found[2], given, network))
        elif found[2] == "weight" and "kernel_size" in layer.arguments:
            yield from (f"{where}: {problem}" for problem in _kernel_problems(layer, given))
        elif found[2] == "weight" and layer.kind == "Linear":
            needed = (layer.integer("out_features"), layer.integer("in_features"))
            if not isinstance(given, tuple) or _tensor_size(given) != needed:
                yield f"{where}: it is {_described(given)}; {layer.text} has a matrix of {_shown(needed)}"
        elif found[2] in ("weight", "bias"):
            yield from (f"{where}: {problem}" for problem in _row_problems(layer, found[2], given))


def _kernel_problems(layer: Layer, given: Any) -> Iterator[str]:
    kernel, channels = layer.axes("kernel_size"), _kernels_of(layer)
    if not isinstance(given, tuple):
        yield f"it is a number; a kernel is a matrix of {_shown(kernel)}"
        return
    kernels = ((given,),) if axes_of(given) == MATRIX_AXES else given
    if _tensor_size(kernels)[:2] != channels:
        has = (
            "it is a single kernel" if axes_of(given) == MATRIX_AXES else f"it has {_shown(_tensor_size(kernels)[:2])}"
        )
        yield f"{has}, but {layer.text} has {_shown(channels)} kernels, a row for each {_first_of(layer)} channel"
        return
    for one in {size_of(one) for stack in kernels for one in stack} - {kernel}:
        yield f"it is {_shown(one)}, but {layer.text} has a kernel of {_shown(kernel)}"


def _kernels_of(layer: Layer) -> tuple[int, int]:
    """How many rows of kernels a layer has, and how many stand in each, as in torch's state dict."""
    inputs, outputs = layer.integer("in_channels"), layer.integer("out_channels")
    if layer.kind == "ConvTranspose2d":
        return inputs, outputs
    return outputs, inputs // layer.integer("groups")


def _first_of(layer: Layer) -> str:
    return "input" if layer.kind == "ConvTranspose2d" else "output"


def _attention_problems(layer: Layer, tensor: str, given: Any, network: Network) -> Iterator[str]:
    """What is wrong with keys and values: a row of numbers for each, as many of both."""
    columns = layer.integer("embed_dim" if tensor == "key" else "out_features")
    if not isinstance(given, tuple) or _tensor_size(given)[1:] != (columns,):
        yield f"it is {_described(given)}; {layer.text} has {tensor}s of {columns} numbers, a row for each"
        return
    assert network.matrices is not None
    keys = network.matrices.weights.get(f"{network.layers.index(layer)}.key")
    if tensor == "value" and isinstance(keys, tuple) and len(keys) != len(given):
        yield f"it has {len(given)} rows, but there are {len(keys)} keys"


def _row_problems(layer: Layer, tensor: str, given: Any) -> Iterator[str]:
    """What is wrong with numbers of which there is one for each channel or feature."""
    name = next(name for name in ("out_channels", "out_features", "num_features") if name in layer.arguments)
    count = layer.integer(name)
    if count == 1 and isinstance(given, tuple) and _tensor_size(given) != (1, 1):
        yield f"it is a matrix; the {tensor} of a single {'feature' if 'features' in name else 'channel'} is a number"
    elif count > 1 and _tensor_size(given) != (1, count):
        yield f"it is {_described(given)}; {layer.text} has {count} of them, a matrix of one row: [[1, 0, ...]]"


def _missing(network: Network) -> Iterator[str]:
    """The tensors that are needed and not given."""
    assert network.matrices is not None
    for name, layer in _needed(network).items():
        if name not in network.matrices.weights:
            also = "; or write bias=False" if name.endswith("bias") else ""
            yield f'weights: "{name}" of {layer.text} is not given{also}'


def _needed(network: Network) -> dict[str, Layer]:
    """The tensors that the layers have learned, by their names in torch's state dict."""
    return {
        f"{index}.{tensor}": layer
        for index, layer in enumerate(network.layers)
        for tensor in KINDS[layer.kind].learned
        if layer.arguments.get({"weight": "affine"}.get(tensor, tensor), True)
    }


def _described(given: Any) -> str:
    return _shown(_tensor_size(given)) if isinstance(given, tuple) else "a number"


def _shown(size: tuple[int, ...]) -> str:
    return " x ".join(map(str, size))
