"""Rules' lines as steps apply them: tuples spread out, mistakes put in."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, strategies as st

from exgen.engine.formulas import as_node, formula, members, spread, without_smaller
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES, MalRule
from exgen.engine.rules import RULES
from exgen.errors import ExpressionError
from exgen.expressions import Call, Node, Sequence, Value, evaluate, literal, read, show, substitute

TUPLES = {"K", "I", "X", "terms"}
CHANGED = [
    (rule, mal_rule)
    for mal_rule in (MAL_RULES | CONVENTIONS).values()
    for rule in mal_rule.changes
    if RULES[rule].line and not RULES[rule].is_of_matrices
]


def lengths_of(rule: str, length: int) -> tuple[int | None, ...]:
    """Kernels, sizes and terms of so many members; the kernel of a window on one axis is a number."""
    is_window = not {"P", "D"}.isdisjoint(RULES[rule].letters)
    return tuple(length if letter in TUPLES and not is_window else None for letter in RULES[rule].letters)


@pytest.mark.parametrize(
    ("rule", "length", "line"),
    [
        ("output_size", 2, "floor((H + 2P - D(K - 1) - 1)/S) + 1"),
        ("convolution_weights", 1, "C_in/G*K.0*C_out"),
        ("convolution_weights", 2, "C_in/G*K.0*K.1*C_out"),
        ("flattened_size", 2, "C*I.0*I.1"),
        ("flattened_size", 0, "C*1"),
        ("positions", 3, "X.0*X.1*X.2"),
        ("total", 3, "terms.0 + terms.1 + terms.2"),
        ("total", 0, "0"),
        ("convolution_biases", 2, "B*C_out"),
    ],
)
def test_sums_and_products_over_tuples_are_written_out(rule: str, length: int, line: str) -> None:
    shown = show(formula(rule, lengths_of(rule, length)).node)
    assert shown.replace(" ", "") == line.replace(" ", "")


def test_a_line_has_a_letter_for_each_member() -> None:
    assert formula("dense_biases", (None, None, None, 2)).letters == ("F_out", "B", "C_out", "K.0", "K.1")
    assert members("K", 2) == ("K.0", "K.1")
    assert members("C", None) == ("C",)


def test_a_computed_rule_runs_its_function_on_its_letters() -> None:
    made = formula("padded_input", (None, 2))
    assert made.letters == ("M", "P.0", "P.1")
    assert made.function((((1, 2),), 1, 0)) == ((0, 0), (1, 2), (0, 0))
    with pytest.raises(ExpressionError, match="from numbers, not from letters"):
        made.with_formulas([((1, 2),), read("P"), 0])


@pytest.mark.parametrize(
    ("name", "rule", "given", "value"),
    [
        ("padding_forgotten", "padded_input", (((1, 2),), 1, 0), ((1, 2),)),
        # a letter of several numbers is replaced axis by axis
        ("transposed_padding_added", "cropped_output", ((((1,),),), 0, 1, 0, 0, 0), (((0,), (1,), (0,)),)),
        (
            "kernels_side_by_side",
            "added_blocks",
            ((((1, 1),),), ((((1, 2),),),), 1, 2, 1, 1, 1, 1, 1),
            (((1, 2, 1, 2),),),
        ),
    ],
)
def test_a_mistake_in_a_computed_rule_replaces_its_letters(
    name: str, rule: str, given: tuple[Value, ...], value: Value
) -> None:
    twos = {"P", "Q", "K", "S", "D"}
    lengths = tuple(2 if letter in twos else None for letter in RULES[rule].letters)
    assert formula(rule, lengths, (MAL_RULES[name],)).function(given) == value


@given(st.sampled_from(CHANGED), st.data())
def test_a_mistaken_line_is_worth_what_its_text_says(changed: tuple[str, MalRule], data: st.DataObject) -> None:
    rule, mal_rule = changed
    length = data.draw(st.integers(2, 3))
    lengths = lengths_of(rule, length)
    numbers = st.integers(1, 12)
    names: dict[str, Value] = {
        letter: data.draw(numbers) if size is None else tuple(data.draw(st.tuples(*[numbers] * size)))
        for letter, size in zip(RULES[rule].letters, lengths, strict=True)
    }
    change = mal_rule.changes[rule]
    line = substitute(change.formula or RULES[rule].node, change.arguments)
    flat = [member for value in names.values() for member in (value if isinstance(value, tuple) else (value,))]
    assert formula(rule, lengths, (mal_rule,)).function(flat) == evaluate(line, names)


def test_arguments_are_replaced_in_the_formula_of_another_mistake() -> None:
    both = (MAL_RULES["plus_one_dropped"], MAL_RULES["padding_forgotten"])
    for mal_rules in (both, both[::-1]):
        # floor((100 - 7)/2), without the padding and without the 1
        assert formula("output_size", (None,) * 5, mal_rules).function((100, 7, 2, 4, 1)) == 46


def test_two_formulas_of_one_rule_are_not_combined() -> None:
    with pytest.raises(ExpressionError, match="two formulas for output_size") as caught:
        formula("output_size", (None,) * 5, (MAL_RULES["plus_one_dropped"], MAL_RULES["ceil_for_floor"]))
    assert caught.value.code == "two_formulas"


def test_formulas_of_two_rules_are_combined() -> None:
    both = (MAL_RULES["bias_counted_as_multiplication"],)
    assert formula("products_per_output", (None, 2, None, None), both).function((32, 7, 7, 1, 1)) == 1569
    assert formula("features_per_output", (None, None), both).function((576, 1)) == 577


def test_single_members_are_picked_from_either_end() -> None:
    tuples: dict[str, Node] = {"K": Sequence((read("a"), read("b")))}
    assert [show(spread(read(text), tuples)) for text in ("K[0]", "K[1]", "K[-1]", "K[-2]")] == ["a", "b", "b", "a"]


@pytest.mark.parametrize("text", ["K[2]", "K[-3]"])
def test_a_member_that_is_not_there_has_no_formula(text: str) -> None:
    with pytest.raises(ExpressionError, match="there is no member"):
        spread(read(text), {"K": Sequence((read("a"), read("b")))})


def test_formulas_put_in_give_a_folded_formula() -> None:
    size = formula("output_size", (None,) * 5)
    assert show(as_node(size.with_formulas([read("M"), 3, 2, 0, 1]))) == "floor((M - 3)/2) + 1"
    assert show(as_node(size.with_formulas([read("M"), 3, 1, 1, 1]))) == "M"


def test_numbers_put_in_give_a_number() -> None:
    assert formula("output_size", (None,) * 5).with_formulas([128, 3, 2, 0, 1]) == 63


def test_nothing_is_worked_out_where_numbers_are_only_put_in() -> None:
    line = formula("flattened_size", (None, 2)).put_in([512, 7, read("W")])
    assert line == read("512 * 7 * W")


def test_a_number_as_a_node_is_a_literal() -> None:
    assert as_node(7) == literal(7)
    assert as_node(read("M")) == read("M")


@pytest.mark.parametrize(
    ("maximum", "shorter"),
    [
        ("max(4H*W, 4H*W + 16)", "4H*W + 16"),
        ("max(7H*W, 10H*W, 14H*W)", "14H*W"),
        ("max(8H*W, 4H*W + 4, 20)", "max(8H*W, 20)"),
        ("max(H*W + 3, H*W + H, 4)", "max(H*W + 3, H*W + H)"),
        ("max((2H - 1)*W, 3*(2H - 1)*W)", "3*(2H - 1)*W"),
        ("max(H, H*W, W)", "max(H, H*W, W)"),
        ("max(H/2, H, 1)", "H"),
        ("max(B - 1, 1, 2B)", "2B"),
    ],
)
def test_members_that_are_never_the_largest_are_left_out(maximum: str, shorter: str) -> None:
    node = read(maximum)
    assert isinstance(node, Call)
    assert show(without_smaller(node)) == shorter
    for H, W in product(range(1, 6), repeat=2):
        values = {"H": H, "W": W, "B": W}
        assert evaluate(read(shorter), values) == evaluate(node, values)
