"""What a typed interval says itself about its ends: ``[a, b)``, ``]a, b[``, ``a to b (exclusive)``.

Each such statement becomes a mark in front of round brackets, as Python's ``range`` stands there: by it
`exgen.answers.interval_ends` knows which ends do not belong to the interval.
"""

from __future__ import annotations

import re

from exgen.answers.passages import OPENING, Passage
from exgen.expressions.patterns import pattern

MARKS = {"\ue000": (0, 0), "\ue001": (0, -1), "\ue002": (1, 0), "\ue003": (1, -1), "\ue004": (0, -1)}
"""What has to be added to the typed start and end to make them inclusive."""
IN_WORDS = "\ue004"
"""The mark of what is said in words, and so not to be mistaken; a round bracket may have been meant otherwise."""

_MARK_OF = {moved: mark for mark, moved in MARKS.items() if mark != IN_WORDS}
_OPEN_BOTH = {"[": 0, "(": 1, "]": 1}
_CLOSED_BOTH = {"]": 0, ")": -1, "[": -1}
_INCLUSIVE = pattern(
    r"[,;]? ?\(?(?:both )?(?:ends )?(?:inclusive|included|incl\.?|inklusive|inkl\.?)\)?$", re.IGNORECASE
)
_EXCLUSIVE = pattern(
    r"[,;]? ?\(?(?:end )?(?:exclusive|excluded|not included|excl\.?|exklusive|exkl\.?)\)?$", re.IGNORECASE
)


def with_marked_ends(passage: Passage) -> Passage:
    """The passage with a mark in front of what says itself which of its ends it holds; its brackets fit then.

    >>> with_marked_ends(Passage.of("[2i, 2i+5) x [0, 3]")).text[1:]
    '(2i, 2i+5) x [0, 3]'
    >>> with_marked_ends(Passage.of("0 to 5 exclusive")).text[1:]
    '(0 to 5)'
    """
    for wanted, mark in ((_INCLUSIVE, _MARK_OF[0, 0]), (_EXCLUSIVE, IN_WORDS)):
        if found := wanted.search(passage.text):
            inner = passage[: found.start()].stripped().with_closed_brackets().unwrapped()
            return inner.rewritten([(0, 0, f"{mark}("), (len(inner), len(inner), ")")])
    text = passage.text
    if len(text) > 2 and text[0] in _OPEN_BOTH and text[-1] in _CLOSED_BOTH and (text[0] == "]" or text[-1] == "["):
        changes = _marked(passage, 0, len(text) - 1)
    else:
        changes = [change for start, end in _unlike_pairs(text) for change in _marked(passage, start, end)]
    return passage.rewritten(changes).with_closed_brackets() if changes else passage.with_closed_brackets()


def _marked(passage: Passage, start: int, end: int) -> list[tuple[int, int, str]]:
    moved = (_OPEN_BOTH[passage.text[start]], _CLOSED_BOTH[passage.text[end]])
    return [(start, start + 1, f"{_MARK_OF[moved]}("), (end, end + 1, ")")]


def _unlike_pairs(text: str) -> list[tuple[int, int]]:
    """The outermost pairs of a square and a round bracket."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for index, character in enumerate(text):
        if character in OPENING:
            opened.append(index)
        elif character in OPENING.values() and opened:
            start = opened.pop()
            if not opened and (text[start], character) in (("[", ")"), ("(", "]")):
                pairs.append((start, index))
    return pairs
