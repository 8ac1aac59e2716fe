"""Gradients of small networks with all their functions, mutants of them, and what NumPy's floats say of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrices import is_number, read_matrices
from exgen.expressions.matrix_functions import OF_A_MATRIX, slope_of
from exgen.expressions.nodes import children
from exgen.expressions.rebuilding import with_children

Sizes = Mapping[Any, int]


@dataclass(frozen=True)
class Question:
    """Keys of one network."""

    options: dict[str, Any]
    keys: tuple[str, ...]

    def sizes(self) -> Sizes:
        """Numbers for the sizes, all different."""
        letters = sorted({size for shape in self.options["shapes"].values() for size in shape if size != 1})
        return {1: 1, **{letter: number for number, letter in enumerate(letters, start=2)}}


def _layers(first: str, last: str) -> Question:
    """Two layers, the loss half the squared distance."""
    return Question(
        {
            "shapes": {
                "x": ["d", 1], "y": ["o", 1], "b1": ["h", 1], "b2": ["o", 1], "W1": ["h", "d"], "W2": ["o", "h"],
            },
            "given": [
                "z1 = W1 x + b1", f"a1 = {first}(z1)", "z2 = W2 a1 + b2", f"a2 = {last}(z2)",
                f"delta2 = (a2 - y) ⊙ {last}'(z2)",
            ],
        },
        (
            f"({last}'(z2) ⊙ (a2 - y)) a1^T",
            f"{first}'(z1) ⊙ (W2^T ({last}'(z2) ⊙ (a2 - y)))",
            f"({first}'(z1) ⊙ (W2^T delta2)) x^T",
            f"W1^T ({first}'(z1) ⊙ (W2^T delta2))",
        ),
    )  # fmt: skip


QUESTIONS: tuple[Question, ...] = (
    _layers("sigmoid", "tanh"),
    _layers("relu", "sigmoid"),
    _layers("leaky_relu", "softplus"),
    _layers("gelu", "sigmoid"),
    _layers("softplus", "tanh"),
    _layers("tanh", "exp"),
    Question(
        {
            "shapes": {"x": ["d", 1], "y": ["k", 1], "W": ["k", "d"], "V": ["k", "d"], "s": [1, 1]},
            "given": ["z = W x", "p = softmax(z)"],
        },
        (
            "(p - y) x^T",
            "W^T (p - y) + 2 s V^T p",
            "(diag(p) - p p^T) y",
            "p ⊙ (y - (y^T p) ones(k))",
            "(softmax(z) - y) x^T + 2 s W",
            "-sum(y ⊙ log(p)) + s sum(W ⊙ W)",
        ),
    ),
    Question(
        {
            "shapes": {"X": ["n", "d"], "Y": ["n", "k"], "W": ["d", "k"], "b": [1, "k"], "G": ["n", "k"]},
            "given": ["Z = X W + ones(n) b", "P = softmax(Z)", "m = column_means(Z)", "C = Z - ones(n) m"],
        },
        (
            "X^T (P - Y)/n",
            "column_means(P - Y)",
            "column_sums(relu'(Z) ⊙ G)",
            "(X^T (tanh'(Z) ⊙ G))/n",
            "G - ones(n) column_means(G)",
            "C ⊙ G - ones(n) column_means(G ⊙ C)",
            "(P - Y) W^T",
            "norm(C)^2/n",
        ),
    ),
    Question(
        {
            "shapes": {"q": ["d", 1], "K": ["n", "d"], "V": ["n", "e"], "g": ["e", 1]},
            "given": ["u = K q", "a = softmax(u)", "o = V^T a"],
        },
        (
            "a g^T",
            "(diag(a) - a a^T) V g",
            "K^T ((diag(a) - a a^T) (V g))",
            "a ⊙ (V g) - (a^T V g) a",
            "((diag(a) - a a^T) V g) q^T",
        ),
    ),
    Question(
        {
            "shapes": {"x": ["d", 1], "y": ["o", 1], "W": ["o", "d"], "t": ["o", 1], "c": [1, 1]},
            "given": ["r = W x - y", "l = norm(r)"],
        },
        (
            "2 r x^T",
            "sign(r) x^T",
            "r x^T/norm(r)",
            "(sigmoid(r) - t) x^T + 2 c W",
            "-(step(1 - t ⊙ r) ⊙ t) x^T",
            "abs(r) ⊙ sqrt(exp(t))",
        ),
    ),
    Question(
        {
            "shapes": {"x": ["d", 1], "y": ["k", 1], "W": ["k", "d"]},
            "given": ["z = W x", "a = relu(z - 3)", "u = sqrt(a^2 + 1)", "L = norm(a - y)"],
        },
        (
            "relu'(z - 3) ⊙ (a - y)/L",
            "2(u - y) ⊙ a/u ⊙ relu'(z - 3)",
            "norm(relu(z + 2) - y)",
        ),
    ),
)


def mutants(key: Node, random: Random) -> Iterator[Node]:
    """Mutants of a formula for ever, each of one change or two."""
    while True:
        mutant = changed(key, random)
        if random.random() < 0.3:
            mutant = changed(mutant, random)
        yield mutant


def changed(node: Node, random: Random) -> Node:
    """A formula in which one part is another one."""
    places = list(_places(node))
    while True:
        rebuilt, part = random.choice(places)
        if (new := _mutant(part, random)) is not None:
            return rebuilt(new)


def _places(node: Node) -> Iterator[tuple[Callable[[Node], Node], Node]]:
    yield lambda new: new, node
    if isinstance(node, Binary) and node.operator == "^":
        return
    parts = children(node)
    for index, part in enumerate(parts):
        for rebuilt, inner in _places(part):
            yield _within(node, parts, index, rebuilt), inner


def _within(node: Node, parts: tuple[Node, ...], index: int, rebuilt: Callable[[Node], Node]) -> Callable[[Node], Node]:
    return lambda new: with_children(node, (*parts[:index], rebuilt(new), *parts[index + 1 :]))


def _mutant(node: Node, random: Random) -> Node | None:
    """Another formula in place of one: mostly a wrong one, sometimes the same in other words."""
    ways: list[Callable[[], Node | None]] = [
        lambda: Call(Name("transpose"), (node,)),
        lambda: Binary("*", Number(2), node, implicit=True),
        lambda: Unary("-", node),
        lambda: Binary("/", node, Number(2)),
        lambda: _other(node, random),
        lambda: _other(node, random),
        lambda: _other(node, random),
    ]
    return random.choice(ways)()


def _other(node: Node, random: Random) -> Node | None:
    match node:
        case Name():
            return Name(random.choice(_NAMES))
        case Number(value=value):
            return Number(value + random.choice((1, 2)))
        case Unary():
            return node.operand
        case Call(Name(name), (argument,)):
            if name in ("transpose", "diag"):
                return argument
            others = _MATRIX_FUNCTIONS if name in OF_A_MATRIX else _ENTRY_FUNCTIONS
            other = name.removesuffix("'") if name.endswith("'") and random.random() < 0.5 else random.choice(others)
            return argument if random.random() < 0.2 else Call(Name(other), (argument,))
        case Binary("^", base, _):
            return base
        case Binary(operator, left, right):
            changes = [Binary(operator, right, left), left, right]
            if operator in "+-":
                changes += [Binary("-" if operator == "+" else "+", left, right)]
            elif operator in "*⊙" and not is_number(left):
                changes += [Binary("⊙" if operator == "*" else "*", left, right, implicit=operator != "*")]
                changes += [Binary("*", Call(Name("diag"), (left,)), right, implicit=True), Binary("+", left, right)]
            return random.choice(changes)
    return None


_NAMES = tuple(dict.fromkeys(name for question in QUESTIONS for name in question.options["shapes"])) + tuple(
    dict.fromkeys(line.split(" = ")[0] for question in QUESTIONS for line in question.options["given"])
)
_ENTRY_FUNCTIONS = (
    *("sigmoid", "sigmoid'", "tanh", "tanh'", "relu", "relu'", "step", "leaky_relu'", "softplus", "gelu'", "exp"),
    *("abs", "sign", "square", "sqrt", "log"),
)
_MATRIX_FUNCTIONS = ("sum", "mean", "row_sums", "column_sums", "row_means", "column_means", "softmax", "norm")


class Misfit(Exception):
    """Raised for shapes that do not fit."""


class Floats:
    """Formulas worked out by NumPy, in shapes that nothing broadcasts; the names of one question have drawn values."""

    def __init__(self, question: Question, seed: int, scale: float = 1) -> None:
        self._sizes = question.sizes()
        drawn = np.random.default_rng(seed)
        self._values: dict[str, Any] = {
            name: drawn.uniform(-scale, scale, (self._sizes[rows], self._sizes[columns]))
            for name, (rows, columns) in question.options["shapes"].items()
        }
        for line in question.options["given"]:
            name, formula = line.split(" = ", 1)
            self._values[name] = self.value(read_matrices(formula))

    def value(self, node: Node) -> Any:
        """What a formula gives; raises `Misfit`, `KeyError` for a name that there is not."""
        match node:
            case Number(value=value):
                return np.array([[float(value)]])
            case Name(name=name) if name.startswith("ones("):
                sizes = [self._sizes[int(size) if size == "1" else size] for size in name[5:-1].split(", ")]
                return np.ones((*sizes, 1)[:2])
            case Name(name=name):
                return self._values[name] if name in self._values else np.array([[float(self._sizes[name])]])
            case Unary():
                return -self.value(node.operand)
            case Call(Name(name), (argument,)):
                return self._called(name, self.value(argument))
            case Binary("^", base, exponent):
                return self.value(base) ** float(self.value(exponent)[0, 0])
            case Binary(operator, left, right):
                return self._joined(operator, left, right)
        raise AssertionError(node)

    def _called(self, name: str, value: Any) -> Any:
        if name == "diag":
            if 1 not in value.shape:
                raise Misfit
            return np.diag(value.ravel())
        if name == "softmax":
            axis = 0 if value.shape[1] == 1 else 1
            exponentials = np.exp(value)
            return exponentials / exponentials.sum(axis=axis, keepdims=True)
        if name in _WHOLE:
            return _WHOLE[name](value)
        if (slope := slope_of(name)) is not None:
            return np.where(value > 0, 1.0, float(slope)) * (1 if name.endswith("'") else value)
        return _ENTRYWISE[name](value)

    def _joined(self, operator: str, left: Node, right: Node) -> Any:
        ours, theirs = self.value(left), self.value(right)
        if operator == "*" and (1, 1) not in (ours.shape, theirs.shape):
            if ours.shape[1] != theirs.shape[0]:
                raise Misfit
            return ours @ theirs
        fits = {"*": True, "/": theirs.shape == (1, 1)}.get(operator, False)
        spread = is_number(left) or is_number(right)
        if not fits and not spread and ours.shape != theirs.shape:
            raise Misfit
        return {"+": np.add, "-": np.subtract, "/": np.divide}.get(operator, np.multiply)(ours, theirs)


def _sigmoid(value: Any) -> Any:
    return 1 / (1 + np.exp(-value))


def _normal_below(value: Any) -> Any:
    return (1 + np.vectorize(math.erf)(value / math.sqrt(2))) / 2


_WHOLE: dict[str, Callable[[Any], Any]] = {
    "transpose": lambda value: value.T,
    "norm": lambda value: np.sqrt((value**2).sum(keepdims=True)),
    "sum": lambda value: value.sum(keepdims=True),
    "mean": lambda value: value.mean(keepdims=True),
    "row_sums": lambda value: value.sum(axis=1, keepdims=True),
    "column_sums": lambda value: value.sum(axis=0, keepdims=True),
    "row_means": lambda value: value.mean(axis=1, keepdims=True),
    "column_means": lambda value: value.mean(axis=0, keepdims=True),
    "ones_like": np.ones_like,
}
_ENTRYWISE: dict[str, Callable[[Any], Any]] = {
    "sigmoid": _sigmoid,
    "sigmoid'": lambda value: _sigmoid(value) * (1 - _sigmoid(value)),
    "tanh": np.tanh,
    "tanh'": lambda value: 1 / np.cosh(value) ** 2,
    "relu": lambda value: np.maximum(value, 0),
    "relu'": lambda value: (value > 0) * 1.0,
    "step": lambda value: (value > 0) * 1.0,
    "step'": lambda value: value * 0,
    "softplus": lambda value: np.log(1 + np.exp(value)),
    "softplus'": _sigmoid,
    "gelu": lambda value: value * _normal_below(value),
    "gelu'": lambda value: _normal_below(value) + value * np.exp(-(value**2) / 2) / math.sqrt(2 * math.pi),
    "exp": np.exp,
    "exp'": np.exp,
    "log": np.log,
    "abs": np.abs,
    "abs'": np.sign,
    "sign": np.sign,
    "sign'": lambda value: value * 0,
    "sqrt": np.sqrt,
    "square": np.square,
    "square'": lambda value: 2 * value,
}
