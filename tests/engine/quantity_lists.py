"""The quantities that have one form, for tests that go through all of them."""

from __future__ import annotations

from exgen.engine.quantities import QUANTITIES, Form
from exgen.engine.quantity_arguments import EXAMPLES

FIELDS = tuple(name for name in QUANTITIES if name.startswith("receptive_field") or name == "phases")
"""They have tests of their own: not every layer leaves space for them."""
SHAPES = tuple(
    name for name, kept in QUANTITIES.items() if kept.form is Form.SHAPE and kept.by_network and name not in FIELDS
)
COUNTS = tuple(
    name
    for name, kept in QUANTITIES.items()
    if kept.form is Form.COUNT and kept.by_network and kept.by_layer and name not in EXAMPLES
)
"""Of a layer and of a network; those that need arguments have tests of their own."""
LAYER_COUNTS = tuple(name for name, kept in QUANTITIES.items() if kept.form is Form.COUNT and not kept.by_network)
LAYER_SHAPES = tuple(
    name
    for name, kept in QUANTITIES.items()
    if kept.form is Form.SHAPE and not kept.by_network and name != "valid_output_size"
)
"""Those that every window has: without padding not each fits."""
OF_KINDS = {
    **dict.fromkeys(("dense_weights", "dense_biases", "dense_parameters"), ("Conv1d", "Conv2d")),
    **dict.fromkeys(("im2col_size", "toeplitz_size"), ("Conv1d", "Conv2d")),
    **dict.fromkeys(
        ("padding_before", "padding_behind", "same_output_size"),
        ("Conv1d", "Conv2d", "MaxPool1d", "MaxPool2d", "AvgPool2d"),
    ),
    **dict.fromkeys(("equal_convolution", "equal_convolution_parameters"), ("Linear",)),
}
"""The layer kinds that a quantity is asked of, where these are not all."""
