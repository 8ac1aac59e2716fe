"""Formulas of ``+ - * /`` and whole powers, worked out modulo a prime.

Two such formulas that differ as rational functions differ at nearly every point of a large prime field, and numbers
there never grow: the surest and cheapest way to tell them apart (:mod:`exgen.answers.field_equality` says how sure).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence as Values
from typing import NamedTuple, TypeAlias

from exgen.errors import ExpressionError
from exgen.expressions.nodes import Binary, Name, Node, Number, Unary, left_spine
from exgen.expressions.real_values import whole_exponent

FieldClosure: TypeAlias = Callable[[Values[int], int], int]

_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


class Size(NamedTuple):
    """How large a rational function can be when it is written as one ratio of polynomials with whole coefficients.

    The degrees above and below, and how many bits the coefficients have together.
    """

    above: int
    below: int
    bits: int


def size_of(node: Node, names: Mapping[str, Size]) -> Size | None:
    """A bound on the size of a formula, or None if it is no rational function or has a power above a million.

    ``names`` are the sizes of names that are no letters.

    >>> from exgen.expressions.reader import read
    >>> size_of(read("(x + 1)^3/y"), {}), size_of(read("2^n"), {}), size_of(read("floor(n/2)"), {})
    (Size(above=3, below=1, bits=6), None, None)
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
    return None


def _linked(left: Size, link: Binary, names: Mapping[str, Size]) -> Size | None:
    if link.operator == "^":
        exponent = whole_exponent(link.right)
        if exponent is None or abs(exponent) > 10**6:
            return None
        above, below = (left.above, left.below) if exponent >= 0 else (left.below, left.above)
        return Size(above * abs(exponent), below * abs(exponent), left.bits * abs(exponent))
    right = size_of(link.right, names)
    if right is None or link.operator not in ("+", "-", "*", "/"):
        return None
    bits = left.bits + right.bits
    if link.operator == "*":
        return Size(left.above + right.above, left.below + right.below, bits)
    if link.operator == "/":
        return Size(left.above + right.below, left.below + right.above, bits)
    return Size(max(left.above + right.below, left.below + right.above), left.below + right.below, bits + 1)


def compiled_modulo(node: Node, letters: Values[str]) -> FieldClosure:
    """A function from the values of the letters and a prime to the value of a rational formula modulo that prime.

    The formula has a `size_of`. The function raises ``ZeroDivisionError`` where a divisor is 0 there.

    >>> from exgen.expressions.reader import read
    >>> compiled_modulo(read("(x^2 - 1)/(x + 1)"), ("x",))((5,), 97)
    4
    """
    match node:
        case Number():
            above, below = node.value.numerator, node.value.denominator
            if below == 1:
                return lambda _, prime: above % prime
            return lambda _, prime: above * _inverse(below, prime) % prime
        case Name():
            place = tuple(letters).index(node.name)
            return lambda values, _: values[place]
        case Unary():
            operand = compiled_modulo(node.operand, letters)
            return operand if node.operator == "+" else lambda values, prime: -operand(values, prime) % prime
        case Binary():
            return _chain(node, letters)
    raise ExpressionError("not_a_number", "only sums, products, ratios and powers are worked out modulo a prime")


def _chain(node: Binary, letters: Values[str]) -> FieldClosure:
    first, chain = left_spine(node)
    begun = compiled_modulo(first, letters)
    links = [_link(link, letters) for link in chain]

    def worked_out(values: Values[int], prime: int) -> int:
        value = begun(values, prime)
        for link in links:
            value = link(value, values, prime)
        return value

    return worked_out


def _link(link: Binary, letters: Values[str]) -> Callable[[int, Values[int], int], int]:
    """What one operator of a chain does to the value on its left."""
    exponent = whole_exponent(link.right)
    if link.operator == "^" and exponent is not None:
        if exponent >= 0:
            return lambda value, _, prime: pow(value, exponent, prime)
        return lambda value, _, prime: pow(_inverse(value, prime), -exponent, prime)
    right = compiled_modulo(link.right, letters)
    match link.operator:
        case "+":
            return lambda value, values, prime: (value + right(values, prime)) % prime
        case "-":
            return lambda value, values, prime: (value - right(values, prime)) % prime
        case "*":
            return lambda value, values, prime: value * right(values, prime) % prime
    return lambda value, values, prime: value * _inverse(right(values, prime), prime) % prime


def _inverse(value: int, prime: int) -> int:
    if not value % prime:
        raise ZeroDivisionError
    return pow(value, -1, prime)


def next_prime(start: int) -> int:
    """The smallest prime from ``start`` (above 37, below 2^80) on.

    >>> next_prime(2**61 - 1), next_prime(90)
    (2305843009213693951, 97)
    """
    candidate = start | 1
    while not _is_prime(candidate):
        candidate += 2
    return candidate


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
