"""Work by hand: what layers do to a matrix. All of these rules are computed.

Letters
    M W        the matrix that goes in, the kernel's weights
    K S P D Q  as for sizes, one number for each axis; Q is the output padding of a transposed convolution
    B          the bias itself, 0 without one;  F  1 if the kernel is flipped before it is laid down
    Z          1 if the zeros of average pooling's padding count

The other letters are 1 in every layer. A mistake makes them 0: U the kernel is upright, A overlapping blocks are added,
V the window's value is the one asked for (largest, mean), N padding of max-pooling is minus infinity, T the sum of a
window is divided, R negative values become 0.

Sources: ``torch.nn.functional.conv2d``, ``conv_transpose2d``, ``max_pool2d``, ``avg_pool2d``; Dumoulin & Visin (2016).
"""

from __future__ import annotations

from exgen.engine.by_hand.convolutions import (
    added_blocks,
    cropped_output,
    cross_correlation,
    padded_input,
    turned_kernel,
)
from exgen.engine.by_hand.pooling import rectified, window_maxima, window_means
from exgen.engine.by_hand.writing import (
    written_blocks,
    written_correlation,
    written_cropped,
    written_kernel,
    written_maxima,
    written_means,
    written_padded,
    written_rectified,
)
from exgen.engine.rules.rule import Rule

BY_HAND = (
    Rule("turned_kernel", "kernel", "W", ("W", "F", "U"), computed=turned_kernel, written=written_kernel),
    Rule("padded_input", "input with its padding", "M", ("M", "P"), computed=padded_input, written=written_padded),
    Rule(
        "cross_correlation",
        "output",
        "O",
        ("M", "W", "B", "S", "D"),
        computed=cross_correlation,
        written=written_correlation,
    ),
    Rule(
        "added_blocks",
        "all blocks added",
        "O",
        ("M", "W", "K", "S", "D", "A"),
        computed=added_blocks,
        written=written_blocks,
    ),
    Rule("cropped_output", "output", "O", ("M", "B", "P", "Q"), computed=cropped_output, written=written_cropped),
    Rule(
        "window_maxima",
        "output",
        "O",
        ("M", "K", "S", "P", "D", "N", "V"),
        computed=window_maxima,
        written=written_maxima,
    ),
    Rule(
        "window_means",
        "output",
        "O",
        ("M", "K", "S", "P", "Z", "T", "V"),
        computed=window_means,
        written=written_means,
    ),
    Rule("rectified", "output", "O", ("M", "R"), computed=rectified, written=written_rectified),
)
