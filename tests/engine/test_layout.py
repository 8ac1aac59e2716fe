"""Steps as they are laid: equal ones are one, and every step reads earlier slots only."""

from __future__ import annotations

import pytest

from exgen.engine.laid_quantities import LaidQuantities
from exgen.engine.layout import Layout, Leaf, Place
from tests.engine.naive_run import STRUCTURES, whole

HEIGHT, WIDTH, BIAS = Leaf(None, "input", 1), Leaf(None, "input", 2), Leaf(0, "bias")


def empty_layout() -> Layout:
    return Layout({HEIGHT: 0, WIDTH: 1, BIAS: 2})


def test_the_same_rule_at_the_same_place_on_the_same_slots_is_one_step() -> None:
    layout = empty_layout()
    first = layout.step("linear_weights", Place(0), F_in=0, F_out=1)
    assert layout.step("linear_weights", Place(0), F_out=1, F_in=0) == first == 3
    assert len(layout.steps) == 1


@pytest.mark.parametrize(
    ("rule", "place", "arguments"),
    [
        ("linear_weights", Place(1), {"F_in": 0, "F_out": 1}),
        ("linear_weights", Place(0, 1), {"F_in": 0, "F_out": 1}),
        ("linear_weights", Place(0), {"F_in": 1, "F_out": 0}),
        ("dense_weights", Place(0), {"F_in": 0, "F_out": 1}),
    ],
)
def test_another_rule_place_or_slot_is_another_step(rule: str, place: Place, arguments: dict[str, int]) -> None:
    layout = empty_layout()
    layout.step("linear_weights", Place(0), F_in=0, F_out=1)
    assert layout.step(rule, place, **arguments) == 4


def test_a_step_keeps_its_slots_in_the_order_of_the_letters() -> None:
    layout = empty_layout()
    slot = layout.step("positions", Place(0), I=(2,), X=(0, 1))
    step = layout.steps[slot - 3]
    assert step.arguments == ((0, 1), (2,))
    assert step.lengths == (2, 1)
    assert step.sources == (0, 1, 2)


def test_a_letter_with_one_number_has_no_length() -> None:
    layout = empty_layout()
    layout.step("flattened_size", Place(0), C=2, I=(0, 1))
    assert layout.steps[0].lengths == (None, 2)


def test_steps_are_sorted_by_layer_axis_and_rule() -> None:
    layout = empty_layout()
    layout.step("total", Place(), terms=(0,))
    layout.step("positions", Place(1), X=(0,), I=(1,))
    layout.step("linear_weights", Place(1), F_in=0, F_out=1)
    layout.step("largest_input", Place(1, 0), O=0, K=0, S=0, P=0, D=0)
    layout.step("smallest_input", Place(1, 1), O=0, K=0, S=0, P=0, D=0)
    layout.step("smallest_input", Place(1, 0), O=0, K=0, S=0, P=0, D=0)
    layout.step("positions", Place(0), X=(0,), I=(1,))
    assert [(step.rule.name, *step.place) for step in sorted(layout.steps, key=lambda step: step.order)] == [
        ("positions", 0, None),
        ("smallest_input", 1, 0),
        ("largest_input", 1, 0),
        ("smallest_input", 1, 1),
        ("linear_weights", 1, None),
        ("positions", 1, None),
        ("total", None, None),
    ]


@pytest.mark.parametrize("arguments", [{"F_in": 0}, {"F_in": 0, "F_out": 1, "B": 2}, {}])
def test_letters_that_are_missing_or_unknown_are_refused(arguments: dict[str, int]) -> None:
    with pytest.raises(AssertionError, match=r"linear_weights takes \('F_in', 'F_out'\)"):
        empty_layout().step("linear_weights", Place(0), **arguments)


@pytest.mark.parametrize(("rank", "kinds"), STRUCTURES)
def test_every_step_reads_earlier_slots_only(rank: int, kinds: tuple[str, ...]) -> None:
    calculation = whole(LaidQuantities(rank, kinds)).calculation
    for slot, step in enumerate(calculation.steps, calculation.first):
        assert all(source < slot for source in step.sources)
