"""Random formulas, other spellings of the same value, and slips that may change it.

The formulas are those of sheets: sums, products and powers of layer sizes, ratios whose denominators are positive,
floors, ceilings, remainders, maxima. `value` works them out by itself, with fractions, and shares nothing with the
judging that it controls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.nodes import children
from exgen.expressions.rebuilding import with_children

LETTERS = ("W", "K", "P", "S")
Value = Fraction | int


def called(name: str, *arguments: Node) -> Node:
    """A call of a function."""
    return Call(Name(name), arguments)


def formula(random: Random, depth: int, *, has_steps: bool = True) -> Node:
    """A random formula in the letters; without steps it is rational, and within a step it always is."""
    if not depth or random.random() < 0.15:
        return Name(random.choice(LETTERS)) if random.random() < 0.6 else Number(random.randint(1, 9))

    def inner() -> Node:
        return formula(random, depth - 1, has_steps=has_steps)

    def rational() -> Node:
        return formula(random, depth - 1, has_steps=False)

    forms: list[Callable[[], Node]] = [
        lambda: Binary("+", inner(), inner()),
        lambda: Binary("+", inner(), inner()),
        lambda: Binary("-", inner(), inner()),
        lambda: Binary("*", inner(), inner(), implicit=random.random() < 0.5),
        lambda: Binary("*", inner(), inner()),
        lambda: Binary("/", inner(), denominator(random)),
        lambda: Binary("^", inner(), Number(random.choice((2, 3)))),
    ]
    steps: list[Callable[[], Node]] = [
        lambda: called("floor", Binary("/", rational(), denominator(random))),
        lambda: called("floor", Binary("/", rational(), denominator(random))),
        lambda: called("ceil", Binary("/", rational(), denominator(random))),
        lambda: called(random.choice(("max", "min")), rational(), rational()),
        lambda: Binary("%", rational(), denominator(random)),
        lambda: called("abs", rational()),
    ]
    return random.choice(forms + steps if has_steps else forms)()


def denominator(random: Random) -> Node:
    """A formula that is above nought wherever the letters are."""
    letter, number = Name(random.choice(LETTERS)), Number(random.randint(2, 9))
    return random.choice((letter, number, Binary("+", letter, number), Binary("*", letter, number)))


def value(node: Node, point: Mapping[str, int]) -> Value:
    """The value of a formula; ``ZeroDivisionError`` where it has none."""
    match node:
        case Number():
            return node.value
        case Name():
            return point[node.name]
        case Unary():
            inner = value(node.operand, point)
            return -inner if node.operator == "-" else inner
        case Binary():
            left, right = value(node.left, point), value(node.right, point)
            return _OPERATIONS[node.operator](left, right)
        case Call(function=Name(name=name)):
            return _FUNCTIONS[name](*[value(argument, point) for argument in node.arguments])
    raise TypeError(node)


_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: Fraction(left) / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
    "^": lambda left, right: Fraction(left) ** int(right),
}
_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "max": max,
    "min": min,
    "abs": abs,
}


def points(random: Random) -> Iterator[dict[str, int]]:
    """Points with positive integers: small ones, larger ones, a few huge."""
    for largest, count in ((3, 24), (12, 60), (200, 40), (10**6, 12)):
        for _ in range(count):
            yield {letter: random.randint(1, largest) for letter in LETTERS}


def is_apart(one: Node, other: Node, tried: Iterable[Mapping[str, int]]) -> bool:
    """Whether one of some points shows that two formulas are different."""
    return any(_outcome(one, point) != _outcome(other, point) for point in tried)


def _outcome(node: Node, point: Mapping[str, int]) -> Value | None:
    try:
        return value(node, point)
    except ZeroDivisionError:
        return None


def rewritten(node: Node, random: Random, times: int) -> Node:
    """The same value otherwise: so many rewritings, each at a random place."""
    for _ in range(times):
        node = changed_somewhere(node, random, lambda part: random.choice(_same(part, random)))
    return node


def slipped(node: Node, random: Random) -> Node:
    """The formula with one slip at a random place, which changes its value more often than not."""
    return changed_somewhere(node, random, lambda part: random.choice(_slips(part, random)))


def changed_somewhere(node: Node, random: Random, change: Callable[[Node], Node]) -> Node:
    """The formula with one of its parts changed, each as likely as any other; an exponent and its sign stay."""
    place = random.randrange(_size(node))
    return _changed_at(node, place, change)


def _parts(node: Node) -> Sequence[Node]:
    return (node.left,) if isinstance(node, Binary) and node.operator == "^" else children(node)


def _size(node: Node) -> int:
    return 1 + sum(map(_size, _parts(node)))


def _changed_at(node: Node, place: int, change: Callable[[Node], Node]) -> Node:
    if not place:
        return change(node)
    place -= 1
    parts = list(children(node))
    for index, part in enumerate(_parts(node)):
        size = _size(part)
        if place < size:
            parts[index] = _changed_at(part, place, change)
            break
        place -= size
    return with_children(node, tuple(parts))


def _same(node: Node, random: Random) -> list[Node]:
    """Other forms of the same value."""
    letter, number = Name(random.choice(LETTERS)), Number(random.randint(2, 9))
    forms: list[Node] = [
        Binary("-", Binary("+", node, letter), letter),
        Binary("/", Binary("*", number, node), number),
        Binary("+", Binary("-", node, number), number),
        Unary("-", Unary("-", node)),
        Binary("*", Number(1), node),
        Binary("+", node, Binary("*", Number(0), letter)),
    ]
    match node:
        case Number(value=int(whole)) if whole:
            forms += [Binary("+", Number(whole - 1), Number(1)), Binary("-", Number(whole + 4), Number(4))]
            forms.append(Binary("/", Number(3 * whole), Number(3)))
        case Binary(operator="+", left=left, right=right):
            forms += [Binary("+", right, left)] * 4 + [Binary("-", left, Unary("-", right))]
            if isinstance(left, Binary) and left.operator == "+":
                forms += [Binary("+", left.left, Binary("+", left.right, right))] * 2
        case Binary(operator="-", left=left, right=right):
            forms += [Binary("+", Unary("-", right), left), Unary("-", Binary("-", right, left))]
        case Binary(operator="*", left=left, right=right):
            forms += [Binary("*", right, left)] * 4 + [Binary("*", Unary("-", left), Unary("-", right))]
            if isinstance(right, Binary) and right.operator in ("+", "-"):
                spread = Binary("*", left, right.left), Binary("*", left, right.right)
                forms += [Binary(right.operator, *spread)] * 4
        case Binary(operator="/", left=left, right=right):
            forms += [Binary("*", left, Binary("/", Number(1), right))] * 2
            forms.append(Binary("/", Binary("*", left, number), Binary("*", right, number)))
            if isinstance(left, Binary) and left.operator in ("+", "-"):
                parted = Binary("/", left.left, right), Binary("/", left.right, right)
                forms += [Binary(left.operator, *parted)] * 2
        case Binary(operator="^", left=base, right=Number(value=2)):
            forms += [Binary("*", base, base)] * 4
        case Binary(operator="^", left=base, right=Number(value=3)):
            forms += [Binary("*", Binary("^", base, Number(2)), base)] * 4
        case Binary(operator="%", left=left, right=right):
            forms.append(Binary("-", left, Binary("*", right, called("floor", Binary("/", left, right)))))
        case Call(function=Name(name="floor"), arguments=(inner,)):
            forms += [Unary("-", called("ceil", Unary("-", inner)))] * 2
            forms.append(Binary("-", called("floor", Binary("+", inner, number)), number))
            if isinstance(inner, Binary) and inner.operator == "/":
                forms += [Binary("//", inner.left, inner.right)] * 3
        case Call(function=Name(name="ceil"), arguments=(inner,)):
            forms += [Unary("-", called("floor", Unary("-", inner)))] * 2
        case Call(function=Name(name="max" | "min" as name), arguments=(one, other)):
            opposite = "min" if name == "max" else "max"
            forms += [called(name, other, one)] * 2
            forms.append(Unary("-", called(opposite, Unary("-", one), Unary("-", other))))
        case Call(function=Name(name="abs"), arguments=(inner,)):
            forms += [called("max", inner, Unary("-", inner)), called("abs", Unary("-", inner))]
    return forms


def _slips(node: Node, random: Random) -> list[Node]:
    """What one slip of the pen makes of a part."""
    match node:
        case Number():
            number: Value = node.value
            return [
                Number(number + 1),
                Number(number * 10),
                Number(max(number - 1, 1 - number)),
                Number(number + Fraction(1, 8)),
            ]
        case Name(name=name):
            return [Name(random.choice([letter for letter in LETTERS if letter != name])), Unary("-", node)]
        case Binary(operator="+" | "-" as operator, left=left, right=right):
            return [Binary("-" if operator == "+" else "+", left, right), left, Binary("*", left, right)]
        case Binary(operator="*", left=left, right=right):
            return [Binary("+", left, right), left, right]
        case Binary(operator="/" | "//" | "%", left=left, right=right):
            return [left, Binary("/", right, Binary("+", called("abs", left), Number(1))), Binary("*", left, right)]
        case Binary(operator="^", left=left):
            return [left, Binary("*", Number(2), left)]
        case Call(function=Name(name="floor" | "ceil" as name), arguments=(inner,)):
            return [inner, called("ceil" if name == "floor" else "floor", inner)]
        case Call(function=Name(name="max" | "min" as name), arguments=(one, other)):
            return [called("min" if name == "max" else "max", one, other), one, other]
    return [Binary("+", node, Number(1)), *children(node)]
