"""Shapes that are said behind a typed matrix expression: ``g x^T (shape 3x4)``, ``g x^T  # (h, d)``, ``g ∈ R^h``."""

from __future__ import annotations

import re
from collections.abc import Container

from exgen.answers.judgement import Judgement
from exgen.answers.matrix_settings import MatrixSetting
from exgen.expressions.matrices import Shape, shape_text
from exgen.expressions.patterns import pattern

_WORD = pattern(r"(?<![\w.])(?:of )?(?:shape|size|dim|dims|dimension|dimensions|Größe)(?!\w)")
_BY = r" ?(?:x|×|\*|by|,|\\times) ?"
_SAID = pattern(rf"(?: ?[:=]| is| of)? ?[(\[]? ?(?P<rows>\w{{1,20}}?){_BY}(?P<columns>\w{{1,20}}) ?[)\]]{{0,3}} ?[.]?")
_BARE = pattern(r"[(\[] ?(?P<rows>\w{1,20}?) ?(?:x|×|\\times) ?(?P<columns>\w{1,20}) ?[)\]] ?[.]?$")
_COMMENT = pattern(rf"(?:#|%|//) ?[(\[] ?(?P<rows>\w{{1,20}}){_BY}(?P<columns>\w{{1,20}}) ?[)\]]$")
_ELEMENT = pattern(
    r"(?:∈|\\in(?![a-z])) ?(?:\\mathbb ?\{? ?R ?\}?|ℝ|R) ?\^ ?[({]? ?"
    rf"(?P<rows>\w{{1,20}}?)(?:{_BY}(?P<columns>\w{{1,20}}))? ?[)}}]? ?\$?$"
)
_ENDS = frozenset(")]}'⊤ᵀ²")


def without_shape_behind(text: str, sizes: Container[str]) -> tuple[str, tuple[str, str] | None]:
    r"""A response without the shape that it says of itself, and that shape, None if it says none.

    Without a word only one in numbers and in the question's sizes is a shape.

    >>> for text in ("g x^T (shape 3x4)", "g x^T [h x d]", "g (a x b)", r"g \in \mathbb{R}^{h}", "g x^T # (h, d)"):
    ...     print(without_shape_behind(text, ("h", "d")))
    ('g x^T', ('3', '4'))
    ('g x^T', ('h', 'd'))
    ('g (a x b)', None)
    ('g', ('h', '1'))
    ('g x^T', ('h', 'd'))
    """
    whole = text.rstrip()
    word = _WORD.search(text)
    if word and (said := _SAID.fullmatch(text, word.end(), len(whole))):
        shorter = text[: word.start()].rstrip(" ,;#%/")
        shorter = shorter[:-1].rstrip(" ,;#%/") if shorter.endswith(("(", "[")) else shorter
    elif said := _bare(whole, sizes):
        shorter = text[: said.start()].rstrip(" ,;#%/")
    else:
        return text, None
    is_whole = shorter.count("(") == shorter.count(")") and shorter.count("[") == shorter.count("]")
    if not is_whole or not shorter or not (shorter[-1].isalnum() or shorter[-1] in _ENDS):
        return text, None
    return shorter, (said["rows"], said["columns"] or "1")


def with_shape_said(right: Judgement, response: str, shape: Shape, setting: MatrixSetting) -> Judgement:
    """A right response with a remark where it says of itself that it has another shape of the question's sizes."""
    _, said = without_shape_behind(response, setting.counts)
    if said is None or said == tuple(map(str, shape)) or any(size not in (*setting.sizes, "1") for size in said):
        return right
    return right.remarked(f"this is {shape_text(shape)}, and not {shape_text(said)}", code="another_shape")


def _bare(whole: str, sizes: Container[str]) -> re.Match[str] | None:
    """A shape at the end that no word says to be one."""
    for form in (_ELEMENT, _COMMENT, _BARE):
        found = form.search(whole)
        if found and all(size.isdecimal() or size in sizes for size in (found["rows"], found["columns"] or "1")):
            return found
    return None
