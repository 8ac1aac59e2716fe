"""A network layer by layer: shape, parameters and operations of each layer, and the totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from exgen.engine.calculation import Run
from exgen.engine.field_problems import field_problems
from exgen.engine.fitting import check_fit, check_ranks
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.naming import network_from
from exgen.engine.networks import Network
from exgen.errors import NetworkError

TOTALS = ("parameters", "multiplications", "additions")
"""The counts of a row, and of the whole network."""


class ReceptiveField(NamedTuple):
    """For each spatial axis: the output index i is reached from the inputs stride*i + start to stride*i + end, both
    inclusive and not clipped, ``size`` of them."""

    start: tuple[int, ...]
    end: tuple[int, ...]
    size: tuple[int, ...]
    stride: tuple[int, ...]

    def as_json(self) -> dict[str, object]:
        """The field as the ``network`` contract has it."""
        return {name: list(numbers) for name, numbers in self._asdict().items()}


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One layer: its text, the shape that comes out (without the batch axis), its counts.

    ``receptive_field`` is None where no space is left, or the field is not of one form for all values.
    """

    layer: str
    output_shape: tuple[int, ...]
    parameters: int
    multiplications: int
    additions: int
    receptive_field: ReceptiveField | None

    def as_json(self) -> dict[str, object]:
        """The row as the ``network`` contract has it."""
        return {
            "layer": self.layer,
            "output_shape": list(self.output_shape),
            "parameters": self.parameters,
            "multiplications": self.multiplications,
            "additions": self.additions,
            "receptive_field": self.receptive_field.as_json() if self.receptive_field else None,
        }


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """A network's rows, in the order in which the layers run.

    Multiplications never count the bias; additions per output value are n - 1 for n products, n with a bias; positions
    over padding count. Pooling, normalisation and activations multiply and add nothing.
    """

    input: tuple[int, ...]
    rows: tuple[NetworkRow, ...]

    @property
    def parameters(self) -> int:
        """What the whole network learns."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiplications(self) -> int:
        """The multiplications of all layers."""
        return sum(row.multiplications for row in self.rows)

    @property
    def additions(self) -> int:
        """The additions of all layers."""
        return sum(row.additions for row in self.rows)

    def as_json(self) -> dict[str, object]:
        """The ``network`` contract."""
        return {
            "rows": [row.as_json() for row in self.rows],
            "totals": {name: getattr(self, name) for name in TOTALS},
        }


def finished_network(text: str, input: str | Sequence[object] | None = None, *, with_files: bool = False) -> Network:
    """The network of a known name, of a network's text or (``with_files``) of a file, all numbers known.

    ``input`` is the shape that goes in, without the batch; a known name has one of its own. Raises NetworkError for
    what cannot be read, and for letters in the place of numbers.

    >>> finished_network("Flatten; Linear(9, 2)", "1x3x3").input
    (1, 3, 3)
    >>> finished_network("Conv2d(3, C, 3)", "3x9x9")
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: C has no value here; write a number in its place
    """
    draft = network_from(text, input, with_files=with_files)
    if draft.names:
        names, has = " and ".join(draft.names), "has no value" if len(draft.names) == 1 else "have no values"
        raise NetworkError(f"{names} {has} here; write a number in {'its' if len(draft.names) == 1 else 'their'} place")
    return draft.resolve({})


def checked_layout(network: Network) -> LaidQuantities:
    """The quantities of a network as slots, to lay what is wanted before ``checked_run`` runs it.

    Raises NetworkError, one line for each layer that takes another number of axes than arrives.
    """
    check_ranks(network)
    return laid_quantities(network)


def checked_run(laid: LaidQuantities, network: Network) -> Run:
    """The run of everything laid so far.

    Raises NetworkError, one line for each layer that does not fit what arrives or leaves no output.

    >>> network = finished_network("Conv2d(3, 16, 5)", "3x32x32")
    >>> laid = checked_layout(network)
    >>> parameters = laid.parameters(None)
    >>> checked_run(laid, network)[parameters]
    1216
    """
    run = laid.calculation.run(laid.leaves_of(network))
    shapes = [tuple([run[slot] for slot in laid.output_shape(layer)]) for layer in range(len(network.layers))]
    check_fit(network, [network.input, *cast("list[tuple[int, ...]]", shapes)])  # fractions are told of there
    return run


def network_report(network: Network) -> NetworkReport:
    """A row for every layer.

    Raises NetworkError, one line for each layer that does not fit what arrives or leaves no output.

    >>> report = network_report(finished_network("Conv2d(3, 16, 5); ReLU; Flatten; Linear(12544, 10)", "3x32x32"))
    >>> [(row.output_shape, row.parameters) for row in report.rows]
    [((16, 28, 28), 1216), ((16, 28, 28), 0), ((12544,), 0), ((10,), 125450)]
    >>> report.rows[1].receptive_field
    ReceptiveField(start=(0, 0), end=(4, 4), size=(5, 5), stride=(1, 1))
    >>> report.multiplications
    1066240
    """
    laid = checked_layout(network)
    counts = [
        (laid.parameters(layer), laid.multiplications(layer), laid.additions(layer))
        for layer in range(len(network.layers))
    ]
    fields = [laid.receptive_field(layer) if laid.output_size(layer) else () for layer in range(len(counts))]
    run = checked_run(laid, network)
    shapes = [network.input, *(_integers(run, laid.output_shape(layer)) for layer in range(len(counts)))]
    reached = [
        _receptive_field(_integers(run, slots)) if slots and problem is None else None
        for slots, problem in zip(fields, field_problems(network, shapes), strict=True)
    ]
    rows = []
    for layer, shape, slots, field in zip(network.layers, shapes[1:], counts, reached, strict=True):
        parameters, multiplications, additions = _integers(run, slots)
        rows.append(NetworkRow(layer.text, shape, parameters, multiplications, additions, field))
    return NetworkReport(network.input, tuple(rows))


def _receptive_field(numbers: Sequence[int]) -> ReceptiveField:
    """The field from stride, start and end of each axis, one after the other."""
    strides, starts, ends = (tuple(numbers[part::3]) for part in range(3))
    sizes = tuple([end - start + 1 for start, end in zip(starts, ends, strict=True)])
    return ReceptiveField(starts, ends, sizes, strides)


def _integers(run: Run, slots: Sequence[int]) -> tuple[int, ...]:
    """The values of slots that hold whole numbers."""
    values = [run[slot] for slot in slots]
    assert all(isinstance(value, int) for value in values)
    return tuple(value for value in values if isinstance(value, int))
