"""Variants that do not tell the mistakes apart that an answer lists in ``separate``."""

from __future__ import annotations

from typing import cast

from exgen.answers import Members
from exgen.answers.members import common_size
from exgen.answers.sets import asked_at_least
from exgen.engine.mal_rules import MAL_RULES, MalRule
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.runs import Run
from exgen.errors import InputError
from exgen.questions.exercise import Exercise
from exgen.questions.key_forms import Key
from exgen.questions.parts import Part


def rejection(exercise: Exercise) -> str | None:
    """What ``separate`` rejects this variant for: a listed mistake that gives a right answer, or two that coincide.

    None if the variant tells all listed mistakes apart. A mistake is made everywhere, one of single layers in each of
    them; in a table's row one that cannot be made there is no reason.
    """
    for part in exercise.parts:
        if part.laid is None:
            continue
        run, seen = exercise.runs[part.laid.network], dict[Key, str]()
        # a formula's key is printed in another form than that in which formulas are worked out
        right = part.laid.read(run.__getitem__) if run.is_symbolic else part.key
        upstream = run.calculation.upstream(part.laid.slots)
        for name in part.answer.separate:
            for step in _ways(part, run, MAL_RULES[name], upstream):
                try:
                    value = part.laid.read(run.rerun([step], within=upstream).__getitem__)
                except InputError:
                    continue
                if _gives_right_answer(part, right, value):
                    return f"separate: {name} gives the right {part.name}"
                if seen.setdefault(value, name) != name:
                    return f"separate: {name} and {seen[value]} give the same {part.name}"
    return None


def _ways(part: Part, run: Run, mal_rule: MalRule, upstream: frozenset[int]) -> list[Misstep]:
    """How somebody makes a listed mistake; for a single answer at least one way, even if it changes nothing."""
    ways = missteps(run, [mal_rule], upstream)
    everywhere = [step for step in ways if step.is_everywhere]
    return everywhere or ways or ([Misstep(mal_rule)] if part.row is None else [])


def _gives_right_answer(part: Part, right: Key | None, value: Key) -> bool:
    """Whether somebody who gets to this value answers right; where a few members of a set will do, these are enough."""
    accept = part.answer.options.get("accept", "all")
    if part.answer.kind == "set" and accept != "all":
        return common_size(cast("Members", right), cast("Members", value)) >= (asked_at_least(accept) or 1)
    return value == right
