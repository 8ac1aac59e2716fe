"""Formulas of single entries, ``δ_i x_j`` and ``∑_k W_ki δ_k``, as the formulas of whole matrices that they mean.

An index runs over the rows or columns of what it stands at; one that is summed over is gone. What is left of them are
the rows and columns of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence as Values
from typing import NamedTuple

from exgen.answers.matrix_counts import IDENTITY
from exgen.answers.matrix_entry_products import diagonal, entrywise, one_over, scaled, times, transposed
from exgen.answers.matrix_groupings import groupings_of
from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Index, Name, Node, Number, Sequence, Text, Unary, walk
from exgen.expressions.matrices import Shape, Size, is_number, shape_of, show_matrices
from exgen.expressions.matrix_chains import PRODUCTS, chain_of
from exgen.expressions.matrix_functions import entry_function
from exgen.expressions.matrix_tokens import ones_name
from exgen.expressions.rebuilding import rebuilt

_EYE = Name(IDENTITY)


class Entries(NamedTuple):
    """A matrix by its entries: ``axes`` are the indices of its rows and columns, "" those of a number."""

    node: Node
    axes: str


def has_entries(tree: Node) -> bool:
    """Whether a formula as it was written speaks of single entries."""
    return any(isinstance(part, Index) for part in walk(tree))


def matrices_of(
    tree: Node, shapes: Mapping[str, Shape], order: str = "", *, is_summed: bool = False
) -> tuple[Node, ...]:
    """The matrices whose entries a formula as it was written gives, likeliest first.

    ``order`` has the indices of the side in front of it; without it rows come first in the alphabet. A column may also
    be a row: an index does not say. With ``is_summed`` an index that stands twice in a product is summed over. Raises
    `ExpressionError` (codes ``index_missing``, ``indices``; ``shapes_differ`` for an index that runs over two sizes).

    >>> from exgen.expressions.matrix_reader import written
    >>> shapes = {"W": ("o", "h"), "d": ("o", 1), "x": ("h", 1)}
    >>> [show_matrices(node) for node in matrices_of(written("d_(i) x_(j)"), shapes, "ij")]
    ['d x^T']
    >>> [show_matrices(node) for node in matrices_of(written("sum_(k) W_(kj) d_(k)"), shapes)]
    ['W^T d', '(W^T d)^T']
    """
    reader = _Reader(shapes, is_summed=is_summed)
    if _EYE in walk(tree):
        reader.measure(tree)
    node, axes = reader.of(tree)
    if order and set(order) != set(axes):
        raise ExpressionError("indices", f'the indices "{order}" and "{axes}" on the two sides differ')
    if len(axes) < 2:
        return (node, transposed(node)) if axes else (node,)
    wanted = order or "".join(sorted(axes))
    turned = transposed(node)
    first, second = (node, turned) if axes == wanted else (turned, node)
    return (first,) if order else (first, second)


def with_closed_sums(tree: Node, shapes: Mapping[str, Shape]) -> Node:
    """A formula of whole matrices with ``sum(exp(z))`` for ``sum_j exp(z_j)``: such a sum is a number.

    It is one over the only index in it, at which every entry stands alone. Raises as `matrices_of` does.

    >>> from exgen.expressions.matrix_reader import written
    >>> with_closed_sums(written("sum_(j) (z)_(j)"), {"z": ("n", 1)})
    Call(function=Name(name='sum'), arguments=(Sequence(items=(Name(name='z'),)),))
    """

    def closed(part: Node, _above: Node | None) -> Node:
        match part:
            case Call(Name("sum_over"), (body, Text(value=letter), *_)) if _letters(body) == {letter}:
                matrices_of(part, shapes)  # whose bounds may be others
                return Call(Name("sum", part.column), (rebuilt(body, _whole),), part.column)
        return part

    return rebuilt(tree, closed)


def _whole(part: Node, _above: Node | None) -> Node:
    return part.value if isinstance(part, Index) else part


class _Reader:
    """Finds what entries belong to; the sizes of the indices are those of what they stand at."""

    def __init__(self, shapes: Mapping[str, Shape], *, is_summed: bool) -> None:
        self._shapes = shapes
        self._is_summed = is_summed
        self._sizes: dict[str, Size] = {}

    def measure(self, tree: Node) -> None:
        """Find over what the indices run, which those of an identity matrix do not say."""
        for part in walk(tree):
            match part:
                case Index(value=value, index=Text(value=letters)) if value != _EYE:
                    self._entry(value, letters, part.column)

    def of(self, node: Node) -> Entries:
        """The entries that a part of a formula stands for."""
        if not has_entries(node):
            return Entries(self._fitting(node, None), "")
        match node:
            case Sequence(items=(inner,)):
                return self.of(inner)
            case Unary(operand=operand):
                inside = self.of(operand)
                return inside._replace(node=Unary("-", inside.node, node.column))
            case Index(value=value, index=Text(value=letters)):
                return self._entry(value, letters, node.column)
            case Call(function=Name(name="sum_over"), arguments=(body, Text(value=letter), *bounds)):
                summed = self._summed(body, letter, node.column)
                self._check_bounds(letter, [bound.value for bound in bounds if isinstance(bound, Text)], node.column)
                return summed
            case Call(function=Name(name=name), arguments=(argument,)) if entry_function(name):
                inside = self.of(argument)
                return inside._replace(node=Call(node.function, (inside.node,), node.column))
            case Binary(operator="+" | "-"):
                return self._sum(node.operator, self.of(node.left), self.of(node.right))
            case Binary(operator="^"):
                base = self.of(node.left)
                if isinstance(node.right, Unary) and base.axes:
                    return base._replace(node=one_over(base.node, node.right.operand, node.column))
                return base._replace(node=Binary("^", base.node, node.right, column=node.column))
            case Binary():
                chain_of(node)  # where a slash may mean two things, it raises
                if self._is_summed and (letters := _repeated(node)):
                    return self.of(_with_sums(node, letters))
                return self._product([self.of(factor) for factor in _factors(node)])
        raise ExpressionError("indices", "an index cannot stand here", node.column)

    def _fitting(self, node: Node, letters: int | None) -> Node:
        """What was written without indices, as a matrix that so many indices may stand at (None: a number)."""
        readings = groupings_of(node, self._shapes)
        for reading in readings:
            shape = shape_of(reading, self._shapes)
            if letters == 2 or (shape == (1, 1) if letters is None else 1 in shape and shape != (1, 1)):
                return reading
        shown = show_matrices(readings[0]) if readings else "this"
        if letters is None:
            raise ExpressionError("index_missing", f"{shown} has no index, and other factors have", node.column)
        raise ExpressionError("indices", f"{shown} cannot have {letters} index", node.column)

    def _entry(self, value: Node, letters: str, column: int) -> Entries:
        if not 0 < len(set(letters)) == len(letters) < 3:
            raise ExpressionError("indices", "an entry has one index or two that differ", column)
        if value == _EYE:
            value = self._identity(letters, column)
        matrix = self._fitting(value, len(letters))
        shape = shape_of(matrix, self._shapes)
        if len(letters) == 1 and shape[1] != 1:
            matrix, shape = transposed(matrix), (shape[1], shape[0])
        for letter, size in zip(letters, shape, strict=False):
            if self._sizes.setdefault(letter, size) != size:
                sentence = f"the index {letter} runs over {self._sizes[letter]} and over {size}"
                raise ExpressionError("shapes_differ", sentence, column)
        return Entries(matrix, letters)

    def _identity(self, letters: str, column: int) -> Node:
        """The identity matrix with these indices."""
        sizes = [self._sizes[letter] for letter in letters if letter in self._sizes]
        if not sizes:
            raise ExpressionError("indices", f"over what the indices {letters} run is not known", column)
        return Call(Name("diag"), (Name(ones_name(sizes[0])),), column)

    def _sum(self, sign: str, left: Entries, right: Entries) -> Entries:
        axes = _together(left.axes, right.axes)
        return Entries(Binary(sign, self._spread(left, axes), self._spread(right, axes)), axes)

    def _spread(self, entries: Entries, axes: str) -> Node:
        """A matrix with these axes, in which entries are repeated along those that they do not have."""
        node = entries.node
        if entries.axes == axes or is_number(node):
            return node
        if len(entries.axes) == 2:
            return transposed(node)
        sizes = [self._sizes[letter] for letter in axes]
        if not entries.axes:
            return times(node, Name(ones_name(*sizes)))
        if entries.axes == axes[0]:
            return times(node, transposed(Name(ones_name(sizes[1]))))
        return times(Name(ones_name(sizes[0])), transposed(node))

    def _product(self, factors: Values[Entries]) -> Entries:
        axes = ""
        for factor in factors:
            axes = _together(axes, factor.axes)
        scalars = [factor.node for factor in factors if not factor.axes]
        column = entrywise([factor.node for factor in factors if factor.axes == axes[:1] != ""])
        if len(axes) < 2:
            return Entries(scaled(scalars, column), axes)
        row = entrywise([factor.node for factor in factors if factor.axes == axes[1]])
        both = [self._spread(factor, axes) for factor in factors if len(factor.axes) == 2]
        if (whole := entrywise(both)) is None:
            assert column is not None
            assert row is not None
            return Entries(scaled(scalars, times(column, transposed(row))), axes)
        whole = whole if column is None else times(diagonal(column), whole)
        return Entries(scaled(scalars, whole if row is None else times(whole, diagonal(row))), axes)

    def _check_bounds(self, letter: str, bounds: Values[str], column: int) -> None:
        """Raise `ExpressionError` (code ``bounds``) where a sum says that it leaves out or adds some of its terms."""
        lower, upper = bounds or ("", "")
        if letter not in self._sizes or (not upper and lower in ("", "0", "1")):
            return
        size = str(self._sizes[letter])
        last = str(int(size) - 1) if size.isdecimal() else f"{size}-1"
        wanted = {"1": (size,), "0": (last,), "": (size,)}.get(lower, ())
        if not self._is_one_of(upper, wanted):
            typed = f"from {lower or 1} to {upper or size}"
            sentence = f"the index {letter} runs from 1 to {size} here, or from 0 to {last}, and not {typed}"
            raise ExpressionError("bounds", sentence, column)

    def _is_one_of(self, bound: str, wanted: Values[str]) -> bool:
        """Whether a bound is one of those, or its letter a capital that is nothing else."""
        if bound in wanted:
            return True
        return bound.split("-")[0] not in self._shapes and bound.casefold() in map(str.casefold, wanted)

    def _summed(self, body: Node, letter: str, column: int) -> Entries:
        """A sum over an index: a product of matrices, where it stands at two."""
        body = _bare(body)
        if isinstance(body, Binary) and body.operator in ("+", "-"):
            left, right = (self._summed(part, letter, column) for part in (body.left, body.right))
            return self._sum(body.operator, left, right)
        factors = [self.of(factor) for factor in _factors(body)]
        others = [factor for factor in factors if letter not in factor.axes]
        weights = entrywise([factor.node for factor in factors if factor.axes == letter])
        matrices: dict[str, list[Node]] = {}
        for node, axes in factors:
            if len(axes) == 2 and letter in axes:
                other = axes.replace(letter, "")
                matrices.setdefault(other, []).append(node if axes == other + letter else transposed(node))
        if len(matrices) > 2 or (weights is None and not matrices):
            raise ExpressionError("indices", f"what is summed over {letter} cannot be read", column)
        sides = [whole for nodes in matrices.values() if (whole := entrywise(nodes)) is not None]
        if not sides:
            summed: Node = Call(Name("sum"), (weights or Number(1),), column)
        elif len(sides) == 1:
            summed = times(sides[0], weights) if weights else Call(Name("row_sums"), (sides[0],), column)
        else:
            first = times(sides[0], diagonal(weights)) if weights else sides[0]
            summed = times(first, transposed(sides[1]))
        return self._product([*others, Entries(summed, "".join(matrices))])


def _factors(node: Node) -> Iterator[Node]:
    """The factors of a product as it was written; what is divided by is one of them."""
    node = _bare(node)
    if not isinstance(node, Binary) or node.operator not in PRODUCTS:
        yield node
    elif node.operator == "/":
        yield from _factors(node.left)
        yield Binary("^", Sequence((node.right,)), Unary("-", Number(1)), column=node.column)
    else:
        yield from _factors(node.left)
        yield from _factors(node.right)


def _repeated(node: Node) -> str:
    """The indices that stand in several factors of a product."""
    factors = ["".join(sorted(_letters(factor))) for factor in _factors(node)]
    return "".join(sorted({letter for letter in "".join(factors) if sum(letter in each for each in factors) > 1}))


def _letters(node: Node) -> set[str]:
    return {
        letter
        for part in walk(node)
        if isinstance(part, Index) and isinstance(part.index, Text)
        for letter in part.index.value
    }


def _with_sums(node: Node, letters: str) -> Node:
    for letter in reversed(letters):
        node = Call(Name("sum_over"), (node, Text(letter)))
    return node


def _bare(node: Node) -> Node:
    while isinstance(node, Sequence) and len(node.items) == 1:
        node = node.items[0]
    return node


def _together(left: str, right: str) -> str:
    """The axes of both, in the order in which they come; more than two make no matrix."""
    axes = left + "".join([letter for letter in right if letter not in left])
    if len(axes) > 2:
        raise ExpressionError("indices", f"the indices {', '.join(axes)} are too many: which of them is summed over?")
    return axes
