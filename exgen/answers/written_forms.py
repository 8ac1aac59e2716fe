"""How a right number was written, and what is to be said about it: a calculation, not reduced, too many digits."""

from __future__ import annotations

from math import gcd

from exgen.answers.digits import Meaning, with_plain_numerals
from exgen.answers.equations import sides_of
from exgen.answers.formulas import Exact, number_text, passage_of
from exgen.answers.judgement import Judgement, Verdict
from exgen.answers.options import Options, texts
from exgen.answers.passages import Passage
from exgen.answers.units import measured
from exgen.expressions.patterns import pattern

_NUMERAL = pattern(
    r"[+-]? ?(?P<digits>[0-9.,][0-9.,'_ ]{0,60})"
    r"(?P<power> ?[eE][+-]?[0-9]+| ?[*xX\N{MULTIPLICATION SIGN}] ?10 ?(?:\^|\*\*) ?(?:[+-]?[0-9]+|\([+-]?[0-9]+\)))?"
    r" ?%?"
)
_FRACTION = pattern(r"[+-]?\(*([0-9]{1,30})\)*/\(*([0-9]{1,30})\)*")


def with_remarks(judgement: Judgement, response: str, value: Exact, options: Options) -> Judgement:
    """A judgement with what is to be said about the way a right number was written: in its last side, if it is a chain.

    With ``evaluated`` a calculation has a remark, with ``significant`` another number of digits, and always a
    fraction of integers that is not reduced. The code is that of the first remark.

    >>> judgement = with_remarks(Judgement.correct("2"), "12/6", 2, {})
    >>> judgement.remarks, judgement.code
    (('12/6 is not reduced: it is 2',), 'not_reduced')
    """
    asked = options.get("significant")
    if judgement.verdict is not Verdict.CORRECT or not (
        options.get("evaluated") or asked or "/" in response or "frac" in response
    ):
        return judgement
    side = measured(sides_of(passage_of(response))[-1], texts(options, "units")).number.unwrapped()
    if fraction := _FRACTION.fullmatch(side.text.replace(" ", "")):
        above, below = int(fraction[1]), int(fraction[2])
        common = gcd(above, below)
        if common > 1:
            reduced = number_text(above // common) if below == common else f"{above // common}/{below // common}"
            remark = f"{above}/{below} is not reduced: it is {reduced}"
            return judgement.remarked(remark, code="not_reduced")
        if isinstance(asked, int):
            remark = f"{_digits_text(asked)} asked, not a fraction"
            return judgement.remarked(remark, code="significant_digits")
        return judgement
    numeral = _NUMERAL.fullmatch(side.text)
    if numeral is None:
        if options.get("evaluated") or asked:
            remark = f"a number is asked, not a calculation: this one gives {number_text(value)}"
            return judgement.remarked(remark, code="not_evaluated")
        return judgement
    if isinstance(asked, int) and value:
        least, most = _significant_digits(numeral["digits"], is_scientific=bool(numeral["power"]))
        if not least <= asked <= most:
            given = least if asked < least else most
            remark = f"{_digits_text(asked)} asked; {given} {'is' if given == 1 else 'are'} given"
            return judgement.remarked(remark, code="significant_digits")
    return judgement


def _digits_text(count: int) -> str:
    return f"{count} significant digit{' is' if count == 1 else 's are'}"


def _significant_digits(digits: str, *, is_scientific: bool) -> tuple[int, int]:
    """The least and the most digits that can count: noughts at the end of an integer may or may not.

    >>> _significant_digits("0,0450", is_scientific=False), _significant_digits("2400", is_scientific=False)
    ((3, 3), (2, 4))
    """
    plain = with_plain_numerals(Passage.of(digits.strip()), Meaning.DECIMAL).text
    counted = plain.replace(".", "").lstrip("0")
    if "." in plain or is_scientific:
        return len(counted), len(counted)
    return len(counted.rstrip("0")), len(counted)
