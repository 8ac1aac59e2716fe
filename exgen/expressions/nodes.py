"""The one tree of formulas in the house: what a formula is once it has been read.

Every node is frozen, compares and hashes by what it says, and carries ``column``, the place (from 1; 0 =
nowhere) of its first character or of its operator, which neither ``==`` nor ``hash`` looks at. Equal trees
are equal formulas as written: ``2P`` and ``2*P`` are equal (``implicit`` is only how it was written),
``K + 1`` and ``1 + K`` are not.

    ============  ==========================================================================
    Number        ``7``, ``1.5`` (a Fraction); as read never negative, ``-3`` is a Unary
    Text          ``"same"``
    Truth         ``True`` and ``False``: literals of their own, no names
    Name          ``H``, ``C_in``, ``layers``
    Unary         ``-x``, ``+x``
    Binary        ``+ - * / // % ^``, and ``⊙`` of matrices
    Comparison    ``0 < P < K``, ``K in (1, 3)``: a first operand, then pairs of operator and operand
    Logical       ``a and b and c``, ``a or b``, ``not a``
    Call          ``floor(x)``, ``network.input_sizes((128, 96))``
    Attribute     ``network.layers``
    Index         ``shape[0]``
    Sequence      ``(3, 16)``, ``(3,)``, ``()``, ``[3, 16]``
    ============  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from exgen.expressions.frozen import Frozen, fill, setter

Value: TypeAlias = "int | Fraction | bool | str | tuple[Value, ...] | frozenset[Value]"


class Number(Frozen):
    """An exact number."""

    __match_args__ = ("value", "column")
    __slots__ = __match_args__
    value: int | Fraction
    column: int

    def __init__(self, value: int | Fraction, column: int = 0) -> None:
        _set_number_value(self, value)
        _set_number_column(self, column)


_set_number_value = setter(Number, "value")
_set_number_column = setter(Number, "column")


class Text(Frozen):
    """A text in quotes; ``value`` is what stands between them."""

    __match_args__ = ("value", "column")
    __slots__ = __match_args__
    value: str
    column: int

    def __init__(self, value: str, column: int = 0) -> None:
        fill(self, value, column)


class Truth(Frozen):
    """``True`` or ``False``."""

    __match_args__ = ("value", "column")
    __slots__ = __match_args__
    value: bool
    column: int

    def __init__(self, value: bool, column: int = 0) -> None:
        fill(self, value, column)


class Name(Frozen):
    """A letter, a symbol, or a function where a Call names one."""

    __match_args__ = ("name", "column")
    __slots__ = __match_args__
    name: str
    column: int

    def __init__(self, name: str, column: int = 0) -> None:
        _set_name_name(self, name)
        _set_name_column(self, column)


_set_name_name = setter(Name, "name")
_set_name_column = setter(Name, "column")


class Unary(Frozen):
    """A sign: ``operator`` is ``-`` or ``+``."""

    __match_args__ = ("operator", "operand", "column")
    __slots__ = __match_args__
    operator: str
    operand: Node
    column: int

    def __init__(self, operator: str, operand: Node, column: int = 0) -> None:
        _set_unary_operator(self, operator)
        _set_unary_operand(self, operand)
        _set_unary_column(self, column)


_set_unary_operator = setter(Unary, "operator")
_set_unary_operand = setter(Unary, "operand")
_set_unary_column = setter(Unary, "column")


class Binary(Frozen):
    """Two operands and one of ``+ - * / // % ^ ⊙``; ``implicit`` if a product was written without its sign."""

    __match_args__ = ("operator", "left", "right", "implicit", "column")
    __slots__ = __match_args__
    operator: str
    left: Node
    right: Node
    implicit: bool
    column: int

    def __init__(self, operator: str, left: Node, right: Node, implicit: bool = False, column: int = 0) -> None:
        _set_binary_operator(self, operator)
        _set_binary_left(self, left)
        _set_binary_right(self, right)
        _set_binary_implicit(self, implicit)
        _set_binary_column(self, column)


_set_binary_operator = setter(Binary, "operator")
_set_binary_left = setter(Binary, "left")
_set_binary_right = setter(Binary, "right")
_set_binary_implicit = setter(Binary, "implicit")
_set_binary_column = setter(Binary, "column")


class Comparison(Frozen):
    """A chain such as ``0 < P < K``; the operators are ``< <= > >= == != in``."""

    __match_args__ = ("first", "rest", "column")
    __slots__ = __match_args__
    first: Node
    rest: tuple[tuple[str, Node], ...]
    column: int

    def __init__(self, first: Node, rest: tuple[tuple[str, Node], ...], column: int = 0) -> None:
        fill(self, first, rest, column)


class Logical(Frozen):
    """``and`` and ``or`` with two operands or more, ``not`` with one."""

    __match_args__ = ("operator", "operands", "column")
    __slots__ = __match_args__
    operator: str
    operands: tuple[Node, ...]
    column: int

    def __init__(self, operator: str, operands: tuple[Node, ...], column: int = 0) -> None:
        fill(self, operator, operands, column)


class Call(Frozen):
    """A function (a Name) or a method (an Attribute) with its arguments."""

    __match_args__ = ("function", "arguments", "column")
    __slots__ = __match_args__
    function: Node
    arguments: tuple[Node, ...]
    column: int

    def __init__(self, function: Node, arguments: tuple[Node, ...], column: int = 0) -> None:
        _set_call_function(self, function)
        _set_call_arguments(self, arguments)
        _set_call_column(self, column)


_set_call_function = setter(Call, "function")
_set_call_arguments = setter(Call, "arguments")
_set_call_column = setter(Call, "column")


class Attribute(Frozen):
    """A part of something by its name."""

    __match_args__ = ("value", "name", "column")
    __slots__ = __match_args__
    value: Node
    name: str
    column: int

    def __init__(self, value: Node, name: str, column: int = 0) -> None:
        fill(self, value, name, column)


class Index(Frozen):
    """A member of something by its number, from 0."""

    __match_args__ = ("value", "index", "column")
    __slots__ = __match_args__
    value: Node
    index: Node
    column: int

    def __init__(self, value: Node, index: Node, column: int = 0) -> None:
        fill(self, value, index, column)


class Sequence(Frozen):
    """Several values in brackets."""

    __match_args__ = ("items", "column")
    __slots__ = __match_args__
    items: tuple[Node, ...]
    column: int

    def __init__(self, items: tuple[Node, ...], column: int = 0) -> None:
        fill(self, items, column)


Node: TypeAlias = (
    Number | Text | Truth | Name | Unary | Binary | Comparison | Logical | Call | Attribute | Index | Sequence
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, as written from left to right; the name of a called function is none of them.

    >>> children(Call(Name("min"), (Name("H"), Number(3))))
    (Name(name='H'), Number(value=3))
    """
    if isinstance(node, Binary):  # the commonest first
        return (node.left, node.right)
    match node:
        case Name() | Number():
            return ()
        case Call(function=Name()):
            return node.arguments
        case Unary():
            return (node.operand,)
        case Comparison():
            return (node.first, *(operand for _, operand in node.rest))
        case Logical():
            return node.operands
        case Call():
            return (node.function, *node.arguments)
        case Attribute():
            return (node.value,)
        case Index():
            return (node.value, node.index)
        case Sequence():
            return node.items
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, as written from left to right, parents first.

    >>> [type(part).__name__ for part in walk(Unary("-", Name("K")))]
    ['Unary', 'Name']
    """
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        kind = current.__class__
        if kind is Name or kind is Number:
            continue
        if isinstance(current, Binary):
            waiting += (current.right, current.left)
        elif isinstance(current, Call) and isinstance(current.function, Name):
            waiting += current.arguments[::-1]
        else:
            waiting += children(current)[::-1]


def left_spine(node: Binary) -> tuple[Node, list[Binary]]:
    """What a chain such as ``a + b - c`` begins with, and its binary nodes from the innermost outwards.

    >>> first, chain = left_spine(Binary("-", Binary("+", Name("a"), Name("b")), Name("c")))
    >>> first, [(link.operator, link.right) for link in chain]
    (Name(name='a'), [('+', Name(name='b')), ('-', Name(name='c'))])
    """
    chain = [node]
    while isinstance(left := chain[-1].left, Binary):
        chain.append(left)
    return chain[-1].left, chain[::-1]
