"""A gradient's derivation: back from the loss, line by line, each gradient from those before it."""

from __future__ import annotations

from collections.abc import Iterable

from exgen.engine.derivation import Line
from exgen.engine.formulas import as_node
from exgen.engine.graphs.laid_gradients import LaidGraph
from exgen.engine.layout import Place
from exgen.expressions import Node, substitute
from exgen.expressions.matrices import show_matrices, tidied


def gradient_derivation(laid: LaidGraph, node: str, known: Iterable[str] = ()) -> tuple[Line, ...]:
    """The lines that lead to the gradient with respect to a node: its name = from other gradients = written out.

    What leads to the nodes of ``known`` is taken as given. Contributions of several uses stand in the sum of them.

    >>> from exgen.engine.graphs.laid_gradients import laid_graph
    >>> from exgen.engine.graphs.reading import read_graph
    >>> shapes = {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)}
    >>> laid = laid_graph(read_graph(["o = W x", "a = tanh(o)", "l = norm(a - y)^2"], "l", shapes))
    >>> for line in gradient_derivation(laid, "W", known=["a"]):
    ...     print(line.formula.replace("partial ", ""))
    \\frac{\\l}{\\o} = \\tanh'(o) \\odot \\frac{\\l}{\\a} = \\tanh'(o) \\odot 2 (a - y)
    \\frac{\\l}{\\W} = \\frac{\\l}{\\o} x^{\\top} = (\\tanh'(o) \\odot 2 (a - y)) x^{\\top}
    """
    target = laid.gradient(node)
    given = _needed(laid, [laid.gradient(other) for other in known], frozenset())
    slots = _needed(laid, [target], given - {target})
    return tuple(_line(laid, slot) for slot in sorted(slots) if slot in laid.names)


def _needed(laid: LaidGraph, slots: Iterable[int], given: frozenset[int]) -> frozenset[int]:
    """These slots and all that their lines really use, without what is given."""
    needed: set[int] = set()
    waiting = list(slots)
    while waiting:
        slot = waiting.pop()
        if slot not in needed and slot not in given:
            needed.add(slot)
            waiting += laid.calculation.used(slot)
    return frozenset(needed)


def _line(laid: LaidGraph, slot: int) -> Line:
    step = laid.calculation.step(slot)
    chain = [
        show_matrices(node, "latex")
        for node in (laid.names[slot], tidied(_from_names(laid, slot)), as_node(laid.run[slot]))
    ]
    parts = [part for index, part in enumerate(chain) if part not in chain[:index]]
    return Line(step.place if step else Place(), step.rule.title if step else "", "", " = ".join(parts))


def _from_names(laid: LaidGraph, slot: int) -> Node:
    """A step's line with the names of the gradients that it uses; what has no name is written out."""
    calculation = laid.calculation
    step = calculation.step(slot)
    if step is None:
        return as_node(laid.run[slot])
    made, sources = calculation.formulas[slot - calculation.first], calculation.sources[slot - calculation.first]
    told = [laid.names[source] if source in laid.names else _from_names(laid, source) for source in sources]
    return substitute(made.node, dict(zip(made.letters, told, strict=True)))
