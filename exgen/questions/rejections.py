"""Variants that do not tell the mistakes apart that an answer lists in ``separate``."""

from __future__ import annotations

from typing import cast

from exgen.answers import Members
from exgen.answers.members import common_size
from exgen.answers.sets import asked_at_least
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import Misstep, ways_to_make
from exgen.errors import InputError
from exgen.questions.exercise import Exercise
from exgen.questions.key_forms import Key
from exgen.questions.parts import Part
from exgen.questions.wrong_lines import LaidWrongLine


def rejection(exercise: Exercise) -> str | None:
    """What ``separate`` rejects this variant for: a listed mistake that gives a right answer, or two that coincide.

    None if the variant tells all listed mistakes apart. A mistake is made everywhere, one of single layers in each of
    them; in a table's row one that cannot be made there is no reason.
    """
    for asked in exercise.parts:
        part = asked.choice.part if asked.choice is not None else asked
        if part.laid is None:
            continue
        if asked.choice is not None and len(asked.choice.offered) <= asked.answer.wrong_choices:
            return f"distractors: too few of them lead to different wrong values of {part.name}"
        if isinstance(part.laid, LaidWrongLine) and not part.laid.is_told_apart:
            return f"{part.laid.name}: the line is right in value all the same"
        run, seen = exercise.runs[part.laid.network], dict[Key, str]()
        # a formula's key is printed in another form than that in which formulas are worked out
        right = part.laid.read(run.__getitem__) if run.is_symbolic else part.key
        upstream = run.calculation.upstream(part.laid.slots)
        for name in part.answer.separate:
            for step in ways_to_make(run, MAL_RULES[name], upstream) or _without_effect(part, name):
                try:
                    value = part.laid.read(run.rerun([step], within=upstream).__getitem__)
                except InputError:
                    continue
                if gives_right_answer(part, right, value):
                    return f"separate: {name} gives the right {part.name}"
                if seen.setdefault(value, name) != name:
                    return f"separate: {name} and {seen[value]} give the same {part.name}"
    return None


def _without_effect(part: Part, name: str) -> list[Misstep]:
    """For a single answer there is a way to make a mistake even where it changes nothing."""
    return [Misstep(MAL_RULES[name])] if part.row is None else []


def gives_right_answer(part: Part, right: Key | None, value: Key) -> bool:
    """Whether somebody who gets to this value answers right; where a few members of a set will do, these are enough."""
    accept = part.answer.options.get("accept", "all")
    if part.answer.kind == "set" and accept != "all":
        return common_size(cast("Members", right), cast("Members", value)) >= (asked_at_least(accept) or 1)
    return value == right
