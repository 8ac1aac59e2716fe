"""A question template or bank tried out for its author: variants drawn, keys proven, examples kept to.

What is wrong is told in lines, not raised: the other templates are looked at too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeAlias

from exgen.errors import ExgenError, InputError, did_you_mean
from exgen.grading.audit import audit
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.findings import Finding, Report
from exgen.grading.trial import COUNTED, Trial, is_key, tried
from exgen.grading.visibility import visibilities
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library
from exgen.questions.proofs import proof
from exgen.questions.records import Bank, Example, Template
from exgen.questions.variants import NO_PINS, pinned_variant, variant_space

MOST_OF_BANKS = 20
"""So many variants of a bank's question are tried at most: its template is tried in full by itself."""

NOTHING_PINNED = Example({}, {}, ())
"""What is left of an example that cannot be read."""

Typeset: TypeAlias = Callable[[tuple[tuple[str, str], ...]], object]
"""Told pieces of Markdown, each with its name; raises InputError for those that cannot be set on a page."""

Begin: TypeAlias = Callable[[Callable[[], tuple[str, ...]]], Callable[[], tuple[str, ...]]]
"""What begins to look for problems, beside the rest; what it gives waits until they are known."""


def lint_all(library: Library, variants: int, typeset: Typeset | None) -> Report:
    """Every template and bank of a library; while pandoc sets the texts of one, variants of the next are drawn."""
    names = chain(library.templates(), library.banks())
    beside = ThreadPoolExecutor(1)
    try:
        begun = [_begun(library, name, variants, typeset, lambda work: beside.submit(work).result) for name in names]
        return Report(tuple([finding() for finding in begun]))
    finally:
        beside.shutdown(cancel_futures=True)


def lint_named(library: Library, argument: str, variants: int, typeset: Typeset | None) -> Finding:
    """The template or bank that somebody names: by its name, its folder or its file.

    Raises InputError if there is none.
    """
    return _begun(library, argument, variants, typeset, lambda work: work)()


def _begun(
    library: Library, argument: str, variants: int, typeset: Typeset | None, begin: Begin
) -> Callable[[], Finding]:
    """The finding about a template or bank, complete when its texts are set."""
    is_bank = library.is_bank(argument)
    try:
        if is_bank:
            finding, texts = _bank_finding(library.bank(argument), library, variants)
        else:
            template, problems = library.examined_argument(argument)
            if template is None:
                raise InputError(*problems)
            finding, texts = _template_finding(template, variants, problems)
    except InputError as error:
        finding, texts = Finding("bank" if is_bank else "template", argument, None, 0, {}, 0, error.problems), []
    setting = [] if typeset is None else [begin(partial(_unset, typeset, piece)) for piece in texts]
    return lambda: replace(finding, problems=_once(chain(finding.problems, *[unset() for unset in setting])))


class _Texts(NamedTuple):
    """Pieces of Markdown to be set, each with its name; ``where`` begins what is said about them."""

    texts: tuple[tuple[str, str], ...]
    where: str = ""


def _unset(typeset: Typeset, pieces: _Texts) -> tuple[str, ...]:
    """What cannot be set on a page, and why."""
    try:
        typeset(pieces.texts)
    except InputError as error:
        return tuple([f"{pieces.where}{problem}" for problem in error.problems])
    return ()


def _template_finding(template: Template, variants: int, known: Sequence[str]) -> tuple[Finding, Sequence[_Texts]]:
    """A template: constraints that can be met, variants drawn from the seeds 0, 1, ..., examples.

    ``known`` is what is wrong with its files: of the places that it speaks of nothing more is told.
    """
    exercises = Exercises(template)
    problems: list[str] = []
    space, trial = None, Trial(0, {}, ())
    try:
        space = variant_space(template)
        trial = tried(exercises, template.name, NO_PINS, min(variants, space.size))
    except InputError as error:
        problems += error.problems
    examples = sum(len(example.keys) + len(example.responses) for example in template.examples)
    problems += trial.problems
    for number, example in enumerate(template.examples, 1):
        if example == NOTHING_PINNED:
            continue  # it could not be read
        place = f"{template.where}/examples.toml: examples.#{number}"
        problems += _example_problems(exercises, example, place, [*known, *problems])
    mistakes = tuple(visibilities(trial.exercises))
    told = _once([*known, *(problem for problem in problems if not _is_told(problem, known))])
    found = Finding("template", template.name, space, trial.drawn, trial.proofs, examples, told, mistakes)
    return found, [_Texts(trial.texts)]


def _is_told(problem: str, known: Iterable[str]) -> bool:
    """Whether something is known to be wrong at the place that a problem begins with, or around it."""
    places = [": ".join(line.split(": ")[:2]) for line in known]
    return any(problem.startswith((f"{place}:", f"{place}.", f"{place} ")) for place in places)


def _without_example(problem: str) -> str:
    """A problem without the example in which it was met."""
    _, _, behind = problem.partition("/examples.toml: ")
    return behind.partition(": ")[2] if behind else problem


def _bank_finding(bank: Bank, library: Library, variants: int) -> tuple[Finding, Sequence[_Texts]]:
    """A bank: variants of every question with what the bank pins, and the printed answers read."""
    near = library.near(bank.path)
    problems: list[str] = []
    texts: list[_Texts] = []
    proofs: Counter[str] = Counter()
    drawn = printed = 0
    for question in bank.questions:
        exercises = Exercises(near.template(question.template))
        try:
            size = variant_space(exercises.template, question.set).size
            trial = tried(exercises, question.id, question.set, min(variants, size, MOST_OF_BANKS))
        except InputError as error:
            trial = Trial(0, {}, error.problems)
        drawn += trial.drawn
        proofs.update(trial.proofs)
        where = f"{bank.path}: {question.path}: "
        problems += [f"{where}{problem}" for problem in trial.problems]
        texts.append(_Texts(trial.texts, where))
    try:
        printed = sum(1 for item in audit(bank, library).items if item.published)
    except ExgenError as error:
        problems += str(error).split("\n")
    return Finding("bank", bank.name, None, drawn, dict(proofs), printed, _once(problems)), texts


def _example_problems(exercises: Exercises, example: Example, place: str, known: Sequence[str]) -> Iterator[str]:
    """What is wrong with an example; of the template's own problems only those that no variant had."""
    try:
        parameters = pinned_variant(exercises.template, example.parameters, f"{place}.parameters").parameters
        exercise = exercises.exercise(parameters)
        for part in exercise.parts:
            proof(exercise, part, budget=COUNTED)
    except ExgenError as error:
        for line in str(error).split("\n"):
            if line.startswith(place):
                yield line
            elif not _is_told(line, map(_without_example, known)):
                yield f"{place}: {line}"
        return
    yield from _wrong_keys(exercise, example, place)
    yield from _wrong_outcomes(exercise, example, place)


def _wrong_keys(exercise: Exercise, example: Example, place: str) -> Iterator[str]:
    for name, expected in example.keys.items():
        parts = [part for part in exercise.parts if part.answer.name == name]
        texts = expected if isinstance(expected, tuple) else (expected,)
        if len(texts) != len(parts):
            yield f"{place}.keys.{name}: found {len(texts)} keys; there are {len(parts)} rows"
            continue
        for part, text in zip(parts, texts, strict=True):
            if not is_key(part, text):
                yield f"{place}.keys.{part.name}: found {text}; the key is {part.key_text}"


def _wrong_outcomes(exercise: Exercise, example: Example, place: str) -> Iterator[str]:
    parts = {part.name: part for part in exercise.parts}
    for number, response in enumerate(example.responses, 1):
        where = f"{place}.responses.#{number}"
        if response.answer not in parts:
            yield f'{where}.answer: there is no part "{response.answer}"; {did_you_mean(response.answer, parts)}'
            continue
        asked = {response.answer: parts[response.answer]}
        outcome = checked_exercise(exercise, asked, {response.answer: response.response}, Fraction(1))[0]
        if str(outcome.verdict) != response.verdict:
            reason = f" ({outcome.reason})" if outcome.reason else ""
            yield f"{where}: {response.response} is {outcome.verdict}, not {response.verdict}{reason}"
        found = [misconception.id for misconception in outcome.misconceptions]
        if response.misconception is not None and response.misconception not in found:
            named = ", ".join(found) or "no mistake"
            yield f"{where}: {response.response} is explained by {named}, not by {response.misconception}"
        if response.convention is not None and response.convention != outcome.convention:
            named = outcome.convention or "no other convention"
            yield f"{where}: {response.response} is right under {named}, not under {response.convention}"


def _once(problems: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problems))
