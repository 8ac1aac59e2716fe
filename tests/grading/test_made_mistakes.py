"""Whoever makes a known mistake is told its name, on variant after variant, or one that leads to the same answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from benchmarks.diagnoses import explained
from exgen.engine.mal_rules import MAL_RULES
from exgen.grading.slips import SLIPS
from exgen.questions import draw
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.records import Template
from exgen.questions.rejections import rejection
from tests.grading.made_mistakes import Made, made_mistakes, own_templates

pytestmark = pytest.mark.slow

VARIANTS = 50
"""So many wrong answers, in variants drawn at random, each mistake is held to."""

MOST_DRAWS = 120
"""Of a template so many variants are drawn at most."""


@pytest.fixture(scope="module")
def made() -> Mapping[str, list[Made]]:
    """For each mistake wrong answers that come of it, over all templates in which it can be made."""
    library = Library([own_place()])
    templates = [*map(library.template, library.templates()), *own_templates()]
    makers = {template.name: (template, Exercises(template)) for template in templates}
    found: dict[str, list[Made]] = {id: [] for id in MAL_RULES}
    can: dict[str, set[str]] = {name: set(MAL_RULES) for name in makers}
    for seed in range(MOST_DRAWS):
        for name, (template, exercises) in makers.items():
            wanted = {id for id in can[name] if len(found[id]) < VARIANTS}
            if wanted:
                exercise = _drawn(template, exercises, seed)
                for one in made_mistakes(exercise, [MAL_RULES[id] for id in wanted]):
                    found[one.mistake].append(one)
                if seed == 20:  # what nobody made in so many variants cannot be made here
                    can[name] = {id for id in can[name] if any(one.exercise.template is template for one in found[id])}
    return found


def _drawn(template: Template, exercises: Exercises, seed: int) -> Exercise:
    """A variant of a template."""
    variant = draw(template, template.name, seed, "", accepts=lambda values: rejection(exercises.exercise(values)))
    return exercises.exercise(variant.parameters)


@pytest.mark.parametrize("id", list(MAL_RULES))
def test_a_mistake_is_named_on_fifty_variants_or_told_as_a_tie(id: str, made: Mapping[str, list[Made]]) -> None:
    told: Counter[str] = Counter()
    assert len(made[id]) >= VARIANTS
    for one in made[id][: 2 * VARIANTS]:
        found = [misconception.id for misconception in explained(one.exercise, one.part, one.value).misconceptions]
        assert found, (one.exercise.template.name, dict(one.exercise.parameters), one.part.name, one.value)
        assert not set(found) & set(SLIPS)
        told["named" if id in found else "tie"] += 1
    assert told["named"] > told["tie"]
