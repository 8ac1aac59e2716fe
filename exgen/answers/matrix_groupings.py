"""How the factors of a typed matrix expression are grouped, and what its signs mean: whatever makes the shapes fit.

Whether ``σ'(z) ⊙ W^T δ`` is meant one way or the other, nothing in its signs says; its shapes do. Of every stretch of a
chain the few groupings that fit are kept, those that associate to the same product only once. ``*`` between equal
shapes is entry by entry, and so is any product of equal shapes that do not multiply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence as Values
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from exgen.answers.judgement import OversizedResponse
from exgen.answers.matrix_counts import ONES
from exgen.answers.matrix_signs import OPERATIONS, function_and_arguments
from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions import Binary, Call, Name, Node, Number, Sequence, Unary
from exgen.expressions.matrices import Shape, is_number, shape_of
from exgen.expressions.matrix_chains import DOT, Chain, chain_of, unbracketed
from exgen.expressions.matrix_functions import FUNCTIONS, entry_function
from exgen.expressions.matrix_shapes import called_shape, joined_shape
from exgen.expressions.matrix_tokens import is_ones

GROUPINGS_AT_MOST = 6
"""So many groupings of a stretch are kept."""
STEPS_AT_MOST = 15_000
"""So many splits of stretches and pairs of their groupings are looked at in one response."""

_METHODS: dict[str, str] = {"t": "transpose"}
_ALONG: dict[str, str] = {"sum": "sums", "mean": "means", "softmax": ""}
"""What may be done along an axis, and the end of its name where it is."""
_Key: TypeAlias = "tuple[object, ...]"


class Grouping(NamedTuple):
    """One meaning of a stretch: its tree and shape, and a ``key`` that is the same where only association differs.

    A key holds its operation and the keys of its parts, or numbers for them.
    """

    node: Node
    shape: Shape
    key: _Key


def groupings_of(node: Node, shapes: Mapping[str, Shape]) -> tuple[Node, ...]:
    """Every meaning of what was written in which the shapes fit, likeliest first; () if there is none.

    Raises ``ExpressionError`` for what has no meaning whatever the shapes are, `OversizedResponse` (code
    ``too_many_groupings``) for more factors without brackets than can be grouped.

    >>> from exgen.expressions.matrices import show_matrices
    >>> from exgen.expressions.matrix_reader import written
    >>> shapes = {"W": ("o", "h"), "d": ("o", 1), "z": ("h", 1)}
    >>> [show_matrices(node) for node in groupings_of(written("σ'(z) ⊙ W^T d"), shapes)]
    ["sigma'(z) ⊙ (W^T d)"]
    >>> [show_matrices(node) for node in groupings_of(written("W^T ⊙ d"), shapes)]
    []
    """
    return tuple(grouping.node for grouping in _Groupings(shapes).of(node))


def with_entrywise_products(node: Node, shapes: Mapping[str, Shape]) -> Node:
    """A formula with products of equal shapes that do not multiply taken entry by entry; as it is where that won't do.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> show_matrices(with_entrywise_products(read_matrices("2 a b"), {"a": ("n", 1), "b": ("n", 1)}))
    '2 a ⊙ b'
    """
    grouping = _fitted(node, shapes)
    return node if grouping is None else grouping.node


def _fitted(node: Node, shapes: Mapping[str, Shape]) -> Grouping | None:
    match node:
        case Binary(operator="^") | Number() | Name():
            try:
                return Grouping(node, shape_of(node, shapes), ("",))
            except ExpressionError:
                return None
        case Unary():
            inner = _fitted(node.operand, shapes)
            return inner and Grouping(Unary("-", inner.node, node.column), inner.shape, ("",))
        case Call(function=Name(name=name), arguments=(argument,)):
            inner = _fitted(argument, shapes)
            return inner and _function(name, inner, node.column)
        case Binary():
            left, right = _fitted(node.left, shapes), _fitted(node.right, shapes)
            sign = "·" if node.operator == "*" else node.operator
            return left and right and _join(sign, left, right, node.column)
    return None


def _itself(key: _Key) -> object:
    return key


class _Groupings:
    """The meanings of a typed expression over names of known shapes."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self.shapes = shapes
        self.steps = 0
        self._numbers: dict[_Key, int] = {}

    def _number(self, key: _Key) -> object:
        """A number for a key, so that a key of keys is short."""
        return self._numbers.setdefault(key, len(self._numbers))

    def of(self, node: Node) -> list[Grouping]:
        """The meanings of a node as it was written."""
        if isinstance(node, Name):  # the commonest first
            return self._named(node)
        if isinstance(node, Binary):
            if node.operator in ("+", "-"):
                return self._sum(node)
            if node.operator == "^":
                return [power for base in self.of(node.left) for power in _powers(base, node)]
            return self._chain(chain_of(node))
        if isinstance(node, Call):
            return self._called(node)
        if isinstance(node, Sequence) and len(node.items) == 1:
            return self.of(node.items[0])
        if isinstance(node, Number):
            return [Grouping(node, (1, 1), (node.value,))]
        if isinstance(node, Unary):
            return [
                Grouping(Unary("-", inner.node, node.column), inner.shape, ("-", inner.key))
                for inner in self.of(node.operand)
            ]
        raise ExpressionError("unknown_part", "only .T and functions with their arguments follow a dot", node.column)

    def _named(self, node: Name) -> list[Grouping]:
        """What a name stands for: a vector of ones without a size may have any."""
        shape = self.shapes.get(node.name)
        if shape is not None:
            return [Grouping(node, shape, (node.name,))]
        assert node == ONES, f"{node.name} is not declared"
        found = {shape: name for name, shape in self.shapes.items() if is_ones(name) and shape[1] == 1}
        return [Grouping(Name(name, node.column), shape, (name,)) for shape, name in found.items()]

    def _sum(self, node: Binary) -> list[Grouping]:
        """A sum from left to right, in a loop: it may be longer than Python recurses."""
        links = [node]
        while isinstance(left := links[-1].left, Binary) and left.operator in ("+", "-"):
            links.append(left)
        total = self.of(links[-1].left)
        for link in reversed(links):
            total = self._joined(link.operator, total, self.of(link.right), link.column)
        return total

    def _called(self, node: Call) -> list[Grouping]:
        """A function or method of one matrix, or one of two that says a product."""
        name, arguments = function_and_arguments(node)
        name = _METHODS.get(name, name)
        if name in ("shape", "size", "len"):
            return self._counted(name, arguments, node.column)
        if name in _ALONG and len(arguments) == 2 and (axis := _axis(arguments[1])) is not None:
            return [found for argument in self.of(arguments[0]) for found in _along(name, argument, axis, node.column)]
        wanted = 2 if name in OPERATIONS else 1
        if name not in OPERATIONS and name not in FUNCTIONS and entry_function(name) is None:
            hint = did_you_mean(name, (*OPERATIONS, *FUNCTIONS))
            raise ExpressionError("unknown_function", f'"{name}" is no function here; {hint}', node.column)
        if len(arguments) != wanted:
            sentence = f"{name} takes {wanted} argument{'s' if wanted > 1 else ''}, here are {len(arguments)}"
            raise ExpressionError("wrong_number_of_arguments", sentence, node.column)
        meanings = [self.of(argument) for argument in arguments]
        if name in OPERATIONS:
            return self._joined(OPERATIONS[name], meanings[0], meanings[1], node.column)
        return [called for argument in meanings[0] if (called := _function(name, argument, node.column))]

    def _counted(self, name: str, arguments: tuple[Node, ...], column: int) -> list[Grouping]:
        """How many rows or columns a matrix has: ``len(X)``, ``X.shape[1]``."""
        axis = 0 if name == "len" and len(arguments) == 1 else _axis(arguments[1]) if len(arguments) == 2 else None
        if axis is None:
            raise ExpressionError("unknown_part", "how many rows X has is written X.shape[0]", column)
        sizes = [argument.shape[axis] for argument in self.of(arguments[0])]
        counts = [Number(size, column) if isinstance(size, int) else Name(size, column) for size in sizes]
        return [Grouping(count, (1, 1), (str(count),)) for count in counts]

    def _chain(self, chain: Chain) -> list[Grouping]:
        """The meanings of a chain: those of every stretch of it from those of shorter ones."""
        factors = [self._factor(factor) for factor in chain.factors]
        if _is_straight(chain.signs, factors):
            meanings = factors[0]
            for sign, column, factor in zip(chain.signs, chain.columns, factors[1:], strict=True):
                meanings = self._joined(sign, meanings, factor, column)
            return meanings
        count = len(factors)
        stretches = {(index, index): meanings for index, meanings in enumerate(factors)}
        for length in range(2, count + 1):
            for start in range(count - length + 1):
                end = start + length - 1
                found: dict[_Key, Grouping] = {}
                for split in _splits(chain.signs, start, end):
                    left, right = stretches[start, split], stretches[split + 1, end]
                    for grouping in self._joined(chain.signs[split], left, right, chain.columns[split]):
                        found.setdefault(grouping.key, grouping)
                    if len(found) >= GROUPINGS_AT_MOST:
                        break
                stretches[start, end] = list(found.values())[:GROUPINGS_AT_MOST]
        return stretches[0, count - 1]

    def _factor(self, factor: Node) -> list[Grouping]:
        """A factor of a chain; a number is one with the factor beside it."""
        if isinstance(factor, Binary) and factor.operator in ("*", "/"):
            left, right = self._factor(factor.left), self._factor(factor.right)
            return self._joined(factor.operator, left, right, factor.column)
        return self.of(factor)

    def _joined(self, sign: str, lefts: list[Grouping], rights: list[Grouping], column: int) -> list[Grouping]:
        """The pairs of meanings that fit."""
        self.steps += 1 + len(lefts) * len(rights)
        if self.steps > STEPS_AT_MOST:
            sentence = (
                "so many factors could be grouped in too many ways; write brackets around what is worked out first"
            )
            raise OversizedResponse("too_many_groupings", sentence)
        found: list[Grouping] = []
        for left in lefts:
            for right in rights:
                joined = _join(sign, left, right, column, self._number)
                if joined is not None:
                    found.append(joined)
                if sign == DOT and left.shape == right.shape != (1, 1) and left.shape[1] == 1:
                    found.append(_inner(left, right, column, self._number))
        return found[:GROUPINGS_AT_MOST]


def _is_straight(signs: Values[str], factors: Values[Values[Grouping]]) -> bool:
    """Whether a chain is the same however its factors are grouped: two, or all multiplied in one way."""
    if len(factors) < 3:
        return True
    if not all(len(meanings) == 1 for meanings in factors):
        return False
    shapes = [meanings[0].shape for meanings in factors]
    if all(left[1] == right[0] for left, right in pairwise(shapes)):
        return all(sign in ("·", "@", DOT) for sign in signs)
    rows, columns = shapes[0]
    is_entrywise = all(shape == (rows, columns) for shape in shapes) and rows != columns
    return is_entrywise and "@" not in signs and DOT not in signs


def _splits(signs: Values[str], start: int, end: int) -> list[int]:
    """Where a stretch may be split: first at ⊙, which is likelier to be worked out last; from the right."""
    places = range(end - 1, start - 1, -1)
    return sorted(places, key=lambda place: signs[place] != "⊙")


def _join(
    sign: str, left: Grouping, right: Grouping, column: int, number: Callable[[_Key], object] = _itself
) -> Grouping | None:
    """Two meanings with a sign between them; None if their shapes do not fit."""
    if sign == "outer":
        if left.shape[1] != 1 or right.shape[1] != 1:
            return None
        sign, right = "@", _transposed(right)
    operator = sign if sign in ("+", "-", "/") else _operator(sign, left, right)
    if _is_misfit(operator, left.shape, right.shape):
        return None
    node = Binary(operator, left.node, right.node, implicit=operator == "*", column=column)
    try:
        shape = joined_shape(node, left.shape, right.shape)
    except ExpressionError:
        return None
    if operator not in ("*", "⊙"):
        return Grouping(node, shape, (operator, number(left.key), number(right.key)))
    ours = left.key[1:] if left.key[0] == operator else (number(left.key),)
    theirs = right.key[1:] if right.key[0] == operator else (number(right.key),)
    return Grouping(node, shape, (operator, *ours, *theirs))


def _inner(left: Grouping, right: Grouping, column: int, number: Callable[[_Key], object]) -> Grouping:
    """The inner product of two columns."""
    node = Binary("*", _transposed(left).node, right.node, implicit=True, column=column)
    return Grouping(node, (1, 1), ("inner", number(left.key), number(right.key)))


def _axis(node: Node) -> int | None:
    """The axis that a number names, 0 or 1; None for anything else."""
    match unbracketed(node):
        case Number(value=0 | 1 as axis):
            return int(axis)
        case Unary(operand=Number(value=1 | 2 as axis)):
            return 2 - int(axis)
    return None


def _along(name: str, argument: Grouping, axis: int, column: int) -> Iterator[Grouping]:
    """A sum, a mean or a softmax along an axis.

    Of a row of sums NumPy makes neither a row nor a column, so that it may be either; a column has one axis.
    """
    rows, columns = argument.shape
    is_vector = 1 in (rows, columns)
    if name == "softmax":
        turned = not is_vector and axis == 0
        inner = _function(name, _transposed(argument) if turned else argument, column)
        whole = inner and (_transposed(inner) if turned else inner)
    elif is_vector:
        whole = _function(name, argument, column)
    else:
        whole = _function(f"{'row' if axis else 'column'}_{_ALONG[name]}", argument, column)
    if whole is not None:
        yield whole
        if name != "softmax" and not is_vector:
            yield _transposed(whole)


def _is_misfit(operator: str, left: Shape, right: Shape) -> bool:
    """Whether two matrices cannot be multiplied; most misfits are seen here, before an error is put into words."""
    if left == (1, 1) or right == (1, 1):
        return False
    return left[1] != right[0] if operator == "*" else operator == "⊙" and left != right


def _operator(sign: str, left: Grouping, right: Grouping) -> str:
    """What a sign between two factors means: a product of matrices or by a number, or one entry by entry."""
    if (sign == "⊙" and not _is_number(left) and not _is_number(right)) or left.shape == (1, 1) == right.shape:
        return "⊙" if sign == "⊙" else "*"
    if (1, 1) in (left.shape, right.shape) or sign in ("@", "⊙"):
        return "*"
    has_equal_shapes = left.shape == right.shape
    multiplies = left.shape[1] == right.shape[0]
    return "⊙" if has_equal_shapes and (sign == "*" or not multiplies) else "*"


def _is_number(grouping: Grouping) -> bool:
    """Whether a meaning is made of numbers alone; the shape tells most that are not without a walk."""
    return grouping.shape == (1, 1) and is_number(grouping.node)


def _transposed(grouping: Grouping) -> Grouping:
    node = Call(Name("transpose"), (grouping.node,))
    return Grouping(node, (grouping.shape[1], grouping.shape[0]), ("transpose", grouping.key))


def _function(name: str, argument: Grouping, column: int) -> Grouping | None:
    node = Call(Name(name), (argument.node,), column)
    try:
        return Grouping(node, called_shape(node, argument.shape), (name, argument.key))
    except ExpressionError:
        return None


def _powers(base: Grouping, node: Binary) -> Iterator[Grouping]:
    """A power, entry by entry; that of a square matrix with a name may also be the matrix times itself."""
    power = Binary("^", base.node, node.right, column=node.column)
    try:
        yield Grouping(power, joined_shape(power, base.shape, (1, 1)), ("^", base.key, node.right))
    except ExpressionError:
        return
    is_square = base.shape[0] == base.shape[1] != 1
    if is_square and isinstance(base.node, Name) and node.right == Number(2):
        yield Grouping(Binary("*", base.node, base.node, True, node.column), base.shape, ("*", base.key, base.key))
