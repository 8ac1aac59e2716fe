"""Large primes, and how large a rational function can be: what bounds the chance that two of them meet by accident.

Two formulas that differ as rational functions differ at nearly every point of a large prime field, and numbers there
never grow: the surest and cheapest way to tell them apart (:mod:`exgen.answers.field_equality` says how sure, and
:mod:`~exgen.expressions.field_values` works them out).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence as Values
from typing import NamedTuple

from exgen.expressions.nodes import Binary, Call, Comparison, Name, Node, Number, Sequence, Unary, children, left_spine
from exgen.expressions.real_values import whole_exponent

_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


class Size(NamedTuple):
    """How large a rational function can be when it is written as one ratio of polynomials with whole coefficients.

    The degrees above and below, and how many bits the coefficients have together.
    """

    above: int
    below: int
    bits: int


def size_of(node: Node, names: Mapping[str, Size]) -> Size | None:
    """A bound on the size of a formula, or None if it is no number or has a power above a million or with a letter.

    ``names`` are the sizes of names that are no letters. A floor, an exponential and the like is a letter of its own,
    counted as large as all that it is made of.

    >>> from exgen.expressions.reader import read
    >>> size_of(read("(x + 1)^3/y"), {}), size_of(read("2^n"), {}), size_of(read("floor(n/2)"), {})
    (Size(above=3, below=1, bits=6), None, Size(above=2, below=2, bits=2))
    """
    match node:
        case Number():
            return Size(0, 0, max(node.value.numerator.bit_length(), node.value.denominator.bit_length()))
        case Name():
            return names.get(node.name, Size(1, 0, 0))
        case Unary():
            return size_of(node.operand, names)
        case Binary():
            first, chain = left_spine(node)
            size = size_of(first, names)
            for link in chain:
                size = size and _linked(size, link, names)
            return size
        case Call() | Comparison() | Sequence():
            return _together([size_of(part, names) for part in children(node)])
    return None


def _together(sizes: Iterable[Size | None]) -> Size | None:
    """The size of a letter that is made of formulas of these sizes."""
    degree, bits = 1, 0
    for size in sizes:
        if size is None:
            return None
        degree, bits = degree + size.above + size.below, bits + size.bits
    return Size(degree, degree, bits)


def _linked(left: Size, link: Binary, names: Mapping[str, Size]) -> Size | None:
    if link.operator == "^" and link.left == Call(Name("e"), ()):
        return _together([size_of(link.right, names)])
    if link.operator == "^":
        exponent = whole_exponent(link.right)
        if exponent is None or abs(exponent) > 10**6:
            return None
        above, below = (left.above, left.below) if exponent >= 0 else (left.below, left.above)
        return Size(above * abs(exponent), below * abs(exponent), left.bits * abs(exponent))
    right = size_of(link.right, names)
    if right is None or link.operator in ("//", "%"):
        return _together([left, right])
    if link.operator not in ("+", "-", "*", "/"):
        return None
    bits = left.bits + right.bits
    if link.operator == "*":
        return Size(left.above + right.above, left.below + right.below, bits)
    if link.operator == "/":
        return Size(left.above + right.below, left.below + right.above, bits)
    return Size(max(left.above + right.below, left.below + right.above), left.below + right.below, bits + 1)


def next_prime(start: int) -> int:
    """The smallest prime from ``start`` (above 37, below 2^80) on.

    >>> next_prime(2**61 - 1), next_prime(90)
    (2305843009213693951, 97)
    """
    candidate = start | 1
    while not _is_prime(candidate):
        candidate += 2
    return candidate


def inverses(numbers: Values[int], prime: int) -> list[int]:
    """The inverses of numbers modulo a prime; ``ValueError`` if one of them has none.

    One inversion takes as long as some fifty products, so there is one for all: that of their product.

    >>> inverses([2, 3, 4], 7)
    [4, 5, 2]
    """
    products = [1]
    for number in numbers:
        products.append(products[-1] * number % prime)
    inverse = pow(products.pop(), -1, prime)
    found = []
    for number, before in zip(reversed(numbers), reversed(products), strict=True):
        found.append(inverse * before % prime)
        inverse = inverse * number % prime
    return found[::-1]


def _is_prime(number: int) -> bool:
    """Miller and Rabin's test; with the first twelve primes as bases it is a proof below 3 * 10^24."""
    if any(not number % base for base in _BASES):
        return False
    twos = (number - 1 & 1 - number).bit_length() - 1
    return all(_passes(base, number, twos) for base in _BASES)


def _passes(base: int, number: int, twos: int) -> bool:
    value = pow(base, number - 1 >> twos, number)
    if value in (1, number - 1):
        return True
    for _ in range(twos - 1):
        value = value * value % number
        if value == number - 1:
            return True
    return False
