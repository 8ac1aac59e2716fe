"""Work by hand on several channels is derived with an entry of each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from exgen.engine.by_hand.checks import check_matrices
from exgen.engine.by_hand.notation import MOST_MATRICES, firsts
from exgen.engine.derivation import derivation
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Matrices
from exgen.engine.oracle import CountedQuantities
from exgen.engine.reading import read_network

TWO = (((1, 2), (3, -1)), ((0, 1), (2, 1)))
"""Two channels that go in."""
FOUR_KERNELS = ((((1, 0), (0, 1)), ((2, 0), (0, 0))), (((0, 1), (1, 0)), ((0, 0), (0, 3))))


def stacked_lines(text: str, asked: str = "output") -> list[tuple[str, str]]:
    """Titles and formulas of a derivation on two channels, with a gradient of ones where one is asked."""
    read = read_network(text, "(2, 2, 2)").resolve({})
    weights: dict[str, Any] = {"0.weight": FOUR_KERNELS, "0.bias": ((1, -2),)} if "Conv" in text else {}
    *_, shape = CountedQuantities(read).output_shape(None)
    ones = tuple(tuple((1,) * shape for _ in range(shape)) for _ in range(2))
    network = replace(read, matrices=Matrices(TWO, weights, gradient=None if asked == "output" else ones))
    check_matrices(network)
    laid = laid_quantities(network)
    slot = laid.output(None) if asked == "output" else getattr(laid, asked)(0)
    return [(line.title, line.formula) for line in derivation(laid.calculation.run(laid.leaves_of(network)), [slot], 2)]


def worked_out(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(title, formula) for title, formula in lines if "row 1" in title or "row 2" in title]


def test_an_entry_of_each_channel_is_worked_out() -> None:
    assert worked_out(stacked_lines("Conv2d(2, 2, 2)")) == [
        (
            "output value of channel 1 in row 1, column 1",
            r"1 \cdot 1 + 2 \cdot 0 + 3 \cdot 0 + (-1) \cdot 1 + 0 \cdot 2 + 1 \cdot 0 + 2 \cdot 0 + 1 \cdot 0 + 1 = 1",
        ),
        (
            "output value of channel 2 in row 1, column 1",
            r"1 \cdot 0 + 2 \cdot 1 + 3 \cdot 1 + (-1) \cdot 0 + 0 \cdot 0 + 1 \cdot 0 + 2 \cdot 0 + 1 \cdot 3"
            r" + (-2) = 6",
        ),
    ]
    assert worked_out(stacked_lines("MaxPool2d(2)")) == [
        ("output value of channel 1 in row 1, column 1", r"\max(1, 2, 3, -1) = 3"),
        ("output value of channel 2 in row 1, column 1", r"\max(0, 1, 2, 1) = 2"),
    ]
    assert worked_out(stacked_lines("AvgPool2d(2)"))[-1] == (
        "output value of channel 2 in row 1, column 1",
        r"\frac{0 + 1 + 2 + 1}{4} = 1",
    )
    (_, _), *sums = worked_out(stacked_lines("ConvTranspose2d(2, 2, 2, bias=True)"))
    assert sums == [
        (
            "sum of channel 1 in row 2, column 2, of 8 products",
            r"1 \cdot 1 + 2 \cdot 0 + 3 \cdot 0 + (-1) \cdot 1 + 0 \cdot 0 + 1 \cdot 1 + 2 \cdot 1 + 1 \cdot 0 = 3",
        ),
        (
            "sum of channel 2 in row 2, column 2, of 8 products",
            r"1 \cdot 0 + 2 \cdot 0 + 3 \cdot 0 + (-1) \cdot 2 + 0 \cdot 3 + 1 \cdot 0 + 2 \cdot 0 + 1 \cdot 0 = -2",
        ),
    ]


def test_gradients_of_each_channel_are_worked_out() -> None:
    back = worked_out(stacked_lines("Conv2d(2, 2, 2)", "input_gradient"))
    assert back[0][0] == "gradient of the input value of channel 1 in row 1, column 1"
    # both output channels read it: the kernels' first entries, 1 and 0, times the gradient in the corner, 1
    assert back[0][1].endswith("= 1")
    assert back[2] == (
        "gradient of the input value of channel 2 in row 1, column 1",
        r"0 \cdot 0 + 0 \cdot 0 + 0 \cdot 0 + 1 \cdot 2 + 0 \cdot 3 + 0 \cdot 0 + 0 \cdot 0 + 1 \cdot 0 = 2",
    )
    assert worked_out(stacked_lines("Conv2d(2, 2, 2)", "weight_gradient")) == [
        ("gradient of the weight of output channel 1, input channel 1 in row 1, column 1", r"1 \cdot 1 = 1"),
        ("gradient of the weight of output channel 1, input channel 1 in row 1, column 2", r"1 \cdot 2 = 2"),
        ("gradient of the weight of output channel 1, input channel 2 in row 1, column 1", r"1 \cdot 0 = 0"),
        ("gradient of the weight of output channel 2, input channel 1 in row 1, column 1", r"1 \cdot 1 = 1"),
        ("gradient of the weight of output channel 2, input channel 2 in row 1, column 1", r"1 \cdot 0 = 0"),
    ]
    assert worked_out(stacked_lines("MaxPool2d(2)", "input_gradient")) == [
        ("gradient 1 goes to row 2, column 1, channel 1", r"\max(1, 2, 3, -1) = 3"),
        ("gradient 1 goes to row 2, column 1, channel 2", r"\max(0, 1, 2, 1) = 2"),
    ]


def test_of_very_many_channels_the_last_are_left_out() -> None:
    channels = (((1, 2), (3, 4)),) * (MOST_MATRICES + 3)
    places = [(channel, row, column) for _, channel, row, column in firsts(channels)]
    assert places == [(0, 0, 0), (0, 0, 1), *((channel, 0, 0) for channel in range(1, MOST_MATRICES))]
