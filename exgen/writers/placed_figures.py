"""Figures in their places on a page: markup, which many sheets share, has a place where a figure comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from exgen.errors import TypesettingError
from exgen.figures import Figure
from exgen.writers.plain_text import without_controls

_EDGE = "\x02"
"""Around the digest, in what ``page_notations.lua`` has written: no statement, name or title holds a control."""

_PLACE = re.compile(f"{_EDGE}(?P<digest>[0-9a-f]{{32}}){_EDGE}")


def with_places(written: str) -> str:
    r"""What was written, without controls but those around the places of figures.

    >>> with_places("a\x07\x02b")
    'a\x02b'
    """
    return _EDGE.join(map(without_controls, written.split(_EDGE)))


def placed(page: str, figures: Mapping[str, Figure], shown: Callable[[str, Figure], str]) -> str:
    r"""A page with its figures: ``shown`` writes one, given its digest.

    Raises TypesettingError where a figure is none of the page's own.

    >>> placed(f"<p>\x02{'a' * 32}\x02</p>", {"a" * 32: Figure("", "A line", 1, 1)}, lambda _, figure: figure.alt)
    '<p>A line</p>'
    """

    def put_in(found: re.Match[str]) -> str:
        figure = figures.get(found["digest"])
        if figure is None:
            raise TypesettingError(f"the image {found['digest']}: only a question's own figures can be shown")
        return shown(found["digest"], figure)

    return _PLACE.sub(put_in, page)


def placed_in(page: str) -> Iterator[str]:
    """The digests of the figures that have a place on a page, in order."""
    return (found["digest"] for found in _PLACE.finditer(page))
