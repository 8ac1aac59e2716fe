"""What a typed matrix expression means by its signs alone: for responses in which no grouping fits."""

from __future__ import annotations

from exgen.answers.matrix_meanings import ALONG, axis_of
from exgen.expressions import Attribute, Binary, Call, Name, Node, Number, Sequence, Unary
from exgen.expressions.matrix_calls import CALLS
from exgen.expressions.matrix_chains import OUTER, Chain, chain_of, is_number, unbracketed

OPERATIONS: dict[str, str] = {
    **dict.fromkeys(("matmul", "mm", "mv", "bmm"), "@"),
    **dict.fromkeys(("dot", "inner"), "•"),
    "vdot": "inner",
    **dict.fromkeys(("multiply", "mul", "hadamard"), "⊙"),
    "outer": OUTER,
}
"""Functions and methods of NumPy and PyTorch for two matrices, and the sign that says the same."""

CALLED = frozenset((*OPERATIONS, *CALLS, "maximum", "max", "clamp", "len", "numel", "ones_along"))
"""What may be called beside the functions of one matrix."""


_LARGER_OF = ("maximum", "max", "clamp", "clip")


def function_and_arguments(node: Call) -> tuple[str, tuple[Node, ...]]:
    """What is called with what, whether it was written as a function or as a method.

    >>> function_and_arguments(Call(Attribute(Name("a"), "dot"), (Name("b"),)))
    ('dot', (Name(name='a'), Name(name='b')))
    """
    if isinstance(node.function, Attribute):
        return _usual(node.function.name, (node.function.value, *node.arguments))
    assert isinstance(node.function, Name)
    return _usual(node.function.name, node.arguments)


def _usual(name: str, arguments: tuple[Node, ...]) -> tuple[str, tuple[Node, ...]]:
    """A larger of 0 and something is a relu; a transpose may name the axes."""
    if len(arguments) == 1:
        return name, arguments
    matrices = tuple(argument for argument in arguments if not is_number(unbracketed(argument)))
    numbers = [argument for argument in arguments if isinstance(unbracketed(argument), Number)]
    if len(matrices) != 1:
        return name, arguments
    are_zeros = all(unbracketed(number) == Number(0) for number in numbers) and len(numbers) == len(arguments) - 1
    if name in _LARGER_OF and are_zeros and numbers:
        return "relu", matrices
    return name, matrices if name == "transpose" and len(arguments) == 3 else arguments


def meant_by_signs(node: Node) -> Node:
    """The tree in which matrix products are worked out before ``⊙``, from left to right.

    A product is ``implicit`` if its sign, or that there is none, does not say that it is one of matrices.

    >>> from exgen.expressions.matrices import show_matrices
    >>> from exgen.expressions.matrix_reader import written
    >>> show_matrices(meant_by_signs(written("a ⊙ W b")))
    'a ⊙ (W b)'
    """
    match node:
        case Sequence(items=(inner,)):
            return meant_by_signs(inner)
        case Unary():
            return Unary(node.operator, meant_by_signs(node.operand), node.column)
        case Call():
            return _called(node)
        case Binary(operator="+" | "-"):
            return _sum(node)
        case Binary(operator="^"):
            return Binary("^", meant_by_signs(node.left), node.right, column=node.column)
        case Binary():
            return _chain(chain_of(node))
    return node


def _sum(node: Binary) -> Node:
    links = [node]
    while isinstance(left := links[-1].left, Binary) and left.operator in ("+", "-"):
        links.append(left)
    total = meant_by_signs(links[-1].left)
    for link in reversed(links):
        total = Binary(link.operator, total, meant_by_signs(link.right), column=link.column)
    return total


def _called(node: Call) -> Node:
    name, arguments = function_and_arguments(node)
    meant = tuple(map(meant_by_signs, arguments))
    if name in ALONG and len(arguments) > 1 and (axis := axis_of(arguments[1])) is not None:
        if name == "softmax":
            return Call(Name(name), meant[:1], node.column)
        return Call(Name(f"{'row' if axis else 'column'}_{ALONG[name]}"), meant[:1], node.column)
    if name not in OPERATIONS:
        return Call(Name(name), meant, node.column)
    if OPERATIONS[name] == "inner":
        return Binary("*", Call(Name("transpose"), (meant[0],)), meant[1], implicit=True, column=node.column)
    if OPERATIONS[name] == OUTER:
        return Binary("*", meant[0], Call(Name("transpose"), (meant[1],)), implicit=True, column=node.column)
    return Binary("⊙" if OPERATIONS[name] == "⊙" else "*", meant[0], meant[1], column=node.column)


def _chain(chain: Chain) -> Node:
    """Matrix products first, then what stands between ``⊙``."""
    products = [_factor(chain.factors[0])]
    places = []
    for sign, column, factor in zip(chain.signs, chain.columns, chain.factors[1:], strict=True):
        if sign == "⊙":
            products.append(_factor(factor))
            places.append(column)
        else:
            second = _factor(factor)
            second = Call(Name("transpose"), (second,)) if sign == OUTER else second
            products[-1] = Binary("*", products[-1], second, implicit=sign != "@", column=column)
    whole = products[0]
    for column, product in zip(places, products[1:], strict=True):
        whole = Binary("⊙", whole, product, column=column)
    return whole


def _factor(factor: Node) -> Node:
    if isinstance(factor, Binary) and factor.operator in ("*", "/"):
        left, right = _factor(factor.left), _factor(factor.right)
        return Binary(factor.operator, left, right, factor.implicit, factor.column)
    return meant_by_signs(factor)
