"""The conventions as settings: what each of them makes of a right answer, and what a statement says of it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.engine.conventions import Conventions, others, setting_sentence, settings
from exgen.engine.mal_rules import CONVENTIONS
from exgen.errors import InputError
from tests.engine.mal_rule_examples import asked

LAYER = ("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)")


def under(conventions: Conventions, network: str, input: str, quantity: str) -> object:
    question = asked(network, input, quantity)
    return conventions.of(question.run)[question.value.slots[0]]


def test_every_convention_is_a_value_of_one_field() -> None:
    told = [convention for allowed in settings().values() for convention in allowed.values() if convention]
    assert sorted(told) == sorted(CONVENTIONS)
    assert [name for name, _ in others()] == told


def test_the_first_value_of_a_field_is_the_engines_own() -> None:
    assert Conventions().missteps() == []
    assert all(next(iter(allowed.values())) == "" for allowed in settings().values())
    assert under(Conventions(), *LAYER, "parameters") == 100416


def test_every_value_has_a_sentence_of_its_own() -> None:
    sentences = [setting_sentence(name, value) for name, allowed in settings().items() for value in allowed]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)
    assert Conventions(biases="left_out").sentences()["biases"] == "Biases are not counted as parameters."


@pytest.mark.parametrize(
    ("conventions", "network", "input", "quantity", "value"),
    [
        (Conventions(biases="left_out"), *LAYER, "parameters", 100352),
        (Conventions(operations="two_for_each_product"), *LAYER, "multiplications", 2 * 2508800),
        (Conventions(dilation="from_zero"), "Conv1d(1, 1, 3, dilation=4)", "(1, 20)", "output_size", 10),
        (Conventions(dilation="from_zero"), "Conv1d(1, 1, 3)", "(1, 20)", "output_size", 18),
        (Conventions(normalisation="with_statistics"), "BatchNorm2d(8)", "(8, 4, 4)", "parameters", 32),
    ],
)
def test_a_quantity_is_worked_out_under_conventions(
    conventions: Conventions, network: str, input: str, quantity: str, value: int
) -> None:
    assert under(conventions, network, input, quantity) == value


def test_several_conventions_hold_together() -> None:
    question = asked("Conv2d(3, 8, 3, stride=2); BatchNorm2d(8)", "(3, 10, 10)", "parameters")
    both = Conventions(biases="left_out", normalisation="with_statistics")
    assert both.of(question.run)[question.slot] == 27 * 8 + 32
    sizes = asked("Conv2d(3, 8, 3, stride=2, dilation=2)", "(3, 10, 10)", "output_size")
    # 10 - 3 * 2 - 1 is 3: one step and a half
    both = Conventions(division="exact", dilation="from_zero")
    assert both.of(sizes.run)[sizes.value.slots[0]] == Fraction(5, 2)


def test_a_value_that_a_field_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match='division: found "up"; allowed: exact, floor'):
        Conventions(division="up")
