"""Stars that may be meant as convolutions, ``x * dz``: a star is a product here, and is asked back where it is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from exgen.answers.judgement import Judgement, UnreadableResponse
from exgen.answers.matrix_equality import readings_of
from exgen.answers.matrix_settings import MatrixSetting
from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Node, walk
from exgen.expressions.matrices import Shape, shape_of
from exgen.expressions.patterns import pattern

_STAR = pattern(r"[*∗⋆★✶⊛]|\\ast|\\star")
_CONVOLVED = UnreadableResponse(
    "star",
    "* is a product here; a convolution is written conv(x, w), with the kernel not turned, its way back "
    "conv_transpose(g, w) or conv(g, flip(w), padding=1)",
)


def may_convolve(response: str, setting: MatrixSetting) -> bool:
    """Whether a star in a response may be that of a convolution: the question has one."""
    return _STAR.search(response) is not None and _has_convolution(line for _, line in setting.lines)


def _has_convolution(lines: Iterable[Node]) -> bool:
    return any(isinstance(part, Call) and part.function == Name("conv") for line in lines for part in walk(line))


def asked_of_star(
    judgement: Judgement, read: Callable[[], Node], wanted: Shape | None, setting: MatrixSetting
) -> Judgement:
    """A judgement of what has stars: asked back where they are unread or give another shape than is asked."""
    try:
        readings = readings_of(read())
    except UnreadableResponse as error:
        return _CONVOLVED.judgement() if error.code == "unexpected_character" else judgement
    for reading in readings:
        with suppress(ExpressionError):
            if shape_of(reading, setting.shapes) == wanted:
                return judgement
    return _CONVOLVED.judgement()
