"""Which questions of a bank a student gets, and in which order: the same for the same seed, on every machine."""

from __future__ import annotations

from itertools import groupby

from exgen.questions.records import Bank, BankQuestion
from exgen.questions.seeds import Stream

EVERYBODY = ""
"""The student in whose name is drawn what is the same for all; no student has this id."""


def selected(bank: Bank, seed: int, student: str) -> tuple[BankQuestion, ...]:
    """A student's questions in their order; it depends on nobody else.

    Of each pool the questions that are picked keep their order, unless the bank shuffles all of them.
    """
    chosen: list[BankQuestion] = []
    for pool, group in groupby(bank.questions, key=lambda question: question.pool or question.id):
        questions = tuple(group)
        if isinstance(pool, str):
            chosen += questions
        else:
            whose = EVERYBODY if questions[0].is_same_for_all else student
            stream = Stream("pick", seed, whose, " ".join(question.id for question in questions))
            picked = {question.id for question in stream.shuffled(questions)[: pool.pick]}
            chosen += (question for question in questions if question.id in picked)
    return Stream("order", seed, student).shuffled(chosen) if bank.shuffle else tuple(chosen)
