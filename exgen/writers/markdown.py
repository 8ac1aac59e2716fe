"""Markdown to LaTeX and typst: all fragments of a run in one call of pandoc.

Pandoc runs our own script (``fragments.lua``), which parses each fragment on its own, lets through a listed
set of elements and mathematical commands, and writes both notations with every mark escaped. What it does not
let through is refused with the fragment's name.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from exgen.errors import TypesettingError
from exgen.writers.document import SheetDocument, named_fragments
from exgen.writers.latex_characters import MATHEMATICAL_SYMBOLS, settable
from exgen.writers.plain_text import without_controls

PANDOC_SECONDS = 120.0
"""The time limit of one call: a class of hundreds takes some ten seconds."""

_SCRIPT = Path(__file__).with_name("fragments.lua")
_LARGE_HEAP = ("+RTS", "-A32m", "-RTS")
"""Options of pandoc's own runtime: with room to begin with it takes a seventh less time."""

_ALLOWED = (
    r"allowed: paragraphs, emphasis, code, lists, quotations, tables, and formulas between $ signs with common "
    r"commands (\frac, \cdot, \left\lfloor, \sum, \text, \begin{aligned}, ...)"
)


@dataclass(frozen=True, slots=True)
class Markup:
    """One fragment in both notations."""

    latex: str
    typst: str


def markup_of_documents(documents: Iterable[SheetDocument]) -> Mapping[str, Markup]:
    """The markup of every piece of Markdown on these sheets, by its text.

    Raises TypesettingError with a line for each piece that holds something that is not allowed.
    """
    names: dict[str, str] = {}
    figures: dict[str, None] = {}
    for document in documents:
        figures |= dict.fromkeys(document.figures)
        for name, fragment in named_fragments(document):
            names.setdefault(fragment, name)
    return dict(zip(names, markup(tuple(names.items()), figures=tuple(figures)), strict=True))


@lru_cache(maxsize=2)
def markup(
    fragments: tuple[tuple[str, str], ...], seconds: float = PANDOC_SECONDS, figures: tuple[str, ...] = ()
) -> tuple[Markup, ...]:
    r"""The markup of Markdown fragments, given as pairs of text and name; the name is what an error calls it.

    An image is one of the ``figures``, named by their digests, or refused.

    The last results are kept, since LaTeX and typst sources of one run need the same. Raises TypesettingError
    if a fragment holds what is not allowed (a line for each), if pandoc is absent, or after ``seconds``.

    >>> markup((("*Height* of `x`", "question 1"),))[0].latex
    '\\emph{Height} of \\texttt{x}'
    >>> markup(((r"$\input{x}$", "question 1, statement"),))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    exgen.errors.TypesettingError: question 1, statement: the formula $\input{x}$: the command ...
    """
    if not fragments:
        return ()
    answers = _answers([without_controls(text) for text, _ in fragments], figures, seconds)
    problems: dict[str, str] = {}
    for (_, name), answer in zip(fragments, answers, strict=True):
        for problem in answer.get("problems", ()):
            problems.setdefault(name, f"{name}: {problem}")
    if problems:
        raise TypesettingError(*problems.values(), _ALLOWED)
    return tuple(Markup(latex=settable(answer["latex"]), typst=without_controls(answer["typst"])) for answer in answers)


def _answers(fragments: Sequence[str], figures: Sequence[str], seconds: float) -> list[dict[str, str]]:
    request = {
        "symbols": dict.fromkeys(MATHEMATICAL_SYMBOLS, True),
        "figures": dict.fromkeys(figures, True),
        "fragments": fragments,
    }
    try:
        finished = subprocess.run(
            [pandoc_path(), *_LARGE_HEAP, "lua", str(_SCRIPT)],
            input=json.dumps(request).encode("ascii"),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TypesettingError(f"pandoc did not finish the statements within {seconds:g} seconds") from None
    if finished.returncode != 0:
        reason = " ".join(finished.stderr.decode(errors="replace").split())
        raise TypesettingError(f"pandoc stopped: {reason or finished.returncode}")
    answers: list[dict[str, str]] = json.loads(finished.stdout)
    return answers


@lru_cache(maxsize=1)
def pandoc_path() -> str:
    """The pandoc that came with ``pypandoc_binary``, so that every machine converts alike.

    Raises TypesettingError if it is not installed.
    """
    try:
        import pypandoc
    except ImportError:
        raise TypesettingError('sheets need pandoc: pip install "exgen[sheets]"') from None
    bundled = Path(pypandoc.__file__).with_name("files")
    for name in ("pandoc", "pandoc.exe"):
        if (bundled / name).is_file():
            return str(bundled / name)
    raise TypesettingError('pypandoc is here without its pandoc: pip install "exgen[sheets]" (pypandoc_binary)')
