"""Derivations: the lines of the templates' cases, what is left out of them, and that their numbers are right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from exgen.answers import KINDS
from exgen.engine.derivation import Line, derivation
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.networks import Network
from exgen.engine.reading import read_network
from exgen.engine.wording import wording
from tests.engine.naive_run import small_networks
from tests.engine.quantity_lists import COUNTS

SIZE = r"\left\lfloor \frac{H + 2 P - K}{S} \right\rfloor + 1"


def lines(text: str, input: str, quantity: str, layer: int | None = None, known: tuple[str, ...] = ()) -> list[Line]:
    """A quantity's derivation; ``known`` are quantities of the same layer that are taken as given."""
    draft = read_network(text, input)
    laid = laid_quantities(draft)
    slots, *earlier = [getattr(laid, name)(layer) for name in (quantity, *known)]
    run = laid.calculation.run(laid.leaves_of(draft.with_numbers({}) if draft.names else draft.resolve({})))
    return list(derivation(run, slots if isinstance(slots, tuple) else (slots,), len(draft.input) - 1, earlier))


def formulas(text: str, input: str, quantity: str, layer: int | None = None) -> list[str]:
    return [line.formula for line in lines(text, input, quantity, layer)]


def test_an_output_size_is_derived_on_each_side() -> None:
    height, width = lines("Conv2d(1, 1, 5, stride=3, padding=2)", "(1, 78, 84)", "output_size")
    assert height.formula == (
        rf"H_{{\text{{out}}}} = {SIZE} = \left\lfloor \frac{{78 + 2 \cdot 2 - 5}}{{3}} \right\rfloor + 1 = 26"
    )
    assert width.formula == (
        r"W_{\text{out}} = \left\lfloor \frac{W + 2 P - K}{S} \right\rfloor + 1"
        r" = \left\lfloor \frac{84 + 2 \cdot 2 - 5}{3} \right\rfloor + 1 = 28"
    )
    assert [(line.title, line.side) for line in (height, width)] == [
        ("output size", "height"),
        ("output size", "width"),
    ]


def test_sides_with_the_same_numbers_share_a_line() -> None:
    (line,) = lines("Conv2d(1, 1, 5, stride=3, padding=2)", "(1, 78, 78)", "output_size")
    assert line.side == "height and width"


def test_a_signal_has_a_length() -> None:
    (line,) = lines("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "output_size")
    assert line.side == "length"
    assert line.formula == (
        r"L_{\text{out}} = \left\lfloor \frac{L + 2 P - K}{S} \right\rfloor + 1"
        r" = \left\lfloor \frac{100 + 2 \cdot 4 - 7}{2} \right\rfloor + 1 = 51"
    )


def test_a_dilation_of_1_is_left_out_and_another_one_is_not() -> None:
    (dilated,) = formulas("Conv1d(1, 1, 3, dilation=2)", "(1, 11)", "output_size")
    assert dilated == (
        r"L_{\text{out}} = \left\lfloor \frac{L + 2 P - D \left(K - 1\right) - 1}{S} \right\rfloor + 1"
        r" = \left\lfloor \frac{11 + 2 \cdot 0 - 2 \cdot \left(3 - 1\right) - 1}{1} \right\rfloor + 1 = 7"
    )


def test_groups_of_1_are_left_out_and_others_are_not() -> None:
    assert formulas("Conv2d(32, 64, 7)", "(32, 19, 19)", "weights") == [
        r"w = C_{\text{in}} \cdot K_{h} \cdot K_{w} \cdot C_{\text{out}} = 32 \cdot 7 \cdot 7 \cdot 64 = 100352"
    ]
    assert formulas("Conv2d(96, 256, 5, groups=2)", "(96, 27, 27)", "weights") == [
        r"w = \frac{C_{\text{in}}}{G} \cdot K_{h} \cdot K_{w} \cdot C_{\text{out}}"
        r" = \frac{96}{2} \cdot 5 \cdot 5 \cdot 256 = 307200"
    ]


def test_parameters_are_weights_and_biases() -> None:
    assert formulas("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "parameters", 0) == [
        r"w = C_{\text{in}} \cdot K_{h} \cdot K_{w} \cdot C_{\text{out}} = 32 \cdot 7 \cdot 7 \cdot 64 = 100352",
        r"b = C_{\text{out}} = 64",
        "n = w + b = 100352 + 64 = 100416",
    ]
    assert formulas("Linear(576, 10)", "576", "parameters", 0) == [
        r"w = F_{\text{in}} \cdot F_{\text{out}} = 576 \cdot 10 = 5760",
        r"b = F_{\text{out}} = 10",
        "n = w + b = 5760 + 10 = 5770",
    ]


def test_without_a_bias_there_is_nothing_to_add() -> None:
    assert formulas("Linear(576, 10, bias=False)", "576", "parameters", 0) == [
        r"w = F_{\text{in}} \cdot F_{\text{out}} = 576 \cdot 10 = 5760",
        "b = 0",
    ]


def test_a_count_of_nothing_says_so() -> None:
    assert formulas("MaxPool2d(2)", "(3, 8, 8)", "parameters", 0) == ["w = 0"]
    assert formulas("Flatten()", "(3, 8, 8)", "parameters", 0) == ["n = 0"]


def test_operations_are_derived_from_one_output_value() -> None:
    layer = ("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)")
    found = lines(*layer, "additions", 0)
    assert [line.formula for line in found[1:]] == [
        r"m = C_{\text{in}} \cdot K_{h} \cdot K_{w} = 32 \cdot 7 \cdot 7 = 1568",
        r"a = m - 1 + B = 1568 - 1 + 1 = 1568",
        r"N = H_{\text{out}} \cdot W_{\text{out}} = 5 \cdot 5 = 25",
        r"V = C_{\text{out}} \cdot N = 64 \cdot 25 = 1600",
        r"A = a \cdot V = 1568 \cdot 1600 = 2508800",
    ]
    assert found[0].title == "output size"


def test_a_dense_layer_has_no_positions_to_speak_of() -> None:
    assert formulas("Linear(576, 10)", "576", "multiplications", 0) == [
        r"V = C_{\text{out}} = 10",
        r"M = m \cdot V = 576 \cdot 10 = 5760",
    ]


def test_what_was_derived_before_is_taken_as_given() -> None:
    layer = ("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)")
    found = lines(*layer, "multiplications", 0, ("multiplications_per_output", "positions"))
    assert [line.formula for line in found] == [
        r"V = C_{\text{out}} \cdot N = 64 \cdot 25 = 1600",
        r"M = m \cdot V = 1568 \cdot 1600 = 2508800",
    ]


def test_what_is_asked_for_is_derived_even_if_it_was_before() -> None:
    assert lines("Flatten()", "(4, 12, 12)", "output_shape", 0, ("positions",))[0].formula == (
        r"F = C \cdot H \cdot W = 4 \cdot 12 \cdot 12 = 576"
    )
    again = lines("Linear(576, 10)", "576", "weights", 0, ("weights",))
    assert [line.title for line in again] == ["weights"]


def test_a_total_adds_the_layers_that_have_something() -> None:
    found = lines("Conv2d(3, 16, 3); ReLU(); MaxPool2d(2); Conv2d(16, 32, 3)", "(3, 64, 64)", "parameters")
    assert [line.formula.split(" ")[0] for line in found] == ["w", "b", "n", "w", "b", "n", "T"]
    assert found[-1].formula == "T = 448 + 4640 = 5088"
    assert [line.place.layer for line in found] == [0, 0, 0, 3, 3, 3, None]


def test_a_total_of_one_layer_is_that_layer() -> None:
    assert formulas("Linear(576, 10, bias=False)", "576", "weights") == [
        r"w = F_{\text{in}} \cdot F_{\text{out}} = 576 \cdot 10 = 5760"
    ]


def test_a_total_of_nothing_is_0() -> None:
    assert formulas("MaxPool2d(2); MaxPool2d(2)", "(3, 8, 8)", "parameters") == ["T = 0"]


def test_a_dense_equivalent_is_derived_from_flattened_maps() -> None:
    assert formulas("Conv2d(3, 16, 3, padding=1)", "(3, 64, 64)", "dense_parameters", 0)[1:] == [
        r"F_{\text{in}} = C_{\text{in}} \cdot H \cdot W = 3 \cdot 64 \cdot 64 = 12288",
        r"F_{\text{out}} = C_{\text{out}} \cdot H_{\text{out}} \cdot W_{\text{out}} = 16 \cdot 64 \cdot 64 = 65536",
        r"w = F_{\text{in}} \cdot F_{\text{out}} = 12288 \cdot 65536 = 805306368",
        r"b = F_{\text{out}} = 65536",
        "n = w + b = 805306368 + 65536 = 805371904",
    ]


def test_input_sizes_are_derived_from_both_ends() -> None:
    network = read_network("Conv1d(1, 1, 9, stride=3, padding=1)", "(1, L)")
    laid = laid_quantities(network)
    ((smallest, largest),) = laid.input_sizes(laid.wanted())
    run = laid.calculation.run(laid.leaves_of(network, {"wanted": (16,)}))
    assert [(line.title, line.formula) for line in derivation(run, (smallest, largest), 1)] == [
        (
            "smallest input size",
            r"L_{\min} = S \left(L_{\text{out}} - 1\right) - 2 P + K"
            r" = 3 \cdot \left(16 - 1\right) - 2 \cdot 1 + 9 = 52",
        ),
        (
            "largest input size",
            r"L_{\max} = S \cdot L_{\text{out}} - 2 P + K - 1 = 3 \cdot 16 - 2 \cdot 1 + 9 - 1 = 54",
        ),
    ]


def test_a_size_below_1_is_raised_to_1_in_a_line_of_its_own() -> None:
    network = read_network("Conv1d(1, 1, 3, stride=4, padding=3)", "(1, L)")
    laid = laid_quantities(network)
    ((smallest, _),) = laid.input_sizes(laid.wanted())
    run = laid.calculation.run(laid.leaves_of(network, {"wanted": (1,)}))
    clipped = derivation(run, (smallest,), 1)[-1]
    assert clipped.title == "smallest possible input size"
    assert clipped.formula.endswith("= 1")
    assert "-3" in clipped.formula


def test_a_formula_is_derived_with_the_symbols_put_in() -> None:
    assert formulas("Conv2d(1, 1, (3, 5), stride=2)", "(1, M1, M2)", "output_size")[0] == (
        rf"H_{{\text{{out}}}} = {SIZE} = \left\lfloor \frac{{M_{{1}} + 2 \cdot 0 - 3}}{{2}} \right\rfloor + 1"
        r" = \left\lfloor \frac{M_{1} - 3}{2} \right\rfloor + 1"
    )


def test_a_value_is_not_said_twice() -> None:
    assert formulas("Conv2d(1, 1, f, stride=s, padding=p)", "(1, n, n)", "output_size") == [
        rf"H_{{\text{{out}}}} = {SIZE} = \left\lfloor \frac{{n + 2 p - f}}{{s}} \right\rfloor + 1"
    ]


@given(small_networks(), st.sampled_from(COUNTS), st.permutations(COUNTS))
def test_the_order_of_lines_does_not_depend_on_what_was_laid_before(
    drawn: tuple[LaidQuantities, Network], count: str, before: list[str]
) -> None:
    network = drawn[1]
    derived = []
    for laid_first in ((), before):
        laid = LaidQuantities(len(network.input), tuple(layer.kind for layer in network.layers))
        for name in laid_first:
            getattr(laid, name)(len(network.layers) - 1)
        slot = getattr(laid, count)(None)
        derived.append(derivation(laid.calculation.run(laid.leaves_of(network)), (slot,), laid.rank - 1))
    assert derived[0] == derived[1]


def numeric_members(line: Line) -> list[str]:
    """The members of a chain of equations in which no letter is left; the value comes last."""
    return [
        member for member in line.formula.split(" = ") if not re.search("[A-Za-z]", re.sub(r"\\[a-z]+", "", member))
    ]


@given(small_networks())
def test_in_every_line_the_numbers_put_in_give_the_value(drawn: tuple[LaidQuantities, Network]) -> None:
    laid, network = drawn
    calculation = laid.calculation
    run = calculation.run(laid.leaves_of(network))
    for slot in range(calculation.first, len(run.values)):
        for line in derivation(run, (slot,), laid.rank - 1):
            members = numeric_members(line)
            values = {KINDS["number"].read(member, {}) for member in members}
            assert len(values) == 1, line.formula
            step = calculation.step(slot)
            if step is not None and line.title == step.rule.title and line.place == step.place:
                assert values == {run[slot]}


@given(small_networks())
def test_lines_come_in_an_order_in_which_one_can_work_them_out(drawn: tuple[LaidQuantities, Network]) -> None:
    laid, network = drawn
    run = laid.calculation.run(laid.leaves_of(network))
    for count in COUNTS:
        slot = getattr(laid, count)(None)
        # the network's own numbers, and those that stand in rules
        seen = {str(value) for value in run.values[: laid.calculation.first]} | {"0", "1", "2"}
        for line in derivation(run, (slot,), laid.rank - 1):
            *put_in, value = numeric_members(line)
            assert set(re.findall("[0-9]+", " ".join(put_in))) <= seen, line.formula
            seen.add(value)


def test_a_sum_of_very_many_terms_shows_the_first_ones_and_the_last() -> None:
    layers = "; ".join(f"Conv2d({2 + index % 2}, {3 - index % 2}, 1)" for index in range(60))
    *_, total = formulas(layers, "(2, 9, 9)", "parameters")
    assert total.endswith(r" = 9 + 8 + 9 + \cdots + 8 = 510")


def test_equal_terms_of_a_sum_are_a_product() -> None:
    *_, total = formulas("2000 * Conv2d(3, 3, 1)", "(3, 9, 9)", "parameters")
    assert total.endswith(r" = 2000 \cdot 12 = 24000")
    *_, total = formulas("99 * Conv2d(C, C, 1)", "(C, 9, 9)", "parameters")
    assert r" = 99 \cdot \left(C \cdot C + C\right) = " in total
    *_, total = formulas("Conv2d(3, 3, 1); Conv2d(3, 3, 1); Conv2d(3, 5, 1)", "(3, 9, 9)", "parameters")
    assert total.endswith("= 12 + 12 + 20 = 44")


SEQUENCES = (
    ("LSTM(4, 3, num_layers=2, bidirectional=True, proj_size=2)", "cell"),
    ("GRU(4, 3, num_layers=2)", "cell"),
    ("RNN(4, 3, bias=False, bidirectional=True)", "cell"),
    ("MultiheadAttention(4, 2, kdim=3, add_bias_kv=True, add_zero_attn=True)", "attention"),
    ("TransformerEncoderLayer(4, 2, 5)", "attention"),
)


@pytest.mark.parametrize(("text", "group"), SEQUENCES)
@pytest.mark.parametrize("quantity", ["parameters", "multiplications", "additions", "multiply_adds"])
def test_letters_of_recurrent_layers_and_of_attention_are_explained_where_they_occur(
    text: str, group: str, quantity: str
) -> None:
    glosses = {name.partition(".")[2] for name in wording().letters if name.startswith(group)}
    for line in lines(text, "(5, 4)", quantity):
        _, _, in_letters = plain(line.letters).partition(" = ")
        used = set(re.findall(r"[A-Za-z]+(?:_\w+)?", in_letters))
        assert set(re.findall(r"\$(.+?)\$", plain(line.title))) == used & glosses, line


def plain(latex: str) -> str:
    """LaTeX without its commands; letters keep what stands below them."""
    return re.sub(r"\\[a-z]+", " ", re.sub(r"_\{(?:\\text\{)?(\w+)\}+", r"_\1", latex))


def test_a_letter_that_is_the_networks_own_is_explained_with_its_mark() -> None:
    renamed, weights, *_ = lines("GRU(F, G)", "(L, F)", "parameters")
    assert "$G$" in renamed.title
    assert weights.title == "weights ($G'$ gates, $H$ features of the state)"
    assert weights.formula.startswith("w = G' H")
