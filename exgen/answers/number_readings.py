"""Second readings of a typed number: what is asked back where only another reading of it is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from exgen.answers.digits import Meaning
from exgen.answers.equations import sides_of
from exgen.answers.formulas import Exact, chained_number, number_text, passage_of
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.options import Options, texts
from exgen.answers.passages import Passage
from exgen.answers.units import Measured, clear, measured, share_worth
from exgen.expressions.patterns import pattern

_RAISED_DOT = pattern(r"(?<![0-9.,\N{MIDDLE DOT}])([0-9]{1,3})\N{MIDDLE DOT}([0-9]+)(?![0-9.,^\N{MIDDLE DOT}])")
_FALLEN_POWER = pattern(
    r"(?<=[0-9 ])([xX*\N{MULTIPLICATION SIGN}\N{MIDDLE DOT}\N{DOT OPERATOR}]) ?10 ?"
    r"(?:([-\N{MINUS SIGN}\N{EN DASH}]) ?)?([0-9]{1,2})(?![0-9.,^*])"
)
_MAY_BE_GROUPED = pattern(r"[^ -~]|[.,][ {}\\]*[0-9]{3}(?![0-9])")
"""Three digits behind one comma or dot, or a character that may be read as one of these."""
_NO_INTEGER = pattern(r"[0-9]{1,3}[.,](?!000)[0-9]{3}")
_GROUP = pattern(r",[0-9]{3}(?![0-9])")


def question_about(response: str, options: Options, is_right: Callable[[Exact], bool]) -> UnreadableResponse | None:
    """What to ask about a number that is not right as it was read, but would be in another reading; None if nothing.

    ``1.569`` may be 1569, ``0.5 KB`` may be of 1024 bytes, and ``0.2447`` may be a share where percent are asked.

    >>> question_about("1.569", {}, lambda value: value == 1569).code
    'ambiguous_digits'
    >>> question_about("2 KB", {"units": ["bytes"]}, lambda value: value == 2048).code
    'ambiguous_unit'
    """
    units = texts(options, "units")
    if not units and not _MAY_BE_GROUPED.search(response):
        return None
    try:
        passage = passage_of(response)
        last = measured(sides_of(passage)[-1], units)
    except UnreadableResponse:
        return None
    if _is_right(passage, Meaning.GROUPED, units, 0, is_right):
        return _raised_by(passage, units)
    if len(last.worths) > 1 and _is_right(passage, Meaning.DECIMAL, units, 1, is_right):
        return _which_unit(last)
    worth = share_worth(units)
    if (
        not last.unit
        and worth != 1
        and _is_right(passage, Meaning.DECIMAL, (), 0, lambda share: is_right(share * worth))
    ):
        share = chained_number(passage, Meaning.DECIMAL)
        sentence = f"is {number_text(share)} meant as a share of 1, or as {number_text(share)} %?"
        suggestion = f"write {number_text(share * worth)} %, or {number_text(share)} %"
        return UnreadableResponse("ambiguous_share", sentence, last.number.column, suggestion=suggestion)
    return None


def question_about_signs(
    response: str, options: Options, is_right: Callable[[Exact], bool]
) -> UnreadableResponse | None:
    """What to ask about signs that pasting spoils: ``1.5 × 10−3``, whose power has come down, and the dot of ``3·14``.

    >>> question_about_signs("1.5 x 108", {}, lambda value: value == 150_000_000).code
    'ambiguous_power'
    """
    units = texts(options, "units")
    if found := _FALLEN_POWER.search(response):
        power = f"10^{'-' if found[2] else ''}{found[3]}"
        raised = _FALLEN_POWER.sub(lambda found: f"*10^({'-' if found[2] else ''}{found[3]})", response)
        if _is_right_typed(raised, units, is_right):
            typed, column = found[0][1:].strip(), found.start() + 1
            sentence = f"is {typed} the power {power}?"
            return UnreadableResponse("ambiguous_power", sentence, column, suggestion=f"write {power}")
    if found := _RAISED_DOT.search(response):
        decimal = f"{found[1]}.{found[2]}"
        dotted = response[: found.start()] + decimal + response[found.end() :]
        if _is_right_typed(dotted, units, is_right):
            sentence = f"is {found[0]} a product or a decimal number?"
            return UnreadableResponse("ambiguous_sign", sentence, found.start() + 1, suggestion=f"write {decimal}")
    return None


def doubt_about(response: str, options: Options, is_right: Callable[[Exact], bool]) -> UnreadableResponse | None:
    """What to ask about a number that is right as it was read, but would not be in another common reading.

    ``1,569`` is one and a half to some and above a thousand to others, ``2 KB`` 2000 bytes or 2048. A dot is
    decimal, as in the question itself.

    >>> doubt_about("1,569", {}, lambda value: value < 2).code
    'ambiguous_digits'
    >>> doubt_about("2 KB", {"units": ["bytes"]}, lambda value: value == 2000).code
    'ambiguous_unit'
    """
    if not options.get("units") and not _GROUP.search(response):
        return None
    units = texts(options, "units")
    passage = passage_of(response)
    last = measured(sides_of(passage)[-1], units)
    if len(last.worths) > 1 and not _is_right(passage, Meaning.DECIMAL, units, 1, is_right):
        return _which_unit(last)
    try:
        chained_number(passage, Meaning.DOTTED, units)
    except UnreadableResponse as question:
        is_asked = question.code == "ambiguous_digits" and not _is_right(passage, Meaning.GROUPED, units, 0, is_right)
        return question if is_asked else None
    return None


def is_right_in_decimals(response: str, options: Options, is_right: Callable[[Exact], bool]) -> bool:
    """Whether a number is right with its comma read as a decimal one.

    >>> is_right_in_decimals("5,0", {}, lambda value: value == 5)
    True
    """
    return _is_right(passage_of(response), Meaning.DECIMAL, texts(options, "units"), 0, is_right)


def question_about_decimals(response: str, is_right: Callable[[Exact], bool]) -> UnreadableResponse | None:
    """What to ask where digits were read as grouped, and would be right as decimals; None if nothing.

    >>> question_about_decimals("5.000", lambda value: value == 5).code
    'ambiguous_digits'
    """
    if not _MAY_BE_GROUPED.search(response) or _NO_INTEGER.fullmatch(response):
        return None
    try:
        passage = passage_of(response)
    except UnreadableResponse:
        return None
    return _raised_by(passage, ()) if _is_right(passage, Meaning.DECIMAL, (), 0, is_right) else None


def judged_both_ways(
    response: str, options: Options, meaning: Meaning, judged: Callable[[Exact], Judgement]
) -> Judgement | None:
    """The judgement of a calculation such as ``8/2(2+2)``, which is 16 or 1; None where it cannot be read even so.

    It is right, with a remark, if one of its readings is, and wrong if none is.
    """
    units = texts(options, "units")
    judgements: list[Judgement] = []
    for way in (0, 1):
        try:
            judgements.append(judged(chained_number(passage_of(response), meaning, units, way=way)))
        except UnreadableResponse as error:
            judgements.append(error.judgement())
    values = " or ".join(judgement.read_as for judgement in judgements)
    for judgement in judgements:
        if judgement.verdict is Verdict.CORRECT:
            return judgement.remarked(f"this can be read as {values}; write brackets")
    if all(judgement.verdict is Verdict.INCORRECT for judgement in judgements):
        return replace(
            judgements[0], reason=f"this can be read as {values}, and neither is right", code="ambiguous_division"
        )
    return None


def _which_unit(last: Measured) -> UnreadableResponse:
    sentence = f"{last.unit} means different things to different people"
    column = last.number.column_at(len(last.number))
    return UnreadableResponse("ambiguous_unit", sentence, column, suggestion=f"write {clear(last.unit)}")


def _raised_by(passage: Passage, units: tuple[str, ...]) -> UnreadableResponse | None:
    """What is asked where a numeral of a passage can be read in two ways; None where none can."""
    try:
        chained_number(passage, Meaning.NUMBER, units)
    except UnreadableResponse as question:
        return question
    return None


def _is_right_typed(response: str, units: tuple[str, ...], is_right: Callable[[Exact], bool]) -> bool:
    try:
        passage = passage_of(response)
    except UnreadableResponse:
        return False
    return _is_right(passage, Meaning.DECIMAL, units, 0, is_right)


def _is_right(
    passage: Passage, meaning: Meaning, units: tuple[str, ...], reading: int, is_right: Callable[[Exact], bool]
) -> bool:
    try:
        return is_right(chained_number(passage, meaning, units, reading))
    except UnreadableResponse:
        return False
