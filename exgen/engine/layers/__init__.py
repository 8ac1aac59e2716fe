"""The layer kinds: what each takes (as its ``torch.nn`` namesake does) and how its quantities are laid out as rules.

Adding a kind is one class in a module here, one line in ``KINDS``, one counter in ``oracle`` and one row in the test
table.
"""

from __future__ import annotations

from collections.abc import Sequence

from exgen.engine.layers.attention import ScaledDotProductAttention
from exgen.engine.layers.convolutions import Convolution
from exgen.engine.layers.features import BatchNormalisation, CrossEntropy, Flatten, Linear
from exgen.engine.layers.joins import Addition, Concatenation, Join, Multiplication
from exgen.engine.layers.kind import ONE, ZERO, Kind, Laying, Parameter, Shape
from exgen.engine.layers.pass_through import Activation, Dropout, LocalResponseNorm, Rectifier, Softmax
from exgen.engine.layers.pooling import AdaptiveAveragePooling, AveragePooling, MaxPooling
from exgen.engine.layers.transposed import TransposedConvolution

_KINDS: Sequence[Kind] = (
    Convolution("Conv1d", 1),
    Convolution("Conv2d", 2),
    TransposedConvolution("ConvTranspose1d", 1),
    TransposedConvolution("ConvTranspose2d", 2),
    MaxPooling("MaxPool1d", 1),
    MaxPooling("MaxPool2d", 2),
    AveragePooling("AvgPool2d", 2),
    AdaptiveAveragePooling("AdaptiveAvgPool2d", 2),
    BatchNormalisation("BatchNorm1d", 0),
    BatchNormalisation("BatchNorm2d", 2),
    LocalResponseNorm("LocalResponseNorm"),
    Flatten("Flatten"),
    Linear("Linear", 0),
    Rectifier("ReLU"),
    Activation("Sigmoid"),
    Activation("Tanh"),
    Softmax("Softmax"),
    Dropout("Dropout"),
    Addition("Add"),
    Concatenation("Concat"),
    Multiplication("Multiply"),
    CrossEntropy("CrossEntropyLoss", 0),
    ScaledDotProductAttention("ScaledDotProductAttention", 0),
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
    "ScaledDotProductAttention",
    "Shape",
    "TransposedConvolution",
]
