"""Work by hand: what layers do to matrices, channel by channel. All of these rules are computed.

Letters
    M W        what goes in: a stack of matrices, or rows of features; the kernels, or a dense layer's weights
    K S P D Q  as for sizes, one number for each axis; Q is the output padding of a transposed convolution
    B          the biases, 0 without any;  F  1 if the kernel is flipped before it is laid down
    Z          1 if the zeros of average pooling's padding count;  n  how many decimals are asked for

The other letters are 1 in every layer. A mistake makes them 0: U the kernel is upright (W of a dense layer transposed),
A overlapping blocks are added, V the window's value is the one asked for (largest, mean), N padding of max-pooling is
minus infinity, T the sum of a window is divided, R negative values become 0, C channels are flattened row by row.

Sources: ``torch.nn.functional.conv2d``, ``conv_transpose2d``, ``max_pool2d``, ``avg_pool2d``, ``linear``; Dumoulin &
Visin (2016).
"""

from __future__ import annotations

from typing import Any

from exgen.engine.by_hand.channels import all_blocks, convolved, cropped_channels
from exgen.engine.by_hand.convolutions import padded_input, turned_kernel
from exgen.engine.by_hand.enclosures import rounded
from exgen.engine.by_hand.pooling import rectified, window_maxima, window_means
from exgen.engine.by_hand.rows import dense, flattened
from exgen.engine.by_hand.tensors import on_entries, on_matrices, without_single_axes
from exgen.engine.by_hand.writing import (
    written_blocks,
    written_correlation,
    written_cropped,
    written_dense,
    written_flattened,
    written_kernel,
    written_maxima,
    written_means,
    written_padded,
    written_rectified,
)
from exgen.engine.by_hand.writing_gradients import written_rounded
from exgen.engine.missing import or_missing, unless_missing
from exgen.engine.rules.rule import Rule
from exgen.engine.written import Written


def _rounded_off(tensor: Any, decimals: int) -> Any:
    return without_single_axes(on_entries(lambda entry: rounded(entry, decimals), tensor))


def _nothing_new(*_: object) -> tuple[Written, ...]:
    return ()


BY_HAND = (
    Rule(
        "turned_kernel",
        "W",
        ("W", "F", "U"),
        computed=unless_missing(on_matrices(turned_kernel)),
        written=written_kernel,
    ),
    Rule(
        "padded_input",
        "M",
        ("M", "P"),
        computed=unless_missing(on_matrices(padded_input)),
        written=written_padded,
    ),
    Rule(
        "cross_correlation",
        "O",
        ("M", "W", "B", "S", "D"),
        computed=unless_missing(convolved),
        written=written_correlation,
    ),
    Rule(
        "added_blocks",
        "O",
        ("M", "W", "K", "S", "D", "A"),
        computed=unless_missing(all_blocks),
        written=written_blocks,
    ),
    Rule(
        "cropped_output",
        "O",
        ("M", "B", "P", "Q"),
        computed=unless_missing(cropped_channels),
        written=written_cropped,
    ),
    Rule(
        "window_maxima",
        "O",
        ("M", "K", "S", "P", "D", "N", "V"),
        computed=unless_missing(on_matrices(window_maxima)),
        written=written_maxima,
    ),
    Rule(
        "window_means",
        "O",
        ("M", "K", "S", "P", "Z", "T", "V"),
        computed=unless_missing(on_matrices(window_means)),
        written=written_means,
    ),
    Rule(
        "rectified",
        "O",
        ("M", "R"),
        computed=unless_missing(on_matrices(rectified)),
        written=written_rectified,
    ),
    Rule("flattened_rows", "x", ("M", "C"), computed=unless_missing(flattened), written=written_flattened),
    Rule("dense_rows", "O", ("M", "W", "B", "U"), computed=unless_missing(dense), written=written_dense),
)

ASKED = (
    Rule("asked_tensor", "O", ("M",), computed=unless_missing(without_single_axes), written=_nothing_new),
    Rule("rounded_off", "O", ("M", "n"), computed=or_missing(_rounded_off), written=written_rounded),
)
"""The last step: the tensor without channel axes of length 1, or that to so many decimals."""
