"""How often a mistake cannot be seen: somebody who makes it everywhere gives the right answer all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import missteps
from exgen.errors import InputError
from exgen.questions.exercise import Exercise, Part
from exgen.questions.key_forms import Key


class Visibility(NamedTuple):
    """Of ``tried`` answers in which a mistake could be made it is ``hidden`` in so many: they come out right.

    ``is_listed``: the template promises by ``separate`` that it never is.
    """

    answer: str
    mistake: str
    hidden: int
    tried: int
    is_listed: bool

    @property
    def is_now_and_then(self) -> bool:
        """Whether it is hidden in some variants and seen in others, so that it depends on what is drawn."""
        return 0 < self.hidden < self.tried

    def as_json(self) -> dict[str, object]:
        """The mistake as ``exgen lint --json`` prints it."""
        return {"answer": self.answer, "mistake": self.mistake, "hidden": self.hidden, "tried": self.tried}


def visibilities(exercises: Iterable[Exercise]) -> list[Visibility]:
    """For each answer of a template and each mistake that can be made in it how often it is hidden in its variants.

    The rows of a table count together. What a mistake has no value for, it does not lead to: it is seen.
    """
    found: dict[tuple[str, str], list[bool]] = {}
    listed: set[tuple[str, str]] = set()
    for exercise in exercises:
        for part in exercise.parts:
            listed |= {(part.answer.name, mistake) for mistake in part.answer.separate}
            for mistake, is_hidden in _mistakes(exercise, part):
                found.setdefault((part.answer.name, mistake), []).append(is_hidden)
    order = list(MAL_RULES)
    told = [
        Visibility(answer, mistake, sum(hidden), len(hidden), (answer, mistake) in listed)
        for (answer, mistake), hidden in found.items()
    ]
    return sorted(told, key=lambda one: (one.answer, order.index(one.mistake)))


def _mistakes(exercise: Exercise, part: Part) -> Iterator[tuple[str, bool]]:
    """The mistakes that can be made in a part, and whether they are hidden in it.

    A mistake is made everywhere, or one of single layers in each of them: hidden where all of these are.
    """
    if part.laid is None:
        return
    run = exercise.runs[part.laid.network]
    upstream = run.calculation.upstream(part.laid.slots)
    right = part.laid.read(run.__getitem__)
    hidden: dict[str, bool] = {}
    for step in missteps(run, MAL_RULES.values(), run.calculation.reached(part.laid.slots)):
        if step.is_everywhere or step.mal_rule.is_of_one_layer:
            value: Key | None = None
            with suppress(InputError):
                value = part.laid.read(run.rerun([step], within=upstream).__getitem__)
            hidden[step.mal_rule.id] = hidden.get(step.mal_rule.id, True) and value == right
    yield from hidden.items()
