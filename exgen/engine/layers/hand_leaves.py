"""The leaves that hold what a network is worked out by hand with."""

from __future__ import annotations

from exgen.engine.layout import Leaf

IMAGE = Leaf(None, "image")
"""The leaf that holds what goes into a network that is worked out by hand."""
GRADIENT = Leaf(None, "gradient")
"""The leaf that holds the gradient of the loss with respect to what comes out at the end."""
FLIPS = Leaf(None, "flips")
"""The leaf that holds 1 if convolutions flip their kernel."""


def learned_leaf(layer: int, name: str) -> Leaf:
    """The leaf that holds a tensor of a layer."""
    return Leaf(layer, f"learned {name}")
