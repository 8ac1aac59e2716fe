"""The options that an answer of a template gives its kind: checked when it is read, settled for each variant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions import Number, names_in, read, show, substitute
from exgen.questions.formulas import Problems
from exgen.questions.graphs import KIND as GRADIENTS
from exgen.questions.schema import OPTIONS, AnswerTable, OptionsTable, QuestionFile

if TYPE_CHECKING:
    from exgen.answers.kind import AnswerKind


def given_answers(
    table: AnswerTable, path: str, earlier: Mapping[str, AnswerTable], problems: Problems
) -> tuple[str, ...]:
    """The earlier answers that a formula's ``given`` names; beside them stand equations, which the kind checks."""
    names = tuple(text for text in table.given or () if "=" not in text and table.kind == "expression")
    formulas = [name for name, other in earlier.items() if other.kind == "expression" and other.each is None]
    for name in names:
        if name not in formulas:
            hint = did_you_mean(name, formulas) if formulas else "there is none"
            sentence = f'"{name}" is neither an equation such as W_out = W/2 nor an earlier answer that is one formula'
            problems.add(f"{path}.given", f"{sentence}; {hint}")
    return names


def answer_options(
    table: OptionsTable,
    path: str,
    kind: AnswerKind[object],
    question: QuestionFile,
    named: Collection[str],
    problems: Problems,
) -> dict[str, object]:
    """The options given for a kind, as data that JSON can hold; ``symbols`` are the template's unless given.

    ``named`` are the earlier answers that ``given`` names: their formulas come with the variant, so they are left out.
    Conditions of ``where`` may speak of parameters.
    """
    given = {name: getattr(table, name) for name in OPTIONS if getattr(table, name) is not None}
    if "symbols" in kind.options and question.symbols:
        given.setdefault("symbols", list(question.symbols))
    options = {name: _plain(value) for name, value in given.items()}
    checked = dict(options)
    if table.where is not None:
        checked["where"] = [_with_ones(text, question.parameters) for text in table.where]
    if named:
        equations = [text for text in table.given or () if text not in named]
        options["given"] = equations
        # whatever the earlier answers will be, equations may speak of them
        checked["given"] = [*(f"{name} = 1" for name in named), *equations]
    if kind.name == GRADIENTS or (isinstance(table, AnswerTable) and table.distractors):
        return options  # a variant adds to them, and they are checked with it
    for sentence in kind.option_problems(checked):
        problems.add(path, sentence)
    return options


def _with_ones(condition: str, parameters: Collection[str]) -> str:
    """A condition with a number for each parameter; one that cannot be read stays, for its kind to refuse."""
    try:
        node = read(condition)
    except ExpressionError:
        return condition
    used = [name for name in names_in(node) if name in parameters]
    return show(substitute(node, dict.fromkeys(used, Number(1)))) if used else condition


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    return str(value) if isinstance(value, Fraction) else value
