"""The layers of torch.nn that networks here do not have, each with the reason, or what to write in its place."""

from __future__ import annotations

from collections.abc import Iterator

_LOSS = "a loss is no layer: what comes out before it is counted, and CrossEntropyLoss is worked out by hand"
_CELL = "one step of a recurrent layer: write RNN, LSTM or GRU, which take the whole sequence"
_TWO = "it takes two tensors that are not joined: Concat, Add and Multiply join branches"
_HOLDER = "it holds modules or parameters and has no forward pass of its own"
_LAZY = "it learns its input size when it runs: write the layer itself, with its size"
_RANDOM = "its windows are drawn at random, so what a value reads is no one number"
_UNPOOLED = "what stands where depends on values: write ConvTranspose2d or Upsample"
_UNFOLDED = "it moves values between windows and columns: the unfolded input is asked for as im2col of a Conv2d"
_TRANSFORMER = (
    "it takes two sequences; its encoder alone is TransformerEncoder(TransformerEncoderLayer(512, 8), num_layers=6)"
)

ABSENT: dict[str, str] = {
    "Bilinear": _TWO,
    "CosineSimilarity": _TWO,
    "PairwiseDistance": _TWO,
    "CrossMapLRN2d": "write LocalResponseNorm, which works alike",
    "EmbeddingBag": "how many tokens make a bag is no part of a shape: write Embedding",
    "Fold": _UNFOLDED,
    "Unfold": _UNFOLDED,
    "FractionalMaxPool2d": _RANDOM,
    "FractionalMaxPool3d": _RANDOM,
    **dict.fromkeys(("MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d"), _UNPOOLED),
    **dict.fromkeys(("GRUCell", "LSTMCell", "RNNCell", "RNNCellBase", "RNNBase"), _CELL),
    **dict.fromkeys(("Transformer", "TransformerDecoder", "TransformerDecoderLayer"), _TRANSFORMER),
    **dict.fromkeys(("Container", "DataParallel", "Module", "ModuleDict", "ParameterDict", "ParameterList"), _HOLDER),
    "AdaptiveLogSoftmaxWithLoss": _LOSS,
}
"""Layers of torch.nn by their names; losses and lazy layers are told by the ends of theirs."""


def absence(name: str) -> str | None:
    """Why a layer of torch.nn is not here, or what to write in its place; None for a name that is none of them.

    >>> absence("LazyConv2d"), absence("Conv2d")
    ('it learns its input size when it runs: write the layer itself, with its size', None)
    """
    if name in ABSENT:
        return ABSENT[name]
    if name.startswith("Lazy"):
        return _LAZY
    return _LOSS if name.endswith(("Loss", "Loss2d")) and name != "CrossEntropyLoss" else None


def reasons() -> Iterator[tuple[str, list[str]]]:
    """Every reason, with the layers that it holds for."""
    for why in dict.fromkeys([*ABSENT.values(), _LAZY]):
        names = [name for name, given in ABSENT.items() if given == why]
        yield why, {_LAZY: ["Lazy..."], _LOSS: [*names, "...Loss"]}.get(why, names)
