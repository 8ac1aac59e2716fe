"""``[conventions]`` of a template: keys, derivations and sentences follow, and other conventions are told by name."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from exgen.engine.conventions import settings
from exgen.errors import InputError, TemplateError
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.loading import template_from_sources
from exgen.questions.proofs import proof
from exgen.questions.prose import derivation_markdown, statement
from exgen.questions.records import Template
from exgen.questions.told_conventions import SETTABLE, UNSETTLED
from exgen.questions.variants import pinned_variant

STATEMENT = "<< conventions.biases >> << conventions.ties >>"


def template_of(network: str, asked: str, kind: str, conventions: Mapping[str, str], more: str = "") -> Template:
    lines = [
        'title = "Conventions"\ntopics = ["conventions"]',
        f"[parameters]\n{more}",
        network,
        "[conventions]",
        *(f"{name} = {json.dumps(value)}" for name, value in conventions.items()),
        f'[[answers]]\nname = "asked"\nkind = "{kind}"\nask = "?"\nvalue = {json.dumps(asked)}',
    ]
    sources = {"question.toml": "\n".join(lines), "statement.md": STATEMENT}
    return template_from_sources("conventions", sources, "conventions")


def exercise_of(template: Template, **parameters: int | str) -> Exercise:
    return Exercises(template).exercise(pinned_variant(template, parameters).parameters)


def network(layers: str, input: str, more: str = "") -> str:
    return f"[network]\ninput = {json.dumps(input)}\nlayers = {json.dumps(layers)}\n{more}"


IMAGE = "image = { one_of = [[[2, 0], [2, 0]]] }\nG = { one_of = [[[4]]] }\nk = { one_of = [[[1, 2], [3, -1]]] }"
LOSS = "image = { one_of = [[[0, 0], [0, 0]]] }\nt = { one_of = [[[0, 1]]] }"
OF_LOSS = 'weights = { "0.target" = "t" }\nrows = "examples"'
GRAPH = """[graph]
lines  = ["z = W x + b", "a = tanh(z)", "l = norm(a - y)^2"]
loss   = "l"
shapes = { W = ["k", "d"], x = ["d", 1], b = ["k", 1], y = ["k", 1] }"""
CASES: dict[tuple[str, str], tuple[str, str, str, str]] = {
    ("biases", "left_out"): (network("Conv2d(3, 8, 3)", "(3, 9, 9)"), "network.parameters", "integer", ""),
    ("recurrent_biases", "one"): (network("LSTM(4, 3)", "(5, 4)"), "network.parameters", "integer", ""),
    ("normalisation", "with_statistics"): (
        network("Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 9, 9)"), "network.parameters", "integer", ""
    ),
    ("operations", "two_for_each_product"): (
        network("Conv2d(3, 8, 3)", "(3, 9, 9)"), "network.multiplications", "integer", ""
    ),
    **{
        ("running_statistics", value): (
            network("Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 9, 9)"), "network.non_trainable_parameters(1)",
            "integer", ""
        )
        for value in ("left_out", "with_counter")
    },
    **{
        ("multiply_adds", value): (
            network("Conv2d(3, 8, 3, bias=False)", "(3, 9, 9)"), "network.operations", "integer", ""
        )
        for value in ("one_operation", "apart")
    },
    ("multiply_adds", "two_and_biases"): (network("Conv2d(3, 8, 3)", "(3, 9, 9)"), "network.operations", "integer", ""),
    ("added_biases", "counted"): (network("Conv2d(3, 8, 3)", "(3, 9, 9)"), "network.multiply_adds", "integer", ""),
    ("activation_gradients", "kept"): (
        network("Linear(20, 30); ReLU(); Linear(30, 10)", "20"), 'network.training_memory("adam")', "integer", ""
    ),
    ("in_place", "left_out"): (
        network("Conv2d(3, 8, 3); ReLU(); Flatten(); Linear(392, 5); Dropout()", "(3, 9, 9)"),
        'network.memory("activations_and_gradients")', "integer", ""
    ),
    ("convolution", "flipped"): (
        network("Conv2d(1, 1, 2, bias=False)", "image", 'weights = { "0.weight" = "k" }'), "network.output",
        "matrix", IMAGE
    ),
    ("dilation", "from_zero"): (
        network("Conv1d(1, 1, 3, dilation=4)", "(1, 20)"), "network.output_size[0]", "integer", ""
    ),
    ("same_padding", "by_kernel"): (
        network("Conv1d(1, 1, 5, stride=2)", "(1, 14)"), 'network.layers[0].padding_before("tensorflow")[0]',
        "integer", ""
    ),
    ("odd_padding", "before"): (
        network("Conv1d(1, 1, 4, padding='same')", "(1, 14)"), "network.receptive_field[0]", "interval", ""
    ),
    ("zeros_in_means", "left_out"): (network("AvgPool2d(2, padding=1)", "image"), "network.output", "matrix", IMAGE),
    ("zeros_in_means", "counted"): (
        network("AvgPool2d(2, padding=1, count_include_pad=False)", "image"), "network.output", "matrix", IMAGE
    ),
    ("losses", "added"): (network("CrossEntropyLoss()", "image", OF_LOSS), "network.input_gradient", "matrix", LOSS),
    **{
        ("slope_at_zero", value): (
            network("ReLU(); AvgPool2d(2)", "image", 'gradient = "G"'), "network.input_gradient", "matrix", IMAGE
        )
        for value in ("one", "half")
    },
    **{
        ("ties", value): (network("MaxPool2d(2)", "image", 'gradient = "G"'), "network.input_gradient", "matrix", IMAGE)
        for value in ("all", "shared")
    },
    ("gradients", "numerator_layout"): (GRAPH, "graph.gradient(W)", "matrix_expression", ""),
}  # fmt: skip
"""A question whose answer each value of a field changes; of ``dilation`` the key is the same, what is told is not."""


def test_every_value_that_a_template_can_settle_has_a_question() -> None:
    own = {name: next(iter(settings()[name])) for name in SETTABLE}
    values = {(name, value) for name in SETTABLE for value in settings()[name] if value != own[name]}
    # where a quotient is exact, rounding it down changes nothing
    assert values - set(CASES) == {("division", "exact")}


@pytest.mark.parametrize(("field", "value"), CASES)
def test_the_key_follows_and_the_engines_own_answer_is_met_by_name(field: str, value: str) -> None:
    plain, settled = (
        exercise_of(template_of(*CASES[field, value][:3], told, CASES[field, value][3]))
        for told in ({}, {field: value})
    )
    (before,), (part,) = plain.parts, settled.parts
    assert proof(settled, part) == "proven"
    assert (part.key == before.key) == (field == "dilation")
    response = before.key_text if field != "dilation" else "14"  # 20 - 2 * 3, not - 2 * 4
    outcome = checked_exercise(settled, {"asked": part}, {"asked": response})[0]
    own = next(iter(settings()[field].values()))
    assert (outcome.verdict in ("incorrect", "partial"), outcome.convention) == (True, own)
    if field != "dilation":
        back = checked_exercise(plain, {"asked": before}, {"asked": part.key_text})[0]
        assert back.convention == settings()[field][value]


def test_exact_division_refuses_what_does_not_divide() -> None:
    case = (
        network("Conv2d(3, 8, 3, stride=S)", "(3, 9, 9)"),
        "network.output_size[0]",
        "integer",
        {"division": "exact"},
    )
    template = template_of(*case, "S = { one_of = [1, 2, 4, 5] }")
    assert exercise_of(template, S=2).parts[0].key == 4
    with pytest.raises(InputError, match=r"layer 1, .*: a size of its output would be 5/2"):
        exercise_of(template, S=4)


def test_the_derivation_is_that_of_the_convention() -> None:
    exercise = exercise_of(
        template_of(network("LSTM(4, 3)", "(5, 4)"), "network.biases", "integer", {"recurrent_biases": "one"})
    )
    assert derivation_markdown(exercise, exercise.parts[0]) == (
        r"Biases ($G$ gates, $H$ features of the state): $b = G H = 4 \cdot 3 = 12$",
    )


def test_a_statement_says_the_sentences() -> None:
    case = CASES["biases", "left_out"]
    said = statement(exercise_of(template_of(*case[:3], {"biases": "left_out", "ties": "shared"})))
    sentences = "Biases are not counted as parameters. Several largest values in a window share the gradient evenly."
    assert said.replace("\\", "") == sentences
    assert "Biases are parameters too" in statement(exercise_of(template_of(*case[:3], {})))


def test_a_parameter_may_settle_a_convention() -> None:
    case = (network("LSTM(4, 3)", "(5, 4)"), "network.parameters", "integer", {"recurrent_biases": "vectors"})
    template = template_of(*case, 'vectors = { one_of = ["one", "two", "three"] }')
    assert [exercise_of(template, vectors=value).parts[0].key for value in ("one", "two")] == [96, 108]
    with pytest.raises(InputError, match=r'conventions\.recurrent_biases: vectors is "three"; allowed: one, two'):
        exercise_of(template, vectors="three")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"bias": "counted"}, 'conventions.bias: there is no such convention; did you mean "biases"?'),
        ({"biases": "left"}, 'conventions.biases: found "left"; did you mean "left_out"?'),
        ({"units": "exchanged"}, f"conventions.units: no template settles it: {UNSETTLED['units']}"),
    ],
)
def test_what_is_no_convention_is_refused(told: Mapping[str, str], sentence: str) -> None:
    case = CASES["biases", "left_out"]
    with pytest.raises(TemplateError) as refused:
        template_of(*case[:3], told)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("layers", ["GroupNorm(2, 8)", "BatchNorm2d(8, affine=False)"])
def test_statistics_are_counted_where_there_are_some(layers: str) -> None:
    case = (network(layers, "(8, 4, 4)"), "network.parameters", "integer", {"normalisation": "with_statistics"})
    kept = (network("SyncBatchNorm(8)", "(8, 4, 4)"), *case[1:])
    assert exercise_of(template_of(*kept)).parts[0].key == 32
    with pytest.raises(InputError, match="has no four parameters for each channel"):
        exercise_of(template_of(*case))
