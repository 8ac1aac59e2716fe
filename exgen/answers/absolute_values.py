"""Absolute values between bars, ``|x - 1|``, made calls of ``abs``: which bar opens and which closes is told by what
stands beside it."""

from __future__ import annotations

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import CLOSING, OPENING, Passage

_ENDS_NO_OPERAND = frozenset("+-*/^=<>,;:%\N{MULTIPLICATION SIGN}")


def with_absolute_values(passage: Passage) -> Passage:
    """The passage with ``abs(...)`` for what stands between bars; as it is if it has none.

    A bar behind an operand closes the last one that was opened in the same brackets, else it opens. Raises
    `UnreadableResponse` with code ``unclosed_bracket``, and ``ambiguous_bars`` where a bar between two operands
    might be meant either way.

    >>> with_absolute_values(Passage.of("2|x - |y||")).text
    '2 abs(x -  abs(y))'
    """
    text = passage.text
    if "|" not in text:
        return passage
    changes: list[tuple[int, int, str]] = []
    opened: list[list[int]] = [[]]  # the open bars in each of the open brackets
    doubtful = 0
    is_behind_operand = False
    for place, character in enumerate(text):
        if character == " ":
            continue
        if character == "|":
            if is_behind_operand and opened[-1]:
                opened[-1].pop()
                rest = text[place + 1 :].lstrip()
                if "|" in rest and (rest[0].isalnum() or rest[0] in OPENING):
                    doubtful = doubtful or place + 1
                changes.append((place, place + 1, ")"))
            else:
                opened[-1].append(place)
                changes.append((place, place + 1, " abs("))
                is_behind_operand = False
            continue
        if character in OPENING:
            opened.append([])
        elif character in CLOSING and len(opened) > 1:
            _check_closed(opened.pop(), passage)
        is_behind_operand = character not in _ENDS_NO_OPERAND and character not in OPENING
    _check_closed(opened[0], passage)
    if doubtful:
        sentence = "which bars belong together is not clear; write abs(x)"
        raise UnreadableResponse("ambiguous_bars", sentence, passage.column_at(doubtful - 1))
    return passage.rewritten(changes)


def _check_closed(bars: list[int], passage: Passage) -> None:
    if bars:
        raise UnreadableResponse("unclosed_bracket", 'the bar "|" is not closed', passage.column_at(bars[-1]))
