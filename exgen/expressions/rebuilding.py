"""Formulas made anew from changed parts; nodes themselves never change."""

from __future__ import annotations

from collections.abc import Callable, Collection

from exgen.expressions.nodes import (
    Attribute,
    Binary,
    Call,
    Comparison,
    Index,
    Logical,
    Name,
    Node,
    Sequence,
    Unary,
    children,
)


def with_children(node: Node, parts: tuple[Node, ...]) -> Node:
    """The same node over other children, in the order of :func:`children`.

    >>> from exgen.expressions.nodes import Number
    >>> with_children(Index(Name("shape"), Number(0)), (Name("sizes"), Number(1)))
    Index(value=Name(name='sizes'), index=Number(value=1))
    """
    match node:
        case Unary():
            return Unary(node.operator, parts[0], node.column)
        case Binary():
            return Binary(node.operator, parts[0], parts[1], node.implicit, node.column)
        case Comparison():
            operators = (operator for operator, _ in node.rest)
            return Comparison(parts[0], tuple(zip(operators, parts[1:], strict=True)), node.column)
        case Logical():
            return Logical(node.operator, parts, node.column)
        case Call(function=Name()):
            return Call(node.function, parts, node.column)
        case Call():
            return Call(parts[0], parts[1:], node.column)
        case Attribute():
            return Attribute(parts[0], node.name, node.column)
        case Index():
            return Index(parts[0], parts[1], node.column)
        case Sequence():
            return Sequence(parts, node.column)
    return node


def rebuilt(node: Node, change: Callable[[Node, Node | None], Node], *, whole: Collection[Node] = frozenset()) -> Node:
    """The tree with ``change`` applied to every node, children first.

    ``change`` gets a node over its changed children and, as it was, the node above it (None at the top). The very
    nodes of ``whole`` (not such as are only equal to them) stay as they are, with all that stands below them.
    No recursion: a sum of two hundred terms is a tree two hundred deep.

    >>> from exgen.expressions.nodes import Number
    >>> rebuilt(Unary("-", Number(2)), lambda part, above: Number(3) if part == Number(2) else part)
    Unary(operator='-', operand=Number(value=3))
    """
    done: list[Node] = []
    kept = set(map(id, whole))
    waiting: list[tuple[Node, Node | None, bool]] = [(node, None, False)]
    while waiting:
        current, above, is_ready = waiting.pop()
        if id(current) in kept:
            done.append(current)
            continue
        parts = children(current)
        if parts and not is_ready:
            waiting.append((current, above, True))
            waiting.extend((part, current, False) for part in reversed(parts))
            continue
        if parts:
            changed = tuple(done[-len(parts) :])
            del done[-len(parts) :]
            if any(new is not old for new, old in zip(changed, parts, strict=True)):
                current = with_children(current, changed)
        done.append(change(current, above))
    return done.pop()
