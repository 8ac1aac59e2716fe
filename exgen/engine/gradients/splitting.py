"""Right sides split into operations, each of one kind; where a textbook takes several together, they are one.

``sum((o - y)^2)``, ``norm(o - y)^2`` and ``(o - y)^T (o - y)`` are one operation, the squared norm; ``sum(y ⊙ log(p))``
is a cross-entropy, which the chain rule passes together with the softmax or sigmoid that made p.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from exgen.engine.gradients.graph import CONSTANT, SCALAR, Operation, Shortcut
from exgen.engine.gradients.patterns import Patterns, squared_of
from exgen.engine.gradients.signs import sign_in_front
from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number, Unary, names_in
from exgen.expressions.matrices import Shape, is_number, shape_of
from exgen.expressions.matrix_functions import entry_function
from exgen.expressions.matrix_parameters import WINDOWED
from exgen.expressions.matrix_tokens import is_ones

_OF_ROWS_AND_COLUMNS = ("row_sums", "column_sums", "row_means", "column_means")


class Found(NamedTuple):
    """What a right side is: the kind, the parts that go in, and the kind of a shortcut past them, if there is one.

    The shortcut leads to the operation of ``entry``, or where that is None to what the first part was made from.
    """

    kind: str
    parts: tuple[Node, ...]
    shortcut: str = ""
    entry: Node | None = None


class Splitter:
    """Splits right sides one after the other into ``operations``; ``named`` finds those that have a name."""

    def __init__(self, shapes: Mapping[str, Shape], distributions: frozenset[str]) -> None:
        self.operations: list[Operation] = []
        self.named: dict[str, int] = {}
        self._shapes = shapes
        self._distributions = distributions
        self._patterns = Patterns(shapes)

    def leaf(self, name: str, shape: Shape, kind: str) -> None:
        """Take up a name that no line works out."""
        self.named[name] = len(self.operations)
        self.operations.append(Operation(kind, (), Name(name), shape, None, name))

    def line(self, number: int, name: str, node: Node) -> None:
        """Take up a line. Raises ExpressionError, with the column, for what is no operation or does not fit."""
        self._number = number
        last = self._split(node)
        operation = self.operations[last]
        if operation.line == number and not operation.name and operation.kind != CONSTANT:
            self.operations[last] = _named(operation, name)
            self.named[name] = last
        else:
            self.named[name] = self._add(Found("copy", ()), node, (last,), name)
        self._patterns.add(name, node)

    def _add(self, found: Found, node: Node, inputs: tuple[int, ...], name: str = "") -> int:
        value = Name(name) if name else node
        shape = shape_of(node, self._shapes)
        past = None
        if found.shortcut:
            entry = self._maker(inputs[0]) if found.entry is None else self._split(found.entry)
            between = 1 if "entropy" in found.shortcut else len(inputs)  # the target stands beside
            past = Shortcut(found.shortcut, (entry, *inputs), between)
        self.operations.append(Operation(found.kind, inputs, value, shape, self._number, name, past))
        return len(self.operations) - 1

    def _maker(self, number: int) -> int:
        """What an operation made its value from, past what is between them."""
        operation = self.operations[number]
        return (operation.inputs if operation.shortcut is None else operation.shortcut.inputs)[0]

    def _split(self, node: Node) -> int:
        """The number of the operation that works a formula out."""
        if isinstance(node, Name) and not is_ones(node.name):
            return self.named[node.name]
        if is_number(node) or isinstance(node, Name):
            return self._add(Found(CONSTANT, ()), node, ())
        node = self._scalar_in_front(sign_in_front(node))
        found = self._recognised(node)
        return self._add(found, node, tuple([self._split(part) for part in found.parts]))

    def _recognised(self, node: Node) -> Found:
        for recognise in (self._loss, self._pattern, self._function, self._product, self._sum):
            if (found := recognise(node)) is not None:
                return found
        raise ExpressionError("not_a_value", "this is no operation that a gradient is known of", node.column)

    def _shape(self, node: Node) -> Shape:
        return shape_of(node, self._shapes)

    def _scalar_in_front(self, node: Node) -> Node:
        """A product read from left to right with its scalar in front: ``c w^T w`` is c times w^T w."""
        match node:
            case Binary("*", Binary("*", scalar, left), right) if is_number(scalar) or self._shape(scalar) == SCALAR:
                return Binary("*", scalar, Binary("*", left, right, True, node.column), True, node.column)
            case Binary("*", left, Binary("/", right, divisor)) if (
                self._shape(left) != SCALAR == self._shape(divisor) != self._shape(right)
            ):
                return Binary("/", Binary("*", left, right, True, node.column), divisor, True, node.column)
        return node

    # losses

    def _loss(self, node: Node) -> Found | None:
        match node:
            case Binary("^", Call(Name("norm"), (inner,)), Number(2)):
                return self._squares(inner, "squared norm")
            case Binary("^", Binary("-") as inner, Number(2)) if self._shape(node) == SCALAR:
                return self._squares(inner, "squared norm")
            case Call(Name("sum" | "mean" as over), (inner,)):
                mean = "mean " if over == "mean" else ""
                if (squared := squared_of(inner)) is not None:
                    return self._squares(squared, f"{mean}squared norm")
                return self._entropy(inner, mean)
            case Binary("*", Call(Name("transpose"), (left,)), right) if self._shape(node) == SCALAR:
                if left == right:
                    return self._squares(left, "squared norm")
                return self._entropy(Binary("⊙", left, right), "")
            case Binary("+" | "*") if self._shape(node) == SCALAR:
                return self._entropy(node, "")
            case Call(Name("log"), (Call(Name("sum"), (Call(Name("exp"), (scores,)),)),)) if 1 in self._shape(scores):
                return Found("log sum exp", (scores,))
        return None

    def _squares(self, inner: Node, kind: str) -> Found:
        if (
            isinstance(inner, Binary)
            and inner.operator == "-"
            and not is_number(inner.left)
            and not is_number(inner.right)
        ):
            return Found(kind, (inner.left, inner.right))
        return Found(kind.replace("squared norm", "sum of squares"), (inner,))

    def _entropy(self, inner: Node, mean: str) -> Found | None:
        """Cross-entropy, but for its sign: of several classes y ⊙ log p, of two y ⊙ log p + (1 - y) ⊙ log(1 - p)."""
        if (of_two := _binary_entropy(inner)) is not None:
            target, output = of_two
            return self._with_scores(f"{mean}binary cross-entropy", output, target, "sigmoid")
        if (of_many := _entropy_term(inner)) is not None and not _is_difference_from_one(of_many[1]):
            target, output = of_many
            if self._is_made_by(output, "softmax"):
                return self._with_scores(f"{mean}cross-entropy", output, target, "softmax")
        return None

    def _with_scores(self, kind: str, output: Node, target: Node, function: str) -> Found:
        """A cross-entropy; the chain rule goes past what made the probabilities, where nothing else reads them."""
        if not self._is_made_by(output, function):
            return Found(kind, (output, target))
        if function == "softmax" and not (isinstance(target, Name) and target.name in self._distributions):
            if self._shape(output)[1] != 1:  # the target of every row has a sum of its own
                return Found(kind, (output, target))
            function = "softmax of any target"
        return Found(kind, (output, target), f"{kind} of {function}")

    def _is_made_by(self, output: Node, function: str) -> bool:
        """Whether an output was made by softmax or sigmoid."""
        kinds = (function, f"{function} of rows")
        if isinstance(output, Name):
            operation = self.operations[self.named[output.name]] if output.name in self.named else None
            return operation is not None and (
                operation.kind in kinds or (operation.shortcut is not None and operation.shortcut.kind in kinds)
            )
        found = self._pattern(output) or self._function(output)
        return found is not None and found.kind in kinds

    def _pattern(self, node: Node) -> Found | None:
        """What has a name of its own though it is written out: a sigmoid, a softmax, a normalisation."""
        found = self._patterns.found(node)
        if found is None:
            return None
        if not found.is_over_lines:
            return Found(found.kind, (found.applied_to,))
        plain = self._product(node)
        assert plain is not None, "what stands over several lines is a quotient"
        return Found(plain.kind, plain.parts, found.kind, found.applied_to)

    # single operations

    def _function(self, node: Node) -> Found | None:
        if not isinstance(node, Call) or not isinstance(node.function, Name):
            return None
        name, parts = node.function.name, node.arguments
        if name == "softmax":
            return Found("softmax" if self._shape(parts[0])[1] == 1 else "softmax of rows", parts)
        if name in WINDOWED:
            return Found(name, parts)
        if name in ("transpose", "flip", "diag", "norm", "sum", "mean", *_OF_ROWS_AND_COLUMNS):
            return Found(name.replace("_", " "), parts)
        if name == "ones_like":
            return Found(CONSTANT, ())
        if name.endswith("'"):
            sentence = f"the derivative {name} cannot stand in a forward pass: its own gradient is not known here"
            raise ExpressionError("derivative", sentence, node.column)
        return Found(name, parts) if entry_function(name) is not None else None

    def _product(self, node: Node) -> Found | None:
        match node:
            case Binary("⊙" | "*", left, right) if is_number(left) or is_number(right):
                return Found("scaled", (left, right) if is_number(left) else (right, left))
            case Binary("⊙", left, right):
                return Found("product of entries", (left, right))
            case Binary("*", Call(Name("transpose"), (left,)), right) if (
                self._shape(node) == SCALAR != self._shape(left)
            ):
                return Found("inner product", (left, right))
            case Binary("*", left, right) if self._shape(left) == SCALAR or self._shape(right) == SCALAR:
                return Found("scaled", (left, right) if self._shape(left) == SCALAR else (right, left))
            case Binary("*", Name(ones), Call(Name("transpose"), (bias,))) if is_ones(ones):
                if self._shape(bias)[1] == 1:
                    return Found("bias of rows", (bias, node.left))
            case Binary("*", bias, Name(ones)) if is_ones(ones) and self._shape(bias)[1] == 1:
                return Found("bias of columns", (bias, node.right))
            case Binary("/", left, right) if is_number(right) or (not is_number(left) and self._is_constant(right)):
                return Found("scaled", (Binary("/", Number(1), right), left))
            case Binary("/", left, right):
                return Found("quotient", (left, right))
            case Binary("^", base, Number(2)):
                return Found("square", (base,))
            case Binary("^", base, exponent):
                return Found("power", (base, exponent))
        return Found("product", (node.left, node.right)) if isinstance(node, Binary) and node.operator == "*" else None

    def _is_constant(self, node: Node) -> bool:
        """Whether a formula is worked out from sizes alone, as sqrt(d)."""
        return self._shape(node) == SCALAR and all(
            name in self.named and self.operations[self.named[name]].kind == CONSTANT for name in names_in(node)
        )

    def _sum(self, node: Node) -> Found | None:
        match node:
            case Unary("-", inner):
                return Found("negative", (inner,))
            case Binary("+" | "-" as sign, left, right):
                return Found("sum of terms" if sign == "+" else "difference", (left, right))
        return None


def _named(operation: Operation, name: str) -> Operation:
    return replace(operation, value=Name(name), name=name)


def _entropy_term(node: Node) -> tuple[Node, Node] | None:
    """Target and probability of ``y ⊙ log(p)``."""
    match node:
        case Binary("⊙" | "*", target, Call(Name("log"), (output,))) | Binary(
            "⊙" | "*", Call(Name("log"), (output,)), target
        ):
            return target, output
    return None


def _binary_entropy(node: Node) -> tuple[Node, Node] | None:
    """Target and probability of ``y ⊙ log(p) + (1 - y) ⊙ log(1 - p)``, in either order."""
    if not isinstance(node, Binary) or node.operator != "+":
        return None
    terms = _entropy_term(node.left), _entropy_term(node.right)
    for one, other in (terms, terms[::-1]):
        if one is not None and other == (_from_one(one[0]), _from_one(one[1])):
            return one
    return None


def _from_one(node: Node) -> Node:
    return Binary("-", Number(1), node)


def _is_difference_from_one(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator == "-" and node.left == Number(1)
