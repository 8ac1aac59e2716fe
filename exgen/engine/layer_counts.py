"""What is counted of one layer, laid as its kind lays it."""

from __future__ import annotations

from exgen.engine.layers import Kind, Laying, Shape

LEARNED = ("weights", "biases", "learned", "parameters", "buffers", "running_statistics")
"""The counts of what a layer has learned or keeps, which layers can share. Parameters are what is learned, by a
convention running means and variances too."""

OPERATIONS = ("multiplications", "additions", "multiply_adds", "bias_additions", "operations")
"""The counts of what a layer does."""


def laid_count(count: str, kind: Kind, lay: Laying, given: Shape, out: Shape) -> int | None:
    """The slot of a count of the layer, between the shape that goes in and the one that comes out.

    ``count`` is one of ``LEARNED`` or ``OPERATIONS``; None where the kind has none of it.
    """
    match count:
        case "weights":
            return kind.weights(lay, given, out)
        case "biases":
            return kind.biases(lay, given, out)
        case "learned":
            weights, biases = kind.weights(lay, given, out), kind.biases(lay, given, out)
            if weights is None or biases is None:
                return weights if biases is None else biases
            return lay.step("parameters", w=weights, b=biases)
        case "parameters":
            learned, kept = (laid_count(name, kind, lay, given, out) for name in ("learned", "running_statistics"))
            if learned is None or kept is None:
                return learned
            return lay.step("normalisation_parameters", n=learned, R=kept)
        case "buffers":
            return kind.buffers(lay, given, out)
        case "running_statistics":
            return kind.running_statistics(lay, given, out)
        case "multiplications":
            return kind.multiplications(lay, given, out)
        case "additions":
            return kind.additions(lay, given, out)
    products = kind.products(lay, given, out)
    biases = None if products is None else kind.bias_additions(lay, given, out)
    if products is None or biases is None or count == "bias_additions":
        return biases
    if count == "multiply_adds":
        return lay.step("multiply_adds", M=products, U=biases)
    additions = kind.additions(lay, given, out)
    return None if additions is None else lay.step("operations", M=products, P=products, A=additions, U=biases)
