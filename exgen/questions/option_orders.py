"""The order in which a student reads what there is to choose from, to match or to put in order: one of their own.

Keys and responses speak of texts, letters of their places: so an exercise in another order has the same keys, and
``b`` in a response is what that student's sheet has under b. The wrong values of ``distractors`` have an order of each
variant's own anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from exgen.errors import SheetError
from exgen.questions.exercise import Exercise
from exgen.questions.parts import Part
from exgen.questions.records import AnswerSource, Template, frozen
from exgen.questions.seeds import Stream

SHUFFLED = ("items", "choices")
"""The options of an answer's kind whose texts have an order."""

Orders: TypeAlias = Mapping[str, Mapping[str, Sequence[int]]]
"""For answers by name, and their options: for each place which of the template's texts stands there, from 0."""


def drawn_orders(template: Template, question: str, seed: int, whose: str) -> dict[str, dict[str, list[int]]]:
    """The orders that a student has in a question; answers without such options have none.

    >>> from exgen.questions.library import Library, own_place
    >>> template = Library([own_place()]).template("parameters/order_of_layers")
    >>> drawn_orders(template, "order", 7, "anna") == drawn_orders(template, "order", 7, "ben")
    False
    """
    orders: dict[str, dict[str, list[int]]] = {}
    for answer in template.answers:
        for option in SHUFFLED if not answer.distractors else ():
            texts = answer.options.get(option)
            if isinstance(texts, list | tuple):
                stream = Stream("options", seed, whose, question, answer.name, option)
                orders.setdefault(answer.name, {})[option] = list(stream.shuffled(range(len(texts))))
    return orders


def in_order(exercise: Exercise, orders: Orders) -> Exercise:
    """The exercise as a student reads it who has these orders.

    Raises SheetError for what is no order of an answer's options.
    """
    if not orders:
        return exercise
    _check(exercise.template, orders)
    answers = {answer.name: _answer(answer, orders.get(answer.name, {})) for answer in exercise.template.answers}
    return replace(
        exercise,
        template=replace(exercise.template, answers=tuple(answers.values())),
        parts=tuple(_part(part, answers[part.answer.name], orders) for part in exercise.parts),
    )


def _check(template: Template, orders: Orders) -> None:
    for name, options in orders.items():
        answer = next((answer for answer in template.answers if answer.name == name), None)
        for option, order in options.items():
            texts = () if answer is None or option not in SHUFFLED else answer.options.get(option, ())
            if not isinstance(texts, list | tuple) or sorted(order) != list(range(len(texts))) or not order:
                raise SheetError(f"orders.{name}.{option}: {list(order)} is no order of the options of {template.name}")


def _answer(answer: AnswerSource, orders: Mapping[str, Sequence[int]]) -> AnswerSource:
    return replace(answer, options=frozen(_ordered(answer.options, orders))) if orders else answer


def _part(part: Part, answer: AnswerSource, orders: Orders) -> Part:
    return replace(part, answer=answer, options=_ordered(part.options, orders.get(answer.name, {})))


def _ordered(options: Mapping[str, object], orders: Mapping[str, Sequence[int]]) -> dict[str, object]:
    found = dict(options)
    for option, order in orders.items():
        texts = found[option]
        assert isinstance(texts, list | tuple)
        found[option] = [texts[place] for place in order]
    return found
