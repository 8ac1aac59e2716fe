"""The layer kinds: what each takes (as its ``torch.nn`` namesake does) and how its quantities are laid out as rules.

Adding a kind is one class in a module here, one line in ``KINDS``, one counter in ``oracle`` and one row in the test
table.
"""

from __future__ import annotations

from collections.abc import Sequence

from exgen.engine.layers.convolutions import Convolution
from exgen.engine.layers.features import BatchNormalisation, Flatten, Linear
from exgen.engine.layers.joins import Addition, Concatenation, Join, Multiplication
from exgen.engine.layers.kind import ONE, ZERO, Kind, Laying, Parameter, Shape
from exgen.engine.layers.pass_through import (
    ACTIVATIONS,
    Dropout,
    LocalResponseNorm,
    Rectifier,
    Softmax,
    StochasticDepth,
)
from exgen.engine.layers.pooling import AdaptivePooling, AveragePooling, MaxPooling
from exgen.engine.layers.transposed import TransposedConvolution

_KINDS: Sequence[Kind] = (
    *(Convolution(f"Conv{axes}d", axes) for axes in (1, 2, 3)),
    *(TransposedConvolution(f"ConvTranspose{axes}d", axes) for axes in (1, 2, 3)),
    *(MaxPooling(f"MaxPool{axes}d", axes) for axes in (1, 2, 3)),
    *(AveragePooling(f"AvgPool{axes}d", axes) for axes in (1, 2, 3)),
    *(AdaptivePooling(f"AdaptiveAvgPool{axes}d", axes) for axes in (1, 2, 3)),
    *(AdaptivePooling(f"AdaptiveMaxPool{axes}d", axes) for axes in (1, 2, 3)),
    *(BatchNormalisation(f"BatchNorm{axes}d", axes) for axes in (1, 2, 3)),
    LocalResponseNorm("LocalResponseNorm"),
    Flatten("Flatten"),
    Linear("Linear", 0),
    Rectifier("ReLU"),
    *ACTIVATIONS,
    *map(Softmax, ("Softmax", "LogSoftmax", "Softmin")),
    *map(Dropout, ("Dropout", "AlphaDropout", "FeatureAlphaDropout")),
    *(Dropout(f"Dropout{axes}d", axes) for axes in (1, 2, 3)),
    StochasticDepth("StochasticDepth"),
    Kind("Identity"),
    Addition("Add"),
    Concatenation("Concat"),
    Multiplication("Multiply"),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}

__all__ = [
    "KINDS",
    "ONE",
    "ZERO",
    "Convolution",
    "Join",
    "Kind",
    "Laying",
    "Parameter",
    "Shape",
    "TransposedConvolution",
]
