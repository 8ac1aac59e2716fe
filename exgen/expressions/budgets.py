"""How long, deep and large a formula may be.

Anything sensible is far below; anything above is answered at once with a
:class:`~exgen.errors.BudgetError`, before it costs time or memory.
"""

from __future__ import annotations

from fractions import Fraction

from exgen.errors import BudgetError

CHARACTERS = 2_000
TOKENS = 400
OPERATIONS = 200
DEPTH = 40
DIGITS = 30
BITS = 2_048


def within_bits(value: int | Fraction, column: int) -> int | Fraction:
    """The value, if numerator and denominator have at most ``BITS`` bits.

    Raises ``BudgetError`` with code ``result_too_large``.

    >>> within_bits(6 * 7, 3)
    42
    """
    if _bits(value) > BITS:
        raise BudgetError(
            "result_too_large",
            f"this gives a number of more than {BITS} bits; none that large is meant",
            column,
        )
    return value


def power_within_bits(base: int | Fraction, exponent: int, column: int) -> int | Fraction:
    """base to the power of exponent (not below 0), if it has at most ``BITS`` bits.

    A base of n bits to the e-th has more than (n - 1) * e bits, so one far too large is refused before it is
    worked out. Raises ``BudgetError`` with code ``power_too_large``.

    >>> power_within_bits(9, 9, 2)
    387420489
    >>> power_within_bits(9, 387420489, 2)
    Traceback (most recent call last):
    ...
    exgen.errors.BudgetError: this power has more than 2048 bits; no power that large is meant (column 2)
    """
    if (_bits(base) - 1) * exponent <= BITS:
        power: int | Fraction = base**exponent
        if _bits(power) <= BITS:
            return power
    raise BudgetError("power_too_large", f"this power has more than {BITS} bits; no power that large is meant", column)


def _bits(value: int | Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())
