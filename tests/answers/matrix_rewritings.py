"""Gradients as students rewrite them, and slips; what each is worth in whole numbers, by NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrices import is_number, shape_of

SHAPES: dict[str, tuple[str | int, str | int]] = {
    **dict.fromkeys(("x", "u"), ("d", 1)),
    **dict.fromkeys(("b", "z"), ("h", 1)),
    "W": ("h", "d"),
    "V": ("d", "h"),
    "H": ("h", "h"),
    "X": ("n", "d"),
    "Y": ("n", "h"),
    "s": (1, 1),
}
OPTIONS: dict[str, Any] = {"shapes": {name: list(shape) for name, shape in SHAPES.items()}}
SIZES = ("d", "h", "n", 1)
_WHOLE = {"n": 4, "d": 2, "h": 3, 1: 1}

Change = Callable[[Node, Random], "Node | None"]


def transposed(node: Node) -> Node:
    return Call(Name("transpose"), (node,))


def product(*factors: Node) -> Node:
    whole = factors[0]
    for factor in factors[1:]:
        whole = Binary("*", whole, factor, implicit=True)
    return whole


def shape(node: Node) -> tuple[str | int, str | int]:
    return shape_of(node, SHAPES)


def gradient(random: Random, rows: str | int, columns: str | int, depth: int) -> Node:
    """A formula of a shape: names, sums, products, Hadamard products, transposes, diagonals, relus, sigmoids."""
    fitting = [name for name, found in SHAPES.items() if found == (rows, columns)]
    if not depth or (fitting and random.random() < 0.2):
        if fitting:
            return Name(random.choice(fitting))
        turned = [name for name, found in SHAPES.items() if found == (columns, rows)]
        if turned:
            return transposed(Name(random.choice(turned)))

    def part(*wanted: str | int) -> Node:
        return gradient(random, wanted[0], wanted[1], max(depth - 1, 0))

    match random.randrange(10) if depth else 9:
        case 0:
            return Binary(random.choice("+-"), part(rows, columns), part(rows, columns))
        case 1:
            return Binary("⊙", part(rows, columns), part(rows, columns))
        case 2:
            return transposed(part(columns, rows))
        case 3:
            return product(Number(random.randint(2, 9)), part(rows, columns))
        case 4 if columns == 1 and rows != 1:
            return product(Call(Name("diag"), (part(rows, 1),)), part(rows, 1))
        case 5 if random.random() < 0.5:
            return Call(Name(random.choice(("sigmoid", "sigmoid'", "tanh", "relu", "relu'"))), (part(rows, columns),))
        case 6:
            return Binary("-", Number(1), part(rows, columns))
        case 7 if rows == columns == 1:
            return Call(Name("sum"), (part(random.choice(SIZES[:3]), random.choice(SIZES[:3])),))
    inner = random.choice([size for size in SIZES[:3] if size not in (rows, columns)])
    return product(part(rows, inner), part(inner, columns))


def changed_somewhere(node: Node, random: Random, change: Change) -> Node | None:
    """The formula with one of its parts changed; None if none can be."""
    places = list(_places(node))
    random.shuffle(places)
    for rebuilt, part in places:
        if (new := change(part, random)) is not None:
            return rebuilt(new)
    return None


def _places(node: Node) -> Iterator[tuple[Callable[[Node], Node], Node]]:
    """Every part of a formula, and what puts another in its place."""
    yield lambda new: new, node
    if isinstance(node, Binary) and node.operator != "^":
        yield from _within(node.left, lambda new: Binary(node.operator, new, node.right, node.implicit))
        yield from _within(node.right, lambda new: Binary(node.operator, node.left, new, node.implicit))
    elif isinstance(node, Call):
        yield from _within(node.arguments[0], lambda new: Call(node.function, (new,)))
    elif isinstance(node, Unary):
        yield from _within(node.operand, lambda new: Unary("-", new))


def _within(inner: Node, around: Callable[[Node], Node]) -> Iterator[tuple[Callable[[Node], Node], Node]]:
    for rebuilt, part in _places(inner):
        yield _both(rebuilt, around), part


def _both(rebuilt: Callable[[Node], Node], around: Callable[[Node], Node]) -> Callable[[Node], Node]:
    return lambda new: around(rebuilt(new))


def _is_scalar(node: Node) -> bool:
    return shape(node) == (1, 1)


def _has_number(node: Binary) -> bool:
    """Whether an operand is a number, which stands for a matrix full of it."""
    return is_number(node.left) or is_number(node.right)


def rewritten(node: Node, random: Random) -> Node | None:
    """The same value, written in another way; None where none of the ways applies."""
    if is_number(node):
        return None
    ways: list[Callable[[], Node | None]] = [
        lambda: transposed(transposed(node)),
        lambda: Binary("-", Binary("+", node, node), node),
        lambda: product(Number(2), Binary("/", node, Number(2))),
        lambda: Unary("-", Unary("-", node)),
        lambda: Binary("⊙", node, Call(Name("ones_like"), (node,))),
        lambda: _of_a_call(node),
        lambda: _of_two(node, random),
    ]
    random.shuffle(ways)
    return next((found for way in ways if (found := way()) is not None), None)


def _of_a_call(node: Node) -> Node | None:
    if not isinstance(node, Call):
        return None
    assert isinstance(node.function, Name)
    inner = node.arguments[0]
    match node.function.name:
        case "transpose" if isinstance(inner, Binary):
            left, right = transposed(inner.left), transposed(inner.right)
            is_product = inner.operator == "*" and not _has_number(inner) and not _is_scalar(inner.left)
            if is_product and not _is_scalar(inner.right):
                return product(right, left)
            if inner.operator in ("+", "-", "⊙") and not _has_number(inner):
                return Binary(inner.operator, left, right)
        case "sigmoid'":
            value = Call(Name("sigmoid"), (inner,))
            return Binary("⊙", value, Binary("-", Number(1), value))
        case "sigmoid":
            return Binary("-", Number(1), Call(Name("sigmoid"), (Unary("-", inner),)))
        case "tanh":
            twice = Call(Name("sigmoid"), (product(Number(2), inner),))
            return Binary("-", product(Number(2), twice), Number(1))
        case "relu":
            return Binary("⊙", Call(Name("relu'"), (inner,)), inner)
        case "relu'":
            return Call(Name("relu'"), (product(Number(3), inner),))
        case "sum":
            rows, columns = shape(inner)
            return product(transposed(Name(_ones(rows))), inner, Name(_ones(columns)))
    return None


def _ones(size: str | int) -> str:
    return f"ones({size})"


def _of_two(node: Node, random: Random) -> Node | None:
    if not isinstance(node, Binary):
        return None
    left, right = node.left, node.right
    match node.operator:
        case "+" | "⊙":
            return Binary(node.operator, right, left)
        case "-":
            return Binary("+", Unary("-", right), left)
        case "*" if isinstance(left, Number):
            return product(right, left) if random.random() < 0.5 else _inside(left, right)
        case "*" if isinstance(right, Binary) and right.operator in ("+", "-") and not _has_number(right):
            return Binary(right.operator, product(left, right.left), product(left, right.right))
        case "*" if isinstance(left, Binary) and left.operator in ("+", "-") and not _has_number(left):
            return Binary(left.operator, product(left.left, right), product(left.right, right))
        case "*" if isinstance(left, Call) and left.function == Name("diag"):
            return Binary("⊙", left.arguments[0], right)
        case "*" if not _is_scalar(left) and not _is_scalar(right):
            return transposed(product(transposed(right), transposed(left)))
    return None


def _inside(number: Node, node: Node) -> Node | None:
    """A number with one of the factors or all of the terms."""
    if isinstance(node, Binary) and node.operator in ("*", "⊙"):
        return Binary(node.operator, product(number, node.left), node.right, node.implicit)
    if isinstance(node, Binary) and node.operator in ("+", "-"):
        return Binary(node.operator, product(number, node.left), product(number, node.right))
    return None


def slipped(node: Node, random: Random) -> Node | None:
    """The formula with a slip of the hand, of the same shape."""
    match node:
        case Name(name=name) if not name.startswith("ones"):
            others = [other for other in SHAPES if SHAPES[other] == SHAPES[name] and other != name]
            return Name(random.choice(others)) if others else product(Number(2), node)
        case Number(value=value):
            return Number(value + 1)
        case Binary(operator="+" | "-"):
            return Binary("-" if node.operator == "+" else "+", node.left, node.right)
        case Binary(operator="⊙"):
            return Binary("+", node.left, node.right)
        case Call(function=Name(name="transpose")) if shape(node)[0] == shape(node)[1]:
            return node.arguments[0]
        case Call(function=Name(name="relu" | "sigmoid" | "tanh")):
            return node.arguments[0]
        case Unary():
            return node.operand
    return None


def matrices(random: Random) -> dict[str, Any]:
    """Whole numbers for every name."""
    return {
        name: np.array(
            [
                [random.choice((-1, 1)) * random.randint(1, 9) for _ in range(_WHOLE[columns])]
                for _ in range(_WHOLE[rows])
            ],
            dtype=object,
        )
        for name, (rows, columns) in SHAPES.items()
    }


def whole_value(node: Node, values: dict[str, Any]) -> Any:
    """What a formula without sigmoids and tanhs gives in whole numbers; `KeyError` for a function that does not."""
    match node:
        case Number(value=value):
            return np.array([[value]], dtype=object)
        case Name(name=name) if name.startswith("ones"):
            return np.ones((_WHOLE[name[5:-1]], 1), dtype=int).astype(object)
        case Name(name=name):
            return values[name]
        case Unary(operand=operand):
            return -whole_value(operand, values)
        case Call(function=Name(name=name), arguments=(inner,)):
            return _WHOLE_FUNCTIONS[name](whole_value(inner, values))
    assert isinstance(node, Binary)
    left, right = whole_value(node.left, values), whole_value(node.right, values)
    match node.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "/":
            return np.vectorize(lambda entry: Fraction(entry) / right[0][0], otypes=[object])(left)
        case "*" if left.shape != (1, 1) and right.shape != (1, 1):
            return left.dot(right)
    return left * right


_WHOLE_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "transpose": lambda value: value.T,
    "diag": lambda value: np.diag(value.ravel()),
    "sum": lambda value: np.array([[value.sum()]], dtype=object),
    "ones_like": lambda value: value * 0 + 1,
    "relu": lambda value: np.vectorize(lambda entry: max(entry, 0), otypes=[object])(value),
    "relu'": lambda value: np.vectorize(lambda entry: int(entry > 0), otypes=[object])(value),
}
