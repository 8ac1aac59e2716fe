"""Templates that are worked out by hand: keys, single entries, statements, what does not fit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.engine.networks import Network
from exgen.questions.domains import Parameter
from exgen.questions.exercise import Exercises
from exgen.questions.loading import template_from_sources
from exgen.questions.proofs import proof
from exgen.questions.prose import derivation_markdown, key_markdown, statement
from exgen.questions.rejections import rejection
from exgen.questions.variants import pinned_variant
from tests.questions.small_templates import answer, exercise_of, exercise_problems, keys_of

TABLES = """
[parameters]
image  = { matrix = { rows = 3, columns = 3, from = -2, to = 2 } }
kernel = [[1, 2], [3, -1]]
K      = { is = "length(kernel)" }
b      = 0

[network]
input   = "image"
layers  = "Conv2d(1, 1, K); ReLU()"
weights = { "0.weight" = "kernel", "0.bias" = "b" }
"""
ANSWER = f'[[answers]]\nask = "?"\n{answer("matrix", "network.output")}'
IMAGE = ((1, 2, 0), (0, 1, -1), (2, 0, 1))
VALUES: dict[str, Parameter] = {"image": IMAGE, "kernel": ((1, 2), (3, -1)), "b": 0}


def test_a_key_is_the_matrix_that_comes_out() -> None:
    answers = "\n\n".join(
        [
            answer("matrix", "network.layers[0].output", name="sums"),
            answer("matrix", "network.output", name="output"),
            answer("integer", "network.layers[0].output[1][0]", name="entry"),
            answer("shape", "network.output_shape", name="shape"),
        ]
    )
    exercise = exercise_of(TABLES, answers, VALUES)
    assert keys_of(exercise) == {
        "sums": "[[4,6],[8,-2]]",
        "output": "[[4,6],[8,0]]",
        "entry": "8",
        "shape": "(1, 2, 2)",
    }
    assert {proof(exercise, part) for part in exercise.parts} == {"proven"}
    assert key_markdown(exercise.parts[1]) == r"$\begin{bmatrix}4 & 6 \\ 8 & 0\end{bmatrix}$"
    # the earlier answer is taken as given
    assert derivation_markdown(exercise, exercise.parts[1]) == (
        r"`ReLU()`: output (negative values become 0): $\begin{bmatrix}4 & 6 \\ 8 & 0\end{bmatrix}$",
    )


def test_the_shape_of_the_network_is_that_of_the_pinned_matrix() -> None:
    exercise = exercise_of(
        TABLES, answer("matrix", "network.output"), {**VALUES, "image": ((1, Fraction(1, 2)), (0, 4))}
    )
    network = exercise.networks["network"]
    assert isinstance(network, Network)
    assert network.input == (1, 2, 2)
    assert keys_of(exercise) == {"a": "[[0]]"}


def test_a_bias_is_a_number_or_the_name_of_one() -> None:
    written = TABLES.replace('"0.weight" = "kernel", "0.bias" = "b"', '"0.weight" = [[1, 2], [3, -1]], "0.bias" = 7')
    assert keys_of(exercise_of(written, answer("matrix", "network.output"), VALUES)) == {"a": "[[11,13],[15,5]]"}
    third = TABLES.replace("b      = 0", 'c = 0\nb = { is = "1/3 + c" }')
    values = {**VALUES, "c": 0, "b": Fraction(1, 3)}
    assert keys_of(exercise_of(third, answer("matrix", "network.output"), values)) == {"a": "[[13/3,19/3],[25/3,0]]"}


def test_a_convolution_flips_its_kernel_where_the_network_says_so() -> None:
    flipped = f'{TABLES}convolution = "flipped"\n'
    exercise = exercise_of(flipped, answer("matrix", "network.layers[0].output"), VALUES)
    assert keys_of(exercise) == {"a": "[[6,-1],[7,-3]]"}
    assert proof(exercise, exercise.parts[0]) == "proven"


def test_separate_tells_mistakes_in_matrices_apart() -> None:
    answers = answer("matrix", "network.layers[0].output", 'separate = ["kernel_flipped", "kernel_transposed"]')
    assert rejection(exercise_of(TABLES, answers, VALUES)) is None
    even = {**VALUES, "kernel": ((1, 2), (2, 1))}
    assert rejection(exercise_of(TABLES, answers, even)) == "separate: kernel_flipped gives the right a"


STATEMENT = """$I = << image >>$ and << kernel >>, `<< kernel >>`; << kernel[1][1] >> of << K >>

$$<< image >>$$
"""


def test_a_statement_prints_matrices_in_maths_words_and_code() -> None:
    sources = {
        "question.toml": f'title = "T"\n{TABLES}\n{ANSWER}',
        "statement.md": STATEMENT,
    }
    template = template_from_sources("test/question", sources, "T")
    values = {**VALUES, "image": ((1, Fraction(-1, 2)), (0, 4))}
    written = statement(Exercises(template).exercise(pinned_variant(template, values).parameters))
    image = r"\begin{bmatrix}1 & -1/2 \\ 0 & 4\end{bmatrix}"
    assert written == (
        f"$I = {image}$ and $\\begin{{bmatrix}}1 & 2 \\\\ 3 & -1\\end{{bmatrix}}$, `[[1, 2], [3, -1]]`; -1 of 2\n\n"
        f"$${image}$$\n"
    )


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("network.output[0]", "answers.a: network.output[0] does not exist: an entry of a matrix has a row and a "
            "column, [0][1]"),
        ("network.output[0][-1]", "answers.a: output[0][-1] does not exist: rows and columns are counted from 0"),
        ("network.output_size[0][1]", "answers.a: output_size[0][1] does not exist: only a matrix has rows and "
            "columns"),
        ("network.output[2][0]", "answers.a: network.output[2][0] does not exist: the matrix has 2 rows, counted "
            "from 0"),
        ("network.layers[0].output[0][2]", "answers.a: network.layers[0].output[0][2] does not exist: the matrix has "
            "2 columns, counted from 0"),
        ("network.output", 'answers.a: "network.output" is a matrix, [[4,6],[8,0]]; kind = "integer" takes a whole '
            'number; a matrix is of kind = "matrix"'),
    ],
)  # fmt: skip
def test_what_is_no_key_is_said(value: str, problem: str) -> None:
    (found,) = exercise_problems(TABLES, answer("integer", value), VALUES)
    assert found.startswith(f"T/question.toml: {problem}")


@pytest.mark.parametrize(
    ("old", "new", "values", "expected"),
    [
        ('"Conv2d(1, 1, K); ReLU()"', '"Conv2d(1, 1, 4, bias=False)"', {},
            'network: weights "0.weight": it is 2 x 2, but Conv2d(1, 1, kernel_size=4, bias=False) has a kernel of'),
        ("", "", {"image": ((1, 2, 3),)}, "network: layer 1, Conv2d(1, 1, kernel_size=2): the output height would be "
            "0: the kernel of 2 rows does not fit into 1 + 2*0 rows"),
        ('"Conv2d(1, 1, K); ReLU()"', '"Conv2d(1, 1, K, padding=50)"', {},
            "network: 103 x 103 values are too many to work out by hand; at most 40 x 40 are"),
        ('"Conv2d(1, 1, K); ReLU()"', '"Conv2d(1, 1, K); Sigmoid()"', {},
            "answers.a: layer 2, Sigmoid: it is not worked out by hand; allowed: Conv2d, ConvTranspose2d, MaxPool2d, "
            "AvgPool2d, BatchNorm1d, BatchNorm2d, Flatten, Linear, ReLU, Softmax, CrossEntropyLoss, "
            "ScaledDotProductAttention"),
        ('"0.bias" = "b"', '"1.bias" = "b"', {}, 'network: weights "1.bias": ReLU() has no bias'),
        ("b      = 0", 'b      = "big"', {"b": "big"}, 'network: weights "0.bias": b is "big"; a matrix or a number '
            "is needed"),
        ("[network]", '[symbols]\nS = "stride"\n[network]', {}, ""),
    ],
)  # fmt: skip
def test_numbers_that_do_not_fit_are_told_with_their_place(
    old: str, new: str, values: dict[str, Parameter], expected: str
) -> None:
    tables = TABLES.replace(old, new)
    if "symbols" in new:
        tables, expected = (
            tables.replace("K);", "K, stride=S);"),
            "network: work by hand needs numbers in every layer; S is",
        )
    found = exercise_problems(tables, answer("matrix", "network.output"), {**VALUES, **values})
    assert found[0].startswith(f"T/question.toml: {expected}")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"image"', '"(1, 3, 3)"', ['network.weights: this is for work by hand, where the input is a matrix; input is '
            '"(1, 3, 3)"; allowed: image, kernel']),
        ('"0.weight" = "kernel"', '"0.weight" = "kernl"', ['network.weights."0.weight": "kernl" is no parameter; '
            'did you mean "kernel"?']),
        ('"0.weight" = "kernel"', '"0.weight" = [[1], [2, 3]]', ["network.weights.0.weight: found a list; row 2 *"]),
        ("[network]", '[network]\nconvolution = "true"', ['network.convolution: found "true"; allowed: '
            "cross-correlation or flipped"]),
        ('input   = "image"', 'input   = "(1, 3, 3)"\nconvolution = "flipped"', ["network.weights: *",
            "network.convolution: this is for work by hand, *"]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_network_is_said_when_the_template_is_read(
    old: str, new: str, expected: list[str], problems: object
) -> None:
    texts = {
        "question.toml": f'title = "T"\n{TABLES.replace(old, new)}\n{ANSWER}',
        "statement.md": "Text\n",
    }
    assert callable(problems)
    found = [line.removeprefix("T/question.toml: ") for line in problems(texts)]
    assert len(found) == len(expected), found
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(start.removesuffix("*"))
