"""Matrix expressions in balls: around what floats give, exact where nothing is rounded."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Node
from exgen.expressions.balls import Ball, ball
from exgen.expressions.matrices import read_matrices, value_of
from exgen.expressions.matrix_balls import BallMatrices
from exgen.expressions.matrix_functions import DERIVATIVES, ELEMENTWISE, entry_function
from tests.expressions.matrix_formulas import fitting, values


def real(text: str, **known: Any) -> Any:
    return BallMatrices(lambda name: known[name]).value(read_matrices(text))


@given(fitting())
def test_a_ball_is_around_the_float(node: Node) -> None:
    floats = values(1)
    reals = {name: tuple([tuple([Ball(entry, 0.0) for entry in row]) for row in rows]) for name, rows in floats.items()}
    try:
        found = BallMatrices(lambda name: reals[name]).value(node)
    except ExpressionError as error:
        if error.code != "not_decided":  # norm(M - M): a root of what may be below 0
            raise
        return
    for row, expected in zip(found, value_of(node, floats), strict=True):
        for entry, near in zip(row, expected, strict=True):
            middle, radius = ball(entry)
            assert abs(middle - near) <= 2 * radius + 1e-9 * abs(near) + 1e-12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A A", ((7, 10), (15, 22))),
        ("A^T - 1", ((0, 2), (1, 3))),
        ("norm(w)", ((5,),)),
        ("sum(A)/2", ((5,),)),
        ("diag(w)", ((3, 0), (0, 4))),
        ("relu(-w)", ((0, 0),)),
        ("relu'(w)", ((1, 1),)),
        ("relu'(w - w)", ((0, 0),)),
        ("sigmoid(w - w)", ((0.5, 0.5),)),
        ("log'(A)/log'(A)", ((1, 1), (1, 1))),
        ("ones_like(w)", ((1, 1),)),
        ("line", ((4, 6),)),
        ("leaky_relu(1 - w, 0.5)", ((-1, Fraction(-3, 2)),)),
        ("abs(3.5 - w) + sign(3.5 - w)", ((1.5, -0.5),)),
        ("abs(w - w) + sign(w - w) + step(w - w)", ((0, 0),)),
        ("square(w) + square'(w)", ((15, 24),)),
        ("sqrt(square(w))", ((3, 4),)),
        ("gelu(w - w)", ((0, 0),)),
        ("softmax(w - w)", ((Fraction(1, 2), Fraction(1, 2)),)),
        ("mean(A) row_means(A)", ((3.75,), (8.75,))),
        ("column_means(A) - column_sums(A)", ((-2, -3),)),
    ],
)
def test_values_by_hand(text: str, expected: Any) -> None:
    assert real(text, A=((1, 2), (3, 4)), w=((3, 4),), line=read_matrices("w + w - 2 ones_like(w)")) == expected


@pytest.mark.parametrize("name", [*ELEMENTWISE, *DERIVATIVES])
@pytest.mark.parametrize("place", [0.25, 0.75, 1.5, 6.0, -0.25, -3.0, -8.0])
def test_every_function_of_an_entry_is_around_its_float(name: str, place: float) -> None:
    function = entry_function(name)
    assert function
    if place < 0 and name in ("log", "log'", "sqrt", "sqrt'"):
        return
    found = BallMatrices(lambda _: ((Ball(place, 1e-13),),)).function(name, Name("s"))[0][0]
    middle, radius = ball(found)
    assert abs(middle - function(place)) <= 2 * radius + 1e-15
    assert radius <= 1e-9 * max(1.0, abs(middle))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("log(-s)", "no_real_value"),
        ("(-s)^(1/2)", "no_real_value"),
        ("1/(s - s)", "division_by_zero"),
        ("1/(exp(s) - exp(s))", "not_decided"),
        ("relu'(exp(s) - exp(s))", "not_decided"),
    ],
)
def test_where_there_is_no_value_the_error_says_why(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        real(text, s=((2,),))
    assert caught.value.code == code


def test_a_function_that_is_none_is_told() -> None:
    with pytest.raises(ExpressionError) as caught:
        BallMatrices(lambda _: ((1,),)).value(Call(Name("sinh"), (Name("s"),)))
    assert caught.value.code == "unknown_function"
