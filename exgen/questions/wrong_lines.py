"""Derivations with a mistake in one line: which line is the first wrong one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from exgen.engine.derivation import Line
from exgen.engine.formulas import Quantity
from exgen.engine.gradients.derivation import DerivedGradient, derived_gradients, equation
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import laid_graph
from exgen.engine.gradients.proof import confirm_first_wrong
from exgen.engine.layout import Place
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.wording import said
from exgen.errors import ExpressionError, InputError, ProofError, did_you_mean
from exgen.expressions.matrices import gradient_name
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import Slots


@dataclass(frozen=True, slots=True, eq=False)
class LaidWrongLine(LaidOfGraph):
    """The number, from 1, of the first wrong line in the derivation of a gradient in which a mistake was made.

    ``lines`` are those of the derivation, ``right`` is what should stand in the place of the wrong one.
    """

    graph: Graph
    misstep: Misstep
    lines: tuple[DerivedGradient, ...]
    right: DerivedGradient

    @property
    def number(self) -> int:
        """The number of the line, from 1."""
        return 1 + [line.node for line in self.lines].index(self.right.node)

    def read(self, slots: Slots) -> Quantity:
        """The number of the line; it depends on no slot."""
        del slots
        return self.number

    def told_of(self, value: object) -> str:
        """Whether the line that somebody takes for the first wrong one is right, or only goes on from that one."""
        if not isinstance(value, int) or not 1 <= value <= len(self.lines):
            return said("no_such_line", last=len(self.lines))
        return said("line_is_right" if value < self.number else "line_goes_on", line=value)

    @property
    def name(self) -> str:
        return f'{self.network}.wrong_line({self.node}, "{self.misstep.mal_rule.id}")'

    @property
    def printed(self) -> tuple[str, ...]:
        """The lines as LaTeX, in their order."""
        return tuple([equation(laid_graph(self.graph), line) for line in self.lines])

    def confirm(self) -> None:
        """Confirm that the line is wrong and those before it right. Raises ProofError."""
        confirm_first_wrong(self.graph, self.lines, self.number - 1)

    @property
    def is_told_apart(self) -> bool:
        """Whether the line is wrong in value, not only in what it looks like."""
        try:
            self.confirm()
        except ProofError:
            return False
        return True

    def solution(self) -> tuple[Line, ...]:
        """Which line it is, the mistake that was made in it, and the line as it is right."""
        place, mistake = self.right.place, self.misstep.mal_rule.sentence
        return (
            Line(Place(), said("first_wrong_line"), "", str(self.number)),
            Line(place, mistake, "", ""),
            Line(place, said("right_line"), "", equation(laid_graph(self.graph), self.right)),
        )


def laid_wrong_line(name: str, graph: Graph, node: str, mistake: str, turn: int) -> LaidWrongLine:
    """A mistake made in one line of the derivation of a gradient: in the first one where it can be made, in the next
    one for the next ``turn``, behind the last one in the first again.

    Raises InputError where there is no such mistake or node, or no line in which it changes anything.
    """
    if mistake not in MAL_RULES:
        raise InputError(f'there is no mistake "{mistake}"; {did_you_mean(mistake, MAL_RULES)}')
    ways = _ways(graph.bare or graph, node, mistake)
    if not ways:
        asked = gradient_name(graph.loss, node)
        raise InputError(f"{mistake} changes no line in the derivation of {asked}; a constraint can keep it away")
    misstep, lines, right = ways[turn % len(ways)]
    return LaidWrongLine(name, node, (), (), graph.bare or graph, misstep, lines, right)


@lru_cache(maxsize=256)
def _ways(
    graph: Graph, node: str, mistake: str
) -> Sequence[tuple[Misstep, tuple[DerivedGradient, ...], DerivedGradient]]:
    """The ways to make a mistake in one line, from the loss on, each with the lines and what is right in its place."""
    laid = laid_graph(graph)
    true = derived_gradients(laid, node)
    reached = laid.calculation.reached([laid.gradient(node)])
    steps = missteps(laid.run, [MAL_RULES[mistake]], reached)
    single = [step for step in steps if step.place is not None] or steps
    found = []
    for step in single:
        try:
            lines = derived_gradients(laid, node, misstep=step)
        except ExpressionError:
            continue
        changed = [right for line, right in zip(lines, true, strict=True) if line.written != right.written]
        if changed:
            found.append((step, lines, changed[0]))
    return sorted(found, key=lambda way: true.index(way[2]))
