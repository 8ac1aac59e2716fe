"""The parts of an exercise: what is asked, its key, and what an answer says of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from exgen.answers import KINDS
from exgen.engine.missteps import Misstep
from exgen.engine.runs import Run
from exgen.expressions import Name, Node, literal, names_in, read, show, substitute
from exgen.questions.domains import Parameter
from exgen.questions.key_forms import Key
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import LaidValue
from exgen.questions.records import AnswerSource


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to answer: an answer of the template, or one row of an answer that is a table.

    ``row`` counts from 1 and is None for a single answer; ``row_label`` is the row's layer. ``key`` is None for a
    text; ``laid`` is None where the key is plain arithmetic (``authored``) or a text. ``run`` is the run that the key
    is read from, as it is printed (``symbols.printed``). ``options`` are those of the answer, with what ``given`` says
    of earlier answers. A table asked as a whole has ``rows`` of parts that are its cells; a choice between a value and
    what mistakes make of it is a ``choice`` between them.
    """

    answer: AnswerSource
    row: int | None
    row_label: str
    points: Fraction
    key: Key | None
    laid: LaidValue | LaidOfGraph | None
    run: Run | None = field(compare=False)
    options: Mapping[str, object]
    rows: tuple[tuple[Part, ...], ...] = ()
    choice: Choice | None = None

    @property
    def name(self) -> str:
        """The answer's name, with its row: ``shapes.row3``."""
        return self.answer.name if self.row is None else f"{self.answer.name}.row{self.row}"

    @property
    def cells(self) -> tuple[Part, ...]:
        """The cells of a table that is asked as a whole; any other part by itself."""
        return tuple([cell for row in self.rows for cell in row]) if self.rows else (self,)

    @property
    def key_text(self) -> str:
        """The key as text, "" for a text."""
        return "" if self.key is None else KINDS[self.answer.kind].show(self.key)


@dataclass(frozen=True, slots=True)
class Offered:
    """One of the values to choose from: its text, how it is set, and the mistake that leads to it.

    ``misstep`` is None for the right one.
    """

    value: Key
    text: str
    latex: str
    misstep: Misstep | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The values that a variant offers, in the order of their letters.

    ``part`` asks openly for what is chosen here: whatever is known of values is known by it.
    """

    part: Part
    offered: tuple[Offered, ...]

    @property
    def right(self) -> Offered:
        """The one to be chosen."""
        return next(one for one in self.offered if one.misstep is None)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of all, as the answer kind has them."""
        return tuple([one.text for one in self.offered])

    def of(self, text: str) -> Offered:
        """The one with that text."""
        return next(one for one in self.offered if one.text == text)


def by_answer(
    parts: Sequence[Part], values: Mapping[str, Key | None]
) -> dict[str, Key | tuple[Key | None, ...] | None]:
    """The values of parts (by name) as formulas speak of them: of a table all rows together."""
    found: dict[str, Key | tuple[Key | None, ...] | None] = {}
    rows: dict[str, list[Key | None]] = {}
    for part in parts:
        value = values.get(part.name)
        if isinstance(value, Node):
            value = written_out(value, parts)
        if part.row is None:
            found[part.answer.name] = value
        else:
            rows.setdefault(part.answer.name, []).append(value)
    return found | {name: tuple(members) for name, members in rows.items()}


def written_out(formula: Node, parts: Sequence[Part]) -> Node:
    """A formula with the keys of earlier answers in the place of their names."""
    for part in reversed(parts):
        if isinstance(part.key, Node) and part.row is None and part.answer.name in names_in(formula):
            formula = substitute(formula, {part.answer.name: part.key})
    return formula


def given_slots(answer: AnswerSource, laid: LaidValue, run: Run, parts: Sequence[Part]) -> dict[int, Name]:
    """The slots of a run that an answer knows by the names of earlier answers, in the order in which it lists them.

    The name of a side stands for the other one too where both are the same. An answer of another network has no slot
    in this one; what is asked itself keeps its formula.
    """
    named = {
        part.answer.name: part.laid.slots[0]
        for part in parts
        if part.laid is not None and part.laid.network == laid.network and len(part.laid.slots) == 1
    }
    slots = {slot: Name(name) for name in answer.given if name in named for slot in run.alike(named[name])}
    return {slot: name for slot, name in slots.items() if slot not in laid.slots}


def settled_options(
    answer: AnswerSource, parts: Sequence[Part], parameters: Mapping[str, Parameter]
) -> Mapping[str, object]:
    """The options of an answer's kind in a variant.

    With the formulas of the earlier answers that ``given`` names, and the values of parameters in ``where``.
    """
    options = dict(answer.options)
    if answer.given:
        keys = {part.answer.name: part.key for part in parts}
        formulas = {name: key for name in answer.given if isinstance(key := keys[name], Node)}
        named = [f"{name} = {show(written_out(key, parts))}" for name, key in formulas.items()]
        options["given"] = [*named, *cast("list[str]", options.get("given", []))]
    if "where" in options:
        options["where"] = [_with_numbers(text, parameters) for text in cast("list[str]", options["where"])]
    return options


def _with_numbers(condition: str, parameters: Mapping[str, Parameter]) -> str:
    node = read(condition)
    values = {name: parameters[name] for name in names_in(node) if name in parameters}
    return show(substitute(node, {name: literal(value) for name, value in values.items()})) if values else condition
