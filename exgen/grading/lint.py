"""A question template or bank tried out for its author: variants drawn, keys proven, examples kept to.

What is wrong is told in lines, not raised: the other templates are looked at too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeAlias

from exgen.answers import KINDS, UnreadableResponse, Verdict
from exgen.engine.proof import BUDGET
from exgen.errors import ExgenError, InputError, did_you_mean
from exgen.grading.audit import audit
from exgen.grading.equal_options import equal_options
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.findings import Finding, Report
from exgen.grading.untold import untold
from exgen.grading.visibility import visibilities
from exgen.questions.domains import Parameter, listed
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.library import Library
from exgen.questions.proofs import Status, proof
from exgen.questions.prose import ask, derivation_markdown, key_markdown, solution, statement
from exgen.questions.records import Bank, Example, Template
from exgen.questions.rejections import rejection
from exgen.questions.variants import NO_PINS, pinned_variant, variant_space

COUNTED = 1_000_000
"""So much may be counted for each key of the first variants: a hundred times what a sheet can afford."""
THOROUGH = 5
"""How many variants are looked at more closely: keys counted with ``COUNTED``, statements held to the keys."""
MOST_OF_BANKS = 20
"""So many variants of a bank's question are tried at most: its template is tried in full by itself."""

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
            finding, texts = _template_finding(library.template_argument(argument), variants)
    except InputError as error:
        finding, texts = Finding("bank" if is_bank else "template", argument, None, 0, {}, 0, error.problems), []
    setting = [] if typeset is None else [begin(partial(_unset, typeset, piece)) for piece in texts]
    return lambda: replace(finding, problems=_once(chain(finding.problems, *[problems() for problems in setting])))


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


def _template_finding(template: Template, variants: int) -> tuple[Finding, Sequence[_Texts]]:
    """A template: constraints that can be met, variants drawn from the seeds 0, 1, ..., examples."""
    exercises = Exercises(template)
    problems: list[str] = []
    space, trial = None, _Trial(0, {}, ())
    try:
        space = variant_space(template)
        trial = _tried(exercises, template.name, NO_PINS, min(variants, space.size))
    except InputError as error:
        problems += error.problems
    examples = sum(len(example.keys) + len(example.responses) for example in template.examples)
    problems += trial.problems
    for number, example in enumerate(template.examples, 1):
        place = f"{template.where}/examples.toml: examples.#{number}"
        problems += _example_problems(exercises, example, place)
    mistakes = tuple(visibilities(trial.exercises))
    found = Finding("template", template.name, space, trial.drawn, trial.proofs, examples, _once(problems), mistakes)
    return found, [_Texts(trial.texts)]


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
            trial = _tried(exercises, question.id, question.set, min(variants, size, MOST_OF_BANKS))
        except InputError as error:
            trial = _Trial(0, {}, error.problems)
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


@dataclass(frozen=True, slots=True)
class _Trial:
    """Variants that were tried, until one had problems; ``proofs`` are those of the last variant.

    ``texts`` is the Markdown of all, each piece with its name; none where there were problems.
    """

    drawn: int
    proofs: Mapping[str, int]
    problems: tuple[str, ...]
    exercises: tuple[Exercise, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


def _tried(exercises: Exercises, id: str, pinned: Mapping[str, Parameter], variants: int) -> _Trial:
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
            if not seed or any(part.choice is not None for part in exercise.parts):
                problems += tuple([f"{where}: {one}" for one in equal_options(exercise)])
            texts |= {text: name for name, text in _texts(exercise)}
        except ExgenError as error:
            problems = tuple(str(error).split("\n"))
        if problems:
            return _Trial(seed + 1, proofs, problems)
    problems = tuple(
        [f"{where}: {one}" for one in dict.fromkeys(untold(exercises, made[:THOROUGH], is_whole=not pinned))]
    )
    return _Trial(variants, proofs, problems, tuple(made), () if problems else tuple(texts.items()))


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
