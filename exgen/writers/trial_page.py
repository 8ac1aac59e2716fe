"""Pieces of Markdown tried on a page: each is set as sheets set it, and none is wider than the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exgen.errors import TypesettingError
from exgen.writers.markdown import Markup, markup
from exgen.writers.typst_markup import layout_source
from exgen.writers.typst_pool import TypstWorker

MOST_PIECES = 200
"""So many pieces are set on the page at most, the first ones: those of further variants have other numbers in them."""

SECONDS = 60.0
"""The time limit of the page; it takes less than one."""

_TOO_WIDE = re.compile(r"exgen-wider-than-the-page-([0-9]+)")
_TRIED = """
#show: sheet.with((language: "en", name: "", id: "", code: "", total: "", page: "", page-of: "", answer: "", row: "",
  solution: ""), title: "Tried")
#let tried(number, body) = {
  show math.equation.where(block: true): it => layout(room => {
    if measure(it).width > room.width { panic("exgen-wider-than-the-page-" + str(number)) }
    it
  })
  show math.mat: it => layout(room => {
    if measure(it).width > room.width { panic("exgen-wider-than-the-page-" + str(number)) }
    it
  })
  body
}
"""


def tried_on_a_page(pieces: tuple[tuple[str, str], ...]) -> None:
    r"""Set pieces of Markdown, given as pairs of text and name.

    Raises TypesettingError for those that hold what is not allowed (a line for each), and for the first one that
    typst cannot set, or whose formula or matrix is wider than the page.

    >>> tried_on_a_page((("A kernel of size $3 \\times 3$.", "statement"),))
    """
    made = markup(pieces)[:MOST_PIECES]
    names = [name for _, name in pieces]
    with TypstWorker(SECONDS) as worker:
        try:
            worker.pdf(_page(made))
        except TypesettingError as error:
            raise TypesettingError(_problem(worker, made, names, error)) from None


def _page(made: Sequence[Markup], first: int = 0) -> str:
    return (
        layout_source()
        + _TRIED
        + "\n\n".join(f"#tried({number})[{one.typst}]" for number, one in enumerate(made, first))
    )


def _problem(worker: TypstWorker, made: Sequence[Markup], names: Sequence[str], error: TypesettingError) -> str:
    """Which piece it is that cannot be set, found by setting each of them alone where typst does not say."""
    wide = _TOO_WIDE.search(str(error))
    if wide:
        return f"{names[int(wide[1])]}: a formula or matrix is wider than the page"
    for number, one in enumerate(made):
        try:
            worker.pdf(_page([one]))
        except TypesettingError as alone:
            return f"{names[number]}: {alone}"
    return str(error)
