"""From a passage of a response to a formula and its exact value, with the columns that the student sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence as Values
from fractions import Fraction
from typing import TypeAlias

from exgen import expressions
from exgen.answers.absolute_values import with_absolute_values
from exgen.answers.digits import Meaning, with_plain_numerals
from exgen.answers.equations import agreed_value, shortened, sides_of
from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.latex import without_latex
from exgen.answers.look_alikes import CHARACTERS_AT_MOST, cleaned
from exgen.answers.passages import Passage
from exgen.answers.printed_values import without_printing
from exgen.answers.units import measured
from exgen.errors import BudgetError, ExpressionError, did_you_mean
from exgen.expressions import Comparison, Logical, Node, Sequence, Text, Truth
from exgen.expressions.patterns import pattern

Exact: TypeAlias = int | Fraction

_RANGE = pattern(r"[(\[{]? *-?[0-9]+ *(?:\.\.+|…|:|to|bis) *-?[0-9]+ *[)\]}]?")
_LIST = pattern(r"[(\[{] *-?[0-9]+(?: *, *-?[0-9]+)+ *[)\]}]")
_SHORT_INTEGER = pattern(r"[0-9]{1,30}")
INTRODUCTION = pattern(
    r"[^\W\d][\w ]*:(?!=)\s*"
    r"|(?i:(?:the|my|our|das|die|der|l[ae]|es) )?"
    r"(?i:(?:answer|result|total|solution|antwort|ergebnis|lösung|résultat|réponse) (?:is|ist|est|lautet)|sind|it is)"
    r"\s+"
)
_ABOUT = pattern(r"(?:\N{ALMOST EQUAL TO}|~|(?i:ca|approx|circa|about|approximately|rund|etwa|environ)(?!\w)\.?)\s*")
_QUOTES = ('"', "`", "'", "**")
_MODULE = pattern(r"\b(?:[Mm]ath|np|numpy|torch)\s*\.\s*(?=[a-z])")
_SQUARE_OR_CURLY = str.maketrans("[]{}", "()()")


def passage_of(
    response: str,
    *,
    characters_at_most: int | None = CHARACTERS_AT_MOST,
    is_introduced: bool = True,
    with_fitting_brackets: Callable[[Passage], Passage] = Passage.with_closed_brackets,
) -> Passage:
    r"""What was typed, look-alikes and LaTeX rewritten, without an introduction such as ``Answer:``.

    The introduction stays where it must not be looked for, since ``i : i+4`` has none. ``with_fitting_brackets``
    says what is done where brackets don't close each other.

    >>> passage_of(r"Answer: $32\cdot 7$").text
    '32*7'
    """
    passage = without_latex(_unquoted(cleaned(response, characters_at_most=characters_at_most)))
    introduction = INTRODUCTION.match(passage.text)
    if introduction and is_introduced:
        passage = passage[introduction.end() :]
    if about := _ABOUT.match(passage.text):
        passage = passage[about.end() :]
    if passage.text.endswith((".", ",", ";")):  # the end of a sentence, of a line of code
        passage = passage[:-1].stripped()
    passage = passage.replaced(_MODULE, "")
    return with_fitting_brackets(without_printing(passage))


def _unquoted(passage: Passage) -> Passage:
    """The passage without the quotation marks, backticks or asterisks around all of it."""
    text = passage.text
    if not text.startswith(_QUOTES):
        return passage
    for mark in _QUOTES:
        inner = passage[len(mark) : -len(mark)].stripped()
        if inner.text and text.startswith(mark) and text.endswith(mark) and mark not in inner.text:
            return inner
    return passage


def number_of(
    side: Passage, meaning: Meaning, units: Values[str] = (), reading: int = 0, way: int | None = None
) -> Exact:
    """The exact value of one typed number or calculation with numbers, in the unit of the key.

    A unit may follow; ``reading`` picks one of its meanings where it has several. ``way`` picks one of the
    `exgen.expressions.readings` of what is typed (None: ``8/2(4)`` is refused). A number in a unit that is converted
    need be no integer. Raises `UnreadableResponse` for anything but one number.

    >>> number_of(Passage.of("(32*7*7+1)*64 parameters"), Meaning.INTEGER, ["parameters"])
    100416
    >>> number_of(Passage.of("1.5 kB"), Meaning.INTEGER, ["bytes"])
    1500
    >>> number_of(Passage.of("3/8"), Meaning.NUMBER)
    Fraction(3, 8)
    """
    if _SHORT_INTEGER.fullmatch(side.text):
        return int(side.text)
    if not units:
        return _bare_number(side, meaning, units, way)
    found = measured(side, units)
    if not found.is_converted:
        return _bare_number(found.number, meaning, units, way)
    number = _bare_number(found.number, Meaning.DECIMAL if meaning is Meaning.INTEGER else meaning, units, way)
    value = number * found.worths[min(reading, len(found.worths) - 1)]
    return value.numerator if value.denominator == 1 else value


def _bare_number(side: Passage, meaning: Meaning, units: Values[str], way: int | None) -> Exact:
    """The value of a number without a unit; ``units`` are for the message about a word that is none."""
    if _SHORT_INTEGER.fullmatch(side.text):
        return int(side.text)
    if meaning is Meaning.INTEGER and side.text.endswith("%"):
        raise UnreadableResponse("percent_sign", "a percent sign cannot follow here", side.column_at(len(side) - 1))
    if _RANGE.fullmatch(side.text):
        raise UnreadableResponse("not_one_number", "one number is asked, not an interval", side.column)
    try:
        plain = with_plain_numerals(side, meaning)
    except UnreadableResponse:
        if _LIST.fullmatch(side.text):
            raise UnreadableResponse("not_one_number", "one number is asked, not several", side.column) from None
        raise
    plain = with_absolute_values(Passage(plain.text.translate(_SQUARE_OR_CURLY), plain.columns))
    with columns_of(plain):
        if way is None:
            node = expressions.read(plain.text)
        else:
            ways = expressions.readings(plain.text)
            node = ways[min(way, len(ways) - 1)]
    for name in expressions.names_in(node):
        raise _unknown_word(name, units, plain)
    if isinstance(node, (Logical, Comparison)):
        suggestion = "write the number alone, without a comparison"
        raise UnreadableResponse("not_one_number", "one number is asked", side.column, suggestion=suggestion)
    with columns_of(plain):
        return one_number(expressions.evaluate(node, {}), side)


def formula_of(side: Passage) -> Node:
    """The formula for a number that a passage spells, in brackets of any kind; its names are not looked up.

    >>> expressions.show(formula_of(Passage.of("2[K - {P + 1}]")))
    '2(K - (P + 1))'
    """
    side = with_absolute_values(Passage(side.text.translate(_SQUARE_OR_CURLY), side.columns))
    with columns_of(side):
        node = expressions.read(side.text)
    check_is_one_formula(node, side)
    return node


def check_is_one_formula(node: Node, passage: Passage) -> None:
    """Raise `UnreadableResponse` (code ``not_one_formula``) for a list, a text or a condition."""
    if isinstance(node, (Sequence, Text, Truth, Comparison, Logical)):
        raise UnreadableResponse("not_one_formula", "one formula for a number is asked", passage.column)


def one_number(value: object, side: Passage) -> Exact:
    """A value that is a number, also as the one entry of a tuple; `UnreadableResponse` for any other."""
    if isinstance(value, tuple):
        if len(value) == 1:
            return one_number(value[0], side)
        sentence = f"one number is asked; here are {len(value)}"
        suggestion = "a decimal comma stands without a blank behind it" if len(value) == 2 else ""
        raise UnreadableResponse("not_one_number", sentence, side.column, suggestion=suggestion)
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise UnreadableResponse("not_a_number", f"{shortened(side.text)} is not a number", side.column)
    return value


def chained_number(
    passage: Passage, meaning: Meaning, units: Values[str] = (), reading: int = 0, way: int | None = None
) -> Exact:
    """The exact value of a number or of a chain of equations between numbers.

    >>> chained_number(Passage.of("M = 127*2 + 3 = 257"), Meaning.INTEGER)
    257
    """
    sides = sides_of(passage)
    return agreed_value(sides, [number_of(side, meaning, units, reading, way) for side in sides], number_text)


class columns_of:  # noqa: N801 - used like a function; a generator's context takes three times as long
    """Turn errors of `exgen.expressions` about the text of a passage into errors about the response."""

    __slots__ = ("passage",)

    def __init__(self, passage: Passage) -> None:
        self.passage = passage

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ExpressionError):
            column = self.passage.column_at(error.column - 1) if error.column else 0
            unreadable = OversizedResponse if isinstance(error, BudgetError) else UnreadableResponse
            raise unreadable(error.code, error.sentence, column) from None


def number_text(value: Exact) -> str:
    """An exact number in the text form of the keys: a decimal where that is exact and short, else a fraction.

    >>> number_text(100416), number_text(Fraction(2447, 10000)), number_text(Fraction(-77, 3))
    ('100416', '0.2447', '-77/3')
    """
    if isinstance(value, int):
        return str(value)
    if value.denominator == 1:
        return str(value.numerator)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > 12:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def number_latex(value: Exact) -> str:
    r"""An exact number as LaTeX: the text of `number_text`, a fraction with its bar.

    >>> print(number_latex(Fraction(-1, 3)), number_latex(Fraction(1, 4)))
    -\frac{1}{3} 0.25
    """
    text = number_text(value)
    if "/" not in text:
        return text
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


_SHORTHAND = {"k": 3, "K": 3, "M": 6, "G": 9, "T": 12, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""What stands for a power of ten behind a rounded number; a count is exact, and nobody says that K is not 1024."""


def _unknown_word(name: str, units: Values[str], plain: Passage) -> UnreadableResponse:
    sentence = f'"{shortened(name)}" cannot be read here; only a number is asked'
    suggestion = did_you_mean(name, units) if units else ""
    if not suggestion and name in _SHORTHAND:
        suggestion = f"write all digits, or *10^{_SHORTHAND[name]} if that is meant"
    if suggestion:
        sentence += f" ({suggestion})"
    column = plain.column_at(plain.text.find(name))
    return UnreadableResponse("unknown_name", sentence, column, suggestion=suggestion)
