"""A question template or bank tried out for its author: variants drawn, keys proven, examples kept to.

What is wrong is told in lines, not raised: the other templates are looked at too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TypeAlias

from exgen.answers import KINDS, UnreadableResponse, Verdict
from exgen.engine.proof import BUDGET
from exgen.errors import ExgenError, InputError, did_you_mean
from exgen.grading.audit import audit
from exgen.grading.equal_options import equal_options
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.untold import untold
from exgen.grading.visibility import Visibility, visibilities
from exgen.questions.domains import Parameter, listed
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.library import Library
from exgen.questions.proofs import Status, proof
from exgen.questions.prose import ask, derivation_markdown, key_markdown, solution, statement
from exgen.questions.records import Bank, Example, Template
from exgen.questions.rejections import rejection
from exgen.questions.variants import NO_PINS, Space, pinned_variant, variant_space

COUNTED = 1_000_000
"""So much may be counted for each key of the first variants: a hundred times what a sheet can afford."""
THOROUGH = 5
"""How many variants are looked at more closely: keys counted with ``COUNTED``, statements held to the keys."""
MOST_OF_BANKS = 20
"""So many variants of a bank's question are tried at most: its template is tried in full by itself."""

Typeset: TypeAlias = Callable[[tuple[tuple[str, str], ...]], object]
"""Told pieces of Markdown, each with its name; raises InputError for those that cannot be set on a page."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one template or bank.

    ``space`` says how many variants a template has (None for a bank); ``drawn`` how many were tried; ``proofs`` how
    many keys of a variant are proven, authored, ungraded; ``examples`` how many keys and responses of
    ``examples.toml`` (or printed answers of a bank) were checked. ``problems`` has a line for everything wrong.
    ``mistakes`` says of a template how often each mistake is hidden in the variants drawn.
    """

    kind: str
    name: str
    space: Space | None
    drawn: int
    proofs: Mapping[str, int]
    examples: int
    problems: tuple[str, ...]
    mistakes: tuple[Visibility, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The finding as ``exgen lint --json`` prints it."""
        space = None if self.space is None else {"number": self.space.size, "exact": self.space.is_exact}
        return {
            "kind": self.kind,
            "name": self.name,
            "variants": space,
            "drawn": self.drawn,
            "proofs": dict(self.proofs),
            "examples": self.examples,
            "problems": list(self.problems),
            "hidden_mistakes": [mistake.as_json() for mistake in self.mistakes if mistake.hidden],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The findings about everything that was looked at."""

    findings: tuple[Finding, ...]

    @property
    def problems(self) -> int:
        """How many things are wrong."""
        return sum(len(finding.problems) for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """What ``exgen lint --json`` prints."""
        return {"findings": [finding.as_json() for finding in self.findings], "problems": self.problems}


def lint_all(library: Library, variants: int, typeset: Typeset | None) -> Report:
    """Every template and bank of a library."""
    names = chain(library.templates(), library.banks())
    return Report(tuple(lint_named(library, name, variants, typeset) for name in names))


def lint_named(library: Library, argument: str, variants: int, typeset: Typeset | None) -> Finding:
    """The template or bank that somebody names: by its name, its folder or its file.

    Raises InputError if there is none.
    """
    is_bank = library.is_bank(argument)
    try:
        if is_bank:
            return lint_bank(library.bank(argument), library, variants, typeset)
        return lint_template(library.template_argument(argument), variants, typeset)
    except InputError as error:
        return Finding("bank" if is_bank else "template", argument, None, 0, {}, 0, error.problems)


def lint_template(template: Template, variants: int, typeset: Typeset | None) -> Finding:
    """A template: constraints that can be met, variants drawn from the seeds 0, 1, ..., examples."""
    exercises = Exercises(template)
    problems: list[str] = []
    space, trial = None, _Trial(0, {}, ())
    try:
        space = variant_space(template)
        trial = _tried(exercises, template.name, NO_PINS, min(variants, space.size), typeset)
    except InputError as error:
        problems += error.problems
    examples = sum(len(example.keys) + len(example.responses) for example in template.examples)
    problems += trial.problems
    for number, example in enumerate(template.examples, 1):
        place = f"{template.where}/examples.toml: examples.#{number}"
        problems += _example_problems(exercises, example, place)
    mistakes = tuple(visibilities(trial.exercises))
    return Finding("template", template.name, space, trial.drawn, trial.proofs, examples, _once(problems), mistakes)


def lint_bank(bank: Bank, library: Library, variants: int, typeset: Typeset | None) -> Finding:
    """A bank: variants of every question with what the bank pins, and the printed answers read."""
    near = library.near(bank.path)
    problems: list[str] = []
    proofs: Counter[str] = Counter()
    drawn = printed = 0
    for question in bank.questions:
        exercises = Exercises(near.template(question.template))
        try:
            size = variant_space(exercises.template, question.set).size
            trial = _tried(exercises, question.id, question.set, min(variants, size, MOST_OF_BANKS), typeset)
        except InputError as error:
            trial = _Trial(0, {}, error.problems)
        drawn += trial.drawn
        proofs.update(trial.proofs)
        problems += [f"{bank.path}: {question.path}: {problem}" for problem in trial.problems]
    try:
        printed = sum(1 for item in audit(bank, library).items if item.published)
    except ExgenError as error:
        problems += str(error).split("\n")
    return Finding("bank", bank.name, None, drawn, dict(proofs), printed, _once(problems))


@dataclass(frozen=True, slots=True)
class _Trial:
    """Variants that were tried, until one had problems; ``proofs`` are those of the last variant."""

    drawn: int
    proofs: Mapping[str, int]
    problems: tuple[str, ...]
    exercises: tuple[Exercise, ...] = ()


def _tried(
    exercises: Exercises, id: str, pinned: Mapping[str, Parameter], variants: int, typeset: Typeset | None
) -> _Trial:
    """Draw variants, solve them, prove their keys and put them into words."""
    template = exercises.template
    texts: dict[str, str] = {}
    proofs: Counter[str] = Counter()
    made: list[Exercise] = []
    where = f"{template.where}/question.toml"
    for seed in range(variants):
        try:
            drawn = draw(
                template, id, seed, "", pinned=pinned, accepts=lambda values: rejection(exercises.exercise(values))
            )
            exercise = exercises.exercise(drawn.parameters)
            made.append(exercise)
            proofs = Counter(_proven(exercise, COUNTED if seed < THOROUGH else BUDGET))
            problems = tuple(_key_problems(exercise))
            if not seed:
                problems += tuple([f"{where}: {one}" for one in equal_options(exercise)])
            texts |= {text: name for name, text in _texts(exercise)}
        except ExgenError as error:
            problems = tuple(str(error).split("\n"))
        if problems:
            return _Trial(seed + 1, proofs, problems)
    problems = tuple(
        [f"{where}: {one}" for one in dict.fromkeys(untold(exercises, made[:THOROUGH], is_whole=not pinned))]
    )
    if problems:
        return _Trial(variants, proofs, problems, tuple(made))
    try:
        if typeset is not None:
            typeset(tuple(texts.items()))
    except InputError as error:
        return _Trial(variants, proofs, error.problems)
    return _Trial(variants, proofs, (), tuple(made))


def _proven(exercise: Exercise, budget: int) -> Iterator[Status]:
    return (proof(exercise, part, budget=budget) for part in exercise.parts)


def _texts(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Every piece of Markdown of an exercise and its solution, with the words that name it."""
    name = exercise.template.name
    yield f"{name}, statement", statement(exercise)
    solved = solution(exercise)
    if solved is not None:
        yield f"{name}, solution", solved
    for answer in exercise.template.answers:
        yield f"{name}, answers.{answer.name}.ask", ask(exercise, answer)
    for part in exercise.parts:
        yield f"{name}, key of {part.name}", key_markdown(part)
        for line in derivation_markdown(exercise, part):
            yield f"{name}, derivation of {part.name}", line


def _key_problems(exercise: Exercise) -> Iterator[str]:
    """Keys whose text, as manifests hold it, does not read back as the value."""
    for part in exercise.parts:
        if part.key is not None and not _is_key(part, part.key_text):
            place = f"{exercise.template.where}/question.toml: {part.answer.path}"
            yield f"{place}: the key {part.key_text} does not mean its value{_with(exercise)}"


def _is_key(part: Part, text: str) -> bool:
    """Whether a text means a part's key, whole and exactly."""
    kind = KINDS[part.answer.kind]
    lenient = ("accept", "tolerance", "significant")
    options = {name: value for name, value in part.options.items() if name not in lenient}
    try:
        value = kind.read_key(text, part.options)
    except (UnreadableResponse, InputError):
        return False
    return kind.judge_values(part.key, value, kind.settled(options, part.key)).verdict is Verdict.CORRECT


def _example_problems(exercises: Exercises, example: Example, place: str) -> Iterator[str]:
    try:
        parameters = pinned_variant(exercises.template, example.parameters, f"{place}.parameters").parameters
        exercise = exercises.exercise(parameters)
        for part in exercise.parts:
            proof(exercise, part, budget=COUNTED)
    except ExgenError as error:
        yield from (line if line.startswith(place) else f"{place}: {line}" for line in str(error).split("\n"))
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
            if not _is_key(part, text):
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


def _with(exercise: Exercise) -> str:
    pairs = listed(exercise.parameters)
    return f" (with {pairs})" if pairs else ""


def _once(problems: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problems))
