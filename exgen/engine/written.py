"""The lines of a derivation that a rule writes itself."""

from __future__ import annotations

from typing import NamedTuple


class Written(NamedTuple):
    """A line that a computed rule writes into a derivation: what is worked out, and how, in LaTeX."""

    title: str
    formula: str
