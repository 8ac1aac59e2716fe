"""Diagnosis: every known mistake is found by name, few answers that follow from nothing get one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings, strategies as st

from benchmarks.random_answers import (
    BAR,
    digit_slips,
    exercises_of,
    explanations,
    is_explained_by,
    near_misses,
    numeric_parts,
    share_of,
)
from exgen.engine.architectures import architecture
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.layout import Place
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.mal_rules.mal_rule import Rank
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.networks import Network
from exgen.engine.quantities import Form
from exgen.engine.reading import read_network
from exgen.errors import ExpressionError
from exgen.expressions import Node, Value, evaluate, read
from exgen.grading.diagnosis import MOST_GROUPS, Diagnosis, Misconception, diagnosis
from exgen.grading.mistake_places import where
from exgen.grading.mistake_search import MistakeSearch, width
from exgen.questions import Library, own_place
from exgen.questions.key_forms import Key
from exgen.questions.laid_values import LaidValue
from tests.engine.gradients.mistakes import MISTAKES as OF_GRADIENTS
from tests.engine.hand_work_mistakes import MISTAKES as OF_MATRICES
from tests.engine.mal_rule_examples import EXAMPLES, Asked, Example, asked
from tests.engine.naive_run import naive_values, small_networks
from tests.engine.phase_mistakes import MISTAKES as OF_PHASES
from tests.engine.receptive_field_mistakes import MISTAKES as OF_FIELDS

CHAIN = "Conv2d(3, 8, 5, stride=2, padding=2); MaxPool2d(3, stride=2); Conv2d(8, 16, 3, padding=1)"
LAYER = ("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)")
LAYER_PARAMETERS = (*LAYER, "parameters")
LIBRARY = Library([own_place()])


def told(question: Asked, response: object) -> Diagnosis:
    return diagnosis(question.run, question.value, question.network, lambda key: key == response)


def groups(found: Diagnosis) -> list[list[str]]:
    """The ids by group."""
    numbers = sorted({misconception.group for misconception in found.misconceptions})
    assert numbers == list(range(len(numbers)))
    return [[each.id for each in found.misconceptions if each.group == number] for number in numbers]


def places(found: Diagnosis) -> list[str]:
    return [misconception.where for misconception in found.misconceptions]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.id}-{example.quantity}-{example.wrong}")
def test_every_mistake_is_found_by_its_wrong_answer(example: Example) -> None:
    question = asked(*example[1:5], *example[7:])
    is_shape = question.value.form is Form.SHAPE and question.value.index is None
    found = told(question, (example.wrong,) if is_shape else example.wrong)
    assert [example.id] in groups(found)


def test_every_mistake_that_is_found_has_been_looked_for() -> None:
    of_matrices = {mistake.id for mistake in OF_MATRICES}  # found in test_hand_work
    of_fields = {mistake.id for mistake in OF_FIELDS}  # found in test_receptive_fields
    of_fields |= {mistake.id for mistake in OF_PHASES}  # found in test_shown_mistakes
    examples = {example.id for example in EXAMPLES} | {row[0] for row in OF_GRADIENTS}
    assert examples | of_matrices | of_fields == MAL_RULES.keys()


def test_a_misconception_says_what_was_done_and_what_is_right() -> None:
    found = told(asked(*LAYER, "parameters"), 100352)
    assert found.misconceptions == (Misconception("bias_forgotten", "", MAL_RULES["bias_forgotten"].sentence, 0),)
    assert found.misconceptions[0].as_json() == {
        "id": "bias_forgotten",
        "where": "",
        "feedback": MAL_RULES["bias_forgotten"].sentence,
        "group": 0,
    }


@pytest.mark.parametrize(
    ("response", "ids", "where"),
    [
        ((16, 16, 17), [["padding_forgotten"]], ["everywhere"]),
        ((16, 17, 18), [["padding_forgotten"]], ["Conv2d(8, 16, kernel_size=3, padding=1)"]),
        ((16, 19, 18), [["padding_forgotten"]], ["Conv2d(8, 16, kernel_size=3, padding=1), width"]),
        ((16, 38, 20), [["stride_forgotten"]], ["Conv2d(3, 8, kernel_size=5, stride=2, padding=2), height"]),
    ],
)
def test_a_mistake_is_told_with_its_place(response: tuple[int, ...], ids: list[list[str]], where: list[str]) -> None:
    found = told(asked(CHAIN, "(3, 78, 84)", "output_shape"), response)
    assert groups(found) == ids
    assert places(found) == where


def test_the_place_of_a_lone_layer_goes_without_saying() -> None:
    question = asked("Conv2d(1, 1, 5, stride=3, padding=2)", "(1, 78, 84)", "output_size")
    both, height = told(question, (25, 27)), told(question, (25, 28))
    assert groups(both)[0] == ["plus_one_dropped"]
    assert groups(height)[0] == ["plus_one_dropped"]
    assert places(both)[0] == ""
    assert places(height)[0] == "height"


def test_a_signal_has_only_one_axis_to_go_wrong_on() -> None:
    found = told(asked("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "output_size"), (47,))
    assert groups(found) == [["padding_forgotten"]]
    assert places(found) == [""]


def test_a_mistake_in_the_only_layer_that_can_have_it_is_told_with_that_layer() -> None:
    found = told(asked("ReLU(); Flatten(); Linear(60, 4)", "(3, 4, 5)", "parameters"), 240)
    assert groups(found) == [["bias_forgotten"]]
    assert places(found) == ["Linear(60, 4)"]


def test_a_mistake_on_one_of_two_sides_with_the_same_numbers_is_not_believed() -> None:
    question = asked("Conv2d(1, 1, 5, stride=3, padding=2)", "(1, 78, 78)", "output_size")
    assert told(question, (25, 26)).misconceptions == ()
    assert groups(told(question, (25, 25)))[0] == ["plus_one_dropped"]


def test_where_a_mistake_everywhere_explains_it_its_places_are_not_told() -> None:
    # the second layer has no bias, so that forgetting the first one and forgetting all come to the same
    question = asked("Conv2d(3, 16, 3); Conv2d(16, 32, 3, bias=False)", "(3, 9, 9)", "parameters")
    found = told(question, 432 + 4608)
    assert groups(found) == [["bias_forgotten"]]
    assert places(found) == ["everywhere"]


def test_alternatives_are_at_most_three_likeliest_first() -> None:
    # half of the 16 comes out if input channels, output channels or a side of the kernel are forgotten, and otherwise
    question = asked("Conv2d(2, 2, 2, bias=False)", "(2, 2, 2)", "multiplications")
    found = told(question, 8)
    order = sorted(MAL_RULES, key=lambda id: MAL_RULES[id].rank)
    ids = [group[0] for group in groups(found)]
    assert len(ids) == MOST_GROUPS
    assert ids == sorted(ids, key=order.index)


def test_two_mistakes_at_once_are_one_group() -> None:
    # one kernel, and one bias for it: 32*7*7 + 1
    found = told(asked(*LAYER, "parameters"), 1569)
    assert groups(found) == [["output_channels_forgotten", "one_bias_per_layer"]]
    assert places(found) == ["", ""]


def test_one_mistake_is_likelier_than_two() -> None:
    for example in EXAMPLES:
        found = told(asked(*example[1:5], *example[7:]), example.wrong)
        assert all(len(group) == 1 for group in groups(found))


def test_pairs_are_not_looked_for_where_they_fit_anything() -> None:
    small = asked("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 1000)", "positions", 0)
    # without padding and without the 1: (1000 - 7)//2 = 496; the key is 501
    assert small.run[small.slot] == 501
    assert told(small, 496).misconceptions == ()
    large = asked("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100000)", "positions", 0)
    assert ["plus_one_dropped", "padding_forgotten"] in groups(told(large, 49996))
    shape = asked("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100000)", "output_shape")
    assert told(shape, (1, 49996)).misconceptions == ()


def test_a_pair_of_which_one_does_nothing_is_no_pair() -> None:
    question = asked("Conv2d(3, 16, 3, padding=1); Flatten(); Linear(65536, 10)", "(3, 64, 64)", "parameters")
    compared: set[object] = set()

    def matches(key: object) -> bool:
        compared.add(key)
        return False

    diagnosis(question.run, question.value, question.network, matches)
    pairs = 0
    for value in compared:
        for group in groups(told(question, value)):
            alone = [question.run.rerun([Misstep(MAL_RULES[id])])[question.slot] for id in group]
            pairs += len(group) == 2
            assert len(group) == 1 or not {value, question.run[question.slot]} & set(alone)
    assert pairs > 10


@pytest.mark.parametrize("response", [100416, 100417, 12345, 0, -1, 10**30, Fraction(1, 2)])
def test_a_right_answer_and_one_that_follows_from_nothing_have_no_explanation(response: object) -> None:
    assert told(asked(*LAYER, "parameters"), response) == Diagnosis()


def test_two_mistakes_that_make_up_for_each_other_explain_nothing() -> None:
    # without the bias, and with an addition too many
    assert told(asked(*LAYER, "additions"), 2508800) == Diagnosis()


def test_a_mistake_that_leaves_no_input_size_explains_nothing() -> None:
    network = read_network("Conv1d(1, 1, 2, stride=4, padding=1)", "(1, M)")
    laid = laid_quantities(network)
    ((smallest, largest),) = laid.input_sizes(laid.wanted())
    value = LaidValue("network", "input_sizes", None, None, (smallest, largest), {"wanted": (1,)})
    run = laid.calculation.run(laid.leaves_of(network, {"wanted": (1,)}))
    # 1 to 3 are right; rounding up, an output of 1 would need an input of 0 and less
    assert value.read(run.__getitem__) == frozenset({1, 2, 3})
    assert groups(diagnosis(run, value, network, lambda key: is_explained_by(key, 9))) == []


def test_a_mistake_that_has_no_value_explains_nothing() -> None:
    # a signal's kernel has no other side that could be forgotten
    found = told(asked("Conv1d(4, 8, 3)", "(4, 20)", "weights"), 4 * 8)
    assert "one_kernel_side_forgotten" not in [misconception.id for misconception in found.misconceptions]


def test_a_convention_is_named_beside_the_mistake() -> None:
    found = told(asked(*LAYER, "parameters"), 100352)
    assert found.convention == "without_bias"
    assert groups(found) == [["bias_forgotten"]]
    question = asked("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "positions", 0)
    assert told(question, Fraction(103, 2)) == Diagnosis((), "exact_division")


def test_further_mistakes_are_looked_for_on_top_of_the_students_own_numbers() -> None:
    question = asked(*LAYER, "multiplications")
    laid = laid_quantities(question.network)
    pins = {laid.positions(0): 30}
    wrong = 1568 * 30  # from 30 positions, without the output channels

    def explained(pinned: dict[int, int]) -> list[list[str]]:
        return groups(diagnosis(question.run, question.value, question.network, lambda key: key == wrong, pinned))

    assert explained(pins) == [["output_channels_forgotten"]]
    assert explained({}) == []


@pytest.mark.parametrize(
    ("response", "id"),
    [
        ("floor((n - f + 2p)/s)", "plus_one_dropped"),
        ("floor((n - f + 2p + 1)/s)", "plus_one_divided"),
        ("floor((n - f)/s) + 1", "padding_forgotten"),
        ("floor((n - f + p)/s) + 1", "padding_counted_once"),
        ("n - f + 2p + 1", "stride_forgotten"),
        ("ceil((n - f + 2p)/s) + 1", "ceil_for_floor"),
    ],
)
def test_mistakes_in_formulas_are_found(response: str, id: str) -> None:
    draft = read_network("Conv1d(1, 1, f, stride=s, padding=p)", "(1, n)")
    laid = laid_quantities(draft)
    value = LaidValue("network", "output_size", None, 0, laid.output_size(None))
    run = laid.calculation.run(laid.leaves_of(draft))
    wanted = at_points(read(response))
    found = diagnosis(run, value, draft, lambda key: isinstance(key, Node) and at_points(key) == wanted)
    assert groups(found) == [[id]]
    assert places(found) == [""]


@pytest.mark.parametrize(
    ("response", "ids"),
    [
        ("K^2 H_out^2", ["input_channels_forgotten", "output_channels_forgotten"]),
        ("K^2 C + 1", ["output_channels_forgotten", "one_bias_per_layer"]),
        ("(K^2 C + 1)N + 1", []),
    ],
)
def test_two_mistakes_in_a_formula_are_found(response: str, ids: list[str]) -> None:
    draft = read_network("Conv2d(C, N, K)", "(C, H, H)")
    laid = laid_quantities(draft)
    is_count = "H_out" in response
    slot = laid.multiplications(None) if is_count else laid.parameters(None)
    value = LaidValue("network", "multiplications" if is_count else "parameters", None, None, (slot,))
    run = laid.calculation.run(laid.leaves_of(draft))
    points = [dict(zip("HKCN", point, strict=True)) for point in ((20, 3, 5, 7), (31, 4, 2, 9), (17, 2, 11, 3))]
    wanted = [evaluate(read(response), {**point, "H_out": point["H"] - point["K"] + 1}) for point in points]

    def matches(key: Key) -> bool:
        return isinstance(key, Node) and [evaluate(key, point) for point in points] == wanted

    assert groups(diagnosis(run, value, draft, matches)) == ([ids] if ids else [])


def test_pairs_are_not_looked_for_in_a_formula_of_two_letters() -> None:
    draft = read_network("Conv1d(1, 1, f, padding=1)", "(1, n)")
    laid = laid_quantities(draft)
    value = LaidValue("network", "output_size", None, 0, laid.output_size(None))
    run = laid.calculation.run(laid.leaves_of(draft))
    assert not diagnosis(run, value, draft, lambda key: key == read("n - f")).misconceptions


def at_points(formula: Node) -> list[Value]:
    """What a formula is worth at some points."""
    points = [(100, 7, 4, 3), (101, 7, 4, 3), (61, 2, 1, 4), (50, 3, 0, 2)]
    return [evaluate(formula, dict(zip("nfps", point, strict=True))) for point in points]


@pytest.mark.parametrize(
    ("response", "ids"),
    [
        (57, [["plus_one_dropped"]]),
        (56, [["plus_one_dropped"], ["padding_forgotten"], ["plus_one_divided"]]),
        (51, [["ceil_for_floor"]]),
        (22, [["stride_forgotten"]]),
        (200, []),
    ],
)
def test_mistakes_in_input_sizes_are_found_backwards(response: int, ids: list[list[str]]) -> None:
    network = read_network("Conv1d(1, 1, 9, stride=3, padding=1)", "(1, M)")
    laid = laid_quantities(network)
    ((smallest, largest),) = laid.input_sizes(laid.wanted())
    value = LaidValue("network", "input_sizes", None, None, (smallest, largest), {"wanted": (16,)})
    run = laid.calculation.run(laid.leaves_of(network, {"wanted": (16,)}))
    # 52, 53 and 54 are right
    found = diagnosis(run, value, network, lambda key: is_explained_by(key, response))
    assert groups(found) == ids


@settings(max_examples=50)
@given(small_networks(), st.data())
def test_single_mistakes_are_those_that_give_the_response_when_all_is_worked_out_anew(
    drawn: tuple[LaidQuantities, Network], data: st.DataObject
) -> None:
    laid, network = drawn
    count = data.draw(st.sampled_from(("parameters", "additions", "multiplications")))
    slot = getattr(laid, count)(None)
    leaves = [leaf for leaf in laid.leaves_of(network) if not isinstance(leaf, Node)]
    run = laid.calculation.run(leaves)
    made: dict[object, dict[str, tuple[int, Rank]]] = {}
    for step in missteps(run, MAL_RULES.values(), run.calculation.upstream([slot])):
        try:
            value = naive_values(laid.calculation, leaves, [step])[slot]
        except ExpressionError:
            continue
        if value != run[slot]:
            made.setdefault(value, {}).setdefault(step.mal_rule.id, (width(step), step.mal_rule.rank))
    response = data.draw(st.sampled_from(sorted(made, key=str)))
    asked_for = LaidValue("network", count, None, None, (slot,))
    named = [ways[0].mal_rule.id for ways in MistakeSearch(run, asked_for, lambda key: key == response, {}).singles()]
    likely = sorted(made[response].values())
    # a rare mistake at a single place is not told beside a common one
    told = [how for how in likely if not (likely[0][1] is Rank.COMMON and how[0] and how[1] is Rank.RARE)]
    assert [made[response][id] for id in named] == told


@pytest.mark.parametrize(
    ("question", "response", "convention", "ids"),
    [
        # 4 * 4 positions taken for 4 + 4; the ReLU's half of the outputs
        (("Conv2d(3, 8, 3)", "(3, 6, 6)", "operations"), 3456, "one_operation_per_multiply_add", []),
        (("Conv2d(3, 8, 3); ReLU()", "(3, 10, 10)", "activations"), 512, "in_place_outputs_left_out", []),
        # the convention itself, made by mistake; a common mistake everywhere
        (LAYER_PARAMETERS, 100352, "without_bias", [["bias_forgotten"]]),
        (("Conv2d(1, 3, 2)", "(1, 5, 5)", "operations"), 192, "one_operation_per_multiply_add",
         [["one_kernel_side_forgotten"]]),
    ],
)  # fmt: skip
def test_beside_a_convention_nothing_is_told_that_comes_to_the_same_by_chance(
    question: tuple[str, str, str], response: int, convention: str, ids: list[list[str]]
) -> None:
    found = told(asked(*question), response)
    assert (found.convention, groups(found)) == (convention, ids)


def vgg_total() -> Asked:
    """The parameters of VGG-16."""
    network = architecture("vgg_d").resolve({})
    laid = laid_quantities(network)
    slot = laid.parameters(None)
    run = laid.calculation.run(laid.leaves_of(network))
    return Asked(network, run, LaidValue("network", "parameters", None, None, (slot,)))


LATE = "Conv2d(512, 512, kernel_size=3, padding=1)"


@pytest.mark.parametrize(
    ("lost", "id", "where"),
    [
        (13416, "bias_forgotten", "everywhere"),
        (4224, "bias_forgotten", "every Conv2d"),
        (1000 + 4096 + 4096, "bias_forgotten", "every Linear"),
        (1000, "bias_forgotten", "Linear(4096, 1000)"),
        (16781312, "layer_left_out", "Linear(4096, 4096)"),
        (64, "bias_forgotten", "one of 2 layers"),
        (512, "bias_forgotten", "one of 6 layers"),
        (512 * 512 * 9 + 512, "layer_left_out", f"one of the layers {LATE}"),
        (138357544 - 123685096, "input_channels_forgotten", "every Conv2d"),
        (138357544 - 138364904, "pooling_has_weights_and_biases", "everywhere"),
    ],
)
def test_a_mistake_in_the_total_of_a_vgg_network_is_told_with_its_place(lost: int, id: str, where: str) -> None:
    found = told(vgg_total(), 138357544 - lost)
    assert groups(found) == [[id]]
    assert places(found) == [where]


def test_only_the_bias_of_the_whole_network_is_a_convention() -> None:
    assert told(vgg_total(), 138357544 - 13416).convention == "without_bias"
    for one_layer in (64, 1000, 512):
        assert told(vgg_total(), 138357544 - one_layer).convention is None
    for one_rule in (4224, 1000 + 4096 + 4096):
        assert told(vgg_total(), 138357544 - one_rule).convention is None


def test_a_division_that_is_exact_on_one_axis_only_is_no_convention() -> None:
    question = asked("Conv2d(1, 1, 4, stride=3)", "(1, 12, 14)", "output_size")
    assert question.run[question.value.slots[0]] == 3
    assert told(question, (Fraction(11, 3), Fraction(13, 3))).convention == "exact_division"
    assert told(question, (Fraction(11, 3), 4)).convention is None


def test_a_layer_among_several_of_one_text_is_told_by_its_number_among_them() -> None:
    text = "ReLU(); Conv2d(4, 4, 3, bias=False); Conv2d(4, 4, 3, bias=False); Conv2d(4, 4, 3, bias=False)"
    question = asked(text, "(4, 20, 20)", "multiplications")
    # positions of 18, 16 and 14 on each axis; the second row is missing
    found = told(question, 144 * (18 * 18 + 14 * 14))
    assert groups(found) == [["layer_left_out"]]
    assert places(found) == ["the 2nd Conv2d(4, 4, kernel_size=3, bias=False)"]


@pytest.mark.parametrize(
    ("number", "ordinal"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (12, "12th"), (22, "22nd"), (111, "111th")]
)
def test_the_ordinal_of_a_layer_is_english(number: int, ordinal: str) -> None:
    question = asked(f"{number + 1} * Conv2d(2, 2, 1)", "(2, 9, 9)", "output_shape")
    step = Misstep(MAL_RULES["padding_forgotten"], Place(number - 1))
    upstream = question.run.calculation.upstream(question.value.slots)
    told_place = where((step,), question.run, question.network, upstream)
    assert told_place == f"the {ordinal} Conv2d(2, 2, kernel_size=1)"


def test_the_same_sums_are_formed_in_one_rule_of_several() -> None:
    question = asked("Conv2d(3, 8, 5); Conv2d(8, 8, 3); Flatten(); Linear(800, 40)", "(3, 16, 16)", "parameters")
    wrong = (3 + 5 + 5) * 8 + 8 + (8 + 3 + 3) * 8 + 8 + 800 * 40 + 40
    found = told(question, wrong)
    assert groups(found) == [["sum_for_product"]]
    assert places(found) == ["every Conv2d"]


@pytest.mark.parametrize(("quantity", "response"), [("additions_per_output", 1569), ("additions", 1569 * 1600)])
def test_of_additions_one_too_many_is_told_before_a_multiplication_too_many(quantity: str, response: int) -> None:
    layer = None if quantity == "additions" else 0
    found = groups(told(asked(*LAYER, quantity, layer), response))
    assert found[0] == ["additions_one_too_many"]


def test_wide_explanations_are_told_before_narrow_ones() -> None:
    # 6 are lost without the bias of the second layer, and 1 + 5 with one bias for each layer
    question = asked("Conv2d(3, 2, 3); Conv2d(2, 6, 3)", "(3, 9, 9)", "parameters")
    found = told(question, 3 * 9 * 2 + 2 + 2 * 9 * 6)
    assert groups(found) == [["one_bias_per_layer"], ["bias_forgotten"]]
    assert places(found) == ["everywhere", "Conv2d(2, 6, kernel_size=3)"]


@pytest.mark.parametrize("name", [name for name in LIBRARY.templates() if LIBRARY.template(name).networks])
def test_at_most_2_in_100_random_answers_to_a_large_key_get_a_name(name: str) -> None:
    shares = [
        share_of(exercise, part, near_misses(part, label))
        for label, exercise in exercises_of(LIBRARY, name, 3)
        for part in numeric_parts(exercise)
    ]
    assert all(share.tried == 2_000 for share in shares)
    assert [share for share in shares if share.is_large and share.share > BAR] == []


@pytest.mark.parametrize("name", ["parameters/convolution", "convolution/input_size_1d", "convolution/output_size_2d"])
def test_a_share_counts_exactly_the_answers_that_a_diagnosis_explains(name: str) -> None:
    ((label, exercise),) = exercises_of(LIBRARY, name, 1)
    (part,) = numeric_parts(exercise)
    assert part.laid is not None
    run, network, laid = exercise.runs[part.laid.network], exercise.networks[part.laid.network], part.laid
    answers = [*near_misses(part, label, 40), *_named(explanations(exercise, part))]
    named = sum(
        diagnosis(run, laid, network, partial(is_explained_by, answer=answer)) != Diagnosis() for answer in answers
    )
    assert share_of(exercise, part, answers).named == named > 0


def _named(values: Iterable[object]) -> Sequence[object]:
    """Answers that are explained."""
    return [min(value) if isinstance(value, frozenset) else value for value in values][:10]


def test_slips_of_a_digit_change_mistake_drop_double_or_swap() -> None:
    assert sorted(set(digit_slips(12))) == [
        *(1, 2, 10, 11, 13, 14, 15, 16, 17, 18, 19, 21, 22, 32, 42, 52, 62, 72, 82, 92),
        *(112, 122),
    ]


def test_two_values_for_one_letter_are_no_pair() -> None:
    # bits for bytes, and twice as many of them: nobody puts two numbers into the place of one
    question = asked("Conv2d(16, 32, 3, padding=1)", "(16, 28, 28)", "memory")
    assert question.run[question.slot] == 100352
    assert groups(told(question, 16 * 100352)) == []
    assert groups(told(question, 802816)) == [["bits_for_bytes"]]


def test_a_rare_mistake_is_in_no_pair() -> None:
    # 9 * 32 weights without the input channels, and a bias for each of the 9 * 16 * 32 there are
    question = asked("Conv2d(16, 32, 3, padding=1)", "(16, 28, 28)", "parameters")
    assert groups(told(question, 9 * 32 + 9 * 16 * 32)) == []
