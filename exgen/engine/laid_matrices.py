"""Work by hand, laid as rules: what comes out of layers, how gradients go back, the leaves that hold what goes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from exgen.engine.by_hand.tensors import MATRIX_AXES, axes_of, in_a_row, stacked
from exgen.engine.layers import KINDS, Kind, Laying, ScaledDotProductAttention
from exgen.engine.layers.hand_leaves import FLIPS, GRADIENT, IMAGE, learned_leaf
from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.missing import Missing
from exgen.engine.networks import Matrices, Network
from exgen.errors import NetworkError

NO_GRADIENT = Missing('no gradient comes in from behind; give one, gradient = "G"')


def matrix_leaves(kinds: Sequence[Kind]) -> Iterator[Leaf]:
    """The leaves of work by hand; they stand behind those that every network of the structure has."""
    yield from (IMAGE, FLIPS, GRADIENT)
    for index, kind in enumerate(kinds):
        yield from (learned_leaf(index, tensor) for tensor in kind.learned)
        yield from (Leaf(index, argument) for argument in kind.hand_leaves)


def given_matrices(network: Network) -> Iterator[Any]:
    """What these leaves hold; a bias that is not there is 0."""
    matrices = network.matrices
    assert matrices is not None
    is_image = len(network.input) > 1
    yield stacked(matrices.image) if is_image else matrices.image
    yield int(matrices.flips)
    yield _given_gradient(matrices, network)
    for index, layer in enumerate(network.layers):
        kind = KINDS[layer.kind]
        for tensor in kind.learned:
            given = matrices.weights.get(f"{index}.{tensor}")
            yield kind.absent.get(tensor, 0) if given is None else _as_rules_take(kind, tensor, given)
        yield from (Fraction(str(layer.arguments[argument])) for argument in kind.hand_leaves)


def _as_rules_take(kind: Kind, name: str, given: Any) -> Any:
    """A tensor of ``learned``; a single kernel is that of one input channel and one output channel."""
    if name in kind.matrices:
        return given
    if name in kind.kernels and isinstance(given, tuple):
        return ((given,),) if axes_of(given) == MATRIX_AXES else given
    return in_a_row(given)


def _given_gradient(matrices: Matrices, network: Network) -> Any:
    if matrices.gradient is None:
        return ((1,),) if KINDS[network.layers[-1].kind].is_loss else NO_GRADIENT
    leaves_rows = len(network.input) == 1 or any(layer.kind == "Flatten" for layer in network.layers)
    return matrices.gradient if leaves_rows else stacked(matrices.gradient)


class LaidMatrices:
    """Work by hand on all networks of one structure, as slots.

    Raises NetworkError, whatever is asked, where a layer on the way is not worked out by hand.
    """

    def __init__(self, layout: Layout, layings: Sequence[Laying], kinds: Sequence[Kind]) -> None:
        self._layout, self._layings, self._kinds = layout, layings, kinds
        self._tensors = [layout.leaves[IMAGE]]

    def output(self, layer: int) -> int:
        """The slot of what comes out of a layer; of the input for -1."""
        while len(self._tensors) < layer + 2:
            index = len(self._tensors) - 1
            out = self._kinds[index].by_hand(self._layings[index], self._tensors[-1])
            if out is None:
                known = ", ".join(kind.name for kind in KINDS.values() if kind.is_worked_out_by_hand)
                raise NetworkError(f"{self._where(index)}: it is not worked out by hand; allowed: {known}")
            self._tensors.append(out)
        return self._tensors[layer + 1]

    def output_gradient(self, layer: int) -> int:
        """The slot of the gradient with respect to what comes out of a layer; to what goes in for -1."""
        gradient = self._layout.leaves[GRADIENT]
        for index in reversed(range(layer + 1, len(self._kinds))):
            before = self.output(index - 1)
            back = self._kinds[index].backward(self._layings[index], before, gradient)
            if back is None:
                raise NetworkError(f"{self._where(index)}: gradients are not taken back through it by hand")
            gradient = back
        return gradient

    def learned_gradient(self, layer: int, name: str) -> int:
        """The slot of the gradient with respect to a layer's weight or bias."""
        kind = self._kinds[layer]
        arguments = (self.output(layer - 1), self.output_gradient(layer))
        slot = kind.learned_gradient(self._layings[layer], name, *arguments) if name in kind.learned else None
        if slot is None:
            raise NetworkError(
                f"{self._where(layer)}: the gradient with respect to its {name} is not worked out by hand"
            )
        return slot

    def unfolded(self, layer: int) -> int:
        """The slot of a convolution's input with a column for each position of its kernel."""
        return self._of_convolution(layer, self._kinds[layer].unfolded)

    def toeplitz(self, layer: int) -> int:
        """The slot of a convolution's matrix."""
        return self._of_convolution(layer, self._kinds[layer].toeplitz)

    def _of_convolution(self, layer: int, lays: Callable[[Laying, int], int | None]) -> int:
        slot = lays(self._layings[layer], self.output(layer - 1))
        if slot is None:
            raise NetworkError(f"{self._where(layer)}: only a Conv2d is written as a product of matrices")
        return slot

    def attention(self, layer: int, name: str) -> int:
        """The slot of an attention's ``scores`` or ``shares``."""
        kind = self._kinds[layer]
        if not isinstance(kind, ScaledDotProductAttention):
            raise NetworkError(f"{self._where(layer)}: only attention has scores and shares")
        lay, queries = self._layings[layer], self.output(layer - 1)
        return kind.scores(lay, queries) if name == "scores" else kind.shares(lay, queries)

    def asked(self, slot: int, decimals: int | None) -> int:
        """The slot of a tensor as it is asked for: without channel axes of length 1, to so many decimals (a slot)."""
        step = slot - len(self._layout.leaves)
        place = self._layout.steps[step].place if step >= 0 else Place()
        if decimals is None:
            return self._layout.step("asked_tensor", place, M=slot)
        return self._layout.step("rounded_off", place, M=slot, n=decimals)

    def _where(self, layer: int) -> str:
        return f"layer {layer + 1}, {self._kinds[layer].name}"
