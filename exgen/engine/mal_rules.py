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

    ``changes`` names for each rule it touches what happens there. ``is_convention`` marks a rule that others use
    with good reason: a response under it is met with its name, not with a bare cross.
    """

    id: str
    sentence: str
    changes: Mapping[str, Change]
    is_convention: bool = False


def _mal_rule(id: str, sentence: str, changes: dict[str, str | dict[str, str]], is_convention: bool = False) -> MalRule:
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
    return MalRule(id, sentence, read_changes, is_convention)


_SIZES = ("output_size", "smallest_input", "largest_input")

_ALL = (
    _mal_rule(
        "plus_one_dropped",
        "The last + 1 was left out: the kernel's first position counts too, so the size is floor((H + 2P - K)/S) + 1.",
        {
            "output_size": "floor((H + 2P - D(K - 1) - 1) / S)",
            "smallest_input": "S*O - 2P + D(K - 1) + 1",
            "largest_input": "S(O + 1) - 2P + D(K - 1)",
        },
    ),
    _mal_rule(
        "padding_forgotten",
        "The padding was left out: P rows are added on each side, so the kernel moves over H + 2P.",
        {name: {"P": "0"} for name in _SIZES},
    ),
    _mal_rule(
        "padding_counted_once",
        "The padding was counted once: it is added on both sides, so it counts 2P.",
        {name: {"P": "P / 2"} for name in _SIZES},
    ),
    _mal_rule(
        "stride_forgotten",
        "The stride was left out: the kernel moves S pixels at a time, so one divides by S.",
        {name: {"S": "1"} for name in _SIZES},
    ),
    _mal_rule(
        "dilation_forgotten",
        "The dilation was left out: a kernel of size K with dilation D reaches over D(K - 1) + 1 pixels.",
        {name: {"D": "1"} for name in _SIZES},
    ),
    _mal_rule(
        "ceil_for_floor",
        "The division was rounded up: a window that does not fit whole is left out, so round down.",
        {
            "output_size": "ceil((H + 2P - D(K - 1) - 1) / S) + 1",
            "smallest_input": "S(O - 2) - 2P + D(K - 1) + 2",
            "largest_input": "S(O - 1) - 2P + D(K - 1) + 1",
        },
    ),
    _mal_rule(
        "kernel_counted_fully",
        "K was subtracted and nothing added: between H and K there are H - K + 1 positions, so subtract K - 1 "
        "before multiplying back with the stride.",
        {
            "smallest_input": "S(O - 1) - 2P + D*K",
            "largest_input": "S*O - 2P + D*K",
            "output_size": "floor((H + 2P - D*K) / S)",
        },
    ),
    _mal_rule(
        "input_channels_forgotten",
        "The input channels were left out: each kernel reaches through all channels of its input.",
        {
            "convolution_weights": {"C_in": "G"},
            "products_per_output": {"C_in": "G"},
            "flattened_size": {"C": "1"},
            "flattened_input": {"C_in": "1"},
        },
    ),
    _mal_rule(
        "output_channels_forgotten",
        "The output channels were left out: there is one kernel, and one map of outputs, for each of them.",
        {
            "convolution_weights": {"C_out": "1"},
            "output_values": {"C_out": "1"},
            "flattened_output": {"C_out": "1"},
        },
    ),
    _mal_rule(
        "positions_forgotten",
        "The output's height and width were left out: the kernel is applied once for every position.",
        {"output_values": {"N": "1"}},
    ),
    _mal_rule(
        "sum_for_product",
        "Numbers were added where they multiply: a kernel of K1 x K2 over C_in channels has C_in * K1 * K2 weights.",
        {
            "convolution_weights": "(C_in / G + sum(K)) * C_out",
            "products_per_output": "C_in / G + sum(K)",
            "linear_weights": "F_in + F_out",
            "flattened_size": "C + sum(I)",
        },
    ),
    _mal_rule(
        "one_kernel_side_forgotten",
        "One side of the kernel was left out: a two-dimensional kernel has K1 * K2 entries in each channel.",
        {
            "convolution_weights": "C_in / G * product(K) / K[-1] * C_out",
            "products_per_output": "C_in / G * product(K) / K[-1]",
        },
    ),
    _mal_rule(
        "groups_forgotten",
        "The groups were left out: a kernel reaches through C_in / G channels only.",
        {"convolution_weights": {"G": "1"}, "products_per_output": {"G": "1"}},
    ),
    _mal_rule(
        "bias_forgotten",
        "The bias was left out: this layer has one bias for each output channel (or feature).",
        {
            "convolution_biases": {"B": "0"},
            "linear_biases": {"B": "0"},
            "dense_biases": {"B": "0"},
            "normalisation_biases": {"B": "0"},
            "additions_per_output": {"B": "0"},
        },
    ),
    _mal_rule(
        "one_bias_per_layer",
        "One bias was counted for the whole layer: there is one for each output channel (or feature).",
        {"convolution_biases": "B", "linear_biases": "B", "dense_biases": "B"},
    ),
    _mal_rule(
        "one_bias_per_weight",
        "A bias was counted for each kernel slice: there is one for each output channel, not for each pair of "
        "input and output channels.",
        {"convolution_biases": "B * C_in * C_out"},
    ),
    _mal_rule(
        "one_bias_per_position",
        "A bias was counted for every output value: all positions of a channel share one bias.",
        {"convolution_biases": "B * C_out * product(X)"},
    ),
    _mal_rule(
        "kernel_size_for_map_size",
        "The kernel's size was taken for the output map's size: a dense layer has one bias for each of its outputs, "
        "C_out * H_out * W_out.",
        {"dense_biases": "B * C_out * product(K)"},
    ),
    _mal_rule(
        "pooling_has_weights",
        "Weights were counted for a pooling layer: it only picks or averages and has nothing to learn.",
        {"pooling_weights": "C * product(K)"},
    ),
    _mal_rule(
        "flatten_drops_side",
        "One spatial side was lost when flattening: all C * H * W values become features.",
        {
            "flattened_size": "C * product(I) / I[-1]",
            "flattened_input": "C_in * product(I) / I[-1]",
            "flattened_output": "C_out * product(X) / X[-1]",
        },
    ),
    _mal_rule(
        "bias_counted_as_multiplication",
        "The bias was counted as a multiplication: it is only added.",
        {"products_per_output": "C_in / G * product(K) + 1", "features_per_output": "F_in + 1"},
    ),
    _mal_rule(
        "only_bias_additions_counted",
        "Only adding the bias was counted: summing the n products takes n - 1 additions of its own.",
        {"additions_per_output": "B"},
    ),
    _mal_rule(
        "additions_one_too_many",
        "One addition too many was counted: n products are summed with n - 1 additions, and the bias is one more.",
        {"additions_per_output": "m + B"},
    ),
    _mal_rule(
        "layer_left_out",
        "One layer was left out of the sum.",
        {"share": {"n": "0"}},
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
