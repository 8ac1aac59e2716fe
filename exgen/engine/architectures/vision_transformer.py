"""Vision transformers as torchvision builds them.

Dosovitskiy et al., An image is worth 16x16 words: transformers for image recognition at scale (2020).
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from exgen.engine.architectures.known import IMAGE, Known, chain, convolution, joined, linear, lines

_SIDE = 224


class _Sizes(NamedTuple):
    """The side of a patch, how many blocks and heads there are, the features of a place and those inside a block."""

    patch: int
    blocks: int
    heads: int
    features: int
    inner: int


def _block(sizes: _Sizes) -> str:
    """Attention, then two dense layers at each place; what goes in is added to what comes out of each."""
    features, inner = sizes.features, sizes.inner
    norm = f"LayerNorm({features}, eps=0.000001)"
    attention = f"MultiheadAttention({features}, {sizes.heads}, batch_first=True)"
    dense = chain(linear(features, inner), "GELU()", "Dropout(0.0)", linear(inner, features), "Dropout(0.0)")
    return chain(joined("Residual", chain(norm, attention, "Dropout(0.0)")), joined("Residual", chain(norm, dense)))


def _transformer(sizes: _Sizes) -> str:
    """The whole network: patches as places of a sequence, behind a place of their own for the class."""
    features, places = sizes.features, (_SIDE // sizes.patch) ** 2
    return lines(
        convolution(3, features, sizes.patch, stride=sizes.patch),
        "Flatten(2)",
        "Permute((0, 2, 1))",
        f"ClassToken({features})",
        f"PositionEmbedding({places + 1}, {features})",
        "Dropout(0.0)",
        *[_block(sizes)] * sizes.blocks,
        f"LayerNorm({features}, eps=0.000001)",
        "Select(1, 0)",
        linear(features, 1000),
    )


_TABLE = {
    "vit_b_16": _Sizes(16, 12, 12, 768, 3072),
    "vit_b_32": _Sizes(32, 12, 12, 768, 3072),
    "vit_l_16": _Sizes(16, 24, 16, 1024, 4096),
    "vit_l_32": _Sizes(32, 24, 16, 1024, 4096),
}

FAMILY = {name: Known("torchvision", IMAGE, partial(_transformer, sizes)) for name, sizes in _TABLE.items()}
