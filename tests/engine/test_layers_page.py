"""The page of layers says what the layers are today."""

from __future__ import annotations

from exgen.engine.layers import KINDS
from tests.engine.layers_page import PAGE, page


def test_the_page_is_what_the_kinds_and_rules_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/layers.md is stale: run make layers"


def test_every_layer_stands_on_the_page() -> None:
    text = page()
    missing = [name for name in KINDS if name not in text and f"{name[:-2]}1d to 3d" not in text]
    assert missing == []
