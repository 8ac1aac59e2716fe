"""Graphs from text: each line read, split into operations, and held to the shapes; everything wrong is told at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from exgen.engine.conventions import OWN, Conventions
from exgen.engine.gradients.graph import CONSTANT, LEAF, SCALAR, Graph, Line, gradient_shape
from exgen.engine.gradients.layer_lines import WRITTEN, lines_of_layer
from exgen.engine.gradients.line_places import LinePlaces, Place
from exgen.engine.gradients.splitting import Splitter
from exgen.engine.gradients.surroundings import depending
from exgen.errors import ExpressionError, GraphError, did_you_mean
from exgen.expressions import Name, Node, names_in, walk
from exgen.expressions.matrices import Shape, Size, gradient_name, read_matrices, shape_of, shape_text
from exgen.expressions.matrix_functions import SPELLINGS
from exgen.expressions.matrix_tokens import ONES, is_ones

MOST_OPERATIONS = 200

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_CALLED = re.compile(r"([A-Za-z][A-Za-z0-9_]*)\s*\(")
_DIVISOR = re.compile(r"(?P<above>[0-9]+)/(?P<below>[0-9]+)(?P<name>[A-Za-z][A-Za-z0-9_]*)")


def read_graph(
    lines: Sequence[str],
    loss: str,
    shapes: Mapping[str, Shape],
    distributions: Collection[str] = (),
    updates: Sequence[str] = (),
    conventions: Conventions = OWN,
    places: Sequence[Place] = (),
) -> Graph:
    """The graph whose lines are written so; ``shapes`` are those of its leaves, and may speak of names it does not use.

    ``distributions`` are leaves whose entries add up to 1, in a column or in every row. Letters of the shapes stand for
    the sizes as numbers in the lines too. ``updates`` are lines that may speak of gradients, ``W - r dl/dW``: nothing
    is differentiated there; their gradients are laid out as the ``conventions`` say. ``places`` say where the
    lines, the updates and the loss stand in a file, one after the other; without them lines are counted from 1.

    Raises GraphError, a line for each problem: a name that nothing defines, or that is defined twice, later, or by
    itself; what is no operation, shapes that do not fit (with line and column), a loss that is no single number, too
    many operations.

    >>> shapes = {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)}
    >>> read_graph(["o = tanh(W x)", "l = sum((o - y)^2)"], "l", shapes).shapes["o"]
    ('h', 1)
    >>> read_graph(["o = W z", "l = norm(o - y)^2"], "o", shapes)
    Traceback (most recent call last):
    ...
    exgen.errors.GraphError: line 1, o = W z: nothing is called z (column 7); allowed: W, x, y
    >>> read_graph(["o = W y", "l = norm(o - y)^2"], "l", shapes)
    Traceback (most recent call last):
    ...
    exgen.errors.GraphError: line 1, o = W y: W y does not fit: (h,d) times (h,1) (column 7)
    """
    reader = _Reader(lines, shapes, distributions, updates, places)
    if not lines:
        raise GraphError("there are no lines; the last one works out the loss")
    for number in range(len(lines)):
        reader.add(number)
    if not reader.problems:
        reader.check_loss(loss)
    if not reader.problems:
        reader.add_updates(loss, conventions)
    if reader.problems:
        raise GraphError(*reader.problems)
    operations = tuple(reader.splitter.operations)
    if len(operations) > MOST_OPERATIONS:
        told = f"the lines are {len(operations)} operations with their leaves; at most {MOST_OPERATIONS} are read"
        raise GraphError(f"{reader.where_too_many}: {told}")
    constants = tuple((name, shape) for name, shape in reader.constants.items())
    return Graph(
        tuple(reader.lines),
        reader.leaves,
        loss,
        operations,
        frozenset(distributions),
        constants,
        tuple(reader.updates),
        conventions=conventions,
    )


class _Reader:
    """The lines so far. A name whose line is broken has no shape, and is not complained of again."""

    def __init__(
        self,
        lines: Sequence[str],
        shapes: Mapping[str, Shape],
        distributions: Collection[str],
        updates: Sequence[str],
        places: Sequence[Place],
    ) -> None:
        self.given = dict(shapes)
        self.lines: list[Line] = []
        self.updates: list[Line] = []
        self.problems: list[str] = []
        self.constants: dict[str, Shape] = {}
        self._texts = [" ".join(text.split()) for text in lines]
        self._updates = [" ".join(text.split()) for text in updates]
        self.where_too_many = ""
        self._places = LinePlaces(self._texts, self._updates, places)
        self._number = 0
        self._defined = [text.partition("=")[0].strip() for text in self._texts]
        self._sizes = {size: SCALAR for shape in shapes.values() for size in shape if isinstance(size, str)}
        self._shapes: dict[str, Shape] = dict(shapes)
        self._broken: set[str] = set()
        for name in [size for size in self._sizes if size in shapes or size in self._defined]:
            self.problems.append(f"{name} is a size and a name of the lines too; choose another one for one of them")
        self.constants |= self._sizes
        self._done: dict[str, int] = {}
        self.splitter = Splitter(self._shapes, frozenset(distributions))
        for name in distributions:
            if name not in shapes:
                hint = did_you_mean(name, shapes)
                self.problems.append(f"distributions: no shape is given of {name}, and it is no leaf; {hint}")

    def add(self, number: int) -> None:
        """Read the next line."""
        text, name = self._texts[number], self._defined[number]
        self._number, where = number, self._places.where(number)
        try:
            if "=" not in text or not _NAME.fullmatch(name) or name in SPELLINGS:
                self._broken.add(text.split(" ")[0])  # what it may have meant is not missed below
                told = "a line begins with the name of what it works out, as in o = W x + b"
                raise GraphError(f"{told}{self._column(1)}")
            self._check_new(name)
            self._done[name] = number
            for line in self._lines_of(name, text):
                self._read(number, line.partition("=")[0].strip(), line)
        except ExpressionError as error:
            self._broken.add(name)
            self.problems.append(f"{where}: {error.sentence}{self._column(error.column)}")
        except GraphError as error:
            self._broken.add(name)
            self.problems += [f"{where}: {problem}" for problem in error.problems]

    def _lines_of(self, name: str, text: str) -> Sequence[str]:
        """A line, or those that its layer stands for."""
        right = text.partition("=")[2]
        try:
            return lines_of_layer(name, right, self._shapes) or [text]
        except GraphError as error:
            column = self._column(len(text) - len(right.lstrip()) + 1)
            raise GraphError(*(f"{problem}{column}" for problem in error.problems)) from error

    def _check_new(self, name: str) -> None:
        if name in self._done:
            told = f"{self._places.where(self._done[name])} defines it too"
            raise GraphError(f"{name} is defined twice{self._column(1)}; {told}")
        if name in self.given:
            told = f"the shapes name it as a leaf, {shape_text(self.given[name])}"
            raise GraphError(f"{name} is defined twice{self._column(1)}; {told}")

    def _read(self, number: int, name: str, text: str) -> None:
        """Take up a line, unless it reads something that is broken."""
        for called in _CALLED.finditer(text):
            if (written := WRITTEN.get(called[1].lower())) is not None:
                raise GraphError(f"{called[1]} is no function here{self._column(called.start() + 1)}; write {written}")
        if "|" in text:
            told = "norms are written norm(o - y), and absolute values abs(z)"
            raise GraphError(f"{told}{self._column(text.index('|') + 1)}")
        for half in _DIVISOR.finditer(text):
            if half["name"] in self._sizes:
                above, below, name = half["above"], half["below"], half["name"]
                told = f"{half[0]} may mean {above}/({below} {name}) or ({above}/{below}) {name}"
                raise GraphError(f"{told}: write brackets{self._column(half.start() + 1)}")
        node = read_matrices(text.partition("=")[2].rjust(len(text)))
        used = names_in(node)
        for other in used:
            self._know(other, _column_of(other, node))
        unknown = [other for other in used if other not in self._shapes and other not in self._broken]
        if unknown:
            raise GraphError(*(self._missing(other, number, node) for other in unknown))
        if any(other in self._broken for other in used):
            self._broken.add(name)
            return
        shape = shape_of(node, self._shapes)
        if name in self._shapes and name != self._defined[number]:
            raise GraphError(
                f"the layer works out a line called {name} too, and there is one; call one of them otherwise"
            )
        self.splitter.line(len(self.lines), name, node)
        if not self.where_too_many and len(self.splitter.operations) > MOST_OPERATIONS:
            self.where_too_many = self._places.where(number)
        self._shapes[name] = shape
        kind = self.splitter.operations[self.splitter.named[name]].kind
        self.lines.append(Line(name, kind, used, node, text, shape))

    def _know(self, name: str, column: int) -> None:
        """Take up a name that no line works out, where it is first used."""
        if name in self.splitter.named or name in self._broken:
            return
        if name in self.given:
            self.splitter.leaf(name, self.given[name], LEAF)
        elif is_ones(name) and (sizes := ONES.fullmatch(name)):
            rows, columns = (self._size(sizes[part] or "1", column) for part in ("rows", "columns"))
            self.constants[name] = self._shapes[name] = (rows, columns)
        elif name in self._sizes:
            self._shapes[name] = SCALAR
            self.splitter.leaf(name, SCALAR, CONSTANT)

    def _size(self, text: str, column: int) -> Size:
        if text.isdecimal():
            return int(text)
        if text not in self._sizes:
            told = f"ones: no shape has the size {text}{self._column(column)}"
            raise GraphError(f"{told}; {did_you_mean(text, self._sizes)}")
        return text

    def _missing(self, name: str, number: int, node: Node) -> str:
        """What is said of a name that nothing has worked out so far."""
        column = _column_of(name, node)
        place = self._column(column)
        if name in self._defined[number:]:
            later = self._defined.index(name, number)
            if self._leads_to(number, name):
                told = "itself" if later == number else f"itself, by {self._places.where(later)}"
                return f"{self._defined[number]} depends on {told}{place}"
            return f"{name} is worked out further down, in line {self._places.line(later)}{place}: move that line up"
        if _CALLED.match(self._texts[number], column - 1):
            return f"{name} is no function here{place}; {did_you_mean(name, SPELLINGS)}"
        return f"nothing is called {name}{place}; {did_you_mean(name, self._shapes)}"

    def _leads_to(self, number: int, name: str) -> bool:
        """Whether what a line works out is needed for a name, by the lines from there on."""
        needs = {
            defined: set(_NAME.findall(text.partition("=")[2]))
            for defined, text in zip(self._defined, self._texts, strict=True)
        }
        waiting, seen = [name], set[str]()
        while waiting:
            current = waiting.pop()
            if current == self._defined[number]:
                return True
            if current not in seen:
                seen.add(current)
                waiting += needs.get(current, ())
        return False

    def check_loss(self, loss: str) -> None:
        """Note what is wrong with the loss, if anything is."""
        line = next((line for line in self.lines if line.name == loss), None)
        if line is None:
            known = [line.name for line in self.lines]
            told = f'no line works out "{loss}"{self._places.loss_column}'
            self.problems.append(f"{self._places.loss}: {told}; {did_you_mean(loss, known)}")
        elif line.shape != SCALAR:
            told = f"the loss {loss} is {shape_text(line.shape)}; a loss is a single number, as in l = sum((o - y)^2)"
            self._note_of_loss(loss, told)
        elif not depending(self.splitter.operations)[self.splitter.named[loss]]:
            self._note_of_loss(loss, f"the loss {loss} is worked out from numbers alone; it has no gradient")

    def _note_of_loss(self, loss: str, told: str) -> None:
        number = self._done[loss]
        self.problems.append(f"{self._places.where(number)}: {told}{self._places.column(number, 1)}")

    def _column(self, column: int) -> str:
        """What is said behind a problem at a column of the line that is read."""
        return self._places.column(self._number, column)

    def add_updates(self, loss: str, conventions: Conventions) -> None:
        """Read the lines that may speak of gradients."""
        known = dict(self._shapes)
        known |= {
            gradient_name(loss, name): gradient_shape(shape, conventions)
            for name, shape in self._shapes.items()
            if name in self.splitter.named
        }
        for number, text in enumerate(self._updates, len(self._texts)):
            name, equals, _ = (part.strip() for part in text.partition("="))
            try:
                if not equals or not _NAME.fullmatch(name) or name in known or name in SPELLINGS:
                    raise GraphError("an update begins with a new name, as in W_new = W - r dl/dW")
                node = read_matrices(text.partition("=")[2].rjust(len(text)))
                used = names_in(node)
                for other in used:
                    if other in self.given and other not in self.splitter.named:
                        self.splitter.leaf(other, self.given[other], LEAF)
                known[name] = shape_of(node, known)
            except (ExpressionError, GraphError) as error:
                told, column = (error.sentence, error.column) if isinstance(error, ExpressionError) else (str(error), 0)
                self.problems.append(f"{self._places.where(number)}: {told}{self._places.column(number, column)}")
            else:
                self.updates.append(Line(name, "update", used, node, text, known[name]))

    @property
    def leaves(self) -> tuple[tuple[str, Shape], ...]:
        """The leaves that the lines use, in the order of the shapes."""
        used = {name for line in (*self.lines, *self.updates) for name in line.inputs}
        return tuple((name, shape) for name, shape in self.given.items() if name in used)


def _column_of(name: str, node: Node) -> int:
    """Where a name first stands in a formula; 0 where that is not known."""
    return next((part.column for part in walk(node) if isinstance(part, Name) and part.name == name), 0)
