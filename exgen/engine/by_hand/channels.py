"""Convolutions over several channels: what ``convolutions`` does to one matrix, summed over those that go in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from exgen.engine.by_hand.convolutions import added_blocks, cropped_output, cross_correlation
from exgen.engine.by_hand.matrices import Axes, Real, tidy
from exgen.engine.by_hand.tensors import Kernels, Stack, plus
from exgen.errors import ExpressionError

Biases = tuple[Real, ...] | int
"""One for each output channel; 0 where there is none."""


def bias_of(biases: Biases, channel: int) -> Real:
    """The bias of an output channel, from 0."""
    return biases[channel] if isinstance(biases, tuple) else biases


def read_channels(kernels: Kernels, channels: int, output: int) -> range:
    """The input channels that an output channel reads: all of them, or those of its group.

    Raises ExpressionError where the kernels are for other channels than there are.
    """
    width = len(kernels[0])
    if not width or channels % width or len(kernels) % (channels // width):
        raise ExpressionError("channels", f"kernels for {width} channels are laid on {channels}")
    start = output // (len(kernels) // (channels // width)) * width
    return range(start, start + width)


def convolved(stack: Stack, kernels: Kernels, biases: Biases, stride: Axes, dilation: Axes) -> Stack:
    """A convolution: for each output channel the cross-correlations of the channels it reads, added up, and its bias.

    As torch.nn.functional.conv2d. Nothing comes out where no window fits.

    >>> two = (((1, 2), (3, 4)), ((0, 1), (1, 0)))
    >>> convolved(two, ((((1, 1),), ((2, 0),)),), (10,), 1, 1)
    (((13,), (19,)),)
    """
    found = []
    for output, kernel in enumerate(kernels):
        channels = [stack[channel] for channel in read_channels(kernels, len(stack), output)]
        pairs = zip(channels, kernel, strict=True)
        maps = [cross_correlation(matrix, weights, 0, stride, dilation) for matrix, weights in pairs]
        whole = with_bias(reduce(plus, maps), bias_of(biases, output))
        if not whole:
            return ()
        found.append(whole)
    return tuple(found)


def with_bias(matrix: Sequence[Sequence[Real]], bias: Real) -> tuple[tuple[Real, ...], ...]:
    """The matrix with a number added to each entry."""
    return tuple([tuple([tidy(entry + bias) for entry in row]) for row in matrix])


def all_blocks(stack: Stack, kernels: Kernels, kernel_size: Axes, stride: Axes, dilation: Axes, adds: int = 1) -> Stack:
    """For each output channel the blocks of all input channels, added up.

    As torch.nn.functional.conv_transpose2d without padding and groups: its kernels stand in the order of the channels
    that go in, each with one for every channel that comes out.
    """
    if len(kernels) != len(stack):
        raise ExpressionError("channels", f"kernels for {len(kernels)} channels are laid on {len(stack)}")
    return tuple(
        reduce(
            plus,
            [
                added_blocks(matrix, kernel[output], kernel_size, stride, dilation, adds)
                for matrix, kernel in zip(stack, kernels, strict=True)
            ],
        )
        for output in range(len(kernels[0]))
    )


def cropped_channels(stack: Stack, biases: Biases, padding: Axes, output_padding: Axes) -> Stack:
    """Each channel as it comes out of a transposed convolution: cropped, its bias added."""
    found = tuple(
        cropped_output(matrix, bias_of(biases, channel), padding, output_padding)
        for channel, matrix in enumerate(stack)
    )
    return found if all(found) else ()
