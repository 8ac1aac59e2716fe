"""A formula at a random point modulo large primes, where a floor or an exponential is one more letter.

Two formulas are equal if, with every floor, maximum, logarithm, ... as a letter of its own, they are the same rational
function: those letters are called by what they are the floor, maximum, ... of, itself worked out there, so that
``floor(a)`` and ``floor(b)`` are one letter where ``a`` and ``b`` are the same. What is equal in this way is equal
wherever both have a value. What is not may be equal all the same: ``floor(n/2) + ceil(n/2)`` is ``n``.

So that more is found equal, what is known of steps and exponentials is put to use: a floor of a ratio is taken as one
of its remainder plus the whole quotient, a ceiling as a floor, a remainder by its floor, a minimum by a maximum with
0, ``tanh`` and the like by exponentials, an exponential of a sum as a product, and sine and cosine by the tangent of
half the angle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from exgen.errors import ExpressionError
from exgen.expressions.field_functions import inverse, of_angle, of_exponential
from exgen.expressions.floor_forms import Floors
from exgen.expressions.nodes import Binary, Call, Comparison, Name, Node, Number, Sequence, Unary, left_spine
from exgen.expressions.polynomials import (
    ONE,
    Polynomial,
    added,
    in_lowest_terms,
    multiplied,
    value_of,
)
from exgen.expressions.real_values import whole_exponent
from exgen.expressions.whole_numbers import is_whole

Ratio: TypeAlias = tuple[Polynomial, Polynomial]

_WRITTEN_OUT = 4  # the largest power of a sum that is written out within a floor
_PARTS = 60  # an exponential is a power of so many of its parts: then half of it is one too
_MOST_PARTS = 64 * _PARTS
_OPAQUE = ("log", "sqrt", "pi")
_E = Call(Name("e"), ())


class FieldValues:
    """What formulas are worth modulo a product of primes at one point.

    ``letters`` are the values of the letters (each about as large as the modulus and drawn at random), ``givens`` the
    formulas of other names; ``are_whole``: letters stand for positive whole numbers. ``drawn`` gives a
    random number below the modulus for a text, the same for the same text.
    """

    def __init__(
        self,
        modulus: int,
        letters: Mapping[str, int],
        givens: Mapping[str, Node],
        drawn: Callable[[str], int],
        *,
        are_whole: bool,
    ) -> None:
        self._modulus, self._letters, self._givens, self._drawn = modulus, letters, givens, drawn
        self._whole_names = frozenset(letters) if are_whole else frozenset[str]()
        self._broken = frozenset[int]() if are_whole else frozenset(letters.values())
        self._floors = Floors(modulus, frozenset(letters.values()), self._letter)
        self._known: dict[str, int] = {}
        self._written: dict[str, Ratio] = {}

    def value(self, node: Node) -> int:
        """The value of a formula.

        Raises ``ZeroDivisionError`` where a divisor is 0 modulo a prime, ``ExpressionError`` (``not_a_number``) or
        ``BudgetError`` for what is not worked out here, such as a power whose exponent is a letter.
        """
        match node:
            case Number(value=value):
                above, below = value.numerator, value.denominator
                return above % self._modulus if below == 1 else above * inverse(below, self._modulus) % self._modulus
            case Name(name=name):
                return self._named(name)
            case Unary():
                inside = self.value(node.operand)
                return -inside % self._modulus if node.operator == "-" else inside
            case Binary():
                return self._chain(node)
            case Call(function=Name(name=name)):
                return self._called(node, name)
        raise _not_here(node)

    def _named(self, name: str) -> int:
        value = self._letters.get(name)
        if value is None:
            value = self._known.get(name)
        if value is None:
            value = self._known[name] = self.value(self._givens[name])
        return value

    def _chain(self, node: Binary) -> int:
        """In a loop: a chain may be longer than Python recurses."""
        first, chain = left_spine(node)
        modulus = self._modulus
        begun = max((place for place, link in enumerate(chain, start=1) if link.operator in ("//", "%")), default=0)
        if begun:
            value = self._value_of_ratio(self._ratio(chain[begun - 1]))
        elif first == _E and chain[0].operator == "^":
            value, begun = self._exponential(chain[0].right), 1
        else:
            value = self.value(first)
        for link in chain[begun:]:
            if link.operator == "^":
                exponent = whole_exponent(link.right)
                if exponent is None:
                    raise _not_here(link)
                value = pow(value if exponent >= 0 else inverse(value, self._modulus), abs(exponent), modulus)
                continue
            right = self.value(link.right)
            match link.operator:
                case "+":
                    value = (value + right) % modulus
                case "-":
                    value = (value - right) % modulus
                case "*":
                    value = value * right % modulus
                case "/":
                    value = value * inverse(right, self._modulus) % modulus
                case _:
                    raise _not_here(link)
        return value

    def _called(self, node: Call, name: str) -> int:
        modulus = self._modulus
        items = node.arguments
        if len(items) == 1 and isinstance(items[0], Sequence):
            items = items[0].items
        match name:
            case "floor" | "ceil":
                return self._value_of_ratio(self._rounded(name, items[0]))
            case "max" | "min":
                sign = 1 if name == "max" else -1
                values = sorted({sign * self.value(item) % modulus for item in items})
                if len(values) == 2 and sum(values) == modulus:
                    return sign * self._size(values[0]) % modulus
                largest = values[0]
                for value in values[1:]:
                    largest = (largest + self._positive_part(value - largest)) % modulus
                return sign * largest % modulus
            case "abs":
                return self._size(self.value(items[0]))
            case "relu":
                return self._positive_part(self.value(items[0]))
            case "sum":
                return sum(map(self.value, items)) % modulus
            case "exp":
                return self._exponential(items[0])
            case "e":
                return self._exponential(Number(1))
            case "log" if (inside := _exponent(items[0])) is not None:
                return self.value(inside)
            case "log2" | "log10":
                base = self._letter("log", int(name.removeprefix("log")))
                return self._letter("log", self.value(items[0])) * inverse(base, self._modulus) % modulus
            case "sigmoid" | "tanh" | "sinh" | "cosh":
                return of_exponential(name, self._exponential(items[0]), modulus)
            case "sin" | "cos" | "tan":
                return of_angle(name, self.value(items[0]), modulus, self._letter)
            case "where":
                return self._choice(*items)
            case _ if name in _OPAQUE:
                return self._letter(name, *map(self.value, items))
        raise _not_here(node)

    def _choice(self, condition: Node, *branches: Node) -> int:
        if not isinstance(condition, Comparison) or len(condition.rest) > 1:
            raise _not_here(condition)
        ((sign, right),) = condition.rest
        return self._letter("where", sign, *map(self.value, (condition.first, right, *branches)))

    def _letter(self, *said: str | int) -> int:
        """The number of something that is a letter of its own."""
        return self._drawn("/".join(map(str, (self._modulus, *said))))

    def _positive_part(self, value: int) -> int:
        """max(value, 0), which is the value more than max(-value, 0)."""
        value %= self._modulus
        if not value:
            return 0
        if 2 * value < self._modulus:
            return self._letter("positive part", value)
        return (value + self._letter("positive part", self._modulus - value)) % self._modulus

    def _size(self, value: int) -> int:
        """The value without its sign."""
        return (2 * self._positive_part(value) - value) % self._modulus

    def _exponential(self, argument: Node) -> int:
        """e to the power of a formula: the product of the exponentials of its terms."""
        above, below = in_lowest_terms(*self._ratio(argument))
        if below.keys() == {()} and not _PARTS % below[()]:
            terms = [({monomial: 1}, value * (_PARTS // below[()])) for monomial, value in above.items()]
            if all(abs(parts) <= _MOST_PARTS for _, parts in terms):
                product = 1
                for term, parts in terms:
                    part = self._letter("exponential", value_of(term, self._modulus))
                    product = product * pow(part, parts, self._modulus) % self._modulus
                return product
        value = self._value_of_ratio((above, below))
        sign = 1 if 2 * value < self._modulus else -1
        return pow(self._letter("exponential", sign * value % self._modulus), sign * _PARTS, self._modulus)

    def _value_of_ratio(self, ratio: Ratio) -> int:
        above, below = ratio
        value = value_of(above, self._modulus)
        return value if below == ONE else value * inverse(value_of(below, self._modulus), self._modulus) % self._modulus

    def _rounded(self, name: str, argument: Node) -> Ratio:
        """A floor or a ceiling as a polynomial."""
        above, below = self._ratio(argument)
        if name == "floor":
            return self._floor(above, below), ONE
        return added({}, self._floor(added({}, above, -1), below), -1), ONE

    def _floor(self, above: Polynomial, below: Polynomial) -> Polynomial:
        if any(not self._broken.isdisjoint(monomial) for monomial in (*above, *below)):
            return {(self._letter("floor", self._value_of_ratio((above, below))),): 1}
        return self._floors.floor(above, below)

    def _ratio(self, node: Node) -> Ratio:
        """A formula as a ratio of polynomials; what is neither sum nor product in it is a variable."""
        match node:
            case Number(value=value):
                return ({(): value.numerator} if value else {}), {(): value.denominator}
            case Name(name=name) if name in self._givens:
                if name not in self._written:
                    self._written[name] = self._ratio(self._givens[name])
                return self._written[name]
            case Unary():
                above, below = self._ratio(node.operand)
                return (above if node.operator == "+" else added({}, above, -1)), below
            case Binary():
                first, chain = left_spine(node)
                ratio = self._ratio(first)
                for link in chain:
                    ratio = self._linked(ratio, link)
                return ratio
            case Call(function=Name(name="floor" | "ceil" as name), arguments=(argument,)):
                return self._rounded(name, argument)
        return self._variable(node)

    def _linked(self, left: Ratio, link: Binary) -> Ratio:
        above, below = left
        if link.operator == "^":
            exponent = whole_exponent(link.right)
            if exponent is None or not 0 <= exponent <= _WRITTEN_OUT:
                return self._variable(link)
            powers: Ratio = ONE, ONE
            for _ in range(exponent):
                powers = multiplied(powers[0], above), multiplied(powers[1], below)
            return powers
        other, under = self._ratio(link.right)
        if link.operator == "*":
            return multiplied(above, other), multiplied(below, under)
        if link.operator in ("/", "//", "%"):
            if not other:
                raise ZeroDivisionError
            ratio = multiplied(above, under), multiplied(below, other)
            if link.operator == "/":
                return ratio
            quotient = self._floor(*ratio)
            if link.operator == "//":
                return quotient, ONE
            other = multiplied(quotient, other)
        sign = 1 if link.operator == "+" else -1  # a remainder is what is left without the divisor's multiple
        if below == under:
            return added(above, other, sign), below
        return added(multiplied(above, under), multiplied(other, below), sign), multiplied(below, under)

    def _variable(self, node: Node) -> Ratio:
        value = self.value(node)
        if not isinstance(node, Name) and not is_whole(node, self._whole_names):
            self._broken |= {value}
        return {(value,): 1}, ONE


def _exponent(node: Node) -> Node | None:
    """The exponent of a power of e; None for anything else."""
    match node:
        case Call(function=Name(name="exp"), arguments=(exponent,)):
            return exponent
        case Binary(operator="^", left=left, right=exponent) if left == _E:
            return exponent
    return None


def _not_here(node: Node) -> ExpressionError:
    return ExpressionError("not_a_number", "this is not worked out modulo large primes", node.column)
