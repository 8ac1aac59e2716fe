"""What a statement leaves out: parameters, options of layers and conventions on which a key depends, and of which no
word is said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain

from exgen.engine.conventions import OWN
from exgen.engine.wording import wording
from exgen.errors import InputError
from exgen.grading.dependences import conventions_decisive, options_decisive
from exgen.questions.domains import Derived, Parameter
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.layer_options import OPTIONS
from exgen.questions.matrices import Matrices
from exgen.questions.prose import ask, context, statement
from exgen.questions.statements import rendered
from exgen.questions.told_conventions import SETTABLE
from exgen.questions.variants import pinned_variant

MOST_OTHERS = 4
"""So many other values of a parameter are tried, at most."""


def untold(exercises: Exercises, made: Sequence[Exercise], *, is_whole: bool) -> Iterator[str]:
    """A sentence for everything that the students of some variants are not told, ``[hidden]`` left aside.

    And one for what is marked as hidden, though nothing of it is: it need not be, or is told. That can be said only
    where the variants are of the template ``is_whole``, nothing pinned.
    """
    told_of = exercises.template.hidden
    hidden: set[str] = set()
    for exercise in made:
        parameters = dict(_untold_parameters(exercises, exercise))
        unsaid = _unsaid(exercises, exercise, parameters.keys())
        for name, sentence in chain(parameters.items(), _untold_conventions(exercise), unsaid):
            if name in told_of:
                hidden.add(name)
            else:
                yield sentence
    for name in told_of:
        if made and is_whole and name not in hidden:
            yield f"hidden.{name}: it is not hidden: the statement tells it, or no key depends on it"


def _untold_parameters(exercises: Exercises, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """The parameters with which a key changes while the student reads the same, each with a sentence.

    One parameter after the other gets other values of its domain, as far as the constraints allow.
    """
    template, parameters = exercises.template, exercise.parameters
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
                yield name, f"{changed} depends on {name}, of which the statement says nothing"
                break


def _untold_conventions(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """The conventions that are not the engine's own and whose sentence nobody reads, each with a sentence."""
    text = "\n".join(_read(exercise))
    for name in exercise.template.conventions:
        insertion = f"<< conventions.{name} >>"
        sentence = rendered(insertion, context(exercise), exercise.template.name)
        if exercise.conventions.value(name) != OWN.value(name) and sentence not in text:
            yield name, f"conventions.{name}: the statement does not say it; put {insertion} into it"


def _unsaid(exercises: Exercises, exercise: Exercise, untold: Collection[str]) -> Iterator[tuple[str, str]]:
    """The options of layers and the conventions on which a key depends and which no word tells, each with a sentence.

    A convention that the template settles is told by its own sentence, of which ``_untold_conventions`` speaks. What
    the same words would tell is asked for once: a statement that speaks of biases tells that they count. Nor is an
    option asked for that is written in an ``untold`` parameter.
    """
    text = "\n".join(_read(exercise)).lower()
    asked: set[str] = set()
    decisive = {**conventions_decisive(exercise), **options_decisive(exercise)}
    for name in sorted(decisive, key=[*OPTIONS, *SETTABLE].index):
        words = wording().tellings[name]
        is_said = any(word in text for word in words.split("|")) or name in exercise.template.conventions
        if is_said or words in asked or not exercises.names_in(name).isdisjoint(untold):
            continue
        asked.add(words)
        yield name, f"{decisive[name]} depends on {_called(exercise, name)}, of which the statement says nothing"


def _called(exercise: Exercise, name: str) -> str:
    """An option of layers or a convention, as an author is told of it."""
    if name in OPTIONS:
        return f"the {name} of layers"
    return f'the convention {name} (here "{exercise.conventions.value(name)}": << conventions.{name} >>)'


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
