"""What Keras, papers and hurried hands call PyTorch's layers and arguments: "did you mean" for networks."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from exgen.engine.absent_layers import absence
from exgen.engine.layers import KINDS
from exgen.errors import did_you_mean

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""Letters, digits and signs as wide as a Chinese character, and what they are: for ``str.translate``."""

_ACTIVATIONS = "a layer of its own: ReLU(), Sigmoid(), Tanh() or Softmax()"
_INPUT = "the input's size, given beside the layers"

_OF_AXES = {
    "averagepooling": "AvgPool",
    "batchnormalization": "BatchNorm",
    "convolution": "Conv",
    "cropping": "no layer for it: take the places off with a smaller padding",
    "globalaveragepooling": "AdaptiveAvgPool{}d(1)",
    "globalavgpool": "AdaptiveAvgPool{}d(1)",
    "globalmaxpooling": "AdaptiveMaxPool{}d(1)",
    "instancenormalization": "InstanceNorm",
    "maxpooling": "MaxPool",
    "spatialdropout": "Dropout",
    "zeropadding": "ZeroPad",
}
"""Names that end in 1d, 2d or 3d."""


def _each_rank(name: str, meant: str) -> dict[str, str]:
    """The same name for one, two and three spatial axes."""
    if " " in meant:
        return {f"{name}{axes}d": meant for axes in (1, 2, 3)}
    return {f"{name}{axes}d": meant.format(axes) if "{" in meant else f"{meant}{axes}d" for axes in (1, 2, 3)}


OTHER_KINDS: dict[str, str] = {
    **{other: meant for name, kind in _OF_AXES.items() for other, meant in _each_rank(name, kind).items()},
    "activation": _ACTIVATIONS,
    "batchnorm": "BatchNorm2d",
    "batchnormalization": "BatchNorm2d",
    "bidirectional": "bidirectional=True in the layer: LSTM(8, 16, bidirectional=True)",
    "bn": "BatchNorm2d",
    "concatenate": "Concat",
    "conv": "Conv2d",
    "conv1dtranspose": "ConvTranspose1d",
    "conv2dtranspose": "ConvTranspose2d",
    "conv3dtranspose": "ConvTranspose3d",
    "convtranspose": "ConvTranspose2d",
    "deconv": "ConvTranspose2d",
    "deconv2d": "ConvTranspose2d",
    "dense": "Linear",
    "depthwiseconv1d": "Conv1d with as many groups as channels: Conv1d(8, 8, 3, groups=8)",
    "depthwiseconv2d": "Conv2d with as many groups as channels: Conv2d(8, 8, 3, groups=8)",
    "droppath": "StochasticDepth",
    "fc": "Linear",
    "fullyconnected": "Linear",
    "groupnormalization": "GroupNorm",
    "input": _INPUT,
    "inputlayer": _INPUT,
    "instancenorm": "InstanceNorm2d",
    "layernormalization": "LayerNorm",
    "lrn": "LocalResponseNorm",
    "maxpool": "MaxPool2d",
    "pointwiseconv2d": "Conv2d with kernel_size=1",
    "reshape": "Unflatten or Flatten",
    "separableconv2d": "two layers: Conv2d(8, 8, 3, groups=8); Conv2d(8, 16, 1)",
    "simplernn": "RNN",
    "swish": "SiLU",
    "timedistributed": "the layer itself: Linear works on each place of a sequence",
    "upsampling1d": "Upsample",
    "upsampling2d": "Upsample",
    "upsampling3d": "Upsample",
    "view": "Unflatten or Flatten",
}
"""Names of Keras and of papers, in small letters, and what they are here."""

OTHER_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "alpha": ("negative_slope",),
    "axis": ("dim",),
    "channels": ("out_channels", "num_features", "num_channels"),
    "dilation_rate": ("dilation",),
    "dropout_rate": ("p", "dropout"),
    "epsilon": ("eps",),
    "features": ("out_features", "num_features", "num_channels"),
    "filters": ("out_channels",),
    "groups": ("num_groups",),
    "heads": ("num_heads", "nhead"),
    "hidden_dim": ("hidden_size", "dim_feedforward"),
    "hidden_units": ("hidden_size",),
    "input_dim": ("in_features", "num_embeddings", "input_size"),
    "interpolation": ("mode",),
    "kernel": ("kernel_size",),
    "num_heads": ("nhead",),
    "output_dim": ("embedding_dim", "out_features"),
    "pool_size": ("kernel_size",),
    "rate": ("p",),
    "strides": ("stride",),
    "units": ("out_features", "hidden_size"),
    "use_bias": ("bias",),
    "vocab_size": ("num_embeddings",),
}
"""Argument names of Keras and of papers, and what they are called here; the first one that the layer has is meant."""

_PLACES = "nothing: every place comes out, and Select(1, -1) behind the layer takes the last one"

_ANYWHERE = "nothing: on which device, and with how many bytes a number, changes no layer"

APART: dict[str, str] = {
    "activation": _ACTIVATIONS,
    "device": _ANYWHERE,
    "dtype": _ANYWHERE,
    "input_shape": _INPUT,
    "return_sequences": _PLACES,
}
"""Arguments of Keras and of torch that are no arguments here."""


def foreign_letters(name: str) -> str:
    """What to say before anything else about a name that mixes letters of other alphabets with Latin ones.

    >>> foreign_letters("\u0421onv2d")
    'its "С" is no Latin letter but a CYRILLIC CAPITAL LETTER ES; '
    >>> foreign_letters("Conv2d"), foreign_letters("\u03b1")
    ('', '')
    """
    others = [sign for sign in dict.fromkeys(name) if sign.isalpha() and _alphabet(sign) != "LATIN"]
    is_mixed = any(sign.isalpha() and _alphabet(sign) == "LATIN" for sign in name)
    if not others or (not is_mixed and all(_alphabet(sign) == "GREEK" for sign in others)):
        return ""
    said = ", ".join(
        f'"{sign}" is no Latin letter but a {unicodedata.name(sign, "letter without a name")}' for sign in others
    )
    return f"its {said}; "


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def kind_suggestion(name: str) -> tuple[str, str | None]:
    """What to say about an unknown layer, and the kind that is meant if one is.

    >>> kind_suggestion("keras.layers.Dense"), kind_suggestion("Conv2D")
    (('did you mean "Linear"?', 'Linear'), ('did you mean "Conv2d"?', 'Conv2d'))
    """
    last = name.rpartition(".")[2]
    if foreign := foreign_letters(last):
        return foreign + did_you_mean(last, KINDS), None
    if why := absence(last):
        return why, None
    other = OTHER_KINDS.get(last.lower().replace("_", ""))
    if other is None:
        hint = did_you_mean(last, KINDS)
        if hint.startswith("allowed"):
            return "layers are spelt as in torch.nn, such as Conv2d, Linear or LSTM; docs/layers.md lists them", None
        return hint, next((kind for kind in KINDS if hint == f'did you mean "{kind}"?'), None)
    if " " in other:
        return f"write {other}", None
    return f'did you mean "{other}"?', other if other in KINDS else None


def argument_suggestion(name: str, allowed: Collection[str]) -> str:
    """What to say about an unknown argument of a layer that takes these.

    >>> argument_suggestion("filters", ["in_channels", "out_channels"])
    'did you mean "out_channels"?'
    """
    if name in APART:
        return f"write {APART[name]}"
    for other in OTHER_ARGUMENTS.get(name, ()):
        if other in allowed:
            return f'did you mean "{other}"?'
    return foreign_letters(name) + did_you_mean(name, allowed) if allowed else "it takes no arguments"
