"""What else a typed shape may mean than it was read as."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exgen.answers.digits import Meaning
from exgen.answers.equations import sides_of
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

IN_ONE_READING = pattern(r"(?:torch\.Size)?[\w ,;()\[\]]*|\$?(?:[\w ,;()\[\]]|\\times(?!\w))*\$?", re.ASCII)
"""Shapes that are not looked at any closer: nothing in them has two meanings."""

_POWER = pattern(r"(?<![\w.])([0-9]{1,9}) ?(?:\^|\*\*) ?\(?([2-4])(?:\)|(?![0-9.]))")
_DECIMALS = pattern(r"(?<![0-9.])[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9.])")
_CALCULATION = pattern(r"[0-9]{1,9}(?: ?(?P<sign>[-*/]) ?[0-9]{1,9})(?: ?(?P=sign) ?[0-9]{1,9})*")


def typed_otherwise(passage: Passage) -> Iterator[tuple[Passage, Meaning, UnreadableResponse]]:
    """What else a shape may be: its dots in groups of digits, a calculation's numbers and a power's base entries.

    >>> [(passage.text, question.code) for passage, _, question in typed_otherwise(Passage.of("16 x 64^2"))]
    [('16 x 64 x 64', 'ambiguous_power')]
    """
    if found := _DECIMALS.search(passage.text):
        sentence = f"does {found[0]} have decimals, or its digits in groups of three?"
        column = passage.column_at(found.start())
        question = UnreadableResponse("ambiguous_digits", sentence, column, suggestion="write whole numbers")
        yield passage, Meaning.DECIMAL, question
    try:
        side = sides_of(passage)[-1].unwrapped()
    except UnreadableResponse:
        return
    if found := _CALCULATION.fullmatch(side.text):
        sentence = f"is {side.text} one number, or are its numbers the entries of a shape?"
        suggestion = "write the entries with commas"
        question = UnreadableResponse("ambiguous_sign", sentence, side.column, suggestion=suggestion)
        yield Passage(side.text.replace(found["sign"], ","), side.columns), Meaning.INTEGER, question
    if found := _POWER.search(side.text):
        sentence = f"is {found[1]}^{found[2]} one entry, or are there {found[2]} of {found[1]}?"
        column = side.column_at(found.start())
        question = UnreadableResponse("ambiguous_power", sentence, column, suggestion="write the entries with commas")
        joint = ", " if "," in side.text or ";" in side.text else " x "
        powers = _POWER.finditer(side.text)
        repeated = ((power.start(), power.end(), joint.join([power[1]] * int(power[2]))) for power in powers)
        yield side.rewritten(repeated), Meaning.INTEGER, question
