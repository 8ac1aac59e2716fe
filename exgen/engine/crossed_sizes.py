"""Sizes with a cross between them, which are no product for certain: people say 3×3 for a size on each axis."""

from __future__ import annotations

import re

from exgen.errors import NetworkError
from exgen.expressions.patterns import pattern

_CROSSED = pattern(r"\(?\s*+[0-9]{1,9}(?:\s*+[xX×хХ]\s*+[0-9]{1,9}){1,3}\s*+\)?")  # the last two are Cyrillic
_RAISED = pattern(r"([0-9]{1,9})([²³])")


def check_crosses(text: str) -> None:
    """Raise NetworkError for 3×3, 3x3 and 3² in the place of sizes: is a product meant, or a size for each axis?

    >>> check_crosses("3×5")
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: can be read in two ways: did you mean (3, 5)? the product is written 3*5, not 3×5
    """
    if _CROSSED.fullmatch(text):
        sizes = re.findall("[0-9]+", text)
    elif raised := _RAISED.fullmatch(text):
        sizes = [raised[1]] * (2 if raised[2] == "²" else 3)
    else:
        return
    meant, product = f"({', '.join(sizes)})", "*".join(sizes)
    raise NetworkError(
        f"can be read in two ways: did you mean {meant}? the product is written {product}, not {text.strip('() ')}"
    )
