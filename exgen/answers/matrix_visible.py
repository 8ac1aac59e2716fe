"""Whether floats see every part of a typed formula: what they do not see, they cannot judge.

``softplus(-1000) z`` is no zero, and no float tells it from one. So a formula that floats alone find equal to a key is
changed, part by part: every term of a sum, every function and every number times 3/2. A part that changes nothing at
any point is not seen. Arguments of steps, whose sides are looked at elsewhere, are left out, and so are exponents.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from exgen.answers.matrix_known import KnownExpression
from exgen.expressions import Binary, Call, Name, Node, Number, walk
from exgen.expressions.matrix_arithmetic import is_switched
from exgen.expressions.nodes import children
from exgen.expressions.rebuilding import with_children

_CHANGE = Number(Fraction(3, 2))
_SEEN_FROM = 1 / 10**6
_PARTS_AT_MOST = 60
_LARGEST = 10**7
_POINTS = (0, 1, 2, 6, 7, 8)

_Above: TypeAlias = "tuple[Node, int, _Above] | None"


def is_visible(expression: KnownExpression) -> bool:
    """Whether every part of an expression changes its value, by floats, at one of a few points.

    Not so if there are too many parts, or numbers so large or fine that floats may not tell them from others.
    """
    numbers = [part.value for part in walk(expression.node) if isinstance(part, Number)]
    if any(max(abs(value.numerator), value.denominator) > _LARGEST for value in numbers):
        return False
    changes = list(_changes(expression.node))
    return len(changes) <= _PARTS_AT_MOST and all(_is_seen(change, expression) for change in changes)


def _is_seen(change: Node, expression: KnownExpression) -> bool:
    for number in _POINTS:
        entries = expression.floats(number)
        others = expression.changed(change, number) if entries is not None else None
        if entries is None or others is None:
            continue
        distance = max(abs(one - other) for one, other in zip(entries, others, strict=True))
        if distance > _SEEN_FROM * max(map(abs, entries)):
            return True
    return False


def _changes(whole: Node) -> Iterator[Node]:
    """The formula with one part of it times 3/2, for every part that may be too small to see."""
    waiting: list[tuple[Node, _Above]] = [(whole, None)]
    while waiting:
        node, above = waiting.pop()
        if above is not None and _may_be_unseen(node, above[0]):
            yield _within(Binary("*", _CHANGE, node, implicit=True), above)
        for place, part in enumerate(children(node)):
            is_exponent = isinstance(node, Binary) and node.operator == "^" and place == 1
            is_parameter = isinstance(node, Call) and place > 0 and isinstance(part, Number)
            if not is_exponent and not is_parameter and not _is_step(node):
                waiting.append((part, (node, place, above)))


def _may_be_unseen(node: Node, above: Node) -> bool:
    if isinstance(node, Number):
        return node.value != 0
    return isinstance(node, Call) or (isinstance(above, Binary) and above.operator in "+-")


def _is_step(node: Node) -> bool:
    if not isinstance(node, Call) or not isinstance(node.function, Name):
        return False
    name = node.function.name
    return is_switched(name) and (name.endswith("'") or name in ("step", "sign"))


def _within(node: Node, above: _Above) -> Node:
    while above is not None:
        parent, place, above = above
        parts = children(parent)
        node = with_children(parent, (*parts[:place], node, *parts[place + 1 :]))
    return node
