"""Probabilities: softmax, and the cross-entropy that training makes small."""

from __future__ import annotations

from exgen.engine.forms import VECTOR
from exgen.engine.layers.constant_leaves import ONE, ZERO
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.layers.pass_through import OverAnAxis


class Softmax(OverAnAxis):
    """torch.nn.Softmax; by hand along the features of each row."""

    def by_hand(self, lay: Laying, tensor: int) -> int:
        return softmax(lay, tensor)

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step("softmax_gradient", M=softmax(lay, tensor), G=gradient, N=lay.layout.leaves[ONE])


class CrossEntropy(Kind):
    """torch.nn.CrossEntropyLoss on rows of scores: softmax, and minus the logarithm of each right class; their mean.

    ``target`` holds the right class of each row, from 0. A single number comes out.
    """

    parameters = (Parameter("reduction", "text", "mean", only=("mean",), why="by hand the mean is worked out"),)
    learned = ("target",)
    matrices = ("target",)
    wanted = (VECTOR,)
    is_loss = True

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.layout.leaves[ONE],)

    def by_hand(self, lay: Laying, tensor: int) -> int:
        one, zero = lay.layout.leaves[ONE], lay.layout.leaves[ZERO]
        target = lay.learned("target")
        return lay.step("cross_entropy", M=softmax(lay, tensor), T=target, N=one, V=one, A=zero)

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        one, target = lay.layout.leaves[ONE], lay.learned("target")
        probabilities = softmax(lay, tensor)
        return lay.step("cross_entropy_gradient", M=probabilities, T=target, G=gradient, A=one, R=one, N=one)


def softmax(lay: Laying, tensor: int) -> int:
    """The slot of the probabilities that belong to rows of scores."""
    one = lay.layout.leaves[ONE]
    return lay.step("softmax", M=tensor, E=one, R=one)
