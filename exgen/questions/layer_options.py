"""The options of layers that a statement has to tell where a key depends on them."""

from __future__ import annotations

EXPECTED = ("bias", "stride", "padding")
"""To be told whatever they are: courses call it a convolution with and without them."""

OTHERS = (
    "output_padding",
    "dilation",
    "groups",
    "num_layers",
    "affine",
    "elementwise_affine",
    "track_running_stats",
    "count_include_pad",
)
"""To be told where they are not what PyTorch takes if nothing is said."""

OPTIONS = (*EXPECTED, *OTHERS)
