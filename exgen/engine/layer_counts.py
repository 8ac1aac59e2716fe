"""What is counted of one layer, laid as its kind lays it."""

from __future__ import annotations

from exgen.engine.layers import Kind, Laying, Shape

LEARNED = ("weights", "biases", "parameters", "buffers")
"""The counts of what a layer has learned or keeps, which layers can share."""


def laid_count(count: str, kind: Kind, lay: Laying, given: Shape, out: Shape) -> int | None:
    """The slot of a count of the layer, between the shape that goes in and the one that comes out.

    ``count`` is one of ``LEARNED``, ``multiplications`` or ``additions``; None where the kind has none of it.
    """
    match count:
        case "weights":
            return kind.weights(lay, given, out)
        case "biases":
            return kind.biases(lay, given, out)
        case "parameters":
            weights, biases = kind.weights(lay, given, out), kind.biases(lay, given, out)
            if weights is None or biases is None:
                return weights if biases is None else biases
            return lay.step("parameters", w=weights, b=biases)
        case "buffers":
            return kind.buffers(lay, given, out)
        case "multiplications":
            return kind.multiplications(lay, given, out)
    return kind.additions(lay, given, out)
