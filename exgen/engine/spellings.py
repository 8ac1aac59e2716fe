"""What Keras, papers and hurried hands call PyTorch's layers and arguments: "did you mean" for networks."""

from __future__ import annotations

from collections.abc import Collection

from exgen.engine.layers import KINDS
from exgen.errors import did_you_mean

_ACTIVATIONS = "a layer of its own: ReLU(), Sigmoid(), Tanh() or Softmax()"
_INPUT = "the input's size, given beside the layers"

OTHER_KINDS: dict[str, str] = {
    "activation": _ACTIVATIONS,
    "averagepooling2d": "AvgPool2d",
    "batchnormalization": "BatchNorm2d",
    "bn": "BatchNorm2d",
    "conv": "Conv2d",
    "conv1dtranspose": "ConvTranspose1d",
    "conv2dtranspose": "ConvTranspose2d",
    "convolution1d": "Conv1d",
    "convolution2d": "Conv2d",
    "convtranspose": "ConvTranspose2d",
    "deconv": "ConvTranspose2d",
    "deconv2d": "ConvTranspose2d",
    "dense": "Linear",
    "fc": "Linear",
    "fullyconnected": "Linear",
    "globalaveragepooling2d": "AdaptiveAvgPool2d(1)",
    "globalavgpool2d": "AdaptiveAvgPool2d(1)",
    "input": _INPUT,
    "inputlayer": _INPUT,
    "lrn": "LocalResponseNorm",
    "maxpool": "MaxPool2d",
    "maxpooling1d": "MaxPool1d",
    "maxpooling2d": "MaxPool2d",
}
"""Names of Keras and of papers, in small letters, and what they are here."""

OTHER_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "channels": ("out_channels", "num_features"),
    "dilation_rate": ("dilation",),
    "features": ("out_features", "num_features"),
    "filters": ("out_channels",),
    "input_dim": ("in_features",),
    "kernel": ("kernel_size",),
    "pool_size": ("kernel_size",),
    "rate": ("p",),
    "strides": ("stride",),
    "units": ("out_features",),
    "use_bias": ("bias",),
}
"""Argument names of Keras, and what they are called here; the first one that the layer has is meant."""

APART: dict[str, str] = {"activation": _ACTIVATIONS, "input_shape": _INPUT}
"""Arguments of Keras that are no arguments here."""


def kind_suggestion(name: str) -> tuple[str, str | None]:
    """What to say about an unknown layer, and the kind that is meant if one is.

    >>> kind_suggestion("keras.layers.Dense"), kind_suggestion("Conv2D")
    (('did you mean "Linear"?', 'Linear'), ('did you mean "Conv2d"?', 'Conv2d'))
    """
    last = name.rpartition(".")[2]
    other = OTHER_KINDS.get(last.lower().replace("_", ""))
    if other is None:
        hint = did_you_mean(last, KINDS)
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
    return did_you_mean(name, allowed) if allowed else "it takes no arguments"
