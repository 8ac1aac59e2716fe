"""What is said of a layer whose call cannot be bound to what its kind takes."""

from __future__ import annotations

import pytest

from exgen.engine.reading import read_layers
from exgen.errors import NetworkError


def problem(layer: str) -> str:
    """The one problem of a network of one layer, without its place."""
    with pytest.raises(NetworkError) as caught:
        read_layers(layer)
    (line,) = caught.value.problems
    return line.removeprefix(f"layer 1, {layer}: ")


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("Conv2D(3, 16, 5)", 'unknown layer "Conv2D"; did you mean "Conv2d"?'),
        ("conv2d(3, 16, 5)", 'unknown layer "conv2d"; did you mean "Conv2d"?'),
        ("keras.layers.Dense(10)", 'unknown layer "keras.layers.Dense"; did you mean "Linear"?'),
        ("fully_connected(10)", 'unknown layer "fully_connected"; did you mean "Linear"?'),
        ("MaxPooling2D(2)", 'unknown layer "MaxPooling2D"; did you mean "MaxPool2d"?'),
        ("AveragePooling2D(2)", 'unknown layer "AveragePooling2D"; did you mean "AvgPool2d"?'),
        (
            "GlobalAveragePooling2D()",
            'unknown layer "GlobalAveragePooling2D"; did you mean "AdaptiveAvgPool2d(1)"?',
        ),
        ("BatchNormalization()", 'unknown layer "BatchNormalization"; did you mean "BatchNorm2d"?'),
        (
            "Activation('relu')",
            'unknown layer "Activation"; write a layer of its own: ReLU(), Sigmoid(), Tanh() or Softmax()',
        ),
        (
            "Conv2d(3, 16, 3, activation=ReLU)",
            'unknown argument "activation"; write a layer of its own: ReLU(), Sigmoid(), Tanh() or Softmax()',
        ),
        ("Conv2d(3, filters=16, kernel_size=3)", 'unknown argument "filters"; did you mean "out_channels"?'),
        ("Conv2d(3, 16, 3, strides=2)", 'unknown argument "strides"; did you mean "stride"?'),
        ("Linear(10, units=2)", 'unknown argument "units"; did you mean "out_features"?'),
        ("MaxPool2d(pool_size=2)", 'unknown argument "pool_size"; did you mean "kernel_size"?'),
        ("Dropout(rate=0.1)", 'unknown argument "rate"; did you mean "p"?'),
        ("Tanh(inplace=True)", 'unknown argument "inplace"; it takes no arguments'),
        ("Conv2d(3, 16, 3, paddin=1)", 'unknown argument "paddin"; did you mean "padding"?'),
        ("Conv2d(3, 16, 3, 2, stride=2)", "stride is given twice: 2 and 2"),
        (
            "Conv2d(3, kernel_size=3)",
            "out_channels is missing: Conv2d(in_channels, out_channels, kernel_size, ...)",
        ),
        ("Linear", "in_features and out_features are missing: Linear(in_features, out_features, ...)"),
        ("ReLU(1, 0)", "it takes at most 1 (inplace), not 2"),
        ("Tanh(1)", "it takes no arguments, not 1"),
        ("Conv2d(3, out_channels=16, 3)", "3 stands behind a named argument: give it a name too"),
        ("Conv2d(3, 16, kernel_size=)", "kernel_size has no value"),
        ("Conv2d(3, , 3)", "an argument is missing before a comma"),
        ("Conv2d(3, 16, (3, 3, 3))", "kernel_size must be one number, or 2 in brackets, not (3, 3, 3)"),
        ("Conv2d(3, 16, (3,))", "kernel_size must be one number, or 2 in brackets, not (3,)"),
        ("Conv1d(3, 16, (3, 3))", "kernel_size must be one number, not (3, 3)"),
        ("Conv2d(3, 16, ((K, 3), 3))", "kernel_size must be a whole number, not (K, 3)"),
        ("Conv2d(3, 16, 0)", "kernel_size must be at least 1, not 0"),
        ("Conv2d(3, 16, (3, 0))", "kernel_size must be at least 1, not (3, 0)"),
        ("Conv2d(3, 16, 3, padding=-1)", "padding must be at least 0, not -1"),
        ("Conv2d(3, 16, 2.5)", "kernel_size must be a whole number, not 2.5"),
        ("Conv2d(3, 16, True)", "kernel_size must be a whole number, not True"),
        ("Conv2d(3, 16, 3, padding='full')", "padding must be a whole number, or 'same' or 'valid', not 'full'"),
        (
            "Conv2d(3, 16, 3, padding='same', stride=(2, 1))",
            "padding='same' keeps the size, so stride must be 1, not (2, 1)",
        ),
        (
            "Conv2d(3, 16, 3, padding_mode=mirror)",
            "padding_mode=mirror is not supported; allowed: zeros, reflect, replicate, circular",
        ),
        ("Conv2d(3, 16, 3, bias=2)", "bias must be True or False, not 2"),
        ("Conv2d(3, 16, 3, groups=2)", "in_channels must be divisible by groups=2, but it is 3"),
        ("Conv2d(4, 15, 3, groups=2)", "out_channels must be divisible by groups=2, but it is 15"),
        ("Conv2d(4, 16, 3, groups=0)", "groups must be at least 1, not 0"),
        ("Conv2d(4, 16, 3 +)", 'kernel_size: the formula ends behind "+"'),
        (
            "MaxPool2d(2, return_indices=True)",
            "return_indices=True is not supported: a second tensor would come out; allowed: False",
        ),
        ("MaxPool2d(3, padding=2)", "padding must be at most half of kernel_size=3, not 2"),
        ("AvgPool2d((2, 4), padding=2)", "padding must be at most half of kernel_size=(2, 4), not 2"),
        ("MaxPool2d(2, ceil_mode=C)", "ceil_mode decides how the layer is counted: write a value, not a letter"),
        ("Flatten(end_dim=-5)", "end_dim must be at least -4, not -5"),
        ("Dropout(p=x)", "p must be a number such as 0.5, not x"),
        ("BatchNorm2d(8, eps=1e-9999)", "eps must be a number such as 0.00001, not 1e-9999"),
        (
            "ReLU() Tanh()",
            "this is no layer; write one like Conv2d(3, 16, kernel_size=3) on each line, or behind ;",
        ),
        ("3 * 4", "this is no layer; write one like Conv2d(3, 16, kernel_size=3) on each line, or behind ;"),
        ("100001 * ReLU", "the number of repetitions must be from 0 to 100,000, not 100001"),
        ("2.5 * ReLU", "the number of repetitions must be a whole number, not 2.5"),
        ("D * Sequential(ReLU)", "a container is repeated by a number, not D"),
    ],
)
def test_what_is_wrong_with_a_layer_is_said(layer: str, expected: str) -> None:
    assert problem(layer).startswith(expected)
