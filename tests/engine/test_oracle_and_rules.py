"""Rules and oracle give the same on networks drawn at random; PyTorch builds them with the same shapes and sizes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from exgen.engine.architectures import architecture
from exgen.engine.arguments import layer_text
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.layers import KINDS
from exgen.engine.network_report import finished_network
from exgen.engine.networks import Argument, Layer, Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.shrinking import family
from exgen.errors import NetworkError
from tests.engine.quantity_lists import COUNTS, LAYER_COUNTS, LAYER_SHAPES, OF_KINDS, SHAPES
from tests.engine.random_networks import chains
from tests.engine.torch_networks import torch_value

CONVOLUTIONS = ("Conv1d", "Conv2d")
TRANSPOSED = ("ConvTranspose1d", "ConvTranspose2d")
LAID_DOWN = ("kernel_size", "stride", "padding", "dilation", "output_padding")
KINDS_BY_RANK = {
    1: ("Linear", "ReLU", "Sigmoid", "Tanh", "Softmax", "Dropout", "Flatten"),
    2: ("Conv1d", "Conv1d", "ConvTranspose1d", "MaxPool1d", "ReLU", "LocalResponseNorm", "Flatten"),
    3: (
        *("Conv2d", "Conv2d", "ConvTranspose2d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "BatchNorm2d"),
        *("ReLU", "Flatten"),
    ),
}


def laid_layer(kind: str, **chosen: Argument) -> Layer:
    """A layer with every argument its kind has."""
    arguments: dict[str, Argument] = {}
    for parameter in KINDS[kind].parameters:
        value = chosen.get(parameter.name, parameter.default)
        arguments[parameter.name] = 1 if value is None else value
    return Layer(kind, arguments, layer_text(kind, arguments))


@st.composite
def windows(draw: st.DrawFn, size: int, is_pooling: bool) -> tuple[int, int, int, int]:
    """Kernel size, stride, padding and dilation on an axis, such that at least one window fits."""
    kernel = draw(st.integers(1, 4))
    padding = draw(st.integers(0, kernel // 2 if is_pooling else 2))
    dilation = draw(st.integers(1, 3))
    while dilation * (kernel - 1) + 1 > size + 2 * padding:
        kernel, dilation = kernel - 1, 1
        padding = min(padding, kernel // 2) if is_pooling else padding
    return kernel, draw(st.integers(1, 4)), padding, dilation


@st.composite
def kernels_laid_down(draw: st.DrawFn, size: int) -> tuple[int, int, int, int, int]:
    """Kernel size, stride, padding, dilation and output padding on an axis, such that something comes out."""
    kernel, stride, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    added = draw(st.integers(0, max(stride, dilation) - 1))
    places = max(range(0, size * stride, stride)) + max(range(0, kernel * dilation, dilation)) + 1 + added
    return kernel, stride, draw(st.integers(0, min(4, (places - 1) // 2))), dilation, added


@st.composite
def layers(draw: st.DrawFn, shape: tuple[int, ...]) -> Layer:
    """A layer that takes this shape."""
    kind = draw(st.sampled_from(KINDS_BY_RANK[len(shape)]))
    chosen: dict[str, Argument] = {"bias": draw(st.booleans()), "affine": draw(st.booleans())}
    written = KINDS[kind].written_input()
    if written:
        chosen[written[0]] = shape[0]
    if kind in TRANSPOSED:
        laid_down = [draw(kernels_laid_down(size)) for size in shape[1:]]
        chosen |= {name: tuple(numbers[number] for numbers in laid_down) for number, name in enumerate(LAID_DOWN)}
    elif "kernel_size" in KINDS[kind].leaves:
        drawn = [draw(windows(size, kind not in CONVOLUTIONS)) for size in shape[1:]]
        names = ("kernel_size", "stride", "padding", "dilation")
        chosen |= {name: tuple(window[number] for window in drawn) for number, name in enumerate(names)}
    if kind in (*CONVOLUTIONS, *TRANSPOSED):
        groups = draw(st.sampled_from([groups for groups in (1, 2, 3) if shape[0] % groups == 0]))
        chosen |= {"groups": groups, "out_channels": groups * draw(st.integers(1, 2))}
    if kind == "AvgPool2d":
        chosen["kernel_size"] = tuple(draw(st.integers(1, size)) for size in shape[1:])
        chosen["padding"] = (0,) * len(shape[1:])
    chosen["output_size"] = tuple(draw(st.integers(1, 4)) for _ in shape[1:])
    chosen["out_features"] = draw(st.integers(1, 5))
    return laid_layer(kind, **chosen)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A small chain of layers that fit each other."""
    rank = draw(st.sampled_from((1, 2, 3, 3)))
    start = shape = (draw(st.integers(1, 6)), *(draw(st.integers(3, 8)) for _ in range(rank - 1)))
    chain: list[Layer] = []
    for _ in range(draw(st.integers(1, 4))):
        chain.append(draw(layers(shape)))
        shape = CountedQuantities(Network(shape, (chain[-1],))).output_shape(0)
    return Network(start, tuple(chain))


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(chains())
def test_rules_give_what_counting_gives_for_every_kind(drawn: tuple[str, tuple[int, ...], str]) -> None:
    text, shape, _ = drawn
    network = finished_network(text or "Identity", shape)
    laid, counted = laid_quantities(network), CountedQuantities(network, budget=10**8)
    layers = range(len(network.layers))
    questions = [(quantity, layer) for quantity in (*SHAPES, *COUNTS) for layer in (None, *layers)]
    slots = [getattr(laid, quantity)(layer) for quantity, layer in questions]
    run = laid.calculation.run(laid.leaves_of(network))
    for (quantity, layer), slot in zip(questions, slots, strict=True):
        ruled = tuple(run[side] for side in slot) if isinstance(slot, tuple) else run[slot]
        assert ruled == getattr(counted, quantity)(layer), (quantity, layer)


@settings(max_examples=300)
@given(networks())
def test_rules_give_what_counting_gives(network: Network) -> None:
    laid, counted = laid_quantities(network), CountedQuantities(network, budget=10**8)
    layers = range(len(network.layers))
    questions = [(quantity, layer) for quantity in (*SHAPES, *COUNTS) for layer in (None, *layers)]
    output_by_output = [index for index in layers if network.layers[index].kind not in TRANSPOSED]
    for quantity in (*LAYER_COUNTS, *LAYER_SHAPES):
        asked: Iterable[int] = [
            index for index in layers if network.layers[index].kind in OF_KINDS.get(quantity, KINDS)
        ]
        if quantity.endswith("per_output"):
            asked = output_by_output
        questions += [(quantity, layer) for layer in asked]
    slots = [getattr(laid, quantity)(layer) for quantity, layer in questions]
    run = laid.calculation.run(laid.leaves_of(network))
    for (quantity, layer), slot in zip(questions, slots, strict=True):
        ruled = tuple(run[side] for side in slot) if isinstance(slot, tuple) else run[slot]
        assert ruled == getattr(counted, quantity)(layer), (quantity, layer)


@settings(max_examples=200)
@given(networks().filter(lambda network: len(network.input) > 1), st.integers(1, 9), st.integers(1, 9))
def test_rules_give_the_input_sizes_that_trying_gives(network: Network, height: int, width: int) -> None:
    wanted = (height, width)[: len(network.input) - 1]
    try:
        counted = CountedQuantities(network).input_sizes(wanted)
    except NetworkError:
        assert {layer.kind for layer in network.layers} & {"Flatten", "AdaptiveAvgPool2d"}
        return
    laid = laid_quantities(network)
    ranges = laid.input_sizes(laid.wanted())
    run = laid.calculation.run(laid.leaves_of(network, {"wanted": wanted}))
    for (smallest, largest), sizes in zip(ranges, counted, strict=True):
        first, last = run[smallest], run[largest]
        assert isinstance(first, int)
        assert isinstance(last, int)
        assert set(range(first, last + 1)) == sizes


def torch_arguments(arguments: Mapping[str, Argument]) -> dict[str, object]:
    """Arguments as torch takes them: decimal numbers are kept as text here."""
    return {name: torch_value(name, value) for name, value in arguments.items()}


STRUCTURES = [
    (3, ("Conv2d", "BatchNorm2d", "ReLU", "LocalResponseNorm", "MaxPool2d", "Conv2d", "AvgPool2d", "Dropout")),
    (3, ("Conv2d", "Sigmoid", "AdaptiveAvgPool2d", "Flatten", "Linear", "Tanh", "Linear", "Softmax")),
    (3, ("MaxPool2d", "AvgPool2d", "MaxPool2d", "Conv2d", "Conv2d", "Conv2d")),
    (2, ("Conv1d", "ReLU", "MaxPool1d", "Conv1d", "Flatten", "Linear")),
    (3, ("Conv2d", "ConvTranspose2d", "ReLU", "ConvTranspose2d", "MaxPool2d", "ConvTranspose2d")),
    (2, ("ConvTranspose1d", "Conv1d", "ConvTranspose1d")),
]
REAL = ("vgg11", "vgg16_bn", "vgg_a_lrn", "vgg_c")


def assert_torch_agrees(torch: Any, network: Network) -> None:
    counted = CountedQuantities(network, budget=1)
    laid = laid_quantities(network)
    slots = [laid.parameters(layer) for layer in range(len(network.layers))]
    run = laid.calculation.run(laid.leaves_of(network))
    with torch.device("meta"):
        tensor = torch.empty(1, *network.input)
        for index, layer in enumerate(network.layers):
            module = getattr(torch.nn, layer.kind)(**torch_arguments(layer.arguments)).eval()
            tensor = module(tensor)
            assert tuple(tensor.shape[1:]) == counted.output_shape(index), layer.text
            learned = sum(parameter.numel() for parameter in module.parameters())
            assert run[slots[index]] == learned, layer.text


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore:Implicit dimension choice")  # Softmax(dim=None), which torch still takes
@pytest.mark.parametrize("structure", STRUCTURES)
def test_torch_gives_the_same_shapes_and_parameter_counts(structure: tuple[int, tuple[str, ...]]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    for network in family(*structure):
        assert_torch_agrees(torch, network)
        for layer in range(len(network.layers)):
            whole = CountedQuantities(network)
            built = getattr(torch.nn, network.layers[layer].kind)(**torch_arguments(network.layers[layer].arguments))
            assert whole.parameters(layer) == sum(parameter.numel() for parameter in built.parameters())


@pytest.mark.torch
@pytest.mark.parametrize("name", REAL)
def test_torch_gives_the_same_for_real_architectures(name: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    assert_torch_agrees(torch, architecture(name).resolve({}))
