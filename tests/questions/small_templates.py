"""Small question templates of the tests, made of the tables that matter."""

from __future__ import annotations

import re

import pytest

from exgen.errors import TemplateError
from exgen.questions.domains import Parameter
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.loading import template_from_sources
from exgen.questions.records import Template
from exgen.questions.variants import pinned_variant

CONVOLUTION = """
[parameters]
H = { from = 8, to = 99 }
K = { one_of = [3, 5] }
S = { one_of = [1, 2, 3] }

[network]
input  = "(3, H, H)"
layers = "Conv2d(3, 16, K, stride=S); MaxPool2d(2); Flatten()"
"""
VALUES: dict[str, Parameter] = {"H": 21, "K": 5, "S": 2}

SYMBOLS = """
[parameters]
K = 3

[symbols]
W = "width"
S = "stride"

[network]
input  = "(1, 8, W)"
layers = "Conv2d(1, 4, K, stride=S)"
"""


def template_of(tables: str, answers: str) -> Template:
    """A template of tables and answers (a blank line between two); what every answer has is filled in."""
    blocks = [block for block in answers.strip().split("\n\n") if block]
    filled = "\n".join(f'[[answers]]\nask = "?"\n{block}\n' for block in blocks)
    sources = {"question.toml": f'title = "T"\n{tables}\n{filled}', "statement.md": "Text\n"}
    return template_from_sources("test/question", sources, "T")


def exercise_of(tables: str, answers: str, values: dict[str, Parameter] | None = None) -> Exercise:
    """The exercise of a small template; VALUES are those of CONVOLUTION."""
    template = template_of(tables, answers)
    return Exercises(template).exercise(pinned_variant(template, VALUES if values is None else values).parameters)


def exercise_problems(tables: str, answers: str, values: dict[str, Parameter] | None = None) -> tuple[str, ...]:
    """What is wrong with a template whose exercise cannot be made; the places of keys and layers are left out."""
    with pytest.raises(TemplateError) as error:
        exercise_of(tables, answers, values)
    return tuple(map(without_place, error.value.problems))


def without_place(problem: str) -> str:
    """A problem without the line and column of the key or the layer of which it speaks."""
    problem = re.sub(r" \(line [0-9]+, column [0-9]+\)", "", problem)
    return re.sub(r"(: networks?(?:\.\w+)?: )line [0-9]+, (layer .*) \(column [0-9]+\)", r"\1\2", problem)


def answer(kind: str, value: str, more: str = "", name: str = "a") -> str:
    """An answer\'s table; the value is put between quotes, ``more`` are further lines."""
    return f'name = "{name}"\nkind = "{kind}"\nvalue = {value!r}\n{more}'


def keys_of(exercise: Exercise) -> dict[str, str]:
    """The keys of all parts as text, by name."""
    return {part.name: part.key_text for part in exercise.parts}
