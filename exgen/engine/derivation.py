"""A key's derivation: the steps that lead to it, each as letters, numbers put in, value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import groupby
from typing import TYPE_CHECKING

from exgen.engine.formulas import Formula, Lengths, Quantity, as_node, formula, spread
from exgen.engine.given_lines import given_lines
from exgen.engine.layout import Place, Step
from exgen.engine.rule_letters import Naming, is_another, names_among
from exgen.engine.rules import Rule
from exgen.engine.runs import Run
from exgen.engine.wiring import INPUT
from exgen.engine.wording import joined, said
from exgen.expressions import (
    Binary,
    Call,
    Name,
    Node,
    Number,
    Sequence as SequenceNode,
    fold,
    names_in,
    show,
    substitute,
)

if TYPE_CHECKING:
    from exgen.engine.mal_rules import MalRule

AXES: Mapping[int, tuple[str, ...]] = {
    0: (),
    1: ("length",),
    2: ("height", "width"),
    3: ("depth", "height", "width"),
}
"""The spatial axes by name, for each number of them; what they are called, ``exgen.engine.wording`` says."""

MOST_TERMS = 50
"""A sum of more terms is printed with its first ones and its last."""
FIRST_TERMS = 3
LEAST_FACTOR = 3
"""So many equal terms in a row, or more, are printed as a product."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a derivation.

    ``place`` says where, ``title`` what is computed ("output size"), ``side`` of which side ("height", "height and
    width", or ""); ``formula`` is LaTeX without dollars: result = letters = numbers = value. A line of words has "".
    ``letters`` is its beginning, result = letters, where there are letters that numbers are put into.
    """

    place: Place
    title: str
    side: str
    formula: str
    letters: str = ""

    @property
    def words(self) -> str:
        """What is computed, and of which side."""
        return said("of_side", what=self.title, side=self.side) if self.side else self.title


def derivation(run: Run, slots: Iterable[int], axes: int, known: Iterable[int] = ()) -> tuple[Line, ...]:
    """The lines that lead to ``slots``, first things first.

    ``axes`` is the number of spatial axes of the network's input. A slot of ``known`` is taken as given (a table's
    total does not derive its rows again). Sides that put in the same numbers share a line. Numbers that no rule works
    out are told where nothing else is, or where a rule that is always told says what they are.
    """
    asked = tuple(slots)
    targets = frozenset(asked)
    groups: dict[tuple[object, ...], list[int]] = {}
    for slot in _in_order(run, _needed(run, targets, frozenset(known) - targets)):
        step = run.calculation.step(slot)
        if step is not None and (not _passes_on(run, slot) or (step.rule.is_told and slot in targets)):
            groups.setdefault((step.rule.name, step.place.layer, run.given(slot)), []).append(slot)
    taken = _taken(run, groups.values(), axes) if run.is_symbolic else frozenset[str]()
    lines = tuple(line for group in groups.values() for line in _lines(run, group, axes, taken))
    if not lines or any(step is not None and step.rule.is_told for step in map(run.calculation.step, asked)):
        lines = (*(Line(place, words, "", text) for place, words, text in given_lines(run, asked)), *lines)
    return (_renamed(taken), *lines) if taken else lines


def _needed(run: Run, targets: frozenset[int], given: frozenset[int]) -> set[int]:
    """The slots to derive, going back from the targets through the letters that lines really use."""
    needed: set[int] = set()
    waiting = list(targets)
    while waiting:
        slot = waiting.pop()
        if slot not in needed and slot not in given:
            needed.add(slot)
            step = run.calculation.step(slot)
            drops_zeros = step is not None and _is_sum(step.rule) and not _picks_one(step.rule)
            waiting += [source for source in run.used(slot) if not drops_zeros or run[source] != 0]
    return needed


def _in_order(run: Run, slots: set[int]) -> Iterator[int]:
    """The slots of steps, each behind those it is worked out from; beyond that in the order of ``Step.order``.

    The order of the slots themselves depends on what was laid before.
    """
    calculation = run.calculation
    steps = [slot for slot in slots if calculation.step(slot) is not None]
    missing = {slot: set(run.used(slot)).intersection(steps) for slot in steps}
    ready = [(calculation.order(slot), slot) for slot in steps if not missing[slot]]
    heapify(ready)
    while ready:
        _, done = heappop(ready)
        yield done
        for reader in calculation.readers[done]:
            if done in missing.get(reader, ()):
                missing[reader].remove(done)
                if not missing[reader]:
                    heappush(ready, (calculation.order(reader), reader))


def _is_sum(rule: Rule) -> bool:
    """Whether a rule adds terms, of which those that are 0 are not printed, or picks one of them."""
    return "terms" in rule.letters


def _picks_one(rule: Rule) -> bool:
    """Whether a rule picks the largest of its terms, or the smallest."""
    return _is_sum(rule) and isinstance(rule.node, Call) and rule.node.function in (Name("max"), Name("min"))


def _passes_on(run: Run, slot: int) -> bool:
    """Whether a step only hands on what it gets (a sum of one term, a size that needs no clipping)."""
    values = [run[source] for source in run.used(slot)]
    step = run.calculation.step(slot)
    if step is not None and _picks_one(step.rule):
        values = list(dict.fromkeys(values))
    else:
        values = [value for value in values if value != 0]
    return values == [run[slot]]


def _taken(run: Run, groups: Collection[list[int]], spatial: int) -> frozenset[str]:
    """The printed letters of rules that these steps need, but that the network has for something else."""
    own = names_among([value for slots in groups for value in (*run.given(slots[0]), run[slots[0]])])
    found: set[str] = set()
    for slots in groups if own else ():
        steps = [step for slot in slots if (step := run.calculation.step(slot)) is not None]
        if steps[0].rule.written is None:
            made, naming = _made(run, slots[0], steps[0]), _naming(run, steps, spatial)
            given = dict(zip(made.letters, run.given(slots[0]), strict=True))
            used = () if _is_sum(steps[0].rule) else names_in(_without_neutral_letters(steps[0].rule, made.node, given))
            letters = {letter: given[letter] for letter in used}
            letters[steps[0].rule.result] = run[slots[0]]
            names = naming.names(letters)
            shown = [(show(Name(letter), "latex", names), value) for letter, value in letters.items()]
            found.update(letter for letter, value in shown if letter in own and is_another(letter, value))
    return frozenset(found)


def _renamed(taken: frozenset[str]) -> Line:
    """A line of words that says which letters are the network's, and which the rules'."""
    return Line(Place(), said("letters_taken", letters=joined(f"${letter}$" for letter in sorted(taken))), "", "")


def _lines(run: Run, slots: list[int], axes: int, taken: frozenset[str]) -> Iterator[Line]:
    """The lines of one step, or of the same step on several sides: a computed rule writes lines of its own."""
    step = run.calculation.step(slots[0])
    if step is None or step.rule.written is None:
        yield _line(run, slots, axes, taken)
        return
    values: list[object] = [
        tuple([run[slot] for slot in argument]) if isinstance(argument, tuple) else run[argument]
        for argument in step.arguments
    ]
    for convention in run.settled.get(slots[0], ()):
        for letter, node in convention.changes[step.rule.name].arguments.items():
            if isinstance(node, Number):
                values[step.rule.letters.index(letter)] = node.value
    for title, written in step.rule.written(run[slots[0]], *values):
        yield Line(step.place, title, "", written)


def _line(run: Run, slots: list[int], spatial: int, taken: frozenset[str]) -> Line:
    """The line of one step, or of the same step on several sides."""
    steps = [step for slot in slots if (step := run.calculation.step(slot)) is not None]
    rule = steps[0].rule
    naming = _naming(run, steps, spatial)._replace(taken=taken)
    printed, letters, used = _printed(
        rule, (steps[0].lengths, run.settled.get(slots[0], ())), run.given(slots[0]), run[slots[0]], naming
    )
    return Line(steps[0].place, _title(rule, used), joined(map(said, _sides(run, steps, spatial))), printed, letters)


def _title(rule: Rule, used: Iterable[tuple[str, str]]) -> str:
    """What a line is about, with what its letters mean where they are not those of all layers."""
    glosses = [gloss for letter, printed in used if (gloss := rule.gloss(letter, printed)) is not None]
    return said("with_letters", what=rule.title, letters=said("comma").join(glosses)) if glosses else rule.title


def _naming(run: Run, steps: Sequence[Step], spatial: int) -> Naming:
    sides = _sides(run, steps, spatial)
    axes = AXES[_axes_at(run, steps[0], spatial)]
    return Naming(sides[0] if sides else "", axes, steps[0].place.layer in (None, INPUT))


def _sides(run: Run, steps: Sequence[Step], spatial: int) -> list[str]:
    axes = AXES[_axes_at(run, steps[0], spatial)]
    return [axes[step.place.axis] for step in steps if step.place.axis is not None]


def _made(run: Run, slot: int, step: Step) -> Formula:
    """The line that fills a slot, as the run's conventions have it."""
    return formula(step.rule.name, step.lengths, run.settled.get(slot, ()))


def _axes_at(run: Run, step: Step, spatial: int) -> int:
    """How many spatial axes there are where a step is applied: a flattened or unflattened tensor has others."""
    if step.place.axis is not None:
        return run.calculation.axes_at(step)
    lengths = zip(step.rule.letters, step.lengths, strict=True)
    return next((length for letter, length in lengths if letter in "KIX" and length), spatial)


@lru_cache(maxsize=4096)
def _printed(
    rule: Rule,
    form: tuple[Lengths, tuple[MalRule, ...]],
    values: tuple[Quantity, ...],
    result: Quantity,
    naming: Naming,
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """A rule's line with values put in, as it is printed, its letters alone, and which ones these are, each as it is
    printed; many layers have the same.

    ``form``: how long its letters are, and what conventions change in it.
    """
    made = formula(rule.name, *form)
    given = dict(zip(made.letters, values, strict=True))
    line = _without_neutral_letters(rule, made.node, given)
    names = naming.names((*made.letters, rule.result))
    is_sum = _is_sum(rule)
    chain = [
        show(Name(rule.result), "latex", names),
        "" if is_sum else show(line, "latex", names),
        _sum(rule, given)
        if is_sum
        else show(substitute(line, {letter: as_node(value) for letter, value in given.items()}), "latex"),
        show(as_node(result), "latex"),
    ]
    parts = [part for index, part in enumerate(chain) if part and part not in chain[:index]]
    has_letters = not is_sum and chain[1] not in chain[2:]
    used = [(letter, show(Name(letter), "latex", names)) for letter in names_in(line)] if rule.glosses else []
    return " = ".join(parts), " = ".join(dict.fromkeys(chain[:2])) if has_letters else "", tuple(dict.fromkeys(used))


def _sum(rule: Rule, given: Mapping[str, Quantity]) -> str:
    """The terms of a sum that are not 0, equal ones in a row as a product; of very many the first ones and the last.

    Other letters are there for mistakes.
    """
    given = {letter: value for letter, value in given.items() if letter.startswith("terms")}
    if _picks_one(rule):
        terms = [as_node(value) for value in dict.fromkeys(given.values())]
    else:
        values = [value for value in given.values() if value != 0]
        terms = [term for value, row in groupby(values) for term in _summed(value, len(list(row)))]
    if len(terms) > MOST_TERMS:
        terms = [*terms[:FIRST_TERMS], Name("..."), terms[-1]]
    return show(spread(rule.node, {"terms": SequenceNode(tuple(terms))}), "latex", {"...": r"\cdots"})


def _summed(value: Quantity, times: int) -> list[Node]:
    """What is added so often: as it is, or from three times on as a product."""
    if times < LEAST_FACTOR:
        return [as_node(value)] * times
    return [Binary("*", Number(times), as_node(value))]


def _without_neutral_letters(rule: Rule, line: Node, given: Mapping[str, Quantity]) -> Node:
    """The rule's line without the letters that change nothing here (D = 1, a bias that is there)."""
    neutral = [(letter, as_node(given[letter])) for letter, values in rule.neutral.items() if given[letter] in values]
    return _put_in(line, tuple(neutral)) if neutral else line


@lru_cache(maxsize=1024)
def _put_in(line: Node, values: tuple[tuple[str, Node], ...]) -> Node:
    """A line with values in the place of letters, folded; layers of many sizes have the same ones."""
    return fold(substitute(line, dict(values)))
