"""The kind ``choices``: several of the given texts, by their texts, letters or numbers."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import ClassVar, TypeAlias

from exgen import expressions
from exgen.answers.given_texts import GivenTexts, given_texts_problems
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.key_data import json_key, shown_json, texts_of_key
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.labelled_texts import place_in, with_one_token_a_name, without_enumeration
from exgen.answers.named_texts import Sort, Token, tokens_of
from exgen.answers.options import Options, one_of_problems, shown
from exgen.expressions.patterns import pattern

Chosen: TypeAlias = "tuple[str, ...]"
"""The chosen texts, in any order."""

SCORINGS = ("all_or_nothing", "net_correct", "balanced", "each_answer")

_WORDS = {**dict.fromkeys(("and", "und", "et", "plus"), "and"), **dict.fromkeys(("to", "through", "bis"), "..")}
_LISTING = frozenset((*",;/&+\n\t|", "and"))
_ALL = frozenset(("all", "allofthem", "alloftheabove", "allofthese", "everything"))
_NONE = frozenset(("none", "noneofthem", "noneoftheabove", "noneofthese", "nothing", "\N{EMPTY SET}", "{}", "[]"))
_ALL_BUT = pattern(
    r"\s*(?:all|everything|alles?|tous|toutes)(?: of (?:them|these|the above)| choices| options)?,? "
    r"(?:but|except(?: for)?|apart from|without|außer|ohne|sauf) ",
    re.IGNORECASE,
)
_CHECKED = ("[x]", "[X]", "\N{BALLOT BOX WITH CHECK}", "\N{CHECK MARK}", "\N{HEAVY CHECK MARK}", "\u2705")
_UNCHECKED = ("[ ]", "[]", "\N{BALLOT BOX}", "\u2b1c")
_CHOICES = {"choices": ["weights", "biases", "stride", "padding"]}


class ChoicesKind(AnswerKind[Chosen]):
    """Any number of the texts of ``choices``: all those that are right, and no other.

    ``scoring`` says what an incomplete or partly wrong choice is worth, where r of the R right texts and w of the W
    wrong ones are chosen; below 0 is 0:

    - ``all_or_nothing`` (the default): 1 if all is right, else 0;
    - ``net_correct``: (r - w) / R;
    - ``balanced``: r/R - w/W, so that choosing all of them is worth nothing;
    - ``each_answer``: the share of the texts rightly chosen or rightly left.

    >>> ChoicesKind().read("A and c)", {"choices": ["weights", "biases", "stride"]})
    ('weights', 'stride')
    >>> ChoicesKind().read("all but c", {"choices": ["weights", "biases", "stride"]})
    ('weights', 'biases')
    """

    name = "choices"
    options = ("choices", "scoring")
    examples: ClassVar[tuple[Example, ...]] = (
        Example('["weights", "biases"]', "a, b", Verdict.CORRECT, _CHOICES),
        Example('["weights", "biases"]', "Biases and weights", Verdict.CORRECT, _CHOICES),
        Example('["weights", "biases"]', "a", Verdict.INCORRECT, _CHOICES),
        Example('["weights", "biases"]', "a", Verdict.PARTIAL, {**_CHOICES, "scoring": "net_correct"}),
        Example('["weights", "biases"]', "a, b, c, d", Verdict.INCORRECT, {**_CHOICES, "scoring": "balanced"}),
        Example('["weights", "biases"]', "a or b", Verdict.INVALID, _CHOICES),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = super().option_problems(options) + given_texts_problems(self.name, options, "choices")
        return problems + one_of_problems(self.name, options, "scoring", SCORINGS)

    def read_key(self, text: str, options: Options) -> Chosen:
        chosen = texts_of_key(json_key(text), GivenTexts.of(options, "choices"), "choices")
        if len(set(chosen)) < len(chosen):
            raise UnreadableResponse("named_twice", "a text stands twice in it")
        return chosen

    def read(self, text: str, options: Options) -> Chosen:
        given = GivenTexts.of(options, "choices")
        return tuple(given.texts[index] for index in sorted(_chosen(text, given)))

    def show(self, value: Chosen) -> str:
        return shown_json(list(value))

    def show_latex(self, value: Chosen) -> str:
        return r",\ ".join(expressions.show(expressions.Text(text), "latex") for text in value) or r"\emptyset"

    def judge_values(self, key: Chosen, response: Chosen, options: Options) -> Judgement:
        right, chosen = set(key), set(response)
        hits, extras, size = len(right & chosen), len(chosen - right), len(right)
        wrong = len(GivenTexts.of(options, "choices").texts) - size
        score = Fraction(right == chosen)
        match options.get("scoring"):
            case "net_correct" if size:
                score = max(Fraction(0), Fraction(hits - extras, size))
            case "balanced" if size:
                score = max(Fraction(0), Fraction(hits, size) - (Fraction(extras, wrong) if wrong else 0))
            case "each_answer":
                score = Fraction(hits + wrong - extras, size + wrong)
        reason = f"right are {hits} of the {len(chosen)} chosen" if hits > 0 and extras and score else ""
        if score > 0 and not extras and hits < size:
            reason = "what is chosen is right, but not complete"
        return Judgement.scored(score, self.show(response), reason)


def _chosen(text: str, given: GivenTexts) -> set[int]:
    """The places of the texts that a response names."""
    whole = "".join(text.casefold().split()).removesuffix(".")
    if not given.alike(text):
        if whole in _ALL:
            return set(range(len(given.texts)))
        if whole in _NONE:
            return set()
        if left_out := _ALL_BUT.match(text):
            return set(range(len(given.texts))) - _listed(" " * left_out.end() + text[left_out.end() :], given)
    lines = [line.strip().removeprefix("-").removeprefix("*").strip() for line in text.strip().splitlines()]
    if lines and all(line.startswith((*_CHECKED, *_UNCHECKED)) for line in lines) and not given.alike(text):
        checked = [_without_box(line) for line in lines if line.startswith(_CHECKED)]
        return _listed("\n".join(checked), given) if checked else set()
    return _listed(text, given)


def _without_box(line: str) -> str:
    return next(line.removeprefix(box) for box in _CHECKED if line.startswith(box))


def _listed(text: str, given: GivenTexts) -> set[int]:
    """The places of the texts that a list names, ranges of labels too."""
    named = with_one_token_a_name(without_enumeration(tokens_of(text, [given], _WORDS)), [given], ["letter"])
    found: list[int] = []
    between: list[Token] = []
    before: Token | None = None
    for token in named:
        if token.sort is Sort.SEPARATOR:
            between.append(token)
            continue
        index = place_in(token, given, 0)
        assert index is not None, "a token names a text of the only list"
        _check_is_one_name(token, given)
        if before is None and between:
            raise _unclear(between[0])
        if before is not None:
            found += _range(found[-1], index, between, before, token)
        found.append(index)
        before, between = token, []
    if before is None or between:
        raise _unclear(between[0]) if between else UnreadableResponse("empty", "nothing was chosen")
    return set(found)


def _range(first: int, last: int, between: list[Token], before: Token, after: Token) -> range:
    """The places between two names of a list, where a range was typed: none behind a comma."""
    marks = [token.mark for token in between if token.mark != "\n"] or [token.mark for token in between[:1]]
    if not marks:
        if Sort.TEXT in (before.sort, after.sort) and not after.mark:
            raise UnreadableResponse("missing_separator", "write a comma between two of them", after.column)
        return range(0)
    if all(mark in _LISTING for mark in marks) and (len(marks) == 1 or marks == [",", "and"]):
        return range(0)
    are_labels = before.sort is after.sort is Sort.LABEL
    if marks == [".."] and are_labels and first < last:
        return range(first, last)
    if marks == ["-"] and are_labels and last - first == 1:
        return range(0)
    if marks == ["-"] and are_labels and first < last:
        sentence = "are those in between meant too? Write all of them, with commas"
        raise UnreadableResponse("unclear_range", sentence, between[0].column)
    raise _unclear(between[0])


def _check_is_one_name(token: Token, given: GivenTexts) -> None:
    """Raise `UnreadableResponse` for a text without its letter that several shorter ones spell together."""
    if token.mark:
        return
    name = given.texts[token.indices[0] or 0]
    others = GivenTexts(tuple(text for text in given.texts if text != name), has_numbers=False)
    try:
        parts = tokens_of(name, [others], _WORDS)
    except UnreadableResponse:
        return
    if len(parts) > 1 and all(part.sort is not Sort.LABEL for part in parts):
        sentence = f"{shown(name)} can be one of the choices or several; write the letters"
        raise UnreadableResponse("ambiguous_choice", sentence, token.column)


def _unclear(token: Token) -> UnreadableResponse:
    mark = "a new line" if token.mark == "\n" else shown(token.mark)
    return UnreadableResponse("unclear_list", f"{mark} cannot be read here; write a, c", token.column)
