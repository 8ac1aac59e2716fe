"""Mistakes in sizes: each forwards, and what it makes of the smallest and largest input size."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule
from exgen.engine.mal_rules.phases import PLACES_RULES, READ_RULES
from exgen.engine.mal_rules.same_padding import KEEPING
from exgen.engine.mal_rules.transposed import TRANSPOSED_SIZE_RULES

SIZE_RULES = ("output_size", "smallest_input", "largest_input")

DEPTHS = ("layers_until_exactly", "layers_until_at_most")
"""The rules that go from size to size, layer by layer."""

PADDED = ("padded_input", "window_maxima", "window_means", *DEPTHS)
STRIDED = ("cross_correlation", "added_blocks", "window_maxima", "window_means", *READ_RULES, "read_places", *DEPTHS)
DILATED = (
    "cross_correlation",
    "added_blocks",
    "window_maxima",
    "read_end",
    "spread_start",
    *PLACES_RULES,
    *KEEPING,
    *DEPTHS,
)
"""The rules of work by hand, of depth, and of what is read, in which somebody forgets the padding, the stride, the
dilation."""

SIZES = (
    mal_rule(
        "plus_one_dropped",
        {
            "output_size": "floor((H + 2P - D(K - 1) - 1) / S)",
            "smallest_input": "S*O - 2P + D(K - 1) + 1",
            "largest_input": "S(O + 1) - 2P + D(K - 1)",
            "fitting_windows": {"N": "0"},
        },
        rank=Rank.COMMON,
        source="IN3310 2024, week 5: (25, 28) for (26, 28)",
        example=Example("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "network.layers[0].positions", "51", "50"),
    ),
    mal_rule(
        "plus_one_divided",
        {
            "output_size": "floor((H + 2P - D(K - 1)) / S)",
            "smallest_input": "S*O - 2P + D(K - 1)",
            "largest_input": "S(O + 1) - 2P + D(K - 1) - 1",
        },
        rank=Rank.RARE,
        source='(n - k + 1) / s, right only if rounded up; "Padding type definition is swapped in the documentation.", '
        "https://github.com/tensorflow/tensorflow/issues/196",
        example=Example("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 101)", "network.layers[0].positions", "52", "51"),
    ),
    mal_rule(
        "padding_forgotten",
        {**{name: {"P": "0"} for name in (*SIZE_RULES, *PADDED)}, "fitting_windows": {"B": "0"}},
        rank=Rank.COMMON,
        example=Example("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "network.layers[0].positions", "51", "47"),
    ),
    mal_rule(
        "padding_counted_once",
        {**{name: {"P": "P / 2"} for name in (*SIZE_RULES, *DEPTHS)}, "fitting_windows": {"B": "1 / 2"}},
        rank=Rank.COMMON,
        example=Example("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "network.layers[0].positions", "51", "49"),
    ),
    mal_rule(
        "stride_forgotten",
        {name: {"S": "1"} for name in (*SIZE_RULES, *TRANSPOSED_SIZE_RULES, "field_stride", *STRIDED)},
        is_of_one_axis=True,
        rank=Rank.COMMON,
        source='loops that pass the stride over; "Fix stride in 1D and 2D convolution example", '
        "https://github.com/rasbt/machine-learning-book/pull/168",
        example=Example("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "network.layers[0].positions", "51", "102"),
    ),
    mal_rule(
        "dilation_forgotten",
        {name: {"D": "1"} for name in (*SIZE_RULES, *TRANSPOSED_SIZE_RULES, "field_end", *DILATED)},
        rank=Rank.COMMON,
        source='img_size - filter_size; "cnn_output_size Calculation error using dilation in python api", '
        "https://github.com/PaddlePaddle/Paddle/issues/5242",
        example=Example("Conv1d(1, 1, 3, dilation=4)", "(1, 20)", "network.layers[0].positions", "12", "18"),
    ),
    mal_rule(
        "gap_behind_kernel_counted",
        {
            "output_size": "floor((H + 2P - D*K) / S) + 1",
            "smallest_input": "S(O - 1) - 2P + D*K",
            "largest_input": "S*O - 2P + D*K - 1",
            "transposed_size": "(H - 1) S - 2P + D*K + Q",
            "smallest_transposed_input": "ceil((O + 2P - D*K - Q) / S) + 1",
            "largest_transposed_input": "floor((O + 2P - D*K - Q) / S) + 1",
            "field_end": "E - J P + J (D*K - 1)",
        },
        rank=Rank.RARE,
        source='subtracts filter * dilation; "Fix dilated Conv2d/Conv3d output size calculation", '
        "https://github.com/NVIDIA/cutlass/pull/3526",
        example=Example("Conv1d(1, 1, 3, dilation=4)", "(1, 20)", "network.layers[0].positions", "12", "9"),
    ),
    mal_rule(
        "ceil_for_floor",
        {
            "output_size": "ceil((H + 2P - D(K - 1) - 1) / S) + 1",
            "smallest_input": "S(O - 2) - 2P + D(K - 1) + 2",
            "largest_input": "S(O - 1) - 2P + D(K - 1) + 1",
        },
        rank=Rank.COMMON,
        example=Example("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "network.layers[0].positions", "51", "52"),
    ),
    mal_rule(
        "scaling_forgotten",
        {"scaled_size": {"F": "1"}, "smallest_scaled_input": {"F": "1"}, "largest_scaled_input": {"F": "1"}},
        example=Example("Upsample(scale_factor=2); Conv2d(4, 8, 3)", "(4, 8, 8)", "network.output_size[0]", "14", "6"),
    ),
    mal_rule(
        "only_divided_by_stride",
        {
            "output_size": "floor(H / S)",
            "smallest_input": "S*O",
            "largest_input": "S*O + S - 1",
        },
        source='i_shape / strides for the output size; "calculating the output spacial size problem", '
        "https://github.com/ckyrkou/Keras_FLOP_Estimator/issues/2",
        example=Example("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 101)", "network.output_size[0]", "52", "50"),
    ),
)
