"""Graphs from text: each line read, recognised, and held to the shapes; everything wrong is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from exgen.engine.graphs.graph import SCALAR, Graph, Line
from exgen.engine.graphs.kinds import ACTIVATIONS, KINDS, LOSS, LOSSES, Recognised
from exgen.errors import ExpressionError, GraphError, did_you_mean
from exgen.expressions import Call, Name, Node, names_in, walk
from exgen.expressions.matrices import Shape, read_matrices, shape_text
from exgen.expressions.matrix_functions import SPELLINGS

MOST_LINES = 50

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")


def read_graph(lines: Sequence[str], loss: str, shapes: Mapping[str, Shape]) -> Graph:
    """The graph whose lines are written so; ``shapes`` are those of its leaves, and may speak of names it does not use.

    Raises GraphError, a line for each problem: a name that nothing defines or that is defined twice, a line of no known
    kind, shapes that do not fit, a loss that is no single number.

    >>> shapes = {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)}
    >>> read_graph(["o = W x", "l = norm(o - y)^2"], "l", shapes).shapes["o"]
    ('h', 1)
    >>> read_graph(["o = W z", "l = norm(o - y)^2"], "o", shapes)
    Traceback (most recent call last):
    ...
    exgen.errors.GraphError: line 1, o = W z: nothing is called z; allowed: W, norm, relu, sigmoid, tanh, x, y
    >>> read_graph(["o = W y", "l = norm(o - y)^2"], "l", shapes)  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    exgen.errors.GraphError: line 1, o = W y: W is (h,d) and y is (h,1);
    the first needs as many columns as the second has rows
    """
    reader = _Reader(shapes)
    if not lines or len(lines) > MOST_LINES:
        raise GraphError(f"found {len(lines)} lines; a graph has 1 to {MOST_LINES}")
    for number, text in enumerate(lines, 1):
        reader.add(number, text)
    if not reader.problems:
        reader.check_loss(loss)
    if reader.problems:
        raise GraphError(*reader.problems)
    return Graph(tuple(reader.lines), tuple(reader.leaves()), loss)


class _Reader:
    """The lines so far. A name whose line is broken has no shape, and is not complained of again."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self.given = dict(shapes)
        self.lines: list[Line] = []
        self.problems: list[str] = []
        self._shapes: dict[str, Shape | None] = dict(shapes)
        self._texts: dict[str, str] = {}

    def add(self, number: int, text: str) -> None:
        """Read the next line."""
        text = " ".join(text.split())
        name, equals, right = (part.strip() for part in text.partition("="))
        try:
            if not equals or not _NAME.fullmatch(name) or name in SPELLINGS:
                self._shapes.setdefault(text.split(" ")[0], None)  # what it may have meant is not missed below
                raise GraphError("a line begins with the name of what it works out, as in o = W x + b")
            self._check_new(name)
            self._texts[name] = f"line {number}, {text}"
            self._shapes[name] = None
            line = self._line(name, right, text)
            if line is not None:
                self.lines.append(line)
                self._shapes[name] = line.shape
        except ExpressionError as error:
            self.problems.append(f"line {number}, {text}: {error.sentence}")
        except GraphError as error:
            self.problems += [f"line {number}, {text}: {problem}" for problem in error.problems]

    def _check_new(self, name: str) -> None:
        if name in self._texts:
            raise GraphError(f"{name} is defined twice; {self._texts[name]} defines it too")
        if name in self.given:
            raise GraphError(f"{name} is defined twice; the shapes name it as a leaf, {shape_text(self.given[name])}")

    def _line(self, name: str, right: str, text: str) -> Line | None:
        """The line, None where it reads something that is broken."""
        node = read_matrices(right)
        unknown = [used for used in names_in(node) if used not in self._shapes or used == name]
        if unknown:
            allowed = [known for known in self._shapes if known != name]
            allowed += [*ACTIVATIONS, "norm"]
            raise GraphError(*(f"nothing is called {used}; {did_you_mean(used, allowed)}" for used in unknown))
        kind, found = _recognised(node)
        shapes = [shape for used in found.inputs if (shape := self._shapes[used]) is not None]
        if len(shapes) < len(found.inputs):
            return None
        return Line(name, kind, *found, node, text, KINDS[kind].shape(found.inputs, shapes))

    def check_loss(self, loss: str) -> None:
        """Note what is wrong with the loss, if anything is."""
        line = next((line for line in self.lines if line.name == loss), None)
        if line is None:
            known = [line.name for line in self.lines]
            self.problems.append(f'loss: no line works out "{loss}"; {did_you_mean(loss, known)}')
        elif line.shape != SCALAR:
            shape = shape_text(line.shape)
            self.problems.append(f"loss: {loss} is {shape}; a loss is a single number, as in {KINDS[LOSS].form}")
        elif line.kind not in LOSSES:
            self.problems.append(f"loss: {line.text} is no loss; one is written {KINDS[LOSS].form}")

    def leaves(self) -> Iterable[tuple[str, Shape]]:
        """The leaves that the lines use, in the order of the shapes."""
        used = {name for line in self.lines for name in line.inputs}
        return [(name, shape) for name, shape in self.given.items() if name in used]


def _recognised(node: Node) -> tuple[str, Recognised]:
    """The kind of a right side, and what it reads."""
    for name, kind in KINDS.items():
        found = kind.recognised(node)
        if found is not None:
            return name, found
    for part in walk(node):
        match part:
            case Call(Name(function), (argument,)) if function in ACTIVATIONS and not isinstance(argument, Name):
                raise GraphError(f"{function} works on a name: give what stands in its brackets a line of its own")
    forms = ", ".join(kind.form for kind in KINDS.values())
    raise GraphError(f"this is none of the lines that are known: {forms}")
