"""Typed orders: lists, chains of signs, numbers for the items, and items that are said to be equal."""

from __future__ import annotations

import re
from dataclasses import replace

from exgen.answers.given_texts import LETTERS, GivenTexts
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.labelled_texts import place_in, with_one_token_a_name
from exgen.answers.named_texts import Sort, Token, tokens_of
from exgen.answers.options import shown
from exgen.expressions.patterns import pattern

_LISTING = frozenset((*",;&/|+\n\t-", "then"))
_CHAINS = frozenset(("<", ">", "->", "<-"))
_TYING = frozenset(("=", ":", "-", "->", "is"))
_GROUP = pattern(r"(?<![^\s,;<>\[(])[(\[{]([^()\[\]{}]{1,200})[)\]}](?=[\s,;<>\])]|$)")
_WORDS = dict.fromkeys(
    ("and", "then", "before", "finally", "lastly", "und", "dann", "danach", "vor", "et", "puis", "ensuite"), "then"
)


def order_typed(text: str, given: GivenTexts, direction: object) -> list[list[int]]:
    """The places of the items in the order that a text spells, equal ones together. Raises `UnreadableResponse`.

    >>> order_typed("pool, (flatten, conv)", GivenTexts(("conv", "pool", "flatten"), has_numbers=True), None)
    [[1], [2, 0]]
    """
    try:
        return _order_typed(text, given, direction)
    except UnreadableResponse:
        if (tied := _GROUP.sub(_tied, text)) == text:
            raise
    return _order_typed(tied, given, direction)


def _order_typed(text: str, given: GivenTexts, direction: object) -> list[list[int]]:
    tokens, ties = _without_ties(tokens_of(text, [given], _WORDS, has_mixed_runs=True), given)
    groups: list[list[int]] = []
    for index in _order(tokens, given, direction):
        if groups and frozenset((groups[-1][-1], index)) in ties:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _tied(group: re.Match[str]) -> str:
    """Items in brackets of their own as equal ones, as long as they were: ``a, (b, c)`` is ``a,  b= c``."""
    return f" {group[1].replace(',', '=').replace(';', '=')} "


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
