"""Which answer kind takes which key, and what is said where they disagree."""

from __future__ import annotations

import pytest

from exgen.answers import KINDS
from exgen.expressions import read
from exgen.questions import key_forms
from exgen.questions.key_forms import TAKES, form_of
from tests.questions.small_templates import CONVOLUTION, SYMBOLS, answer, exercise_of, exercise_problems


@pytest.mark.parametrize(
    ("kind", "value", "more", "message"),
    [
        (
            "integer",
            "network.output_shape",
            "",
            '"network.output_shape" is a shape, (256); kind = "integer" takes a whole number;'
            ' a shape is of kind = "shape"',
        ),
        (
            "number",
            "network.layers[0].output_size",
            "",
            '"network.layers[0].output_size" is a shape, (9, 9); kind = "number" takes a whole number or a fraction;'
            ' a shape is of kind = "shape"',
        ),
        (
            "set",
            "network.parameters",
            "",
            '"network.parameters" is a whole number, 1216; kind = "set" takes a set; a whole number is of'
            ' kind = "integer" or kind = "number"',
        ),
        (
            "shape",
            "H",
            "",
            '"H" is a whole number, 21; kind = "shape" takes a shape; a whole number is of kind = "integer" or'
            ' kind = "number"',
        ),
        (
            "expression",
            "network.output_size",
            "",
            '"network.output_size" is a shape, (); kind = "expression" takes a formula or a whole number or a fraction;'
            ' a shape is of kind = "shape"',
        ),
        (
            "integer",
            "H / 2",
            "",
            '"H/2" is a fraction, 21/2; kind = "integer" takes a whole number; a fraction is of kind = "number"',
        ),
        (
            "shape",
            "(H, H / 2)",
            "",
            '"(H, H/2)" is a list, (21, 21/2); kind = "shape" takes a shape',
        ),
        ("integer", "H > 3", "", '"H > 3" is a truth value, true; kind = "integer" takes a whole number'),
        ("integer", '"big"', "", '"big" is a text, "big"; kind = "integer" takes a whole number'),
        (
            "choice",
            "network.parameters",
            'choices = ["1216", "1200"]',
            '"network.parameters" is a whole number, 1216; kind = "choice" takes a text; a whole number is of'
            ' kind = "integer" or kind = "number"',
        ),
        (
            "choice",
            'where(H > 3, "bigger", "small")',
            'choices = ["big", "small"]',
            'where(H > 3, "bigger", "small") is "bigger", none of the choices; did you mean "big"?',
        ),
        (
            "choices",
            '("big", "wide")',
            'choices = ["big", "small"]',
            'choices: the key "["big", "wide"]" cannot be used: "wide" is none of choices; allowed: big, small',
        ),
        (
            "choices",
            '"big"',
            'choices = ["big", "small"]',
            '"big" is a text, "big"; kind = "choices" takes a list of texts',
        ),
        (
            "ordering",
            '("P", "P")',
            'items = ["P", "Q"]',
            'ordering: the key "["P", "P"]" cannot be used: each of the items stands in it once',
        ),
        (
            "matching",
            '("x", "y", "x")',
            'items = ["P", "Q"]\nchoices = ["x", "y"]',
            "the value has 3 texts; 2 are needed, one for each of the items",
        ),
        (
            "shape",
            '("x", "y")',
            "",
            '("x", "y") is a list of texts, (x, y); kind = "shape" takes a shape; a list of texts is of'
            ' kind = "choices" or kind = "matching" or kind = "ordering"',
        ),
    ],
)
def test_a_key_that_its_kind_cannot_take_is_refused(kind: str, value: str, more: str, message: str) -> None:
    assert exercise_problems(CONVOLUTION, answer(kind, value, more)) == (
        f"T/question.toml: answers.a: {message} (with H = 21, K = 5, S = 2)",
    )


def test_a_formula_is_no_key_of_a_numeric_kind() -> None:
    answers = answer("integer", "network.output_size[1]") + "\n\n" + answer("shape", "network.output_size", name="b")
    assert exercise_problems(SYMBOLS, answers, {}) == (
        'T/question.toml: answers.a: "network.output_size[1]" is a formula, floor((W - 3)/S) + 1; kind = "integer"'
        ' takes a whole number; a formula is of kind = "expression" (with K = 3)',
        'T/question.toml: answers.b: "network.output_size" is a list with formulas in it, (floor(5/S) + 1,'
        ' floor((W - 3)/S) + 1); kind = "shape" takes a shape (with K = 3)',
    )


def test_a_table_of_the_wrong_kind_is_told_once_and_all_answers_at_once() -> None:
    answers = answer("integer", "layer.output_shape", 'each = "network.layers"', name="rows")
    problems = exercise_problems(CONVOLUTION, answers + "\n\n" + answer("shape", "network.parameters", name="total"))
    assert [problem.split(" is ")[0] for problem in problems] == [
        'T/question.toml: answers.rows: "layer.output_shape"',
        'T/question.toml: answers.total: "network.parameters"',
    ]


def test_only_graded_kinds_take_keys() -> None:
    assert set(TAKES) <= {name for name, kind in KINDS.items() if kind.is_graded}


def test_a_kind_whose_keys_no_value_gives_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_forms, "TAKES", {"number": TAKES["number"]})
    (problem,) = exercise_problems(CONVOLUTION, answer("integer", "H"))
    assert 'kind = "integer" takes no value of a template; a whole number is of kind = "number"' in problem


@pytest.mark.parametrize(
    ("text", "form"),
    [("(1, 2)", "a shape"), ("((1, 2), 3)", "a list"), ("(1, True)", "a list"), ("W", "a formula")],
)
def test_only_sequences_of_whole_numbers_are_shapes(text: str, form: str) -> None:
    keys = {"(1, 2)": (1, 2), "((1, 2), 3)": ((1, 2), 3), "(1, True)": (1, True), "W": read("W")}
    assert form_of(keys[text]) == form


def test_an_ordering_may_have_equal_items() -> None:
    ordered = 'name = "n"\nkind = "ordering"\nitems = ["a", "b", "c"]\nvalue = \'("c", ("a", "b"))\''
    (part,) = exercise_of("", ordered, {}).parts
    assert part.key_text == '["c", ["a", "b"]]'
    (problem,) = exercise_problems("", ordered.replace('"b"))', '"a"))'), {})
    assert "each of the items stands in it once" in problem
