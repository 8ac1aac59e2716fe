"""Typed numerals: grouped digits, decimal commas, exponents, percent; read by what can be meant.

Groups of three with one consistent separator (``,`` ``.`` ``'`` ``_`` or a blank) are grouping where only an
integer can be meant. Where a decimal can be meant as well, one comma or dot is decimal; what else ``1.569`` may
be is for the kind to ask back. Digits grouped in any other way are refused, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

_NUMERAL = pattern(r"(?:[0-9]|\.(?=[0-9]))(?:[0-9]|[,.'_](?=[0-9])| +(?=[0-9]))*")
_NUMERAL_IN_CALL = pattern(r"(?:[0-9]|\.(?=[0-9]))(?:[0-9]|[.'_](?=[0-9])| +(?=[0-9]))*")
_WORD = pattern(r"[^\W\d]\w*", re.ASCII)
_POWER_OF_TEN = pattern(r"\s*(?:[eE][+-]?[0-9]|(?:\*|\N{MULTIPLICATION SIGN}|[xX])\s*10\s*(?:\^|\*\*))")
_EXPONENT = pattern(r"[eE]([+-]?)0*([0-9]+)(?!\w)", re.ASCII)
_PERCENT = pattern(r"\s*(?:%(?!\s*[\w(.])|(?:percent|per cent|Prozent|pour cent)(?!\w))", re.ASCII)
_TIMES = pattern(r"[xX](?=\s*[0-9(])")
_SEPARATOR = pattern(r"[,.'_]| +")
_SEPARATED = pattern(r"[0-9][,.' ] *[0-9]|;")
_NAME = pattern(r"[^\W\d]\w*")


class Meaning(Enum):
    """What a numeral can mean where it stands, and so what ``1.569`` and ``1,569`` are there.

    ``INTEGER`` and ``GROUPED`` read 1569, ``DECIMAL`` reads 1.569, ``NUMBER`` asks back, and ``DOTTED`` does so for
    the comma only, its dot being decimal. All but ``INTEGER`` read ``1,5`` and ``24.5%``.
    """

    INTEGER = "an integer"
    NUMBER = "a number, asked back where two can be meant"
    DECIMAL = "a number, one comma or dot being decimal"
    GROUPED = "a number, three digits behind one comma or dot being a group"
    DOTTED = "a number with a decimal dot"


def with_plain_numerals(passage: Passage, meaning: Meaning) -> Passage:
    """The passage with its numerals spelt as the strict reader reads them.

    Grouping is taken out, a decimal comma becomes a dot, ``4.52e2`` a product, an ``x`` between numbers
    ``*``, and (for numbers) ``24.5%`` a hundredth part. Commas between the arguments of a function stay.
    Raises `UnreadableResponse` with code ``badly_grouped_digits`` or ``ambiguous_digits``.

    >>> with_plain_numerals(Passage.of("1,569 * 2.5e3"), Meaning.INTEGER).text
    '1569 * (2.5*10^(3))'
    >>> with_plain_numerals(Passage.of("24,5%"), Meaning.NUMBER).text
    '(24.5/100)'
    >>> with_plain_numerals(Passage.of("max(1,569)"), Meaning.INTEGER).text
    'max(1,569)'
    """
    text = passage.text
    changes: list[tuple[int, int, str]] = []
    calls: list[bool] = []  # for every open bracket: does it hold the arguments of a function?
    before = ""  # what stood last: "number", "word", or the character itself
    index = 0
    while index < len(text):
        character = text[index]
        if numeral := (_NUMERAL_IN_CALL if any(calls) else _NUMERAL).match(text, index):
            end, replacement = _spelt(passage, numeral, meaning)
            if replacement != text[index:end]:
                changes.append((index, end, replacement))
            before = "0" if replacement == "0" else "number"
            index = end
        elif before in ("number", ")") and _TIMES.match(text, index):
            changes.append((index, index + 1, "*"))
            before = "*"
            index += 1
        elif word := _WORD.match(text, index):
            before = "word"
            index = word.end()
        else:
            if character in "([{":
                calls.append(before == "word" and character == "(")
            elif character in ")]}" and calls:
                calls.pop()
            if character != " ":
                before = character
            index += 1
    return passage.rewritten(changes)


def with_plain_constants(passage: Passage, declared: Collection[str]) -> Passage:
    """The passage of a formula with the digits of its numbers not grouped, a decimal comma a dot.

    Commas between the arguments of a function stay; where semicolons separate them, these become commas. A declared
    name before brackets is a factor. Raises `UnreadableResponse` with code ``ambiguous_digits`` for ``1,569 n`` and
    ``badly_grouped_digits``.

    >>> with_plain_constants(Passage.of("0,5n + 1.000.000 + max(0,n) + K(1,5 + n)"), ["n", "K"]).text
    '0.5n + 1000000 + max(0,n) + K(1.5 + n)'
    >>> with_plain_constants(Passage.of("max(0,5;n)"), ["n"]).text
    'max(0.5,n)'
    """
    text = passage.text
    if not _SEPARATED.search(text):
        return passage
    has_semicolons = ";" in text
    changes: list[tuple[int, int, str]] = []
    calls: list[bool] = []
    word = ""  # the name that stood last
    index = 0
    while index < len(text):
        character = text[index]
        is_in_call = any(calls) and not has_semicolons
        if numeral := (_NUMERAL_IN_CALL if is_in_call else _NUMERAL).match(text, index):
            plain = _plain_constant(numeral[0], passage.column_at(index))
            changes += [(index, numeral.end(), plain)] if plain != numeral[0] else []
            index, word = numeral.end(), ""
        elif name := _NAME.match(text, index):
            index, word = name.end(), name[0]
        else:
            if character in "([{":
                calls.append(bool(word) and word not in declared and character != "{")
            elif character in ")]}" and calls:
                calls.pop()
            elif character == ";" and any(calls):
                changes.append((index, index + 1, ","))
            word = word if character == " " else ""
            index += 1
    return passage.rewritten(changes)


def _plain_constant(numeral: str, column: int) -> str:
    """A number in a formula; what blanks do not group in threes is left, for the reader of formulas to refuse."""
    separators = {separator[0] for separator in _SEPARATOR.findall(numeral)}
    if separators <= {"."} and numeral.count(".") < 2:
        return numeral
    if separators == {" "} and not _are_threes(_SEPARATOR.split(numeral)):
        return numeral
    return _plain(numeral, Meaning.DOTTED, is_mantissa=False, column=column)


def _spelt(passage: Passage, numeral: re.Match[str], meaning: Meaning) -> tuple[int, str]:
    """Where a numeral with its exponent and percent sign ends, and its plain spelling."""
    text = passage.text
    is_mantissa = bool(_POWER_OF_TEN.match(text, numeral.end()))
    plain = _plain(numeral[0], meaning, is_mantissa=is_mantissa, column=passage.column_at(numeral.start()))
    if exponent := _EXPONENT.match(text, numeral.end()):
        return exponent.end(), f"({plain}*10^({exponent[1]}{exponent[2]}))"
    if meaning is not Meaning.INTEGER and (percent := _PERCENT.match(text, numeral.end())):
        return percent.end(), f"({plain}/100)"
    return numeral.end(), plain


def _plain(numeral: str, meaning: Meaning, *, is_mantissa: bool, column: int) -> str:
    """A numeral without grouping and with a decimal dot."""
    separators = [separator[:1] for separator in _SEPARATOR.findall(numeral)]
    if not separators:
        return numeral
    groups = _SEPARATOR.split(numeral)
    if not groups[0]:  # .5
        groups[0] = "0"
    first, last = separators[0], separators[-1]
    is_single = len(separators) == 1
    if len(set(separators)) == 1 and _are_threes(groups):
        if not (is_single and first in ",."):
            return "".join(groups)
        if is_mantissa or meaning is Meaning.DECIMAL or (first == "." and meaning is Meaning.DOTTED):
            return ".".join(groups)
        if meaning in (Meaning.INTEGER, Meaning.GROUPED):
            return "".join(groups)
        sentence = f"is {numeral} meant as {''.join(groups)} or as {groups[0]} and {groups[1]} thousandths? "
        raise UnreadableResponse("ambiguous_digits", sentence + _unambiguous(groups), column)
    if is_single and (first == "." or (first == "," and (meaning is not Meaning.INTEGER or is_mantissa))):
        return ".".join(groups)
    if (
        last in ",."
        and last not in separators[:-1]
        and len(set(separators[:-1])) == 1
        and _are_threes(groups[:-1])
        and (meaning is not Meaning.INTEGER or len(groups[-1]) != 3)
    ):
        return "".join(groups[:-1]) + "." + groups[-1]
    sentence = f"the digits of {numeral} are not grouped in threes by one separator; write them without"
    raise UnreadableResponse("badly_grouped_digits", sentence, column)


def _are_threes(groups: list[str]) -> bool:
    """Whether digits are grouped in threes: 1 to 3 digits that don't begin with 0, then three each.

    >>> _are_threes(["138", "357", "544"]), _are_threes(["1", "56"]), _are_threes(["0", "125"])
    (True, False, False)
    """
    first = groups[0]
    return (
        len(groups) > 1
        and 1 <= len(first) <= 3
        and not first.startswith("0")
        and all(len(group) == 3 for group in groups[1:])
    )


def _unambiguous(groups: list[str]) -> str:
    return f"Write {''.join(groups)} or {groups[0]}.{groups[1]}0"
