"""Writers: a sheet's text as LaTeX and typst sources, and as PDFs.

A ``SheetDocument`` says what stands on a sheet; ``latex_sources`` and ``typst_sources`` give it a form,
a ``typesetter`` makes PDFs of them. PyLaTeX, pandoc and typst come with the extra ``exgen[sheets]`` and are loaded when
they are used.
"""

from exgen.writers.document import AnswerBlock, QuestionBlock, SheetDocument, Solution, total_points
from exgen.writers.latex import latex_sources
from exgen.writers.pdf import Engine, choose_engine, typesetter
from exgen.writers.typst_markup import typst_sources
from exgen.writers.words import WORDS

__all__ = [
    "WORDS",
    "AnswerBlock",
    "Engine",
    "QuestionBlock",
    "SheetDocument",
    "Solution",
    "choose_engine",
    "latex_sources",
    "total_points",
    "typesetter",
    "typst_sources",
]
