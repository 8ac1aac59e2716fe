"""The counter of each layer kind, by its name."""

from __future__ import annotations

from exgen.engine.oracle.counter import Counter
from exgen.engine.oracle.feature_counters import (
    Affine,
    BatchNormalisation,
    ChannelShuffle,
    Flatten,
    Linear,
    Loss,
    Parts,
    Permute,
    Queries,
    Select,
    Slopes,
    Softmax,
    Unflatten,
)
from exgen.engine.oracle.resizing_counters import Padding, PixelShuffle, PixelUnshuffle, Resizing
from exgen.engine.oracle.sequence_counters import (
    Attention,
    ClassToken,
    Embedding,
    Encoder,
    PositionEmbedding,
    Recurrent,
)
from exgen.engine.oracle.window_counters import (
    AdaptivePooling,
    Addition,
    Concatenation,
    Convolution,
    Multiplication,
    Pooling,
    TransposedConvolution,
)

_PASSING = (
    *("Identity", "ReLU", "ReLU6", "LeakyReLU", "RReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Softplus"),
    *("Sigmoid", "LogSigmoid", "Hardsigmoid", "Tanh", "Hardtanh", "Hardswish", "Softsign", "Tanhshrink", "Hardshrink"),
    *("Softshrink", "Threshold", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout"),
    *("FeatureAlphaDropout", "StochasticDepth", "LocalResponseNorm", "Softmax2d"),
)


def _of_each_rank(name: str, counter: Counter) -> dict[str, Counter]:
    """The same counter for one, two and three spatial axes."""
    return {f"{name}{axes}d": counter for axes in (1, 2, 3)}


COUNTERS: dict[str, Counter] = {
    **_of_each_rank("Conv", Convolution()),
    **_of_each_rank("ConvTranspose", TransposedConvolution()),
    **_of_each_rank("MaxPool", Pooling()),
    **_of_each_rank("AvgPool", Pooling()),
    **_of_each_rank("LPPool", Pooling()),
    **_of_each_rank("AdaptiveAvgPool", AdaptivePooling()),
    **_of_each_rank("AdaptiveMaxPool", AdaptivePooling()),
    **_of_each_rank("ZeroPad", Padding()),
    **_of_each_rank("ConstantPad", Padding()),
    **_of_each_rank("ReflectionPad", Padding()),
    **_of_each_rank("ReplicationPad", Padding()),
    **_of_each_rank("CircularPad", Padding()),
    **_of_each_rank("BatchNorm", BatchNormalisation("num_features")),
    "SyncBatchNorm": BatchNormalisation("num_features"),
    **_of_each_rank("InstanceNorm", BatchNormalisation("num_features")),
    **dict.fromkeys(_PASSING, Counter()),
    **dict.fromkeys(("Softmax", "LogSoftmax", "Softmin"), Softmax()),
    **dict.fromkeys(("LayerNorm", "LayerNorm2d"), Affine("normalized_shape", "elementwise_affine")),
    "RMSNorm": Affine("normalized_shape", "elementwise_affine", None),
    "GroupNorm": Affine("num_channels"),
    "LayerScale": Slopes("dim"),
    "PReLU": Slopes("num_parameters"),
    "GLU": Parts(2),
    "Chunk": Parts("chunks"),
    "ChannelShuffle": ChannelShuffle(),
    "Upsample": Resizing(),
    "UpsamplingNearest2d": Resizing(),
    "UpsamplingBilinear2d": Resizing(aligns_corners=True),
    "PixelShuffle": PixelShuffle(),
    "PixelUnshuffle": PixelUnshuffle(),
    "Flatten": Flatten(),
    "Unflatten": Unflatten(),
    "Permute": Permute(),
    "Select": Select(),
    "Linear": Linear(),
    "Embedding": Embedding(),
    "RNN": Recurrent("state"),
    "LSTM": Recurrent("input forget cell output"),
    "GRU": Recurrent("reset update new"),
    "MultiheadAttention": Attention(),
    "TransformerEncoderLayer": Encoder(),
    "ClassToken": ClassToken(),
    "PositionEmbedding": PositionEmbedding(),
    "CrossEntropyLoss": Loss(),
    "ScaledDotProductAttention": Queries(),
    "Add": Addition(),
    "Concat": Concatenation(),
    "Multiply": Multiplication(),
}
