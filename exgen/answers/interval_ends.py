"""Where the ends of a typed interval stand, in any spelling of brackets and separators.

``16i-62 : 16i+77``, ``[16i-62, 16i+77]``, ``16i-62..16i+77``, ``16i-62 to 16i+77``, ``16i-62 <= x <= 16i+77`` and
``{16i-62, ..., 16i+77}`` say the same; axes are joined by ``x``, or by commas where each has its own brackets or sign.
``16i + [-62, 77]``, ``2i ± 1`` and ``[0, 7]^2`` are told apart in `exgen.answers.interval_shifts`.
Both ends are inclusive; only what says so itself (``<``, ``[a, b)``, Python's ``range``) excludes an end.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise

from exgen.answers.interval_brackets import IN_WORDS, MARKS
from exgen.answers.interval_shifts import around_middle, moved_by, shift_of, with_axes_repeated
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.names import FUNCTION_NAMES
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

FORM = "an interval start : end"

_STEPS_AT_MOST = 8
_PIECES_AT_MOST = 16  # more axes than are ever asked
_AT_MOST = "<=?|\N{LESS-THAN OR EQUAL TO}"
_AT_LEAST = ">=?|\N{GREATER-THAN OR EQUAL TO}"
_SIGN = pattern(
    r"(?:,\s*)?(?P<dots>\.\.+)(?:\s*,)?"
    r"|(?<![\w.])(?i:to|through|until|thru|bis(?: einschließlich)?|\N{LATIN SMALL LETTER A WITH GRAVE})(?!\w)"
    r"|(?<=[\d)])to(?=[\d(])|->|\N{RIGHTWARDS ARROW}|\|"
    r"|:"
    rf"|(?P<rising>{_AT_MOST})\s*[^\W\d]\w*\s*(?P<then>{_AT_MOST})"
    rf"|(?P<falling>{_AT_LEAST})\s*[^\W\d]\w*\s*(?P<next>{_AT_LEAST})"
)
_COMMA = pattern(r"[,;]|(?<!\w)(?:and|und|et)(?!\w)")
_MARK = "".join(MARKS)
_CROSS = pattern(
    r"\N{MULTIPLICATION SIGN}"
    rf"|(?<=[\w)\]}}])\s+[xX]\s+(?=[\w({{\[+{_MARK}-])"
    rf"|(?<=[)\]}}])\s*[xX]\s*(?=[({{\[{_MARK}])"
)
_BELONGS = pattern(r"[^\W\d]\w*\s*(?:\N{ELEMENT OF}|in(?!\w))\s*")
_FROM = pattern(
    r"(?:(?:the )?(?:input )?(?:pixels?|positions?|rows?|columns?|inputs?) |[a-z] )?"
    r"(?:from|between|von|zwischen|de|entre)(?!\w)\s*"
    r"|(?:the )?(?:input )?(?:pixels?|positions?|rows?|columns?|inputs?) (?=[^a-z]|[a-z](?![a-z]))",
    re.IGNORECASE,
)
_HALF_OPEN_NAMES = ("range", "arange", "slice")
_STATED = pattern(rf"(?P<name>{'|'.join((*_HALF_OPEN_NAMES, *MARKS))})\s*(?=\()")
_SLICE = pattern(r"[^\W\d]\w*\s*\[[^\]]*:")
_ARRAY = pattern(r"([^\W\d]\w*)\s*(?=[(\[])")


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of one axis as they were typed.

    ``first`` and ``last`` are what has to be added to the typed ends to make them inclusive. ``steps`` are what was
    listed beside the dots: passages, and how far each must lie from the start (or, negative, from the end).
    ``is_stated`` says whether the notation itself tells which ends belong to the interval; ``other`` is what would have
    to be added if it was meant otherwise, None where that is out of the question.
    """

    start: Passage
    end: Passage
    first: int = 0
    last: int = 0
    steps: tuple[tuple[Passage, int], ...] = ()
    is_stated: bool = False
    other: tuple[int, int] | None = None


def ends_of_axes(passage: Passage, declared: Collection[str] = ()) -> list[Ends]:
    """The ends of every axis that a passage spells; a declared name before brackets is a factor, no array.

    Raises `UnreadableResponse` with code ``not_an_interval``, ``missing_end`` or ``unclear_interval``.

    >>> [(ends.start.text, ends.end.text) for ends in ends_of_axes(Passage.of("[2i-4, 2i+5] x [2j-4, 2j+5]"))]
    [('2i-4', '2i+5'), ('2j-4', '2j+5')]
    >>> [(ends.end.text, ends.last) for ends in ends_of_axes(Passage.of("0 <= x < 5"))]
    [('5', -1)]
    """
    passage = with_axes_repeated(passage)
    array = _SLICE.match(passage.text)
    if array and passage.text[: array.end()].split("[")[0].strip() not in declared:
        # Python excludes the end of x[a:b], mathematics doesn't
        return [replace(ends, other=(0, -1)) for ends in _ends_of_axes(passage, declared)]
    found = _ends_of_axes(passage, declared)
    if len(found) == 1 and not found[0].is_stated and passage.unwrapped("(") is not passage:
        return [replace(found[0], other=(1, -1))]  # (a, b) is an open interval to some
    if len(found) == 1 and not found[0].is_stated and passage.unwrapped("[") is not passage:
        return [replace(found[0], other=(0, 0))]  # [a, b] holds both ends, also where ends are not taken to belong
    return found


def _ends_of_axes(passage: Passage, declared: Collection[str]) -> list[Ends]:
    inner = _bare(passage, declared)
    if (stated := _STATED.match(inner.text)) and len(inner[stated.end() :].unwrapped()) < len(inner) - stated.end():
        return [_stated(stated["name"], inner[stated.end() :], declared)]
    if ends := _moved_ends(inner, declared):
        return [ends]
    signs = inner.outside_brackets(_SIGN)
    if len(signs) > _PIECES_AT_MOST:
        sentence = "there are too many signs between ends; write start : end x start : end"
        raise UnreadableResponse("unclear_interval", sentence, inner.column_at(signs[_PIECES_AT_MOST].start()))
    if signs:
        return [_between(piece) for piece in _joined_axes(inner, signs)]
    for joint in (_COMMA, _CROSS):
        pieces = _split(inner, inner.outside_brackets(joint))
        if 1 < len(pieces) <= _PIECES_AT_MOST and all(_is_an_axis(piece, declared) for piece in pieces):
            return [_of_one_axis(piece, declared) for piece in pieces]
    pieces = _split(inner, inner.outside_brackets(_COMMA))
    if len(pieces) != 2:
        raise _not_an_interval(pieces, inner)
    return [checked(Ends(pieces[0], pieces[1]), inner)]


def has_ends(passage: Passage) -> bool:
    """Whether anything in a passage can stand between two ends."""
    return bool(_SIGN.search(passage.text) or _COMMA.search(passage.text))


def _bare(passage: Passage, declared: Collection[str]) -> Passage:
    """The passage without ``x in``, ``from``, the name of an array and brackets around all of it."""
    for _ in range(3):
        for wanted in (_BELONGS, _FROM):
            if found := wanted.match(passage.text):
                passage = passage[found.end() :]
        array = _ARRAY.match(passage.text)
        if array and array[1] not in (*declared, *FUNCTION_NAMES, *_HALF_OPEN_NAMES):
            rest = passage[array.end() :]
            passage = rest if len(rest.unwrapped()) < len(rest) else passage
        passage = passage.unwrapped()
    return passage


def _split(passage: Passage, marks: list[re.Match[str]]) -> list[Passage]:
    """The stripped pieces between marks."""
    return [piece.stripped() for piece in passage.between(marks)]


def _joined_axes(passage: Passage, signs: list[re.Match[str]]) -> list[Passage]:
    """The axes of a passage with a sign for each: between two signs there must be just one joint."""
    joints = []
    for sign, following in pairwise(signs):
        stretch = (sign.end(), following.start())
        for wanted in (_COMMA, _CROSS):
            marks = [
                mark
                for mark in passage.outside_brackets(wanted)
                if stretch[0] <= mark.start() and mark.end() <= stretch[1]
            ]
            if marks:
                break
        if len(marks) != 1:
            sentence = "it is not clear where one axis ends and the next begins; write start : end x start : end"
            raise UnreadableResponse("unclear_interval", sentence, passage.column_at(following.start()))
        joints += marks
    return _split(passage, joints)


def _between(piece: Passage) -> Ends:
    """The ends of an axis with one sign between them."""
    piece = piece.unwrapped()
    (sign, *_) = piece.outside_brackets(_SIGN)
    before, after = piece[: sign.start()].stripped(), piece[sign.end() :].stripped()
    if sign["dots"]:
        return _around_dots(before, after, piece)
    if sign["rising"]:
        ends = Ends(before, after, int(sign["rising"] == "<"), -int(sign["then"] == "<"), is_stated=True)
        return checked(ends, piece)
    if sign["falling"]:
        ends = Ends(after, before, int(sign["next"] == ">"), -int(sign["falling"] == ">"), is_stated=True)
        return checked(ends, piece)
    return checked(Ends(before, after), piece)


def _around_dots(before: Passage, after: Passage, piece: Passage) -> Ends:
    """The ends of ``{a, a+1, ..., b}``: the outermost of what is listed."""
    listed, further = before.split(",;"), after.split(",;")
    steps = [(step, number) for number, step in enumerate(listed[1:], start=1)]
    steps += [(step, -number) for number, step in enumerate(reversed(further[:-1]), start=1)]
    if len(steps) > _STEPS_AT_MOST:
        sentence = f"too much is listed beside the dots: at most {_STEPS_AT_MOST + 2} numbers are read"
        raise UnreadableResponse("unclear_interval", sentence, piece.column)
    if not all(step.text for step, _ in steps):
        raise UnreadableResponse("missing_end", "between two commas nothing stands", piece.column)
    return checked(Ends(listed[0], further[-1], steps=tuple(steps), is_stated=True), piece)


def _moved_ends(piece: Passage, declared: Collection[str]) -> Ends | None:
    """The ends of one axis told as ``2i ± 1`` or ``16i + [0, 7]``; None where it is told otherwise."""
    if any(piece.outside_brackets(joint) for joint in (_COMMA, _CROSS)):
        return None
    if both := around_middle(piece):
        return Ends(*both, is_stated=True)
    if not (found := shift_of(piece)):
        return None
    shift, brackets = found
    if not has_ends(brackets):
        return None
    ends = _of_one_axis(brackets, declared)
    steps = tuple((moved_by(shift, step), number) for step, number in ends.steps)
    return replace(ends, start=moved_by(shift, ends.start), end=moved_by(shift, ends.end), steps=steps)


def _stated(name: str, arguments: Passage, declared: Collection[str]) -> Ends:
    """The ends of what says itself which of them it holds, such as Python's ``range(a, b)``, which excludes b."""
    inner = _bare(arguments.unwrapped(), declared) if name in MARKS else arguments.unwrapped()
    signs = inner.outside_brackets(_SIGN) if name in MARKS else []
    if signs:
        ends = _between(inner)
    else:
        pieces = inner.split(",;")
        if len(pieces) != 2:
            raise UnreadableResponse("unclear_interval", "a range is written range(start, end)", arguments.column)
        ends = checked(Ends(pieces[0], pieces[1]), arguments)
    first, last = MARKS.get(name, (0, -1))
    other = (0, 0) if name in MARKS and name != IN_WORDS and (first, last) != (0, 0) else None
    return replace(ends, first=first, last=last, is_stated=True, other=other)


def _is_an_axis(piece: Passage, declared: Collection[str]) -> bool:
    """Whether a piece has an interval of its own: brackets with something between two ends in them."""
    if _STATED.match(piece.text):
        return True
    inner = _bare(piece, declared)
    if around_middle(inner) or ((found := shift_of(inner)) and has_ends(found[1])):
        return True
    return len(inner) < len(piece) and bool(inner.outside_brackets(_SIGN) or inner.outside_brackets(_COMMA))


def _of_one_axis(piece: Passage, declared: Collection[str]) -> Ends:
    ends = ends_of_axes(piece, declared)
    if len(ends) != 1:
        raise UnreadableResponse("unclear_interval", "brackets hold one axis each: [start : end]", piece.column)
    return ends[0]


def checked(ends: Ends, passage: Passage) -> Ends:
    """The same ends, if both of them stand there."""
    if not ends.start.text or not ends.end.text:
        raise UnreadableResponse("missing_end", f"one end is missing; {FORM} is asked", passage.column)
    return ends


def _not_an_interval(pieces: list[Passage], passage: Passage) -> UnreadableResponse:
    if len(pieces) == 1:
        return UnreadableResponse("not_an_interval", f"one number is given; {FORM} is asked", passage.column)
    sentence = f"{len(pieces)} numbers are given; {FORM} is asked"
    return UnreadableResponse("not_an_interval", sentence, passage.column, suggestion="write the first and the last")
