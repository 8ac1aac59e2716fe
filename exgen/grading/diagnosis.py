"""Which mistakes lead from a network to a student's wrong answer.

They are looked for in the order in which they are likely: one mistake everywhere, one at a single place, two together
(``mistake_search``). What no known mistake explains may be a slip of the pen (``slips``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from exgen.engine.formulas import Quantity
from exgen.engine.missteps import Misstep
from exgen.engine.runs import Run
from exgen.grading.mistake_places import Ways, where
from exgen.grading.mistake_search import Matches, MistakeSearch
from exgen.questions.graphs import Subject
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import LaidValue

MOST_GROUPS = 3
"""Alternatives given at most."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A mistake that explains a response.

    ``id`` and ``feedback`` are those of a mal-rule or slip; ``where`` the place in words ("" where there is only one,
    "one of ..." where several fit); mistakes of one ``group`` happened together, groups are alternatives, likeliest
    first.
    """

    id: str
    where: str
    feedback: str
    group: int

    def as_json(self) -> dict[str, object]:
        """The form of the ``diagnose`` contract."""
        return {"id": self.id, "where": self.where, "feedback": self.feedback, "group": self.group}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What explains a wrong response: mistakes, and the convention (if any) under which it would be right."""

    misconceptions: tuple[Misconception, ...] = ()
    convention: str | None = None

    def __bool__(self) -> bool:
        """Whether anything explains it."""
        return bool(self.misconceptions) or self.convention is not None


def diagnosis(
    run: Run,
    laid: LaidValue | LaidOfGraph,
    network: Subject,
    matches: Matches,
    pins: Mapping[int, Quantity] | None = None,
    *,
    is_thorough: bool = False,
    made: Collection[str] = (),
) -> Diagnosis:
    """Explain a response to one quantity by mal-rules and conventions.

    ``matches`` says whether a value is what the student answered; ``pins`` are slots taken from the student's own
    earlier answers, on top of which further mistakes are looked for. With ``is_thorough`` pairs of mistakes at single
    places are tried too: there are thousands of them in a deep network, so it takes its time; and last, pairs with one
    of the mistakes ``made`` in earlier answers, which somebody makes again. Where a response is right under another
    convention, no pair is looked for, and no mistake told that leads to it by chance: see
    ``MistakeSearch.is_told_beside``.
    """
    search = MistakeSearch(run, laid, matches, pins or {})
    convention = next(search.conventions(), None)
    groups: list[tuple[Ways, ...]] = [
        (ways,) for ways in search.singles() if convention is None or search.is_told_beside(ways, convention)
    ]
    if not groups and convention is None:
        groups += search.pairs(is_thorough=is_thorough)
    if not groups and convention is None and is_thorough and made:
        groups += search.pairs_with(made)
    found = tuple(
        Misconception(ways[0].mal_rule.id, where(ways, run, network, search.reached), ways[0].mal_rule.sentence, number)
        for number, group in enumerate(groups[:MOST_GROUPS])
        for ways in group
    )
    return Diagnosis(found, None if convention is None else convention.name)


def explained_by(misstep: Misstep, run: Run, laid: LaidValue | LaidOfGraph, network: Subject) -> Diagnosis:
    """A mistake that is known to lead to a response, as what explains it."""
    place = where((misstep,), run, network, run.calculation.reached(laid.slots))
    return Diagnosis((Misconception(misstep.mal_rule.id, place, misstep.mal_rule.sentence, 0),))
