"""One item of a typed set: a number, or a range in any of its spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exgen.answers.digits import Meaning
from exgen.answers.formulas import Exact, chained_number, number_of, number_text
from exgen.answers.interval_brackets import MARKS
from exgen.answers.judgement import RefutedResponse, UnreadableResponse
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

KEY_MEMBERS_AT_MOST = 10_000
MEMBERS_AT_MOST = 2 * KEY_MEMBERS_AT_MOST
"""A response with more for one axis scores 0 whatever the key: more than half of them are no hits."""

_BETWEEN = pattern(r"\.\.+|(?<![\w.])(?:to|through|until)(?!\w)|(?<=[\d)])to(?=[\d(])")
_DASH = pattern(r"(?<=[\d ])-")
_ONLY_DASHES = pattern(r"[-\d' ]+")
_COMPARED = pattern(r"<=|>=|<|>|\N{LESS-THAN OR EQUAL TO}|\N{GREATER-THAN OR EQUAL TO}")
_NAME = pattern(r"[^\W\d]\w*")
_PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
_AS_ASCII = {"\N{LESS-THAN OR EQUAL TO}": "<=", "\N{GREATER-THAN OR EQUAL TO}": ">="}
_MIRRORED = str.maketrans("<>", "><")
_PYTHON_RANGE = pattern(r"range\s*(?=\()")


def numbers_of(item: Passage, meaning: Meaning = Meaning.INTEGER) -> frozenset[Exact]:
    """The numbers that one item of a set stands for.

    Ranges are ``52-54``, ``52..54``, ``52 to 54``, ``52 <= M <= 54`` (``<`` excludes its end) and Python's
    ``range(52, 55)``; a number behind the sign of plus and minus gives two. ``meaning`` says what a single number may
    be. Raises `UnreadableResponse`, and `RefutedResponse` for more members than any key may have.

    >>> sorted(numbers_of(Passage.of("52 <= M < 55")))
    [52, 53, 54]
    """
    if item.text[:1] in MARKS:
        return _of_stated_ends(item)
    if _PLUS_MINUS in item.text:
        return _on_both_sides(item, meaning)
    if wrapper := _PYTHON_RANGE.match(item.text):
        return _python_range(item[wrapper.end() :])
    compared = list(_COMPARED.finditer(item.text))
    if compared:
        return _between_comparisons(item, compared)
    separators = list(_BETWEEN.finditer(item.text))
    if not separators and _ONLY_DASHES.fullmatch(item.text):
        separators = list(_DASH.finditer(item.text))
    if not separators:
        return frozenset((chained_number(item, meaning),))
    if len(separators) > 1 or (item.text.startswith("-") and separators[0][0] == "-"):
        raise UnreadableResponse("unclear_range", f"{item.text} is no range; write 52..54", item.column)
    start, end = separators[0].span()
    return _inclusive(_integer(item[:start]), _integer(item[end:]), item)


def between(first: Passage, last: Passage, item: Passage) -> frozenset[Exact]:
    """The integers from one end of an item to the other, both of them in it."""
    return _inclusive(_integer(first), _integer(last), item)


def numbers_of_bounds(items: Sequence[Passage]) -> frozenset[Exact] | None:
    """The integers between two bounds stated apart, ``M >= 52`` and ``M <= 54``; None where there are no such two.

    >>> sorted(numbers_of_bounds([Passage.of("M >= 52"), Passage.of("M < 54")]))
    [52, 53]
    """
    if len(items) != 2:
        return None
    least: int | None = None
    most: int | None = None
    names = set()
    for item in items:
        signs = list(_COMPARED.finditer(item.text))
        if len(signs) != 1:
            return None
        left, right = item[: signs[0].start()].stripped(), item[signs[0].end() :].stripped()
        sign = _AS_ASCII.get(signs[0][0], signs[0][0])
        if _NAME.fullmatch(right.text):
            left, right, sign = right, left, sign.translate(_MIRRORED)
        if not _NAME.fullmatch(left.text):
            return None
        names.add(left.text)
        if sign.startswith(">"):
            least = _integer(right) + (sign == ">")
        else:
            most = _integer(right) - (sign == "<")
    if least is None or most is None or len(names) > 1:
        return None
    return _inclusive(least, most, items[0])


def progression(before: Sequence[Exact], last: Exact, item: Passage) -> frozenset[Exact]:
    """What the dots of ``52, 54, ..., 60`` stand for: the step is that of the two numbers before, or 1.

    >>> sorted(progression([52, 54], 60, Passage.of("...")))
    [56, 58]
    """
    if not before:
        raise UnreadableResponse("unclear_range", "nothing stands before the dots", item.column)
    step = before[-1] - before[-2] if len(before) > 1 else 1
    if step <= 0 or last < before[-1] or (last - before[-1]) % step:
        sentence = f"the dots do not lead from {number_text(before[-1])} to {number_text(last)}"
        raise UnreadableResponse("unclear_range", sentence, item.column)
    count = int((last - before[-1]) / step) - 1
    _check_count(count, before[-1], last, item)
    return frozenset(before[-1] + step * index for index in range(1, count + 1))


def _inclusive(first: int, last: int, item: Passage) -> frozenset[Exact]:
    if first > last:
        sentence = f"a range goes from the smaller to the larger number, not from {first} to {last}"
        raise UnreadableResponse("falling_range", sentence, item.column)
    _check_count(last - first + 1, first, last, item)
    return frozenset(range(first, last + 1))


def _check_count(count: int, first: Exact, last: Exact, item: Passage) -> None:
    if count > MEMBERS_AT_MOST:
        read_as = f"{{{number_text(first)}..{number_text(last)}}}"
        sentence = (
            f"{count:,} numbers are more than any set asked here has"
            if count < 10**15
            else ("this range has more numbers than any set asked here")
        )
        raise RefutedResponse("too_many_members", sentence, item.column, read_as=read_as)


def _between_comparisons(item: Passage, compared: list[re.Match[str]]) -> frozenset[Exact]:
    """The integers of ``52 <= M <= 54`` or ``54 >= M >= 52``."""
    if len(compared) != 2 or not _NAME.fullmatch(item.text[compared[0].end() : compared[1].start()].strip()):
        raise UnreadableResponse("unclear_range", "a range by comparisons is written 52 <= M <= 54", item.column)
    signs = [_AS_ASCII.get(sign[0], sign[0]) for sign in compared]
    left, right = _integer(item[: compared[0].start()]), _integer(item[compared[1].end() :])
    if all(sign.startswith(">") for sign in signs):
        left, right, signs = right, left, signs[::-1]
    elif not all(sign.startswith("<") for sign in signs):
        raise UnreadableResponse("unclear_range", "the two comparisons point in opposite directions", item.column)
    return _inclusive(left + (len(signs[0]) == 1), right - (len(signs[1]) == 1), item)


def _of_stated_ends(item: Passage) -> frozenset[Exact]:
    """The integers of ``[52, 55)``, which `exgen.answers.interval_brackets` has marked."""
    first, last = MARKS[item.text[0]]
    inner = item[1:].unwrapped()
    ends = inner.split(",;")
    if len(ends) == 1:
        marks = list(_BETWEEN.finditer(inner.text))
        if not marks and _ONLY_DASHES.fullmatch(inner.text):
            marks = list(_DASH.finditer(inner.text))
        ends = [piece.stripped() for piece in inner.between(marks)]
    if len(ends) != 2:
        raise UnreadableResponse("unclear_range", "a range has two ends; write 52..54", item.column)
    return _inclusive(_integer(ends[0]) + first, _integer(ends[1]) + last, item)


def _on_both_sides(item: Passage, meaning: Meaning) -> frozenset[Exact]:
    """The two numbers of ``53 +- 1``, or of a number with both signs."""
    place = item.text.index(_PLUS_MINUS)
    before, distance = item[:place].stripped(), number_of(item[place + 1 :].stripped(), meaning)
    middle = number_of(before, meaning) if before.text else 0
    return frozenset((middle - distance, middle + distance))


def _python_range(arguments: Passage) -> frozenset[Exact]:
    numbers = [_integer(piece) for piece in arguments.unwrapped().split(",")]
    if not 1 <= len(numbers) <= 3 or (len(numbers) == 3 and numbers[2] < 1):
        raise UnreadableResponse("unclear_range", "a range is written range(52, 55)", arguments.column)
    members = range(*numbers)
    _check_count(len(members), members.start, members.stop - 1, arguments)
    return frozenset(members)


def _integer(end: Passage) -> int:
    value = number_of(end.stripped(), Meaning.INTEGER)
    if value.denominator != 1:
        sentence = f"a range goes from integer to integer; {number_text(value)} is none"
        raise UnreadableResponse("unclear_range", sentence, end.column)
    return int(value)
