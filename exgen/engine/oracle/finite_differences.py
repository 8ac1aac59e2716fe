"""Gradients by central differences of the forward pass: each line worked out as written, no rule of differentiation.

Points are seeded; the letters of the shapes stand for numbers that all differ, so that what only fits squares does not
pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from itertools import count, islice
from typing import TypeAlias

from exgen.engine.gradients.graph import Graph, Line
from exgen.errors import ExpressionError, ProofError
from exgen.expressions import Binary, Call, Name, Node, Number, walk
from exgen.expressions.matrices import Matrix, Shape, Size, is_number, value_of
from exgen.expressions.matrix_tokens import is_ones
from exgen.expressions.matrix_values import FloatMatrices
from exgen.expressions.matrix_window_values import window_entries
from exgen.expressions.rebuilding import rebuilt

POINTS = 3
TRIES = 300
STEP = 1e-3
"""How far an entry is moved, once and twice to both sides: the error is some STEP^4, that of rounding 1e-16/STEP."""
FINER_STEP = 1e-4
"""Where a function bends so much that the error of ``STEP`` shows: the softmax of large numbers."""
SMALLEST_SIZE = 2
FAR_FROM_KINK = 0.01
"""No entry that goes into a ReLU, or another function with a kink or jump at 0, is nearer to it."""
KINKED = ("relu", "leaky_relu", "abs", "sign", "step")
FAR_FROM_POLE = 0.05
"""Nothing that is divided by, or that a logarithm or root is taken of, is nearer to 0."""
LARGEST = 1e3
"""No value is larger: differences of large numbers tell nothing."""

_SLOPES: dict[str, int | Fraction] = {"zero": 0, "one": 1, "half": Fraction(1, 2)}

Values: TypeAlias = Mapping[str, Matrix]


def sizes(graph: Graph) -> dict[str, int]:
    """A number for every letter of a graph's shapes: no two letters have the same, none has one that is written out."""
    written = [size for _, shape in (*graph.shapes.items(), *graph.constants) for size in shape]
    written += [name for name, _ in graph.constants if not is_ones(name)]
    free = (number for number in count(SMALLEST_SIZE) if number not in written)
    return dict(zip(dict.fromkeys(size for size in written if isinstance(size, str)), free, strict=False))


@lru_cache(maxsize=64)
def points(graph: Graph) -> tuple[Values, ...]:
    """The values of all names of a graph at seeded points, worked out line by line.

    Raises ProofError where every point that is tried has an entry at a kink or pole.
    """
    found = tuple(islice(_drawn(graph), POINTS))
    if len(found) < POINTS:
        raise ProofError(f"no points were found at which {graph.loss} has a derivative that differences tell")
    return found


def point(graph: Graph, leaves: Values, numbers: Mapping[str, int]) -> Values:
    """The values of all names at a point that is given by its leaves, and by the sizes that letters stand for.

    What goes into a ReLU may be exactly 0: which slope there is meant, is a convention (`with_slopes`). Raises
    ProofError where something is so near to another kink or to a pole that differences tell nothing.
    """
    values = _forward(graph, {**_constants(graph, numbers), **leaves})
    if _is_at_kink(graph, values, at_relu=0.0):
        raise ProofError(f"{graph.loss} has no derivative at these numbers, or none that differences tell")
    return values


def _constants(graph: Graph, numbers: Mapping[str, int]) -> Values:
    return {name: constant(name, shape, numbers) for name, shape in graph.constants}


def differences(graph: Graph, node: str, values: Values, step: float = STEP) -> Matrix:
    """The gradient of the loss with respect to a node at a point, entry by entry.

    An entry of the node is moved to both sides, and the lines behind it are worked out again: what the node itself is
    worked out from stays as it is. In numerator layout what belongs to an entry stands in the transposed place.

    >>> from exgen.engine.gradients.reading import read_graph
    >>> graph = read_graph(["l = norm(o - y)^2"], "l", {"o": (1, 2), "y": (1, 2)})
    >>> [[round(entry, 6) for entry in row] for row in differences(graph, "o", {"o": ((1, 5),), "y": ((3, 4),)})]
    [[-4.0, 2.0]]
    """
    moving = _behind(graph, node)
    found = tuple(
        tuple(_slope(graph, moving, node, values, (row, column), step) for column in range(len(values[node][row])))
        for row in range(len(values[node]))
    )
    return tuple(zip(*found, strict=True)) if graph.conventions.gradients == "numerator_layout" else found


def with_slopes(graph: Graph, values: Values) -> tuple[Graph, Values]:
    """The graph in which ReLUs are straight where 0 goes in at a point, with the slope that is the convention there.

    The differences of a straight line are its slope; so a subgradient is told by them too. With the graph come the
    values at the point, of the entries that are 0 as well.
    """
    marks = dict(values)

    def straight(part: Node, _above: Node | None) -> Node:
        if not isinstance(part, Call) or part.function != Name("relu"):
            return part
        argument = part.arguments[0]
        at_zero = tuple(tuple(float(entry == 0) for entry in row) for row in value_of(argument, marks))
        if not any(map(any, at_zero)):
            return part
        mark = Name(f"at_zero_{len(marks)}")
        marks[mark.name] = at_zero
        line = Binary("*", Number(_SLOPES[graph.conventions.slope_at_zero]), argument)
        return Binary("+", part, Binary("⊙", mark, Binary("-", line, part)))

    lines = tuple([replace(line, node=rebuilt(line.node, straight)) for line in graph.lines])
    return replace(graph, lines=lines), marks


def _behind(graph: Graph, node: str) -> list[Line]:
    """The lines that change with a node, in their order."""
    changed = {node}
    found = []
    for line in graph.lines:
        if line.name != node and changed.intersection(line.inputs):
            changed.add(line.name)
            found.append(line)
    return found


def _slope(
    graph: Graph, moving: Iterable[Line], node: str, values: Values, entry: tuple[int, int], step: float
) -> float:
    """How fast the loss changes with one entry of a node, by the five-point formula."""
    row, column = entry

    def loss(steps: int) -> float:
        moved = [list(entries) for entries in values[node]]
        moved[row][column] += steps * step
        found = {**values, node: tuple(map(tuple, moved))}
        for line in moving:
            found[line.name] = value_of(line.node, found)
        return found[graph.loss][0][0]

    near, far = loss(1) - loss(-1), loss(2) - loss(-2)
    return (8 * near - far) / (12 * step)


def _forward(graph: Graph, values: Values) -> Values:
    """The values of all lines, from those of the leaves."""
    found = dict(values)
    for line in graph.lines:
        found[line.name] = value_of(line.node, found)
    return found


def _drawn(graph: Graph) -> Iterator[Values]:
    numbers = sizes(graph)
    constants = _constants(graph, numbers)
    for seed in range(TRIES):
        leaves = {name: _matrix(f"{seed} {name}", shape, numbers) for name, shape in graph.leaves}
        for name in graph.distributions & leaves.keys():
            leaves[name] = _shares(leaves[name])
        try:
            values = _forward(graph, {**leaves, **constants})
            if _is_smooth(graph, values):
                yield values
        except ExpressionError:  # a logarithm of what is negative: other numbers may do
            continue


def _is_smooth(graph: Graph, values: Values) -> bool:
    """Whether nothing is at a kink or pole, nor so large that differences tell nothing."""
    if any(abs(entry) > LARGEST for value in values.values() for row in value for entry in row):
        return False
    return not _is_at_kink(graph, values)


def _is_at_kink(graph: Graph, values: Values, at_relu: float | None = None) -> bool:
    """Whether something is at a kink or pole; what goes into a ReLU alone may be the number ``at_relu``."""
    for part, (least, is_of_relu) in graph_kinks(graph.bare or graph).items():
        near = (entry for row in value_of(part, values) for entry in row if abs(entry) < least)
        if any(not is_of_relu or entry != at_relu for entry in near):
            return True
    return any(_is_tied(pool, values) for pool in graph_pools(graph.bare or graph))


def _is_tied(pool: Call, values: Values) -> bool:
    """Whether the two largest entries of a window are nearly the same, so that a step changes which one is chosen."""
    arithmetic = FloatMatrices(values.__getitem__)
    image = arithmetic.value(pool.arguments[0])
    places = [arithmetic.value(entry) for entry in window_entries(pool, (len(image), len(image[0])))]
    windows = zip(*([entry for row in place for entry in row] for place in places), strict=True)
    ends = [sorted(window)[-2:] for window in windows]
    return any(end[-1] - end[0] < FAR_FROM_KINK for end in ends if len(end) > 1)


@lru_cache(maxsize=256)
def graph_pools(graph: Graph) -> tuple[Call, ...]:
    """The poolings in the lines of a graph that choose the largest entries."""
    parts = [part for line in graph.lines for part in walk(line.node)]
    return tuple(part for part in parts if isinstance(part, Call) and part.function == Name("maxpool"))


@lru_cache(maxsize=256)
def graph_kinks(graph: Graph) -> Mapping[Node, tuple[float, bool]]:
    """What must not be near to 0 in the lines of a graph, how near it may be, and whether it goes into ReLUs alone."""
    found: dict[Node, tuple[float, bool]] = {}
    for line in graph.lines:
        for part in walk(line.node):
            match part:
                case Call(Name(name), (argument,)) if name.partition("(")[0] in KINKED:
                    is_of_relu = name == "relu" and found.get(argument, (0, True))[1]
                    found[argument] = FAR_FROM_KINK, is_of_relu
                case Call(Name("log" | "sqrt" | "norm"), (argument,)):
                    found[part if part.function == Name("norm") else argument] = FAR_FROM_POLE, False
                case Binary("/", _, divisor) if not is_number(divisor):
                    found[divisor] = FAR_FROM_POLE, False
                case Binary("^", base, exponent) if exponent != Number(2):
                    found[base] = FAR_FROM_POLE, False
    return found


def constant(name: str, shape: Shape, numbers: Mapping[str, int]) -> Matrix:
    """A matrix of ones, or a size as a number, where letters stand for these numbers."""
    entry = float(numbers[name]) if name in numbers else 1.0
    rows, columns = (_number(size, numbers) for size in shape)
    return ((entry,) * columns,) * rows


def _shares(matrix: Matrix) -> Matrix:
    """Positive entries that add up to 1: all of a column, or those of every row."""
    if len(matrix[0]) == 1 < len(matrix):
        return tuple(zip(*_shares(tuple(zip(*matrix, strict=True))), strict=True))
    positive = [[1.5 + entry for entry in row] for row in matrix]
    return tuple(tuple(entry / sum(row) for entry in row) for row in positive)


def _matrix(seed: str, shape: Shape, numbers: Mapping[str, int]) -> Matrix:
    rows, columns = (_number(size, numbers) for size in shape)
    return tuple(tuple(_entry(f"{seed} {row} {column}") for column in range(columns)) for row in range(rows))


def _entry(seed: str) -> float:
    """A number between -1 and 1, the same on every machine."""
    return int.from_bytes(blake2b(seed.encode(), digest_size=6).digest(), "big") / 2**47 - 1


def _number(size: Size, numbers: Mapping[str, int]) -> int:
    return numbers[size] if isinstance(size, str) else size
