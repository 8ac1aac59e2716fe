"""The wrong values that common mistakes lead to: told once each, none of them right, listed ones first."""

from __future__ import annotations

import pytest

from exgen.answers import Verdict, judge
from exgen.errors import InputError
from exgen.questions.common_mistakes import MOST, CommonMistakes, latex_of
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.rejections import rejection

OWN = Library([own_place()])


def _drawn(name: str, number: int) -> Exercise:
    exercises = Exercises(OWN.template(name))
    drawn = draw(exercises.template, "q", 3, f"s{number}", accepts=lambda values: rejection(exercises.exercise(values)))
    return exercises.exercise(drawn.parameters)


def test_a_value_is_told_once_under_the_first_mistake_that_leads_to_it() -> None:
    exercises = Exercises(OWN.template("convolution/output_size_2d"))
    exercise = exercises.exercise({"H": 78, "W": 84, "K": 5, "S": 3, "P": 2})
    assert CommonMistakes().of(exercise, exercise.parts[0]) == (
        ("plus_one_dropped", "(25, 27)"),  # as padding_forgotten
        ("ceil_for_floor", "(27, 29)"),
        ("stride_forgotten", "(78, 84)"),
    )


@pytest.mark.parametrize(
    "template",
    [
        "convolution/input_size_2d",
        "receptive_field/layer",
        "memory/activation_table",
        "backpropagation/one_layer",
        "losses/cross_entropy_by_hand",
        "formulas/convolution_layer",
        "backpropagation/which_gradient",
    ],
)
def test_every_value_is_wrong_another_one_and_can_be_set(template: str) -> None:
    mistakes = CommonMistakes()
    for number in range(2):
        exercise = _drawn(template, number)
        for part in exercise.parts:
            found = mistakes.of(exercise, part)
            texts = [text for _, text in found]
            assert len(set(texts)) == len(texts) <= MOST or part.choice is not None
            for text in texts:
                assert judge(part.answer.kind, part.key_text, text, part.options).verdict is not Verdict.CORRECT
                assert part.choice is not None or latex_of(part, text)


def test_listed_mistakes_come_first_and_rare_ones_not_at_all() -> None:
    exercise = _drawn("convolution/feature_map_sizes", 0)
    for part in exercise.parts:
        found = [id for id, _ in CommonMistakes().of(exercise, part)]
        assert found[: len(part.answer.separate)] == list(part.answer.separate)[: len(found)]


def test_variants_that_share_a_formula_share_its_mistakes() -> None:
    mistakes = CommonMistakes()
    exercises = [_drawn("formulas/dense_layer", number) for number in range(2)]
    first, other = (mistakes.of(each, each.parts[0]) for each in exercises)
    assert first is other


def test_a_value_that_nobody_can_read_is_told() -> None:
    exercise = _drawn("convolution/output_size_2d", 0)
    with pytest.raises(InputError):
        latex_of(exercise.parts[0], "(1")
