"""Whether two formulas are the same function: random points of prime fields.

Two formulas of ``+ - * /`` and whole powers are two ratios of polynomials, and equal if a polynomial N with whole
coefficients is 0: the first numerator times the second denominator less the other way round. N is worked out modulo
two primes (their product), each drawn from 2^61 to 2^62, at a point drawn for both.

The bound. N has a degree of at most 2^21 and coefficients of at most 2^25 bits (larger formulas are not judged here).
If N is not 0, it is 0 modulo a drawn prime only if that prime divides a coefficient, which fewer than 2^20 such primes
do; gaps between primes there are below 2^11, so one of them is drawn with less than 2^20 * 2^11/2^61 = 2^-30. Else it
is 0 at the drawn point with at most 2^21/2^61 = 2^-40 (Schwartz and Zippel). Both primes fail with less than
2^-58 < 4 * 10^-18: that bounds how often a wrong formula is taken for right, well below 10^-15. A right formula is
never taken for wrong: what is 0 is 0 modulo every prime.

Floors, maxima, exponentials and the like are letters of their own (:mod:`~exgen.expressions.field_values`), called by
what they are made of as it is modulo both primes. Formulas with such letters must be smaller (N has a degree of at
most 2^21 with the powers of which exponentials are made, and at most 2^16 bits): then a prime and its point fail with
less than 2^-39, both with less than 2^-78, and of fewer than 2^17 pairs of such letters in two formulas any is taken
for equal that is not with less than 2^-61, if the hash that draws them is as good as chance. That two formulas are not
proven equal says nothing there.

Primes and points come from hashing the key, so that a response is judged the same for ever.
"""

from __future__ import annotations

from functools import lru_cache, partial

from exgen.answers.points import Stream, hashed
from exgen.answers.setting import Setting
from exgen.errors import ExpressionError
from exgen.expressions import Node
from exgen.expressions.field_values import FieldValues
from exgen.expressions.prime_field import Size, next_prime, size_of

_DEGREE_AT_MOST = 2**20
_BITS_AT_MOST = 2**24
_SMALL_DEGREE = 2**8
_SMALL_BITS = 2**11


def is_same_function(key: Node, response: Node, setting: Setting, *, is_rational: bool = True) -> bool | None:
    """Whether two formulas are the same rational function; None where they are not worked out here.

    Where the formulas are not ``is_rational``, True says that they are equal wherever both have a value, and False
    says nothing.

    >>> from exgen.expressions import read
    >>> setting = Setting(("x", "y"))
    >>> is_same_function(read("(x + y)^60/(x + y)^59"), read("y + x"), setting)
    True
    >>> is_same_function(read("x"), read("x + x*y^9*10^-30"), setting)
    False
    >>> is_same_function(read("ceil(x/2)"), read("floor((x + 1)/2)"), setting, is_rational=False)
    True
    """
    seed = setting.seed(key)
    ours = _remainder(key, seed, setting, is_rational)
    theirs = _remainder(response, seed, setting, is_rational) if ours is not None else None
    return None if ours is None or theirs is None else ours == theirs


@lru_cache(maxsize=512)
def _remainder(node: Node, seed: str, setting: Setting, is_rational: bool) -> int | None:
    """What a formula gives modulo the primes drawn from a seed."""
    sizes: dict[str, Size] = {}
    steps = setting.needed_givens(node)
    degree, bits = (_DEGREE_AT_MOST, _BITS_AT_MOST) if is_rational else (_SMALL_DEGREE, _SMALL_BITS)
    for name, given in (*steps, ("", node)):
        size = size_of(given, sizes)
        if size is None or size.above + size.below > degree or size.bits > bits:
            return None
        sizes[name] = size
    modulus, values = _field_point(seed, len(setting.symbols))
    letters = dict(zip(setting.symbols, values, strict=True))
    field = FieldValues(modulus, letters, dict(steps), partial(hashed, below=modulus), are_whole=not setting.is_real)
    try:
        return field.value(node)
    except (ZeroDivisionError, ValueError, ExpressionError):  # ValueError: no inverse modulo one of the primes
        return None


@lru_cache(maxsize=256)
def _field_point(seed: str, letters: int) -> tuple[int, tuple[int, ...]]:
    """The product of two primes drawn from a seed, and a value for every letter."""
    stream = Stream(f"{seed}/fields")

    def drawn() -> int:
        return stream.draw(0, 2**32 - 1) << 29 | stream.draw(0, 2**29 - 1)

    modulus = next_prime(2**61 + drawn()) * next_prime(2**61 + drawn())
    return modulus, tuple((drawn() << 61 | drawn()) % modulus for _ in range(letters))
