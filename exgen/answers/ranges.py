"""One item of a typed set: a number, or a range in any of its spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exgen.answers.digits import Meaning
from exgen.answers.formulas import Exact, chained_number, number_of, number_text
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
_PYTHON_RANGE = pattern(r"range\s*(?=\()")


def numbers_of(item: Passage) -> frozenset[Exact]:
    """The numbers that one item of a set stands for.

    Ranges are ``52-54``, ``52..54``, ``52 to 54``, ``52 <= M <= 54`` (``<`` excludes its end) and Python's
    ``range(52, 55)``. Raises `UnreadableResponse`, and `RefutedResponse` for more
    members than any key may have.

    >>> sorted(numbers_of(Passage.of("52 <= M < 55")))
    [52, 53, 54]
    """
    if wrapper := _PYTHON_RANGE.match(item.text):
        return _python_range(item[wrapper.end() :])
    compared = list(_COMPARED.finditer(item.text))
    if compared:
        return _between_comparisons(item, compared)
    separators = list(_BETWEEN.finditer(item.text))
    if not separators and _ONLY_DASHES.fullmatch(item.text):
        separators = list(_DASH.finditer(item.text))
    if not separators:
        return frozenset((chained_number(item, Meaning.INTEGER),))
    if len(separators) > 1 or (item.text.startswith("-") and separators[0][0] == "-"):
        raise UnreadableResponse("unclear_range", f"{item.text} is no range; write 52..54", item.column)
    start, end = separators[0].span()
    return _inclusive(_integer(item[:start]), _integer(item[end:]), item)


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
    signs = [
        {"\N{LESS-THAN OR EQUAL TO}": "<=", "\N{GREATER-THAN OR EQUAL TO}": ">="}.get(m[0], m[0]) for m in compared
    ]
    left, right = _integer(item[: compared[0].start()]), _integer(item[compared[1].end() :])
    if all(sign.startswith(">") for sign in signs):
        left, right, signs = right, left, signs[::-1]
    elif not all(sign.startswith("<") for sign in signs):
        raise UnreadableResponse("unclear_range", "the two comparisons point in opposite directions", item.column)
    return _inclusive(left + (len(signs[0]) == 1), right - (len(signs[1]) == 1), item)


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
