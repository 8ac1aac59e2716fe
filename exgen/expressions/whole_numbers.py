"""Which formulas stay among whole numbers, told from how they are written.

If every letter is an int, sums, products, floors of ratios and maxima are ints too. Rules and constraints are
nearly all of this sort, and :mod:`~exgen.expressions.bare_closures` runs them without any check on the way.
"""

from __future__ import annotations

from collections.abc import Collection

from exgen.expressions.nodes import (
    Binary,
    Call,
    Comparison,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Truth,
    Unary,
    left_spine,
)


def is_whole(node: Node, letters: Collection[str]) -> bool:
    """Whether a formula is a whole number whenever these letters are, and has no other names.

    >>> from exgen.expressions.reader import read
    >>> is_whole(read("2H - K"), ("H", "K")), is_whole(read("H / 2"), ("H",))
    (True, False)
    """
    match node:
        case Number():
            return isinstance(node.value, int)
        case Name():
            return node.name in letters
        case Unary():
            return is_whole(node.operand, letters)
        case Binary():
            first, chain = left_spine(node)
            return is_whole(first, letters) and all(_stays_whole(link, letters) for link in chain)
        case Call(function=Name()):
            return _is_whole_call(node, letters)
    return False


def _stays_whole(link: Binary, letters: Collection[str]) -> bool:
    """Whether one operator of a chain gives a whole number from whole ones."""
    if link.operator == "^":
        return isinstance(link.right, Number) and isinstance(link.right.value, int) and link.right.value >= 0
    return link.operator != "/" and is_whole(link.right, letters)


def _is_whole_call(node: Call, letters: Collection[str]) -> bool:
    match node:
        case Call(function=Name(name="floor" | "ceil"), arguments=(Binary(operator="/") as ratio,)):
            return is_whole(ratio.left, letters) and is_whole(ratio.right, letters)
        case Call(function=Name(name="floor" | "ceil" | "abs"), arguments=(argument,)):
            return is_whole(argument, letters)
        case Call(function=Name(name="min" | "max")):
            return all(is_whole(argument, letters) for argument in node.arguments)
        case Call(function=Name(name="sum" | "product"), arguments=(Sequence(items=items),)):
            return all(is_whole(item, letters) for item in items)
        case Call(function=Name(name="where"), arguments=(condition, then, otherwise)):
            return is_condition(condition, letters) and is_whole(then, letters) and is_whole(otherwise, letters)
    return False


def is_condition(node: Node, letters: Collection[str]) -> bool:
    """Whether a formula compares nothing but whole numbers, and is therefore true or false.

    >>> from exgen.expressions.reader import read
    >>> is_condition(read("0 < P < K and K in (3, 5)"), ("K", "P"))
    True
    >>> is_condition(read("P < K / 2"), ("K", "P"))
    False
    """
    match node:
        case Truth():
            return True
        case Logical():
            return all(is_condition(operand, letters) for operand in node.operands)
        case Comparison():
            *inner, (operator, last) = node.rest
            return (
                is_whole(node.first, letters)
                and all(sign != "in" and is_whole(operand, letters) for sign, operand in inner)
                and (_is_list_of_numbers(last) if operator == "in" else is_whole(last, letters))
            )
    return False


def _is_list_of_numbers(node: Node) -> bool:
    return isinstance(node, Sequence) and all(isinstance(item, Number) for item in node.items)
