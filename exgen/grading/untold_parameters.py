"""What a statement leaves out: parameters on which a key depends, and of which no word is said to the student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from exgen.errors import InputError
from exgen.questions.domains import Derived, Parameter
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.matrices import Matrices
from exgen.questions.prose import ask, statement
from exgen.questions.variants import pinned_variant

MOST_OTHERS = 4
"""So many other values of a parameter are tried, at most."""


def untold_parameters(exercises: Exercises, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    """A sentence for each answer whose key changes with a parameter while the student reads the same.

    One parameter after the other gets other values of its domain, as far as the constraints allow.
    """
    template = exercises.template
    exercise = exercises.exercise(parameters)
    text = _read(exercise)
    for name in template.drawn_parameters:
        domain = template.parameters[name]
        assert not isinstance(domain, Derived)
        if isinstance(domain, Matrices):
            continue  # what a matrix is put into is worked out by hand from what is printed
        step = max(1, domain.size // MOST_OTHERS)
        for value in map(domain.value_at, range(0, domain.size, step)):
            if value == parameters[name]:
                continue
            other = _with(exercises, {**parameters, name: value})
            changed = None if other is None or _read(other) != text else _changed(exercise, other)
            if changed is not None:
                yield f"{changed} depends on {name}, of which the statement says nothing"
                break


def _with(exercises: Exercises, parameters: Mapping[str, Parameter]) -> Exercise | None:
    """The exercise for these values of drawn parameters; None where the constraints forbid it."""
    template = exercises.template
    drawn = {name: parameters[name] for name in template.drawn_parameters}
    with suppress(InputError):
        return exercises.exercise(pinned_variant(template, drawn).parameters)
    return None


def _read(exercise: Exercise) -> tuple[str, ...]:
    """Everything that a student reads: statement, what is asked, and the labels of a table's rows."""
    asked = [ask(exercise, answer) for answer in exercise.template.answers]
    return (statement(exercise), *asked, *(part.row_label or "" for part in exercise.parts))


def _changed(exercise: Exercise, other: Exercise) -> str | None:
    """The first answer whose key is another one."""
    if len(exercise.parts) != len(other.parts):
        return exercise.parts[0].answer.path
    for part, same in zip(exercise.parts, other.parts, strict=True):
        if part.key != same.key:
            return part.answer.path
    return None
