"""One layout, run many ways: numbers, formulas, mistakes, pins; always what working out everything anew gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import assume, given, settings, strategies as st

from exgen.engine.calculation import Calculation
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.layout import Place
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.networks import Network
from exgen.engine.reading import read_network
from exgen.engine.runs import Run
from exgen.errors import ExpressionError
from exgen.expressions import Name, Node, Value, evaluate, names_in, show
from tests.engine.mal_rule_examples import asked
from tests.engine.naive_run import naive_values, small_networks, whole

CHAIN = ("Conv2d(3, 8, 5, stride=2, padding=2); MaxPool2d(3, stride=2); Conv2d(8, 16, 3, padding=1)", "(3, 78, 84)")
SQUARE = (CHAIN[0], "(3, 78, 78)")
SETTINGS = settings(max_examples=150)


def misstep(name: str, layer: int | None = None, axis: int | None = None) -> Misstep:
    return Misstep(MAL_RULES[name], None if layer is None else Place(layer, axis))


def numbers(values: Sequence[Quantity]) -> list[Value]:
    """Values of which none is a formula."""
    found = [value for value in values if not isinstance(value, Node)]
    assert len(found) == len(values)
    return found


def outcome(calculation: Calculation, leaves: Sequence[Value], missteps: Sequence[Misstep]) -> list[Value] | None:
    """All values worked out anew; None where there are none."""
    try:
        return naive_values(calculation, leaves, missteps)
    except ExpressionError:
        return None


def rerun_values(run: Run, missteps: Sequence[Misstep], pins: Mapping[int, Value] | None = None) -> list[Value] | None:
    try:
        rerun = run.rerun(missteps, pins)
    except ExpressionError:
        return None
    return numbers([rerun[slot] for slot in range(len(run.values))])


@given(small_networks())
def test_a_run_gives_what_the_lines_give_one_by_one(drawn: tuple[LaidQuantities, Network]) -> None:
    laid, network = drawn
    leaves = numbers(laid.leaves_of(network))
    assert list(laid.calculation.run(leaves).values) == naive_values(laid.calculation, leaves)


@SETTINGS
@given(small_networks(), st.data())
def test_a_rerun_gives_what_working_out_everything_with_the_mistakes_gives(
    drawn: tuple[LaidQuantities, Network], data: st.DataObject
) -> None:
    laid, network = drawn
    leaves = numbers(laid.leaves_of(network))
    run = laid.calculation.run(leaves)
    every = missteps(run, MAL_RULES.values(), frozenset(range(len(run.values))))
    made = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=2))
    expected = outcome(laid.calculation, leaves, list(dict.fromkeys(made)))
    assume(len({step.mal_rule for step in made}) == len(made))
    if expected is not None:
        assert rerun_values(run, made) == expected
    else:
        assert rerun_values(run, made) is None


@SETTINGS
@given(small_networks(), st.data())
def test_pinned_slots_keep_their_value_and_everything_after_them_follows(
    drawn: tuple[LaidQuantities, Network], data: st.DataObject
) -> None:
    laid, network = drawn
    leaves = numbers(laid.leaves_of(network))
    run = laid.calculation.run(leaves)
    slots = st.integers(laid.calculation.first, len(run.values) - 1)
    pins: dict[int, Value] = dict(data.draw(st.dictionaries(slots, st.integers(1, 50), min_size=1, max_size=3)))
    every = missteps(run, MAL_RULES.values(), frozenset(range(len(run.values))))
    made = data.draw(st.lists(st.sampled_from(every), max_size=1))
    try:
        expected = naive_values(laid.calculation, leaves, made, pins)
    except ExpressionError:
        expected = None
    assume(expected is not None)
    assert rerun_values(run, made, pins) == expected


@SETTINGS
@given(small_networks(), st.data())
def test_going_on_from_a_rerun_gives_the_rerun_of_both_mistakes(
    drawn: tuple[LaidQuantities, Network], data: st.DataObject
) -> None:
    laid, network = drawn
    run = laid.calculation.run(laid.leaves_of(network))
    every = missteps(run, MAL_RULES.values(), frozenset(range(len(run.values))))
    pair = data.draw(st.lists(st.sampled_from(every), min_size=2, max_size=2, unique_by=lambda step: step.mal_rule))
    whole = rerun_values(run, pair)
    assume(whole is not None)
    assume(rerun_values(run, pair[:1]) is not None)
    both = run.rerun(pair, after=run.rerun(pair[:1]))
    assert [both[slot] for slot in range(len(run.values))] == whole


@given(small_networks(), st.data())
def test_within_the_upstream_of_a_slot_its_value_is_the_same(
    drawn: tuple[LaidQuantities, Network], data: st.DataObject
) -> None:
    laid, network = drawn
    run = laid.calculation.run(laid.leaves_of(network))
    slot = data.draw(st.integers(laid.calculation.first, len(run.values) - 1))
    upstream = run.calculation.upstream([slot])
    every = missteps(run, MAL_RULES.values(), upstream)
    assume(every)
    step = data.draw(st.sampled_from(every))
    whole = rerun_values(run, [step])
    assume(whole is not None)
    part = run.rerun([step], within=upstream)
    assert part[slot] == run.rerun([step])[slot]
    assert part.changed.keys() <= upstream


@SETTINGS
@given(
    st.sampled_from(
        (
            "Conv2d(C, D, (K, 3), stride=S, padding=P)",
            "Conv2d(C, D, K, padding=1); MaxPool2d(2, stride=S); Conv2d(D, C, 3, dilation=2, bias=False)",
            "Conv2d(C, D, K, stride=2, padding=P); ReLU(); Flatten(); Linear(F, C)",
        )
    ),
    st.lists(st.integers(1, 4), min_size=5, max_size=5),
    st.tuples(st.integers(12, 40), st.integers(12, 40)),
    st.data(),
)
def test_a_run_with_formulas_has_at_numbers_the_values_of_the_run_with_numbers(
    text: str, chosen: list[int], sizes: tuple[int, int], data: st.DataObject
) -> None:
    names: dict[str, Value] = {**dict(zip("CDKSP", chosen, strict=True)), "H": sizes[0], "W": sizes[1], "F": 1}
    draft = read_network(text, "(C, H, W)")
    laid = whole(LaidQuantities(len(draft.input), tuple(layer.kind for layer in draft.layers)))
    symbols = {name: value for name, value in names.items() if data.draw(st.booleans()) or name not in draft.names}
    formulas = laid.calculation.run(laid.leaves_of(draft.with_numbers({n: int(str(v)) for n, v in symbols.items()})))
    truth = laid.calculation.run(laid.leaves_of(draft.resolve(names)))
    for slot, value in enumerate(formulas.values):
        if isinstance(value, Node):
            value = evaluate(value, {name: names[name] for name in names_in(value)})
        assert value == truth[slot]
    assert formulas.is_symbolic == any(isinstance(value, Node) for value in formulas.values)


def test_a_rerun_with_formulas_has_the_mistake_in_the_formula() -> None:
    draft = read_network("Conv1d(1, 1, f, stride=s, padding=p)", "(1, n)")
    laid = laid_quantities(draft)
    run = laid.calculation.run(laid.leaves_of(draft))
    (slot,) = laid.output_size(None)
    within = laid.calculation.upstream((slot,))  # what other tests have asked of such networks, no formula can answer
    wrong = {
        "plus_one_dropped": "floor((n + 2p - f)/s)",
        "plus_one_divided": "floor((n + 2p - f + 1)/s)",
        "padding_counted_once": "floor((n + p - f)/s) + 1",
        "stride_forgotten": "n + 2p - f + 1",
    }
    for name, text in wrong.items():
        value = run.rerun([misstep(name)], within=within)[slot]
        assert isinstance(value, Node)
        assert show(value) == text


def test_everywhere_in_a_layer_and_on_an_axis_are_three_things() -> None:
    _, run, value = asked(*CHAIN, "output_shape")

    def shape(*steps: Misstep) -> tuple[Quantity, ...]:
        rerun = run.rerun(steps)
        return tuple(rerun[slot] for slot in value.slots)

    assert shape() == (16, 19, 20)
    assert shape(misstep("padding_forgotten")) == (16, 16, 17)
    assert shape(misstep("padding_forgotten", 2)) == (16, 17, 18)
    assert shape(misstep("padding_forgotten", 2, 1)) == (16, 19, 18)
    assert shape(misstep("padding_forgotten", 1)) == shape()


def test_missteps_go_from_wide_to_narrow() -> None:
    _, run, value = asked(*CHAIN, "output_shape")
    upstream = run.calculation.upstream(value.slots)
    wide, *rest = [step.place for step in missteps(run, [MAL_RULES["padding_forgotten"]], upstream)]
    assert wide is None
    assert rest == [
        *(Place(layer) for layer in range(3)),
        *(Place(layer, axis) for layer in range(3) for axis in range(2)),
    ]


MIXED = ("Conv2d(3, 8, 5); Conv2d(8, 8, 3); Flatten(); Linear(800, 4); Linear(4, 2)", "(3, 16, 16)", "parameters")


def test_a_mistake_is_also_made_in_all_layers_of_one_rule() -> None:
    _, run, value = asked(*MIXED)
    upstream = run.calculation.upstream(value.slots)
    steps = missteps(run, [MAL_RULES["bias_forgotten"]], upstream)
    assert [(step.place, step.rule) for step in steps] == [
        (None, None),
        (None, "convolution_biases"),
        (None, "linear_biases"),
        *((Place(layer), None) for layer in (0, 1, 3, 4)),
    ]
    assert [step.is_everywhere for step in steps] == [True] + [False] * 6
    assert [run[value.slots[0]] - run.rerun([step])[value.slots[0]] for step in steps[:3]] == [22, 16, 6]  # type: ignore[operator]  # numbers


def test_one_rule_that_stands_in_one_layer_only_is_that_layer() -> None:
    _, run, value = asked("Conv2d(3, 8, 5); Conv2d(8, 8, 3); Flatten(); Linear(800, 4)", "(3, 16, 16)", "parameters")
    steps = missteps(run, [MAL_RULES["bias_forgotten"]], run.calculation.upstream(value.slots))
    assert [(step.place, step.rule) for step in steps[:3]] == [
        (None, None),
        (None, "convolution_biases"),
        (Place(0), None),
    ]


def test_the_ends_of_a_range_and_the_parameters_of_a_layer_are_not_taken_apart() -> None:
    network = read_network("Conv1d(1, 1, 5, stride=2, padding=1)", "(1, M)")
    laid = laid_quantities(network)
    ((smallest, largest),) = laid.input_sizes(laid.wanted())
    run = laid.calculation.run(laid.leaves_of(network, {"wanted": (4,)}))
    upstream = run.calculation.upstream([smallest, largest])
    assert missteps(run, [MAL_RULES["padding_forgotten"]], upstream) == [misstep("padding_forgotten")]
    _, run, value = asked("BatchNorm2d(3); Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 9, 9)", "parameters")
    steps = missteps(run, [MAL_RULES["normalisation_has_no_parameters"]], run.calculation.upstream(value.slots))
    assert [step.rule for step in steps] == [None] * 3


def test_axes_with_the_same_numbers_are_never_told_apart() -> None:
    _, run, value = asked(*SQUARE, "output_shape")
    upstream = run.calculation.upstream(value.slots)
    places = [step.place for step in missteps(run, [MAL_RULES["padding_forgotten"]], upstream)]
    assert places == [None, Place(0), Place(1), Place(2)]


def test_layers_are_looked_at_in_their_order_whenever_they_were_laid() -> None:
    laid = LaidQuantities(3, ("Conv2d", "Conv2d", "Conv2d"))
    for layer in (2, 0, 1):
        laid.parameters(layer)
    slot = laid.parameters(None)
    network = read_network("3 * Conv2d(3, 3, 3)", "(3, 20, 20)").resolve({})
    run = laid.calculation.run(laid.leaves_of(network))
    steps = missteps(run, [MAL_RULES["bias_forgotten"]], run.calculation.upstream([slot]))
    assert [step.place for step in steps] == [None, Place(0), Place(1), Place(2)]


def test_equal_ways_are_one() -> None:
    _, run, value = asked("Conv2d(3, 8, 5, padding=2)", "(3, 20, 20)", "output_shape")
    upstream = run.calculation.upstream(value.slots)
    assert missteps(run, [MAL_RULES["padding_forgotten"]], upstream) == [misstep("padding_forgotten")]
    _, run, value = asked("Conv2d(3, 8, 5); ReLU(); Flatten()", "(3, 20, 20)", "parameters")
    upstream = run.calculation.upstream(value.slots)
    assert missteps(run, [MAL_RULES["bias_forgotten"]], upstream) == [misstep("bias_forgotten")]


def test_only_what_was_asked_for_is_looked_at() -> None:
    _, run, value = asked(*CHAIN, "output_shape", 0)
    upstream = run.calculation.upstream(value.slots)
    assert missteps(run, [MAL_RULES["bias_forgotten"]], upstream) == []
    assert {step.place for step in missteps(run, [MAL_RULES["padding_forgotten"]], upstream)} == {
        None,
        Place(0, 0),
        Place(0, 1),
    }


def test_a_layer_is_left_out_of_a_sum_one_at_a_time() -> None:
    _, run, value = asked(*CHAIN, "parameters")
    upstream = run.calculation.upstream(value.slots)
    steps = missteps(run, [MAL_RULES["layer_left_out"]], upstream)
    assert [step.place for step in steps] == [Place(0), Place(1), Place(2)]
    assert [run.rerun([step])[value.slots[0]] for step in steps] == [1168, 1776, 608]
    _, run, value = asked("Conv2d(3, 8, 5)", "(3, 20, 20)", "parameters")
    assert missteps(run, [MAL_RULES["layer_left_out"]], run.calculation.upstream(value.slots)) == []


def test_two_formulas_at_one_step_are_not_combined() -> None:
    _, run, _ = asked(*CHAIN, "output_shape")
    with pytest.raises(ExpressionError, match="two formulas for output_size"):
        run.rerun([misstep("plus_one_dropped"), misstep("ceil_for_floor")])


def test_two_formulas_at_two_places_are_combined() -> None:
    _, run, value = asked(*CHAIN, "output_shape")
    rerun = run.rerun([misstep("plus_one_dropped", 0, 0), misstep("ceil_for_floor", 0, 1)])
    # 78: floor(77/2) = 38, pooled 18; 84: ceil(83/2) + 1 = 43, pooled 21
    assert [rerun[slot] for slot in value.slots] == [16, 18, 21]


def test_the_same_mistake_is_made_once_at_a_step() -> None:
    _, run, value = asked("Conv1d(1, 1, 3, padding=4)", "(1, 20)", "output_shape")
    twice = run.rerun([misstep("padding_counted_once"), misstep("padding_counted_once", 0)])
    assert twice[value.slots[1]] == 20 + 4 - 3 + 1


def test_a_mistake_that_has_no_value_raises() -> None:
    _, run, _ = asked("Conv1d(3, 8, 5)", "(3, 20)", "parameters")
    with pytest.raises(ExpressionError, match="no member 1"):
        run.rerun([misstep("one_kernel_side_forgotten")])


def test_numbers_without_a_value_raise() -> None:
    network, run, _ = asked("Conv1d(3, 8, 5, stride=2)", "(3, 20)", "output_shape")
    laid = laid_quantities(network)
    leaves = [0 if leaf == 2 else leaf for leaf in laid.leaves_of(network)]
    with pytest.raises(ExpressionError, match="divides by zero"):
        run.calculation.run(leaves)


def test_a_rerun_without_changes_is_the_run() -> None:
    _, run, _ = asked(*CHAIN, "multiplications")
    assert run.rerun().changed == {}
    assert run.rerun((), {3: run[3]}).changed == {}


def test_a_pin_holds_against_a_mistake_before_it() -> None:
    network, run, value = asked(*CHAIN, "output_shape")
    first = laid_quantities(network).output_size(0)
    assert [run[slot] for slot in first] == [39, 42]
    rerun = run.rerun([misstep("padding_forgotten", 0)], dict.fromkeys(first, 39))
    assert [rerun[slot] for slot in (*first, *value.slots)] == [39, 39, 16, 19, 19]


def test_upstream_and_used_slots_end_at_leaves() -> None:
    network, run, value = asked("Flatten(); Linear(60, 4)", "(3, 4, 5)", "biases")
    laid, calculation = laid_quantities(network), run.calculation
    (features,) = laid.output_shape(0)
    biases = laid.biases(1)
    assert features in calculation.upstream([biases]), "a mistake's line may count features"
    assert features not in calculation.used(biases), "the line itself does not"
    assert calculation.used(0) == ()
    assert calculation.step(0) is None
    assert calculation.upstream(value.slots) >= calculation.upstream([biases])


LETTERS = read_network("Conv2d(C, N, K, stride=2); ReLU()", "(C, W, W)")


def test_a_pinned_run_is_the_rerun_of_its_pins() -> None:
    laid = laid_quantities(LETTERS)
    height, width = laid.output_size(0)
    count = laid.multiplications(None)
    run = laid.calculation.run(laid.leaves_of(LETTERS))
    pinned = run.pinned({height: Name("H_out"), width: 7})
    assert (pinned[height], pinned[width]) == (Name("H_out"), 7)
    assert pinned[count] == run.rerun((), {height: Name("H_out"), width: 7})[count]
    assert pinned.is_symbolic
    assert show(pinned[count]) == "7*C*K*K*N*H_out"  # type: ignore[arg-type]  # a formula


def test_the_other_axis_is_alike_where_the_same_goes_in() -> None:
    laid = laid_quantities(LETTERS)
    height, width = laid.output_size(0)
    run = laid.calculation.run(laid.leaves_of(LETTERS))
    assert run.alike(height) == (height, width)
    other = laid.calculation.run(laid.leaves_of(LETTERS.with_input((Name("C"), Name("H"), Name("W")))))
    assert other.alike(height) == (height,)
    assert run.alike(0) == (0,)


def test_on_formulas_a_rerun_is_made_once_and_is_the_same() -> None:
    laid = laid_quantities(LETTERS)
    count = laid.multiplications(None)
    calculation = laid.calculation
    run, fresh = (calculation.run(laid.leaves_of(LETTERS)) for _ in range(2))
    upstream = calculation.upstream([count])
    for step in missteps(run, MAL_RULES.values(), upstream):
        first, second = (run.rerun([step], within=upstream) for _ in range(2))
        assert first is second
        assert first.changed == fresh.rerun([step]).changed or first[count] == fresh.rerun([step])[count]
    pinned = run.rerun([step], {laid.output_size(0)[0]: 5}, within=upstream)
    assert pinned[laid.output_size(0)[0]] == 5


def test_inside_a_group_of_many_layers_nobody_makes_a_mistake_in_a_single_one() -> None:
    network = read_network("6 * Conv1d(2, 2, 3); 2 * Conv1d(2, 2, 5)", "(2, 40)").resolve({})
    laid = laid_quantities(network)
    slot = laid.parameters(None)
    run = laid.calculation.run(laid.leaves_of(network))
    found = missteps(run, [MAL_RULES["bias_forgotten"]], run.calculation.upstream([slot]))
    assert [step.place.layer for step in found if step.place is not None] == [0, 5, 6, 7]
