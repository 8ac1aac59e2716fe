"""Whether the matrices of a network fit its layers, before anything is worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exgen.engine.by_hand.matrices import size_of
from exgen.engine.layers import KINDS
from exgen.engine.networks import Layer, Network
from exgen.engine.problems import network_error
from exgen.errors import did_you_mean

_NAME = re.compile(r"(0|[1-9][0-9]{0,3})\.(weight|bias)")


def check_matrices(network: Network) -> None:
    """Raise NetworkError, one line for each, where weights name a layer or tensor that is not there or are missing.

    So too for a kernel of another size than the layer's, for several channels, and where there is no convolution to
    flip the kernel of.

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
    problems = [*_name_problems(network), *_missing(network)]
    for number, layer in enumerate(network.layers, 1):
        if KINDS[layer.kind].learned and any(layer.integer(name) != 1 for name in ("in_channels", "out_channels")):
            sentence = f"by hand one channel goes in and one comes out; write {layer.kind}(1, 1, ...)"
            problems.append(f"layer {number}, {layer.text}: {sentence}")
    if network.matrices.flips and all(layer.kind != "Conv2d" for layer in network.layers):
        problems.append('convolution: "flipped" speaks of the kernel of a Conv2d, and there is none')
    if problems:
        raise network_error(problems)


def _name_problems(network: Network) -> Iterator[str]:
    """What is wrong with the tensors that are given."""
    assert network.matrices is not None
    for name, given in network.matrices.weights.items():
        where = f'weights "{name}"'
        found = _NAME.fullmatch(name)
        if not found or int(found[1]) >= len(network.layers):
            hint = did_you_mean(name, _needed(network)) if _needed(network) else "no layer has weights"
            yield f"{where}: there is no such tensor; {hint}"
            continue
        layer = network.layers[int(found[1])]
        if name not in _needed(network):
            has = "was written with bias=False" if found[2] in KINDS[layer.kind].learned else f"has no {found[2]}"
            yield f"{where}: {layer.text} {has}"
        elif found[2] == "weight":
            size, kernel = size_of(given) if isinstance(given, tuple) else None, layer.axes("kernel_size")
            if size is None:
                yield f"{where}: it is a number; a kernel is a matrix of {_shown(kernel)}"
            elif size != kernel:
                yield f"{where}: it is {_shown(size)}, but {layer.text} has a kernel of {_shown(kernel)}"
        elif isinstance(given, tuple):
            yield f"{where}: it is a matrix; the bias of a single channel is a number"


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
        if tensor != "bias" or layer.integer("bias")
    }


def _shown(size: tuple[int, ...]) -> str:
    return " x ".join(map(str, size))
