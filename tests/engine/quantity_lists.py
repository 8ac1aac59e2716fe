"""The quantities that have one form, for tests that go through all of them."""

from __future__ import annotations

from exgen.engine.quantities import QUANTITIES, Form

SHAPES = tuple(name for name, kept in QUANTITIES.items() if kept.form is Form.SHAPE)
COUNTS = tuple(name for name, kept in QUANTITIES.items() if kept.form is Form.COUNT and kept.by_network)
LAYER_COUNTS = tuple(name for name, kept in QUANTITIES.items() if kept.form is Form.COUNT and not kept.by_network)
