"""Follow-through: what an answer would be from the student's own wrong answers before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from exgen.answers.intervals import IntervalAxis
from exgen.answers.matrix_equality import readings_of
from exgen.engine.formulas import Quantity
from exgen.engine.quantities import Form
from exgen.errors import ExgenError
from exgen.expressions import Node
from exgen.grading.mistake_search import Matches
from exgen.questions.exercise import Exercise, Part
from exgen.questions.key_forms import Key
from exgen.questions.laid_of_graph import LaidGradient
from exgen.questions.laid_values import LaidValue


@dataclass(frozen=True, slots=True)
class Answered:
    """An earlier part that was answered wrong, with the value that was read."""

    label: str
    part: Part
    value: Any  # whatever the part's answer kind reads


FollowedKey: TypeAlias = "Callable[[Exercise, Part, Sequence[Answered]], Key | None]"
"""What a part's key would be from some earlier answers."""


def followed_from(exercise: Exercise, part: Part, matches: Matches, wrong: Sequence[Answered]) -> tuple[str, ...]:
    """The labels of the wrong earlier parts from which this response is right; none where it is not so."""
    for followed_key in (told_key, laid_key):
        key = followed_key(exercise, part, wrong)
        if key is not None and matches(key):
            return needed(exercise, part, wrong, followed_key, key)
    return ()


def needed(
    exercise: Exercise, part: Part, wrong: Sequence[Answered], followed_key: FollowedKey, key: Key
) -> tuple[str, ...]:
    """The labels of the wrong earlier parts that a key which follows from all of them cannot do without."""
    used = wrong
    for answered in wrong:
        # what others of them hide, or what this part never reads, has no share in it
        fewer = [other for other in used if other is not answered]
        if followed_key(exercise, part, fewer) == key:
            used = fewer
    return tuple(answered.label for answered in used)


def told_key(exercise: Exercise, part: Part, wrong: Sequence[Answered]) -> Key | None:
    """What a part's key would be from the student's own earlier values, as the template's ``follows`` tells it."""
    values = {other.name: other.key for other in exercise.parts}
    values |= {answered.part.name: answered.value for answered in wrong}
    try:
        return exercise.followed(part, values)
    except ExgenError:
        return None


def laid_key(exercise: Exercise, part: Part, wrong: Sequence[Answered]) -> Key | None:
    """What a part's key would be from the student's own earlier values, as the network's calculation gives it."""
    if part.laid is None:
        return None
    try:
        return part.laid.read(exercise.runs[part.laid.network].rerun((), all_pins(part, wrong)).__getitem__)
    except ExgenError:
        return None


def all_pins(part: Part, wrong: Sequence[Answered]) -> dict[int, Quantity]:
    return {slot: value for answered in wrong for slot, value in _pins(part, answered).items()}


def _pins(part: Part, answered: Answered) -> dict[int, Quantity]:
    """The slots an earlier response fills: itself for a number, one for each entry of a shape or end of an interval.

    A slot that this part asks for too (the channels that pooling leaves alone) is left out: to repeat a wrong number
    follows from nothing.
    """
    laid, value = answered.part.laid, answered.value
    if laid is None or part.laid is None or laid.network != part.laid.network:
        return {}
    if isinstance(value, tuple) and value and all(isinstance(axis, IntervalAxis) for axis in value):
        ends = [end for axis in value for end in axis.parts]
        pins = dict(zip(laid.slots, ends, strict=True)) if len(ends) == len(laid.slots) else {}
    elif isinstance(laid, LaidValue) and laid.form is Form.MATRIX:
        pins = {slot: laid.filled(value, answered.part.run.__getitem__) for slot in laid.pinned if answered.part.run}
    elif isinstance(value, tuple):
        sizes = value[1:] if laid.batch and len(value) == len(laid.slots) + 1 else value
        pins = dict(zip(laid.slots, sizes, strict=True)) if len(sizes) == len(laid.slots) else {}
        pins = pins if all(isinstance(size, int) for size in pins.values()) else {}
    elif isinstance(laid, LaidGradient):
        pins = {slot: laid.held(readings_of(value)[0]) for slot in laid.pinned}
    else:
        is_number = len(laid.pinned) == 1 and isinstance(value, (int, Fraction, Node))
        pins = {laid.slots[0]: value} if is_number else {}
    return {slot: size for slot, size in pins.items() if slot not in part.laid.pinned}
