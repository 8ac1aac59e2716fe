"""What each mal-rule makes of an example, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.quantity_arguments import settled
from exgen.engine.reading import read_network
from exgen.engine.runs import Run
from exgen.expressions import Value
from exgen.questions.laid_values import LaidValue


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
    key: int | Fraction
    wrong: int | Fraction
    arguments: tuple[Value, ...] | None = None
    batch: int = 1


def asked(
    network: str,
    input: str,
    quantity: str,
    layer: int | None = None,
    arguments: tuple[Value, ...] | None = None,
    batch: int = 1,
) -> Asked:
    """One quantity of a network: a count, a shape or output size, or with a number in brackets a part of one."""
    quantity, _, place = quantity.rstrip("]").partition("[")
    read = replace(read_network(network, input), batch=batch).resolve({})
    laid = laid_quantities(read)
    given = settled(quantity, arguments, len(read.input) - 1)
    slots = laid.asked(quantity, layer, given)
    value = LaidValue("network", quantity, layer, int(place) if place else None, slots, given)
    if place:
        value = replace(value, slots=slots[int(place) : int(place) + 1])
    return Asked(read, laid.calculation.run(laid.leaves_of(read, given)), value)


_LAYER = ("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)")
_SIGNAL = ("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)")
_SPREAD = ("Conv1d(1, 1, 3, dilation=4)", "(1, 20)")
_GROUPED = ("Conv2d(8, 32, 3, groups=4)", "(8, 20, 20)")
_UP = ("ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)", "(1, 10)")
_UP_SPREAD = ("ConvTranspose1d(1, 1, 3, stride=2, dilation=4)", "(1, 10)")
_UP_LAYER = ("ConvTranspose2d(8, 4, 3, stride=2)", "(8, 7, 7)")
_COVERED = ("Conv1d(1, 1, 5, stride=2)", "(1, 14)")
_KEPT = ("Conv1d(1, 1, 4, padding='same', dilation=3)", "(1, 20)")
_DENSE = ("Conv2d(3, 16, 3, padding=1)", "(3, 64, 64)")

_BRANCHES = ("Concat(Conv2d(16, 8, 1), Conv2d(16, 24, 1), Conv2d(16, 8, 3, padding=1))", "16x8x8")
_ALEXNET = ("Conv2d(3, 96, 11, stride=4)", "3x227x227")
_BODY_AND_HEAD = (
    "Conv2d(3, 8, 3); BatchNorm2d(8); Conv2d(8, 4, 3, padding=1, groups=2, bias=False); Flatten(); "
    "Linear(196, 6); ReLU(); Linear(6, 4)",
    "3x9x9",
    "parameters",
    None,
)

_STACK = ("36 * Conv2d(3, 3, 7); Flatten(); Linear(192, 100)", "(3, 224, 224)")
_ONE = ("Conv2d(3, 3, 7)", "(3, 224, 224)", "depth", None, 36)
_IMAGE = ("Conv2d(1, 64, 3, padding=1)", "(1, 256, 256)")
_FROZEN = (
    "Conv2d(3, 16, 3); ReLU(); Conv2d(16, 32, 3); Flatten(); Linear(4608, 10)",
    "(3, 16, 16)",
    "trainable_parameters",
    None,
)
_BLOCK = "Conv2d(3, 8, 1); Residual(Conv2d(8, 16, 1); Conv2d(16, 8, 1)); Flatten(); Linear(200, 2)"
_WAITING = (_BLOCK, "(3, 5, 5)", "memory", None)
_SEPARABLE = (
    "Conv2d(8, 8, 3, groups=8, bias=False); Conv2d(8, 16, 1, bias=False)",
    "(8, 10, 10)",
    "multiplication_ratio",
    None,
)
_PERCEPTRON = "Linear(20, 30); ReLU(); Linear(30, 10)"
_TRAINED = (_PERCEPTRON, "(20)", "training_memory", None)
_PERCEPTRON_MEMORY = (_PERCEPTRON, "(20)", "parameter_memory", None)
_MOMENTS = (_PERCEPTRON, "(20)", "optimiser_memory", None)
_FITTING = (*_IMAGE, "largest_batch", None)
_ROOM = 12 * 2**30

_ATTENTION = ("MultiheadAttention(768, 12)", "197x768")
_SCORES = 2 * 197**2 * 768
_ENCODER = ("TransformerEncoderLayer(768, 12, 3072)", "197x768")

EXAMPLES = (
    # (100 + 8 - 7)/2 is 50 and a half
    Example("plus_one_dropped", *_SIGNAL, "positions", 0, 51, 50),
    Example("padding_forgotten", *_SIGNAL, "positions", 0, 51, 47),
    Example("padding_counted_once", *_SIGNAL, "positions", 0, 51, 49),
    Example("stride_forgotten", *_SIGNAL, "positions", 0, 51, 102),
    Example("ceil_for_floor", *_SIGNAL, "positions", 0, 51, 52),
    # (101 + 8 - 7)/2 is 51; with its 1 it is 103/2
    Example("plus_one_divided", _SIGNAL[0], "(1, 101)", "positions", 0, 52, 51),
    Example("only_divided_by_stride", _SIGNAL[0], "(1, 101)", "positions", 0, 52, 50),
    Example("dilation_forgotten", *_SPREAD, "positions", 0, 12, 18),
    Example("gap_behind_kernel_counted", *_SPREAD, "positions", 0, 12, 9),
    # nine steps of 3, less 2 + 2, and the kernel's reach 4, and 1
    # 14 makes 7, for which 6 * 2 + 5 - 14 = 3 places are put on: 1 and 2
    Example("total_on_each_side", *_COVERED, "padding_before[0]", 0, 1, 3, ("tensorflow",)),
    Example("total_on_each_side", *_KEPT, "padding_behind[0]", 0, 5, 9),
    Example("odd_place_dropped", *_COVERED, "padding_behind[0]", 0, 2, 1, ("tensorflow",)),
    Example("odd_place_dropped", *_KEPT, "padding_behind[0]", 0, 5, 4),
    Example("last_place_of_kernel_stepped", *_COVERED, "padding_behind[0]", 0, 2, 3, ("tensorflow",)),
    Example("rounded_down_for_same", _COVERED[0], "(1, 15)", "same_output_size[0]", 0, 8, 7),
    Example("dilation_forgotten", *_KEPT, "padding_before[0]", 0, 4, 1),
    Example("transposed_padding_added", *_UP, "output_size", 0, 28, 27 + 4 + 4 + 1),
    Example("transposed_padding_counted_once", *_UP, "output_size", 0, 28, 27 - 2 + 4 + 1),
    Example("transposed_padding_forgotten", *_UP, "output_size", 0, 28, 27 + 4 + 1),
    Example("output_padding_forgotten", *_UP, "output_size", 0, 28, 27),
    Example("convolution_size_for_transposed", *_UP, "output_size", 0, 28, 4),
    Example("last_step_counted", *_UP, "output_size", 0, 28, 31),
    Example("transposed_plus_one_dropped", *_UP, "output_size", 0, 28, 27),
    Example("only_stride_multiplied", *_UP, "output_size", 0, 28, 30),
    Example("kernels_side_by_side", *_UP, "output_size", 0, 28, 9 * 4 + 1),
    Example("stride_forgotten", *_UP, "output_size", 0, 28, 9 + 1),
    Example("dilation_forgotten", *_UP_SPREAD, "output_size", 0, 27, 18 + 3),
    Example("gap_behind_kernel_counted", *_UP_SPREAD, "output_size", 0, 27, 18 + 12),
    Example("kernel_positions_forgotten", *_UP_LAYER, "multiplications", 0, 14112, 8 * 36),
    Example("output_size_for_input_size", *_UP_LAYER, "additions", 0, 14112, 8 * 36 * 15 * 15),
    Example("input_channels_forgotten", *_UP_LAYER, "multiplications", 0, 14112, 36 * 49),
    Example("output_channels_forgotten", *_UP_LAYER, "multiplications", 0, 14112, 8 * 9 * 49),
    Example("sum_for_product", *_UP_LAYER, "multiplications", 0, 14112, 8 * (4 + 3 + 3) * (7 + 7)),
    Example("one_kernel_side_forgotten", *_UP_LAYER, "multiplications", 0, 14112, 8 * 4 * 3 * 49),
    Example("groups_forgotten", f"{_UP_LAYER[0][:-1]}, groups=2)", "(8, 7, 7)", "multiplications", 0, 7056, 14112),
    Example("one_bias_per_layer", *_UP_LAYER, "parameters", 0, 292, 289),
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
    Example("absent_bias_counted", "Embedding(1000, 16)", "(7)", "parameters", 0, 16000, 16016),
    Example("absent_bias_counted", "Conv2d(3, 8, 5, bias=False)", "(3, 9, 9)", "additions_per_output", 0, 74, 75),
    Example("one_bias_per_layer", *_LAYER, "parameters", 0, 100416, 100353),
    Example("one_bias_per_weight", *_LAYER, "parameters", 0, 100416, 100352 + 32 * 64),
    Example("one_bias_per_position", *_LAYER, "parameters", 0, 100416, 100352 + 64 * 25),
    # as the sheet of Section 09 printed it
    Example("kernel_size_for_map_size", *_DENSE, "dense_parameters", 0, 805371904, 805306512),
    # 3 channels of 3 * 3 values, at 62 * 62 positions; a dense layer on 2 channels of 5 * 4 values
    Example("unfolded_channels_forgotten", "Conv2d(3, 8, 3)", "3x64x64", "im2col_size[0]", 0, 27, 9),
    Example("input_positions_unfolded", "Conv2d(3, 8, 3)", "3x64x64", "im2col_size[1]", 0, 3844, 4096),
    Example("single_position_for_map", "Flatten(); Linear(40, 7)", "2x5x4", "equal_convolution[3]", 1, 4, 1),
    Example("single_position_for_map", "Flatten(); Linear(40, 7)", "2x5x4", "equal_convolution_parameters", 1, 287, 21),
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
    Example(
        "layer_counted_twice",
        "Conv2d(3, 16, 3); ReLU(); Conv2d(16, 32, 3)",
        "(3, 64, 64)",
        "parameters",
        None,
        5088,
        5088 + 4640,
    ),
    # a cell of 3 units on 4 entries: 4 gates, 3 (4 + 3) weights and 2 * 3 biases each
    Example("gates_of_another_cell", "LSTM(4, 3)", "5x4", "parameters", 0, 84 + 24, 63 + 18),
    Example("gates_of_another_cell", "GRU(4, 3)", "5x4", "parameters", 0, 63 + 18, 84 + 24),
    Example("gates_forgotten", "LSTM(4, 3)", "5x4", "parameters", 0, 84 + 24, 21 + 6),
    Example("one_direction_counted", "LSTM(4, 3, bidirectional=True)", "5x4", "parameters", 0, 216, 108),
    Example("state_weights_forgotten", "LSTM(4, 3)", "5x4", "weights", 0, 84, 48),
    # four projections of 768 * 768 weights, as in one block of ViT-B/16
    Example("output_projection_forgotten", *_ATTENTION, "weights", 0, 4 * 768**2, 3 * 768**2),
    Example("scores_forgotten", *_ATTENTION, "multiplications", 0, _SCORES + 4 * 197 * 768**2, 4 * 197 * 768**2),
    Example("normalisation_of_block_forgotten", *_ENCODER, "parameters", 0, 7087872, 7087872 - 4 * 768),
    Example("class_token_not_counted", "ClassToken(8)", "196x8", "output_size", None, 197, 196),
    Example("floor_for_ceil", "MaxPool1d(3, stride=2, ceil_mode=True)", "64x112", "output_size", None, 56, 55),
    Example("padding_layer_counted_once", "ZeroPad1d((1, 2))", "3x8", "output_size", None, 11, 9),
    Example("factor_not_squared", "PixelShuffle(2); Conv2d(4, 8, 3)", "16x8x8", "weights", None, 288, 576),
    Example("running_statistics_forgotten", "BatchNorm2d(64)", "64x8x8", "buffers", None, 129, 0),
    Example("counter_of_batches_forgotten", "BatchNorm2d(64)", "64x8x8", "buffers", None, 129, 128),
    Example("whole_state_counted", "BatchNorm2d(64)", "64x8x8", "buffers", None, 129, 257),
    Example("whole_state_counted", "BatchNorm2d(64); InstanceNorm2d(64)", "64x8x8", "parameters", None, 128, 257),
    # layers of 448, 4640 and 46090 parameters
    Example("freezing_forgotten", *_FROZEN, 46090, 51178, (3,)),
    Example("frozen_and_trained_exchanged", *_FROZEN, 46090, 5088, (3,)),
    Example("one_layer_more_frozen", *_FROZEN, 50730, 46090, (2,)),
    Example("one_layer_fewer_frozen", *_FROZEN, 46090, 50730, (3,)),
    # 32 images of the AI-Med assignment, of which each has 64 * 256 * 256 values behind the first layer
    Example("batch_forgotten", *_IMAGE, "activations", 0, 32 * 4194304, 4194304, None, 32),
    Example("batch_forgotten", "Linear(9, 5)", "9", "memory", None, 32 * 5 * 4, 5 * 4, None, 32),
    Example("channels_of_activations_forgotten", *_IMAGE, "activations", 0, 4194304, 65536),
    Example("one_side_of_activations_forgotten", *_IMAGE, "activations", 0, 4194304, 64 * 256),
    Example("twice_the_bytes", *_PERCEPTRON_MEMORY, 4 * 940, 8 * 940),
    Example("half_the_bytes", *_PERCEPTRON_MEMORY, 4 * 940, 2 * 940),
    Example("bits_for_bytes", *_FITTING, 768, 96, (_ROOM, "largest_tensor")),
    Example("numbers_for_bytes", *_FITTING, 768, 3072, (_ROOM, "largest_tensor")),
    Example("decimal_for_binary_unit", *_FITTING, 768, 715, (_ROOM, "largest_tensor")),
    Example("decimal_for_binary_unit", *_FITTING, 715, 768, (12 * 10**9, "largest_tensor")),
    Example("decimal_for_binary_unit", *_IMAGE, "memory", None, 16, Fraction(16777216, 10**6), (2**20,)),
    Example("output_alone_kept", *_IMAGE, "memory", None, 4 * (4194304 + 65536), 4 * 4194304, ("input_and_output",)),
    Example(
        "gradients_forgotten",
        *_IMAGE,
        "memory",
        None,
        8 * (4194304 + 65536),
        4 * (4194304 + 65536),
        ("activations_and_gradients",),
    ),
    Example(
        "activation_gradients_counted",
        *_IMAGE,
        "memory",
        None,
        4 * (4194304 + 65536),
        8 * (4194304 + 65536),
        ("activations",),
    ),
    Example(
        "channels_of_one_branch",
        "Concat(Conv2d(16, 8, 1), Conv2d(16, 24, 1))",
        "(16, 8, 8)",
        "output_shape[0]",
        None,
        32,
        24,
    ),
    Example("channels_of_narrowest_branch", *_BRANCHES, "output_shape[0]", None, 40, 8),
    Example("channels_multiplied", *_BRANCHES, "output_shape[0]", None, 40, 8 * 24 * 8),
    Example("branch_left_out", *_BRANCHES, "output_shape[0]", None, 40, 16),
    Example("branch_left_out", _BRANCHES[0] + "; Conv2d(40, 5, 3)", _BRANCHES[1], "weights", 4, 1800, 9 * 32 * 5),
    Example("branches_concatenated", "Residual(Conv2d(64, 64, 1))", "64x8x8", "output_shape[0]", None, 64, 128),
    Example("branches_concatenated", "Residual(Conv2d(6, 6, 1)); Conv2d(6, 5, 3)", "6x8x8", "weights", 2, 270, 540),
    # 55 * 55 positions; the figure of CS231n's notes
    Example("weights_for_each_position", *_ALEXNET, "parameters", 0, 34944, 105705600),
    Example("weights_for_each_position", "Conv1d(2, 3, 5)", "2x9", "weights", 0, 30, 150),
    # 224 + 16 + 144 parameters up to 4 * 7 * 7 values, then 1182 + 28
    Example("head_left_out", *_BODY_AND_HEAD, 1594, 384),
    Example("only_head_counted", *_BODY_AND_HEAD, 1594, 1210),
    Example("scaling_forgotten", "Upsample(scale_factor=2)", "(4, 8, 8)", "output_size[0]", 0, 16, 8),
    # 9 * 8/4 * 32 weights; divided once more, 9 * 8 * 4 * 32, and 18 * 18 positions
    Example("groups_divided_twice", *_GROUPED, "parameters", 0, 608, 9 * 2 * 32 // 4 + 32),
    Example("groups_divided_twice", *_GROUPED, "multiplications", 0, 186624, 186624 // 4),
    Example("groups_multiplied", *_GROUPED, "parameters", 0, 608, 9 * 32 * 32 + 32),
    Example("products_of_kernel_forgotten", *_LAYER, "multiplications", 0, 2508800, 64 * 25),
    Example("pooling_counted_as_convolution", "MaxPool2d(2)", "(64, 32, 32)", "parameters", 0, 0, 64 * 4 * 64 + 64),
    Example("one_scale_for_all_channels", "BatchNorm2d(8)", "(8, 10, 10)", "parameters", 0, 16, 2),
    Example("one_bias_for_each_weight", "Conv2d(8, 32, 3)", "(8, 20, 20)", "parameters", 0, 2336, 2 * 2304),
    Example("one_bias_for_each_weight", "Linear(9, 5)", "9", "parameters", 0, 50, 90),
    Example("one_bias_per_input_channel", "Conv2d(8, 32, 3)", "(8, 20, 20)", "parameters", 0, 2336, 2304 + 8),
    Example("one_bias_per_input_channel", "Linear(9, 5)", "9", "parameters", 0, 50, 54),
    # depthwise separable: 1/16 + 1/9 of a plain 3x3
    Example("ratio_reversed", *_SEPARABLE, Fraction(25, 144), Fraction(144, 25)),
    Example("saving_for_ratio", *_SEPARABLE, Fraction(25, 144), Fraction(119, 144)),
    # tensors of 75, 200, 400, 200, 200, 200 and 2 values: 200 + 400 + 200 are there at once
    Example("waiting_tensors_forgotten", *_WAITING, 3200, 4 * (200 + 400), ("largest_live",)),
    Example("nothing_freed", *_WAITING, 3200, 4 * 1277, ("largest_live",)),
    # 940 parameters, tensors of 20, 30, 30 and 10 values
    Example("optimiser_forgotten", *_TRAINED, 15400, 4 * (2 * 940 + 90), ("adam",)),
    Example("weight_gradients_forgotten", *_TRAINED, 15400, 4 * (3 * 940 + 90), ("adam",)),
    Example("activations_not_kept", *_TRAINED, 15400, 4 * 4 * 940, ("adam",)),
    Example("activation_gradients_counted", *_TRAINED, 15400, 4 * (4 * 940 + 2 * 90), ("adam",)),
    Example("one_moment_counted", *_MOMENTS, 7520, 3760, ("adam",)),
    Example("gradient_counted_as_state", *_MOMENTS, 7520, 11280, ("adam",)),
    Example("batch_rounded_up", *_FITTING, 715, 716, (12 * 10**9, "largest_tensor")),
    Example("one_layer_too_many", *_ONE, 37, (8,)),
    Example("one_layer_too_many", *_STACK, "parameters", None, 35284, 35284 + 444),
    Example("one_layer_too_few", *_ONE, 35, (8,)),
    Example("group_counted_once", *_STACK, "parameters", None, 35284, 444 + 19300),
    Example("group_left_out", *_STACK, "parameters", None, 35284, 19300),
    # a 3 x 3 kernel with padding 1 and stride 2 halves 224 five times, without the padding it gives 6 in the end
    Example("padding_forgotten", "Conv1d(1, 1, 3, stride=2, padding=1)", "(1, 9)", "depth", None, 2, 1, (4, "at_most")),
)
