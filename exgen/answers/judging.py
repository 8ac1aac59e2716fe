"""A response against a key: from two texts to a judgement."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from exgen.answers.judgement import Judgement, OversizedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind
from exgen.answers.kinds import KINDS
from exgen.answers.options import Options, shown
from exgen.errors import KindError, did_you_mean

_KEPT_QUESTIONS = 512
_KEPT_CHARACTERS = 4_000


def judge(kind: str, key: str, response: str, options: Options | None = None) -> Judgement:
    """What is to be said about a response to a question whose key is known.

    Nothing in a response raises: what cannot be read is ``invalid``. A response identical to the key's text
    is right before any limit is applied. Raises `KindError` for an unknown kind, a key that the kind cannot
    hold, and options that it does not have, with all problems of the options at once; `TypeError` for a key or a
    response that is no text.

    >>> judge("integer", "100416", "(32*7*7 + 1)*64 = 100,416").verdict.value
    'correct'
    >>> judge("integer", "16", 16)
    Traceback (most recent call last):
    ...
    TypeError: the response must be a text, as it was typed; found 16, an int
    >>> judge("set", "{52, 53, 54}", "52..53").as_json()["score"]
    '2/3'
    >>> print(judge("shape", "(N, 16, 64, 64)", "(16, 64, 64)").reason)
    3 entries; 4 are asked (the axis N at the front is missing)
    """
    answer_kind = kind_named(kind)
    options = {} if options is None else options
    _check_is_text(key, "key")
    _check_is_text(response, "response")
    is_identical = answer_kind.is_graded and response.strip() == key.strip()
    try:
        value, settled = _asked(kind, key, options)
    except _OversizedKey:
        if is_identical:
            return Judgement.correct(key.strip())
        raise
    judgement = answer_kind.judge_response(value, response, settled)
    if is_identical and judgement.verdict is not Verdict.CORRECT:
        return answer_kind.judged(value, value, settled)
    return judgement


def kind_named(name: str) -> AnswerKind[Any]:
    """The answer kind of that name; `KindError` if there is none.

    >>> kind_named("integr")
    Traceback (most recent call last):
    ...
    exgen.errors.KindError: unknown answer kind "integr"; did you mean "integer"?
    """
    if name not in KINDS:
        raise KindError(f'unknown answer kind "{name}"; {did_you_mean(name, KINDS)}')
    return KINDS[name]


def key_value(kind: str, key: str, options: Options | None = None) -> Any:
    """The value of a key's text, after the options are checked; `KindError` if either cannot be used.

    >>> key_value("shape", "(N, 16, 64, 64)")
    ('N', 16, 64, 64)
    """
    answer_kind = kind_named(kind)
    options = {} if options is None else options
    answer_kind.check_options(options)
    try:
        return answer_kind.read_key(key, options)
    except UnreadableResponse as error:
        broken = _OversizedKey if isinstance(error, OversizedResponse) else KindError
        raise broken(f"{kind}: the key {shown(key)} cannot be used: {error}") from None


def response_value(kind: str, key: str, response: str, options: Options | None = None) -> Any:
    """The value of a response as it is read where that key is asked for; raises `UnreadableResponse`.

    >>> response_value("set", "{(257, 195), (258, 195)}", "257 x 195")
    frozenset({(257, 195)})
    """
    answer_kind = kind_named(kind)
    options = {} if options is None else options
    _, settled = _asked(kind, key, options)
    return answer_kind.read(response, settled)


def _check_is_text(given: object, name: str) -> None:
    if not isinstance(given, str):
        found = f"{shown(given)}, {'an' if type(given).__name__[0] in 'aeiou' else 'a'} {type(given).__name__}"
        raise TypeError(f"the {name} must be a text, as it was typed; found {found}")


@dataclass(frozen=True, slots=True)
class _Question:
    """What a response is judged against; two are the same if their options look the same, whoever holds them."""

    kind: str
    key: str
    told: str
    options: Options = field(compare=False)


def _asked(kind: str, key: str, options: Options) -> tuple[Any, Options]:
    """A key's value and the settled options; they are kept, as a class answers the same questions. Raises `KindError`.

    Kept is what was read from a copy of the options: a caller may change theirs.
    """
    told = repr(options) if options else ""
    if len(key) + len(told) > _KEPT_CHARACTERS:
        return _read_question(_Question(kind, key, told, options))
    return _kept_question(_Question(kind, key, told, options))


def _read_question(question: _Question) -> tuple[Any, Options]:
    options = deepcopy(dict(question.options))
    value = key_value(question.kind, question.key, options)
    return value, kind_named(question.kind).settled(options, value)


_kept_question = lru_cache(maxsize=_KEPT_QUESTIONS)(_read_question)


class _OversizedKey(KindError):
    """A key beyond the limits: only a response identical to it can be judged."""
