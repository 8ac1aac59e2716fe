"""Answers: read a typed response leniently, judge it exactly against a key, show it.

>>> judge("integer", "1569", "1,569").verdict.value
'correct'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.judging import judge, key_value, kind_named, response_value
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.kinds import KINDS

if TYPE_CHECKING:
    from exgen.answers.intervals import Interval, IntervalAxis
    from exgen.answers.matrix import Matrix
    from exgen.answers.members import Members, ProductSet, members_of_axes

__all__ = [
    "KINDS",
    "AnswerKind",
    "Example",
    "Interval",
    "IntervalAxis",
    "Judgement",
    "Matrix",
    "Members",
    "ProductSet",
    "UnreadableResponse",
    "Verdict",
    "judge",
    "key_value",
    "kind_named",
    "members_of_axes",
    "response_value",
]

_LATER = {
    **dict.fromkeys(("Interval", "IntervalAxis"), "exgen.answers.intervals"),
    "Matrix": "exgen.answers.matrix",
    **dict.fromkeys(("Members", "ProductSet", "members_of_axes"), "exgen.answers.members"),
}
"""Where values of single kinds are: imported, as the kinds are, when somebody asks for them."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
