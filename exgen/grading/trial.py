"""Variants of a question tried out: drawn, solved, their keys proven, put into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from exgen.answers import KINDS, UnreadableResponse, Verdict
from exgen.engine.proof import BUDGET
from exgen.errors import ExgenError, InputError
from exgen.grading.equal_options import equal_options
from exgen.grading.figure_answers import told_answers
from exgen.grading.untold import untold
from exgen.questions.domains import Parameter, listed
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.figure_fields import without_images
from exgen.questions.proofs import Status, proof
from exgen.questions.prose import ask, derivation_markdown, key_markdown, solution, statement
from exgen.questions.rejections import rejection

COUNTED = 1_000_000
"""So much may be counted for each key of the first variants: a hundred times what a sheet can afford."""
THOROUGH = 5
"""How many variants are looked at more closely: keys counted with ``COUNTED``, statements held to the keys. So many
are tried, too, where none can be drawn."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Variants that were tried; ``proofs`` are those of the last one.

    ``problems`` has what is wrong of each kind in the first variant where it is. ``texts`` is the Markdown of all
    exercises, each piece with its name.
    """

    drawn: int
    proofs: Mapping[str, int]
    problems: tuple[str, ...]
    exercises: tuple[Exercise, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


class _Problems:
    """What checks find: of each check only what it finds first, since other variants say it with other numbers."""

    def __init__(self) -> None:
        self.lines: dict[str, None] = {}
        self._failed: set[str] = set()

    def of(self, check: str, found: Iterable[str]) -> None:
        """Keep what a check finds, or what is raised meanwhile, unless it has found something before."""
        if check in self._failed:
            return
        try:
            lines = list(found)
        except ExgenError as error:
            lines = str(error).split("\n")
        if lines:
            self._failed.add(check)
            self.lines.update(dict.fromkeys(lines))


def tried(exercises: Exercises, id: str, pinned: Mapping[str, Parameter], variants: int) -> Trial:
    """Draw variants, solve them, prove their keys and put them into words; every kind of problem is looked for."""
    template = exercises.template
    texts: dict[str, str] = {}
    proofs: Counter[str] = Counter()
    made: list[Exercise] = []
    problems = _Problems()
    where = f"{template.where}/question.toml"
    drawn = 0
    for seed in range(variants):
        drawn = seed + 1
        try:
            exercise = _drawn(exercises, id, seed, pinned)
        except ExgenError as error:
            problems.of("draw", str(error).split("\n"))
            if not made and drawn >= THOROUGH:
                break
            continue
        made.append(exercise)
        statuses: list[Status] = []
        for part in exercise.parts:
            problems.of(
                f"proof of {part.name}", _proven(exercise, part, COUNTED if seed < THOROUGH else BUDGET, statuses)
            )
        proofs = Counter(statuses) if statuses else proofs
        problems.of("keys", _key_problems(exercise))
        problems.of("texts", _kept(exercise, texts))
        problems.of("figures", told_answers(exercise))
        if not seed or any(part.choice is not None for part in exercise.parts):
            problems.of("options", (f"{where}: {one}" for one in equal_options(exercise)))
    problems.of("untold", (f"{where}: {one}" for one in untold(exercises, made[:THOROUGH], is_whole=not pinned)))
    return Trial(drawn, proofs, tuple(problems.lines), tuple(made), tuple(texts.items()))


def _drawn(exercises: Exercises, id: str, seed: int, pinned: Mapping[str, Parameter]) -> Exercise:
    template = exercises.template
    variant = draw(template, id, seed, "", pinned=pinned, accepts=lambda values: rejection(exercises.exercise(values)))
    return exercises.exercise(variant.parameters)


def _proven(exercise: Exercise, part: Part, budget: int, statuses: list[Status]) -> Iterator[str]:
    """No problem: what cannot be proven is raised. The proof's status joins ``statuses``."""
    statuses.append(proof(exercise, part, budget=budget))
    yield from ()


def _kept(exercise: Exercise, texts: dict[str, str]) -> Iterator[str]:
    """No problem: what cannot be put into words is raised. The exercise's texts join ``texts``, each with its name."""
    texts.update({text: name for name, text in _texts(exercise)})
    yield from ()


def _texts(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Every piece of Markdown of an exercise and its solution, with the words that name it."""
    name = exercise.template.name
    yield f"{name}, statement", without_images(statement(exercise), {})
    solved = solution(exercise)
    if solved is not None:
        yield f"{name}, solution", without_images(solved, {})
    for answer in exercise.template.answers:
        yield f"{name}, answers.{answer.name}.ask", ask(exercise, answer)
    for part in exercise.parts:
        yield f"{name}, key of {part.name}", key_markdown(part)
        for line in derivation_markdown(exercise, part):
            yield f"{name}, derivation of {part.name}", line


def _key_problems(exercise: Exercise) -> Iterator[str]:
    """Keys whose text, as manifests hold it, does not read back as the value."""
    for part in exercise.parts:
        if part.key is not None and not is_key(part, part.key_text):
            place = f"{exercise.template.where}/question.toml: {part.answer.path}"
            yield f"{place}: the key {part.key_text} does not mean its value{_with(exercise)}"


def is_key(part: Part, text: str) -> bool:
    """Whether a text means a part's key, whole and exactly."""
    kind = KINDS[part.answer.kind]
    lenient = ("accept", "tolerance", "significant")
    options = {name: value for name, value in part.options.items() if name not in lenient}
    try:
        value = kind.read_key(text, part.options)
    except (UnreadableResponse, InputError):
        return False
    return kind.judge_values(part.key, value, kind.settled(options, part.key)).verdict is Verdict.CORRECT


def _with(exercise: Exercise) -> str:
    pairs = listed(exercise.parameters)
    return f" (with {pairs})" if pairs else ""
