"""A network as a table: a row for each layer, and the totals of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

from exgen.engine.formulas import Quantity, formula
from exgen.engine.wiring import INPUT, Wiring, chain
from exgen.expressions import Node, Number, show

if TYPE_CHECKING:
    from exgen.engine.letter_conditions import Condition

TOTALS = ("parameters", "multiplications", "additions", "activations")
"""The counts of a row, and of the whole network."""

INDEX_LETTERS = "ijkpqruvwabcdefghxyzαβγ"
"""What indices of output values are called, one letter for each axis, where the network does not use it itself."""

Size = TypeVar("Size", bound="int | Node")
"""What the table is made of: whole numbers, or formulas among them."""


class ReceptiveField(NamedTuple, Generic[Size]):
    """For each spatial axis: the output index i is reached from the inputs stride*i + start to stride*i + end, both
    inclusive and not clipped, ``size`` of them."""

    start: tuple[Size, ...]
    end: tuple[Size, ...]
    size: tuple[Size, ...]
    stride: tuple[Size, ...]

    def as_json(self) -> dict[str, object]:
        """The field as the ``network`` contract has it."""
        return {name: [in_json(number) for number in numbers] for name, numbers in self._asdict().items()}


class NetworkRow(NamedTuple, Generic[Size]):
    """One layer: its text, the tensors it reads, the shape that comes out (without the batch axis), its counts.

    A tensor is called by the layer that puts it out, from 0; the network's input is -1. Everything is a formula where
    it depends on a letter. ``receptive_field`` is None where no space is left, or the field is not of one form for all
    values. ``is_in_place``: the layer's output can replace what it reads.
    """

    layer: str
    reads: tuple[int, ...]
    output_shape: tuple[Size, ...]
    parameters: Size
    multiplications: Size
    additions: Size
    activations: Size
    receptive_field: ReceptiveField[Size] | None
    is_in_place: bool = False

    def as_json(self) -> dict[str, object]:
        """The row as the ``network`` contract has it."""
        return {
            "layer": self.layer,
            "reads": list(self.reads),
            "output_shape": [in_json(size) for size in self.output_shape],
            **{name: in_json(getattr(self, name)) for name in TOTALS},
            "receptive_field": self.receptive_field.as_json() if self.receptive_field else None,
        }


class NetworkMemory(NamedTuple, Generic[Size]):
    """How many numbers are kept: what is learned; all activations, the input too, as training needs them; those of
    them that are left where layers such as ReLU work in place; and the most that are alive at once where nothing is
    trained, each tensor until its last reader is done."""

    parameters: Size
    kept_for_training: Size
    kept_in_place: Size
    largest_live: Size
    bytes_per_number: int

    def as_json(self) -> dict[str, object]:
        """The memory in bytes, as the ``network`` contract has it."""
        kept = {
            name: getattr(self, name) for name in ("parameters", "kept_for_training", "kept_in_place", "largest_live")
        }
        return {name: in_json(in_bytes(numbers, self.bytes_per_number)) for name, numbers in kept.items()}


class NetworkReport(NamedTuple, Generic[Size]):
    """A network's rows, in the order in which the layers run.

    Multiplications never count the bias; additions per output value are n - 1 for n products, n with a bias; positions
    over padding count. Pooling, normalisation and activations multiply and add nothing. ``sizes`` are the letters of
    sizes that formulas begin anew with, each with what it stands for; ``remarks`` say what has to hold where letters
    leave open whether the layers fit each other, ``conditions`` what letters must meet besides; ``added`` says what was
    put in that a print leaves out, and ``assumed`` names the printed classes whose layers are taken for chains.
    """

    input: tuple[Size, ...]
    rows: tuple[NetworkRow[Size], ...]
    input_activations: Size
    bytes_per_number: int = 4
    sizes: tuple[tuple[str, Node], ...] = ()
    remarks: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    added: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def parameters(self) -> Size:
        """What the whole network learns."""
        return added(row.parameters for row in self.rows)

    @property
    def multiplications(self) -> Size:
        """The multiplications of all layers."""
        return added(row.multiplications for row in self.rows)

    @property
    def additions(self) -> Size:
        """The additions of all layers."""
        return added(row.additions for row in self.rows)

    @property
    def activations(self) -> Size:
        """The values that all layers put out, without the input."""
        return added(row.activations for row in self.rows)

    @property
    def wiring(self) -> Wiring:
        """Which tensors each layer reads, as if all had weights of their own."""
        return Wiring(tuple([row.reads for row in self.rows]), tuple(range(len(self.rows))))

    @property
    def is_chain(self) -> bool:
        """Whether each layer reads what the one before it puts out."""
        return self.wiring.reads == chain(len(self.rows)).reads

    @property
    def has_letters(self) -> bool:
        """Whether a size or a count is a formula."""
        return any(isinstance(value, Node) for row in self.rows for value in (*row.output_shape, row.parameters))

    @property
    def memory(self) -> NetworkMemory[Size]:
        """The memory that the network takes, for one example."""
        values = [self.input_activations, *(row.activations for row in self.rows)]
        own = [self.input_activations, *(row.activations for row in self.rows if not row.is_in_place)]
        live = most_alive(self.wiring, values)
        return NetworkMemory(self.parameters, added(values), added(own), live, self.bytes_per_number)

    def as_json(self) -> dict[str, object]:
        """The ``network`` contract."""
        return {
            "rows": [row.as_json() for row in self.rows],
            "totals": {name: in_json(getattr(self, name)) for name in TOTALS},
            "memory": self.memory.as_json(),
            **({"sizes": {name: written(size) for name, size in self.sizes}} if self.sizes else {}),
            **({"remarks": list(self.remarks)} if self.remarks else {}),
            **({"conditions": [condition.text for condition in self.conditions]} if self.conditions else {}),
            **({"added": list(self.added)} if self.added else {}),
            **({"assumed": list(self.assumed)} if self.assumed else {}),
        }


def in_bytes(numbers: Quantity, bytes_per_number: int) -> Quantity:
    """How many bytes so many numbers take.

    >>> in_bytes(1000, 4)
    4000
    """
    return formula("bytes", (None, None)).with_formulas((bytes_per_number, numbers))


def added(terms: Iterable[Size]) -> Size:
    """The sum of numbers and formulas; a formula has its terms collected.

    >>> from exgen.expressions import read
    >>> show(added([read("2 H"), 3, read("H"), 4]))
    '3H + 7'
    """
    number, formulas = 0, dict[Node, int]()
    for term in terms:
        if isinstance(term, Node):
            formulas[term] = formulas.get(term, 0) + 1
        else:
            number += term
    if not formulas:
        return cast("Size", number)
    product = formula("multiplications", (None, None))
    parts = [term if times == 1 else product.with_formulas((times, term)) for term, times in formulas.items()]
    parts += [number] if number else []
    return cast("Size", formula("total", (len(parts),)).with_formulas(parts))


def most_alive(wiring: Wiring, values: Sequence[Size]) -> Size:
    """The most values that are there at once, where a tensor is kept until the last layer that reads it is done.

    ``values`` are those of the input, then of what each layer puts out.

    >>> most_alive(chain(3), [10, 30, 20, 5])
    50
    >>> most_alive(Wiring(((INPUT,), (0,), (1, INPUT)), (0, 1, 2)), [10, 3, 2, 9])
    21
    """
    ended: dict[int, list[int]] = {}
    for tensor, last in enumerate(wiring.last_readers(), INPUT):
        ended.setdefault(last, []).append(tensor)
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) == len(values):
        return cast("Size", _most(numbers, ended))
    present = {INPUT}
    sums: dict[frozenset[int], Size] = {}
    for layer in range(len(wiring.reads)):
        present.add(layer)
        tensors = frozenset(present)
        sums[tensors] = added([values[tensor + 1] for tensor in sorted(tensors)])
        present -= set(ended.get(layer, ()))
    terms = list(dict.fromkeys(sums.values()))
    return cast("Size", formula("largest_tensor", (len(terms),)).with_formulas(terms))


def _most(numbers: Sequence[int], ended: Mapping[int, Sequence[int]]) -> int:
    """The same for numbers, from layer to layer; ``ended`` are the tensors that nobody reads behind a layer."""
    alive = most = numbers[0]
    for layer, number in enumerate(numbers[1:]):
        alive += number
        most = max(most, alive)
        alive -= sum([numbers[tensor + 1] for tensor in ended.get(layer, ())])
    return most


def in_json(value: Quantity) -> object:
    """A number as it is, a formula as text."""
    if isinstance(value, Node):
        return value.value if isinstance(value, Number) else written(value)
    return value


def written(formula: Node) -> str:
    """A formula as text that programs read: every product has its sign.

    >>> from exgen.expressions import read
    >>> written(read("28C + 2K^2 C"))
    '28*C + 2*K^2*C'
    """
    from exgen.expressions.factoring import with_signs  # numbers need none

    return show(with_signs(formula))
