"""The mistakes exgen knows by name, as data: what a student did with a rule, and what is right.

A mal-rule changes one or several rules: it replaces an argument (``P -> 0``) or the whole formula. It is applied
everywhere or at one place. A *convention* has the same form but is no mistake: under it another answer is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exgen.engine.rules import RULES
from exgen.expressions import Node, names_in, read


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What happens to one rule: ``arguments`` replaces letters, ``formula`` the whole line."""

    arguments: Mapping[str, Node]
    formula: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class MalRule:
    """A misconception: ``id`` is stable, ``sentence`` says to the student what was done and what is right.

    The sentence holds for every rule that ``changes`` names, forward and backward, in one dimension and in two.
    ``is_of_one_layer``: somebody makes this mistake in one layer of many, never everywhere. ``is_convention`` marks a
    rule that others use with good reason: a response under it is met with its name, not with a bare cross.
    """

    id: str
    sentence: str
    changes: Mapping[str, Change]
    is_of_one_layer: bool = False
    is_convention: bool = False


def _mal_rule(
    id: str,
    sentence: str,
    changes: dict[str, str | dict[str, str]],
    *,
    is_of_one_layer: bool = False,
    is_convention: bool = False,
) -> MalRule:
    """A mal-rule from text: for each rule either a new line or ``{letter: replacement}``, checked against the rule."""
    read_changes: dict[str, Change] = {}
    for name, change in changes.items():
        letters = set(RULES[name].letters)
        if isinstance(change, str):
            read_changes[name] = Change({}, read(change))
            used = set(names_in(read(change)))
        else:
            read_changes[name] = Change({letter: read(text) for letter, text in change.items()}, None)
            used = set(change) | {letter for text in change.values() for letter in names_in(read(text))}
        assert used <= letters, f"{id}: {name} has no {used - letters}"
    return MalRule(id, sentence, read_changes, is_of_one_layer, is_convention)


_SIZES = ("output_size", "smallest_input", "largest_input")

INSEPARABLE = frozenset((*_SIZES, "normalisation_weights", "normalisation_biases"))
"""Rules that nobody gets wrong without the others of a mal-rule: the ends of one range, a layer's two parameters."""

_ALL = (
    # sizes: each mistake forwards, and what it makes of the smallest and largest input size
    _mal_rule(
        "plus_one_dropped",
        "The + 1 for the kernel's first position was left out: n steps of the kernel make n + 1 positions.",
        {
            "output_size": "floor((H + 2P - D(K - 1) - 1) / S)",
            "smallest_input": "S*O - 2P + D(K - 1) + 1",
            "largest_input": "S(O + 1) - 2P + D(K - 1)",
        },
    ),
    _mal_rule(
        "plus_one_divided",
        "The + 1 for the kernel's first position was divided by the stride too: only the way that the kernel moves is "
        "divided, and 1 added to the steps that come out.",
        {
            "output_size": "floor((H + 2P - D(K - 1)) / S)",
            "smallest_input": "S*O - 2P + D(K - 1)",
            "largest_input": "S(O + 1) - 2P + D(K - 1) - 1",
        },
    ),
    _mal_rule(
        "padding_forgotten",
        "The padding was left out: P is added on each side of the input, so the kernel moves over H + 2P.",
        {name: {"P": "0"} for name in _SIZES},
    ),
    _mal_rule(
        "padding_counted_once",
        "The padding was counted once: P is added on both sides of the input, so it counts 2P.",
        {name: {"P": "P / 2"} for name in _SIZES},
    ),
    _mal_rule(
        "stride_forgotten",
        "The stride was left out: from one output value to the next the kernel moves on by S.",
        {name: {"S": "1"} for name in _SIZES},
    ),
    _mal_rule(
        "dilation_forgotten",
        "The dilation was left out: a kernel of size K with dilation D reaches over D(K - 1) + 1 values.",
        {name: {"D": "1"} for name in _SIZES},
    ),
    _mal_rule(
        "gap_behind_kernel_counted",
        "The kernel was taken to reach over D * K values: behind its last entry there is no gap, so it reaches over "
        "D(K - 1) + 1.",
        {
            "output_size": "floor((H + 2P - D*K) / S) + 1",
            "smallest_input": "S(O - 1) - 2P + D*K",
            "largest_input": "S*O - 2P + D*K - 1",
        },
    ),
    _mal_rule(
        "ceil_for_floor",
        "The division was rounded up: a position at which the kernel does not fit whole is left out, so it is rounded "
        "down.",
        {
            "output_size": "ceil((H + 2P - D(K - 1) - 1) / S) + 1",
            "smallest_input": "S(O - 2) - 2P + D(K - 1) + 2",
            "largest_input": "S(O - 1) - 2P + D(K - 1) + 1",
        },
    ),
    # weights, features and operations
    _mal_rule(
        "input_channels_forgotten",
        "The input channels were left out: a kernel reaches through all channels of its input, and flattening keeps "
        "the values of all of them.",
        {
            "convolution_weights": {"C_in": "G"},
            "products_per_output": {"C_in": "G"},
            "flattened_size": {"C": "1"},
            "flattened_input": {"C_in": "1"},
        },
    ),
    _mal_rule(
        "output_channels_forgotten",
        "The output channels were left out: each of them has a kernel, and a map of output values, of its own.",
        {
            "convolution_weights": {"C_out": "1"},
            "output_values": {"C_out": "1"},
            "flattened_output": {"C_out": "1"},
        },
    ),
    _mal_rule(
        "positions_forgotten",
        "The positions were left out: a kernel is applied once at every position of its output map.",
        {"output_values": {"N": "1"}},
    ),
    _mal_rule(
        "input_size_for_output_size",
        "The positions were counted on the input: a kernel is applied once at every position of its output map.",
        {"positions": {"X": "I"}},
    ),
    _mal_rule(
        "sum_for_product",
        "Numbers were added that multiply: where each of one kind meets each of another (channels, rows, columns, "
        "features), the count is a product.",
        {
            "convolution_weights": "(C_in / G + sum(K)) * C_out",
            "products_per_output": "C_in / G + sum(K)",
            "linear_weights": "F_in + F_out",
            "dense_weights": "F_in + F_out",
            "positions": "sum(X)",
            "flattened_size": "C + sum(I)",
            "flattened_input": "C_in + sum(I)",
            "flattened_output": "C_out + sum(X)",
        },
    ),
    _mal_rule(
        "one_kernel_side_forgotten",
        "One side of the kernel was left out: a kernel has an entry for each of its rows and columns, K * K where it "
        "is square.",
        {
            "convolution_weights": "C_in / G * product(K) / K[1] * C_out",
            "products_per_output": "C_in / G * product(K) / K[1]",
        },
    ),
    _mal_rule(
        "groups_forgotten",
        "The groups were left out: a kernel reaches through the C_in / G channels of its own group only.",
        {"convolution_weights": {"G": "1"}, "products_per_output": {"G": "1"}},
    ),
    _mal_rule(
        "flatten_drops_side",
        "One spatial side was lost when flattening: all values of all channels become features.",
        {
            "flattened_size": "C * product(I) / I[-1]",
            "flattened_input": "C_in * product(I) / I[-1]",
            "flattened_output": "C_out * product(X) / X[-1]",
        },
    ),
    _mal_rule(
        "flatten_keeps_channels_only",
        "The spatial sides were lost when flattening: not only channels, all of their values become features.",
        {"flattened_size": "C", "flattened_input": "C_in", "flattened_output": "C_out"},
    ),
    _mal_rule(
        "pooling_has_weights",
        "Weights were counted for a pooling layer: it only picks or averages and has nothing to learn.",
        {"pooling_weights": "C * product(K)"},
    ),
    _mal_rule(
        "pooling_has_weights_and_biases",
        "Weights and biases were counted for a pooling layer: it only picks or averages and has nothing to learn.",
        {"pooling_weights": "C * product(K) + C"},
    ),
    _mal_rule(
        "normalisation_has_no_parameters",
        "The normalisation's parameters were left out: it learns a scale and a shift for each channel.",
        {"normalisation_weights": {"B": "0"}, "normalisation_biases": {"B": "0"}},
    ),
    # biases
    _mal_rule(
        "bias_forgotten",
        "The bias was left out: each output channel or feature has one, which is added to all its values.",
        {
            "convolution_biases": {"B": "0"},
            "linear_biases": {"B": "0"},
            "dense_biases": {"B": "0"},
            "normalisation_biases": {"B": "0"},
            "additions_per_output": {"B": "0"},
        },
    ),
    _mal_rule(
        "absent_bias_counted",
        "A bias was counted where there is none: a layer with bias=False has no bias to learn or to add.",
        {
            "convolution_biases": {"B": "1"},
            "linear_biases": {"B": "1"},
            "dense_biases": {"B": "1"},
            "additions_per_output": {"B": "1"},
        },
    ),
    _mal_rule(
        "one_bias_per_layer",
        "One bias was counted for the whole layer: each output channel or feature has one of its own.",
        {"convolution_biases": "B", "linear_biases": "B", "dense_biases": "B"},
    ),
    _mal_rule(
        "one_bias_per_weight",
        "A bias was counted for each pair of input and output channels: there is one for each output channel.",
        {"convolution_biases": "B * C_in * C_out"},
    ),
    _mal_rule(
        "one_bias_per_position",
        "A bias was counted for every output value: all positions of an output channel share one bias.",
        {"convolution_biases": "B * C_out * product(X)"},
    ),
    _mal_rule(
        "kernel_size_for_map_size",
        "The kernel's size was taken for the output map's size: a dense layer has one bias for each of its outputs, "
        "and these are all values of the output map.",
        {"dense_biases": "B * C_out * product(K)"},
    ),
    _mal_rule(
        "one_dense_bias_per_channel",
        "One bias was counted for each output channel, as in a convolution: a dense layer has one for each of its "
        "outputs.",
        {"dense_biases": "B * C_out"},
    ),
    # of additions the mistakes made there are likelier than one in the multiplications, with the same value
    _mal_rule(
        "only_bias_additions_counted",
        "Only adding the bias was counted: summing the n products takes n - 1 additions of its own.",
        {"additions_per_output": "B"},
    ),
    _mal_rule(
        "additions_one_too_many",
        "One addition too many was counted: n products are summed with n - 1 additions, and a bias is one more.",
        {"additions_per_output": "m + B"},
    ),
    _mal_rule(
        "bias_counted_as_multiplication",
        "The bias was counted as a multiplication: it is only added.",
        {"products_per_output": "C_in / G * product(K) + B", "features_per_output": "F_in + B"},
    ),
    _mal_rule(
        "layer_left_out",
        "One layer was left out of the sum: the total is over all layers.",
        {"share": {"n": "0"}},
        is_of_one_layer=True,
    ),
)

_CONVENTIONS = (
    _mal_rule(
        "exact_division",
        "Right where the division leaves no remainder; in general the quotient is rounded down.",
        {"output_size": "(H + 2P - D(K - 1) - 1) / S + 1"},
        is_convention=True,
    ),
    _mal_rule(
        "without_bias",
        "Right if biases are not counted; here they are.",
        {
            "convolution_biases": {"B": "0"},
            "linear_biases": {"B": "0"},
            "dense_biases": {"B": "0"},
        },
        is_convention=True,
    ),
)

MAL_RULES: dict[str, MalRule] = {mal_rule.id: mal_rule for mal_rule in _ALL}
CONVENTIONS: dict[str, MalRule] = {convention.id: convention for convention in _CONVENTIONS}
