"""Functions that are written out: sigmoid, softplus, softmax and normalisations, over one line or over several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrices import Shape, shape_of, tidied
from exgen.expressions.matrix_tokens import is_ones

_DEEPEST = 4
"""Through so many lines two formulas are compared."""

_ONE = Number(1)


class Pattern(NamedTuple):
    """What a formula is: the kind of operation, and what it is applied to.

    ``is_over_lines`` where a part of it has a name: of that gradients may be asked, too.
    """

    kind: str
    applied_to: Node
    is_over_lines: bool = False


class Patterns:
    """Finds functions that are written out; ``shapes`` are those of all names so far.

    >>> from exgen.expressions.matrices import read_matrices
    >>> patterns = Patterns({"z": ("k", 1), "e": ("k", 1), "u": (1, 1)})
    >>> patterns.found(read_matrices("1/(1 + exp(-z))")).kind, patterns.found(read_matrices("log(1 + exp(u))")).kind
    ('sigmoid', 'softplus')
    >>> patterns.add("e", read_matrices("exp(z)"))
    >>> patterns.found(read_matrices("e / sum(e)"))[::2], patterns.found(read_matrices("z / sum(e)"))
    (('softmax', True), None)
    """

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = shapes
        self._lines: dict[str, Node] = {}

    def add(self, name: str, node: Node) -> None:
        """Take up what a line works out."""
        self._lines[name] = node

    def found(self, node: Node) -> Pattern | None:
        """The function that a formula is; None if it is none of these."""
        match node:
            case Call(Name("log"), (inner,)):
                return _logarithm(inner)
            case Binary("/", above, below):
                if (argument := _sigmoid_argument(node)) is not None:
                    return Pattern("sigmoid", argument)
                return self._softmax(above, below) or self._normalisation(above, below)
        return None

    def _softmax(self, above: Node, below: Node) -> Pattern | None:
        """exp(z) over its sum, or every row of it over the sum of that row."""
        match self._through(above), self._through(below):
            case Call(Name("exp"), (scores,)), Call(Name("sum"), (summed,)):
                kind, is_fitting = "softmax", self._shape(scores)[1] == 1
            case Call(Name("exp"), (scores,)), Binary("*", sums, Name(ones)) if is_ones(ones):
                through = self._through(sums)
                if not (isinstance(through, Call) and through.function == Name("row_sums")):
                    return None
                kind, summed, is_fitting = "softmax of rows", through.arguments[0], self._shape(above)[1] != 1
            case _:
                return None
        if not (is_fitting and self._are_same(summed, above)):
            return None
        is_over_lines = any(isinstance(part, Name) for part in (above, below, summed))
        if is_over_lines and not isinstance(scores, Name):
            return None  # what has no name is an operation of its own in every place
        return Pattern(kind, scores, is_over_lines)

    def _normalisation(self, above: Node, below: Node) -> Pattern | None:
        """What is left of x without its mean, over the root of the mean of the squares: of a column, rows, columns."""
        match self._through(above):
            case Binary("-", Name() as given, Binary("*", left, right)):
                pass
            case _:
                return None
        for kind, mean, spread in (
            ("normalised", "mean", (left, right)),
            ("normalised rows", "row_means", (left, right)),
            ("normalised columns", "column_means", (right, left)),
        ):
            means, ones = spread
            if not (_is_ones(ones) and self._through(means) == Call(Name(mean), (given,))):
                continue
            if (kind == "normalised") != (self._shape(given)[1] == 1):
                continue
            root: Node | None = self._through(below)
            if kind != "normalised":
                root = self._unspread(self._through(below), ones, is_left=kind == "normalised columns")
            if root is not None and self._is_deviation(self._through(root), mean, above):
                return Pattern(kind, given, is_over_lines=True)
        return None

    def _unspread(self, node: Node, ones: Node, *, is_left: bool) -> Node | None:
        match node:
            case Binary("*", left, right) if (left if is_left else right) == ones:
                return right if is_left else left
        return None

    def _is_deviation(self, node: Node, mean: str, centred: Node) -> bool:
        """Whether this is the root of the mean of the squares of what is left, perhaps with a small number."""
        if not (isinstance(node, Call) and node.function == Name("sqrt")):
            return False
        inner = self._through(node.arguments[0])
        if isinstance(inner, Binary) and inner.operator == "+":
            if self._is_constant(inner.right):
                inner = self._through(inner.left)
            elif self._is_constant(inner.left):
                inner = self._through(inner.right)
        squared: Node | None = None
        match inner:
            case Call(Name(name), (squares,)) if name == mean:
                squared = squared_of(self._through(squares))
            case Binary("/", Call(Name("sum"), (squares,)), Name(size)) if mean == "mean":
                squared = squared_of(self._through(squares)) if size == self._shape(centred)[0] else None
            case Binary("/", Binary("^", Call(Name("norm"), (inside,)), Number(2)), Name(size)) if mean == "mean":
                squared = inside if size == self._shape(centred)[0] else None
        return squared is not None and self._are_same(squared, centred)

    def _is_constant(self, node: Node) -> bool:
        """Whether a summand is a number, or the name of one that no line works out."""
        if isinstance(node, Name):
            return node.name not in self._lines
        return isinstance(node, Number) or (isinstance(node, Binary) and isinstance(node.left, Number))

    def _through(self, node: Node) -> Node:
        """What a line works out, where the node is its name."""
        return self._lines.get(node.name, node) if isinstance(node, Name) else node

    def _are_same(self, one: Node, other: Node, depth: int = _DEEPEST) -> bool:
        """Whether two formulas are alike, where names stand for what their lines work out."""
        for _ in range(depth):
            if one == other:
                return True
            if isinstance(one, Name) and one.name in self._lines:
                one = self._lines[one.name]
            elif isinstance(other, Name) and other.name in self._lines:
                other = self._lines[other.name]
            else:
                return False
        return False

    def _shape(self, node: Node) -> Shape:
        return shape_of(node, self._shapes)


def _logarithm(inner: Node) -> Pattern | None:
    """log(1 + exp(z)) is the softplus, and of a sigmoid the logarithm is differentiated as one."""
    match inner:
        case Binary("+", Number(1), Call(Name("exp"), (argument,))) | Binary(
            "+", Call(Name("exp"), (argument,)), Number(1)
        ):
            return Pattern("softplus", argument)
        case Call(Name("sigmoid"), (argument,)):
            return Pattern("log sigmoid", argument)
    argument_of = _sigmoid_argument(inner)
    return None if argument_of is None else Pattern("log sigmoid", argument_of)


def _sigmoid_argument(node: Node) -> Node | None:
    """z of 1/(1 + exp(-z)), and of exp(z)/(1 + exp(z))."""
    match node:
        case Binary("/", above, Binary("+", left, right)) if _ONE in (left, right):
            grown = right if left == _ONE else left
            if isinstance(grown, Call) and grown.function == Name("exp"):
                (argument,) = grown.arguments
                if above == _ONE:
                    return _negative(argument)
                return argument if above == grown else None
    return None


def _negative(node: Node) -> Node:
    opposite = tidied(node)
    return opposite.operand if isinstance(opposite, Unary) else Unary("-", node, node.column)


def squared_of(node: Node) -> Node | None:
    """What is squared, entry by entry."""
    match node:
        case Binary("^", inner, Number(2)) | Call(Name("square"), (inner,)):
            return inner
        case Binary("⊙", left, right) if left == right:
            return left
    return None


def _is_ones(node: Node) -> bool:
    return isinstance(node, Name) and is_ones(node.name)
