"""The layers of all networks of one structure, laid: the leaves, and the shapes that come out, as slots."""

from __future__ import annotations

from exgen.engine.arrivals import arrivals
from exgen.engine.calculation import Calculation
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.laid_matrices import given_matrices, matrix_leaves
from exgen.engine.laid_memory import (
    BATCH,
)
from exgen.engine.layers import ONE, Kind, KindKey, Laying, Shape, kind_of
from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.leaves import layer_leaves, layer_value, network_leaves, network_value
from exgen.engine.networks import Network
from exgen.engine.quantities import Layers
from exgen.engine.quantity_arguments import Settled
from exgen.engine.wiring import INPUT, UNWIRED, Wiring, chain
from exgen.errors import NetworkError


class LaidStructure:
    """The shapes of all networks of one structure, as slots of ``calculation``.

    ``rank`` is the length of the input's shape; the ranks must fit the layers (``fitting.check_ranks``), which are a
    chain unless ``wiring`` says otherwise. ``groups`` are the written lines that stand for several layers, by the
    indices of these. Without a batch one example goes through.

    >>> laid = LaidStructure(3, ("Conv2d",))
    >>> [laid.calculation.step(slot).rule.name for slot in laid.output_size(None)]
    ['output_size', 'output_size']
    """

    def __init__(
        self,
        rank: int,
        kinds: tuple[KindKey, ...],
        has_matrices: bool = False,
        groups: tuple[range, ...] = (),
        has_batch: bool = False,
        wiring: Wiring = UNWIRED,
    ) -> None:
        self.kinds = tuple([kind_of(key) for key in kinds])
        self.wiring = chain(len(kinds)) if wiring is UNWIRED else wiring
        self.rank = rank
        self.groups = groups
        self._examples = BATCH if has_batch else ONE
        self.has_matrices = has_matrices
        self._numbers = (
            *network_leaves(rank),
            *(leaf for index, kind in enumerate(self.kinds) for leaf in layer_leaves(index, kind)),
        )
        leaves = (*self._numbers, *(matrix_leaves(self.kinds) if has_matrices else ()))
        self._layout = Layout({leaf: slot for slot, leaf in enumerate(leaves)})
        self._forms = arrivals(rank, kinds, self.wiring).forms
        self._layings = [
            Laying(self._layout, index, self._forms[reads[0] + 1], self._forms[index + 1], reads)
            for index, reads in enumerate(self.wiring.reads)
        ]
        shape: Shape = tuple(self._layout.leaves[Leaf(None, "input", axis)] for axis in range(rank))
        self._shapes = [shape]
        for kind, lay, tensors in zip(self.kinds, self._layings, self.wiring.reads, strict=True):
            given = [self._shapes[tensor + 1] for tensor in tensors]
            self._shapes.append(kind.joined_shape(lay, given))
        self._tensors = [form.channels_first(shape) for form, shape in zip(self._forms, self._shapes, strict=True)]
        """The shapes with channels first, whatever their form."""
        self._calculation: Calculation | None = None
        self._laid = 0

    @property
    def calculation(self) -> Calculation:
        """The calculation with everything laid so far. Slots laid earlier keep their number."""
        if self._calculation is None or self._laid != len(self._layout.steps):
            self._calculation = Calculation(self._layout, self.groups)
            self._laid = len(self._layout.steps)
        return self._calculation

    # shapes

    def input_shape(self, layer: Layers) -> Shape:
        return self._given((layer.start if isinstance(layer, range) else layer) or 0)

    def output_shape(self, layer: Layers) -> Shape:
        last = layer.stop - 1 if isinstance(layer, range) else layer
        return self._shapes[-1 if last is None else last + 1]

    def output_size(self, layer: Layers) -> Shape:
        last = layer.stop - 1 if isinstance(layer, range) else layer
        index = -1 if last is None else last + 1
        return self._forms[index].spatial(self._shapes[index])

    def _works_in_place(self, layer: int) -> bool:
        """Whether what a layer puts out can replace what it reads: it is of such a kind, and nobody else reads that."""
        return layer != INPUT and self.kinds[layer].can_work_in_place and self.wiring.only_reader(layer)

    # leaves

    def leaves_of(self, network: Network | NetworkDraft, arguments: Settled | None = None) -> list[Quantity]:
        """The leaves' values for a network of this structure: formulas where a draft still holds names.

        ``arguments`` are those of what is asked, an output size that input sizes are wanted for: ``{"wanted": (5,)}``.
        """
        given = arguments or {}
        values: list[Quantity] = []
        for leaf in self._numbers:
            if leaf.layer is None:
                values.append(network_value(leaf, network, given))
            else:
                values.append(layer_value(leaf, network.layers[leaf.layer].arguments))
        if self.has_matrices:
            assert isinstance(network, Network)
            assert network.matrices is not None
            values += given_matrices(network)
        return values

    def written(self, argument: str) -> tuple[tuple[int, int], ...]:
        """The slots that hold an argument of layers, each with its layer.

        >>> laid = LaidStructure(3, ("Conv2d", "MaxPool2d"))
        >>> [layer for _, layer in laid.written("stride")]
        [0, 0, 1, 1]
        """
        slots = self._layout.leaves
        return tuple(
            [(slots[leaf], leaf.layer) for leaf in self._numbers if leaf.name == argument and leaf.layer is not None]
        )

    # layers

    def _kind(self, layer: int) -> Kind:
        return self.kinds[layer]

    def _given(self, layer: int) -> Shape:
        """The shape that goes into a layer; of a join the first."""
        return self._shapes[self.wiring.reads[layer][0] + 1]

    def _must_be_a_chain(self, asked: str) -> None:
        if not self.wiring.is_chain:
            raise NetworkError(f"{asked} is asked of layers in a row, not of a network with branches")

    def _nothing(self, layer: int | None) -> int:
        """The slot of a count that this layer kind does not have: an empty sum."""
        return self._layout.step("nothing", Place(layer))
