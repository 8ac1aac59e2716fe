"""Texts that a question lists, and the labels by which a response may name them: a letter, a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.look_alikes import CHARACTERS_AT_MOST, without_look_alikes
from exgen.answers.options import Options, list_of_texts_problems, shown, texts
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""The letters by which texts are named, in order."""

_CROSS = pattern(r"(?<=[0-9])[\N{MULTIPLICATION SIGN}*](?=[0-9])")
_HYPHEN = pattern(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_TIMES = pattern(r"\\(?:times|cdot)(?![A-Za-z])")
_NUMERIC = pattern(r"[-+0-9.,/ %]+")


@dataclass(frozen=True, slots=True)
class GivenTexts:
    """The texts of an option, in the order in which letters and numbers count them.

    >>> given = GivenTexts.of({"choices": ["ReLU", "tanh"]}, "choices")
    >>> given.at("b"), given.at("2"), given.at("c"), given.alike("RELU")
    (1, 1, None, [0])
    """

    texts: tuple[str, ...]
    has_numbers: bool
    """Whether a number can be a label: not where one of the texts is a number itself."""

    @classmethod
    def of(cls, options: Options, name: str) -> GivenTexts:
        """The texts of the option of that name."""
        found = tuple(text.strip() for text in texts(options, name))
        return cls(found, not any(map(_NUMERIC.fullmatch, found)))

    def at(self, label: str) -> int | None:
        """Which text a letter or number stands for; None where it stands for none."""
        if label in LETTERS:
            index = LETTERS.index(label)
        elif not self.has_numbers:
            return None
        else:
            index = int(label) - 1
        return index if 0 <= index < len(self.texts) else None

    def alike(self, typed: str) -> list[int]:
        """The texts that are the typed one apart from case, blanks and look-alikes."""
        if len(typed) > max(CHARACTERS_AT_MOST, *(2 * len(text) for text in self.texts)):
            return []
        meant = squeezed(typed)
        same = [index for index, text in enumerate(self.texts) if squeezed(text) == meant]
        if same:
            return same
        joined = _HYPHEN.sub("", meant)  # max-pooling
        return [index for index, text in enumerate(self.texts) if _HYPHEN.sub("", squeezed(text)) == joined]

    def listed(self) -> str:
        """All texts with their letters, for a message."""
        return ", ".join(f"{letter}) {shown(text)}" for letter, text in zip(LETTERS, self.texts, strict=False))


def given_texts_problems(kind: str, options: Options, name: str, *, at_least: int = 2) -> list[str]:
    """A line for everything wrong with an option that lists texts: it is needed, and none stands twice.

    >>> given_texts_problems("choice", {"choices": ["a", "b", "a"]}, "choices")
    ['choice: "a" stands twice in choices']
    """
    if name not in options:
        return [f"{kind}: the option {name} is missing: the texts to choose from"]
    problems = list_of_texts_problems(kind, options, name)
    found = [text.strip() for text in texts(options, name)]
    if not problems and len(found) < at_least:
        problems.append(f"{kind}: {name} must have at least {at_least} texts; found {len(found)}")
    if not problems and len(found) > len(LETTERS):
        problems.append(f"{kind}: {name} must have at most {len(LETTERS)} texts; found {len(found)}")
    return problems + [f"{kind}: {shown(text)} stands twice in {name}" for text in _repeated(found)]


def one_of_several(typed: str, found: list[int], given: GivenTexts) -> UnreadableResponse:
    """The question which of several texts is meant, where case and blanks alone tell them apart."""
    sentence = f"{shown(typed)} can be {' or '.join(shown(given.texts[index]) for index in found)}; write the letter"
    return UnreadableResponse("ambiguous_choice", sentence)


def squeezed(text: str) -> str:
    """A text without blanks and case, look-alikes made one.

    >>> squeezed("Max\\u00a0 pooling"), squeezed("$7 \\\\times 7$") == squeezed("7 x 7")
    ('maxpooling', True)
    """
    plain = without_look_alikes(Passage.of(text)).text
    if "\\" in plain:
        plain = _TIMES.sub("x", plain)
    return with_one_cross("".join(plain.replace("$", "").split()).casefold())


def with_one_cross(text: str) -> str:
    """A text without blanks in which every sign between two numbers that means times is an x.

    >>> with_one_cross("7\N{MULTIPLICATION SIGN}7"), with_one_cross("3*3")
    ('7x7', '3x3')
    """
    return _CROSS.sub("x", text)


def _repeated(items: Iterable[str]) -> list[str]:
    items = list(items)
    return sorted({item for item in items if items.count(item) > 1})
