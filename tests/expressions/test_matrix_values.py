"""Values, against every entry worked out by its definition, and against PyTorch where it is there."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrices import Matrix, is_number, read_matrices, shape_of, value_of
from tests.expressions.matrix_formulas import SHAPES, fitting, values

NAIVE = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "sigmoid'": lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2,
    "tanh'": lambda z: 1 / math.cosh(z) ** 2,
}


def entry(node: Node, row: int, column: int, known: dict[str, Matrix]) -> float:
    """One entry of an expression by the definition of its operation, working out nothing else."""
    match node:
        case Number(value=value):
            return float(value)
        case Name(name=name):
            return known[name][row][column]
        case Unary(operand=operand):
            return -entry(operand, row, column, known)
        case Call(function=Name(name="transpose"), arguments=(inner,)):
            return entry(inner, column, row, known)
        case Call(function=Name(name=name), arguments=(inner,)) if name in ("norm", "sum"):
            rows, columns = shape_of(inner, SHAPES)
            entries = [entry(inner, i, j, known) for i in range(rows) for j in range(columns)]
            return sum(entries) if name == "sum" else math.sqrt(sum(value**2 for value in entries))
        case Call(function=Name(name=name), arguments=(inner,)):
            return NAIVE[name](entry(inner, row, column, known))
    assert isinstance(node, Binary)
    left, right = node.left, node.right
    if node.operator == "*" and not is_number(left):
        return sum(
            entry(left, row, k, known) * entry(right, k, column, known) for k in range(shape_of(left, SHAPES)[1])
        )
    ours, theirs = entry(left, row, column, known), entry(right, row, column, known)
    if node.operator == "^":
        return math.pow(ours, theirs)
    return {"+": ours + theirs, "-": ours - theirs, "*": ours * theirs, "⊙": ours * theirs}[node.operator]


@given(fitting(), st.integers(0, 3))
def test_every_entry_is_what_its_definition_says(node: Node, seed: int) -> None:
    known = values(seed)
    value = value_of(node, known)
    for i, row in enumerate(value):
        for j, found in enumerate(row):
            assert found == pytest.approx(entry(node, i, j, known), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A B", ((2.0, 1.0), (4.0, 3.0))),
        ("A ⊙ B", ((0.0, 2.0), (3.0, 0.0))),
        ("A^T", ((1.0, 3.0), (2.0, 4.0))),
        ("A/2", ((0.5, 1.0), (1.5, 2.0))),
        ("2/A", ((2.0, 1.0), (2 / 3, 0.5))),
        ("A/A", ((1.0, 1.0), (1.0, 1.0))),
        ("A^2", ((1.0, 4.0), (9.0, 16.0))),
        ("1 - A", ((0.0, -1.0), (-2.0, -3.0))),
        ("diag(v)", ((5.0, 0.0), (0.0, -6.0))),
        ("diag(v^T)", ((5.0, 0.0), (0.0, -6.0))),
        ("v^T v", ((61.0,),)),
        ("v v^T", ((25.0, -30.0), (-30.0, 36.0))),
        ("s A", ((2.0, 4.0), (6.0, 8.0))),
        ("A s", ((2.0, 4.0), (6.0, 8.0))),
        ("s^3", ((8.0,),)),
        ("sum(A)", ((10.0,),)),
        ("norm(w)^2", ((25.0,),)),
        ("norm(w)", ((5.0,),)),
        ("relu(v)", ((5.0,), (0.0,))),
        ("relu'(v)", ((1.0,), (0.0,))),
        ("relu'(v - v)", ((0.0,), (0.0,))),
        ("exp(v - v)", ((1.0,), (1.0,))),
        ("log'(s)", ((0.5,),)),
        ("0.5 s", ((1.0,),)),
    ],
)
def test_values_by_hand(text: str, expected: Matrix) -> None:
    known: dict[str, Matrix] = {
        "A": ((1, 2), (3, 4)),
        "B": ((0, 1), (1, 0)),
        "v": ((5,), (-6,)),
        "w": ((3, 4),),
        "s": ((2,),),
    }
    assert value_of(read_matrices(text), known) == expected


def test_a_sigmoid_of_anything_is_finite() -> None:
    value = value_of(read_matrices("sigmoid(z)"), {"z": ((-1e300,), (1e300,), (0,))})
    assert value == ((0.0,), (1.0,), (0.5,))


@pytest.mark.parametrize(
    "text", ["exp(1000 s)", "s/0", "log(-s)", "log(0 s)", "s^(-1) - 1/(s - s)", "(s - s)^(-1)", "(0 - s)^(1/2)"]
)
def test_what_has_no_value_says_so(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value_of(read_matrices(text), {"s": ((2,),)})
    assert caught.value.code == "not_finite"


@pytest.mark.parametrize("text", ["exp(300 s) exp(300 s)", "2^(1023) s s s", "(exp(300 s) exp(300 s)) - exp(600 s)"])
def test_an_overflow_into_infinity_or_nan_has_no_value(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value_of(read_matrices(text), {"s": ((2,),)})
    assert caught.value.code == "not_finite"


@pytest.mark.parametrize(("text", "code"), [("A + v", "shapes_differ"), ("B", "unknown_name")])
def test_what_cannot_be_worked_out(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value_of(read_matrices(text), {"A": ((1, 2),), "v": ((1,),)})
    assert caught.value.code == code


@pytest.mark.torch
@given(fitting())
def test_values_are_those_of_pytorch(node: Node) -> None:
    torch = pytest.importorskip("torch")
    known = {name: torch.tensor(value, dtype=torch.float64) for name, value in values(2).items()}
    functions = {
        "sigmoid": torch.sigmoid,
        "sigmoid'": lambda z: torch.sigmoid(z) * (1 - torch.sigmoid(z)),
        "tanh'": lambda z: 1 - torch.tanh(z) ** 2,
        "transpose": torch.t,
        "norm": lambda x: torch.linalg.norm(x).reshape(1, 1),
        "sum": lambda x: torch.sum(x).reshape(1, 1),
    }

    def worked_out(part: Node) -> Any:
        match part:
            case Number(value=value):
                return float(value)
            case Name(name=name):
                return known[name]
            case Unary(operand=operand):
                return -worked_out(operand)
            case Call(function=Name(name=name), arguments=(inner,)):
                return functions[name](worked_out(inner))
        assert isinstance(part, Binary)
        left, right = worked_out(part.left), worked_out(part.right)
        if part.operator == "*" and not is_number(part.left):
            return left @ right
        if part.operator == "^":
            return left**2
        return {"+": left + right, "-": left - right}.get(part.operator, left * right)

    expected = worked_out(node)
    assert torch.allclose(torch.tensor(value_of(node, values(2)), dtype=torch.float64), expected)
