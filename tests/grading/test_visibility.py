"""How often each mistake is hidden in a template's variants."""

from __future__ import annotations

import pytest

from benchmarks.random_answers import exercises_of
from exgen.engine.mal_rules import MAL_RULES
from exgen.grading.lint import lint_named
from exgen.grading.visibility import visibilities
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.variants import pinned_variant

LIBRARY = Library([own_place()])


def convolution(**values: int) -> Exercise:
    template = LIBRARY.template("convolution/output_size_2d")
    return Exercises(template).exercise(pinned_variant(template, values).parameters)


def test_a_mistake_is_hidden_where_it_gives_the_right_answer() -> None:
    # without padding nothing can be forgotten of it; (30 - 3)/3 is whole, (31 - 3)/2 too
    found = visibilities([convolution(H=30, W=33, K=3, S=3, P=0), convolution(H=31, W=33, K=3, S=2, P=1)])
    hidden = {one.mistake: (one.hidden, one.tried) for one in found}
    assert hidden["padding_forgotten"] == (1, 2)
    assert hidden["ceil_for_floor"] == (2, 2)
    assert hidden["stride_forgotten"] == (0, 2)
    assert [one.mistake for one in found] == sorted(hidden, key=list(MAL_RULES).index)


def test_a_mistake_of_one_layer_is_seen_where_some_layer_shows_it() -> None:
    found = visibilities(exercise for _, exercise in exercises_of(LIBRARY, "parameters/vgg", 2))
    told = {(one.answer, one.mistake): one.hidden for one in found}
    assert told["total", "layer_left_out"] == 0
    assert told["total", "dilation_forgotten"] == 2


@pytest.mark.parametrize("name", list(LIBRARY.templates()))
def test_what_a_template_keeps_apart_is_never_hidden(name: str) -> None:
    found = visibilities(exercise for _, exercise in exercises_of(LIBRARY, name, 4))
    assert [one for one in found if one.is_listed and one.hidden] == []


def test_lint_tells_what_is_hidden() -> None:
    finding = lint_named(LIBRARY, "convolution/output_size_2d", 20, None)
    hidden = {one.mistake: (one.hidden, one.tried) for one in finding.mistakes if one.is_now_and_then}
    assert 0 < hidden["padding_counted_once"][0] < 20
    assert {"answer": "size", "mistake": "dilation_forgotten", "hidden": 20, "tried": 20} in finding.as_json()[
        "hidden_mistakes"
    ]  # type: ignore[operator]  # a list
