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

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

Value: TypeAlias = "int | Fraction | bool | str | tuple[Value, ...] | frozenset[Value]"


def _setter(node: type, name: str) -> Callable[[object, object], None]:
    """What sets a field of a new node: a frozen dataclass's own way takes three times as long, and nodes are many."""
    setter: Callable[[object, object], None] = node.__dict__[name].__set__
    return setter


@dataclass(frozen=True, slots=True, init=False)
class Number:
    """An exact number."""

    value: int | Fraction
    column: int = field(default=0, compare=False, repr=False)

    def __init__(self, value: int | Fraction, column: int = 0) -> None:
        _set_number_value(self, value)
        _set_number_column(self, column)


_set_number_value = _setter(Number, "value")
_set_number_column = _setter(Number, "column")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes; ``value`` is what stands between them."""

    value: str
    column: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """``True`` or ``False``."""

    value: bool
    column: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, init=False)
class Name:
    """A letter, a symbol, or a function where a Call names one."""

    name: str
    column: int = field(default=0, compare=False, repr=False)

    def __init__(self, name: str, column: int = 0) -> None:
        _set_name_name(self, name)
        _set_name_column(self, column)


_set_name_name = _setter(Name, "name")
_set_name_column = _setter(Name, "column")


@dataclass(frozen=True, slots=True, init=False)
class Unary:
    """A sign: ``operator`` is ``-`` or ``+``."""

    operator: str
    operand: Node
    column: int = field(default=0, compare=False, repr=False)

    def __init__(self, operator: str, operand: Node, column: int = 0) -> None:
        _set_unary_operator(self, operator)
        _set_unary_operand(self, operand)
        _set_unary_column(self, column)


_set_unary_operator = _setter(Unary, "operator")
_set_unary_operand = _setter(Unary, "operand")
_set_unary_column = _setter(Unary, "column")


@dataclass(frozen=True, slots=True, init=False)
class Binary:
    """Two operands and one of ``+ - * / // % ^ ⊙``; ``implicit`` if a product was written without its sign."""

    operator: str
    left: Node
    right: Node
    implicit: bool = field(default=False, compare=False, repr=False)
    column: int = field(default=0, compare=False, repr=False)

    def __init__(self, operator: str, left: Node, right: Node, implicit: bool = False, column: int = 0) -> None:
        _set_binary_operator(self, operator)
        _set_binary_left(self, left)
        _set_binary_right(self, right)
        _set_binary_implicit(self, implicit)
        _set_binary_column(self, column)


_set_binary_operator = _setter(Binary, "operator")
_set_binary_left = _setter(Binary, "left")
_set_binary_right = _setter(Binary, "right")
_set_binary_implicit = _setter(Binary, "implicit")
_set_binary_column = _setter(Binary, "column")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain such as ``0 < P < K``; the operators are ``< <= > >= == != in``."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    column: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Logical:
    """``and`` and ``or`` with two operands or more, ``not`` with one."""

    operator: str
    operands: tuple[Node, ...]
    column: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, init=False)
class Call:
    """A function (a Name) or a method (an Attribute) with its arguments."""

    function: Node
    arguments: tuple[Node, ...]
    column: int = field(default=0, compare=False, repr=False)

    def __init__(self, function: Node, arguments: tuple[Node, ...], column: int = 0) -> None:
        _set_call_function(self, function)
        _set_call_arguments(self, arguments)
        _set_call_column(self, column)


_set_call_function = _setter(Call, "function")
_set_call_arguments = _setter(Call, "arguments")
_set_call_column = _setter(Call, "column")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A part of something by its name."""

    value: Node
    name: str
    column: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Index:
    """A member of something by its number, from 0."""

    value: Node
    index: Node
    column: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Several values in brackets."""

    items: tuple[Node, ...]
    column: int = field(default=0, compare=False, repr=False)


Node: TypeAlias = (
    Number | Text | Truth | Name | Unary | Binary | Comparison | Logical | Call | Attribute | Index | Sequence
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, as written from left to right; the name of a called function is none of them.

    >>> children(Call(Name("min"), (Name("H"), Number(3))))
    (Name(name='H'), Number(value=3))
    """
    match node:
        case Unary():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Comparison():
            return (node.first, *(operand for _, operand in node.rest))
        case Logical():
            return node.operands
        case Call(function=Name()):
            return node.arguments
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
        elif isinstance(current, Unary):
            waiting.append(current.operand)
        else:
            waiting += reversed(children(current))


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
