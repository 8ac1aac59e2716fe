"""Values as Python, NumPy and PyTorch print them: ``tensor([3, 16], dtype=torch.int32)`` is ``[3, 16]``."""

from __future__ import annotations

from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

_WRAPPING = pattern(r"\b(?:as)?(?:array|tensor|(?:float|int)(?:16|32|64))\s?(?=\()|\ba(?=range\()")
_SETTING = pattern(r",\s?(?:dtype|device|requires_grad|grad_fn)\s?=\s?(?:'[^']*'|\"[^\"]*\"|<[^<>]*>|[\w.]+)")


_BARE_DOT = pattern(r"(?<=[0-9])\.(?= *[,;)\]}]| +-?[0-9])")


def without_bare_dots(passage: Passage) -> Passage:
    """The passage without the dots that NumPy and PyTorch print behind whole numbers.

    >>> without_bare_dots(Passage.of("[52., 53.]")).text
    '[52, 53]'
    """
    if "." not in passage.text:
        return passage
    return passage.replaced(_BARE_DOT, "")


def without_printing(passage: Passage) -> Passage:
    """The passage without the names around a printed value and the settings behind it, its brackets kept; of two pairs
    around all of it one goes too.

    >>> without_printing(Passage.of("array([3, 16], dtype=int32)")).text
    '[3, 16]'
    >>> without_printing(Passage.of("M in arange(52, 55)")).text
    'M in range(52, 55)'
    """
    if "(" not in passage.text:
        return passage
    plain = passage
    for wanted in (_WRAPPING, _SETTING):
        plain = plain.replaced(wanted, "")
    is_in_two_pairs = plain is not passage and plain.text.startswith("([") and plain.text.endswith("])")
    return plain.unwrapped("(") if is_in_two_pairs else plain
