"""What a matrix expression means as it was written, where only one thing can be meant: the strict reader's second half.

The tree that `exgen.expressions.matrix_reader.written` gives has a pair of brackets as a Sequence of one and chains of
factors with all their signs.
"""

from __future__ import annotations

from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions.matrix_chains import OUTER, chain_of
from exgen.expressions.matrix_functions import SPELLINGS
from exgen.expressions.matrix_parameters import WINDOWED
from exgen.expressions.nodes import Attribute, Binary, Call, Index, Name, Node, Sequence, Text, Unary
from exgen.expressions.tokens import Token


def settled(node: Node) -> Node:
    """What was written, as it is meant."""
    match node:
        case Sequence(items=(inner,)):
            return settled(inner)
        case Unary():
            return Unary(node.operator, settled(node.operand), node.column)
        case Name(name=name) if name in SPELLINGS:
            raise ExpressionError("unexpected_token", f"{name} is a function: write {name}(...)", node.column)
        case Index() | Text():
            raise ExpressionError("indices", "entries are no matrices: write the formula of the whole", node.column)
        case Call(function=Name(), arguments=(argument,)):
            return Call(node.function, (settled(argument),), node.column)
        case Call(function=Name(name=name)) if name in WINDOWED:
            return Call(node.function, tuple(map(settled, node.arguments)), node.column)
        case Call(function=Name(name=name)):
            raise ExpressionError("wrong_number_of_arguments", f"{name} takes 1 argument", node.column)
        case Call(function=Attribute(name=name)) | Attribute(name=name):
            raise ExpressionError(
                "unknown_part", f'".{name}" is not read here; {did_you_mean(name, ["T"])}', node.column
            )
        case Binary(operator="+" | "-"):
            return _sum(node)
        case Binary(operator="^"):
            return Binary("^", settled(node.left), node.right, column=node.column)
        case Binary():
            return _product(node)
    return node


def _sum(node: Binary) -> Node:
    """A sum from left to right, in a loop: it may be longer than Python recurses."""
    links = [node]
    while isinstance(left := links[-1].left, Binary) and left.operator in ("+", "-"):
        links.append(left)
    total = settled(links[-1].left)
    for link in reversed(links):
        total = Binary(link.operator, total, settled(link.right), column=link.column)
    return total


def _product(node: Binary) -> Node:
    """A product, all of whose signs must be of one sort."""
    chain = chain_of(node)
    if len({sign == "⊙" for sign in chain.signs}) > 1:
        sentence = "⊙ beside a matrix product: write brackets around what is worked out first"
        raise ExpressionError("ambiguous_product", sentence, chain.columns[chain.signs.index("⊙")])
    if OUTER in chain.signs:
        sentence = "⊗ is not read in a key: an outer product is written x y^T"
        raise ExpressionError("ambiguous_product", sentence, chain.columns[chain.signs.index(OUTER)])
    if not chain.signs:
        return _parts(chain.factors[0])
    product = _parts(chain.factors[0])
    for sign, column, factor in zip(chain.signs, chain.columns, chain.factors[1:], strict=True):
        operator = "⊙" if sign == "⊙" else "*"
        product = Binary(operator, product, _parts(factor), implicit=sign == "·", column=column)
    return product


def _parts(factor: Node) -> Node:
    """A factor of a chain: a product or quotient by a number is settled as it stands."""
    if isinstance(factor, Binary) and factor.operator in ("*", "/"):
        left, right = _parts(factor.left), _parts(factor.right)
        return Binary(factor.operator, left, right, factor.implicit, factor.column)
    return settled(factor)


def no_list(before: Token, opening: Token) -> ExpressionError:
    """The error for several things in brackets, which open behind a token."""
    if before.kind == "name" and (hint := did_you_mean(before.text, SPELLINGS)).endswith("?"):
        return ExpressionError("unknown_function", f"{before.text} is no function here; {hint}", before.column)
    return ExpressionError("unexpected_token", "a list cannot stand in a matrix expression", opening.column)
