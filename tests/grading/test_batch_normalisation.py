"""Back through a batch normalisation: the mean, the variance or both taken for constants get their name."""

from __future__ import annotations

import pytest

from exgen.answers import KINDS
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import laid_graph
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import Misstep, missteps
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.rejections import rejection
from tests.engine.gradients.graphs import batch_of_rows

TEMPLATE = Library([own_place()]).template("backpropagation/batch_normalisation")
MISTAKE = MAL_RULES["mean_taken_for_constant"]


@pytest.mark.parametrize("seed", range(20))
def test_statistics_taken_for_constants_are_named_with_the_line(seed: int) -> None:
    exercises = Exercises(TEMPLATE)
    drawn = draw(TEMPLATE, "q", seed, "", accepts=lambda values: rejection(exercises.exercise(values)))
    exercise = exercises.exercise(drawn.parameters)
    part = next(part for part in exercise.parts if part.name == "d_x")
    run, graph = exercise.runs["graph"], exercise.networks["graph"]
    assert part.laid is not None
    assert isinstance(graph, Graph)
    places: dict[str, Misstep] = {
        "everywhere" if step.place is None else graph.lines[step.place.layer or 0].name: step
        for step in missteps(run, [MISTAKE], run.calculation.reached(part.laid.slots))
    }
    assert places.keys() == {"everywhere", "m", "v"}
    for place, step in places.items():
        wrong = KINDS["matrix"].show(part.laid.read(run.rerun([step]).__getitem__))
        (outcome,) = checked_exercise(exercise, {"1": part}, {"1": wrong})
        assert outcome.verdict in ("incorrect", "partial")
        named = {misconception.id: misconception.where for misconception in outcome.misconceptions}
        assert named["mean_taken_for_constant"].split(" ")[0] == place


def test_what_was_worked_out_by_hand_is_named() -> None:
    # m = 3, s = 2, dL/dh = 2r: with both statistics constant dL/dx is r, with the mean alone c/4 + r
    values = TEMPLATE.examples[0].parameters
    exercise = Exercises(TEMPLATE).exercise({**values, "K": 3, "total": 4, "pull": -4})
    part = next(part for part in exercise.parts if part.name == "d_x")
    for response, place in (("1; 0; 2; 1", "everywhere"), ("1/2; 1/2; 3/2; 3/2", "m = mean(x)")):
        (outcome,) = checked_exercise(exercise, {"1": part}, {"1": response})
        found = {misconception.id: misconception.where for misconception in outcome.misconceptions}
        assert found["mean_taken_for_constant"] == place


@pytest.mark.parametrize("loss", ["mean((P - Y)^2)", "sum(abs(P)) - 1/2 mean((P - Y)^2)"])
def test_a_mean_that_is_a_term_of_the_loss_cannot_be_taken_for_a_constant(loss: str) -> None:
    run = laid_graph(batch_of_rows(loss)).run
    rules = {step.rule.name for step in run.calculation.steps}
    assert "mean_gradient" in rules
    assert "statistic_gradient" not in rules
    assert missteps(run, [MISTAKE], run.calculation.upstream(range(len(run.values)))) == []
