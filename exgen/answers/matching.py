"""The kind ``matching``: for each of the items one of the choices."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import ClassVar, TypeAlias

from exgen import expressions
from exgen.answers.given_texts import GivenTexts, given_texts_problems
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.key_data import checked_text, json_key, shown_json
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.labelled_texts import place_in, with_one_token_a_name
from exgen.answers.named_texts import Sort, Token, tokens_of
from exgen.answers.options import Options, one_of_problems, shown

Matching: TypeAlias = "tuple[tuple[str, str], ...]"
"""Pairs of an item and its choice, in the order of the items; an item left open has none."""

SCORINGS = ("share", "all_or_nothing")

_CONNECTING = frozenset(("->", "=", ":", "-", "|", "\t", "is"))
_BACKWARDS = frozenset(("<-",))
_SEPARATING = frozenset((",", ";", "\n", "&"))
_WORDS = {"and": ",", "und": ",", "et": ",", **dict.fromkeys(("to", "is", "with", "matches", "zu"), "is")}
_OPTIONS = {"items": ["Conv2d", "ReLU"], "choices": ["has weights", "has none", "drops values"]}


class MatchingKind(AnswerKind[Matching]):
    """A choice for each item; items have numbers, choices letters, and a choice may fit several items, or none.

    By default the score is the share of items that have the right choice; an item left open has none. With
    ``scoring = "all_or_nothing"`` it is 1 or 0. Beside an arrow either may come first.

    >>> options = {"items": ["Conv2d", "ReLU"], "choices": ["has weights", "has none"]}
    >>> MatchingKind().read("2-a, b -> 1", options)
    (('Conv2d', 'has none'), ('ReLU', 'has weights'))
    """

    name = "matching"
    options = ("items", "choices", "scoring")
    examples: ClassVar[tuple[Example, ...]] = (
        Example('{"Conv2d": "has weights", "ReLU": "has none"}', "1-a, 2-b", Verdict.CORRECT, _OPTIONS),
        Example('{"Conv2d": "has weights", "ReLU": "has none"}', "1a 2b", Verdict.CORRECT, _OPTIONS),
        Example('{"Conv2d": "has weights", "ReLU": "has none"}', "ReLU: has none", Verdict.PARTIAL, _OPTIONS),
        Example('{"Conv2d": "has weights", "ReLU": "has none"}', "b, a", Verdict.INCORRECT, _OPTIONS),
        Example('{"Conv2d": "has weights", "ReLU": "has none"}', "1-a, 1-b", Verdict.INVALID, _OPTIONS),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = super().option_problems(options) + one_of_problems(self.name, options, "scoring", SCORINGS)
        return problems + [
            problem for name in ("items", "choices") for problem in given_texts_problems(self.name, options, name)
        ]

    def read_key(self, text: str, options: Options) -> Matching:
        items, choices = GivenTexts.of(options, "items"), GivenTexts.of(options, "choices")
        data = json_key(text)
        if not isinstance(data, dict):
            raise UnreadableResponse("not_a_mapping", 'it gives each item its choice, as in {"item": "choice"}')
        pairs = {
            checked_text(item, items.texts, "items"): checked_text(choice, choices.texts, "choices")
            for item, choice in data.items()
        }
        if missing := [item for item in items.texts if item not in pairs]:
            raise UnreadableResponse("item_left_open", f"the item {shown(missing[0])} has no choice")
        return tuple((item, pairs[item]) for item in items.texts)

    def read(self, text: str, options: Options) -> Matching:
        items, choices = GivenTexts.of(options, "items"), GivenTexts.of(options, "choices")
        found = _pairs(_without_braces(text), items, choices)
        return tuple((items.texts[item], choices.texts[found[item]]) for item in sorted(found))

    def show(self, value: Matching) -> str:
        return shown_json(dict(value))

    def show_latex(self, value: Matching) -> str:
        def latex(text: str) -> str:
            return expressions.show(expressions.Text(text), "latex")

        return r",\ ".join(rf"{latex(item)} \to {latex(choice)}" for item, choice in value)

    def judge_values(self, key: Matching, response: Matching, options: Options) -> Judgement:
        chosen = dict(response)
        are_right = [chosen.get(item) == choice for item, choice in key]
        hits, size = sum(are_right), len(key)
        is_whole = options.get("scoring") == "all_or_nothing"
        score = Fraction(hits == size) if is_whole else Fraction(hits, size)
        reasons = [f"{hits} of {size} {'is' if hits == 1 else 'are'} right"] if hits < size and not is_whole else []
        if len(chosen) < size:
            count = size - len(chosen)
            reasons.append(f"{count} {'item is' if count == 1 else 'items are'} left open")
        cells = None if is_whole else tuple((is_right,) for is_right in are_right)
        return Judgement.scored(score, self.show(response), "; ".join(reasons), cells=cells)


def _without_braces(text: str) -> str:
    """A response that is a mapping as JSON writes it, each pair on a line of its own; any other as it is."""
    if not text.strip().startswith("{"):
        return text
    import json

    try:
        data = json.loads(text, parse_int=str)
    except (ValueError, RecursionError):
        return text
    are_texts = isinstance(data, dict) and all(isinstance(value, str) for value in data.values())
    return "\n".join(f"{item}\t{choice}" for item, choice in data.items()) if are_texts else text


def _pairs(text: str, items: GivenTexts, choices: GivenTexts) -> dict[int, int]:
    """For each item that a response names the choice that it gets."""
    lists = [items, choices]
    tokens = with_one_token_a_name(
        tokens_of(text, lists, _WORDS, has_mixed_runs=True), lists, canonical=["number", "letter"]
    )
    names = [token for token in tokens if token.sort is not Sort.SEPARATOR]
    if _are_choices_in_order(tokens, names, items, choices):
        return {item: _place(name, choices, 1) for item, name in enumerate(names)}
    if len(names) % 2 or not names:
        sentence = "each item needs one choice; write 1-a, 2-b"
        raise UnreadableResponse("unpaired_item", sentence, names[-1].column if names else 0)
    _check_separators(tokens)
    found: dict[int, int] = {}
    for left, right in zip(names[::2], names[1::2], strict=True):
        item, choice = _pair(left, right, items, choices)
        if found.setdefault(item, choice) != choice:
            sentence = f"the item {shown(items.texts[item])} has two choices"
            raise UnreadableResponse("named_twice", sentence, left.column)
    return found


def _are_choices_in_order(tokens: list[Token], names: list[Token], items: GivenTexts, choices: GivenTexts) -> bool:
    """Whether only choices are named, by letters or texts, as many as there are items: in the items' order."""
    separators = {token.mark for token in tokens if token.sort is Sort.SEPARATOR}
    return (
        len(names) == len(items.texts)
        and separators <= _SEPARATING
        and all(name.mark.isalpha() or not name.mark for name in names)
        and all(place_in(name, choices, 1) is not None for name in names)
        and all(name.sort is Sort.LABEL or (name.indices[0] is None and not name.label) for name in names)
    )


def _check_separators(tokens: list[Token]) -> None:
    """Raise `UnreadableResponse` where something stands between two pairs that belongs inside one, or the reverse."""
    has_connections = any(token.mark in _CONNECTING | _BACKWARDS for token in tokens if token.sort is Sort.SEPARATOR)
    count, between = 0, 0
    for token in tokens:
        if token.sort is not Sort.SEPARATOR:
            count, between = count + 1, 0
            continue
        is_inside = bool(count % 2)
        between += token.mark != "\n"
        is_comma = token.mark in _SEPARATING
        allowed = _CONNECTING | _BACKWARDS if has_connections else frozenset(",")
        if (is_inside and token.mark not in allowed) or not (is_inside or is_comma) or between > 1 or not count:
            raise UnreadableResponse(
                "unclear_pairs", f"{shown(token.mark)} cannot be read here; write 1-a, 2-b", token.column
            )


def _pair(left: Token, right: Token, items: GivenTexts, choices: GivenTexts) -> tuple[int, int]:
    """The item and the choice of a pair, in the order that fits better.

    Of two texts that both lists have, the item stands first. Two letters or two numbers say it only where they mean
    the same either way.
    """
    ways: list[tuple[int, int, tuple[int, int]]] = []
    for item, choice in ((left, right), (right, left)):
        places = place_in(item, items, 0), place_in(choice, choices, 1)
        if places[0] is not None and places[1] is not None:
            fit = _fits(item, 0, str.isdigit) + _fits(choice, 1, str.isalpha)
            ways.append((-fit, len(ways), (places[0], places[1])))
    if not ways:
        sentence = "this is no item with a choice; write 1-a, 2-b"
        raise UnreadableResponse("unknown_choice", sentence, left.column)
    are_labels = all(token.sort is Sort.LABEL or token.label for token in (left, right))
    if are_labels and len(ways) == 2 and ways[0][0] == ways[1][0] and ways[0][2] != ways[1][2]:
        sentence = "which of the two is the item? Items have numbers and choices letters; write 1-a, 2-b"
        raise UnreadableResponse("unclear_pairs", sentence, left.column)
    return min(ways)[2]


def _fits(token: Token, which: int, is_usual: Callable[[str], bool]) -> bool:
    """Whether a token names a text of a list by the text itself, or by a label as it is printed in front."""
    if token.sort is Sort.TEXT and token.indices[which] is not None:
        return True
    return is_usual(token.label or token.mark)


def _place(token: Token, given: GivenTexts, which: int) -> int:
    place = place_in(token, given, which)
    assert place is not None
    return place
