"""Matrix expressions modulo primes: equal where they are equal, told apart by any number, and hidden where nothing
is known."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Name, Node
from exgen.expressions.matrices import read_matrices
from exgen.expressions.matrix_arithmetic import Rows
from exgen.expressions.matrix_fields import FieldMatrices, Knowledge
from exgen.expressions.prime_towers import tower
from tests.expressions.matrix_formulas import SHAPES, fitting

FLOORS = tower(2305843009213693951, 3)


def named(name: str, level: int) -> Node | Rows[int]:
    if name == "line":
        return read_matrices("sigmoid(M22) + 1")
    if name == "pi":
        return ((hidden(name, 0, level),),)
    rows, columns = SHAPES[name]
    drawn = Random(f"{name}/{level}")
    return tuple(tuple(drawn.randrange(2**61) for _ in range(columns)) for _ in range(rows))


def hidden(name: str, value: int, level: int) -> int:
    return Random(f"{name}/{value}/{level}").randrange(2**61)


def positive(argument: Node, field: FieldMatrices) -> Rows[bool]:
    return tuple(tuple(entry % 2 == 0 for entry in row) for row in field.reduced(argument))


FIELD = FieldMatrices(FLOORS, Knowledge(named, hidden, lambda argument, field: field.hidden_steps(argument)))
SIGNED = FieldMatrices(FLOORS, Knowledge(named, hidden, positive))


def value(text: str, field: FieldMatrices = FIELD) -> Rows[int]:
    return field.reduced(read_matrices(text))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("(M23 M32)^T", "M32^T M23^T"),
        ("M22 (M22 + M22^T)", "M22 M22 + M22 M22^T"),
        ("1/3 M22 + 2/3 M22", "M22"),
        ("M22/M22", "M22^0"),
        ("M22^(-2)", "1/(M22 ⊙ M22)"),
        ("diag(M31) M32", "M32 ⊙ (M31 ones_like(M12))"),
        ("norm(M32)^2", "sum(M32 ⊙ M32)"),
        ("norm(M32)^(-4)", "1/(sum(M32 ⊙ M32) sum(M32 ⊙ M32))"),
        ("exp(M22 + M23^0 M32^0 - M22)", "exp(3 ones_like(M22))"),
        ("exp(2 M22)", "exp(M22)^2"),
        ("exp(M22/2)^2", "exp(M22)"),
        ("sigmoid(M22)", "1/(1 + exp(-M22))"),
        ("sigmoid'(M22)", "sigmoid(M22) ⊙ sigmoid(-M22)"),
        ("tanh(M22)", "(exp(M22) - exp(-M22))/(exp(M22) + exp(-M22))"),
        ("tanh'(M22)", "1 - tanh(M22)^2"),
        ("exp'(M22)", "exp(M22)"),
        ("log'(M22)", "M22^(-1)"),
        ("sigmoid(sigmoid(M22 + M22))", "sigmoid(1/(1 + exp(-M22)^2))"),
        ("line - 1", "sigmoid(M22)"),
        ("log(M22 + M22)", "log(2 M22)"),
        ("norm(M22 + M22)", "norm(2 M22)"),
        ("relu(M22)", "relu'(M22) ⊙ M22"),
        ("relu(M22)", "1[M22 > 0] ⊙ M22"),
        ("leaky_relu(M22)", "relu(M22) + 0.01 M22 ⊙ (1 - step(M22))"),
        ("leaky_relu(M22, 0.2)", "M22 ⊙ leaky_relu'(M22, 1/5)"),
        ("abs(M22)", "M22 ⊙ sign(M22)"),
        ("abs(M22)", "relu(M22) + relu(-M22)"),
        ("abs'(M22)", "sign(M22)"),
        ("sign'(M22) + step'(M22)", "0 M22"),
        ("softplus(M22)", "log(1 + exp(M22))"),
        ("softplus'(M22)", "sigmoid(M22)"),
        ("erf(M22)", "-erf(-M22)"),
        ("gelu(M22)", "M22 ⊙ (1 + erf(M22/sqrt(2)))/2"),
        ("gelu'(M22)", "(1 + erf(M22/sqrt(2)))/2 + M22 ⊙ exp(-M22^2/2)/sqrt(2 pi)"),
        ("gelu'(M22) + gelu'(-M22)", "1 + 0 M22"),
        ("erf'(M22)", "2 exp(-M22^2)/sqrt(pi)"),
        ("erf(0 M22)", "0 M22"),
        ("square(M22)", "M22^2"),
        ("square'(M22)", "2 M22"),
        ("sqrt(M22)", "M22^(1/2)"),
        ("sqrt'(M22)", "1/(2 sqrt(M22))"),
        ("norm(M22)", "sqrt(sum(square(M22)))"),
        ("mean(M22)", "sum(M22)/4"),
        ("row_sums(M22)", "column_sums(M22^T)^T"),
        ("row_means(M23)", "row_sums(M23)/3"),
        ("column_means(M23)", "column_sums(M23)/2"),
        ("softmax(M31)", "exp(M31)/sum(exp(M31))"),
        ("softmax(M31)", "softmax(M31^T)^T"),
        ("softmax(M31 + 3)", "softmax(M31)"),
        ("row_sums(softmax(M23))", "row_means(ones_like(M23))"),
        ("M22^(1/2)", "(2 M22/2)^0.5"),
    ],
)
def test_what_is_equal_is_equal_here(first: str, second: str) -> None:
    assert value(first) == value(second)
    assert value(first, SIGNED) == value(second, SIGNED)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("M22", "M22^T"),
        ("M22 M22", "M22 ⊙ M22"),
        ("M22", "(1 + 10^(-30)) M22"),
        ("exp(M22)", "exp((1 + 10^(-30)) M22)"),
        ("sigmoid(M22)", "sigmoid'(M22)"),
        ("sigmoid(M22)", "tanh(M22)"),
        ("exp(exp(M22))", "exp(M22)"),
        ("log(M22)", "log(3 M22)"),
        ("log(M22)", "norm(M22) ones_like(M22)"),
        ("M22^(1/2)", "M22^(1/3)"),
        ("relu(M22)", "M22"),
        ("abs(M22)", "M22"),
        ("leaky_relu(M22)", "leaky_relu(M22, 0.02)"),
        ("gelu(M22)", "gelu'(M22)"),
        ("erf(M22)", "erf'(M22)"),
        ("erf(M22)", "erf(-M22)"),
        ("gelu'(M22)", "(1 + erf(M22/sqrt(2)))/2 + M22 ⊙ exp(-M22^2)/sqrt(2 pi)"),
        ("gelu'(M22)", "(1 + erf(M22/sqrt(2)))/2 + M22 ⊙ exp(-M22^2/2)/sqrt(pi)"),
        ("softplus(M22)", "log(M22)"),
        ("softmax(M23)", "softmax(M23^T)^T"),
    ],
)
def test_what_differs_differs_here(first: str, second: str) -> None:
    assert value(first) != value(second)


def test_signs_say_what_a_relu_is() -> None:
    assert {entry for row in value("relu'(M33)", SIGNED) for entry in row} <= {0, 1}
    assert value("relu'(M33)^2", SIGNED) == value("relu'(M33)", SIGNED)
    assert value("relu'(M33)^2") != value("relu'(M33)")


def test_on_the_ground_an_exponential_is_hidden() -> None:
    deep = "exp(exp(exp(M22 + M22)))"
    assert value(deep) == value("exp(exp(exp(2 M22)))")
    assert value(deep) != value("exp(exp(exp(M22)^2))")


@pytest.mark.parametrize("text", ["1/(M22 - M22)", "(M22 - M22)^(-1)", "log'(0 M11)", "1/0 M22", "M22^(1/0)"])
def test_what_divides_by_zero_has_no_value(text: str) -> None:
    with pytest.raises(ZeroDivisionError):
        value(text)


def test_a_function_that_is_none_is_told() -> None:
    with pytest.raises(ExpressionError) as caught:
        FIELD.value(Call(Name("sinh"), (Name("M22"),)))
    assert caught.value.code == "unknown_function"


@given(fitting((2, 3)), fitting((2, 3)))
def test_sums_are_what_they_are_made_of(first: Node, second: Node) -> None:
    total, one, other = FIELD.reduced(Binary("+", first, second)), FIELD.reduced(first), FIELD.reduced(second)
    prime = FLOORS[-1].prime
    for row, ours, theirs in zip(total, one, other, strict=True):
        assert [(a + b) % prime for a, b in zip(ours, theirs, strict=True)] == list(row)
