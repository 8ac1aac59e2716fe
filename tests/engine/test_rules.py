"""Every rule by numbers that were worked out by hand or printed elsewhere, and inverse rules by trying all sizes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.engine.rules import RULES, Rule
from exgen.errors import ExpressionError
from exgen.expressions import Value, names_in

# Rule, its arguments in the order of its letters, its value.
ROWS: tuple[tuple[str, tuple[Value, ...], Value], ...] = (
    # the IN3310 sheet's 78 x 84 image under 5 x 5, stride 3, padding 2; AlexNet's first layer; MaxPool2d(2)
    ("output_size", (78, 5, 3, 2, 1), 26),
    ("output_size", (84, 5, 3, 2, 1), 28),
    ("output_size", (224, 11, 4, 2, 1), 55),
    ("output_size", (30, 2, 2, 1, 1), 16),
    # dilation 2 spreads 3 entries over 5 values: positions 0, 3 and 6 of 11
    ("output_size", (11, 3, 3, 0, 2), 3),
    ("output_size", (4, 5, 1, 0, 1), 0),
    # the IN3310 sheet's wanted 16 under K = 9, S = 3, P = 1, and 128 under K = 3, S = 2
    ("smallest_input", (16, 9, 3, 1, 1), 52),
    ("largest_input", (16, 9, 3, 1, 1), 54),
    ("smallest_input", (128, 3, 2, 0, 1), 257),
    ("largest_input", (128, 3, 2, 0, 1), 258),
    ("smallest_input", (3, 3, 3, 0, 2), 11),
    ("largest_input", (3, 3, 3, 0, 2), 13),
    ("possible_size", (-3,), 1),
    ("possible_size", (1,), 1),
    ("possible_size", (52,), 52),
    ("flattened_size", (512, (7, 7)), 25088),
    ("flattened_size", (6, (10,)), 60),
    ("flattened_size", (9, ()), 9),
    ("positions", ((5, 5), (19, 19)), 25),
    ("positions", ((55,), (224,)), 55),
    ("output_values", (64, 25), 1600),
    # AlexNet's second layer with its two groups: 5 x 5 x 48 x 256
    ("convolution_weights", (32, 64, (7, 7), 1), 100352),
    ("convolution_weights", (96, 256, (5, 5), 2), 307200),
    ("convolution_weights", (3, 16, (9,), 1), 432),
    ("convolution_biases", (64, 1, 32, (7, 7), (5, 5)), 64),
    ("convolution_biases", (64, 0, 32, (7, 7), (5, 5)), 0),
    ("linear_weights", (25088, 4096), 102760448),
    ("linear_biases", (4096, 1, 25088), 4096),
    ("linear_biases", (4096, 0, 25088), 0),
    ("normalisation_weights", (64, 1), 64),
    ("normalisation_weights", (64, 0), 0),
    ("normalisation_biases", (64, 1), 64),
    ("pooling_weights", (64, (2, 2)), 0),
    ("parameters", (100352, 64), 100416),
    ("nothing", (), 0),
    # Section 09: 3 x 64 x 64 to 16 x 64 x 64 as a dense layer
    ("flattened_input", (3, (64, 64)), 12288),
    ("flattened_output", (16, (64, 64)), 65536),
    ("dense_weights", (12288, 65536), 805306368),
    ("dense_biases", (65536, 1, 16, (3, 3)), 65536),
    ("products_per_output", (32, (7, 7), 1, 1), 1568),
    ("products_per_output", (96, (5, 5), 2, 0), 1200),
    ("features_per_output", (576, 1), 576),
    ("additions_per_output", (1568, 1), 1568),
    ("additions_per_output", (1568, 0), 1567),
    ("multiplications", (1568, 1600), 2508800),
    ("additions", (1567, 1600), 2507200),
    ("share", (448,), 448),
    ("total", ((448, 0, 4640, 0, 264, 804, 0, 5770),), 11926),
    ("total", ((),), 0),
)

SIZES = st.integers(1, 30)
WINDOWS = st.tuples(st.integers(1, 7), st.integers(1, 5), st.integers(0, 4), st.integers(1, 3))


@pytest.mark.parametrize(("rule", "arguments", "value"), ROWS)
def test_a_rule_gives_the_number_worked_out_by_hand(rule: str, arguments: tuple[Value, ...], value: Value) -> None:
    assert RULES[rule].value(*arguments) == value


def test_every_rule_has_a_row() -> None:
    assert {row[0] for row in ROWS} == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_line_uses_only_letters_that_the_rule_declares(rule: Rule) -> None:
    assert set(names_in(rule.node)) <= set(rule.letters)
    assert set(rule.neutral) <= set(rule.letters)


def test_a_line_with_an_undeclared_letter_makes_no_rule() -> None:
    with pytest.raises(ExpressionError, match='unknown name "D"'):
        replace(RULES["output_size"], letters=("H", "K", "S", "P"))


def test_values_are_exact() -> None:
    assert RULES["output_size"].value(10**25, 3, 2, 1, 1) == 5 * 10**24
    assert RULES["output_size"].value(Fraction(21, 2), 3, 2, 0, 1) == 4


def test_a_stride_of_0_has_no_value() -> None:
    with pytest.raises(ExpressionError, match="divides by zero"):
        RULES["output_size"].value(78, 5, 0, 2, 1)


@given(SIZES, WINDOWS)
def test_smallest_and_largest_input_are_the_ends_of_all_sizes_that_give_the_output(
    size: int, window: tuple[int, int, int, int]
) -> None:
    kernel, stride, padding, dilation = window
    reach = dilation * (kernel - 1) + 1
    # slide the window by hand: count the positions at which it fits into H + 2P values
    given = [
        height
        for height in range(-2 * padding, size * stride + reach + 1)
        if len(range(0, height + 2 * padding - reach + 1, stride)) == size
    ]
    assert RULES["smallest_input"].value(size, *window) == given[0]
    assert RULES["largest_input"].value(size, *window) == given[-1]
    assert len(given) == stride


@given(st.integers(1, 60), WINDOWS)
def test_the_output_size_is_the_number_of_positions_at_which_the_kernel_fits(
    height: int, window: tuple[int, int, int, int]
) -> None:
    kernel, stride, padding, dilation = window
    reach = dilation * (kernel - 1) + 1
    if height + 2 * padding >= reach:
        positions = range(0, height + 2 * padding - reach + 1, stride)
        assert RULES["output_size"].value(height, *window) == len(positions)
