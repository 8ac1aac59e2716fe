"""Slips: told where no mistake explains a response, and never of a short key."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from exgen.expressions import read
from exgen.grading.diagnosis import diagnosis
from exgen.grading.elsewhere import Elsewhere
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.slips import SLIPS, slips
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.key_forms import Key
from exgen.questions.library import Library, own_place
from exgen.questions.variants import pinned_variant
from tests.engine.mal_rule_examples import asked
from tests.grading.test_diagnosis import groups

LIBRARY = Library([own_place()])


def named(key: Key, response: Key, *others: Elsewhere) -> list[str]:
    return [one.id for one in slips(key, others, lambda made: made == response).misconceptions]


def vgg() -> Exercise:
    template = LIBRARY.template("parameters/vgg")
    return Exercises(template).exercise(pinned_variant(template, {"configuration": "vgg_a"}).parameters)


def checked(responses: dict[str, str]) -> dict[str, Outcome]:
    exercise = vgg()
    parts = {part.name: part for part in exercise.parts}
    return {outcome.label: outcome for outcome in checked_exercise(exercise, parts, responses)}


@pytest.mark.parametrize(
    ("response", "ids"),
    [
        (295186, ["digits_swapped"]),
        (25168, ["digit_dropped"]),
        (2955168, ["digit_doubled"]),
        (2951680, ["factor_of_ten"]),
        (295168000, ["factor_of_ten"]),
        (29516, ["digit_dropped"]),
        (295169, []),
        (95168, ["digit_dropped"]),
        (590080, ["row_off_by_one"]),
        (73856, ["another_layers_value"]),
    ],
)
def test_a_slip_in_a_large_number_has_its_name(response: int, ids: list[str]) -> None:
    nearby, farther = Elsewhere(590080, "row_off_by_one"), Elsewhere(73856, "another_layers_value")
    others = [nearby, farther, Elsewhere(590080, "another_layers_value")]
    assert named(295168, response, *others) == ids


@pytest.mark.parametrize(("key", "response"), [(416, 461), (416, 46), (416, 4416), (26, 260), (999, 99)])
def test_a_short_key_has_no_slips_of_digits(key: int, response: int) -> None:
    assert named(key, response) == []


def test_a_short_key_has_no_value_of_another_row() -> None:
    assert named(26, 13, Elsewhere(13, "row_off_by_one")) == []
    assert named((64, 26, 26), (64, 13, 13), Elsewhere((64, 13, 13), "row_off_by_one")) == ["row_off_by_one"]


@pytest.mark.parametrize(
    ("key", "other", "ids"),
    [
        (608, 3216, ["row_off_by_one"]),  # one of them long is enough
        (3216, 608, ["row_off_by_one"]),
        (608, 321, []),
        (3216, 0, []),  # that there is nothing is said for other reasons
        (0, 3216, ["row_off_by_one"]),
        (Fraction(12298, 262144), Fraction(8192, 262144), ["row_off_by_one"]),
        (Fraction(1, 2), Fraction(3, 4), []),
        (read("76800 B"), read("819200 B"), ["row_off_by_one"]),
        (read("2 B"), read("3 B"), []),
    ],
)
def test_the_value_of_another_row_is_told_where_chance_hardly_meets_it(key: Key, other: Key, ids: list[str]) -> None:
    assert named(key, other, Elsewhere(other, "row_off_by_one")) == ids


def test_a_slip_is_told_beside_a_convention() -> None:
    template = LIBRARY.template("operations/vgg")
    exercise = Exercises(template).exercise(pinned_variant(template, {"network_name": "vgg16", "H": 224}).parameters)
    parts = {part.name: part for part in exercise.parts}
    doubled = next(
        (part, later)
        for part, later in pairwise(exercise.parts)
        if isinstance(part.key, int) and later.key == 2 * part.key and part.row is not None
    )
    (outcome,) = checked_exercise(exercise, {"1": parts[doubled[0].name]}, {"1": doubled[1].key_text})
    assert outcome.convention == "two_operations_per_product"
    assert [one.id for one in outcome.misconceptions] == ["row_off_by_one"]


def test_two_slips_that_come_to_the_same_are_both_told() -> None:
    assert named(1101, 1011) == ["digits_swapped"]
    assert named(12112, 1212) == ["digit_dropped"]
    assert named(2211, 221, Elsewhere(2212, "row_off_by_one")) == ["digit_dropped"]
    assert named(22110, 2211, Elsewhere(2211, "row_off_by_one")) == ["row_off_by_one", "factor_of_ten"]


def test_a_slip_is_told_with_its_sentence_and_without_a_place() -> None:
    found = slips(100416, [], lambda made: made == 104016).misconceptions
    assert [one.as_json() for one in found] == [
        {"id": "digits_swapped", "where": "", "feedback": SLIPS["digits_swapped"].sentence, "group": 0}
    ]


def test_in_a_table_the_row_above_or_below_is_told() -> None:
    # the rows of VGG-A: 1792, 73856, 295168, 590080, 1180160, 2359808, ...
    told = checked({"rows.row3": "590080", "rows.row4": "73856", "rows.row5": "1181060"})
    ids = {label: [one.id for one in outcome.misconceptions] for label, outcome in told.items()}
    assert ids["rows.row3"] == ["row_off_by_one"]
    assert ids["rows.row4"] == ["another_layers_value"]
    assert ids["rows.row5"] == ["digits_swapped"]


def test_a_mistake_is_told_before_a_slip() -> None:
    # without the bias, which is also 73856 with digits that anything may have happened to
    told = checked({"rows.row2": "73728"})["rows.row2"]
    assert [one.id for one in told.misconceptions] == ["bias_forgotten"]


def test_a_slip_on_top_of_an_earlier_wrong_answer_says_what_it_builds_on() -> None:
    total = checked({})["total"]
    assert total.response == ""
    wrong = checked({"rows.row2": "73728", "total": str(132863336 - 128)})["total"]
    assert wrong.follows == ("rows.row2",)
    slipped = checked({"rows.row2": "73728", "total": "132836208"})["total"]
    assert slipped.builds_on == ("rows.row2",)
    assert [one.id for one in slipped.misconceptions] == ["digits_swapped"]


def test_the_same_mistake_in_two_layers_is_found_where_all_is_tried() -> None:
    text = "Conv2d(3, 40, 5); Conv2d(40, 81, 5); Conv2d(81, 122, 5); Conv2d(122, 93, 5)"
    question = asked(text, "(3, 40, 40)", "parameters")
    key = question.run[question.slot]
    assert isinstance(key, int)
    wrong = key - 40 - 122

    def found(*, is_thorough: bool) -> list[list[str]]:
        told = diagnosis(
            question.run, question.value, question.network, lambda made: made == wrong, is_thorough=is_thorough
        )
        return groups(told)

    assert found(is_thorough=False) == []
    assert found(is_thorough=True) == [["bias_forgotten", "bias_forgotten"]]
