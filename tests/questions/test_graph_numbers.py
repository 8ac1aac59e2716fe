"""Graphs with numbers in templates: keys, their derivations, and what is said of values that cannot be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.proof import confirm_number
from exgen.errors import ProofError, TemplateError
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.domains import Parameter
from exgen.questions.exercise import Exercise
from exgen.questions.proofs import proof
from exgen.questions.prose import derivation_markdown, statement
from tests.questions.small_templates import answer, exercise_of, keys_of

PAGE = Path(__file__).parents[2] / "docs" / "templates.md"

NEURON = """
[parameters]
w0 = { one_of = [[[2, -1]]] }
x0 = { one_of = [[[3], [1]]] }
t  = { one_of = [3] }
c  = { is = "t / 2" }

[graph]
lines   = ["z = w x", "a = relu(z)", "L = c (a - y)^2"]
loss    = "L"
shapes  = { w = [1, "d"], x = ["d", 1], y = [1, 1] }
values  = { w = "w0", x = "x0", y = "2 t" }
updates = ["v = w - 1/10 dL/dw"]
"""

VALUES: dict[str, Parameter] = {"w0": ((2, -1),), "x0": ((3,), (1,)), "t": 3}


def neuron(*asked: tuple[str, str]) -> Exercise:
    parts = [answer(kind, value, "", f"p{number}") for number, (kind, value) in enumerate(asked)]
    return exercise_of(NEURON, "\n\n".join(parts), VALUES)


def test_values_gradients_and_updates_are_keys_that_are_proven() -> None:
    exercise = neuron(
        ("number", "graph.value(L)"),
        ("number", "graph.gradient_value(z)"),
        ("matrix", "graph.gradient_value(w)"),
        ("matrix", "graph.update(v)"),
        ("matrix_expression", "graph.gradient(w)"),
        ("number", "graph.value(a, 1)"),
    )
    assert keys_of(exercise) == {
        "p0": "1.5",
        "p1": "-3",
        "p2": "[[-9,-3]]",
        "p3": "[[2.9,-0.7]]",
        "p4": "3 relu'(z) (a - y) x^T",
        "p5": "5",
    }
    assert {proof(exercise, part) for part in exercise.parts} == {"proven"}


def test_a_wrong_number_gets_the_name_of_its_mistake_in_the_gradient() -> None:
    exercise = neuron(("number", "graph.gradient_value(z)"), ("matrix", "graph.update(v)"))
    parts = {part.name: part for part in exercise.parts}
    outcomes = checked_exercise(exercise, parts, {"p0": "3", "p1": "[[1.1, -1.3]]"})
    assert [outcome.misconceptions[0].id for outcome in outcomes] == ["loss_difference_reversed"] * 2


def test_the_derivation_of_a_number_goes_forward_and_back_with_numbers() -> None:
    exercise = neuron(("number", "graph.value(a)"), ("matrix", "graph.update(v)"))
    forward, back = (derivation_markdown(exercise, part) for part in exercise.parts)
    assert [line.partition(": ")[2] for line in forward] == [
        "forward pass: $z = w x = 5$",
        "forward pass: $a = \\operatorname{ReLU}(z) = 5$",
    ]
    assert back[-1] == (
        "The update: $v = w - \\frac{1}{10} \\frac{\\partial L}{\\partial w} "
        "= \\begin{bmatrix}29/10 & -7/10\\end{bmatrix}$"
    )
    assert "\\frac{\\partial L}{\\partial a} = 3 (a - y) = -3" in back[0]


def test_a_wrong_key_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    from exgen.engine.gradients import proof as proof_of_gradients

    exercise = neuron(("number", "graph.gradient_value(z)"))
    monkeypatch.setattr(proof_of_gradients, "differences", lambda *_: ((1.0,),))
    with pytest.raises(ProofError, match="gradient of z: the key is"):
        proof(exercise, exercise.parts[0])


def test_a_statement_may_print_the_numbers() -> None:
    exercise = neuron(("number", "graph.value(a)"))
    assert exercise.networks["graph"].layers
    assert statement(exercise)


def test_the_graph_with_numbers_on_the_page_is_worked_out() -> None:
    (block,) = re.findall(r"```toml\n(\[parameters\][^`]*\[graph\][^`]*updates[^`]*)```", PAGE.read_text("utf-8"))
    tables, _, answers = block.partition("[[answers]]")
    answers = re.sub(r"ask +=.*\n|\[\[answers\]\]\n", "", answers)
    exercise = exercise_of(tables, answers, {"weights": ((1, 2),), "T": 2})
    assert keys_of(exercise) == {"slope": "-0.0409", "after": "[[1.0041,1.9918]]"}
    assert {proof(exercise, part) for part in exercise.parts} == {"proven"}


BROKEN = [
    (NEURON, "graph.value(q)", "graph.value(q): nothing is called q in this graph; allowed: L, a, w, x, y, z"),
    (NEURON, "graph.update(q)", "no update works out q; allowed: v"),
    (NEURON.replace("updates", "# updates"), "graph.update(v)", "this graph has no updates"),
    (NEURON.replace("values", "# values"), "graph.value(a)", "graph.value(a): this graph has no numbers; give them in"),
    (NEURON.replace('y = "2 t"', 'y = "2 q"'), "graph.value(a)", 'graph: values.y: "2 q": '),
    (
        NEURON.replace(', y = "2 t"', ', yy = "2 t"'),
        "graph.value(a)",
        'graph: values.yy: no line uses yy; did you mean "y"?',
    ),
    (NEURON.replace('x = "x0"', "x = [[1]]"), "graph.value(a)", "graph: x is (2,1), and its value (1,1)"),
    (NEURON, "graph.square(a)", '"graph.square(a)" is no gradient; '),
]


@pytest.mark.parametrize(("tables", "value", "problem"), BROKEN)
def test_what_cannot_be_asked_is_told(tables: str, value: str, problem: str) -> None:
    with pytest.raises(TemplateError) as caught:
        exercise_of(tables, answer("number", value, "", "p"), VALUES)
    assert problem in str(caught.value)


AT_ZERO = """
[parameters]
x0    = { one_of = [[[2], [-1]]] }
slope = { one_of = ["zero", "one", "half"] }

[graph]
lines  = ["z = W x", "a = relu(z)", "L = sum(a ⊙ y) + sum(relu(a))"]
loss   = "L"
shapes = { W = [2, 2], x = [2, 1], y = [2, 1] }
values = { W = [[1, 2], [3, 4]], x = "x0", y = [[5], [7]] }

[conventions]
slope_at_zero = "slope"
"""


@pytest.mark.parametrize(
    ("slope", "key", "formula", "others"),
    [
        ("zero", "[[0],[8]]", "relu'(z) ⊙ (y + relu'(a))", {"[[6],[8]]": "slope_one_at_zero"}),
        ("one", "[[6],[8]]", "1[z >= 0] ⊙ (y + 1[a >= 0])", {"[[0],[8]]": "no_slope_at_zero"}),
        (
            "half",
            "[[2.75],[8]]",
            "1/2 (1[z > 0] + 1[z >= 0]) ⊙ (y + 1/2 (1[a > 0] + 1[a >= 0]))",
            {"[[0],[8]]": "no_slope_at_zero", "[[6],[8]]": "slope_one_at_zero"},
        ),
    ],
)
def test_the_slope_of_a_relu_at_zero_is_the_templates_convention(
    slope: str, key: str, formula: str, others: dict[str, str]
) -> None:
    parts = (
        answer("matrix", "graph.gradient_value(z)", "", "p"),
        answer("matrix_expression", "graph.gradient(z)", "", "f"),
    )
    exercise = exercise_of(AT_ZERO, "\n\n".join(parts), {"x0": ((2,), (-1,)), "slope": slope})
    assert list(keys_of(exercise).values()) == [key, formula]
    assert {proof(exercise, part) for part in exercise.parts} == {"proven"}
    name = exercise.parts[0].name
    for response, convention in others.items():
        (outcome,) = checked_exercise(exercise, {name: exercise.parts[0]}, {name: response})
        assert outcome.convention == convention


def test_a_wrong_slope_at_zero_is_not_confirmed() -> None:
    exercise = exercise_of(
        AT_ZERO, answer("matrix", "graph.gradient_value(z)", "", "p"), {"x0": ((2,), (-1,)), "slope": "one"}
    )
    graph = exercise.networks["graph"]
    assert isinstance(graph, Graph)
    confirm_number(graph, "z", "gradient", ((6,), (8,)), None)
    with pytest.raises(ProofError, match="differences give"):
        confirm_number(graph, "z", "gradient", ((0,), (8,)), None)
