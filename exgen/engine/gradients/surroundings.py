"""What stands around an operation: who reads it, and names that somebody may take for another one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from exgen.engine.gradients.graph import CONSTANT, LEAF, Operation
from exgen.expressions.matrix_functions import entry_function

_SUMS = ("sum of terms", "difference")
_OF_TERMS = (*_SUMS, "negative", "scaled", "copy")

_MEANS = ("mean", "row means", "column means", "mean sum of squares")


class Surroundings:
    """The operations of a graph seen from each of them."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations
        readers: list[list[int]] = [[] for _ in operations]
        for number, operation in enumerate(operations):
            for used in dict.fromkeys(operation.inputs):
                readers[used].append(number)
        self.readers = tuple(map(tuple, readers))

    def is_of_loss(self, number: int) -> bool:
        """Whether an operation is the loss or a term of it: nothing but sums and factors stands behind it."""
        return all(
            self.operations[reader].kind in _OF_TERMS and self.is_of_loss(reader) for reader in self.readers[number]
        )

    def is_by_rows(self, number: int) -> bool:
        """Whether a product is X W: examples are rows, and weights stand on the right.

        So it is where only the right factor is a leaf; where both are, it is as in the rest of the graph.
        """
        left, right = (self.operations[used] for used in self.operations[number].inputs)
        if right.kind != LEAF:
            return False
        return (left.kind != LEAF and not _is_turned_leaf(left, self.operations)) or self._has_rows

    @cached_property
    def _has_rows(self) -> bool:
        """Whether anything in the graph says that examples are rows."""
        for operation in self.operations:
            if operation.kind in ("bias of rows", "softmax of rows"):
                return True
            if operation.kind == "product":
                left, right = (self.operations[used] for used in operation.inputs)
                if right.kind == LEAF and left.kind not in (LEAF, CONSTANT, "transpose") and right.shape[1] != 1:
                    return True
        return False

    def given_to(self, number: int) -> int:
        """The operation that a product's weights are multiplied by."""
        return self.operations[number].inputs[0 if self.is_by_rows(number) else 1]

    def around(self, number: int) -> tuple[int, int, int]:
        """What an activation makes of a product (with its bias), what an activation made its input from, and what the
        weights before it are multiplied by; where there is none of it, what is nearest.
        """
        whole = self._whole(number)
        after = next((reader for reader in self.readers[whole] if self._is_function(reader)), whole)
        given = self.given_to(number)
        before = self.operations[given].inputs[0] if self._is_function(given) else given
        return after, before, self._earlier(before)

    @cached_property
    def depends(self) -> Sequence[bool]:
        """For every operation, whether a leaf goes into it."""
        return depending(self.operations)

    def weights_before(self, number: int) -> int:
        """The weights of the layer before, which made what these are multiplied by; its own at the beginning."""
        before = self.around(number)[1]
        operation = self.operations[before]
        for product in (before, *operation.inputs):
            if self.operations[product].kind == "product" and (product == before or operation.kind in _SUMS):
                return self.operations[product].inputs[1 if self.is_by_rows(product) else 0]
        return self.operations[number].inputs[1 if self.is_by_rows(number) else 0]

    def layer_behind(self, number: int) -> int | None:
        """The sum that the next layer makes of what this product or sum leads to; None where there is no next layer."""
        whole = self._whole(number)
        after = next((reader for reader in self.readers[whole] if self._is_function(reader)), None)
        if after is None:
            return None
        products = (reader for reader in self.readers[after] if self.operations[reader].kind == "product")
        product = next(products, None)
        return None if product is None else self._whole(product)

    def line_of_mean(self, number: int) -> int | None:
        """The line of the last mean that leads to an operation; its own where there is none."""
        waiting = [number]
        while waiting:
            operation = self.operations[waiting.pop()]
            if operation.kind in _MEANS:
                return operation.line
            waiting += operation.inputs
        return self.operations[number].line

    def _whole(self, number: int) -> int:
        """A product with its bias."""
        while (readers := self.readers[number]) and self.operations[readers[0]].kind in _SUMS:
            if self.operations[number].name:
                break
            number = readers[0]
        return number

    def _earlier(self, before: int) -> int:
        """What the weights are multiplied by where an operation is a product, or one with a bias."""
        operation = self.operations[before]
        for number in (before, *operation.inputs):
            if self.operations[number].kind == "product" and (number == before or operation.kind in _SUMS):
                return self.given_to(number)
        return before

    def _is_function(self, number: int) -> bool:
        return entry_function(self.operations[number].kind) is not None


def _is_turned_leaf(operation: Operation, operations: Sequence[Operation]) -> bool:
    """Whether an operation is the transpose of a leaf, as W^T before a column."""
    return operation.kind == "transpose" and operations[operation.inputs[0]].kind == LEAF


def depending(operations: Sequence[Operation]) -> list[bool]:
    """For every operation, whether a leaf goes into it."""
    found: list[bool] = []
    for operation in operations:
        found.append(operation.kind == LEAF or any(found[used] for used in operation.inputs))
    return found
