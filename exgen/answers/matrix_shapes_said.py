"""Shapes that are said behind a typed matrix expression: ``g x^T (shape 3x4)``, ``g x^T  # (h, d)``."""

from __future__ import annotations

from collections.abc import Container

from exgen.expressions.patterns import pattern

_WORD = pattern(r"(?<![\w.])(?:of )?(?:shape|size|dim|dims|dimension|dimensions|Größe)(?!\w)")
_TWO = r"\w{1,20}? ?(?:x|×|\*|by|,|\\times) ?\w{1,20}"
_SAID = pattern(rf"(?: ?[:=]| is| of)? ?[(\[]? ?{_TWO} ?[)\]]{{0,2}} ?[)\]]? ?[.]?")
_BARE = pattern(r"[(\[] ?(?P<rows>\w{1,20}?) ?(?:x|×|\\times) ?(?P<columns>\w{1,20}) ?[)\]] ?[.]?$")
_ENDS = frozenset(")]}'⊤ᵀ²")


def without_shape_behind(text: str, sizes: Container[str]) -> str:
    """A response without the shape that it says of itself; without a word only in numbers and in the question's sizes.

    >>> [without_shape_behind(text, ("h", "d")) for text in ("g x^T (shape 3x4)", "g x^T [h x d]", "g (a x b)")]
    ['g x^T', 'g x^T', 'g (a x b)']
    """
    word = _WORD.search(text)
    if word and _SAID.fullmatch(text, word.end(), len(text.rstrip())):
        shorter = text[: word.start()].rstrip(" ,;#%/")
        shorter = shorter[:-1].rstrip(" ,;#%/") if shorter.endswith(("(", "[")) else shorter
    elif (bare := _BARE.search(text.rstrip())) and all(
        size.isdecimal() or size in sizes for size in (bare["rows"], bare["columns"])
    ):
        shorter = text[: bare.start()].rstrip(" ,;#%/")
    else:
        return text
    is_whole = shorter.count("(") == shorter.count(")") and shorter.count("[") == shorter.count("]")
    return shorter if is_whole and shorter and (shorter[-1].isalnum() or shorter[-1] in _ENDS) else text
