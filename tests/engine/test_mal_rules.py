"""Which rule each mistake touches, what it makes of an example, and that forwards and backwards it is the same one."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from exgen.engine.calculation import Misstep, Run
from exgen.engine.formulas import formula
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES, MalRule
from exgen.engine.rules import RULES
from exgen.errors import ExpressionError
from tests.engine.mal_rule_examples import EXAMPLES, Example, asked

_SIZES = {"output_size", "smallest_input", "largest_input"}
_WEIGHTS = {"convolution_weights", "products_per_output"}

TOUCHED = {
    "plus_one_dropped": _SIZES,
    "plus_one_divided": _SIZES,
    "padding_forgotten": _SIZES,
    "padding_counted_once": _SIZES,
    "stride_forgotten": _SIZES,
    "dilation_forgotten": _SIZES,
    "gap_behind_kernel_counted": _SIZES,
    "ceil_for_floor": _SIZES,
    "input_channels_forgotten": {*_WEIGHTS, "flattened_size", "flattened_input"},
    "output_channels_forgotten": {"convolution_weights", "output_values", "flattened_output"},
    "positions_forgotten": {"output_values"},
    "input_size_for_output_size": {"positions"},
    "sum_for_product": {
        *_WEIGHTS,
        "linear_weights",
        "dense_weights",
        "positions",
        "flattened_size",
        "flattened_input",
        "flattened_output",
    },
    "one_kernel_side_forgotten": _WEIGHTS,
    "groups_forgotten": _WEIGHTS,
    "flatten_drops_side": {"flattened_size", "flattened_input", "flattened_output"},
    "flatten_keeps_channels_only": {"flattened_size", "flattened_input", "flattened_output"},
    "pooling_has_weights": {"pooling_weights"},
    "pooling_has_weights_and_biases": {"pooling_weights"},
    "normalisation_has_no_parameters": {"normalisation_weights", "normalisation_biases"},
    "bias_forgotten": {
        "convolution_biases",
        "linear_biases",
        "dense_biases",
        "normalisation_biases",
        "additions_per_output",
    },
    "absent_bias_counted": {"convolution_biases", "linear_biases", "dense_biases", "additions_per_output"},
    "one_bias_per_layer": {"convolution_biases", "linear_biases", "dense_biases"},
    "one_bias_per_weight": {"convolution_biases"},
    "one_bias_per_position": {"convolution_biases"},
    "kernel_size_for_map_size": {"dense_biases"},
    "one_dense_bias_per_channel": {"dense_biases"},
    "bias_counted_as_multiplication": {"products_per_output", "features_per_output"},
    "only_bias_additions_counted": {"additions_per_output"},
    "additions_one_too_many": {"additions_per_output"},
    "layer_left_out": {"share"},
    "exact_division": {"output_size"},
    "without_bias": {"convolution_biases", "linear_biases", "dense_biases"},
}

WITHOUT_MISTAKE = {
    "possible_size": "nobody answers a size below 1",
    "parameters": "weights and biases have their own mistakes, and both are always added",
    "multiplications": "a product of two numbers; the mistakes are made in finding them",
    "additions": "a product of two numbers; the mistakes are made in finding them",
    "total": "a sum; its rows have their own mistakes, and go missing as shares",
    "nothing": "layers without anything to count; the one that is often given weights has a rule of its own",
}

KNOWN_MISTAKES = [
    "bias_forgotten",
    "one_bias_per_layer",
    "input_channels_forgotten",
    "output_channels_forgotten",
    "sum_for_product",
    "plus_one_dropped",
    "padding_forgotten",
    "padding_counted_once",
    "stride_forgotten",
    "ceil_for_floor",
    "pooling_has_weights",
    "flatten_drops_side",
    "bias_counted_as_multiplication",
    "only_bias_additions_counted",
    "kernel_size_for_map_size",
]

ALL = MAL_RULES | CONVENTIONS
BACKWARDS = [mal_rule for mal_rule in ALL.values() if "smallest_input" in mal_rule.changes]


def matrix() -> str:
    """Rules by mal-rules: which touches which."""
    names = list(ALL)
    lines = [f"{number:>3} {name}" for number, name in enumerate(names, 1)]
    lines.append(f"{'':24}" + " ".join(f"{number:>2}" for number in range(1, len(names) + 1)))
    for rule in RULES:
        lines.append(f"{rule:24}" + " ".join(f"{'x' if rule in ALL[name].changes else '.':>2}" for name in names))
    return "\n".join(["", *lines])


def test_each_mistake_touches_the_rules_it_is_meant_for() -> None:
    assert {name: set(mal_rule.changes) for name, mal_rule in ALL.items()} == TOUCHED, matrix()


def test_every_rule_has_a_mistake_or_a_reason_to_have_none() -> None:
    touched = {rule for mal_rule in MAL_RULES.values() for rule in mal_rule.changes}
    assert touched | WITHOUT_MISTAKE.keys() == set(RULES), matrix()
    assert not touched & WITHOUT_MISTAKE.keys(), matrix()


def test_the_mistakes_of_published_sheets_and_lectures_are_there() -> None:
    assert set(KNOWN_MISTAKES) <= MAL_RULES.keys()
    assert len(KNOWN_MISTAKES) >= 14


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.id}-{example.quantity}-{example.wrong}")
def test_a_mistake_makes_of_an_example_what_was_worked_out_by_hand(example: Example) -> None:
    _, run, value = asked(*example[1:5])
    upstream = run.calculation.upstream(value.slots)
    assert run[value.slots[0]] == example.key
    made = [run.rerun([step])[value.slots[0]] for step in run.missteps([MAL_RULES[example.id]], upstream)]
    assert example.wrong in made


def test_every_mistake_has_an_example() -> None:
    assert {example.id for example in EXAMPLES} == MAL_RULES.keys()


@pytest.mark.parametrize("mal_rule", BACKWARDS, ids=[mal_rule.id for mal_rule in BACKWARDS])
@given(st.integers(2, 20), st.tuples(st.integers(1, 7), st.integers(1, 5), st.integers(0, 4), st.integers(1, 3)))
def test_backwards_a_mistake_gives_the_ends_of_what_it_gives_forwards(
    mal_rule: MalRule, size: int, window: tuple[int, int, int, int]
) -> None:
    lengths = (None,) * 5
    forwards, smallest, largest = (
        formula(name, lengths, (mal_rule,)).function for name in ("output_size", "smallest_input", "largest_input")
    )
    heights = [height for height in range(-40, 200) if forwards((height, *window)) == size]
    assert smallest((size, *window)) == heights[0]
    assert largest((size, *window)) == heights[-1]


@pytest.mark.parametrize("mal_rule", MAL_RULES.values(), ids=list(MAL_RULES))
def test_a_mistake_with_sizes_is_known_forwards_and_backwards(mal_rule: MalRule) -> None:
    assert not _SIZES & mal_rule.changes.keys() or mal_rule.changes.keys() >= _SIZES


@pytest.mark.parametrize("mal_rule", MAL_RULES.values(), ids=list(MAL_RULES))
def test_a_sentence_says_what_was_done_and_what_is_right(mal_rule: MalRule) -> None:
    done, _, right = mal_rule.sentence.partition(": ")
    assert done[0].isupper()
    assert len(right) > 15
    assert right.endswith(".")
    assert len(mal_rule.sentence) <= 180


@pytest.mark.parametrize("mal_rule", ALL.values(), ids=list(ALL))
def test_a_sentence_suits_signals_and_images_alike(mal_rule: MalRule) -> None:
    forbidden = ["2-D", "1-D", "two-dimensional", "pixel", "height", "width"]
    assert not [word for word in forbidden if word in mal_rule.sentence]


def test_sentences_and_ids_are_unique() -> None:
    assert len({mal_rule.sentence for mal_rule in ALL.values()}) == len(ALL) == len(MAL_RULES) + len(CONVENTIONS)
    assert [name for name, mal_rule in ALL.items() if mal_rule.id != name] == []


@pytest.mark.parametrize("rule", ["convolution_weights", "products_per_output"])
def test_a_signal_has_no_other_kernel_side_to_forget(rule: str) -> None:
    lengths = tuple(1 if letter == "K" else None for letter in RULES[rule].letters)
    with pytest.raises(ExpressionError, match="no member 1"):
        formula(rule, lengths, (MAL_RULES["one_kernel_side_forgotten"],))


def test_a_bias_that_is_not_there_is_no_multiplication() -> None:
    _, run, value = asked("Conv2d(32, 64, 7, bias=False)", "(32, 19, 19)", "multiplications_per_output", 0)
    rerun = run.rerun([Misstep(MAL_RULES["bias_counted_as_multiplication"])])
    assert rerun[value.slots[0]] == 1568


def wrong_under(convention: str, run: Run, slot: int) -> object:
    return run.rerun([Misstep(CONVENTIONS[convention])])[slot]


def test_conventions_make_of_an_example_what_others_print() -> None:
    signal = asked("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "positions", 0)
    layer = asked("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "parameters")
    assert str(wrong_under("exact_division", signal.run, signal.slot)) == "103/2"
    assert wrong_under("without_bias", layer.run, layer.slot) == 100352
    assert all(convention.is_convention for convention in CONVENTIONS.values())
    assert not any(mal_rule.is_convention for mal_rule in MAL_RULES.values())
