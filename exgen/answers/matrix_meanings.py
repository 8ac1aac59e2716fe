"""What parts of a typed matrix expression may mean, and what two of them mean together, as their shapes say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrices import Shape, Size, is_number
from exgen.expressions.matrix_chains import DOT, OUTER, unbracketed
from exgen.expressions.matrix_shapes import called_shape, joined_shape
from exgen.expressions.matrix_tokens import is_ones, ones_name
from exgen.expressions.matrix_windows import windowed_shape

ALONG: dict[str, str] = {"sum": "sums", "mean": "means", "softmax": ""}
"""What may be done along an axis, and the end of its name where it is."""
Key: TypeAlias = "tuple[object, ...]"


class Grouping(NamedTuple):
    """One meaning of a stretch: its tree and shape, and a ``key`` that is the same where only association differs.

    A key holds its operation and the keys of its parts, or numbers for them.
    """

    node: Node
    shape: Shape
    key: Key


def _itself(key: Key) -> object:
    return key


def join(
    sign: str, left: Grouping, right: Grouping, column: int, number: Callable[[Key], object] = _itself
) -> Grouping | None:
    """Two meanings with a sign between them; None if their shapes do not fit.

    A product entry by entry whose sign does not say that it is one is ``implicit``.
    """
    if sign == OUTER:
        if left.shape[1] != 1 or 1 not in right.shape:
            return None
        sign, right = "@", transposed(right) if right.shape[1] == 1 else right
    operator = sign if sign in ("+", "-", "/") else _operator(sign, left, right)
    if (shape := _joined_shape(operator, left, right)) is None:
        return None
    is_guessed = operator == "*" or (operator == "⊙" and sign in ("·", DOT))
    node = Binary(operator, left.node, right.node, is_guessed, column)
    if operator != "*" and operator != "⊙":
        return Grouping(node, shape, (operator, number(left.key), number(right.key)))
    ours = left.key[1:] if left.key[0] == operator else (number(left.key),)
    theirs = right.key[1:] if right.key[0] == operator else (number(right.key),)
    return Grouping(node, shape, (operator, *ours, *theirs))


def inner(left: Grouping, right: Grouping, column: int, number: Callable[[Key], object]) -> Grouping:
    """The inner product of two columns, or of two other matrices of one shape."""
    if left.shape[1] == 1:
        node: Node = Binary("*", transposed(left).node, right.node, implicit=True, column=column)
    else:
        node = Call(Name("sum"), (Binary("⊙", left.node, right.node, column=column),), column)
    return Grouping(node, (1, 1), ("inner", number(left.key), number(right.key)))


def identity(size: Size, column: int = 0) -> Grouping:
    """The identity matrix of a size; nowhere in the response (``column`` 0) if a 1 was meant by it."""
    node = Call(Name("diag"), (Name(ones_name(size)),), column)
    return Grouping(node, (size, size), ("identity", size))


def diagonals(argument: Grouping, column: int) -> Iterator[Grouping]:
    """The diagonal matrix of a vector, or the diagonal of a square matrix, a column or, as NumPy has neither, a row."""
    if (matrix := called("diag", argument, column)) is not None:
        yield matrix
    elif argument.shape[0] == (size := argument.shape[1]):
        entries = Binary("⊙", argument.node, identity(size, column).node, column=column)
        diagonal = Call(Name("row_sums"), (entries,), column)
        whole = Grouping(diagonal, (size, 1), ("diagonal", argument.key))
        yield whole
        yield transposed(whole)


def with_identities(
    sign: str, left: Grouping, right: Grouping, column: int, *, of_any_square: bool = False
) -> Iterator[Grouping]:
    """The sum of a number and a diagonal matrix in which the number is meant to be one times the identity.

    With ``of_any_square`` the matrix need not be diagonal.
    """
    for number, other in ((left, right), (right, left)):
        if not _is_number(number):
            continue
        is_square = of_any_square and other.shape[0] == other.shape[1] != 1
        if is_square or _is_diagonal(other.node):
            whole = join("@", number, identity(other.shape[0]), column)
            assert whole is not None
            pair = (whole, right) if number is left else (left, whole)
            joined = join(sign, *pair, column)
            assert joined is not None
            yield joined


def is_meant_identity(node: Node) -> bool:
    """Whether a part of a reading is an identity matrix that was written as a number."""
    match node:
        case Call(Name("diag"), (Name(name),), 0):
            return is_ones(name)
    return False


def _is_diagonal(node: Node) -> bool:
    match node:
        case Call(Name("diag"), _):
            return True
        case Binary("*", left, right):
            return (is_number(left) and _is_diagonal(right)) or (_is_diagonal(left) and _is_diagonal(right))
    return False


def axis_of(node: Node) -> int | None:
    """The axis that a number names, 0 or 1; None for anything else."""
    match unbracketed(node):
        case Number(value=0 | 1 as axis):
            return int(axis)
        case Unary(operand=Number(value=1 | 2 as axis)):
            return 2 - int(axis)
    return None


def along(name: str, argument: Grouping, axis: int, column: int) -> Iterator[Grouping]:
    """A sum, a mean or a softmax along an axis.

    Of a row of sums NumPy makes neither a row nor a column, so that it may be either, as it was first. Along the axis
    of a vector that has one entry only nothing changes.
    """
    rows, columns = argument.shape
    is_vector = 1 in (rows, columns)
    is_total = is_vector and (rows, columns)[axis] != 1
    if name == "softmax":
        turned = not is_vector and axis == 0
        inner = called(name, transposed(argument) if turned else argument, column)
        whole = inner and (transposed(inner) if turned else inner)
    elif is_total or (rows, columns) == (1, 1):
        whole = called(name, argument, column)
    elif is_vector:
        whole = argument
    else:
        whole = called(f"{'row' if axis else 'column'}_{ALONG[name]}", argument, column)
    if whole is not None:
        yield whole
        if name != "softmax" and whole.shape != (1, 1):
            yield transposed(whole)


def _joined_shape(operator: str, left: Grouping, right: Grouping) -> Shape | None:
    """The shape of two meanings with an operator between them, None where they do not fit.

    As `joined_shape` has it; but it puts misfits into words, and most of those that are tried here do not fit.
    """
    ours, theirs = left.shape, right.shape
    if operator == "*":
        if ours[1] == theirs[0]:
            return ours[0], theirs[1]
        return theirs if ours == (1, 1) else ours if theirs == (1, 1) else None
    if ours == theirs:
        return ours
    if operator == "⊙":  # no number: with one it is a product
        return None
    try:
        return joined_shape(Binary(operator, left.node, right.node), ours, theirs)
    except ExpressionError:
        return None


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


def transposed(grouping: Grouping) -> Grouping:
    node = Call(Name("transpose"), (grouping.node,))
    return Grouping(node, (grouping.shape[1], grouping.shape[0]), ("transpose", grouping.key))


def called(name: str, argument: Grouping, column: int) -> Grouping | None:
    node = Call(Name(name), (argument.node,), column)
    try:
        return Grouping(node, called_shape(node, argument.shape), (name, argument.key))
    except ExpressionError:
        return None


def windowed(
    node: Call, matrices: Sequence[Grouping], parameters: tuple[Node, ...], number: Callable[[Key], object]
) -> Grouping | None:
    """A function with these matrices and parameters; None where windows do not fit.

    Raises ``ExpressionError`` (``too_large``) where it is too much to be worked out.
    """
    call = Call(node.function, (*(each.node for each in matrices), *parameters), node.column)
    try:
        shape = windowed_shape(call, [each.shape for each in matrices])
    except ExpressionError as error:
        if error.code == "too_large":  # which does not make it wrong
            raise
        return None
    return Grouping(call, shape, (node.function, *(number(each.key) for each in matrices), *parameters))


def powers(base: Grouping, node: Binary) -> Iterator[Grouping]:
    """A power, entry by entry; that of a square matrix with a name may also be the matrix times itself.

    That of a diagonal matrix is that of its diagonal: so it has an inverse.
    """
    match base.node:
        case Call(Name("diag"), (diagonal,)):
            raised = Binary("^", diagonal, node.right, column=node.column)
            yield Grouping(Call(Name("diag"), (raised,), node.column), base.shape, ("^", base.key, node.right))
            return
    power = Binary("^", base.node, node.right, column=node.column)
    try:
        yield Grouping(power, joined_shape(power, base.shape, (1, 1)), ("^", base.key, node.right))
    except ExpressionError:
        return
    is_square = base.shape[0] == base.shape[1] != 1
    if is_square and isinstance(base.node, Name) and node.right == Number(2):
        yield Grouping(Binary("*", base.node, base.node, True, node.column), base.shape, ("*", base.key, base.key))
