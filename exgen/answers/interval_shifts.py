r"""Intervals told by one that is moved or repeated: ``16i + [0, 7]``, ``2i ± 1``, ``[0, 7]^2``."""

from __future__ import annotations

from exgen.answers.interval_brackets import MARKS
from exgen.answers.passages import OPENING, Passage
from exgen.expressions.patterns import pattern

_PLUS_MINUS = pattern(r"\N{PLUS-MINUS SIGN}|\+/-")
_RAISED = pattern(r" ?(?:\^|\*\*) ?\(? ?([2-4]) ?\)?$")
_SUM = pattern(r"[+-]|\N{MINUS SIGN}")
_PLUS_BEHIND = pattern(r"\+ ?$")
_SUM_BEFORE = pattern(r" ?(?:[+-]|\N{MINUS SIGN})")


def with_axes_repeated(passage: Passage) -> Passage:
    """The passage of a power of brackets as the product it stands for.

    >>> with_axes_repeated(Passage.of("[0, 7]^2")).text
    '[0, 7] x [0, 7]'
    """
    raised = _RAISED.search(passage.text)
    if not raised:
        return passage
    axis = passage[: raised.start()]
    if _without_mark(axis).unwrapped() is _without_mark(axis):
        return passage
    return axis.rewritten([(len(axis), len(axis), f" x {axis.text}" * (int(raised[1]) - 1))])


def around_middle(passage: Passage) -> tuple[Passage, Passage] | None:
    """The ends of ``2i ± 1``; None where no such sign stands, or it is not clear how far it goes.

    >>> [end.text for end in around_middle(Passage.of("2i \\N{PLUS-MINUS SIGN} 1"))]
    ['(2i)-(1)', '(2i)+(1)']
    """
    signs = passage.outside_brackets(_PLUS_MINUS)
    if len(signs) != 1:
        return None
    middle, distance = (piece.stripped() for piece in passage.between(signs))
    if not middle.text or not distance.text or distance.outside_brackets(_SUM):
        return None
    return _joined(middle, "-", distance), _joined(middle, "+", distance)


def shift_of(passage: Passage) -> tuple[Passage, Passage] | None:
    """What is added to brackets, and the brackets; None where nothing is added to the only pair of brackets.

    >>> [piece.text for piece in shift_of(Passage.of("16i - 62 + [0, 139]"))]
    ['16i - 62', '[0, 139]']
    >>> [piece.text for piece in shift_of(Passage.of("[0, 7] + 16i"))]
    ['+ 16i', '[0, 7]']
    """
    text = passage.text
    if text[-1:] in OPENING.values():
        start = max((index for index, depth in passage.brackets() if not depth and text[index] in OPENING), default=0)
        if start and text[start - 1] in MARKS:
            start -= 1
        before = _PLUS_BEHIND.search(text[:start])
        return (passage[: before.start()].stripped(), passage[start:]) if before and before.start() else None
    first = 1 if text[:1] in MARKS else 0
    if text[first : first + 1] not in tuple(OPENING):
        return None
    closing = next((index for index, depth in passage.brackets() if not depth and index > first), None)
    if closing is None or not _SUM_BEFORE.match(text, closing + 1):
        return None
    end = closing + 1
    return passage[end:].stripped(), passage[:end]


def moved_by(shift: Passage, end: Passage) -> Passage:
    """The sum of an end and what is added to the brackets that it stands in.

    >>> moved_by(Passage.of("16i"), Passage.of("-62")).text
    '(16i)+(-62)'
    """
    return _joined(shift, "+", end)


def _joined(left: Passage, sign: str, right: Passage) -> Passage:
    """Two passages in brackets with a sign between them, each character where it was typed."""
    first, last = left.column, right.column
    text = f"({left.text}){sign}({right.text})"
    return Passage(text, (first, *left.columns, first, last, last, *right.columns, last))


def _without_mark(passage: Passage) -> Passage:
    return passage[1:] if passage.text[:1] in MARKS else passage
