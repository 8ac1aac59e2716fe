"""Keys and responses that are data: lists and mappings of texts, as JSON writes them."""

from __future__ import annotations

from collections.abc import Sequence

from exgen.answers.given_texts import GivenTexts
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.options import shown
from exgen.errors import did_you_mean


def json_key(text: str) -> object:
    """The data of a key; its numbers stay the texts that they are written as.

    Raises `UnreadableResponse` with code ``not_json``.

    >>> json_key('["a", 1.50]')
    ['a', '1.50']
    """
    import json

    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise UnreadableResponse("not_json", "it is written as JSON writes it, in double quotes") from None


def texts_of_key(data: object, given: GivenTexts, option: str) -> tuple[str, ...]:
    """The texts of a key that is a list, each one of those given.

    >>> texts_of_key(["b", "a"], GivenTexts(("a", "b"), has_numbers=True), "choices")
    ('b', 'a')
    """
    if not isinstance(data, list) or not all(isinstance(text, str) for text in data):
        raise UnreadableResponse("not_a_list", f'it is a list of texts of {option}, such as ["a", "b"]')
    return tuple(checked_text(text, given.texts, option) for text in data)


def checked_text(text: object, allowed: Sequence[str], option: str) -> str:
    """A text of a key, if it is one of those allowed; else `UnreadableResponse` with code ``unknown_choice``."""
    if not isinstance(text, str) or text.strip() not in allowed:
        hint = did_you_mean(str(text).strip(), allowed)
        raise UnreadableResponse("unknown_choice", f"{shown(text)} is none of {option}; {hint}")
    return text.strip()


def shown_json(data: object) -> str:
    """Data as JSON on one line, every character as it is.

    >>> shown_json(["1 × 1", "b"])
    '["1 × 1", "b"]'
    """
    import json

    return json.dumps(data, ensure_ascii=False)
