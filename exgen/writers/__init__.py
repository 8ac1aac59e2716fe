"""Writers: a sheet's text as LaTeX and typst sources, and as PDFs.

A ``SheetDocument`` says what stands on a sheet; ``latex_sources`` and ``typst_sources`` give it a form,
``pdfs`` compiles them. PyLaTeX, pandoc and typst come with the extra ``exgen[sheets]`` and are loaded when
they are used.
"""

from exgen.writers.document import AnswerBlock, QuestionBlock, SheetDocument, Solution, total_points
from exgen.writers.latex import latex_sources
from exgen.writers.pdf import Engine, choose_engine, pdfs, sources_for_engine
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
    "pdfs",
    "sources_for_engine",
    "total_points",
    "typst_sources",
]
