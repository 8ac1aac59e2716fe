"""Gradients by hand: how the gradient of a layer's output goes back to its input, weights and biases.

Letters
    G          the gradient of the loss with respect to what the layer puts out
    M W        what went in, and the kernels or weights
    K S P D    as for sizes, one number for each axis;  J  the groups of a convolution
    Z          1 if the zeros of average pooling's padding count

The other letters are 1 in every layer. A mistake makes them 0: T kernels are turned for the way back (the first of
several largest values has it all; shares are divided), A zeros stand between the gradient's entries (sums, not means
and not overwritten), V zeros stand around it (the gradient goes to the largest; to all), R it passes only where the
input was above 0, U a weight is used as it stands. T = 2 shares a gradient among several largest values. U of
``passed_gradient`` is how many halves of the gradient pass where the input was 0.

Sources: Dumoulin & Visin (2016), chapter 4; ``torch.autograd``, which gives the first of several largest values all.
"""

from __future__ import annotations

from exgen.engine.by_hand.gradients import (
    channel_sums,
    convolution_input_gradient,
    convolution_weight_gradient,
    passed_gradient,
    routed_gradient,
    shared_gradient,
    spread_gradient,
    turned_back,
    with_gradients,
)
from exgen.engine.by_hand.rows import column_sums, dense_input_gradient, dense_weight_gradient, unflattened
from exgen.engine.by_hand.writing_gradients import (
    written_channel_sums,
    written_column_sums,
    written_dense_input,
    written_dense_weight,
    written_input_gradient,
    written_passed,
    written_routed,
    written_shared,
    written_spread,
    written_turned_back,
    written_unflattened,
    written_weight_gradient,
)
from exgen.engine.missing import or_missing
from exgen.engine.rules.rule import Rule

HAND_GRADIENTS = (
    Rule(
        "turned_back",
        "W",
        ("W", "T"),
        computed=or_missing(turned_back),
        written=written_turned_back,
    ),
    Rule(
        "spread_gradient",
        "G",
        ("G", "M", "K", "S", "P", "D", "A", "V"),
        computed=or_missing(spread_gradient),
        written=written_spread,
    ),
    Rule(
        "convolution_input_gradient",
        "G",
        ("G", "W", "M", "D"),
        computed=or_missing(convolution_input_gradient),
        written=written_input_gradient,
    ),
    Rule(
        "convolution_weight_gradient",
        "G",
        ("M", "G", "K", "S", "D", "J"),
        computed=or_missing(convolution_weight_gradient),
        written=written_weight_gradient,
    ),
    Rule(
        "channel_sums",
        "G",
        ("G", "A"),
        computed=or_missing(channel_sums),
        written=written_channel_sums,
    ),
    Rule(
        "routed_gradient",
        "G",
        ("M", "G", "K", "S", "P", "D", "T", "A", "V"),
        computed=or_missing(with_gradients(routed_gradient)),
        written=written_routed,
    ),
    Rule(
        "shared_gradient",
        "G",
        ("M", "G", "K", "S", "P", "Z", "T", "V"),
        computed=or_missing(with_gradients(shared_gradient)),
        written=written_shared,
    ),
    Rule(
        "passed_gradient",
        "G",
        ("M", "G", "R", "U"),
        computed=or_missing(with_gradients(passed_gradient)),
        written=written_passed,
    ),
    Rule(
        "unflattened",
        "G",
        ("G", "M"),
        computed=or_missing(unflattened),
        written=written_unflattened,
    ),
    Rule(
        "dense_input_gradient",
        "G",
        ("G", "W", "U"),
        computed=or_missing(dense_input_gradient),
        written=written_dense_input,
    ),
    Rule(
        "dense_weight_gradient",
        "G",
        ("M", "G", "U"),
        computed=or_missing(dense_weight_gradient),
        written=written_dense_weight,
    ),
    Rule(
        "column_sums",
        "G",
        ("G", "A"),
        computed=or_missing(column_sums),
        written=written_column_sums,
    ),
)
