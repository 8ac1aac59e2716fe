"""The number pair that each mistake carries: the right answer is the key, the wrong one gets the mistake's name."""

from __future__ import annotations

import pytest

from exgen.answers import key_value
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES, MalRule
from exgen.grading.elsewhere import Elsewhere
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.slips import SLIPS, Slip, slips
from tests.grading.mistakes_page import PAGE, page
from tests.grading.shown_mistakes import exercise_of

LEAST = 60
"""So many mistakes are known at least."""


def outcomes(mal_rule: MalRule) -> tuple[Outcome, Outcome]:
    exercise = exercise_of(mal_rule.example)
    (part,) = exercise.parts
    right, wrong = (
        checked_exercise(exercise, {"1": part}, {"1": response})[0]
        for response in (mal_rule.example.right, mal_rule.example.wrong)
    )
    return right, wrong


@pytest.mark.parametrize("mal_rule", MAL_RULES.values(), ids=list(MAL_RULES))
def test_a_mistake_is_named_by_the_wrong_answer_that_shows_it(mal_rule: MalRule) -> None:
    right, wrong = outcomes(mal_rule)
    assert right.verdict == "correct"
    assert wrong.verdict in ("incorrect", "partial")
    assert mal_rule.id in [misconception.id for misconception in wrong.misconceptions]


@pytest.mark.parametrize("mal_rule", CONVENTIONS.values(), ids=list(CONVENTIONS))
def test_a_convention_is_named_by_the_answer_that_is_right_under_it(mal_rule: MalRule) -> None:
    right, wrong = outcomes(mal_rule)
    assert right.verdict == "correct"
    assert wrong.verdict in ("incorrect", "partial")
    assert wrong.convention == mal_rule.id


def test_many_mistakes_are_known_each_with_its_source() -> None:
    assert len(MAL_RULES) >= LEAST
    assert not [mal_rule.id for mal_rule in (MAL_RULES | CONVENTIONS).values() if len(mal_rule.source) < 8]


def test_the_page_of_mistakes_is_that_of_today() -> None:
    assert PAGE.read_text("utf-8") == page(), "make mistakes"


@pytest.mark.parametrize("slip", SLIPS.values(), ids=list(SLIPS))
def test_a_slip_is_named_by_the_wrong_answer_that_shows_it(slip: Slip) -> None:
    kind = "shape" if slip.example[0].startswith("(") else "integer"
    right, wrong = (key_value(kind, text, {}) for text in slip.example)
    # digits are written otherwise; everything else is right elsewhere
    found = slips(right, [Elsewhere(wrong, slip.id)], lambda key: key == wrong)
    assert [misconception.id for misconception in found.misconceptions] == [slip.id]
