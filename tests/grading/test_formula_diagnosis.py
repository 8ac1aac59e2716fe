"""Mistakes in formulas are named as mistakes in numbers are, and as fast."""

from __future__ import annotations

import pytest

from exgen.answers import Verdict
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.variants import pinned_variant

LIBRARY = Library([own_place()])


def exercise(name: str, **values: int) -> Exercise:
    template = LIBRARY.template(f"formulas/{name}")
    return Exercises(template).exercise(pinned_variant(template, values).parameters)


CONVOLUTION, DILATED = exercise("convolution_layer", D=0), exercise("convolution_layer", D=2)
POOLING, DENSE = exercise("pooling_layer"), exercise("dense_layer")


def outcomes(of: Exercise, **responses: str) -> list[Outcome]:
    found = checked_exercise(of, {part.name: part for part in of.parts}, responses)
    return [outcome for outcome in found if outcome.response]


@pytest.mark.parametrize(
    ("of", "part", "response", "mistake"),
    [
        (CONVOLUTION, "inputs", "W*H", "channels_of_activations_forgotten"),
        (CONVOLUTION, "W_out", "floor((W + 2P - K_1)/S)", "plus_one_dropped"),
        (CONVOLUTION, "W_out", "floor((W + 2P - K_1 + 1)/S)", "plus_one_divided"),
        (CONVOLUTION, "W_out", "floor((W - K_1)/S) + 1", "padding_forgotten"),
        (CONVOLUTION, "W_out", "W + 2P - K_1 + 1", "stride_forgotten"),
        (CONVOLUTION, "H_out", "(H + P - K_2)//S + 1", "padding_counted_once"),
        (CONVOLUTION, "H_out", "ceil((H + 2P - K_2)/S) + 1", "ceil_for_floor"),
        (DILATED, "W_out", "floor((W + 2P - K_1)/S) + 1", "dilation_forgotten"),
        (DILATED, "W_out", "floor((W + 2P - 3K_1)/S) + 1", "gap_behind_kernel_counted"),
        (CONVOLUTION, "parameters", "K_1*K_2*C_in*C_out", "bias_forgotten"),
        (CONVOLUTION, "parameters", "(K_1*K_2 + 1)*C_out", "input_channels_forgotten"),
        (CONVOLUTION, "parameters", "K_1*K_2*C_in*C_out + 1", "one_bias_per_layer"),
        (CONVOLUTION, "parameters", "(K_1*K_2 + 1)*C_in*C_out", "one_bias_per_weight"),
        (CONVOLUTION, "parameters", "(K_2*C_in + 1)*C_out", "one_kernel_side_forgotten"),
        (CONVOLUTION, "multiplications", "K_1*K_2*W_out*H_out*C_out", "input_channels_forgotten"),
        (CONVOLUTION, "multiplications", "K_1*K_2*C_in*W_out*H_out", "output_channels_forgotten"),
        (CONVOLUTION, "multiplications", "K_1*K_2*C_in*C_out", "positions_forgotten"),
        (CONVOLUTION, "multiplications", "K_1*K_2*C_in*W*H*C_out", "input_size_for_output_size"),
        (CONVOLUTION, "multiplications", "(K_1 K_2 C_in + 1) W_out H_out C_out", "bias_counted_as_multiplication"),
        (
            CONVOLUTION,
            "multiplications",
            "K_1 K_2 C_in C_out floor((W + 2P - K_1)/S) floor((H + 2P - K_2)/S)",
            "plus_one_dropped",
        ),
        (CONVOLUTION, "multiplications", "K_1 K_2 C_in C_out (W_out - 1) (H_out - 1)", "plus_one_dropped"),
        (POOLING, "parameters", "K*K*C_in", "pooling_has_weights"),
        (POOLING, "parameters", "K*K*C_in + C_in", "pooling_has_weights_and_biases"),
        (DENSE, "parameters", "(W*H + 1)*N", "input_channels_forgotten"),
        (DENSE, "parameters", "(H*C_in + 1)*N", "flatten_drops_side"),
        (DENSE, "parameters", "W*H*C_in + N + N", "sum_for_product"),
    ],
)
def test_a_mistake_in_a_formula_is_named(of: Exercise, part: str, response: str, mistake: str) -> None:
    (outcome,) = outcomes(of, **{part: response})
    assert outcome.verdict is Verdict.INCORRECT
    assert mistake in [misconception.id for misconception in outcome.misconceptions]


@pytest.mark.parametrize(
    ("part", "response"),
    [
        ("W_out", "(W + 2P - K_1)/S + 1"),
        ("multiplications", "K_1 K_2 C_in C_out ((W + 2P - K_1)/S + 1)((H + 2P - K_2)/S + 1)"),
    ],
)
def test_a_forgotten_floor_is_right_where_the_division_is_exact(part: str, response: str) -> None:
    (outcome,) = outcomes(CONVOLUTION, **{part: response})
    assert (outcome.verdict, outcome.convention) == (Verdict.INCORRECT, "exact_division")


@pytest.mark.parametrize(
    "response",
    [
        "K_1*K_2*C_in*C_out*W_out*H_out + 1",
        "K_1*K_2*C_in*W_out*C_out",
        "K_1*K_2*C_in*C_out*floor((W - K_1)/S)",
        "1",
        "W^P",
        "1/(K_1 - K_1)",
    ],
)
def test_what_no_mistake_leads_to_gets_no_name(response: str) -> None:
    (outcome,) = outcomes(CONVOLUTION, multiplications=response)
    assert outcome.misconceptions == ()
    assert outcome.convention is None
    assert outcome.points == 0


def test_a_formula_that_follows_from_a_wrong_one_gets_its_points() -> None:
    wrong, following = outcomes(
        CONVOLUTION,
        W_out="floor((W + 2P)/S) + 1",
        multiplications="K_1 K_2 C_in C_out H_out (floor((W + 2P)/S) + 1)",
    )
    assert wrong.misconceptions == ()
    assert (following.follows, following.points) == (("W_out",), following.possible)


def test_whoever_writes_the_name_of_a_wrong_answer_is_right() -> None:
    wrong, right = outcomes(CONVOLUTION, W_out="W", multiplications="K_1 K_2 C_in C_out H_out W_out")
    assert (wrong.verdict, right.verdict) == (Verdict.INCORRECT, Verdict.CORRECT)
