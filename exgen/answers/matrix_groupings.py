"""How the factors of a typed matrix expression are grouped, and what its signs mean: whatever makes the shapes fit.

Whether ``σ'(z) ⊙ W^T δ`` is meant one way or the other, nothing in its signs says; its shapes do. Of every stretch of a
chain the few groupings that fit are kept, those that associate to the same product only once. ``*`` between equal
shapes is entry by entry, and so is any product of equal shapes that do not multiply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence as Values
from itertools import pairwise, product
from math import prod

from exgen.answers.judgement import OversizedResponse
from exgen.answers.matrix_counts import IDENTITY, ONES
from exgen.answers.matrix_jacobians import JACOBIAN
from exgen.answers.matrix_meanings import (
    ALONG,
    Grouping,
    Key,
    along,
    axis_of,
    called,
    diagonals,
    identity,
    inner,
    join,
    powers,
    windowed,
    with_identities,
)
from exgen.answers.matrix_signs import OPERATIONS, function_and_arguments
from exgen.answers.matrix_spreading import spread_shape
from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions import Binary, Call, Name, Node, Number, Sequence, Unary
from exgen.expressions.matrices import Shape
from exgen.expressions.matrix_chains import DOT, OUTER, Chain, chain_of
from exgen.expressions.matrix_functions import FUNCTIONS, entry_function
from exgen.expressions.matrix_parameters import WINDOWED, check_parameters, matrices_of
from exgen.expressions.matrix_tokens import is_ones
from exgen.expressions.matrix_windows import work_of

GROUPINGS_AT_MOST = 6
"""So many groupings of a stretch are kept."""
SIZELESS_AT_MOST = 4
"""So many vectors of ones may leave their size to the shapes."""
_STEPS_OF_A_PRODUCT = 4  # those of windows are worked out several times
STEPS_AT_MOST = 15_000
"""So many splits of stretches and pairs of their groupings are looked at in one response."""

_METHODS: dict[str, str] = {"t": "transpose"}


def groupings_of(node: Node, shapes: Mapping[str, Shape], *, is_spread: bool = False) -> tuple[Node, ...]:
    """Every meaning of what was written in which the shapes fit, likeliest first; () if there is none.

    With ``is_spread`` a number, a row or a column also fits where NumPy spreads it: in sums, quotients and products
    entry by entry, which ``*`` may be. A number added to a square matrix is then also one times the identity.

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
    return tuple(grouping.node for grouping in _Groupings(shapes, is_spread=is_spread).of(node))


class _Groupings:
    """The meanings of a typed expression over names of known shapes."""

    def __init__(self, shapes: Mapping[str, Shape], *, is_spread: bool) -> None:
        self.shapes = shapes
        self.is_spread = is_spread
        self.steps = 0
        self.sizeless = 0
        self._numbers: dict[Key, int] = {}

    def _number(self, key: Key) -> object:
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
                return [power for base in self.of(node.left) for power in powers(base, node)]
            return self._product(node)
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
        is_identity = node.name == IDENTITY
        assert is_identity or node == ONES, f"{node.name} is not declared"
        self.sizeless += 1
        if self.sizeless > SIZELESS_AT_MOST:
            sentence = "say of what size it is, as in ones(n) or eye(n)"
            raise ExpressionError("size_missing", sentence, node.column)
        found = {shape: name for name, shape in self.shapes.items() if is_ones(name) and shape[1] == 1}
        if is_identity:
            return [identity(rows, node.column) for rows, _ in found if rows != 1]
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
        if name in ("shape", "size", "len", "numel"):
            return self._counted(name, arguments, node.column)
        if name in ALONG and len(arguments) in (2, 3) and (axis := axis_of(arguments[1])) is not None:
            sums = [each for argument in self.of(arguments[0]) for each in along(name, argument, axis, node.column)]
            return sums[:1] if len(arguments) == 3 else sums
        if name in WINDOWED:
            return self._windowed(name, node)
        if node.function == JACOBIAN:  # a column is the diagonal of one
            columns = self.of(arguments[0])
            return columns + [each for column in columns if (each := called("diag", column, node.column))]
        wanted = 2 if name in OPERATIONS else 1
        if name == "sum_over":
            raise ExpressionError("indices", "what is summed over an index does not have it", node.column)
        if name not in OPERATIONS and name not in FUNCTIONS and entry_function(name) is None:
            hint = did_you_mean(name, (*OPERATIONS, *FUNCTIONS))
            raise ExpressionError("unknown_function", f'"{name}" is no function here; {hint}', node.column)
        if len(arguments) != wanted:
            sentence = f"{name} takes {wanted} argument{'s' if wanted > 1 else ''}, here are {len(arguments)}"
            raise ExpressionError("wrong_number_of_arguments", sentence, node.column)
        meanings = [self.of(argument) for argument in arguments]
        if name == "vdot":
            self._step(len(meanings[0]) * len(meanings[1]))
            pairs = [(left, right) for left, right in product(*meanings) if left.shape == right.shape]
            found = [inner(left, right, node.column, self._number) for left, right in pairs]
            return found[:GROUPINGS_AT_MOST]
        if name in OPERATIONS:
            return self._joined(OPERATIONS[name], meanings[0], meanings[1], node.column)
        if name == "diag":
            return [each for argument in meanings[0] for each in diagonals(argument, node.column)]
        return [each for argument in meanings[0] if (each := called(name, argument, node.column))]

    def _windowed(self, name: str, node: Call) -> list[Grouping]:
        """A function with parameters, of which the matrices may mean several things."""
        parameters = node.arguments[len(matrices_of(name, node.arguments)) :]
        check_parameters(node)
        meanings = [self.of(argument) for argument in matrices_of(name, node.arguments)]
        self._step(prod(map(len, meanings)))
        found = []
        for chosen in product(*meanings):
            if (each := windowed(node, chosen, parameters, self._number)) is not None:
                self._step(_STEPS_OF_A_PRODUCT * work_of(node, [part.shape for part in chosen]))
                found.append(each)
        return found[:GROUPINGS_AT_MOST]

    def _counted(self, name: str, arguments: tuple[Node, ...], column: int) -> list[Grouping]:
        """How many rows or columns a matrix has: ``len(X)``, ``X.shape[1]``."""
        if name == "numel" and len(arguments) == 1:
            rows, columns = (self._counted("shape", (*arguments, Number(axis)), column) for axis in (0, 1))
            return self._joined("@", rows, columns, column)
        axis = 0 if name == "len" and len(arguments) == 1 else axis_of(arguments[1]) if len(arguments) == 2 else None
        if axis is None:
            raise ExpressionError("unknown_part", "how many rows X has is written X.shape[0]", column)
        sizes = [argument.shape[axis] for argument in self.of(arguments[0])]
        counts = [Number(size, column) if isinstance(size, int) else Name(size, column) for size in sizes]
        return [Grouping(count, (1, 1), (str(count),)) for count in counts]

    def _product(self, node: Binary) -> list[Grouping]:
        """The meanings of a product: what is divided by a matrix may be the factor before it or all of them."""
        chain = chain_of(node)
        found = self._chain(chain)
        if any(map(self._divides_by_matrix, chain.factors[1:])):
            known = {grouping.key for grouping in found}
            apart = self._chain(chain_of(node, are_divisors_apart=True))
            found = found + [grouping for grouping in apart if grouping.key not in known]
        return found[:GROUPINGS_AT_MOST]

    def _divides_by_matrix(self, factor: Node) -> bool:
        while isinstance(factor, Binary) and factor.operator in ("*", "/"):
            if factor.operator == "/" and any(each.shape != (1, 1) for each in self._factor(factor.right)):
                return True
            factor = factor.left
        return False

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
                found: dict[Key, Grouping] = {}
                for split in _splits(chain.signs, start, end):
                    left, right = stretches[start, split], stretches[split + 1, end]
                    for grouping in self._joined(chain.signs[split], left, right, chain.columns[split]):
                        found.setdefault(grouping.key, grouping)
                    if len(found) >= GROUPINGS_AT_MOST:
                        break
                stretches[start, end] = list(found.values())[:GROUPINGS_AT_MOST]
        return stretches[0, count - 1]

    def _step(self, pairs: int) -> None:
        self.steps += 1 + pairs
        if self.steps > STEPS_AT_MOST:
            sentence = (
                "so many factors could be grouped in too many ways; write brackets around what is worked out first"
            )
            raise OversizedResponse("too_many_groupings", sentence)

    def _factor(self, factor: Node) -> list[Grouping]:
        """A factor of a chain; a number is one with the factor beside it."""
        if isinstance(factor, Binary) and factor.operator in ("*", "/"):
            left, right = self._factor(factor.left), self._factor(factor.right)
            return self._joined(factor.operator, left, right, factor.column)
        return self.of(factor)

    def _joined(self, sign: str, lefts: list[Grouping], rights: list[Grouping], column: int) -> list[Grouping]:
        """The pairs of meanings that fit."""
        self._step(len(lefts) * len(rights) * (3 if sign == DOT else 1))  # which may be two products
        found: list[Grouping] = []
        means_one_thing = not self.is_spread and sign not in ("+", "-", DOT)
        for left in lefts:
            for right in rights:
                joined = join(sign, left, right, column, self._number)
                if joined is not None:
                    found.append(joined)
                if means_one_thing:
                    continue
                if self.is_spread and (sign == "*" or (joined is None and sign in ("+", "-", "⊙", "/"))):
                    found += self._spread(sign, left, right, column)
                if sign in ("+", "-") and left.shape != right.shape:
                    found += with_identities(sign, left, right, column, of_any_square=self.is_spread)
                if sign == DOT and left.shape == right.shape != (1, 1) and left.shape[1] == 1:
                    found.append(inner(left, right, column, self._number))
        return found[:GROUPINGS_AT_MOST]

    def _spread(self, sign: str, left: Grouping, right: Grouping, column: int) -> Iterator[Grouping]:
        """The meaning in which one is spread over the other, if NumPy does so; a number multiplies any matrix."""
        if sign == "*" and (1, 1) in (left.shape, right.shape):
            return
        if (shape := spread_shape(left.shape, right.shape)) is not None:
            operator = "⊙" if sign == "*" else sign
            key = "spread", operator, self._number(left.key), self._number(right.key)
            yield Grouping(Binary(operator, left.node, right.node, column=column), shape, key)


def _is_straight(signs: Values[str], factors: Values[Values[Grouping]]) -> bool:
    """Whether a chain is the same however its factors are grouped: two, or all multiplied in one way."""
    if len(factors) < 3:
        return True
    if OUTER in signs or not all(len(meanings) == 1 for meanings in factors):
        return False
    shapes = [meanings[0].shape for meanings in factors]
    if all(left[1] == right[0] for left, right in pairwise(shapes)):
        return all(sign in ("·", "@", DOT) for sign in signs)
    rows, columns = shapes[0]
    is_entrywise = all(shape == (rows, columns) for shape in shapes) and rows != columns
    return is_entrywise and "@" not in signs and DOT not in signs


def _splits(signs: Values[str], start: int, end: int) -> list[int]:
    """Where a stretch may be split: first at ⊙, likelier to be last; from the right; a divisor stands alone."""
    places = [place for place in range(end - 1, start - 1, -1) if signs[place] != "/" or place == end - 1]
    return [place for place in places if signs[place] == "⊙"] + [place for place in places if signs[place] != "⊙"]
