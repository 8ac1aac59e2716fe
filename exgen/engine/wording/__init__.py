"""What the engine says: every sentence that a student or a teacher is told stands in one file for each language.

A rule, a mistake, a convention, a slip is known by its name; ``wording()`` has the words for it in the language that is
spoken, ``said`` the other lines, with their slots filled. Which language that is holds for everything inside
``speaking``, as a locale does: sentences come up deep inside rules, which otherwise would all be handed it. Another
language is another file with a ``WORDING`` and a line in ``LANGUAGES``. Messages about input that is wrong stand where
they are raised (``exgen.errors``): they quote what was found and what is allowed there, and no sheet prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import NamedTuple

from exgen.errors import InputError, did_you_mean

LANGUAGES: Mapping[str, str] = {"en": "english"}
"""The languages by their code (ISO 639-1), each with the module that has its words."""

SETTINGS: Mapping[str, str] = {"de": "german_settings"}
"""Languages that have no words but those on conventions, each with the module that has them."""

_spoken: ContextVar[Wording | None] = ContextVar("spoken", default=None)


class Wording(NamedTuple):
    """The words of one language, by the names of what they speak of.

    ``rules``: what a derivation calls a rule's result. ``letters``: what letters of rules mean. ``mistakes``,
    ``conventions``, ``slips``: what a student is told who made one. ``settings``: what a statement says of a value of a
    convention's field, ``division.floor``. ``phrases``: lines of derivations and the words that join them, with slots
    in braces. ``endings``: what stands behind a number as a place in an order, by its last two digits, else by its last
    one, else under "". ``tellings``: by a layer's argument or a convention's field pieces of words, between bars, any
    of which says that a statement speaks of it.
    """

    rules: Mapping[str, str]
    letters: Mapping[str, str]
    phrases: Mapping[str, str]
    mistakes: Mapping[str, str]
    conventions: Mapping[str, str]
    settings: Mapping[str, str]
    slips: Mapping[str, str]
    endings: Mapping[str, str]
    tellings: Mapping[str, str]

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def ordinal(self, number: int) -> str:
        """A number as a place in an order.

        >>> [wording().ordinal(number) for number in (1, 2, 3, 4, 11, 21, 112)]
        ['1st', '2nd', '3rd', '4th', '11th', '21st', '112th']
        """
        last = (str(number % 100), str(number % 10), "")
        return f"{number}{next((self.endings[digits] for digits in last if digits in self.endings), '')}"


@cache
def _read(language: str) -> Wording:
    if language not in LANGUAGES:
        raise InputError(f'no words for the language "{language}"; {did_you_mean(language, LANGUAGES)}')
    found: Wording = import_module(f"{__name__}.{LANGUAGES[language]}").WORDING
    return found


def wording() -> Wording:
    """The words of the language that is spoken; they are read when the first of them is asked for."""
    return _spoken.get() or _read("en")


def settings_in(language: str) -> Mapping[str, str]:
    """What a statement says of each value of a convention's field, in any language that has sentences for it.

    >>> settings_in("de")["biases.counted"], dict(settings_in("eo"))
    ('Auch Biases sind Parameter.', {})
    """
    if language in LANGUAGES:
        return _read(language).settings
    if language not in SETTINGS:
        return {}
    found: Mapping[str, str] = import_module(f"{__name__}.{SETTINGS[language]}").SETTINGS
    return found


@contextmanager
def speaking(language: str | Wording) -> Iterator[None]:
    """Inside, everything is said in this language; raises InputError for one that has no words yet.

    >>> with speaking("en"):
    ...     said("several_places", number=6)
    'one of 6 layers'
    >>> with speaking("eo"):
    ...     said("everywhere")
    Traceback (most recent call last):
    ...
    exgen.errors.InputError: no words for the language "eo"; allowed: en
    """
    token = _spoken.set(_read(language) if isinstance(language, str) else language)
    try:
        yield
    finally:
        _spoken.reset(token)


def said(phrase: str, **slots: object) -> str:
    """A phrase with its slots filled.

    >>> said("place", what="output value", row=1, column=2)
    'output value in row 1, column 2'
    """
    return wording().phrases[phrase].format_map(slots)


def joined(parts: Iterable[str]) -> str:
    """Several things in one sentence.

    >>> joined(["height", "width"])
    'height and width'
    """
    return said("and").join(parts)
