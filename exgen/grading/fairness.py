"""How alike the variants are that a class gets: in difficulty, and in their answers.

``exgen lint BANK --class 300`` draws such a class. What makes a variant harder than another one is counted, not judged:
steps of its derivations, digits of its longest number, whether a quotient is rounded, whether a number is negative.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from exgen.engine.conventions import Conventions
from exgen.engine.settled_conventions import settled
from exgen.errors import ExpressionError
from exgen.questions.drawing import Values, draw, values_of
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.laid_values import LaidValue
from exgen.questions.library import Library
from exgen.questions.prose import derivation_markdown
from exgen.questions.records import Bank, BankQuestion, DifficultyLimits
from exgen.questions.rejections import rejection
from exgen.questions.variants import Space, variant_space

SEED = 0
"""The seed of the class that is drawn."""

_WHOLE = re.compile(r"[0-9]+")
_NEGATIVE = re.compile(r"(?:^|[^\w)\]}. ])\s*[-−]\s*[0-9]")


class Difficulty(NamedTuple):
    """What a variant asks of whoever works it out: ``digits`` are those of its longest whole number."""

    steps: int
    digits: int
    is_rounded: bool
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Fairness:
    """One question of a bank in a class: the least and the most of what its variants ask.

    ``distinct`` is the number of different variants drawn, ``sharing`` that of the students all of whose answers
    somebody else has too; ``problems`` are spreads beyond the template's ``difficulty``.
    """

    question: str
    template: str
    students: int
    space: Space
    distinct: int
    sharing: int
    steps: tuple[int, int]
    digits: tuple[int, int]
    rounded: int
    negative: int
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The line of ``exgen lint --class --json``."""
        return {
            "question": self.question,
            "template": self.template,
            "students": self.students,
            "variants": {"number": self.space.size, "exact": self.space.is_exact},
            "distinct": self.distinct,
            "sharing": self.sharing,
            "steps": list(self.steps),
            "digits": list(self.digits),
            "rounded": self.rounded,
            "negative": self.negative,
            "problems": list(self.problems),
        }


def fairness(bank: Bank, library: Library, students: int) -> Iterator[Fairness]:
    """Every question of a bank, drawn for a class of so many; raises TemplateError where no variant can be drawn."""
    near = library.near(bank.path)
    for question in bank.questions:
        yield _question_fairness(question, Exercises(near.template(question.template)), bank, students)


def difficulty(exercise: Exercise) -> Difficulty:
    """What a variant asks.

    >>> from exgen.questions.library import Library, own_place
    >>> template = Library([own_place()]).template("convolution/output_size_2d")
    >>> difficulty(Exercises(template).exercise({"H": 78, "W": 84, "K": 5, "S": 3, "P": 2}))
    Difficulty(steps=2, digits=2, is_rounded=True, is_negative=False)
    """
    lines = [line for part in exercise.parts for line in derivation_markdown(exercise, part)]
    keys = [part.key_text for part in exercise.parts if part.key is not None]
    numbers = [*lines, *keys, *map(str, exercise.parameters.values())]
    longest = max((len(found) for text in numbers for found in _WHOLE.findall(text)), default=0)
    is_negative = any(_NEGATIVE.search(text) for text in (*keys, *map(str, exercise.parameters.values())))
    return Difficulty(len(lines), longest, _is_rounded(exercise), is_negative)


def _is_rounded(exercise: Exercise) -> bool:
    """Whether a quotient on the way to a key does not come out even."""
    for part in exercise.parts:
        for cell in part.cells:
            if isinstance(cell.laid, LaidValue) and cell.run is not None and not cell.run.is_symbolic:
                try:
                    exact = cell.run.rerun(settled(Conventions(division="exact")))
                    if any(exact[slot] != cell.run[slot] for slot in cell.laid.slots):
                        return True
                except ExpressionError:  # half a row of a map has no value
                    return True
    return False


def _question_fairness(question: BankQuestion, exercises: Exercises, bank: Bank, students: int) -> Fairness:
    template = exercises.template
    taken: set[Values] = set()
    found: list[Difficulty] = []
    answers: Counter[tuple[str, ...]] = Counter()
    for number in range(students):
        variant = draw(
            template,
            question.id,
            SEED,
            f"student {number}",
            pinned=question.set,
            accepts=lambda parameters: rejection(exercises.exercise(parameters)),
            taken=taken,
        )
        taken.add(values_of(variant.parameters))
        exercise = exercises.exercise(variant.parameters)
        found.append(difficulty(exercise))
        answers[tuple(part.key_text for part in exercise.parts if part.key is not None)] += 1
    steps, digits = [each.steps for each in found], [each.digits for each in found]
    result = Fairness(
        question=question.id,
        template=template.name,
        students=students,
        space=variant_space(template, question.set),
        distinct=len(taken),
        sharing=sum(count for count in answers.values() if count > 1),
        steps=(min(steps), max(steps)),
        digits=(min(digits), max(digits)),
        rounded=sum(each.is_rounded for each in found),
        negative=sum(each.is_negative for each in found),
        problems=(),
    )
    problems = _beyond(result, template.difficulty) if template.difficulty is not None else ()
    where = f"{bank.path}: {question.path}: {template.name}: difficulty"
    return replace(result, problems=tuple(f"{where}.{problem}" for problem in problems))


def _beyond(found: Fairness, limits: DifficultyLimits) -> Iterator[str]:
    """The spreads that are larger than a template allows."""
    for name, allowed, (least, most) in (
        ("steps", limits.steps, found.steps),
        ("digits", limits.digits, found.digits),
    ):
        if allowed is not None and most - least > allowed:
            yield f"{name}: from {least} to {most} in a class of {found.students}; they may differ by {allowed}"
    for name, is_alike, number, what in (
        ("rounding", limits.rounding == "alike", found.rounded, "a quotient is rounded"),
        ("signs", limits.signs == "alike", found.negative, "a number is negative"),
    ):
        if is_alike and 0 < number < found.students:
            yield f"{name}: {what} for {number} of {found.students} students; it has to be all or none"
