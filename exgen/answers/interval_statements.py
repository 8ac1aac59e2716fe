"""Intervals whose ends are said apart, ``x >= a and x <= b`` and ``start = a, end = b``, or joined by a dash."""

from __future__ import annotations

from exgen.answers.interval_ends import Ends, checked
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

_JOINT = pattern(r",? ?(?<!\w)(?:and|und|et)(?!\w)|[,;]|\N{LOGICAL AND}")
_OF_INTEGERS = pattern(r"[-0-9\s,;()\[\]xX\N{MULTIPLICATION SIGN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]+")
_DASH_OF_INTEGERS = pattern(r"(?<=[0-9])(?P<before>\s*)[-\N{EN DASH}\N{EM DASH}](?=\s*-?[0-9])")
_LONG_DASH = pattern(r"[\N{EN DASH}\N{EM DASH}]")
_START = frozenset(("start", "from", "first", "lower", "left", "begin", "min", "anfang", "von", "début"))
_END = frozenset(("end", "to", "last", "upper", "right", "stop", "max", "ende", "bis", "fin"))
_BOUND = pattern(r"(<=?|>=?|\N{LESS-THAN OR EQUAL TO}|\N{GREATER-THAN OR EQUAL TO})")
_NAME = pattern(r"[^\W\d]\w*")


def with_dashes_between(text: str) -> str | None:
    """What was typed with a colon for the dash between ends, where it can be no minus; None where it may be one.

    So it is between integers, ``0-7``, and where there is one long dash and every minus is a short one.

    >>> with_dashes_between("0\N{EN DASH}7 x -3 - 7"), with_dashes_between("2i-4 \N{EN DASH} 2i+5")
    ('0:7 x -3 : 7', '2i-4 : 2i+5')
    >>> with_dashes_between("2i-4")
    """
    if _OF_INTEGERS.fullmatch(text):
        return _DASH_OF_INTEGERS.sub(r"\g<before>:", text)
    dashes = _LONG_DASH.findall(text)
    return _LONG_DASH.sub(":", text) if len(dashes) == 1 else None


def ends_stated_apart(passage: Passage) -> Ends | None:
    """The ends of ``x >= a and x <= b``, and of ``start: a, end: b``; None for anything else."""
    pieces = [piece.stripped() for piece in passage.between(passage.outside_brackets(_JOINT))]
    if len(pieces) != 2:
        return None
    are_labelled = all(piece.text.partition(":")[0].strip().isalpha() and ":" in piece.text for piece in pieces)
    return _ends_by_bounds(pieces) or (ends_by_name(pieces) if are_labelled else None)


def ends_by_name(pieces: list[Passage]) -> Ends | None:
    """The ends of ``start = 16i-62, end = 16i+77``, in whatever order; None for other names.

    >>> ends_by_name([Passage.of("end = 5"), Passage.of("start = -2")]).start.text
    '-2'
    """
    if len(pieces) != 2:
        return None
    labels, values = zip(*(_label_and_value(piece) for piece in pieces), strict=True)
    for start, end in ((0, 1), (1, 0)):
        if labels[start] in _START and labels[end] in _END:
            return checked(Ends(values[start], values[end]), pieces[0])
    return None


def _ends_by_bounds(pieces: list[Passage]) -> Ends | None:
    """The ends of ``x >= 16i-62`` and ``x <= 16i+77``, in whatever order; None where there are no such two.

    >>> _ends_by_bounds([Passage.of("5 >= x"), Passage.of("x > -2")]).first
    1
    """
    found: dict[bool, tuple[Passage, bool]] = {}
    names = set()
    for piece in pieces:
        signs = list(_BOUND.finditer(piece.text))
        if len(signs) != 1:
            return None
        left, right = (side.stripped() for side in piece.between(signs))
        is_least = signs[0][0][0] in ">\N{GREATER-THAN OR EQUAL TO}"
        if _NAME.fullmatch(right.text) and not _NAME.fullmatch(left.text):
            left, right, is_least = right, left, not is_least
        if not _NAME.fullmatch(left.text):
            return None
        names.add(left.text)
        found[is_least] = right, signs[0][0] in "<>"
    if len(pieces) != 2 or len(found) != 2 or len(names) != 1:
        return None
    (start, is_above), (end, is_below) = found[True], found[False]
    return checked(Ends(start, end, int(is_above), -int(is_below), is_stated=True), pieces[0])


def _label_and_value(piece: Passage) -> tuple[str, Passage]:
    label, _, value = piece.text.partition("=" if "=" in piece.text else ":")
    return label.strip().casefold(), piece[len(piece) - len(value) :].stripped()
