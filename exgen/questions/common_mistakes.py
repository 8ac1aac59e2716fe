"""The wrong values that a teacher can expect of a part in one variant: what common mistakes make of its key.

First the mistakes that the template lists (``separate``, ``distractors``), then all others that can be made everywhere,
the likeliest first. A value that the judge of responses would take for the right one is none, and of several mistakes
that lead to the same value the first is told. Nothing is told of a table that is asked as a whole, nor of texts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from exgen.answers import KINDS, Verdict, judge, key_value
from exgen.engine.drafts import NetworkDraft
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.mal_rules.mal_rule import Rank
from exgen.engine.missteps import Misstep, made_everywhere, ways_to_make
from exgen.engine.runs import Run
from exgen.engine.same import Same
from exgen.errors import ExgenError, ExpressionError
from exgen.expressions import Node, evaluate, names_in
from exgen.expressions.matrices import read_matrices, show_matrices
from exgen.questions.distractors import are_told_apart, mistaken_value, offered
from exgen.questions.exercise import Exercise
from exgen.questions.graphs import KIND as GRADIENTS
from exgen.questions.key_forms import Key
from exgen.questions.laid_of_graph import LaidGradient
from exgen.questions.laid_values import LaidValue
from exgen.questions.parts import Offered, Part
from exgen.questions.rejections import gives_right_answer
from exgen.questions.wrong_lines import LaidWrongLine

KEPT = 1_000
"""So many parts with formulas are remembered."""

MOST = 3
"""So many mistakes of a part are told at most."""

LENIENT = frozenset({"tolerance", "significant"})
"""Options with which a number beside the key is right."""

_LIKELY = sorted((rule for rule in MAL_RULES.values() if rule.rank is not Rank.RARE), key=lambda rule: rule.rank)
_POINTS = ((997, 13), (601, 7), (1433, 29))
"""Whole numbers for letters, each with the distance from one letter to the next, at which formulas are compared."""


class Mistaken(NamedTuple):
    """A mistake by its id, and the wrong value to which it leads, as the answer's kind shows it."""

    id: str
    text: str


class CommonMistakes:
    """Finds the mistakes of parts; what is found of formulas is kept for the variants that share them."""

    def __init__(self) -> None:
        self._of_formulas: dict[Hashable, tuple[Mistaken, ...]] = {}

    def of(self, exercise: Exercise, part: Part) -> tuple[Mistaken, ...]:
        """The mistakes of a part; of a choice those that are offered.

        >>> from exgen.questions.exercise import Exercises
        >>> from exgen.questions.library import Library, own_place
        >>> template = Library([own_place()]).template("convolution/output_size_2d")
        >>> exercise = Exercises(template).exercise({"H": 78, "W": 84, "K": 5, "S": 3, "P": 2})
        >>> CommonMistakes().of(exercise, exercise.parts[0])[0]
        Mistaken(id='plus_one_dropped', text='(25, 27)')
        """
        if part.choice is not None:
            return tuple(Mistaken(one.misstep.mal_rule.id, one.text) for one in part.choice.offered if one.misstep)
        if part.laid is None or part.key is None or isinstance(part.laid, LaidWrongLine):
            return ()
        run = exercise.runs[part.laid.network]
        sharing = _sharing(exercise, part, run)
        if sharing is None:
            return tuple(_mistaken(exercise, part, run))
        if sharing not in self._of_formulas:
            if len(self._of_formulas) == KEPT:
                del self._of_formulas[next(iter(self._of_formulas))]
            self._of_formulas[sharing] = tuple(_mistaken(exercise, part, run))
        return self._of_formulas[sharing]


def _sharing(exercise: Exercise, part: Part, run: Run) -> Hashable | None:
    """What variants have in common that share a part's formula; None for a part with numbers."""
    subject = exercise.networks[part.laid.network] if part.laid is not None else None
    place = (exercise.template.name, part.name, part.key_text)
    if isinstance(part.laid, LaidGradient):
        return (*place, Same(run))
    if isinstance(part.laid, LaidValue) and isinstance(subject, NetworkDraft) and run.is_symbolic:
        layers = tuple([layer.text for layer in subject.layers])
        return (*place, subject.input, layers, exercise.conventions, tuple(part.laid.arguments.items()))
    return None


def _mistaken(exercise: Exercise, part: Part, run: Run) -> Iterator[Mistaken]:
    assert part.laid is not None
    assert part.key is not None
    upstream = run.calculation.upstream(part.laid.slots)
    told = [offered(part, part.key, None)]
    ids: set[str] = set()
    for step in _steps(part, run, upstream):
        if len(told) > MOST:
            return
        if step.mal_rule.id in ids:
            continue
        value = mistaken_value(part, run, step, upstream, tuple(exercise.template.symbols))
        if value is None or not _is_believable(part.key, value):
            continue
        found = offered(part, value, step)
        if run.is_symbolic and part.answer.kind == "interval":  # its ends are tidied where they are read
            found = offered(part, key_value(part.answer.kind, found.text, part.options), step)
        if all(_is_another(part, one, found) for one in told):
            told.append(found)
            ids.add(step.mal_rule.id)
            yield Mistaken(step.mal_rule.id, found.text)


def _steps(part: Part, run: Run, upstream: frozenset[int]) -> Iterator[Misstep]:
    """The listed mistakes in each way to make them, then the likely ones made everywhere."""
    listed = dict.fromkeys((*part.answer.separate, *part.answer.distractors))
    for id in listed:
        yield from ways_to_make(run, MAL_RULES[id], upstream)
    yield from made_everywhere(run.calculation, (rule for rule in _LIKELY if rule.id not in listed), upstream)


def _is_believable(key: Key, value: Key) -> bool:
    """Whether somebody writes a value down: nobody has a size or a count below 1, where the right one is not."""
    return min(_numbers(value), default=1) >= 1 or min(_numbers(key), default=1) < 1


def _numbers(value: Key) -> list[int]:
    return [each for each in (value if isinstance(value, tuple) else (value,)) if type(each) is int]


def _is_another(part: Part, one: Offered, other: Offered) -> bool:
    """Whether two values are neither shown alike nor taken for each other."""
    if one.text == other.text:
        return False
    if isinstance(part.laid, LaidGradient):
        return are_told_apart(part, one, other)
    if isinstance(one.value, Node) and isinstance(other.value, Node):
        return ("where" not in part.options and _differ(one.value, other.value)) or are_told_apart(part, one, other)
    if part.answer.kind == "set":
        return not gives_right_answer(part, one.value, other.value)
    is_read_alike = part.answer.kind == "interval" and part.run is not None and part.run.is_symbolic
    if LENIENT.isdisjoint(part.options) and not is_read_alike:
        return True
    try:
        return judge(part.answer.kind, one.text, other.text, part.options).verdict is not Verdict.CORRECT
    except ExgenError:
        return False


def _differ(one: Node, other: Node) -> bool:
    """Whether two formulas differ at one of a few points, which shows at once that they are not equal."""
    letters = sorted({*names_in(one), *names_in(other)})
    for first, apart in _POINTS:
        point = {letter: first + apart * place for place, letter in enumerate(letters)}
        try:
            values = evaluate(one, point), evaluate(other, point)
        except ExpressionError:
            continue
        if values[0] != values[1]:
            return True
    return False


def latex_of(part: Part, text: str) -> str:
    """A mistaken value, read again from its text, as LaTeX sets it; raises InputError if it cannot be read."""
    if part.answer.kind == GRADIENTS:  # a formula that does not fit is no key
        return show_matrices(read_matrices(text), "latex")
    kind = KINDS[part.answer.kind]
    return kind.show_latex(key_value(kind.name, text, part.options))
