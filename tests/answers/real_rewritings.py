"""Random formulas over the reals, other spellings of the same value, slips, and their values by mpmath.

The formulas are those of losses and activations: exponentials, logarithms of what is positive,
roots, sigmoids, corners.
`value` works them out with mpmath, to 250 digits, and shares nothing with the judging that it controls.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from random import Random

import mpmath

from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from tests.answers.rewritings import called, changed_somewhere

LETTERS = ("x", "y")
DIGITS = 250
SMOOTH = ("exp", "tanh", "sigmoid", "sin", "cos")
CORNERED = ("relu", "abs")


def real_formula(random: Random, depth: int) -> Node:
    """A random formula in the letters that has a value everywhere."""
    if not depth or random.random() < 0.15:
        return Name(random.choice(LETTERS)) if random.random() < 0.7 else Number(random.randint(1, 5))

    def inner() -> Node:
        return real_formula(random, depth - 1)

    forms: list[Callable[[], Node]] = [
        lambda: Binary(random.choice("+-"), inner(), inner()),
        lambda: Binary("*", inner(), inner()),
        lambda: Binary("/", inner(), Number(random.randint(2, 9))),
        lambda: Binary("^", inner(), Number(2)),
        lambda: called(random.choice(SMOOTH), inner()),
        lambda: called(random.choice(SMOOTH), inner()),
        lambda: called(random.choice(CORNERED), inner()),
        lambda: called(random.choice(("max", "min")), inner(), inner()),
        lambda: called(random.choice(("log", "sqrt")), Binary("+", Number(1), called("exp", inner()))),
        lambda: called(random.choice(("log", "sqrt")), Binary("+", Number(2), Binary("^", inner(), Number(2)))),
        lambda: Binary("/", inner(), Binary("+", Number(1), Binary("^", inner(), Number(2)))),
    ]
    return random.choice(forms)()


def real_value(node: Node, point: Mapping[str, mpmath.mpf]) -> mpmath.mpf | None:
    """The value of a formula; None where it has none."""
    with mpmath.workdps(DIGITS):
        try:
            return _value(node, point)
        except (ZeroDivisionError, OverflowError):
            return None


class _NoReal(ZeroDivisionError):
    """A root or a logarithm has no real value."""


def _value(node: Node, point: Mapping[str, mpmath.mpf]) -> mpmath.mpf:
    match node:
        case Number():
            return mpmath.mpf(node.value.numerator) / node.value.denominator
        case Name():
            return point[node.name]
        case Unary():
            inner = _value(node.operand, point)
            return -inner if node.operator == "-" else inner
        case Binary():
            left, right = _value(node.left, point), _value(node.right, point)
            if node.operator == "^":
                return left ** int(right) if right == int(right) else mpmath.exp(right * _FUNCTIONS["log"](left))
            return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[node.operator](
                right
            )
        case Call(function=Name(name=name)):
            return _FUNCTIONS[name](*[_value(argument, point) for argument in node.arguments])
    raise TypeError(node)


def _positive(function: Callable[[mpmath.mpf], mpmath.mpf]) -> Callable[[mpmath.mpf], mpmath.mpf]:
    def of_positive(argument: mpmath.mpf) -> mpmath.mpf:
        if argument <= 0:
            raise _NoReal
        return function(argument)

    return of_positive


_OPERATIONS: dict[str, Callable[[mpmath.mpf, mpmath.mpf], mpmath.mpf]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_FUNCTIONS: dict[str, Callable[..., mpmath.mpf]] = {
    "exp": mpmath.exp,
    "log": _positive(mpmath.log),
    "sqrt": _positive(mpmath.sqrt),
    "tanh": mpmath.tanh,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "sigmoid": lambda argument: 1 / (1 + mpmath.exp(-argument)),
    "relu": lambda argument: max(argument, mpmath.mpf(0)),
    "abs": abs,
    "max": max,
    "min": min,
}


def real_points(random: Random) -> Iterator[dict[str, mpmath.mpf]]:
    """Points with both signs: near nought, of moderate size, a few larger ones."""
    for largest, count in ((1, 20), (4, 30), (30, 10)):
        for _ in range(count):
            yield {letter: mpmath.mpf(random.randint(-1_000 * largest, 1_000 * largest)) / 1_000 for letter in LETTERS}


def is_really_apart(one: Node, other: Node, point: Mapping[str, mpmath.mpf]) -> bool:
    """Whether a point shows that the second formula is not the first, which has a value there."""
    ours, theirs = real_value(one, point), real_value(other, point)
    if ours is None or theirs is None:
        return ours is not None
    with mpmath.workdps(DIGITS):
        return bool(abs(ours - theirs) > mpmath.mpf(10) ** -150 * (1 + abs(ours)))


def rewritten(node: Node, random: Random, times: int) -> Node:
    """The same value otherwise: so many rewritings, each at a random place."""
    for _ in range(times):
        node = changed_somewhere(node, random, lambda part: random.choice(_same(part, random)))
    return node


def slipped(node: Node, random: Random) -> Node:
    """The formula with one slip at a random place, which changes its value more often than not."""
    return changed_somewhere(node, random, lambda part: random.choice(_slips(part, random)))


def _same(node: Node, random: Random) -> list[Node]:
    """Other forms of the same value."""
    letter, number = Name(random.choice(LETTERS)), Number(random.randint(2, 9))
    forms: list[Node] = [
        Binary("-", Binary("+", node, letter), letter),
        Binary("/", Binary("*", number, node), number),
        Unary("-", Unary("-", node)),
        Binary("+", node, Binary("*", Number(0), letter)),
    ]
    match node:
        case Binary(operator="+" | "*" as sign, left=left, right=right):
            forms += [Binary(sign, right, left)] * 4
        case Binary(operator="-", left=left, right=right):
            forms += [Unary("-", Binary("-", right, left))] * 2
        case Binary(operator="^", left=left, right=Number(value=2)):
            forms += [Binary("*", left, left)] * 3
        case Call(function=Name(name=name), arguments=(inner,)):
            forms += _other_functions(name, inner) * 3
        case Call(function=Name(name="max" | "min" as name), arguments=(one, other)):
            forms += [called(name, other, one)] * 2
            less = Binary("-", other, one) if name == "max" else Binary("-", one, other)
            forms.append(Binary("+" if name == "max" else "-", one, called("relu", less)))
    return forms


def _other_functions(name: str, inner: Node) -> list[Node]:
    """What is said of a function in another way."""
    minus, one, two = Unary("-", inner), Number(1), Number(2)
    twice = Binary("*", two, inner)
    match name:
        case "tanh":
            return [Binary("-", Binary("*", two, called("sigmoid", twice)), one), Unary("-", called("tanh", minus))]
        case "sigmoid":
            whole: Node = Binary("/", one, Binary("+", one, called("exp", minus)))
            half: Node = Binary("/", Binary("+", one, called("tanh", Binary("/", inner, two))), two)
            return [whole, half, Binary("-", one, called("sigmoid", minus))]
        case "exp":
            return [Binary("/", one, called("exp", minus)), Binary("^", called("exp", Binary("/", inner, two)), two)]
        case "sin":
            return [Unary("-", called("sin", minus))]
        case "cos":
            sine = called("sin", Binary("/", inner, two))
            return [called("cos", minus), Binary("-", one, Binary("*", two, Binary("^", sine, two)))]
        case "relu":
            mean = Binary("/", Binary("+", inner, called("abs", inner)), two)
            return [mean, called("max", inner, Number(0)), Binary("+", inner, called("relu", minus))]
        case "abs":
            return [called("abs", minus), Binary("+", called("relu", inner), called("relu", minus))]
        case "log":
            return [Unary("-", called("log", Binary("/", one, inner)))]
        case "sqrt":
            return [Binary("^", inner, Binary("/", one, two)), Binary("/", inner, called("sqrt", inner))]
    return []


def _slips(node: Node, random: Random) -> list[Node]:
    """What one slip of the pen makes of a part."""
    match node:
        case Number(value=value):
            return [Number(value + 1), Number(value * 10)]
        case Name(name=name):
            return [Name("x" if name == "y" else "y"), Unary("-", node), Binary("*", Number(2), node)]
        case Binary(operator="+" | "-" as sign, left=left, right=right):
            return [Binary("-" if sign == "+" else "+", left, right), left, Binary("*", left, right)]
        case Binary(operator="*", left=left, right=right):
            return [Binary("+", left, right), left, right]
        case Binary(left=left):
            return [left, Binary("*", Number(2), left)]
        case Call(function=Name(name=name), arguments=(inner,)):
            return [inner, called(random.choice((*SMOOTH, *CORNERED)), inner), Unary("-", node)]
        case Call(function=Name(name=name), arguments=(one, other)):
            return [called("min" if name == "max" else "max", one, other), one, other]
    return [Binary("+", node, Number(1))]
