"""Names in a cut list of given texts: labels with their own texts, numbers in front that only count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from exgen.answers.given_texts import GivenTexts
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.named_texts import Sort, Token
from exgen.answers.options import shown


def with_one_token_a_name(
    tokens: Sequence[Token], lists: Sequence[GivenTexts], canonical: Sequence[str]
) -> list[Token]:
    """The tokens with a label and its own text, ``b) tanh`` or ``tanh (b)``, as the one name they are.

    ``canonical`` says for each list what labels its texts have where they are printed, ``letter`` or ``number``.
    Raises `UnreadableResponse` with code ``label_and_text_differ``.
    """
    kept: list[Token] = []
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        before = kept[-1] if kept else None
        is_of_next = after is not None and token.sort is Sort.LABEL and after.sort is Sort.TEXT
        if (
            before
            and not (before.mark and before.sort is Sort.TEXT)
            and not is_of_next
            and ({before.sort, token.sort} == {Sort.TEXT, Sort.LABEL})
        ):
            label, text = (before, token) if before.sort is Sort.LABEL else (token, before)
            sort = "letter" if label.mark.isalpha() else "number"
            place = list(canonical).index(sort) if sort in canonical else None
            if place is not None and text.indices[place] is not None:
                if lists[place].at(label.mark) != text.indices[place]:
                    name = lists[place].texts[text.indices[place] or 0]
                    sentence = f"{label.mark}) is not {shown(name)}; write one of the two"
                    raise UnreadableResponse("label_and_text_differ", sentence, label.column)
                kept[-1] = replace(text, column=before.column, mark=label.mark)
                continue
        kept.append(token)
    return kept


def without_enumeration(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the numbers 1, 2, 3, ... that somebody put in front of every name."""
    names = [token for token in tokens if token.sort is not Sort.SEPARATOR]
    numbers, named = names[::2], names[1::2]
    are_numbers = all(number.mark == str(place) and number.is_closed for place, number in enumerate(numbers, 1))
    if len(numbers) != len(named) or not are_numbers or any(name.mark.isdigit() for name in named):
        return list(tokens)
    kept: list[Token] = []
    for token in tokens:
        if not any(token is number for number in numbers):
            kept.append(token)
        elif kept and kept[-1].sort is not Sort.SEPARATOR:
            kept.append(Token(Sort.SEPARATOR, token.column, ","))
    return kept


def place_in(token: Token, given: GivenTexts, which: int) -> int | None:
    """Which text of a list a token names; None where it names none."""
    if token.sort is Sort.LABEL:
        return given.at(token.mark)
    place = token.indices[which]
    return given.at(token.label) if place is None and token.label else place
