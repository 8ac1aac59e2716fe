"""Mutants: every rule broken in one spot, as a slip of whoever writes rules would break it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from exgen.engine.missing import Missing
from exgen.engine.rules import RULES
from exgen.engine.rules.rule import Rule
from exgen.expressions import Binary, Call, Index, Name, Node, Number, Unary, show
from exgen.expressions.matrices import show_matrices
from exgen.expressions.matrix_parameters import WINDOWED

FUNCTIONS = {"floor": "ceil", "ceil": "floor", "max": "min", "min": "max", "sum": "product", "product": "sum"}
OPERATORS = {"+": "-", "-": "+", "*": "+", "/": "*"}


class Mutant(NamedTuple):
    """A rule that is wrong; ``what`` says in which spot."""

    rule: Rule
    what: str


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every mutant of a rule, each once."""
    if rule.computed is not None:
        yield from _computed_mutants(rule, rule.computed)
        return
    written = show_matrices if rule.is_of_matrices else show
    seen = {written(rule.node)}
    if rule.is_of_matrices and isinstance(rule.node, Name):
        yield Mutant(replace(rule, line=f"2 {rule.line}"), f"a factor 2: 2 {rule.line}")
    for what, node in _changed(rule.node, is_of_matrices=rule.is_of_matrices):
        line = written(node)
        if line not in seen:
            seen.add(line)
            yield Mutant(replace(rule, line=line), f"{what}: {line}")


def _changed(node: Node, *, is_of_matrices: bool) -> Iterator[tuple[str, Node]]:
    """The line with one spot changed: a number, a letter left out, an operator, a function, a transpose."""
    match node:
        case Number(value):
            yield f"{value + 1} for {value}", Number(value + 1)
        case Name(name) if name not in FUNCTIONS and not is_of_matrices:
            yield f"one {name} more", Binary("+", node, Number(1))
        case Unary(operator, operand):
            if is_of_matrices:
                yield "the sign left out", operand
            for what, changed in _changed(operand, is_of_matrices=is_of_matrices):
                yield what, Unary(operator, changed)
        case Binary(operator, left, right):
            yield from ((f"{_text(right)} left out", left), (f"{_text(left)} left out", right))
            if operator in OPERATORS and not is_of_matrices:
                yield f"{OPERATORS[operator]} for {operator}", Binary(OPERATORS[operator], left, right)
            if is_of_matrices and operator == "*" and not _is_number(left):
                yield "the other way round", Binary(operator, right, left)
            for what, changed in _changed(left, is_of_matrices=is_of_matrices):
                yield what, Binary(operator, changed, right, node.implicit)
            for what, changed in _changed(right, is_of_matrices=is_of_matrices):
                yield what, Binary(operator, left, changed, node.implicit)
        case Call(Name(name), arguments):
            if name in FUNCTIONS:
                yield f"{FUNCTIONS[name]} for {name}", Call(Name(FUNCTIONS[name]), arguments)
            if name == "transpose":
                yield "the transpose left out", arguments[0]
            if name in WINDOWED or name == "flip":
                yield f"{name} twice as large", Binary("*", Number(2), node, implicit=True)
            if name in ("conv", "conv_transpose"):
                turned = Call(Name("flip"), (arguments[1],))
                yield "the kernel turned", Call(node.function, (arguments[0], turned, *arguments[2:]))
            for place, argument in enumerate(arguments):
                for what, changed in _changed(argument, is_of_matrices=is_of_matrices):
                    if not isinstance(argument, Name) or name not in ("sum", "product", "max"):
                        yield what, Call(node.function, (*arguments[:place], changed, *arguments[place + 1 :]))
        case Index(value, index):
            for what, changed in _changed(index, is_of_matrices=is_of_matrices):
                yield what, Index(value, changed)


def _is_number(node: Node) -> bool:
    """Whether a factor is a number, which may stand on either side: in rules of gradients ``c`` and ``v`` are."""
    match node:
        case Number() | Name("c" | "v") | Call(Name("sum" | "mean")):
            return True
        case Binary("*" | "/", left, right):
            return _is_number(left) and _is_number(right)
    return False


def _text(node: Node) -> str:
    return show_matrices(node)


def _computed_mutants(rule: Rule, computed: Callable[..., Any]) -> Iterator[Mutant]:
    """A computed rule whose function gets one letter wrong."""
    for place, letter in enumerate(rule.letters):

        def wrong(*arguments: Any, place: int = place) -> Any:
            return computed(*arguments[:place], _other(arguments[place]), *arguments[place + 1 :])

        yield Mutant(replace(rule, computed=wrong), f"another {letter}")


def _other(value: Any) -> Any:
    """Another value of the same form: a number one larger, truths exchanged, a matrix turned and one larger."""
    if isinstance(value, Sequence):
        is_matrix = bool(value) and isinstance(value[0], Sequence)
        return _turned(value) if is_matrix else tuple(_other(member) for member in value)
    if isinstance(value, Missing):
        return value
    return 1 - value if value in (0, 1) else value + 1


def _turned(value: Any) -> Any:
    """A matrix with its rows in the other order, or every matrix of a stack, its first entry one larger."""
    if value[0] and isinstance(value[0][0], Sequence):
        return tuple(_turned(member) for member in value)
    (first, *others), *rows = reversed(value)
    return ((first + 1, *others), *map(tuple, rows))


def all_mutants() -> list[Mutant]:
    """The mutants of every rule."""
    return [mutant for rule in RULES.values() for mutant in mutants(rule)]
