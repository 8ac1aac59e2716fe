"""Receptive fields of networks with gates, as they are published: the gates, which see the whole image, left aside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exgen.engine.architectures import architecture
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import network_report
from exgen.engine.networks import Layer, Network
from exgen.engine.proof import Proof, confirm
from exgen.engine.wiring import Wiring
from exgen.errors import ProofError
from tests.engine.test_phases import gradient_places

# EfficientNet-B0, behind the last block of each stage and behind the head: receptive fields and strides as printed in
# anomaly_detector/feature_extractor/getRFs.py of github.com/LdwgWffnschmdt/anomaly_detector, where the package
# receptivefield measured them by gradients, on images of 528 and 1024 pixels, for efficientnet.tfkeras.EfficientNetB0.
STAGES = ((7, 2), (19, 4), (67, 8), (147, 16), (339, 16), (787, 32), (851, 32), (851, 32))
CHANNELS = (16, 24, 40, 80, 112, 192, 320, 1280)
"""How many channels come out of each stage."""


def without_gates(network: Network) -> Network:
    """The body of a network in which each product of a tensor and its gates is the tensor."""
    reads = list(network.wiring.reads)
    last = max(index for index, layer in enumerate(network.layers) if layer.kind == "Conv2d")
    layers = list(network.layers[: last + 1])
    for index, layer in enumerate(layers):
        if layer.kind == "Multiply":
            layers[index], reads[index] = Layer("Identity", {}, "Identity()"), reads[index][:1]
    wiring = Wiring(tuple(reads[: last + 1]), tuple(range(last + 1)))
    kept = wiring.leads_to(last)  # the layers that lead to gates alone have become leftovers
    places = {-1: -1} | {index: place for place, index in enumerate(kept)}
    joined = tuple([tuple([places[tensor] for tensor in reads[index]]) for index in kept])
    return replace(
        network,
        layers=tuple([layers[index] for index in kept]),
        wiring=Wiring(joined, tuple(range(len(kept)))),
        groups=(),
    )


def stage_ends(network: Network) -> list[int]:
    """The last layer of each stage with convolutions: where another number of channels begins to come out for good."""
    projected = [
        (index, layer.integer("out_channels"))
        for index, layer in enumerate(network.layers)
        if layer.kind == "Conv2d" and layer.axes("kernel_size") == (1, 1)
    ]
    return [max(index for index, channels in projected if channels == wanted) for wanted in CHANNELS]


def test_the_fields_of_efficientnet_b0_are_as_published_and_traced() -> None:
    body = without_gates(architecture("efficientnet_b0").resolve({}))
    rows = network_report(body).rows
    fields = [rows[index].receptive_field for index in stage_ends(body)]
    assert [(field.size[0], field.stride[0]) for field in fields if field] == list(STAGES)
    laid = laid_quantities(body)
    slots = laid.receptive_field(None)
    run = laid.calculation.run(laid.leaves_of(body))
    value = tuple([run[slot] for slot in slots])
    assert value == (32, -425, 425) * 2
    assert confirm(body, "receptive_field", None, value) == Proof(at_real_sizes=True, networks=1)
    with pytest.raises(ProofError):
        confirm(body, "receptive_field", None, (32, -425, 426) * 2)


def test_with_its_gates_every_value_depends_on_the_whole_image() -> None:
    gated = architecture("efficientnet_b0").resolve({})
    first = next(index for index, layer in enumerate(gated.layers) if layer.kind == "Multiply")
    assert all(row.receptive_field is None for row in network_report(gated).rows[first + 1 :][:2])


@pytest.mark.torch
def test_gradients_of_a_thin_network_of_the_same_windows_reach_as_far() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    body = without_gates(architecture("efficientnet_b0").resolve({}))
    thin = replace(body, input=(1, 928, 32), layers=tuple(map(thinned, body.layers)))
    # the middle of 29 values: 14 * 32 = 448, and 425 to either side
    (rows, _) = gradient_places(torch, thin, (14, 0))
    assert rows == tuple(range(23, 874))


def thinned(layer: Layer) -> Layer:
    """A layer on a single channel: what is no window hands its input on."""
    if layer.kind == "Conv2d":
        return layer._replace(arguments={**layer.arguments, "in_channels": 1, "out_channels": 1, "groups": 1})
    return layer if layer.kind == "Add" else Layer("Identity", {}, "Identity()")
