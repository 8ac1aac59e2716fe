"""Answers: read a typed response leniently, judge it exactly against a key, show it.

>>> judge("integer", "1569", "1,569").verdict.value
'correct'
"""

from exgen.answers.intervals import Interval, IntervalAxis
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.judging import judge, key_value, kind_named, response_value
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.kinds import KINDS
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
