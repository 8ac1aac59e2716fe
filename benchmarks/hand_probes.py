"""Networks worked out by hand whose every matrix the oracle finds: by them a broken rule of this work is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from exgen.engine.by_hand.matrices import Matrix
from exgen.engine.networks import Matrices, Network
from exgen.engine.proof_subjects import Asked
from exgen.engine.quantities import QUANTITIES, Form
from exgen.engine.quantity_arguments import ARGUMENTS
from exgen.engine.reading import read_network

DECIMALS = (None, 4, 2)
"""Exact, and to so many decimals."""

IMAGE: Matrix = ((-1, 2, 0, 3), (0, 1, -1, 2), (2, 0, 1, 4), (5, -2, 3, 1))
OTHER: Matrix = ((2, 2, -3, 0), (1, 0, 4, -1), (0, 3, 2, 2), (1, -2, 0, 5))
KERNEL: Matrix = ((1, 2), (3, -1))
TURNED: Matrix = ((0, -2), (1, 4))
KERNELS = ((KERNEL, TURNED), (TURNED, ((2, 0), (-1, 1))), (KERNEL, KERNEL))
ROWS: Matrix = ((1, 2, 0), (-1, 3, 2), (4, 0, 1), (2, 2, -2))
WEIGHTS: Matrix = ((1, -1, 2), (0, 3, 1), (-2, 1, 0))
BACK: Matrix = ((1, -2, 0), (3, 1, 2), (0, 2, -1), (2, 0, 5))


class HandWork(NamedTuple):
    """Layers, what goes in, and the tensors that are given."""

    layers: str
    image: Any
    weights: Mapping[str, Any]
    gradient: Any = None
    flips: bool = False
    is_rows: bool = False

    @property
    def network(self) -> Network:
        """The network with its matrices."""
        size = (len(self.image[0]),) if self.is_rows else _size(self.image)
        read = read_network(self.layers, f"({', '.join(map(str, size))})").resolve({})
        return replace(read, matrices=Matrices(self.image, self.weights, self.flips, self.gradient))


def _size(image: Any) -> tuple[int, ...]:
    stack = image if isinstance(image[0][0], tuple) else (image,)
    return len(stack), len(stack[0]), len(stack[0][0])


def _ramp(rows: int, columns: int) -> Matrix:
    """A matrix of numbers of which hardly two are alike."""
    return tuple(tuple((7 * row + 3 * column) % 11 - 4 for column in range(columns)) for row in range(rows))


_ONE = {"0.weight": KERNEL}

BY_HAND = (
    HandWork("Conv2d(1, 1, 2, stride=2, padding=1, dilation=2)", IMAGE, {**_ONE, "0.bias": 3}, ((1, 2), (-3, 4))),
    HandWork("Conv2d(1, 1, 2); ReLU()", IMAGE, {**_ONE, "0.bias": 1}, _ramp(3, 3), flips=True),
    HandWork(
        "ConvTranspose2d(1, 1, 2, stride=3, padding=1, output_padding=1, dilation=2)", IMAGE, {**_ONE, "0.bias": 2}
    ),
    HandWork("ConvTranspose2d(1, 1, 2, bias=False)", IMAGE, _ONE),
    HandWork(
        "ConvTranspose2d(2, 3, 2, stride=2)",
        (IMAGE, OTHER),
        {"0.weight": ((KERNEL, TURNED, KERNEL), (TURNED, KERNEL, TURNED)), "0.bias": ((1, -2, 3),)},
    ),
    HandWork("MaxPool2d(2, stride=1, padding=1)", IMAGE, {}, _ramp(5, 5)),
    HandWork("MaxPool2d(2, dilation=2, stride=1)", IMAGE, {}, _ramp(2, 2)),
    HandWork("MaxPool2d(2, stride=1)", ((1, 1, 2), (1, 0, 2), (2, 2, 2)), {}, ((1, 2), (3, 5))),
    HandWork("AvgPool2d(3, stride=1, padding=1)", IMAGE, {}, _ramp(4, 4)),
    HandWork("AvgPool2d(2, stride=1, padding=1, count_include_pad=False)", IMAGE, {}, _ramp(5, 5)),
    HandWork(
        "ReLU(); Conv2d(2, 3, 2, stride=(1, 2), padding=(0, 1)); ReLU(); Flatten(); Linear(27, 2)",
        (IMAGE, OTHER),
        {"1.weight": KERNELS, "1.bias": ((1, -2, 0),), "4.weight": _ramp(2, 27), "4.bias": ((3, -1),)},
        ((1, -2),),
    ),
    HandWork(
        "Conv2d(2, 4, (2, 1), dilation=(2, 1), groups=2, bias=False)",
        (IMAGE, OTHER),
        {"0.weight": tuple((((number,), (2 - number,)),) for number in (1, 3, -2, 5))},
        tuple(_ramp(2, 4) if place % 2 else ((1, 0, 2, -1), (3, 1, 0, 2)) for place in range(4)),
    ),
    HandWork(
        "BatchNorm2d(2, eps=1); ReLU()", (IMAGE, OTHER), {"0.weight": ((2, -3),), "0.bias": ((1, 4),)}, (OTHER, IMAGE)
    ),
    HandWork(
        "Linear(3, 3); BatchNorm1d(3, eps=1); Softmax(dim=1)",
        ROWS,
        {"0.weight": WEIGHTS, "0.bias": ((1, 0, -2),), "1.weight": ((2, 1, -1),), "1.bias": ((0, 1, 3),)},
        BACK,
        is_rows=True,
    ),
    HandWork("BatchNorm1d(3, eps=0, affine=False)", ROWS, {}, BACK, is_rows=True),
    HandWork(
        "Linear(3, 3); CrossEntropyLoss()",
        ROWS,
        {"0.weight": WEIGHTS, "0.bias": ((2, 0, -1),), "1.target": ((0, 2, 1, 1),)},
        is_rows=True,
    ),
    HandWork(
        "ScaledDotProductAttention(3, 2)",
        ROWS,
        {"0.key": ((1, 0, 2), (0, 1, -1)), "0.value": ((3, 1), (-1, 2))},
        is_rows=True,
    ),
    HandWork(
        "ScaledDotProductAttention(4, 1)",
        IMAGE,
        {"0.key": ((1, 0, 2, 1), (0, 1, -1, 1), (1, 1, 0, 0)), "0.value": ((3,), (-1,), (4,))},
        is_rows=True,
    ),
)
"""Every layer that is worked out by hand, with what makes its rules differ."""


def askings(network: Network) -> Iterator[Asked]:
    """Every matrix that can be asked of a network."""
    for quantity, kept in QUANTITIES.items():
        if kept.form is not Form.MATRIX:
            continue
        takes_decimals = quantity in ARGUMENTS
        for layer in (None, *range(len(network.layers))):
            if kept.by_layer if layer is not None else kept.by_network:
                for decimals in DECIMALS if takes_decimals else (None,):
                    yield Asked(quantity, layer, (("decimals", decimals),) if takes_decimals else ())
