"""Small networks vary every number that a rule reads, and fit."""

from __future__ import annotations

from collections import defaultdict

import pytest

from exgen.engine.architectures import architecture
from exgen.engine.arrivals import keys_of
from exgen.engine.fitting import check_fit
from exgen.engine.layers import kind_of
from exgen.engine.networks import Layer, Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.reading import read_network
from exgen.engine.shrinking import CHANNEL_FACTORS, shrunk
from tests.engine.test_layers import ROWS, Row

STRUCTURES = {
    "one convolution": ("Conv2d(3, 64, 11, stride=4, padding=2)", "(3, 224, 224)"),
    "one signal": ("Conv1d(3, 64, 11)", "(3, 1000)"),
    "signal": ("Conv1d(3, 64, 11); ReLU(); MaxPool1d(2); Conv1d(64, 9, 3); Flatten()", "(3, 1000)"),
    "dense": ("Linear(784, 300); Sigmoid(); Linear(300, 10); Softmax(dim=1)", "784"),
    "poolings": ("AvgPool2d(2); MaxPool2d(2); AvgPool2d(2); MaxPool2d(2); AvgPool2d(2)", "(3, 64, 64)"),
    "normalised": (
        "Conv2d(3, 64, 7, stride=2, padding=3, bias=False); BatchNorm2d(64); ReLU(); LocalResponseNorm(5); "
        "AdaptiveAvgPool2d(1); Flatten(); Linear(64, 10)",
        "(3, 224, 224)",
    ),
    "one transposed convolution": ("ConvTranspose2d(64, 32, 4, stride=2, padding=1)", "(64, 28, 28)"),
    "decoder": ("4 * ConvTranspose1d(8, 8, 4, stride=2, padding=1); ReLU(); Conv1d(8, 1, 3)", "(8, 9)"),
    "there and back": (
        "Conv2d(3, 8, 3, stride=2); MaxPool2d(2); ConvTranspose2d(8, 8, 2, stride=2); ConvTranspose2d(8, 3, 3, 2)",
        "(3, 63, 63)",
    ),
    "36 convolutions": ("36 * Conv2d(3, 3, 7)", "(3, 224, 224)"),
    "104 convolutions": ("104 * Conv2d(3, 3, 3)", "(3, 224, 224)"),
    "volume": ("ReLU(); Flatten(); Linear(120, 2)", "(2, 3, 4, 5)"),
    "padded volume": (
        "ZeroPad3d((1, 2, 0, 1, 1, 0)); Conv3d(2, 8, 3); BatchNorm3d(8); MaxPool3d(2)",
        "(2, 30, 40, 50)",
    ),
    "sequence": ("Embedding(5000, 64); LSTM(64, 128, 2); Select(1, -1); Linear(128, 10)", "(300,)"),
    "transformer": ("ClassToken(64); 2 * TransformerEncoderLayer(64, 4, 128); LayerNorm(64); Select(1, 0)", "(99, 64)"),
    "patches": ("Conv2d(3, 64, 8, 8); Flatten(2); Permute((0, 2, 1)); MultiheadAttention(64, 4)", "(3, 64, 96)"),
    "generator": (
        "Linear(100, 512); Unflatten(1, (32, 4, 4)); ConvTranspose2d(32, 8, 4, 2, 1); PixelShuffle(2)",
        "(100,)",
    ),
    "parts": ("Chunk(2, 1); GroupNorm(2, 8); PReLU(8); LayerScale(8)", "(16, 9, 9)"),
}


def network(name: str) -> Network:
    if name not in STRUCTURES:
        return architecture(name).resolve({})
    text, given = STRUCTURES[name]
    return read_network(text, given).resolve({})


def values_by_leaf(networks: tuple[Network, ...]) -> dict[tuple[object, ...], set[int]]:
    """What each number that a rule reads is over the family."""
    values: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for small in networks:
        for axis, size in enumerate(small.input):
            values["input", axis].add(size)
        for index, (layer, key) in enumerate(zip(small.layers, keys_of(small.layers), strict=True)):
            for name in kind_of(key).leaves:
                argument = layer.arguments[name]
                for axis, value in enumerate(argument if isinstance(argument, tuple) else (argument,)):
                    assert isinstance(value, int)
                    values[index, name, axis].add(value)
    return values


def leaves_remainder(layer: Layer, axis: int, size: int) -> bool:
    """Whether a stride's last step does not reach the border: with one place less as many windows fit.

    A transposed convolution's stride leaves on its way back what its output padding adds.
    """
    if "output_padding" in layer.arguments:
        return 0 < layer.axes("output_padding")[axis] < layer.axes("stride")[axis]
    dilation = layer.axes("dilation")[axis] if "dilation" in layer.arguments else 1
    room = 2 * layer.axes("padding")[axis] - dilation * (layer.axes("kernel_size")[axis] - 1)
    stride = layer.axes("stride")[axis]
    return len(range(0, size + room, stride)) == len(range(0, size - 1 + room, stride))


ALL = [*STRUCTURES, "vgg11", "vgg16_bn", "vgg19", "vgg_a_lrn", "vgg_c"]


@pytest.mark.parametrize("name", ALL)
def test_the_structure_stays(name: str) -> None:
    real = network(name)
    for small in shrunk(real):
        assert [layer.kind for layer in small.layers] == [layer.kind for layer in real.layers]
        assert len(small.input) == len(real.input)


@pytest.mark.parametrize("name", ALL)
def test_layers_fit_each_other_and_torch_would_take_them(name: str) -> None:
    for small in shrunk(network(name)):
        quantities = CountedQuantities(small)
        check_fit(small, [small.input, *map(quantities.output_shape, range(len(small.layers)))])
        read_again = read_network("\n".join(layer.text for layer in small.layers), small.input).resolve({})
        assert [layer.arguments for layer in read_again.layers] == [layer.arguments for layer in small.layers]


@pytest.mark.parametrize("name", ALL)
def test_every_number_that_a_rule_reads_takes_two_values_or_more(name: str) -> None:
    assert [leaf for leaf, values in values_by_leaf(shrunk(network(name))).items() if len(values) < 2] == []


@pytest.mark.parametrize("name", ALL)
def test_every_stride_leaves_a_remainder_somewhere(name: str) -> None:
    family = shrunk(network(name))
    for index, layer in enumerate(family[0].layers):
        if layer.arguments.get("padding") == "same":
            continue
        for axis in range(len(layer.arguments.get("stride", ()))):  # type: ignore[arg-type]  # one number for each axis
            assert any(
                leaves_remainder(small.layers[index], axis, CountedQuantities(small).input_shape(index)[1 + axis])
                for small in family
            ), f"layer {index}, axis {axis}"


@pytest.mark.parametrize("name", [name for name in ALL if len(network(name).input) == 3])
def test_axes_are_independent(name: str) -> None:
    family = shrunk(network(name))
    assert all(small.input[1] != small.input[2] for small in family)
    windows = [index for index, layer in enumerate(family[0].layers) if "kernel_size" in layer.arguments]
    for index in windows:
        for argument in ("kernel_size", "stride"):
            assert any(len(set(small.layers[index].axes(argument))) == 2 for small in family), (index, argument)


@pytest.mark.parametrize("name", ALL)
def test_everything_can_be_counted(name: str) -> None:
    real = network(name)
    has_factors = any(layer.kind in CHANNEL_FACTORS for layer in real.layers)
    budget = (10_000 + 1_000 * len(real.layers)) * (3 if has_factors else 1)
    assert sum(CountedQuantities(small, budget).multiplications(None) for small in shrunk(real)) <= budget


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.layer}-{row.input}")
def test_every_layer_has_small_networks_of_its_own(row: Row) -> None:
    real = read_network(row.layer, row.input).resolve({})
    family = shrunk(real)
    assert len(family) >= 4
    for small in family:
        check_fit(small, [small.input, CountedQuantities(small).output_shape(0)])
        assert keys_of(small.layers) == keys_of(real.layers)
        assert read_network(small.layers[0].text, small.input).resolve({}).layers[0].arguments == (
            small.layers[0].arguments
        )


def test_layers_that_fit_at_no_small_sizes_have_no_family() -> None:
    assert shrunk(read_network("3 * GLU(dim=1)", "(64, 5, 5)").resolve({})) == ()


def test_the_family_depends_on_the_structure_alone() -> None:
    one, other = network("one convolution"), read_network("Conv2d(1, 5, 2)", "(1, 9, 8)").resolve({})
    assert shrunk(one) == shrunk(other)
