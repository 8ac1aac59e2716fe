"""Every answer kind by its name: a kind is added by a line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from exgen.answers.kind import AnswerKind

_OF_ONE_ANSWER = {
    "integer": "exgen.answers.integer.IntegerKind",
    "number": "exgen.answers.number.NumberKind",
    "shape": "exgen.answers.shape.ShapeKind",
    "set": "exgen.answers.sets.SetKind",
    "interval": "exgen.answers.interval.IntervalKind",
    "matrix": "exgen.answers.matrix.MatrixKind",
    "matrix_expression": "exgen.answers.matrix_expression.MatrixExpressionKind",
    "choice": "exgen.answers.choice.ChoiceKind",
    "choices": "exgen.answers.choices.ChoicesKind",
    "matching": "exgen.answers.matching.MatchingKind",
    "ordering": "exgen.answers.ordering.OrderingKind",
    "expression": "exgen.answers.expression.ExpressionKind",
    "text": "exgen.answers.text.TextKind",
}


class Kinds(Mapping[str, AnswerKind[Any]]):
    """The answer kinds; each is imported when it is first asked for, so that nobody waits for one they don't use.

    >>> KINDS["integer"].name, "integr" in KINDS
    ('integer', False)
    """

    def __init__(self, classes: Mapping[str, str]) -> None:
        self._classes = classes
        self._kinds: dict[str, AnswerKind[Any]] = {}

    def __getitem__(self, name: str) -> AnswerKind[Any]:
        if name not in self._kinds:
            module, _, kind = self._classes[name].rpartition(".")
            self._kinds[name] = getattr(import_module(module), kind)()
        return self._kinds[name]

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)


OF_ONE_ANSWER = Kinds(_OF_ONE_ANSWER)
"""The kinds that cells of a table can have."""

KINDS = Kinds({**_OF_ONE_ANSWER, "table": "exgen.answers.table.TableKind"})
