"""Whatever is wrong with question.toml is told with the line and column at which the author finds it."""

from __future__ import annotations

import pytest

from exgen.errors import TemplateError
from exgen.questions.exercise import Exercises
from exgen.questions.loading import template_from_sources
from exgen.questions.problem_places import with_places
from exgen.questions.variants import pinned_variant

QUESTION = '''title = "T"

[parameters]
K = 3

[network]
input  = "(3, 12, 12)"
layers = """
Conv2d(3, 8, K)
ReLU(); Conv2d(8, 4, 3)
"""

[graph]
lines  = ["z = W x", "l = norm(z - y)^2"]
loss   = "l"
shapes = { W = ["h", "d"], x = ["d", 1], y = ["h", 1] }

[[answers]]
name  = "n"
kind  = "integer"
ask   = "How many?"
value = "network.parameters"

[[answers]]
name  = "d_W"
kind  = "matrix_expression"
ask   = "dl/dW"
value = "graph.gradient(W)"
'''


def problems(question: str) -> tuple[str, ...]:
    """What is wrong with this question.toml, be it seen when it is read or when an exercise is made."""
    sources = {"question.toml": question, "statement.md": "How many?"}

    def made() -> None:
        template = template_from_sources("broken", sources, "T")
        Exercises(template).exercise(pinned_variant(template, {}).parameters)

    with pytest.raises(TemplateError) as error:
        made()
    return error.value.problems


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('loss   = "l"\n', "", "graph.loss: missing (line 13, column 2)"),
        ('loss   = "l"', "loss   = 3", "graph.loss: found 3; a text is needed (line 15, column 1)"),
        ('loss   = "l"', 'loss   = "m"', 'graph: line 15, loss: no line works out "m" (column 11); allowed: l, z'),
        ('x = ["d", 1]', 'x = ["d"]', "(line 16, column 28)"),
        ('"z = W x"', '"W x"', "as in o = W x + b (column 12)"),
        ("norm(z - y)^2", "sum(z - ones(q))", "ones: no shape has the size q (column 35); allowed: d, h"),
        ("gradient(W)", "gradient(Q)", "answers.d_W: nothing is called Q in this graph; allowed: W, x, y, z "),
        ('kind  = "integer"', 'kind  = "integr"', '"integer"? (line 20, column 1)'),
        ("Conv2d(8", "Conv2D(8", "network: line 10, layer 3, Conv2D(8, 4, 3): unknown layer "),
        ("Conv2d(8", "Conv2D(8", '"Conv2d"? (column 9)'),
        ("Conv2d(8", "Conv2d(7", "network: line 10, layer 3, Conv2d(7, 4, kernel_size=3): in_channels is 7"),
        ("(8, 4, 3)", "(8, 4, 3", 'network: line 10: the bracket "(" is never closed'),
        ("K = 3", "K = 99", "network: line 9, layer 1, Conv2d(3, 8, kernel_size=99): "),
        (
            "Conv2d(3, 8, K)\nReLU(); Conv2d(8",
            "Conv2d(3, 8, K)\n2 * ReLU(); Conv2d(7",
            "arrive (shape (8, 10, 10)) (line 6, column 2)",
        ),
    ],
)
def test_the_place_of_what_is_wrong_is_told(old: str, new: str, expected: str) -> None:
    assert old in QUESTION
    told = problems(QUESTION.replace(old, new))
    assert any(expected in problem for problem in told), told


def test_problems_of_other_files_and_of_no_key_stay_as_they_are() -> None:
    told = ["T/statement.md: line 1: too long", "T/q: missing", "T/q: topics: missing", "T/q: line 3: this is not TOML"]
    assert list(with_places(told, "T/q", QUESTION)) == told


def test_an_author_with_too_many_operations_is_told_where() -> None:
    lines = '"z = W x", ' + ", ".join(f'\n"t{n} = sigmoid({f"t{n - 1}" if n else "z"})"' for n in range(220))
    (told,) = problems(QUESTION.replace('"z = W x"', lines))
    assert told.startswith("T/question.toml: graph: line 212, t197 = sigmoid(t196): the lines are ")
    assert told.endswith(" operations with their leaves; at most 200 are read (with K = 3)")
