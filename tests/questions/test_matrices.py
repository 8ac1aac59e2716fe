"""Matrices as parameters: domains, drawing, text in and out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.errors import TemplateError
from exgen.questions.domains import Choices, Derived, Range, shown, type_problem, value_of_record, value_of_text
from exgen.questions.drawing import draw
from exgen.questions.matrices import BrokenMatrix, Matrices, is_matrix, matrix_of_text, matrix_text
from exgen.questions.pins import pins_from_texts
from exgen.questions.records import Template
from exgen.questions.solving import json_parameters
from exgen.questions.variants import pinned_variant, variant_space

Question = Callable[[str], Template]

entries = st.one_of(st.integers(1 - 10**9, 10**9 - 1), st.fractions(-9, 9, max_denominator=10**6))
matrices = st.integers(1, 12).flatmap(
    lambda width: st.lists(st.tuples(*[entries] * width), min_size=1, max_size=12).map(tuple)
)


@given(matrices)
def test_a_matrix_is_read_back_from_its_text(matrix: tuple[tuple[int | Fraction, ...], ...]) -> None:
    assert matrix_of_text(matrix_text(matrix)) == matrix


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("[[2,0],[1,1/2]]", ((2, 0), (1, Fraction(1, 2)))),
        (" [ [ +2 , -0.5 ] ] ", ((2, Fraction(-1, 2)),)),
        ("[[4/2]]", ((2,),)),
        ("[[1],\n [2]]", ((1,), (2,))),
    ],
)
def test_entries_are_whole_numbers_fractions_and_decimals(text: str, matrix: object) -> None:
    read = matrix_of_text(text)
    assert read == matrix
    assert {type(entry) for row in read for entry in row if entry.denominator == 1} <= {int}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[1, 2]", "what stands behind row 0 is no row in square brackets; a matrix has rows"),
        ("[[1, 2], 3]", "what stands behind row 1 is no row in square brackets"),
        ("[[1] [2]]", "between rows stands a comma"),
        ("[[1],]", "what stands behind row 1 is no row"),
        ("[[1, 2]", "what stands behind row 1 is no row|a matrix has rows of equal length"),
        ("[[]]", "there is no entry in it"),
        ("[[1, 2], [3]]", r"row 2 has 1 entry, and row 1 has 2; a matrix has rows of equal length"),
        ("[[1], [2, 3, 4]]", r"row 2 has 3 entries, and row 1 has 1"),
        ("[[1, x]]", 'the entry in row 1, column 2 is "x"; a whole number or a fraction such as 1/2 is needed'),
        ("[[1], [1/0]]", 'the entry in row 2, column 1 is "1/0"'),
        ("[[1,,2]]", 'the entry in row 1, column 2 is ""'),
        ("[[1e5]]", 'the entry in row 1, column 1 is "1e5"'),
        ("[[1234567890]]", 'the entry in row 1, column 1 is "1234567890"'),
        ("[[" + "1," * 12 + "1]]", "it is 1 x 13; a matrix has at most 12 rows and columns"),
    ],
)
def test_a_broken_matrix_is_told_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(BrokenMatrix, match=problem):
        matrix_of_text(text)


def test_a_domain_lists_every_matrix_once() -> None:
    domain = Matrices(2, 2, -1, 1)
    assert domain.size == 81 == len(set(domain))
    assert [domain.value_at(place) for place in range(81)] == list(domain)
    assert all(is_matrix(matrix) for matrix in domain)


def test_every_entry_has_a_stream_of_its_own() -> None:
    labels = ("conv", 7, "anna", 0, "image")
    small, wide = Matrices(2, 2, -9, 9).drawn(*labels), Matrices(3, 4, -9, 9).drawn(*labels)
    assert tuple(row[:2] for row in wide[:2]) == small
    assert len({entry for row in wide for entry in row}) > 4


def test_every_entry_is_drawn() -> None:
    drawn = [Matrices(2, 2, 0, 1).drawn(seed) for seed in range(200)]
    assert len(set(drawn)) == 16
    assert 80 < sum(matrix[1][1] for matrix in drawn) < 120


TABLES = """
[parameters]
image  = { matrix = { rows = 2, columns = 3, from = 0, to = 1 } }
kernel = { one_of = [[[1, 0], [0, 1]], "[[1/2, 1], [1, -1]]"] }
flat   = [[1, 2]]
top    = { is = "image[0][0] + kernel[0][0]" }
rows   = { is = "length(image)" }

[constraints]
corner_is_set = "image[1][2] == 1 and sum(kernel[1]) <= 1"
"""


def test_matrices_are_drawn_derived_from_and_constrained(question: Question) -> None:
    template = question(TABLES)
    space = variant_space(template)
    assert (space.size, space.is_exact) == (2**5 * 2, True)
    seen = set()
    for student in map(str, range(40)):
        values = draw(template, "id", 1, student).parameters
        image, kernel = values["image"], values["kernel"]
        assert is_matrix(image)
        assert is_matrix(kernel)
        assert image[1][2] == 1
        assert values["top"] == image[0][0] + kernel[0][0]
        assert (values["rows"], values["flat"]) == (2, ((1, 2),))
        seen.add(values["kernel"])
    assert seen == {((1, 0), (0, 1)), ((Fraction(1, 2), 1), (1, -1))}


def test_a_large_space_is_counted_by_trying_some(question: Question) -> None:
    tables = "[parameters]\nm = { matrix = { rows = 3, columns = 3, from = -2, to = 2 } }\n"
    space = variant_space(question(f'{tables}[constraints]\nodd = "m[0][0] == 2"\n'))
    assert not space.is_exact
    assert 5**8 * 0.9 < space.size < 5**8 * 1.1


def test_pinned_matrices_may_have_another_size_and_fractions(question: Question) -> None:
    template = question(TABLES.replace("image[1][2] == 1 and ", ""))
    typed = {"image": "[[1/2]]", "kernel": "[[0,1],[0,1]]"}
    variant = pinned_variant(template, pins_from_texts(template, typed))
    assert variant.parameters["top"] == Fraction(1, 2)
    assert json_parameters(variant.parameters) == {
        "image": "[[1/2]]",
        "kernel": "[[0,1],[0,1]]",
        "flat": "[[1,2]]",
        "top": "1/2",
        "rows": 1,
    }


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("[[1], [2, 3]]", r'test: image: found "\[\[1\], \[2, 3\]\]"; row 2 has 2 entries, and row 1 has 1; a matrix'),
        ("4", r'test: image: found "4"; a matrix has rows of equal length'),
        ("[[1, y]]", r'the entry in row 1, column 2 is "y"'),
    ],
)
def test_a_broken_pin_is_told_with_its_parameter(question: Question, typed: str, problem: str) -> None:
    with pytest.raises(TemplateError, match=problem):
        pins_from_texts(question(TABLES), {"image": typed})


@pytest.mark.parametrize(
    ("domain", "value", "problem"),
    [
        (Matrices(2, 2, 0, 1), ((1,),), None),
        (Matrices(2, 2, 0, 1), 3, "found 3; a matrix such as [[2,0],[1,1/2]] is needed "
            "(2 x 2 matrices with entries from 0 to 1 when drawn)"),
        (Range(1, 2), ((1,),), "found [[1]]; a whole number is needed (1 to 2 when drawn)"),
        (Choices((((1,),), "same")), "same", None),
        (Choices((((1,),), "same")), 1, "found 1; a text or a matrix such as [[2,0],[1,1/2]] is needed "
            "(one of [[1]], same when drawn)"),
    ],
)  # fmt: skip
def test_a_pin_needs_the_sort_of_the_domain(domain: Range | Choices, value: object, problem: str | None) -> None:
    assert type_problem(domain, value) == problem


def test_a_text_is_a_matrix_only_where_the_domain_has_matrices() -> None:
    both = Choices((((1,),), "[[1]]"))
    assert value_of_text(Choices(("[a", "b")), "[[1]]") == "[[1]]"
    assert value_of_text(both, "[[1]]") == ((1,),)
    assert value_of_record(Matrices(1, 1, 0, 1), "[[1/2]]") == ((Fraction(1, 2),),)
    assert value_of_record(Matrices(1, 1, 0, 1), "[[1") == "[[1"
    assert value_of_record(Range(0, 1), 1) == 1


def test_a_long_matrix_is_shortened_in_messages() -> None:
    assert shown(((1, 2),)) == "[[1,2]]"
    assert len(shown(((123456,) * 12,))) == 60


def test_no_parameter_is_derived_as_a_matrix(question: Question) -> None:
    with pytest.raises(TemplateError, match=r"parameters.twice.is: this is no number and no text"):
        draw(question('[parameters]\nm = [[1, 2]]\ntwice = { is = "m" }\n'), "id", 1, "anna")
    assert not isinstance(Matrices(1, 1, 0, 1), Derived)
