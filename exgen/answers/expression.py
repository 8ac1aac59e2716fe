"""The kind ``expression``: a formula in declared symbols, judged by what it gives, not by its looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

from exgen import expressions
from exgen.answers.equality import Difference, Setting, are_soon_apart, difference, has_points_enough, is_defined
from exgen.answers.formulas import (
    check_is_one_formula,
    columns_of,
    formula_of,
    number_text,
    passage_of,
    sides_of,
)
from exgen.answers.judgement import Judgement, RefutedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.names import check_names, with_declared_names
from exgen.answers.options import Options, list_of_texts_problems, one_of_problems, shown, texts
from exgen.answers.passages import Passage
from exgen.errors import BudgetError, ExpressionError, did_you_mean
from exgen.expressions import Comparison, Logical, Node

_DOMAINS = ("integer", "real")
_NO_VALUE_THERE = ("division_by_zero", "not_a_whole_exponent")
_NAME = re.compile(r"[^\W\d]\w*")


class ExpressionKind(AnswerKind[Node]):
    """A formula for a number.

    ``symbols`` are its letters (by default those of the key), ``given`` further names that stand for formulas,
    ``domain`` what the letters stand for: positive integers ("integer", the default) or numbers ("real"), ``where``
    conditions on them, such as ``f <= n + 2p``: where one is broken, formulas are not compared.

    >>> kind = ExpressionKind()
    >>> kind.show(kind.read("O = floor((m_1 - 3)/2) + 1", {"symbols": ["M1"]}))
    'floor((M1 - 3)/2) + 1'
    """

    name = "expression"
    options = ("symbols", "domain", "given", "where")
    examples: ClassVar[tuple[Example, ...]] = (
        Example("floor((M - 3)/2) + 1", "(M - 3)//2 + 1", Verdict.CORRECT),
        Example("floor((W + 2*P - K)/S) + 1", "floor((W + 2P - K + S)/S)", Verdict.CORRECT),
        Example("(M - 3)/2 + 1", "(M - 1)/2", Verdict.CORRECT, {"symbols": ["M"], "domain": "real"}),
        Example("floor((M - 3)/2) + 1", "(M - 3)/2 + 1", Verdict.INCORRECT, {"symbols": ["M"]}),
        Example("floor((M - 3)/2) + 1", "(M - 3/2 + 1", Verdict.INVALID),
        Example("2*W", "2*Q", Verdict.INVALID, {"symbols": ["W"]}),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = (
            super().option_problems(options)
            + list_of_texts_problems(self.name, options, "symbols")
            + list_of_texts_problems(self.name, options, "given")
            + list_of_texts_problems(self.name, options, "where")
            + one_of_problems(self.name, options, "domain", _DOMAINS)
        )
        return problems or [*_given_problems(options), *_where_problems(options)]

    def settled(self, options: Options, key: Node) -> Options:
        if "symbols" in options:
            return options
        givens = _givens(options)
        used = [name for node in (key, *givens.values(), *_conditions(options)) for name in expressions.names_in(node)]
        return {**options, "symbols": [name for name in dict.fromkeys(used) if name not in givens]}

    def read_key(self, text: str, options: Options) -> Node:
        passage = Passage.of(text)
        with columns_of(passage):
            node = expressions.read(text)
        check_is_one_formula(node, passage)
        if "symbols" in options:
            check_names(node, _declared(options), passage)
        setting = _setting(self.settled(options, node))
        with columns_of(passage):
            if not has_points_enough(node, setting):
                raise UnreadableResponse("few_points", "the conditions of where leave too few points to compare at")
            if not is_defined(node, setting):
                raise UnreadableResponse("undefined", "this has a value at almost no point")
        return node

    def read(self, text: str, options: Options) -> Node:
        symbols = texts(options, "symbols")
        sides = sides_of(passage_of(text), symbols)
        nodes = [_formula(side, options) for side in sides]
        for side, node in zip(sides[1:], nodes[1:], strict=True):
            with columns_of(side):
                apart = difference(nodes[0], node, _setting(self.settled(options, nodes[0])))
            if apart is not None:
                sentence = f"{side.text} is not equal to {sides[0].text}{_where(apart)}"
                raise RefutedResponse("sides_differ", sentence, side.column, read_as=self.show(nodes[-1]))
        return nodes[-1]

    def show(self, value: Node) -> str:
        return expressions.show(value)

    def show_latex(self, value: Node) -> str:
        return expressions.show(value, "latex")

    def judge_values(self, key: Node, response: Node, options: Options) -> Judgement:
        settled = self.settled(options, key)
        passage = Passage.of(self.show(response))
        try:
            check_names(response, _declared(settled), passage)
            with columns_of(passage):
                apart = difference(key, response, _setting(settled))
        except UnreadableResponse as error:
            return Judgement.invalid(error.sentence)
        if apart is None:
            return Judgement.correct(passage.text)
        value = "divides by zero" if apart.value is None else f"gives {number_text(apart.value)}"
        return Judgement.incorrect(passage.text, f"this formula {value}{_where(apart)}, and that is not right")


def are_formulas_soon_apart(key: Node, response: Node, options: Options) -> bool:
    """Whether a few points show that a response is not this key; what names neither has decides nothing.

    >>> options = {"symbols": ["W", "K"]}
    >>> are_formulas_soon_apart(expressions.read("W - K"), expressions.read("W - 2K"), options)
    True
    """
    setting = _setting(options)
    known = {*setting.symbols, *(name for name, _ in setting.givens)}
    if not known.issuperset((*expressions.names_in(key), *expressions.names_in(response))):
        return False
    return are_soon_apart(key, response, setting)


def _formula(side: Passage, options: Options) -> Node:
    """The formula of one side; with ``symbols`` its names are met with the declared ones."""
    if "symbols" in options:
        side = with_declared_names(side, _declared(options))
    node = formula_of(side)
    if "symbols" in options:
        check_names(node, _declared(options), side)
    return node


def _where(apart: Difference) -> str:
    named = ", ".join(f"{name} = {number_text(value)}" for name, value in apart.point.items())
    return f" at {named}" if named else ""


def _declared(options: Options) -> tuple[str, ...]:
    return (*texts(options, "symbols"), *_givens(options))


def _setting(options: Options) -> Setting:
    givens = tuple(_givens(options).items())
    return Setting(texts(options, "symbols"), givens, options.get("domain") == "real", _conditions(options))


def _conditions(options: Options) -> tuple[Node, ...]:
    """The conditions of ``where``."""
    return _read_conditions(texts(options, "where"))


@lru_cache(maxsize=256)
def _read_conditions(where: tuple[str, ...]) -> tuple[Node, ...]:
    return tuple(map(expressions.read, where))


def _where_problems(options: Options) -> list[str]:
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


def _givens(options: Options) -> Mapping[str, Node]:
    """The formulas of ``given`` by their names, each using only symbols and those before it."""
    return _read_givens(texts(options, "given"))


@lru_cache(maxsize=256)
def _read_givens(given: tuple[str, ...]) -> Mapping[str, Node]:
    found: dict[str, Node] = {}
    for text in given:
        name, equals, formula = text.partition("=")
        if not _NAME.fullmatch(name.strip()) or not equals or formula.startswith("="):
            raise ExpressionError("no_equation", "a given name is written W_out = floor(...)")
        if name.strip() in found:
            raise ExpressionError("given_twice", f"{name.strip()} is given twice")
        found[name.strip()] = expressions.read(formula)
    return MappingProxyType(found)


def _given_problems(options: Options) -> list[str]:
    """A line for every given formula that cannot be used."""
    problems: list[str] = []
    known = [*texts(options, "symbols")]
    given = texts(options, "given")
    for number, text in enumerate(given, start=1):
        try:
            *_, (name, node) = _read_givens(given[:number]).items()
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
