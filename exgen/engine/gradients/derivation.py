"""A gradient's derivation: back from the loss, line by line, each gradient from those before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from exgen.engine.derivation import Line
from exgen.engine.formulas import as_node
from exgen.engine.gradients.laid_gradients import LaidGraph
from exgen.engine.gradients.simplifying import simplified
from exgen.engine.layout import Place, Step
from exgen.engine.missteps import Misstep
from exgen.engine.runs import Rerun, Run
from exgen.expressions import Name, Node, substitute
from exgen.expressions.matrices import show_matrices

_SILENT = frozenset(
    f"{name}_gradient" for name in ("term", "subtrahend", "total", "equal_entries", "common", "asked", "column", "no")
)
"""Rules that are told only where they are all there is to tell."""


class DerivedGradient(NamedTuple):
    """One gradient of a derivation.

    ``from_others`` has the names of the gradients that it comes from, ``written`` has them put in. ``titles`` say by
    which rules, first the one next to the loss.
    """

    node: str
    place: Place
    titles: tuple[str, ...]
    from_others: Node
    written: Node


def derived_gradients(
    laid: LaidGraph, node: str, known: Iterable[str] = (), misstep: Misstep | None = None
) -> tuple[DerivedGradient, ...]:
    """The gradients that lead to that of a node, first those next to the loss; of ``known`` ones nothing is told.

    With a ``misstep`` they are those of somebody who makes this mistake: where it is made the line is another one, and
    those behind it go on from what came out. Raises GraphError where there is no such node, ExpressionError where the
    mistake leads to no formula.

    >>> from exgen.engine.gradients.laid_gradients import laid_graph
    >>> from exgen.engine.gradients.reading import read_graph
    >>> from exgen.engine.mal_rules import MAL_RULES
    >>> shapes = {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)}
    >>> laid = laid_graph(read_graph(["o = W x", "a = tanh(o)", "l = norm(a - y)^2"], "l", shapes))
    >>> for line in derived_gradients(laid, "W", misstep=Misstep(MAL_RULES["sigma_prime_forgotten"])):
    ...     print(line.node, show_matrices(line.from_others), show_matrices(line.written), sep=": ")
    a: 2(a - y): 2(a - y)
    o: dl/da: 2(a - y)
    W: dl/do x^T: 2(a - y) x^T
    """
    target = laid.gradient(node)
    given = _needed(laid, [laid.gradient(other) for other in known], frozenset())
    slots = _needed(laid, [target], given - {target})
    nodes = {laid.gradient(name): name for name in laid.gradients}
    made = _Made(laid, misstep)
    return tuple(made.derived(slot, nodes[slot]) for slot in sorted(slots) if slot in nodes)


def gradient_derivation(laid: LaidGraph, node: str, known: Iterable[str] = ()) -> tuple[Line, ...]:
    """The lines that lead to the gradient with respect to a node: its name = from other gradients = written out.

    What leads to the nodes of ``known`` is taken as given. Contributions of several uses stand in the sum of them.
    Behind each stands its shape.

    >>> from exgen.engine.gradients.laid_gradients import laid_graph
    >>> from exgen.engine.gradients.reading import read_graph
    >>> shapes = {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)}
    >>> laid = laid_graph(read_graph(["o = W x", "a = tanh(o)", "l = norm(a - y)^2"], "l", shapes))
    >>> for line in gradient_derivation(laid, "W", known=["o"]):
    ...     print(line.title, line.formula.replace("partial ", "").partition(" = ")[2], sep=": ")
    outer product with what the weights are multiplied by: \\frac{\\l}{\\o} x^{\\top} \
= (\\tanh'(o) \\odot 2 (a - y)) x^{\\top} \\quad (h \\times d)
    """
    return tuple(_line(laid, derived) for derived in derived_gradients(laid, node, known))


def equation(laid: LaidGraph, derived: DerivedGradient) -> str:
    """A line of a derivation as LaTeX: its name = from other gradients = written out."""
    name = laid.gradient_name(derived.node)
    chain = [show_matrices(node, "latex") for node in (name, derived.from_others, derived.written)]
    return " = ".join(dict.fromkeys(chain))


def _line(laid: LaidGraph, derived: DerivedGradient) -> Line:
    rows, columns = (
        show_matrices(Name(size), "latex") if isinstance(size, str) else size
        for size in laid.graph.gradient_shape(derived.node)
    )
    shape = f"\\quad ({rows} \\times {columns})"
    return Line(derived.place, "; ".join(derived.titles), "", f"{equation(laid, derived)} {shape}")


def _needed(laid: LaidGraph, slots: Iterable[int], given: frozenset[int]) -> frozenset[int]:
    """These slots and all that their lines really use, without what is given."""
    needed: set[int] = set()
    waiting = list(slots)
    while waiting:
        slot = waiting.pop()
        if slot not in needed and slot not in given:
            needed.add(slot)
            waiting += laid.calculation.used(slot)
            if slot in laid.gradients_by_name:
                waiting.append(laid.gradients_by_name[slot])
    return frozenset(needed)


class _Made:
    """The gradients of a graph as somebody works them out who makes a mistake, or none."""

    def __init__(self, laid: LaidGraph, misstep: Misstep | None) -> None:
        self._laid = laid
        self._mistakes = {} if misstep is None else laid.calculation.mistakes([misstep])
        self._values: Run | Rerun = laid.run if misstep is None else laid.run.rerun([misstep])

    def derived(self, slot: int, node: str) -> DerivedGradient:
        """The gradient that a slot holds, with respect to a node."""
        steps = tuple(_unnamed_steps(self._laid, slot))
        told = dict.fromkeys(step.rule.title for step in steps if step.rule.name not in _SILENT)
        titles = tuple(told) or tuple(step.rule.title for step in steps[-1:])
        place = steps[-1].place if steps else Place()
        sides = simplified(self._from_names(slot)), as_node(self._values[slot])
        from_others, written = (self._laid.as_written(self._laid.laid_out(side, node)) for side in sides)
        return DerivedGradient(node, place, titles, from_others, written)

    def _from_names(self, slot: int) -> Node:
        """A step's line with the names of the gradients that it uses; what has no name is written out."""
        laid, calculation = self._laid, self._laid.calculation
        if calculation.step(slot) is None:
            return as_node(laid.run[slot])
        sources = calculation.sources[slot - calculation.first]
        made = calculation.formulas[slot - calculation.first]
        if slot in self._mistakes:
            made = calculation.mistaken(slot, self._mistakes[slot])
        told = [laid.names[source] if source in laid.names else self._from_names(source) for source in sources]
        return substitute(made.node, dict(zip(made.letters, told, strict=True)))


def _unnamed_steps(laid: LaidGraph, slot: int) -> Iterator[Step]:
    """The steps from gradients that have a name to a slot, the slot's own last."""
    step = laid.calculation.step(slot)
    if step is not None:
        for source in laid.calculation.used(slot):
            if source not in laid.names:
                yield from _unnamed_steps(laid, source)
        yield step
