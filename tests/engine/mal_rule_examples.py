"""What each mal-rule makes of an example, worked out by hand."""

from __future__ import annotations

from typing import NamedTuple

from exgen.engine.calculation import Run
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.reading import read_network
from exgen.questions.keys import LaidValue


class Asked(NamedTuple):
    """A quantity of a network, run."""

    network: Network
    run: Run
    value: LaidValue

    @property
    def slot(self) -> int:
        """The slot of a quantity that is one number."""
        (slot,) = self.value.slots
        return slot


class Example(NamedTuple):
    """``wrong`` is what somebody answers who makes the mistake ``id``, where ``key`` is right."""

    id: str
    network: str
    input: str
    quantity: str
    layer: int | None
    key: int
    wrong: int


def asked(network: str, input: str, quantity: str, layer: int | None = None) -> Asked:
    """One quantity of a network: a count, or a shape or output size."""
    read = read_network(network, input).resolve({})
    laid = laid_quantities(read)
    slots = getattr(laid, quantity)(layer)
    value = LaidValue("network", quantity, layer, None, slots if isinstance(slots, tuple) else (slots,))
    return Asked(read, laid.calculation.run(laid.leaves_of(read)), value)


_LAYER = ("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)")
_SIGNAL = ("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)")
_SPREAD = ("Conv1d(1, 1, 3, dilation=4)", "(1, 20)")
_DENSE = ("Conv2d(3, 16, 3, padding=1)", "(3, 64, 64)")

EXAMPLES = (
    # (100 + 8 - 7)/2 is 50 and a half
    Example("plus_one_dropped", *_SIGNAL, "positions", 0, 51, 50),
    Example("padding_forgotten", *_SIGNAL, "positions", 0, 51, 47),
    Example("padding_counted_once", *_SIGNAL, "positions", 0, 51, 49),
    Example("stride_forgotten", *_SIGNAL, "positions", 0, 51, 102),
    Example("ceil_for_floor", *_SIGNAL, "positions", 0, 51, 52),
    # (101 + 8 - 7)/2 is 51; with its 1 it is 103/2
    Example("plus_one_divided", _SIGNAL[0], "(1, 101)", "positions", 0, 52, 51),
    Example("dilation_forgotten", *_SPREAD, "positions", 0, 12, 18),
    Example("gap_behind_kernel_counted", *_SPREAD, "positions", 0, 12, 9),
    Example("input_channels_forgotten", *_LAYER, "parameters", 0, 100416, (7 * 7 + 1) * 64),
    Example("input_channels_forgotten", "Flatten()", "(6, 5, 4)", "output_shape", None, 120, 20),
    Example("output_channels_forgotten", *_LAYER, "multiplications", 0, 2508800, 39200),
    Example("positions_forgotten", *_LAYER, "multiplications", 0, 2508800, 1568 * 64),
    Example("input_size_for_output_size", *_LAYER, "multiplications", 0, 2508800, 1568 * 64 * 19 * 19),
    Example("sum_for_product", *_LAYER, "parameters", 0, 100416, (32 + 7 + 7) * 64 + 64),
    Example("sum_for_product", *_LAYER, "positions", 0, 25, 10),
    Example("sum_for_product", "Linear(576, 10)", "576", "parameters", 0, 5770, 576 + 10 + 10),
    Example("one_kernel_side_forgotten", *_LAYER, "parameters", 0, 100416, 32 * 7 * 64 + 64),
    Example(
        "groups_forgotten",
        "Conv2d(96, 256, 5, padding=2, groups=2)",
        "(96, 27, 27)",
        "parameters",
        None,
        307456,
        96 * 5 * 5 * 256 + 256,
    ),
    Example(
        "flatten_drops_side",
        "Flatten(); Linear(25088, 4096)",
        "(512, 7, 7)",
        "parameters",
        None,
        102764544,
        (512 * 7 + 1) * 4096,
    ),
    Example(
        "flatten_keeps_channels_only",
        "Flatten(); Linear(25088, 4096)",
        "(512, 7, 7)",
        "parameters",
        None,
        102764544,
        (512 + 1) * 4096,
    ),
    Example("pooling_has_weights_and_biases", "MaxPool2d(2)", "(64, 32, 32)", "parameters", 0, 0, 64 * (2 * 2 + 1)),
    Example("pooling_has_weights", "MaxPool2d(2)", "(64, 32, 32)", "parameters", 0, 0, 64 * 2 * 2),
    Example(
        "normalisation_has_no_parameters",
        "Conv2d(3, 8, 3); BatchNorm2d(8)",
        "(3, 10, 10)",
        "parameters",
        None,
        (27 + 1) * 8 + 16,
        (27 + 1) * 8,
    ),
    Example("bias_forgotten", *_LAYER, "parameters", 0, 100416, 100352),
    Example("bias_forgotten", *_LAYER, "additions", 0, 2508800, 1567 * 1600),
    Example("absent_bias_counted", "Conv2d(3, 8, 5, bias=False)", "(3, 9, 9)", "parameters", 0, 600, 608),
    Example("absent_bias_counted", "Conv2d(3, 8, 5, bias=False)", "(3, 9, 9)", "additions_per_output", 0, 74, 75),
    Example("one_bias_per_layer", *_LAYER, "parameters", 0, 100416, 100353),
    Example("one_bias_per_weight", *_LAYER, "parameters", 0, 100416, 100352 + 32 * 64),
    Example("one_bias_per_position", *_LAYER, "parameters", 0, 100416, 100352 + 64 * 25),
    # as the sheet of Section 09 printed it
    Example("kernel_size_for_map_size", *_DENSE, "dense_parameters", 0, 805371904, 805306512),
    Example("one_dense_bias_per_channel", *_DENSE, "dense_parameters", 0, 805371904, 805306384),
    # as the sheet of IN3310 printed them
    Example("bias_counted_as_multiplication", *_LAYER, "multiplications_per_output", 0, 1568, 1569),
    Example("bias_counted_as_multiplication", *_LAYER, "multiplications", None, 2508800, 2510400),
    Example("only_bias_additions_counted", *_LAYER, "additions_per_output", 0, 1568, 1),
    Example("only_bias_additions_counted", *_LAYER, "additions", None, 2508800, 1600),
    Example("additions_one_too_many", *_LAYER, "additions", None, 2508800, 1569 * 1600),
    Example(
        "layer_left_out", "Conv2d(3, 16, 3); ReLU(); Conv2d(16, 32, 3)", "(3, 64, 64)", "parameters", None, 5088, 4640
    ),
)
