"""An exercise in words: what statements, solutions, keys and derivations say, and what statements never tell."""

from __future__ import annotations

import pytest

from exgen.answers import Verdict, judge
from exgen.errors import TemplateError
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.loading import template_from_sources
from exgen.questions.network_places import LISTS
from exgen.questions.prose import ask, context, derivation_markdown, key_markdown, solution, statement
from exgen.questions.variants import pinned_variant
from exgen.writers.readable import readable
from tests.questions.small_templates import CONVOLUTION, SYMBOLS, VALUES, answer, exercise_of

ANSWERS = """
[[answers]]
name  = "size"
kind  = "shape"
ask   = "Size behind $<< K >> \\\\times << K >>$?"
value = "network.layers[0].output_size"

[[answers]]
name  = "rows"
kind  = "integer"
ask   = "Parameters?"
each  = "network.weight_layers"
value = "layer.parameters"

[[answers]]
name   = "why"
kind   = "text"
ask    = "Why?"
rubric = "One point: it is *shared*."
"""


def _exercise(statement_text: str, solution_text: str | None = None) -> Exercise:
    sources = {"question.toml": f'title = "T"\n{CONVOLUTION}\n{ANSWERS}', "statement.md": statement_text}
    if solution_text is not None:
        sources["solution.md"] = solution_text
    template = template_from_sources("test/question", sources, "T")
    return Exercises(template).exercise(pinned_variant(template, VALUES).parameters)


def test_a_statement_says_the_numbers_and_the_layers() -> None:
    listed = "<% for layer in network.layers %>\n1. `<< layer >>`\n<% endfor %>\n"
    text = f"An input of $<< H >>$ rows, $<< network.input >>$:\n\n{listed}"
    assert statement(_exercise(text)) == (
        "An input of $21$ rows, $(3, 21, 21)$:\n\n1. `Conv2d(3, 16, kernel_size=5, stride=2)`\n"
        "1. `MaxPool2d(kernel_size=2, stride=2)`\n1. `Flatten()`\n"
    )


def test_an_ask_may_say_numbers() -> None:
    exercise = _exercise("Text")
    assert ask(exercise, exercise.template.answers[0]) == "Size behind $5 \\times 5$?"


@pytest.mark.parametrize("name", ["size", "rows", "network.output_shape", "key"])
def test_a_statement_cannot_tell_a_key(name: str) -> None:
    with pytest.raises(TemplateError):
        statement(_exercise(f"It is << {name} >>."))


def test_nothing_of_a_key_is_in_a_statements_context() -> None:
    exercise = _exercise("Text")
    values = context(exercise)
    assert set(values) == {"H", "K", "S", "network", "conventions"}
    assert set(values["network"]) == {*LISTS, "input"}  # type: ignore[call-overload]  # a mapping


def test_a_solution_may_say_keys() -> None:
    text = "$<< size >>$ and $<< rows[0] >>$ in `<< network.convolutions[0] >>`, `<< size >>`"
    assert solution(_exercise("Text", text)) == (
        "$(9,\\ 9)$ and $1216$ in `Conv2d(3, 16, kernel_size=5, stride=2)`, `(9, 9)`"
    )


def test_without_a_solution_of_its_own_a_template_has_derivations_only() -> None:
    exercise = _exercise("Text")
    assert solution(exercise) is None
    assert derivation_markdown(exercise, exercise.parts[0])


def test_keys_are_set_as_maths_and_rubrics_as_text() -> None:
    exercise = _exercise("Text")
    assert [key_markdown(part) for part in exercise.parts] == ["$(9,\\ 9)$", "$1216$", "One point: it is *shared*."]


def test_a_derivation_names_each_layer_where_its_steps_begin() -> None:
    lines = derivation_markdown(_exercise("Text"), _exercise("Text").parts[1])
    assert lines[0].startswith("`Conv2d(3, 16, kernel_size=5, stride=2)`: ")
    assert not any(line.startswith("`Conv2d") for line in lines[1:])
    assert lines[-1].endswith("1216$")


def test_a_lone_layer_is_not_named() -> None:
    tables = '[network]\ninput = "(8)"\nlayers = "Linear(8, 2)"'
    exercise = exercise_of(tables, answer("integer", "network.parameters"), {})
    lines = derivation_markdown(exercise, exercise.parts[0])
    assert lines
    assert not any("Linear" in line for line in lines)
    assert all(line[0].isupper() for line in lines)


def test_authored_keys_and_essays_have_no_derivation() -> None:
    exercise = _exercise("Text")
    assert derivation_markdown(exercise, exercise.parts[-1]) == ()
    authored = exercise_of(CONVOLUTION, answer("integer", "H + K"))
    assert derivation_markdown(authored, authored.parts[0]) == ()


def test_symbols_are_formulas_in_a_statement() -> None:
    tables = SYMBOLS.replace('W = "width"', 'W_in = "width"').replace("(1, 8, W)", "(1, 8, W_in)")
    sources = {
        "question.toml": f'title = "T"\n{tables}\n[[answers]]\nname = "a"\nkind = "expression"\nask = "?"\n'
        'value = "network.output_size[1]"\n',
        "statement.md": "Width << W_in >>, input $<< network.input[2] >>$, height << network.input[1] >>\n",
    }
    template = template_from_sources("test/question", sources, "T")
    exercise = Exercises(template).exercise(pinned_variant(template, {}).parameters)
    assert statement(exercise) == "Width $W_{\\text{in}}$, input $W_{\\text{in}}$, height 8\n"


def test_items_are_numbered_where_choices_are_matched_to_them_and_lettered_where_they_are_ordered() -> None:
    texts = 'value = \'("y", "x")\'\nitems = ["P", "Q"]\nchoices = ["x", "y", "z"]'
    exercise = exercise_of(CONVOLUTION, f'name = "m"\nkind = "matching"\n{texts}')
    listed = "- 1) P\n- 2) Q\n\nChoose from:\n\n- a) x\n- b) y\n- c) z"
    assert ask(exercise, exercise.template.answers[0]) == f"?\n\n{listed}"
    part = exercise.parts[0]
    assert part.key_text == '{"P": "y", "Q": "x"}'
    assert judge("matching", part.key_text, "1-b, 2-a", part.options).verdict is Verdict.CORRECT
    exercise = exercise_of(CONVOLUTION, 'name = "o"\nkind = "ordering"\nvalue = \'("y", "x")\'\nitems = ["x", "y"]')
    assert ask(exercise, exercise.template.answers[0]) == "?\n\n- a) x\n- b) y"
    assert exercise.parts[0].key_text == '["y", "x"]'


def test_choices_are_listed_below_what_is_asked_with_the_letters_a_response_may_name() -> None:
    choices = ["ReLU", "1. *a* << K >> `b`", "Softmax"]
    exercise = exercise_of(CONVOLUTION, f'name = "c"\nkind = "choice"\nvalue = \'"Softmax"\'\nchoices = {choices}')
    answer_, key = exercise.template.answers[0], exercise.parts[0].key_text
    asked = ask(exercise, answer_)
    assert asked == "?\n\n- a) ReLU\n- b) 1\\. \\*a\\* \\<\\< K \\>\\> \\`b\\`\n- c) Softmax"
    assert readable(asked) == "?\n\na) ReLU\nb) 1. *a* << K >> `b`\nc) Softmax"
    assert judge("choice", key, "c)", {"choices": choices}).verdict is Verdict.CORRECT
    assert judge("choice", key, "a)", {"choices": choices}).verdict is Verdict.INCORRECT
