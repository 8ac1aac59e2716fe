"""Graphs in templates: parameters in their lines, keys, what responses may use, and what is said of broken ones."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from exgen.answers import judge
from exgen.errors import ProofError, TemplateError
from exgen.questions.domains import Parameter
from exgen.questions.exercise import Exercise
from exgen.questions.proofs import proof
from exgen.questions.prose import context, derivation_markdown, statement
from exgen.questions.rejections import rejection
from exgen.questions.statements import rendered
from tests.questions.small_templates import answer, exercise_of, exercise_problems, keys_of, template_of

PAGE = Path(__file__).parents[2] / "docs" / "templates.md"

LAYER = """
[parameters]
f = { one_of = ["sigmoid", "tanh"] }

[graph]
lines  = ["z = W x + b", "a = f(z)", "l = norm(a - y)^2"]
loss   = "l"
shapes = { W = ["h", "d"], b = ["h", 1], x = ["d", 1], y = ["h", 1] }
"""
SIGMOID: dict[str, Parameter] = {"f": "sigmoid"}


def asked(node: str, name: str = "g", more: str = "") -> str:
    return answer("matrix_expression", f"graph.gradient({node})", more, name)


def layer(answers: str) -> Exercise:
    return exercise_of(LAYER, answers, SIGMOID)


def lines(text: str, parameters: str = "", shapes: str = "") -> str:
    """The tables of a graph with these lines."""
    more = f", {shapes}" if shapes else ""
    return (
        f"[parameters]\n{parameters}\n[graph]\nlines = {text}\nloss = 'l'\n"
        f"shapes = {{ W = ['h', 'd'], b = ['h', 1], x = ['d', 1], y = ['h', 1]{more} }}\n"
    )


def test_gradients_are_keys_that_are_proven() -> None:
    exercise = layer("\n\n".join(asked(node, f"d_{node}") for node in ("a", "z", "W", "b", "x")))
    assert keys_of(exercise) == {
        "d_a": "2(a - y)",
        "d_z": "sigma'(z) ⊙ 2(a - y)",
        "d_W": "(sigma'(z) ⊙ 2(a - y)) x^T",
        "d_b": "sigma'(z) ⊙ 2(a - y)",
        "d_x": "W^T (sigma'(z) ⊙ 2(a - y))",
    }
    assert {proof(exercise, part) for part in exercise.parts} == {"proven"}


def test_a_key_that_differences_do_not_give_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    from exgen.engine.gradients import proof as proof_of_gradients

    exercise = layer(asked("b"))
    zeros = (((0.0,),) * 3,) * 9
    monkeypatch.setattr(proof_of_gradients, "differences", lambda *_: zeros[0])
    proof_of_gradients.confirm_gradient.cache_clear()
    with pytest.raises(ProofError) as caught:
        proof(exercise, exercise.parts[0])
    proof_of_gradients.confirm_gradient.cache_clear()
    assert str(caught.value).startswith("test/question, g, with f = sigmoid: dl/db: the key sigma'(z) ⊙ 2(a - y) gives")


PUT_IN: list[tuple[str, str, dict[str, Parameter], str]] = [
    ("['z = W x + b', 'a = f(z)', 'l = norm(a - y)^2']", "f = 'tanh'", {}, "tanh'(z) ⊙ 2(a - y)"),
    ("['z = W x', 'a = tanh(z)', 'l = error']", "error = '1/2 norm(a - y)^2'", {}, "tanh'(z) ⊙ (a - y)"),
    ("['z = W x', 'a = tanh(z)', 'l = c norm(a - y)^2']", "c = 3", {}, "tanh'(z) ⊙ 6(a - y)"),
    ("['z = W x', 'a = tanh(z)', 'l = c norm(a - y)^2']", "n = 4\nc = { is = '1/n' }", {}, "tanh'(z) ⊙ 1/2 (a - y)"),
    ("['z = W x', 'a = tanh(z)', 'l = c norm(a - y)^2']", "c = -1", {}, "tanh'(z) ⊙ -2(a - y)"),
    ("['first', 'l = norm(a - y)^2']", "first = 'z = W x; a = relu(z)'", {}, "relu'(z) ⊙ 2(a - y)"),
]


@pytest.mark.parametrize(("text", "parameters", "values", "key"), PUT_IN, ids=[row[1] for row in PUT_IN])
def test_parameters_stand_in_lines(text: str, parameters: str, values: dict[str, Parameter], key: str) -> None:
    (part,) = exercise_of(lines(text, parameters), asked("z"), values).parts
    assert judge("matrix_expression", part.key_text, key, part.options).verdict == "correct"


def test_several_graphs_have_gradients_of_their_own() -> None:
    tables = LAYER.replace("[graph]", "[graphs.one]") + LAYER.split("\n\n")[1].replace(
        "[graph]", "[graphs.two]"
    ).replace("f(z)", "relu(z)")
    exercise = exercise_of(
        tables,
        answer("matrix_expression", "one.gradient(z)", name="g1")
        + "\n\n"
        + answer("matrix_expression", "two.gradient(W)", name="g2"),
        SIGMOID,
    )
    assert keys_of(exercise) == {"g1": "sigma'(z) ⊙ 2(a - y)", "g2": "(relu'(z) ⊙ 2(a - y)) x^T"}
    assert "dl/dz" not in str(exercise.parts[1].options)


def test_a_response_may_use_the_lines_and_the_gradients_that_were_asked_before() -> None:
    exercise = layer("\n\n".join(asked(node, f"d_{node}") for node in ("a", "z", "W")))
    given = [
        [line for line in part.options["given"] if line.startswith("d")]  # type: ignore[attr-defined]
        for part in exercise.parts
    ]
    assert given == [[], ["dl/da = 2(a - y)"], ["dl/da = 2(a - y)", "dl/dz = sigma'(z) ⊙ 2(a - y)"]]
    verdicts = [
        judge("matrix_expression", part.key_text, "dl/dz x^T", part.options).verdict.value for part in exercise.parts
    ]
    assert verdicts == ["invalid", "invalid", "correct"]


def test_an_answer_may_give_more_gradients() -> None:
    exercise = layer(asked("W", more='given = ["dl/dz", "c = 2(a - y)"]'))
    part = exercise.parts[0]
    for response in ("dl/dz x^T", "(sigma'(z) .* c) x^T"):
        assert judge("matrix_expression", part.key_text, response, part.options).verdict == "correct"


def test_a_gradient_never_stands_for_itself() -> None:
    for part in layer(asked("z", "one") + "\n\n" + asked("z", "two")).parts:
        assert judge("matrix_expression", part.key_text, "dl/dz", part.options).verdict == "invalid"


def test_derivations_begin_where_earlier_parts_end() -> None:
    exercise = layer(asked("z", "one") + "\n\n" + asked("W", "two"))
    first, second = (derivation_markdown(exercise, part) for part in exercise.parts)
    assert [line.split(":")[0] for line in first] == [
        "$l = \\lVert a - y \\rVert^{2}$",
        "$a = \\sigma(z)$",
    ]
    assert [line.split(":")[0] for line in second] == ["$z = W x + b$"]


def test_variants_in_which_a_mistake_is_right_are_drawn_again() -> None:
    tables = lines("['z = W x', 'a = tanh(z)', 'l = 1/2 norm(a - y)^2']")
    exercise = exercise_of(tables, asked("a", more='separate = ["loss_factor_forgotten"]'), {})
    assert rejection(exercise) is None
    exercise = exercise_of(
        tables.replace("1/2 norm", "norm"), asked("a", more='separate = ["loss_factor_forgotten"]'), {}
    )
    assert rejection(exercise) == "separate: loss_factor_forgotten gives the right g"


def test_a_statement_prints_the_lines_and_the_leaves() -> None:
    exercise = layer(asked("W"))
    text = "$<< graph.loss >>$:<% for leaf in graph.leaves %> $<< leaf >>$<% endfor %>; $<< graph.lines[1] >>$"
    assert rendered(text, context(exercise), "statement.md") == (
        "$l$: $W \\in \\mathbb{R}^{h \\times d}$ $b \\in \\mathbb{R}^{h}$ $x \\in \\mathbb{R}^{d}$ "
        "$y \\in \\mathbb{R}^{h}$; $a = \\sigma(z)$"
    )
    assert rendered("$$<< graph.forward >>$$", context(exercise), "statement.md") == (
        "$$\\begin{aligned} z &= W x + b \\\\ a &= \\sigma(z) \\\\ l &= \\lVert a - y \\rVert^{2} \\end{aligned}$$"
    )


def test_the_graph_on_the_page_gives_gradients() -> None:
    block, _ = re.findall(r"```toml\n(\[parameters\][^`]*\[graph\][^`]*)```", PAGE.read_text("utf-8"))
    tables, _, answers = block.partition("[[answers]]")
    ask = re.search(r"ask +=.*\n", answers)
    assert ask is not None
    exercise = exercise_of(tables, answers.replace(ask[0], ""), {"hidden": "tanh"})
    assert keys_of(exercise) == {"d_W": "(tanh'(z) ⊙ (a - y)) x^T"}
    assert statement(exercise)


WRONG_GRAPHS = [
    ("['z = W v', 'l = norm(z - y)^2']", "line 5, z = W v: nothing is called v (column 17); "),
    ("['z = W y', 'l = norm(z - y)^2']", "line 5, z = W y: W y does not fit: (h,d) times (h,1) (column 17)"),
    (
        "['z = W x', 'z = W x + b', 'l = norm(z - y)^2']",
        "line 5, z = W x + b: z is defined twice (column 22); ",
    ),
    (
        "['z = W x', 'l = tanh(z)']",
        "line 5, l = tanh(z): the loss l is (h,1); a loss is a single number, as in l = sum((o - y)^2) (column 22)",
    ),
    (
        "[\n  'z = W x',  # the layer\n  'r = layer_norm(v)', 'l = norm(z - y)^2',\n]",
        "line 7, r = layer_norm(v): layer_norm is of a name and, if you like, a small number that the lines before "
        "work out, as in r = layer_norm(z) (column 8)",
    ),
    ("['z = W x', 'm = norm(z - y)^2']", 'line 6, loss: no line works out "l" (column 9); allowed: m, z'),
]


@pytest.mark.parametrize(("text", "problem"), WRONG_GRAPHS, ids=[row[0] for row in WRONG_GRAPHS])
def test_a_broken_graph_is_told_in_one_line_with_its_place(text: str, problem: str) -> None:
    (told,) = exercise_problems(lines(text), asked("z"), {})
    assert told.startswith(f"T/question.toml: graph: {problem}")


def test_the_values_of_parameters_are_told_with_what_they_broke() -> None:
    (told,) = exercise_problems(LAYER, asked("z"), {"f": "swish"})
    assert told.startswith("T/question.toml: graph: line 7, a = swish(z): swish is no function here (column 31); ")
    assert told.endswith('(with f = "swish")')


def test_columns_are_those_of_the_file_whatever_is_put_in_or_left_out() -> None:
    tables = lines("[\n  'z = W x',\n \"l =  norm(z -  f(q))^2\",\n]", "f = { one_of = ['leaky_relu'] }")
    (told,) = exercise_problems(tables, asked("z"), {"f": "leaky_relu"})
    assert "graph: line 7, l = norm(z - leaky_relu(q))^2: nothing is called q (column 20); " in told
    assert tables.splitlines()[5][20 - 1] == "q"


def test_an_update_that_does_not_fit_is_told_with_its_place() -> None:
    more = "updates = ['V = W - dl/dx']\n"
    (told,) = exercise_problems(lines("['z = W x', 'l = norm(z - y)^2']") + more, asked("z"), {})
    assert "graph: line 8, V = W - dl/dx: W - dl/dx does not fit: (h,d) minus (d,1) (column 19)" in told


WRONG_ANSWERS = [
    (asked("V"), "answers.g: nothing is called V in this graph; allowed: W, a, b, x, y, z"),
    (asked("l"), "answers.g: l is the loss; gradients of it are with respect to W, b, x, y, z, a"),
    (
        answer("matrix_expression", "graph.hessian(W)", name="g"),
        'answers.g: "graph.hessian(W)" is no gradient; a graph is asked for the gradient with respect to one of its '
        "names, such as graph.gradient(W)",
    ),
    (answer("matrix_expression", "graph", name="g"), 'answers.g: "graph" is no gradient; '),
    (answer("matrix_expression", "2*graph.gradient(W)", name="g"), 'answers.g: "2*graph.gradient(W)" is no gradient; '),
    (
        answer("expression", "graph.gradient(W)", name="g"),
        'answers.g: graph.gradient(W) is a formula of matrices; kind = "expression" takes none, it is of kind = '
        '"matrix_expression"',
    ),
    (
        answer("matrix_expression", "3", name="g"),
        'answers.g: kind = "matrix_expression" takes a gradient of a graph, such as ',
    ),
    (
        asked("W", more='given = ["dl/dV"]'),
        'answers.g: given: "dl/dV" is no gradient of this graph; did you mean "dl/d',
    ),
    (
        asked("W", more='given = ["dl/dW"]'),
        'answers.g: given: "dl/dW" is no gradient of this graph; did you mean "dl/d',
    ),
    (asked("W", more='given = ["c = W + x"]'), 'answers.g: matrix_expression: given "c = W + x": '),
    (asked("W", more='units = ["m"]'), 'answers.g: matrix_expression: unknown option "units"; '),
]


@pytest.mark.parametrize(("table", "problem"), WRONG_ANSWERS, ids=[row[1][:60] for row in WRONG_ANSWERS])
def test_an_answer_that_asks_for_something_else_is_told_in_one_line(table: str, problem: str) -> None:
    (told,) = exercise_problems(LAYER, table, SIGMOID)
    assert told.startswith(f"T/question.toml: {problem}")


CLASHES = [
    (LAYER.replace("f = {", "W = {"), "graph.shapes.W: W is the name of parameters.W too; "),
    (LAYER.replace("f = {", "z = {"), "graph.lines: z is the name of parameters.z too; "),
    (LAYER.replace("f = {", "h = {"), "graph.shapes.W: h is the name of parameters.h too; "),
    (LAYER + "[symbols]\nx = 'width'\n", "graph.shapes.x: x is the name of symbols.x too; "),
    (LAYER.replace("z", "sum"), "graph.lines: sum is a function of formulas; choose another name"),
    (LAYER.replace("W =", "layer ="), "graph.shapes.layer: layer is the layer of a row in an answer with each; "),
    (
        LAYER + LAYER.split("\n\n")[1].replace("[graph]", "[graphs.more]"),
        "graphs: found [graph] too; write [graph] for one, [graphs.NAME] for several",
    ),
    (LAYER.replace('b = ["h", 1]', 'b = ["h", 0]'), 'graph.shapes.b: found ["h", 0]; a shape is rows and columns, '),
    (LAYER.replace('b = ["h", 1]', 'b = ["h"]'), 'graph.shapes.b: found ["h"]; a shape is rows and columns, '),
    (LAYER.replace('b = ["h", 1]', 'b = "h"'), "graph.shapes.b: "),
    (LAYER.replace('loss   = "l"', ""), "graph.loss: missing"),
]


@pytest.mark.parametrize(("tables", "problem"), CLASHES, ids=[row[1][:50] for row in CLASHES])
def test_names_and_shapes_are_checked_when_the_template_is_read(tables: str, problem: str) -> None:
    with pytest.raises(TemplateError) as caught:
        template_of(tables, asked("b"))
    assert caught.value.problems[0].startswith(f"T/question.toml: {problem}"), caught.value.problems


def test_an_answer_is_no_node_of_the_graph() -> None:
    with pytest.raises(TemplateError, match=r"graph.lines: z is the name of answers.z too"):
        template_of(LAYER, asked("b", "z"))


def test_fractions_are_put_in_with_brackets() -> None:
    tables = lines("['z = W x', 'l = c norm(z - y)^2']", "c = { is = '1/3' }")
    exercise = exercise_of(tables, asked("z"), {})
    assert exercise.parameters["c"] == Fraction(1, 3)
    assert keys_of(exercise) == {"g": "2/3 (z - y)"}
