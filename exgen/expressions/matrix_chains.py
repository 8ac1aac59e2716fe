"""Chains of factors: what a product was written as, before it is known how its factors are grouped."""

from __future__ import annotations

from typing import NamedTuple

from exgen.errors import ExpressionError
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Sequence, children

PRODUCTS = ("*", "·", "@", "⊙", "/", "⊗")
"""The signs between factors; in a tree that was only read, a product without its sign is ``·`` and ``implicit``."""
OUTER = "outer"
"""A ``⊗``, in a chain: the product of a column and the transpose of another."""
DOT = "•"
"""A ``·`` that was written, in a chain: between two columns it may also be their inner product."""


_SAID = {"·": DOT, "⊗": OUTER}


class Chain(NamedTuple):
    """Factors and the signs between them, one fewer; ``columns`` are those of the signs."""

    factors: tuple[Node, ...]
    signs: tuple[str, ...]
    columns: tuple[int, ...]

    def merged(self, index: int, sign: str) -> Chain:
        """The chain with the factors at an index and behind it made one; they keep their brackets."""
        left, right = self.factors[index : index + 2]
        column = self.columns[index]
        one = Binary(sign, left, right, implicit=self.signs[index] == "·", column=column)
        return Chain(
            (*self.factors[:index], one, *self.factors[index + 2 :]),
            (*self.signs[:index], *self.signs[index + 1 :]),
            (*self.columns[:index], *self.columns[index + 1 :]),
        )


def is_number(node: Node) -> bool:
    """Whether a formula is made of numbers alone: beside a matrix it stands for one with this entry everywhere.

    >>> from exgen.expressions.matrix_reader import read_matrices
    >>> is_number(read_matrices("1/2")), is_number(read_matrices("norm(x)"))
    (True, False)
    """
    if isinstance(node, (Name, Call)):  # most are
        return False
    waiting: list[Node] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (Name, Call)):
            return False
        if isinstance(part, Binary):
            waiting += (part.right, part.left)
        elif not isinstance(part, Number):
            waiting += children(part)
    return True


def unbracketed(node: Node) -> Node:
    """What stands in a pair of brackets, or the node itself."""
    return node.items[0] if isinstance(node, Sequence) else node


def chain_of(node: Binary, *, are_divisors_apart: bool = False) -> Chain:
    """The factors of a product as it was written, in which every number is one with the factor beside it.

    So is what a factor is divided by, or it stands apart behind the sign ``/`` where it is no number.

    ``2 (o - y)`` is one factor, and so are ``W / 2`` and ``W 2``: a number may stand anywhere. Raises
    :class:`~exgen.errors.ExpressionError` (``ambiguous_division``) for a product without sign behind a slash, unless
    numbers stand on both sides of it: ``1/2 x`` can only be meant one way.

    >>> from exgen.expressions.matrix_reader import written
    >>> chain = chain_of(written("σ'(z) ⊙ 2 (o - y) x^T"))
    >>> len(chain.factors), chain.signs
    (3, ('⊙', '·'))
    """
    links = [node]
    while isinstance(left := links[-1].left, Binary) and left.operator in PRODUCTS:
        links.append(left)
    links.reverse()
    chain = Chain(
        (links[0].left, *(link.right for link in links)),
        tuple(_SAID.get(link.operator, link.operator) if not link.implicit else link.operator for link in links),
        tuple(link.column for link in links),
    )
    if "/" in chain.signs:
        _check_slashes(chain, links)
        chain = _with_divisions(chain, are_divisors_apart=are_divisors_apart)
    numbers = list(map(is_number, chain.factors))
    if not any(numbers):
        return chain
    for aside in (0, 1):  # first those with the factor behind them, then those with the one before
        for index in reversed(range(len(chain.signs))):
            if chain.signs[index] not in ("⊙", "/") and numbers[index + aside]:
                chain = chain.merged(index, "*")
                numbers[index : index + 2] = [numbers[index] and numbers[index + 1]]
    return chain


def _check_slashes(chain: Chain, links: list[Binary]) -> None:
    for index, link in enumerate(links[1:], start=1):
        if not link.implicit or chain.signs[index - 1] != "/":
            continue
        if not all(map(is_number, chain.factors[index - 1 : index + 1])):
            sentence = "a/b c may mean (a/b)*c or a/(b*c): write brackets"
            raise ExpressionError("ambiguous_division", sentence, chain.columns[index - 1])


def _with_divisions(chain: Chain, *, are_divisors_apart: bool) -> Chain:
    """The chain in which every quotient is one factor, or every one by a number."""
    index = 0
    while index < len(chain.signs):
        is_apart = are_divisors_apart and not is_number(chain.factors[index + 1])
        if chain.signs[index] == "/" and not is_apart:
            chain = chain.merged(index, "/")
        else:
            index += 1
    return chain
