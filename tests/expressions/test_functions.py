"""Every function of the language is in one dict, with its value and its number of arguments."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.errors import ExpressionError
from exgen.expressions import ALIASES, FUNCTIONS, Value, evaluate, read
from exgen.expressions.functions import check_arguments

ROWS: list[tuple[str, tuple[Value, ...], Value]] = [
    ("floor", (Fraction(-7, 2),), -4),
    ("ceil", (Fraction(-7, 2),), -3),
    ("abs", (Fraction(-7, 2),), Fraction(7, 2)),
    ("mod", (-7, 3), 2),
    ("min", (3, 1, 2), 1),
    ("min", ((3, 1, 2),), 1),
    ("max", (3, Fraction(7, 2)), Fraction(7, 2)),
    ("max", (3,), 3),
    ("where", (True, "a", "b"), "a"),
    ("where", (False, "a", "b"), "b"),
    ("sum", ((1, Fraction(1, 2), Fraction(1, 2)),), 2),
    ("sum", ((),), 0),
    ("product", ((2, 3, Fraction(1, 6)),), 1),
    ("product", ((),), 1),
    ("length", ((1, (2, 3)),), 2),
    ("length", (frozenset({1, 2, 3}),), 3),
]


def test_every_function_has_a_row() -> None:
    assert {row[0] for row in ROWS} == set(FUNCTIONS)


@pytest.mark.parametrize(("name", "arguments", "expected"), ROWS)
def test_a_function_has_its_value(name: str, arguments: tuple[Value, ...], expected: Value) -> None:
    found = FUNCTIONS[name].value(arguments, 1)
    assert found == expected
    assert type(found) is type(expected)
    letters = [f"x{place}" for place in range(len(arguments))]
    in_a_formula = evaluate(read(f"{name}({', '.join(letters)})"), dict(zip(letters, arguments, strict=True)))
    assert in_a_formula == expected


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_an_alias_is_read_as_its_function(alias: str, name: str) -> None:
    assert read(f"{alias}(7/2)") == read(f"{name}(7/2)")
    assert name in FUNCTIONS


@pytest.mark.parametrize(
    ("name", "count", "sentence"),
    [
        ("floor", 0, "floor takes 1 argument, here are none"),
        ("floor", 2, "floor takes 1 argument, here are 2"),
        ("ceil", 2, "ceil takes 1 argument, here are 2"),
        ("abs", 2, "abs takes 1 argument, here are 2"),
        ("sum", 2, "sum takes 1 argument, here are 2"),
        ("product", 2, "product takes 1 argument, here are 2"),
        ("length", 2, "length takes 1 argument, here are 2"),
        ("where", 4, "where takes 3 arguments, here are 4"),
        ("min", 0, "min takes at least 1 argument, here are none"),
        ("where", 1, "where takes 3 arguments, here is 1"),
        ("max", 0, "max takes at least 1 argument, here are none"),
    ],
)
def test_a_wrong_number_of_arguments_is_told(name: str, count: int, sentence: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        check_arguments(name, count, 4)
    assert (caught.value.sentence, caught.value.column) == (sentence, 4)
