"""How long it takes to explain one wrong response, over all templates; pairs at single places are not tried."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import islice
from statistics import median
from typing import Any

from benchmarks.figures import Figure
from benchmarks.measuring import timing
from benchmarks.random_answers import exercises_of, explanations
from exgen.answers import KINDS, UnreadableResponse, judge
from exgen.expressions import Node, literal, show
from exgen.grading.diagnosis import Diagnosis, diagnosis
from exgen.grading.exercise_check import elsewhere
from exgen.grading.matching_keys import matches_of_mistakes
from exgen.grading.slips import with_slips
from exgen.questions import Library
from exgen.questions.exercise import Exercise, Part

VARIANTS = 6
"""So many variants of each template are asked; the first one, on which rules are made ready, counts too."""

RESPONSES = 6
"""So many wrong responses to each part that mistakes lead to, and as many that none does."""


def explained(exercise: Exercise, part: Part, value: Any) -> Diagnosis:
    """What explains a wrong value: mistakes, or else slips."""
    assert part.laid is not None
    assert part.key is not None
    name, matches = part.laid.network, matches_of_mistakes(part, value)
    found = diagnosis(exercise.runs[name], part.laid, exercise.networks[name], matches)
    return with_slips(found, part.key, elsewhere(exercise, part), matches)


def typed(part: Part, key: Any) -> str:
    """What a mistake leads to as a student types it: it may be a number where a formula is asked, or a formula."""
    if isinstance(key, int | Fraction) and part.answer.kind == "expression":
        return show(literal(key))
    if isinstance(key, Node) and part.answer.kind == "number":
        return show(key)
    return KINDS[part.answer.kind].show(key)


def wrong_values(exercise: Exercise, part: Part) -> Iterator[Any]:
    """Wrong responses as values: some that mistakes lead to, some that are digits of nothing."""
    kind = KINDS[part.answer.kind]
    texts = dict.fromkeys(typed(part, key) for key in islice(explanations(exercise, part), 4 * RESPONSES))
    nothing = [part.key_text.replace(digit, other) for digit, other in zip("1234567", "7654897", strict=True)]
    for text in (*islice(texts, RESPONSES), *dict.fromkeys(nothing)):
        options = kind.settled(part.options, part.key)
        try:
            value = kind.read(text, options)
        except UnreadableResponse:
            continue
        if judge(part.answer.kind, part.key_text, text, part.options).score == 0:
            yield value


def diagnosis_times(library: Library, variants: int = VARIANTS) -> dict[str, list[float]]:
    """For each template the seconds that its wrong responses take; the memory of other ones is not tidied meanwhile."""
    seconds: dict[str, list[float]] = {}
    for name in library.templates():
        # the responses come from variants of their own: nothing that is worked out for them is there already
        asked = zip(exercises_of(library, name, variants), exercises_of(library, name, variants), strict=True)
        for (_, model), (_, exercise) in asked:
            for part, fresh in zip(model.parts, exercise.parts, strict=True):
                if part.laid is not None and part.key is not None and part.choice is None:
                    tasks = [partial(explained, exercise, fresh, value) for value in wrong_values(model, part)]
                    gc.disable()
                    seconds.setdefault(name, []).extend(timing(tasks).seconds)
                    gc.enable()
    return seconds


def diagnosis_figures(library: Library) -> Iterator[Figure]:
    """The median over all templates, and the slowest response of all."""
    seconds = diagnosis_times(library)
    every = [one for found in seconds.values() for one in found]
    slowest = max(seconds, key=lambda name: max(seconds[name]))
    yield Figure(
        f"diagnosis of one of {len(every):,} wrong responses to {len(seconds)} templates", median(every), 0.002
    )
    yield Figure("- the slowest", max(every), 0.050, note=slowest)
