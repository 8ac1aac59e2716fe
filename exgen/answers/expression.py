"""The kind ``expression``: a formula in declared symbols, judged by what it gives, not by its looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from exgen import expressions
from exgen.answers.equality import are_soon_apart, difference, has_points_enough, is_defined
from exgen.answers.formula_options import (
    DOMAINS,
    conditions,
    declared,
    given_problems,
    givens,
    is_real,
    setting_of,
    strictly_read,
    where_problems,
)
from exgen.answers.formula_readings import otherwise_typed, readings_of, sides_as_typed
from exgen.answers.formulas import check_is_one_formula, columns_of, number_text
from exgen.answers.judgement import Judgement, RefutedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.names import check_names
from exgen.answers.options import Options, list_of_texts_problems, one_of_problems
from exgen.answers.passages import Passage
from exgen.answers.setting import Difference
from exgen.expressions import Node


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
            + one_of_problems(self.name, options, "domain", DOMAINS)
        )
        return problems or [*given_problems(options), *where_problems(options)]

    def settled(self, options: Options, key: Node) -> Options:
        if "symbols" in options:
            return options
        given = givens(options)
        used = [name for node in (key, *given.values(), *conditions(options)) for name in expressions.names_in(node)]
        return {**options, "symbols": [name for name in dict.fromkeys(used) if name not in given]}

    def read_key(self, text: str, options: Options) -> Node:
        passage = Passage.of(text)
        with columns_of(passage):
            node = strictly_read(text, options)
        check_is_one_formula(node, passage)
        if "symbols" in options:
            check_names(node, declared(options), passage)
        setting = setting_of(self.settled(options, node))
        with columns_of(passage):
            if not has_points_enough(node, setting):
                raise UnreadableResponse("few_points", "the conditions of where leave too few points to compare at")
            if not is_defined(node, setting):
                raise UnreadableResponse("undefined", "this has a value at almost no point")
        return node

    def read(self, text: str, options: Options) -> Node:
        sides = sides_as_typed(text, options)
        first, *others = readings_of(sides, options)
        if others:
            raise _ambiguous(first, others[0])
        return self._agreed(sides, first, options)

    def judge_response(self, key: Node, response: str, options: Options) -> Judgement:
        try:
            sides = sides_as_typed(response, options)
            readings = readings_of(sides, options)
        except UnreadableResponse as error:
            return error.judgement()
        judgements = [self._judged_reading(key, sides, nodes, options) for nodes in readings]
        if len(readings) == 1:
            asked = judgements[0].verdict is Verdict.INCORRECT and self._asked_back(key, sides, options)
            return asked or judgements[0]
        doubt = _ambiguous(*readings[:2])
        for judgement in judgements:
            if judgement.verdict is Verdict.CORRECT:
                return judgement.remarked(doubt.sentence)
        if all(judgement.verdict is Verdict.INCORRECT for judgement in judgements):
            reason = "this can be read in more than one way, and none of them is right"
            return replace(judgements[0], reason=reason, code=doubt.code)
        return doubt.judgement()

    def _asked_back(self, key: Node, sides: Sequence[Passage], options: Options) -> Judgement | None:
        """The question about signs that can be read otherwise, where that would be right; None where it would not."""
        for typed, question in otherwise_typed(sides):
            try:
                (nodes, *_) = readings_of(typed, options)
            except UnreadableResponse:
                continue
            if self._judged_reading(key, typed, nodes, options).verdict is Verdict.CORRECT:
                return question.judgement()
        return None

    def _judged_reading(
        self, key: Node, sides: Sequence[Passage], nodes: Sequence[Node], options: Options
    ) -> Judgement:
        try:
            return self.judged(key, self._agreed(sides, nodes, options), options)
        except UnreadableResponse as error:
            return error.judgement()

    def _agreed(self, sides: Sequence[Passage], nodes: Sequence[Node], options: Options) -> Node:
        """The formula of a chain of equations; `RefutedResponse` at the first side that does not hold."""
        for side, node in zip(sides[1:], nodes[1:], strict=True):
            with columns_of(side):
                apart = difference(nodes[0], node, setting_of(self.settled(options, nodes[0])))
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
            check_names(response, declared(settled), passage)
            with columns_of(passage):
                apart = difference(key, response, setting_of(settled))
        except UnreadableResponse as error:
            return Judgement.invalid(error.sentence, error.code, suggestion=error.suggestion)
        if apart is None:
            return Judgement.correct(passage.text)
        return Judgement.incorrect(passage.text, *_said(apart, are_real=is_real(settled)))


def are_formulas_soon_apart(key: Node, response: Node, options: Options) -> bool:
    """Whether a few points show that a response is not this key; what names neither has decides nothing.

    >>> options = {"symbols": ["W", "K"]}
    >>> are_formulas_soon_apart(expressions.read("W - K"), expressions.read("W - 2K"), options)
    True
    """
    setting = setting_of(options)
    known = {*setting.symbols, *(name for name, _ in setting.givens)}
    if not known.issuperset((*expressions.names_in(key), *expressions.names_in(response))):
        return False
    return are_soon_apart(key, response, setting)


def _said(apart: Difference, *, are_real: bool) -> tuple[str, str]:
    """The reason and its code for a formula that is not the key."""
    if apart.point is None:
        return "this formula is not right, though it comes close at small numbers", "not_equal"
    if apart.fits_above_zero:
        names = " and ".join(name for name, value in (apart.point or {}).items() if value <= 0)
        sentence = (
            f"this formula has no value{_where(apart)}: it is right where {names} is positive, and nothing says so"
        )
        return sentence, "no_value"
    if apart.value is None:
        matter = "has no value" if are_real else "divides by zero"
        return f"this formula {matter}{_where(apart)}, and that is not right", "no_value"
    value = number_text(apart.value)
    if apart.is_rounded or (are_real and len(value) > 20):
        value = f"about {_ten_digits(Fraction(apart.value))}"
    return f"this formula gives {value}{_where(apart)}, and that is not right", "not_equal"


def _ten_digits(value: Fraction) -> str:
    try:
        return f"{value.numerator / value.denominator:.10g}"
    except OverflowError:  # beyond what a float holds
        return f"{Decimal(value.numerator) / value.denominator:.10g}"


def _where(apart: Difference) -> str:
    named = ", ".join(f"{name} = {number_text(value)}" for name, value in (apart.point or {}).items())
    return f" at {named}" if named else ""


def _ambiguous(nodes: Sequence[Node], others: Sequence[Node]) -> UnreadableResponse:
    """The question which of two readings is meant."""
    one, other = next((one, other) for one, other in zip(nodes, others, strict=True) if one != other)
    meanings = f"{expressions.show(one)} or {expressions.show(other)}"
    return UnreadableResponse("ambiguous_formula", f"this can be read as {meanings}; write brackets")
