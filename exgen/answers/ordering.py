"""The kind ``ordering``: all of the items in their right order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, TypeAlias

from exgen import expressions
from exgen.answers.given_texts import LETTERS, GivenTexts, given_texts_problems
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.key_data import json_key, shown_json, texts_of_key
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.labelled_texts import place_in, with_one_token_a_name
from exgen.answers.named_texts import Sort, Token, tokens_of
from exgen.answers.options import Options, one_of_problems, shown
from exgen.expressions.patterns import pattern

Order: TypeAlias = "tuple[str | tuple[str, ...], ...]"
"""The items in order; those that are equal stand together, as they are listed in the question."""

SCORINGS = ("all_or_nothing", "positions", "longest")
DIRECTIONS = ("ascending", "descending")

_LISTING = frozenset((*",;&/|+\n\t-", "then"))
_CHAINS = frozenset(("<", ">", "->", "<-"))
_TYING = frozenset(("=", ":", "-", "->", "is"))
_STRICT = pattern(r"<(?!-)|(?<!-)>")
_GROUP = pattern(r"(?<![^\s,;<>\[(])[(\[{]([^()\[\]{}]{1,200})[)\]}](?=[\s,;<>\])]|$)")
_WORDS = dict.fromkeys(
    ("and", "then", "before", "finally", "lastly", "und", "dann", "danach", "vor", "et", "puis", "ensuite"), "then"
)
_ITEMS = {"items": ["conv", "pool", "flatten"]}


class OrderingKind(AnswerKind[Order]):
    """The items in order, each of them once.

    ``scoring`` says what another order is worth: nothing (``all_or_nothing``, the default), the share of items that
    stand at their place (``positions``), or the share of the largest number of items, at least 2, that stand in the
    right order among themselves (``longest``).

    In a chain ``b < a < c`` the first item comes first. Where the order is one of sizes, ``direction`` (``ascending``
    or ``descending``) says so; ``<`` and ``>`` then compare sizes, and without it ``>`` is asked back.

    Items that are equal stand in a list of their own in the key, ``["pool", ["conv", "flatten"]]``. A response says so
    by ``b < a = c`` or ``b, (a, c)``, or lists them in either order; ``b < a < c`` says something else.

    >>> kind, options = OrderingKind(), {"items": ["conv", "pool", "flatten"]}
    >>> kind.read("b, a, c", options) == kind.read("1: b; 2: a; 3: c", options) == kind.read("a=2, b=1, c=3", options)
    True
    >>> kind.read("c > a > b", {**options, "direction": "ascending"})
    ('pool', 'conv', 'flatten')
    """

    name = "ordering"
    options = ("items", "scoring", "direction")
    examples: ClassVar[tuple[Example, ...]] = (
        Example('["pool", "conv", "flatten"]', "b, a, c", Verdict.CORRECT, _ITEMS),
        Example('["pool", "conv", "flatten"]', "pool → conv → flatten", Verdict.CORRECT, _ITEMS),
        Example('["pool", "conv", "flatten"]', "c > a > b", Verdict.CORRECT, {**_ITEMS, "direction": "ascending"}),
        Example('["pool", "conv", "flatten"]', "a, b, c", Verdict.INCORRECT, _ITEMS),
        Example('["pool", "conv", "flatten"]', "a, b, c", Verdict.PARTIAL, {**_ITEMS, "scoring": "positions"}),
        Example('["pool", "conv", "flatten"]', "b, a", Verdict.INVALID, _ITEMS),
        Example('["pool", "conv", "flatten"]', "b > a > c", Verdict.INVALID, _ITEMS),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = super().option_problems(options) + given_texts_problems(self.name, options, "items")
        problems += one_of_problems(self.name, options, "scoring", SCORINGS)
        if "direction" in options:
            problems += one_of_problems(self.name, options, "direction", DIRECTIONS)
        return problems

    def read_key(self, text: str, options: Options) -> Order:
        given, data = GivenTexts.of(options, "items"), json_key(text)
        groups = [
            group if isinstance(group, list) else [group] for group in (data if isinstance(data, list) else [data])
        ]
        order = tuple(texts_of_key(group, given, "items") for group in groups)
        if sorted(item for group in order for item in group) != sorted(given.texts):
            raise UnreadableResponse("wrong_number_of_entries", "each of the items stands in it once")
        return _in_groups(order, given)

    def read(self, text: str, options: Options) -> Order:
        try:
            return self._read(text, options)
        except UnreadableResponse:
            if (tied := _GROUP.sub(_tied, text)) == text:
                raise
        return self._read(tied, options)

    def _read(self, text: str, options: Options) -> Order:
        given = GivenTexts.of(options, "items")
        tokens = tokens_of(text, [given], _WORDS, has_mixed_runs=True)
        tokens, ties = _without_ties(tokens, given)
        order = _order(tokens, given, options.get("direction"))
        groups: list[list[int]] = []
        for index in order:
            if groups and frozenset((groups[-1][-1], index)) in ties:
                groups[-1].append(index)
            else:
                groups.append([index])
        return _in_groups([[given.texts[index] for index in group] for group in groups], given)

    def judge_response(self, key: Order, response: str, options: Options) -> Judgement:
        judgement = super().judge_response(key, response, options)
        is_strict = judgement.verdict is Verdict.CORRECT and _STRICT.search(response)
        if is_strict and any(isinstance(group, tuple) for group in key) and judgement.read_as != self.show(key):
            return Judgement.incorrect(judgement.read_as, "some of these are equal: a sign says more", "ties")
        return judgement

    def show(self, value: Order) -> str:
        return shown_json([list(group) if isinstance(group, tuple) else group for group in value])

    def show_latex(self, value: Order) -> str:
        groups = [group if isinstance(group, tuple) else (group,) for group in value]
        return r",\ ".join(
            " = ".join(expressions.show(expressions.Text(text), "latex") for text in group) for group in groups
        )

    def judge_values(self, key: Order, response: Order, options: Options) -> Judgement:
        ranks = {
            text: rank for rank, group in enumerate(key) for text in ((group,) if isinstance(group, str) else group)
        }
        typed = [(group,) if isinstance(group, str) else group for group in response]
        places = [ranks[text] for group in typed for text in group]
        size = len(places)
        has_true_ties = all(len({ranks[text] for text in group}) == 1 for group in typed)
        match options.get("scoring"):
            case "positions":
                hits = sum(ours == theirs for ours, theirs in zip(sorted(places), places, strict=True))
                told = f"{hits} of {size} {'is' if hits == 1 else 'are'} at the right place"
            case "longest":
                hits = _longest_in_order(places)
                told = f"{hits} of {size} are in the right order among themselves"
            case _:
                is_right = has_true_ties and places == sorted(places)
                reason = "" if has_true_ties else "what is said to be equal is not"
                return Judgement.scored(Fraction(is_right), self.show(response), reason)
        if not has_true_ties:
            return Judgement.incorrect(self.show(response), "what is said to be equal is not")
        score = Fraction(hits, size) if hits > 1 or options["scoring"] == "positions" else Fraction(0)
        return Judgement.scored(score, self.show(response), told if 0 < score < 1 else "")


def _tied(group: re.Match[str]) -> str:
    """Items in brackets of their own as equal ones, as long as they were: ``a, (b, c)`` is ``a,  b= c``."""
    return f" {group[1].replace(',', '=').replace(';', '=')} "


def _in_groups(groups: Iterable[Sequence[str]], given: GivenTexts) -> Order:
    """An order of groups of equal items, each in the order of the question; an item by itself is no group."""
    ordered = [sorted(group, key=given.texts.index) for group in groups]
    return tuple(group[0] if len(group) == 1 else tuple(group) for group in ordered)


def _without_ties(tokens: list[Token], given: GivenTexts) -> tuple[list[Token], set[frozenset[int]]]:
    """The tokens with the sign of the chain for ``=`` between two items, and the pairs that it ties."""
    if _numbered(tokens, given) is not None:
        return tokens, set()
    chain = next((token.mark for token in tokens if token.sort is Sort.SEPARATOR and token.mark in _CHAINS), ",")
    kept, ties = list(tokens), set[frozenset[int]]()
    for place in range(1, len(tokens) - 1):
        before, sign, after = tokens[place - 1 : place + 2]
        if sign.mark == "=" and sign.sort is Sort.SEPARATOR and Sort.SEPARATOR not in (before.sort, after.sort):
            pair = [place_in(token, given, 0) for token in (before, after)]
            if None not in pair:
                ties.add(frozenset(index for index in pair if index is not None))
                kept[place] = replace(sign, mark=chain)
    return kept, ties


def _order(tokens: list[Token], given: GivenTexts, direction: object) -> list[int]:
    """The items' places in the order that is typed: one after the other, or with a number for each."""
    numbered = _numbered(tokens, given)
    try:
        listed = _listed(with_one_token_a_name(tokens, [given], ["letter"]), given, direction)
    except UnreadableResponse:
        if numbered is None:
            raise
        return numbered
    if numbered is not None and numbered != listed:
        raise _order_or_places(listed, numbered)
    return listed


def _listed(tokens: list[Token], given: GivenTexts, direction: object) -> list[int]:
    """The items as they are listed, turned around where a chain says so."""
    tokens = _with_numbered_texts_as_one(tokens, given)
    names = [token for token in tokens if token.sort is not Sort.SEPARATOR]
    order = [_place(name, given) for name in names]
    for place, (index, name) in enumerate(zip(order, names, strict=True)):
        if index in order[:place]:
            raise UnreadableResponse("named_twice", f"{shown(given.texts[index])} is named twice", name.column)
    if len(order) < len(given.texts):
        count = len(order)
        sentence = f"{count} {'item is' if count == 1 else 'items are'} named; each of the {len(given.texts)} is asked"
        raise UnreadableResponse("wrong_number_of_entries", sentence)
    marks = _marks_between(tokens)
    if all(name.sort is Sort.LABEL and name.mark.isdigit() for name in names):
        places = [order.index(item) for item in range(len(order))]
        if places != order:
            raise _order_or_places(order, places)
    is_turned = marks == {"<-"}
    if marks == {">"} and direction is None:
        sentence = "is the first of them the first or the largest? Write them in order, with commas"
        raise UnreadableResponse("unclear_direction", sentence, tokens[1].column)
    if marks in ({"<"}, {">"}) and direction is not None:
        is_turned = (marks == {"<"}) != (direction == "ascending")
    return order[::-1] if is_turned else order


def _marks_between(tokens: list[Token]) -> set[str]:
    """The signs of a chain, or {","} for a plain list; `UnreadableResponse` where something else is between two."""
    marks: set[str] = set()
    between: list[str] = []
    is_text = False
    for place, token in enumerate(tokens):
        if token.sort is Sort.SEPARATOR:
            between.append(token.mark)
            if not place or place == len(tokens) - 1 or token.mark not in _LISTING | _CHAINS:
                raise _unclear(token)
            continue
        kinds = {mark for mark in between if mark not in ("\n", "then")} or set(between)
        if place and not kinds and (is_text or token.sort is Sort.TEXT) and not token.mark:
            raise UnreadableResponse("missing_separator", "write a comma between two of them", token.column)
        if len(kinds) > 1 or any(between.count(mark) > 1 for mark in kinds - {"\n", "then"}):
            raise _unclear(token)
        if place:
            marks |= kinds & _CHAINS or {","}
        is_text, between = token.sort is Sort.TEXT, []
    if len(marks) > 1:
        raise UnreadableResponse("unclear_direction", "the signs between the items are not all the same", 0)
    return marks


def _numbered(tokens: list[Token], given: GivenTexts) -> list[int] | None:
    """The order where each item has the number of its place, before or behind it; None where it is not so."""
    tokens = with_one_token_a_name(tokens, [given], ["letter"])
    names = [token for token in tokens if token.sort is not Sort.SEPARATOR]
    size = len(given.texts)
    if len(names) != 2 * size or any(
        token.mark not in (_TYING if place % 2 else _LISTING) for place, token in _separators(tokens)
    ):
        return None
    for numbers, items in ((names[::2], names[1::2]), (names[1::2], names[::2])):
        are_numbers = all(token.sort is Sort.LABEL and token.mark.isdigit() for token in numbers)
        are_items = all(token.sort is Sort.TEXT or token.mark.isalpha() for token in items)
        places = [int(token.mark) for token in numbers] if are_numbers else []
        if are_items and sorted(places) == list(range(1, size + 1)):
            found = [_place(token, given) for token in items]
            if len(set(found)) == size:
                return [item for _, item in sorted(zip(places, found, strict=True))]
    return None


def _separators(tokens: list[Token]) -> list[tuple[int, Token]]:
    """The separators, each with how many names stand before it."""
    found: list[tuple[int, Token]] = []
    count = 0
    for token in tokens:
        if token.sort is Sort.SEPARATOR:
            found.append((count, token))
        else:
            count += 1
    return found


def _with_numbered_texts_as_one(tokens: list[Token], given: GivenTexts) -> list[Token]:
    """The tokens with ``2) tanh`` as one name, where tanh is the second item."""
    kept: list[Token] = []
    for token in tokens:
        before = kept[-1] if kept else None
        is_numbered = before is not None and before.sort is Sort.LABEL and before.mark.isdigit()
        if before and is_numbered and token.sort is Sort.TEXT and given.at(before.mark) == token.indices[0]:
            kept[-1] = replace(token, mark=before.mark)
        else:
            kept.append(token)
    return kept


def _place(token: Token, given: GivenTexts) -> int:
    place = place_in(token, given, 0)
    if place is None:
        raise UnreadableResponse("unknown_choice", f"{shown(token.mark)} is none of the items", token.column)
    return place


def _order_or_places(listed: list[int], numbered: list[int]) -> UnreadableResponse:
    letters = [LETTERS[index] for index in listed]
    others = [LETTERS[index] for index in numbered]
    sentence = f"do the numbers name items or places? Write {', '.join(letters)} or {', '.join(others)}"
    return UnreadableResponse("order_or_places", sentence)


def _unclear(token: Token) -> UnreadableResponse:
    return UnreadableResponse("unclear_list", "this cannot be read here; write the items with commas", token.column)


def _longest_in_order(places: list[int]) -> int:
    """The largest number of places that go up or stay, others left out.

    >>> _longest_in_order([3, 0, 1, 2])
    3
    """
    lengths: list[int] = []
    for place, value in enumerate(places):
        lengths.append(1 + max((lengths[at] for at in range(place) if places[at] <= value), default=0))
    return max(lengths, default=0)
