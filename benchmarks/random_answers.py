"""How often a wrong answer that follows from nothing gets a mistake's name all the same.

A name is only worth something if such answers rarely get one. Two sorts are tried: numbers drawn near the key, and
slips of a digit, as one makes them on a calculator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from exgen.answers import ProductSet
from exgen.grading.diagnosis import diagnosis
from exgen.grading.exercise_check import elsewhere
from exgen.grading.slips import slips
from exgen.questions import Library, Stream, draw
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.rejections import rejection

DRAWN = 2_000
"""So many wrong answers are drawn for a key."""

LARGE = 1_000
"""Keys above this are large: there at most ``BAR`` of the answers may get a name."""

BAR = Fraction(2, 100)

NUMERIC = ("integer", "shape", "set")
"""The answer kinds whose keys are numbers."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``tried`` wrong answers to one key got a name."""

    template: str
    part: str
    key: str
    is_large: bool
    named: int
    tried: int

    @property
    def share(self) -> Fraction:
        """The named ones of all that were tried."""
        return Fraction(self.named, self.tried) if self.tried else Fraction(0)


def near_misses(part: Part, label: str, count: int = DRAWN) -> Iterator[Any]:
    """Wrong answers near a key, the same ones for the same ``label``.

    Of a large number up to half of it away, of a small one at least ten; of a shape some entries are moved so; of a
    set of sizes that are all right one member is answered.
    """
    stream = Stream("random answers", label, part.name)
    while count:
        answer = _near_key(part.key, stream)
        if not is_explained_by(part.key, answer):
            count -= 1
            yield answer


def digit_slips(key: int) -> Iterator[int]:
    """A whole number with one digit mistaken, left out or typed twice, or with two neighbours swapped.

    >>> list(digit_slips(10))[:3], list(digit_slips(10))[-3:]
    ([20, 30, 40], [1, 110, 100])
    """
    text = str(key)
    slips = [text[:at] + digit + text[at + 1 :] for at in range(len(text)) for digit in "0123456789"]
    slips += [text[:at] + text[at + 1 :] for at in range(len(text))]
    slips += [text[: at + 1] + text[at:] for at in range(len(text))]
    slips += [text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)]
    yield from (int(slip) for slip in slips if slip and slip[0] != "0" and int(slip) != key)


def explanations(exercise: Exercise, part: Part) -> list[Any]:
    """Every answer to a part that a diagnosis explains: what it compares a response with that fits nowhere."""
    assert part.laid is not None
    compared: list[Any] = []

    def matches(key: Any) -> bool:
        compared.append(key)
        return False

    diagnosis(exercise.runs[part.laid.network], part.laid, exercise.networks[part.laid.network], matches)
    assert part.key is not None
    slips(part.key, elsewhere(exercise, part), matches)
    return compared


def is_explained_by(explanation: Any, answer: Any) -> bool:
    """Whether an explanation's value is the answer, or holds it where it is a set."""
    return answer in explanation if isinstance(explanation, frozenset | ProductSet) else answer == explanation


def share_of(exercise: Exercise, part: Part, answers: Iterable[Any]) -> Share:
    """How many of some wrong answers to a part get a name."""
    found = explanations(exercise, part)
    exact = {value for value in found if not isinstance(value, frozenset | ProductSet)}
    sets = [value for value in found if isinstance(value, frozenset | ProductSet)]
    named = tried = 0
    for answer in answers:
        tried += 1
        named += answer in exact or any(answer in members for members in sets)
    is_large = isinstance(part.key, int) and part.key > LARGE
    return Share(exercise.template.name, part.name, part.key_text, is_large, named, tried)


def numeric_parts(exercise: Exercise) -> list[Part]:
    """The parts of an exercise whose keys are numbers that a network gives."""
    return [part for part in exercise.parts if part.laid is not None and part.answer.kind in NUMERIC]


def exercises_of(library: Library, name: str, variants: int) -> Iterator[tuple[str, Exercise]]:
    """Some variants of a template, each with a label."""
    made = Exercises(library.template(name))
    for seed in range(variants):
        variant = draw(made.template, name, seed, "", accepts=lambda values: rejection(made.exercise(values)))
        yield f"{name} {seed}", made.exercise(variant.parameters)


def shares(library: Library, name: str, variants: int, count: int = DRAWN) -> tuple[list[Share], list[Share]]:
    """The shares of one template's keys: of numbers drawn near them, and of slips of a digit."""
    drawn: list[Share] = []
    slipped: list[Share] = []
    for label, exercise in exercises_of(library, name, variants):
        for part in numeric_parts(exercise):
            drawn.append(share_of(exercise, part, near_misses(part, label, count)))
            if isinstance(part.key, int):
                slipped.append(share_of(exercise, part, digit_slips(part.key)))
    return drawn, slipped


def _near_key(key: Any, stream: Stream) -> Any:
    """An answer near a key: a whole number, a shape (with a batch axis in front or not), or a member of a set."""
    if isinstance(key, int):
        return _near(key, stream)
    if isinstance(key, frozenset | ProductSet):
        member = tuple(map(min, key.axes)) if isinstance(key, ProductSet) else min(key)
        return tuple(_near(size, stream) for size in member) if isinstance(member, tuple) else _near(member, stream)
    sizes = [place for place, entry in enumerate(key) if isinstance(entry, int)]
    moved = 1 + stream.below(2 ** len(sizes) - 1)
    return _moved(key, [place for bit, place in enumerate(sizes) if moved >> bit & 1], stream)


def _moved(shape: Sequence[Any], places: Sequence[int], stream: Stream) -> tuple[Any, ...]:
    """A shape with the entries at some places moved."""
    return tuple(_near(entry, stream) if place in places else entry for place, entry in enumerate(shape))


def _near(number: int, stream: Stream) -> int:
    """A whole number from 0 on, up to half of ``number`` away, at least ten."""
    reach = max(number // 2, 10)
    least = max(0, number - reach)
    return least + stream.below(number + reach - least + 1)
