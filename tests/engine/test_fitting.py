"""Networks whose layers do not fit each other, and what is said of them."""

from __future__ import annotations

from math import prod

import pytest

from exgen.engine.architectures import ARCHITECTURES, architecture
from exgen.engine.fitting import check_fit, check_ranks
from exgen.engine.networks import Layer
from exgen.engine.reading import read_network
from exgen.errors import NetworkError

Shape = tuple[int, ...]

INPUTS = ("9", "3x9", "3x9x9", "3x9x9x9")
"""An input for each number of spatial axes."""


def output(layer: Layer, given: Shape) -> Shape:
    """What comes out of a layer, reckoned here for itself."""
    if layer.kind == "Flatten":
        return (prod(given),)
    if layer.kind == "Linear":
        return (layer.integer("out_features"),)
    if layer.kind == "AdaptiveAvgPool2d":
        return (given[0], *layer.axes("output_size"))
    if "kernel_size" not in layer.arguments:
        return given
    sizes = []
    is_transposed = "output_padding" in layer.arguments
    for axis, size in enumerate(given[1:]):
        span = (layer.axes("kernel_size")[axis] - 1) * layer.axes("dilation")[axis] + 1
        stride, padding = layer.axes("stride")[axis], layer.axes("padding")[axis]
        laid = (size - 1) * stride + span - 2 * padding
        sizes.append(laid if is_transposed else (size + 2 * padding - span) // stride + 1)
    return (layer.integer("out_channels") if "out_channels" in layer.arguments else given[0], *sizes)


def shapes(text: str, input: str) -> list[Shape]:
    network = read_network(text, input).resolve({})
    found = [network.input]
    for layer in network.layers:
        found.append(output(layer, found[-1]))
    return found


def misfits(text: str, input: str) -> list[str]:
    with pytest.raises(NetworkError) as caught:
        check_fit(read_network(text, input).resolve({}), shapes(text, input))
    return list(caught.value.problems)


def rank_problems(text: str, input_axes: int) -> list[str]:
    with pytest.raises(NetworkError) as caught:
        check_ranks(read_network(text, INPUTS[input_axes]))
    return list(caught.value.problems)


@pytest.mark.parametrize("name", [name for name in ARCHITECTURES if architecture(name).wiring.is_chain])
def test_known_chains_fit(name: str) -> None:
    network = architecture(name).resolve({})
    check_ranks(network)
    check_fit(network, shapes(ARCHITECTURES[name].text(), ARCHITECTURES[name].input))


@pytest.mark.parametrize(
    ("text", "input", "expected"),
    [
        (
            "Conv2d(3, 64, 3); Flatten; Linear(100, 10)",
            "3x5x5",
            ["layer 3, Linear(100, 10): in_features is 100, but 576 features arrive (from (64, 3, 3) through Flatten)"],
        ),
        (
            "Flatten; ReLU; Linear(8, 10)",
            "1x3x3",
            ["layer 3, Linear(8, 10): in_features is 8, but 9 features arrive (from (1, 3, 3) through Flatten)"],
        ),
        (
            "Linear(8, 10); ReLU; Linear(9, 2)",
            "7",
            [
                "layer 1, Linear(8, 10): in_features is 8, but 7 features arrive (the input)",
                "layer 3, Linear(9, 2): in_features is 9, but 10 features arrive (from layer 1, Linear(8, 10))",
            ],
        ),
        (
            "Flatten; Linear(6, 2)",
            "7",
            ["layer 2, Linear(6, 2): in_features is 6, but 7 features arrive (the input)"],
        ),
        (
            "Conv2d(1, 8, 3); BatchNorm2d(16)",
            "3x9x9",
            [
                "layer 1, Conv2d(1, 8, kernel_size=3): in_channels is 1, but 3 channels arrive (shape (3, 9, 9))",
                "layer 2, BatchNorm2d(16): num_features is 16, but 8 channels arrive (shape (8, 7, 7))",
            ],
        ),
        (
            "MaxPool2d((7, 2), stride=2); Conv2d(3, 8, 9); Conv2d(3, 8, 3); Flatten; Linear(5, 2)",
            "3x5x6",
            [
                "layer 1, MaxPool2d(kernel_size=(7, 2), stride=2): the output height would be 0: "
                "the kernel of 7 rows does not fit into 5 + 2*0 rows",
                "layer 3, Conv2d(3, 8, kernel_size=3): in_channels is 3, but 8 channels arrive",
            ],
        ),
        (
            "Conv2d(3, 8, 3, padding=1, dilation=5)",
            "3x8x4",
            [
                "layer 1, Conv2d(3, 8, kernel_size=3, padding=1, dilation=5): the output height would be 0: "
                "the kernel of 3 rows, 11 with its dilation, does not fit into 8 + 2*1 rows",
                "layer 1, Conv2d(3, 8, kernel_size=3, padding=1, dilation=5): the output width would be -4: "
                "the kernel of 3 columns, 11 with its dilation, does not fit into 4 + 2*1 columns",
            ],
        ),
        (
            "Conv2d(3, 8, 50)",
            "3x20x20",
            [
                "layer 1, Conv2d(3, 8, kernel_size=50): the output height and width would be -29: "
                "the kernel of 50 rows and columns does not fit into 20 + 2*0 rows and columns",
            ],
        ),
        (
            "MaxPool3d((2, 9, 9))",
            "3x4x8x8",
            [
                "layer 1, MaxPool3d(kernel_size=(2, 9, 9), stride=(2, 9, 9)): the output height and width would be 0: "
                "the kernel of 9 rows and columns does not fit into 8 + 2*0 rows and columns",
            ],
        ),
        (
            "MaxPool1d(4)",
            "3x2",
            [
                "layer 1, MaxPool1d(kernel_size=4, stride=4): the output length would be 0: "
                "the kernel of 4 positions does not fit into 2 + 2*0 positions"
            ],
        ),
    ],
)
def test_every_misfit_is_told(text: str, input: str, expected: list[str]) -> None:
    assert misfits(text, input) == expected


def test_a_long_list_of_misfits_is_cut() -> None:
    found = misfits("36 * Conv2d(3, 16, 3, padding=1)", "3x9x9")
    assert len(found) == 21
    assert found[0].startswith("layer 2, ")
    assert found[-1] == "15 more problems are not listed"


@pytest.mark.parametrize(
    ("text", "input_axes"),
    [
        ("Conv2d(3, 16, 5); ReLU; Flatten; Linear(9, 2); Softmax", 2),
        ("Conv1d(3, 16, 5); MaxPool1d(2); Flatten; Linear(9, 2)", 1),
        ("Linear(9, 2); Softmax(dim=-1)", 0),
        ("Flatten; Flatten; Linear(9, 2)", 0),
        ("Softmax(dim=3); Softmax(dim=-4)", 2),
        ("ReLU; LocalResponseNorm(5)", 3),
        ("Conv2d(C, F, K); Softmax(dim=D)", 2),
    ],
)
def test_axes_that_fit_are_accepted(text: str, input_axes: int) -> None:
    check_ranks(read_network(text, INPUTS[input_axes]))


@pytest.mark.parametrize(
    ("text", "input_axes", "expected"),
    [
        (
            "Flatten; Conv2d(3, 16, 5)",
            2,
            [
                "layer 2, Conv2d(3, 16, kernel_size=5): it takes an image (channels, height, width), "
                "but a vector (features) arrives"
            ],
        ),
        (
            "ReLU; Conv1d(3, C, 5)",
            2,
            [
                "layer 2, Conv1d(3, C, kernel_size=5): it takes a signal (channels, length), "
                "but an image (channels, height, width) arrives"
            ],
        ),
        (
            "ReLU; Linear(9, 2)",
            2,
            [
                "layer 2, Linear(9, 2): it takes a vector (features), "
                "but an image (channels, height, width) arrives: put Flatten() before it"
            ],
        ),
        (
            "Conv1d(3, 3, 3); Linear(9, 2)",
            1,
            [
                "layer 2, Linear(9, 2): it takes a vector (features), but a signal (channels, length) arrives: "
                "put Flatten() before it"
            ],
        ),
        (
            "Linear(9, 3); Conv1d(3, 3, 3)",
            1,
            [
                "layer 2, Conv1d(3, 3, kernel_size=3): it takes a signal (channels, length), but a sequence (length, "
                "features) arrives: put Permute((0, 2, 1)) before it"
            ],
        ),
        (
            "Embedding(9, 3); Linear(3, 2); Conv2d(2, 2, 3)",
            0,
            [
                "layer 3, Conv2d(2, 2, kernel_size=3): it takes an image (channels, height, width), but a sequence "
                "(length, features) arrives"
            ],
        ),
        (
            "Conv2d(3, 3, 3); LSTM(3, 4)",
            2,
            [
                "layer 2, LSTM(3, 4): it takes a sequence (length, features), but an image "
                "(channels, height, width) arrives"
            ],
        ),
        (
            "Conv2d(3, 16, 5)",
            3,
            [
                "layer 1, Conv2d(3, 16, kernel_size=5): it takes an image (channels, height, width), but a volume "
                "(channels, depth, height, width) arrives; the batch axis is no part of the input"
            ],
        ),
        (
            "Conv2d(3, 16, 5)",
            1,
            [
                "layer 1, Conv2d(3, 16, kernel_size=5): it takes an image (channels, height, width), "
                "but a signal (channels, length) arrives"
            ],
        ),
        (
            "Linear(9, 2); MaxPool1d(2)",
            0,
            [
                "layer 2, MaxPool1d(kernel_size=2, stride=2): it takes a signal (channels, length), "
                "but a vector (features) arrives"
            ],
        ),
        (
            "Flatten; LocalResponseNorm(5)",
            2,
            ["layer 2, LocalResponseNorm(5): it takes neighbouring channels, but a vector (features) arrives"],
        ),
        (
            "Flatten; Softmax(dim=2); Softmax(dim=-3)",
            2,
            [
                "layer 2, Softmax(dim=2): dim=2 is none of the 2 axes, batch first; allowed: -2 to 1",
                "layer 3, Softmax(dim=-3): dim=-3 is none of the 2 axes, batch first; allowed: -2 to 1",
            ],
        ),
        (
            "Conv1d(3, 16, 5); Conv1d(16, 16, 5); Conv2d(16, 3, 3)",
            2,
            [
                "layer 1, Conv1d(3, 16, kernel_size=5): it takes a signal (channels, length), "
                "but an image (channels, height, width) arrives; the batch axis is no part of the input",
                "layer 3, Conv2d(16, 3, kernel_size=3): it takes an image (channels, height, width), "
                "but a signal (channels, length) arrives",
            ],
        ),
    ],
)
def test_layers_for_another_number_of_axes_are_told(text: str, input_axes: int, expected: list[str]) -> None:
    assert rank_problems(text, input_axes) == expected
