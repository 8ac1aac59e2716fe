"""Figures: what an exercise's template declares, drawn as SVG from the same numbers as its keys.

A kind finds what is to be seen as a frozen record (``kinds.DRAWINGS``) and draws it; equal records are drawn once.
"""

from exgen.figures.figure import Figure
from exgen.figures.placing import Illustrated, as_markdown, illustrated, in_words

__all__ = ["Figure", "Illustrated", "as_markdown", "illustrated", "in_words"]
