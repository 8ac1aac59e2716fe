"""Gradients of a loss, backwards through the lines of a graph: reverse mode, one rule for each kind of use.

Letters (matrices; a gradient has the shape of what it belongs to, vectors are columns)
    G        gradient of the loss with respect to what a line works out
    W x      weight and input of an affine line W x + b
    a p q    what the activation behind that line makes of it, what the activation before it made x from, what the
             weights before it are multiplied by
    z a      what goes into an activation and what comes out
    o y c    output and target of the loss c norm(o - y)^2
    N        gradient of a neighbour: of what a node is worked out from, or of what is worked out from it

Sources: the chain rule; lines as in Goodfellow, Bengio & Courville, "Deep Learning" (2016), algorithm 6.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from exgen.engine.rules.rule import Rule

ACTIVATIONS = ("sigmoid", "tanh", "relu")
"""The activations that have a rule each; its name is that of the activation with ``_gradient`` behind it."""


def _rules() -> Iterator[Rule]:
    lines = {
        "loss_gradient": (("c", "o", "y"), "2 c (o - y)"),
        **{f"{name}_gradient": (("z", "a", "G"), f"{name}'(z) ⊙ G") for name in ACTIVATIONS},
        "input_gradient": (("W", "G"), "W^T G"),
        "weight_gradient": (("G", "x", "a", "p", "q"), "G x^T"),
        "bias_gradient": (("G", "x"), "G"),
        "gradient_sum": (("terms",), "sum(terms)"),
        "asked_gradient": (("G", "N"), "G"),
        "column_gradient": (("G",), "G"),
    }
    for name, (letters, line) in lines.items():
        yield Rule(name, "G", letters, line, is_of_matrices=True)


GRADIENTS = tuple(_rules())
