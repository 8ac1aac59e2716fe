"""The kind ``interval``: for each axis a start and an end that move with an index, both inclusive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from exgen import expressions
from exgen.answers.equations import labelled_pieces, sides_of
from exgen.answers.formulas import INTRODUCTION, columns_of, formula_of, passage_of
from exgen.answers.given_texts import LETTERS
from exgen.answers.interval_brackets import with_marked_ends
from exgen.answers.interval_ends import Ends, ends_of_axes, has_ends
from exgen.answers.interval_statements import ends_by_name, ends_stated_apart, with_dashes_between
from exgen.answers.intervals import (
    Interval,
    IntervalAxis,
    are_equal,
    axis_of,
    interval_latex,
    interval_text,
    moved,
    names_of,
)
from exgen.answers.judgement import Judgement, RefutedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.names import check_names, with_declared_names
from exgen.answers.options import Options, flag_problems, list_of_texts_problems, shown, texts
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

_INDICES = ("i", "j", "k")
_WORD = pattern(r"[^\W\d]\w*")
_AXES_AT_MOST = 4


class IntervalKind(AnswerKind[Interval]):
    """An interval such as a receptive field; a key is written ``16*i-62 : 16*i+77``, its axes joined by `` x ``.

    ``symbols`` are the letters besides the index of each axis, by default those of the key, whose index is i then
    (or j, k in further axes). A response may use any other single letter for an index; `settled` adds those of
    the key as ``indices``, so that ``Si`` can be read as a product. ``index`` names the index, or lists one for each
    axis, where i, j, k would not be guessed. With ``inclusive = false`` a response is taken to exclude its end, as
    Python's slices do, unless it says otherwise itself; the key's ends always belong to it.

    >>> kind = IntervalKind()
    >>> kind.show(kind.read("2(8n - 31) <= x <= 16(n + 5) - 3", {}))
    '16*n-62 : 16*n+77'
    """

    name = "interval"
    options = ("symbols", "index", "inclusive")
    examples: ClassVar[tuple[Example, ...]] = (
        Example("16*i-62 : 16*i+77", "[16i - 62, 16i + 77]", Verdict.CORRECT),
        Example("16*i-62 : 16*i+77", "2(8j-31) to 16(j+5)-3", Verdict.CORRECT),
        Example("2*i-4 : 2*i+5 x 2*j-4 : 2*j+5", "[2i-4 : 2i+5, 2j-4 : 2j+5]", Verdict.CORRECT),
        Example("S*i-P : S*i-P+K-1", "Si - P .. Si + (K-1) - P", Verdict.CORRECT, {"symbols": ["S", "P", "K"]}),
        Example("16*i-62 : 16*i+77", "[16i-62, 16i+78)", Verdict.CORRECT),
        Example("16*i-62 : 16*i+77", "16i-62 : 16i+78", Verdict.CORRECT, {"inclusive": False}),
        Example("16*i-62 : 16*i+77", "16i-62 : 16i+78", Verdict.INCORRECT),
        Example("16*i-62 : 16*i+77", "x[16i-62 : 16i+78]", Verdict.INVALID),
        Example("16*i-62 : 16*i+77", "16i-62 : 77", Verdict.INCORRECT),
        Example("2*i-4 : 2*i+5 x 2*j-4 : 2*j+5", "2i-4 : 2i+5", Verdict.INCORRECT),
        Example("16*i-62 : 16*i+77", "140", Verdict.INVALID),
        Example("16*i-62 : 16*i+77", "16i-62 :", Verdict.INVALID),
        Example("16*i-62 : 16*i+77", "16i-62 : 16i+W", Verdict.INVALID),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = super().option_problems(options) + list_of_texts_problems(self.name, options, "symbols")
        problems += flag_problems(self.name, options, "inclusive")
        if "index" in options and not isinstance(options["index"], str):
            problems += list_of_texts_problems(self.name, options, "index")
        if not problems and (wrong := [name for name in _index_names(options) if not _WORD.fullmatch(name)]):
            problems.append(f"interval: index must be a letter or name, as i; found {shown(wrong[0])}")
        return problems

    def settled(self, options: Options, key: Interval) -> Options:
        symbols = dict.fromkeys(name for axis in key for name in names_of(axis))
        indices = _index_names(options) or [axis.index for axis in key]
        return {"symbols": list(symbols), "indices": indices, **options}

    def read_key(self, text: str, options: Options) -> Interval:
        passage = passage_of(text, characters_at_most=None, is_introduced=False)
        return _interval(ends_of_axes(passage), {**options, "indices": _index_names(options), "inclusive": True})

    def read(self, text: str, options: Options) -> Interval:
        try:
            return self._read(text, options)
        except UnreadableResponse as error:
            dashed = with_dashes_between(text) if error.code == "not_an_interval" else None
            if dashed is None:
                raise
            return self._read(dashed, options)

    def _read(self, text: str, options: Options) -> Interval:
        declared = _declared(options)
        passage = passage_of(text, is_introduced=False, with_fitting_brackets=with_marked_ends)
        if ends := ends_stated_apart(passage):
            return _interval([ends], options)
        passage = _without_introduction(passage, declared)
        if pieces := labelled_pieces(passage):
            if ends := ends_by_name(pieces):
                return _interval([ends], options)
            if all(map(has_ends, pieces)):
                return _interval(
                    [ends for piece in pieces for ends in ends_of_axes(sides_of(piece)[-1], declared)], options
                )
        sides = sides_of(passage, declared)
        intervals = [_interval(ends_of_axes(side, declared), options) for side in sides]
        for side, interval in zip(sides[1:], intervals[1:], strict=True):
            if not _are_the_same(intervals[0], interval, side, options):
                sentence = f"{interval_text(interval)} is not {interval_text(intervals[0])}"
                raise RefutedResponse("sides_differ", sentence, side.column, read_as=interval_text(interval))
        return intervals[-1]

    def show(self, value: Interval) -> str:
        return interval_text(value)

    def show_latex(self, value: Interval) -> str:
        return interval_latex(value)

    def judge_response(self, key: Interval, response: str, options: Options) -> Judgement:
        try:
            interval = self.read(response, options)
        except RefutedResponse as error:
            judgement = error.judgement()
        except UnreadableResponse as error:
            return error.judgement()
        else:
            judgement = self.judged(key, interval, options)
            if judgement.verdict is not Verdict.INCORRECT or not any(axis.is_doubtful for axis in interval):
                return judgement
        otherwise = {**options, "are_ends_otherwise": True}
        if super().judge_response(key, response, otherwise).verdict is Verdict.CORRECT:
            sentence = "does the end belong to the interval? This notation is read in two ways."
            suggestion = "write start <= x <= end"
            return Judgement.invalid(f"{sentence} Please {suggestion}", "ambiguous_end", suggestion=suggestion)
        return judgement

    def judge_values(self, key: Interval, response: Interval, options: Options) -> Judgement:
        shown_as = self.show(response)
        if len(response) != len(key):
            axes, are = ("axis is" if len(response) == 1 else "axes are"), ("is" if len(key) == 1 else "are")
            sentence = f"{len(response)} {axes} given; {len(key)} {are} asked"
            return Judgement.incorrect(shown_as, sentence, "wrong_number_of_axes")
        if problem := _order_problem(key, response):
            return Judgement.invalid(problem, "wrong_order_of_axes")
        try:
            is_right = _are_the_same(key, response, Passage.of(shown_as), self.settled(options, key))
        except UnreadableResponse as error:
            return Judgement.invalid(error.sentence, error.code)
        return Judgement.correct(shown_as) if is_right else Judgement.incorrect(shown_as)


def _index_names(options: Options) -> list[str]:
    """The names of the indices that the option ``index`` gives; [] where it isn't given."""
    index = options.get("index")
    return [index] if isinstance(index, str) else list(texts(options, "index"))


def _interval(typed: Sequence[Ends], options: Options) -> Interval:
    """The interval between typed ends; no letter is an index in one axis and a symbol in another."""
    if len(typed) > _AXES_AT_MOST:
        sentence = f"{len(typed)} axes are too many: at most {_AXES_AT_MOST} are read"
        raise UnreadableResponse("too_many_axes", sentence)
    axes = tuple(_axis(ends, place, options) for place, ends in enumerate(typed))
    letters = {axis.index for axis in axes if axis.stride != 0}
    for axis, ends in zip(axes, typed, strict=True):
        for name in names_of(axis):
            if name in letters:
                sentence = f"{name} is the index of one axis and stands in another one, too"
                raise UnreadableResponse("unclear_index", sentence, ends.start.column)
    return axes


def _axis(ends: Ends, place: int, options: Options) -> IntervalAxis:
    declared = _declared(options)
    start, end = (formula_of(with_declared_names(side, declared)) for side in (ends.start, ends.end))
    names = tuple(dict.fromkeys((*expressions.names_in(start), *expressions.names_in(end))))
    index = _index(names, place, options)
    symbols = texts(options, "symbols") if "symbols" in options else [name for name in names if name != index]
    for node, side in ((start, ends.start), (end, ends.end)):
        check_names(node, (*symbols, index), side)
    try:
        with columns_of(Passage("", ())):
            axis = axis_of(start, end, index, symbols)
    except RefutedResponse as error:
        read_as = f"{expressions.show(start)} : {expressions.show(end)}"
        raise RefutedResponse(error.code, error.sentence, ends.start.column, read_as=read_as) from None
    except UnreadableResponse as error:
        raise type(error)(error.code, error.sentence, error.column or ends.start.column) from None
    for step, number in ends.steps:
        _check_step(step, number, axis, options)
    first, last = _moves(ends, options)
    begin, finish = moved(axis.start, first), moved(axis.end, last)
    return replace(axis, start=begin, end=finish, is_doubtful=ends.other not in (None, (first, last)))


def _moves(ends: Ends, options: Options) -> tuple[int, int]:
    """What has to be added to the typed ends to make them inclusive."""
    if ends.other is not None and options.get("are_ends_otherwise"):
        return ends.other
    if not ends.is_stated and options.get("inclusive") is False:
        return 0, -1
    return ends.first, ends.last


def _index(names: Sequence[str], place: int, options: Options) -> str:
    """The letter of an axis that is its index: the one name that is no symbol."""
    symbols, indices = texts(options, "symbols"), texts(options, "indices")
    usual: str = next(
        letter for letter in (*indices[place:], *_INDICES[place:], *LETTERS, *LETTERS.upper()) if letter not in symbols
    )
    if "symbols" in options:
        unknown = [name for name in names if name not in symbols]
        return unknown[0] if len(unknown) == 1 and (len(unknown[0]) == 1 or unknown[0] in indices) else usual
    for letter in (usual, *(indices or _INDICES[:1])):
        if letter in names:
            return letter
    if len(names) > 1:
        sentence = f"which of {', '.join(names)} is the index? {usual} would be; list the symbols, or write {usual}"
        raise UnreadableResponse("unclear_index", sentence)
    return names[0] if names and len(names[0]) == 1 and not indices else usual


def _check_step(step: Passage, number: int, axis: IntervalAxis, options: Options) -> None:
    """Raise `UnreadableResponse` where what is listed beside the dots is not the next integer."""
    single = _axis(Ends(step, step), 0, {**options, "indices": [axis.index]})
    expected = moved(axis.start if number > 0 else axis.end, number)
    symbols = (*names_of(axis), *names_of(single))
    if not (are_equal(axis.stride, single.stride, symbols) and are_equal(expected, single.start, symbols)):
        sentence = "the dots stand for every integer between, and what is listed beside them goes up by 1"
        raise UnreadableResponse("unclear_interval", sentence, step.column)


def _are_the_same(key: Interval, response: Interval, passage: Passage, options: Options) -> bool:
    symbols = dict.fromkeys(
        (*texts(options, "symbols"), *(name for axis in (*key, *response) for name in names_of(axis)))
    )
    with columns_of(passage):
        return len(key) == len(response) and all(
            are_equal(ours, theirs, symbols)
            for one, other in zip(key, response, strict=True)
            for ours, theirs in zip(one.parts, other.parts, strict=True)
        )


def _order_problem(key: Interval, response: Interval) -> str | None:
    """What is to be said where the letters of the key's axes stand at other axes; None where they don't."""
    asked, typed = ([axis.index for axis in interval] for interval in (key, response))
    moves = [axis.stride != 0 for axis in response]
    if len(set(asked)) < len(asked) or len(set(typed)) < len(typed):
        return None
    if all(
        letter == own or letter not in asked or not is_moving
        for letter, own, is_moving in zip(typed, asked, moves, strict=True)
    ):
        return None
    return f"the axes are asked in the order {', '.join(asked)}; here they stand as {', '.join(typed)}"


def _without_introduction(passage: Passage, declared: Sequence[str]) -> Passage:
    """The passage without ``Answer:``; what stands before a colon may also be the start of the interval."""
    introduction = INTRODUCTION.match(passage.text)
    if not introduction or not has_ends(passage[introduction.end() :]):
        return passage
    words = _WORD.findall(with_declared_names(passage[: introduction.end()], declared).text)
    if all(word in declared or len(word) == 1 for word in words):
        return passage
    return passage[introduction.end() :]


def _declared(options: Options) -> tuple[str, ...]:
    """The names that a response is expected to use; () where nothing is known of them."""
    return (*texts(options, "symbols"), *texts(options, "indices")) if "symbols" in options else ()
