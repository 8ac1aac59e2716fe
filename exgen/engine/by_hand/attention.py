"""Attention on tiny matrices: softmax(Q K^T / sqrt(d)) V, as torch.nn.functional.scaled_dot_product_attention."""

from __future__ import annotations

from fractions import Fraction

from exgen.engine.by_hand.enclosures import Real, square_root, tidy
from exgen.engine.by_hand.matrices import RealMatrix
from exgen.engine.by_hand.rows import product_of, transposed

SCALED = 1
DIVIDED_WHOLE = 2


def attention_scores(queries: RealMatrix, keys: RealMatrix, scaling: int = SCALED) -> RealMatrix:
    """The products of every query with every key, divided by the square root of how many numbers each has.

    With ``scaling`` 0 they are not divided, with 2 by that number itself.

    >>> attention_scores(((1, 2, 3, 4),), ((1, 0, 0, 1), (0, 2, 0, 0)))
    ((Fraction(5, 2), 2),)
    """
    size: Real = len(keys[0])
    divisor = square_root(size) if scaling == SCALED else size if scaling == DIVIDED_WHOLE else 1
    share = 1 / Fraction(divisor) if isinstance(divisor, int) else 1 / divisor
    return tuple(tuple(tidy(score * share) for score in row) for row in product_of(queries, transposed(keys)))


def attended(shares: RealMatrix, values: RealMatrix) -> RealMatrix:
    """For every query the values, each as much as its share.

    >>> attended(((Fraction(1, 2), Fraction(1, 2)),), ((1, 2), (3, 0)))
    ((2, 1),)
    """
    return product_of(shares, values)
