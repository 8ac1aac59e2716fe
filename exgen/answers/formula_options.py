"""What the options of the kind ``expression`` say: symbols, given formulas, conditions, the domain."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from exgen import expressions
from exgen.answers.options import Options, shown, texts
from exgen.answers.setting import Setting
from exgen.errors import BudgetError, ExpressionError, did_you_mean
from exgen.expressions import Comparison, Logical, Node
from exgen.expressions.patterns import pattern

DOMAINS = ("integer", "real")
_NO_VALUE_THERE = ("division_by_zero", "not_a_whole_exponent")
_NAME = pattern(r"[^\W\d]\w*")


def is_real(options: Options) -> bool:
    """Whether the symbols stand for real numbers."""
    return options.get("domain") == "real"


def declared(options: Options) -> tuple[str, ...]:
    """The symbols and the given names."""
    return (*texts(options, "symbols"), *givens(options))


def setting_of(options: Options) -> Setting:
    """What formulas are compared over."""
    return Setting(texts(options, "symbols"), tuple(givens(options).items()), is_real(options), conditions(options))


def conditions(options: Options) -> tuple[Node, ...]:
    """The conditions of ``where``."""
    return _read_conditions(texts(options, "where"))


def givens(options: Options) -> Mapping[str, Node]:
    """The formulas of ``given`` by their names, each using only symbols and those before it."""
    return _read_givens(texts(options, "given"), texts(options, "symbols"), is_real(options))


def strictly_read(text: str, options: Options) -> Node:
    """The tree of an author's formula; raises `ExpressionError`."""
    return expressions.read_real(text, declared(options)) if is_real(options) else expressions.read(text)


@lru_cache(maxsize=256)
def _read_conditions(where: tuple[str, ...]) -> tuple[Node, ...]:
    return tuple(map(expressions.read, where))


@lru_cache(maxsize=256)
def _read_givens(given: tuple[str, ...], symbols: tuple[str, ...], are_real: bool) -> Mapping[str, Node]:
    found: dict[str, Node] = {}
    for text in given:
        name, equals, formula = text.partition("=")
        if not _NAME.fullmatch(name.strip()) or not equals or formula.startswith("="):
            raise ExpressionError("no_equation", "a given name is written W_out = floor(...)")
        if name.strip() in found:
            raise ExpressionError("given_twice", f"{name.strip()} is given twice")
        letters = (*symbols, *found)
        found[name.strip()] = expressions.read_real(formula, letters) if are_real else expressions.read(formula)
    return MappingProxyType(found)


def where_problems(options: Options) -> list[str]:
    """A line for every condition that cannot be used."""
    problems: list[str] = []
    symbols = texts(options, "symbols")
    for text in texts(options, "where"):
        try:
            node = expressions.read(text)
            names = expressions.names_in(node)
            unknown = [name for name in names if "symbols" in options and name not in symbols]
            if unknown:
                sentence = f'unknown name "{unknown[0]}"; {did_you_mean(unknown[0], symbols)}'
                raise ExpressionError("unknown_name", sentence)
            if not isinstance(node, (Comparison, Logical)):
                raise ExpressionError("no_condition", "a condition is written f <= n + 2*p")
            expressions.evaluate(node, dict.fromkeys(names, 1))
        except BudgetError as error:
            problems.append(f"expression: where {shown(text)}: {error}")
        except ExpressionError as error:
            if error.code not in _NO_VALUE_THERE:
                problems.append(f"expression: where {shown(text)}: {error}")
    return problems


def given_problems(options: Options) -> list[str]:
    """A line for every given formula that cannot be used."""
    problems: list[str] = []
    known = [*texts(options, "symbols")]
    given = texts(options, "given")
    for number, text in enumerate(given, start=1):
        try:
            *_, (name, node) = _read_givens(
                given[:number], tuple(known[: len(known) - number + 1]), is_real(options)
            ).items()
        except ExpressionError as error:
            return [*problems, f"expression: given {shown(text)}: {error}"]
        if name in known:
            problems.append(f"expression: given {shown(text)}: {name} is a symbol already")
        unknown = [used for used in expressions.names_in(node) if used not in known]
        if "symbols" in options and unknown:
            problems.append(
                f'expression: given {shown(text)}: unknown name "{unknown[0]}"; ' + did_you_mean(unknown[0], known)
            )
        known.append(name)
    return problems
