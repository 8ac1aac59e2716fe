"""The derivative of a relu as comparisons say it: ``(z > 0)``, ``1[z > 0]``, ``np.where(z > 0, 1, 0)``."""

from __future__ import annotations

from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

_ABOVE_ZERO = pattern(
    r" ?>=? ?0(?:\.0*)? ?(?P<choices>, ?1(?:\.0*)? ?, ?0(?:\.0*)? ?)?\)"
    r"(?: ?\. ?(?:float|int|double|long|type|astype|to) ?\( ?[\w.]* ?\))?"
)
_INDICATOR = pattern(r"(?<!\w)(?:ones|I|1) ?$")
_CALLED = pattern(r"(?<!\w)(?:diag|sum|transpose|norm) ?$")
_CHOICE = pattern(r"(?<!\w)where ?$")


def with_derivatives(passage: Passage) -> Passage:
    """The passage with every bracket in which something is above 0 read as the derivative of a relu.

    Brackets are round and closed.

    >>> with_derivatives(Passage.of("(W x > 0).float() * y")).text
    "relu'(W x) * y"
    >>> with_derivatives(Passage.of("where((a + b) >= 0, 1, 0)")).text
    "relu'((a + b))"
    """
    if ">" not in passage.text:
        return passage
    text = passage.text
    opened: list[int] = []
    changes: list[tuple[int, int, str]] = []
    opening_of: dict[int, int] = {}
    for index, _ in passage.brackets():
        if text[index] == "(":
            opened.append(index)
        elif opened:
            opening_of[index] = opened.pop()
    for found in _ABOVE_ZERO.finditer(text):
        closing = text.index(")", found.start())
        if (opening := opening_of.get(closing)) is None:
            continue
        before = (_CHOICE if found["choices"] else _INDICATOR).search(text[:opening])
        if found["choices"] and before is None:
            continue
        is_called = not before and _CALLED.search(text[:opening])  # diag(z > 0) keeps its brackets
        changes += (
            (before.start() if before else opening, opening + 1, "(relu'(" if is_called else "relu'("),
            (found.start(), found.end(), "))" if is_called else ")"),
        )
    return passage.rewritten(sorted(changes))
