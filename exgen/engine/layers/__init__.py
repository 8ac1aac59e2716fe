"""The layer kinds: what each takes (as its ``torch.nn`` namesake does) and how its quantities are laid out as rules.

Adding a kind is one class in a module here, one line in ``KINDS``, one counter in ``oracle`` and one row in the test
table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from exgen.engine.layers.attention import ScaledDotProductAttention
from exgen.engine.layers.constant_leaves import CONSTANTS, ONE, ZERO
from exgen.engine.layers.convolutions import Convolution
from exgen.engine.layers.embeddings import ClassToken, Embedding, PositionEmbedding
from exgen.engine.layers.features import ChannelShuffle, Chunk, Flatten, Linear, Permute, Select, Unflatten
from exgen.engine.layers.joins import Addition, Concatenation, Join, Multiplication
from exgen.engine.layers.kind import Choice, Kind, KindKey
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.normalisation import (
    BatchNormalisation,
    ChannelNormalisation,
    GroupNormalisation,
    LayerNormalisation,
    LayerScale,
    LearnedSlope,
    RootMeanSquareNormalisation,
)
from exgen.engine.layers.padding import paddings
from exgen.engine.layers.parameter import Parameter
from exgen.engine.layers.pass_through import (
    ACTIVATIONS,
    ChannelSoftmax,
    Dropout,
    GatedUnit,
    LocalResponseNorm,
    OverAnAxis,
    Rectifier,
    StochasticDepth,
)
from exgen.engine.layers.pooling import AdaptivePooling, AveragePooling, MaxPooling, PowerPooling
from exgen.engine.layers.probabilities import CrossEntropy, Softmax
from exgen.engine.layers.resizing import PixelShuffle, PixelUnshuffle, Upsample, Upsampling
from exgen.engine.layers.sequences import Attention, Recurrent, TransformerEncoder
from exgen.engine.layers.transposed import TransposedConvolution

_KINDS: Sequence[Kind] = (
    *(Convolution(f"Conv{axes}d", axes) for axes in (1, 2, 3)),
    *(TransposedConvolution(f"ConvTranspose{axes}d", axes) for axes in (1, 2, 3)),
    *(MaxPooling(f"MaxPool{axes}d", axes) for axes in (1, 2, 3)),
    *(AveragePooling(f"AvgPool{axes}d", axes) for axes in (1, 2, 3)),
    *(AdaptivePooling(f"AdaptiveAvgPool{axes}d", axes) for axes in (1, 2, 3)),
    *(AdaptivePooling(f"AdaptiveMaxPool{axes}d", axes) for axes in (1, 2, 3)),
    *(PowerPooling(f"LPPool{axes}d", axes) for axes in (1, 2, 3)),
    *paddings(),
    Upsample("Upsample"),
    Upsampling("UpsamplingNearest2d", "nearest"),
    Upsampling("UpsamplingBilinear2d", "bilinear"),
    PixelShuffle("PixelShuffle", 2),
    PixelUnshuffle("PixelUnshuffle", 2),
    *(BatchNormalisation(f"BatchNorm{axes}d", axes) for axes in (1, 2, 3)),
    BatchNormalisation("SyncBatchNorm", None),
    *(BatchNormalisation(f"InstanceNorm{axes}d", axes, is_learning=False) for axes in (1, 2, 3)),
    LayerNormalisation("LayerNorm"),
    RootMeanSquareNormalisation("RMSNorm"),
    ChannelNormalisation("LayerNorm2d", 2),
    GroupNormalisation("GroupNorm"),
    LocalResponseNorm("LocalResponseNorm"),
    Flatten("Flatten"),
    Unflatten("Unflatten"),
    Linear("Linear"),
    Rectifier("ReLU"),
    *ACTIVATIONS,
    LearnedSlope("PReLU"),
    GatedUnit("GLU"),
    Softmax("Softmax"),
    ChannelSoftmax("Softmax2d", 2),
    *map(OverAnAxis, ("LogSoftmax", "Softmin")),
    *map(Dropout, ("Dropout", "AlphaDropout", "FeatureAlphaDropout")),
    *(Dropout(f"Dropout{axes}d", axes) for axes in (1, 2, 3)),
    StochasticDepth("StochasticDepth"),
    LayerScale("LayerScale"),
    Kind("Identity"),
    ChannelShuffle("ChannelShuffle"),
    Chunk("Chunk"),
    Permute("Permute"),
    Select("Select"),
    Embedding("Embedding"),
    Recurrent("RNN", 1),
    Recurrent("LSTM", 4),
    Recurrent("GRU", 3),
    Attention("MultiheadAttention"),
    TransformerEncoder("TransformerEncoderLayer"),
    ClassToken("ClassToken"),
    PositionEmbedding("PositionEmbedding"),
    CrossEntropy("CrossEntropyLoss"),
    ScaledDotProductAttention("ScaledDotProductAttention"),
    Addition("Add"),
    Concatenation("Concat"),
    Multiplication("Multiply"),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}


def key_of(kind: str, arguments: Mapping[str, object]) -> KindKey:
    """A layer's kind as part of a network's structure."""
    found = KINDS[kind]
    chosen = found.choices_of(arguments) if found.choices else ()
    return Choice(kind, chosen) if chosen else kind


@lru_cache(maxsize=1024)
def kind_of(key: KindKey) -> Kind:
    """The kind, with its choices.

    >>> kind_of("ReLU").name, kind_of(Choice("MaxPool2d", (("ceil_mode", True),))).chosen
    ('ReLU', {'ceil_mode': True})
    """
    return KINDS[key] if isinstance(key, str) else KINDS[key.kind].choosing(dict(key.arguments))


__all__ = [
    "CONSTANTS",
    "KINDS",
    "ONE",
    "ZERO",
    "Choice",
    "Convolution",
    "Join",
    "Kind",
    "KindKey",
    "Laying",
    "Parameter",
    "ScaledDotProductAttention",
    "Shape",
    "TransposedConvolution",
    "key_of",
    "kind_of",
]
